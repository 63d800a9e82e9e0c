"""The page on which charts are drawn, and the hash of all that is the same for each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from acsm_report import easel
from acsm_report.brand import Brand
from acsm_report.errors import SetupError


@pytest.fixture
def faces(brand: Brand) -> list[tuple[str, int, Path]]:
    return [(face.family, face.weight, face.path) for face in brand.faces]


def test_a_basis_is_the_same_for_the_same_faces(faces: list[tuple[str, int, Path]]) -> None:
    assert easel.basis(faces) == easel.basis(list(faces))


def test_another_face_is_another_basis(faces: list[tuple[str, int, Path]], tmp_path: Path) -> None:
    """Its family, its weight and the bytes of its file count, where it lies does not."""
    family, weight, path = faces[0]
    copy, changed = tmp_path / "copy.ttf", tmp_path / "changed.ttf"
    copy.write_bytes(path.read_bytes())
    changed.write_bytes(path.read_bytes() + b"\0")
    assert easel.basis([(family, weight, copy)]) == easel.basis([(family, weight, path)])
    others = [(family, weight, changed), (family, weight + 1, path), ("Other", weight, path)]
    assert easel.basis([(family, weight, path)]) not in {easel.basis([other]) for other in others}


def test_another_script_is_another_basis(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A new plotly.js draws everything anew."""
    before, scripts = easel.basis([]), easel._scripts()
    newer = tmp_path / "plotly.min.js"
    newer.write_bytes(scripts[0].read_bytes() + b"//")
    monkeypatch.setattr(easel, "_scripts", lambda: (newer, *scripts[1:]))
    assert easel.basis([]) != before


def test_a_face_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"gone\.ttf cannot be read"):
        easel.basis([("Gone", 400, tmp_path / "gone.ttf")])


def test_neither_the_page_nor_its_faces_name_an_address_of_the_web(faces: list[tuple[str, int, Path]]) -> None:
    page, rules = easel.page(Path("/plotly.js")), easel.faces(faces)
    assert rules.count("@font-face") == len(faces)
    assert "http" not in page.replace("http-equiv", "") + rules


def test_plotly_comes_with_its_one_large_function_in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the browser reads is plotly.js as it is installed, but for two pairs of brackets."""
    script, installed = easel.plotly(), easel._scripts()[0].read_bytes()
    assert len(script) == len(installed) + 2
    monkeypatch.setattr(easel, "WRAPPED", [pair[::-1] for pair in easel.WRAPPED])
    assert script.replace(*easel.WRAPPED[0]).replace(*easel.WRAPPED[1]) == installed


def test_a_plotly_that_is_written_otherwise_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Half a pair of brackets would be no script at all."""
    other = tmp_path / "plotly.min.js"
    other.write_bytes(b"(() => {" + easel.WRAPPED[1][0])
    monkeypatch.setattr(easel, "_scripts", lambda: (other,))
    assert easel.plotly() == other.read_bytes()
