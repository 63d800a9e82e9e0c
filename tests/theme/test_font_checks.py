"""Font files that cannot be used, and those that look otherwise than brand.yml says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from acsm_report.errors import UsageError
from acsm_report.theme.font_checks import BASIC_CHARACTERS
from acsm_report.theme.loader import load_brand
from acsm_report.theme.model import Brand
from support.small_fonts import make_font

Change = Callable[[Any], object]


def load(folder: Path, *files: str) -> Brand:
    listed = ", ".join(files)
    (folder / "brand.yml").write_text(f"typography: {{fonts: [{{family: Plain, files: [{listed}]}}]}}")
    return load_brand(folder, folder / "cache")


def warnings_of(brand: Brand) -> list[str]:
    return [found.what for found in brand.diagnostics if found.severity == "warning"]


def make_changed_font(path: Path, change: Change) -> None:
    """Write a complete font, and change it."""
    with TTFont(make_font(path, BASIC_CHARACTERS, "Plain"), lazy=False) as font:
        for tag in font.keys():  # noqa: SIM118  # a TTFont cannot be iterated
            font[tag]
        change(font)
        font.save(path)


def restrict(font: Any, usage: int) -> None:
    font["OS/2"].fsType = usage


def make_symbol_font(font: Any) -> None:
    (*_, table) = font["cmap"].tables
    table.platformID, table.platEncID = 3, 0
    font["cmap"].tables = [table]


def set_width_of_letter(font: Any) -> None:
    font["hmtx"]["u0061"] = (0, 0)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda font: restrict(font, 2), "its license forbids to embed parts of it in a document (fsType 2)"),
        (lambda font: restrict(font, 0x100), "its license forbids to embed parts of it in a document (fsType 256)"),
        (lambda font: font.__delitem__("OS/2"), "is incomplete: it has no table OS/2"),
        (lambda font: font.__delitem__("glyf"), "is incomplete: it has no table glyf"),
        (make_symbol_font, "has no Unicode characters"),
        (set_width_of_letter, "its character 'a' has no width"),
    ],
)
def test_a_font_that_cannot_be_used_is_refused(change: Change, what: str, tmp_path: Path) -> None:
    """A font that forbids embedding, or lacks what every text needs, is refused at its line."""
    make_changed_font(tmp_path / "a.ttf", change)
    with pytest.raises(UsageError) as refused:
        load(tmp_path, "a.ttf")
    assert refused.value.where == f"{tmp_path / 'brand.yml'}:1:46"
    assert refused.value.what == f"a.ttf: {what}"


@pytest.mark.parametrize("usage", [0, 4, 8])
def test_a_font_that_may_be_embedded_is_used(usage: int, tmp_path: Path) -> None:
    """Fonts that allow printing, editing or installation can be embedded."""
    make_changed_font(tmp_path / "a.ttf", lambda font: restrict(font, usage))
    assert warnings_of(load(tmp_path, "a.ttf")) == []


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is not a font"),
        (b"<!DOCTYPE html><html>404", "is a web page, not a font"),
        (b"version https://git-lfs.github.com/spec/v1\noid x", "is a pointer of Git LFS, not the file itself"),
        (b"\0\1\0\0" + bytes(50), "is incomplete: it has no table head"),
    ],
)
def test_a_file_that_is_no_font_is_named_for_what_it_is(content: bytes, what: str, tmp_path: Path) -> None:
    """A web page, a pointer of Git LFS or a damaged file is named at its line."""
    (tmp_path / "a.ttf").write_bytes(content)
    with pytest.raises(UsageError, match=rf"a\.ttf: {what}"):
        load(tmp_path, "a.ttf")


def test_a_font_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    """Half a file is refused when the brand is loaded, not when its pages are drawn."""
    content = make_font(tmp_path / "a.ttf", BASIC_CHARACTERS, "Plain").read_bytes()
    (tmp_path / "a.ttf").write_bytes(content[: len(content) // 2])
    with pytest.raises(UsageError, match=r"brand\.yml:1:46: a\.ttf: not a usable TrueType font"):
        load(tmp_path, "a.ttf")


def test_characters_that_another_font_sets_are_named(tmp_path: Path) -> None:
    """A font without digits is a warning: they are set in another font."""
    make_font(tmp_path / "a.ttf", set(BASIC_CHARACTERS) - {*"0123456789%"}, "Plain")
    assert warnings_of(load(tmp_path, "a.ttf")) == ["a.ttf lacks 0 1 2 3 4 5 6 7 8 9 %; another font sets them"]


def test_a_second_file_of_one_weight_is_a_warning(tmp_path: Path) -> None:
    """Of two files of one weight, the more complete one is used, and the other named."""
    make_font(tmp_path / "a.ttf", "é", "Plain")
    right = make_font(tmp_path / "b.ttf", BASIC_CHARACTERS, "Plain")
    brand = load(tmp_path, "a.ttf", "b.ttf")
    assert [face.path for face in brand.font_faces] == [right]
    assert warnings_of(brand) == ["a.ttf is not used: another file of Plain has the weight 400, too"]


def test_a_file_without_a_weight_has_its_own(tmp_path: Path) -> None:
    """Two files that are only named have the weights that they say."""
    for name, weight in (("a.ttf", 400), ("b.ttf", 700)):
        make_font(tmp_path / name, BASIC_CHARACTERS, "Plain", weight)
    brand = load(tmp_path, "a.ttf", "b.ttf")
    assert [face.weight for face in brand.font_faces] == [400, 700]
    assert warnings_of(brand) == []


def test_a_weight_that_the_file_does_not_have_is_a_warning(tmp_path: Path) -> None:
    """A bold file that is called regular is used as told, with a warning."""
    make_font(tmp_path / "a.ttf", BASIC_CHARACTERS, "Plain", 700)
    assert warnings_of(load(tmp_path, "{path: a.ttf, weight: 400}")) == ["a.ttf says that its weight is 700, not 400"]


def test_an_italic_file_is_a_warning(tmp_path: Path) -> None:
    """An italic font that is named as upright is used, with a warning."""
    make_changed_font(tmp_path / "a.ttf", lambda font: setattr(font["OS/2"], "fsSelection", 1))
    assert warnings_of(load(tmp_path, "a.ttf")) == ["a.ttf is italic, and sets all text of Plain 400"]


def test_a_font_is_examined_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time, the report in the cache is read, and says the same."""
    make_font(tmp_path / "a.ttf", "abc", "Plain")
    found = [load(tmp_path, "a.ttf").diagnostics]
    load_brand.cache_clear()
    monkeypatch.setattr("acsm_report.theme.font_checks._examine", None)
    found.append(load(tmp_path, "a.ttf").diagnostics)
    assert found[0] == found[1]
