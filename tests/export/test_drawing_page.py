"""The page on which charts are drawn, and the hash of all that is the same for each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from acsm_report.errors import SetupError
from acsm_report.export.chrome import drawing_page
from acsm_report.theme.model import Brand


@pytest.fixture
def faces(brand: Brand) -> list[tuple[str, int, Path]]:
    return [(face.family, face.weight, face.path) for face in brand.font_faces]


def test_a_basis_is_the_same_for_the_same_faces(faces: list[tuple[str, int, Path]]) -> None:
    assert drawing_page.hash_drawing_inputs(faces) == drawing_page.hash_drawing_inputs(list(faces))


def test_another_face_is_another_basis(faces: list[tuple[str, int, Path]], tmp_path: Path) -> None:
    """Its family, its weight and the bytes of its file count, where it lies does not."""
    family, weight, path = faces[0]
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


def test_another_script_is_another_basis(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A new plotly.js draws everything anew."""
    before, scripts = drawing_page.hash_drawing_inputs([]), drawing_page._script_paths()
    newer = tmp_path / "plotly.min.js"
    newer.write_bytes(scripts[0].read_bytes() + b"//")
    monkeypatch.setattr(drawing_page, "_script_paths", lambda: (newer, *scripts[1:]))
    assert drawing_page.hash_drawing_inputs([]) != before


def test_a_face_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"gone\.ttf cannot be read"):
        drawing_page.hash_drawing_inputs([("Gone", 400, tmp_path / "gone.ttf")])


def test_neither_the_page_nor_its_faces_name_an_address_of_the_web(faces: list[tuple[str, int, Path]]) -> None:
    page, rules = drawing_page.build_page(), drawing_page.build_font_face_rules(faces)
    assert rules.count("@font-face") == len(faces)
    assert "http" not in page.replace("http-equiv", "") + rules
