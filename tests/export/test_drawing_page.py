"""The page on which the browser draws charts, and the hash of its inputs."""

from __future__ import annotations

from pathlib import Path

import pytest

from acsm_report.errors import SetupError
from acsm_report.export.chrome import drawing_page
from acsm_report.theme.model import Brand


@pytest.fixture
def font_files(brand: Brand) -> list[tuple[str, int, Path]]:
    return [(face.family, face.weight, face.path) for face in brand.font_faces]


def test_equal_fonts_have_the_same_hash(font_files: list[tuple[str, int, Path]]) -> None:
    assert drawing_page.hash_drawing_inputs(font_files) == drawing_page.hash_drawing_inputs(list(font_files))


def test_another_font_changes_the_hash(font_files: list[tuple[str, int, Path]], tmp_path: Path) -> None:
    """The hash depends on family, weight and content of a font file, not on its path."""
    family, weight, path = font_files[0]
    copy, changed = tmp_path / "copy.ttf", tmp_path / "changed.ttf"
    copy.write_bytes(path.read_bytes())
    changed.write_bytes(path.read_bytes() + b"\0")
    assert drawing_page.hash_drawing_inputs([(family, weight, copy)]) == drawing_page.hash_drawing_inputs(
        [(family, weight, path)]
    )
    others = [(family, weight, changed), (family, weight + 1, path), ("Other", weight, path)]
    assert drawing_page.hash_drawing_inputs([(family, weight, path)]) not in {
        drawing_page.hash_drawing_inputs([other]) for other in others
    }


def test_another_script_changes_the_hash(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With a new plotly.js all charts are drawn again."""
    before, scripts = drawing_page.hash_drawing_inputs([]), drawing_page._script_paths()
    newer = tmp_path / "plotly.min.js"
    newer.write_bytes(scripts[0].read_bytes() + b"//")
    monkeypatch.setattr(drawing_page, "_script_paths", lambda: (newer, *scripts[1:]))
    assert drawing_page.hash_drawing_inputs([]) != before


def test_a_missing_font_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"gone\.ttf cannot be read"):
        drawing_page.hash_drawing_inputs([("Gone", 400, tmp_path / "gone.ttf")])


def test_the_page_and_its_fonts_have_no_web_address(font_files: list[tuple[str, int, Path]]) -> None:
    page, rules = drawing_page.build_page(Path("/plotly.js")), drawing_page.build_font_face_rules(font_files)
    assert rules.count("@font-face") == len(font_files)
    assert "http" not in page.replace("http-equiv", "") + rules


def test_the_installed_plotly_js_can_be_compiled_at_once() -> None:
    """plotly.js is still one function that can be put in parentheses; otherwise each cold build gets slower."""
    script = drawing_page._script_paths()[0].read_bytes()
    eager = drawing_page.eager_plotly_js()
    assert len(eager) == len(script) + 2, "plotly.js is written differently now: mend EAGER_COMPILE_EDITS"


def test_a_plotly_js_that_is_written_differently_is_used_as_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The browser then compiles it more slowly."""
    other = tmp_path / "plotly.js"
    other.write_bytes(b"var Plotly = {};")
    monkeypatch.setattr(drawing_page, "_script_paths", lambda: (other,))
    assert drawing_page.eager_plotly_js() == b"var Plotly = {};"
