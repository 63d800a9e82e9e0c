"""Families by role, weights, variable fonts, and the font of each character."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics

from acsm_report.errors import UsageError
from acsm_report.theme.contact_checks import find_missing_contact_glyphs
from acsm_report.theme.font_checks import BASIC_CHARACTERS
from acsm_report.theme.fonts import font_runs, has_glyph, register_fonts, registered_font_name, untracked_width
from acsm_report.theme.loader import load_brand
from acsm_report.theme.model import Brand
from support.small_fonts import make_font, make_variable_font

LETTERS = BASIC_CHARACTERS

Loaded = Callable[[str], Brand]


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    """Return a function that loads a brand with this typography from the test's folder."""

    def load(typography: str) -> Brand:
        (tmp_path / "brand.yml").write_text(f"typography: {typography}\n", encoding="utf-8")
        found = load_brand(tmp_path)
        register_fonts(found)
        return found

    return load


def families_and_weights(brand: Brand, style: str) -> tuple[str, int]:
    spec = brand.styles[style]
    return brand.families[spec.font], spec.weight


def test_headings_have_a_family_and_weight_of_their_own(loaded: Loaded, tmp_path: Path) -> None:
    """Titles are set in the family of typography.headings, text in that of typography.base."""
    for family, weight in (("Plain", 400), ("Plain", 700), ("Proud", 600), ("Proud", 900)):
        make_font(tmp_path / f"{family}-{weight}.ttf", LETTERS, family, weight)
    brand = loaded("{fonts: [{family: Plain}, {family: Proud}], base: Plain, headings: {family: Proud, weight: 600}}")
    assert [families_and_weights(brand, style) for style in ("body", "body.strong", "title", "cover")] == [
        ("Plain", 400), ("Plain", 700), ("Proud", 600), ("Proud", 600),
    ]  # fmt: skip


def test_the_nearest_weight_is_noted(loaded: Loaded, tmp_path: Path) -> None:
    """A weight that a family lacks is one note, which says what is used."""
    make_font(tmp_path / "a.ttf", LETTERS, "Plain", 400)
    make_font(tmp_path / "b.ttf", LETTERS, "Plain", 700)
    notes = loaded("{fonts: [{family: Plain}]}").diagnostics
    assert [(note.severity, note.what) for note in notes] == [
        ("note", "Plain has no weight 600; 700 is used"),
        ("note", "Plain has no weight 900; 700 is used"),
    ]


def test_files_are_found_by_the_name_of_their_family(loaded: Loaded, tmp_path: Path) -> None:
    """A family without files is found in the folder fonts, whatever its files are called."""
    (tmp_path / "fonts").mkdir()
    make_font(tmp_path / "fonts" / "x1.ttf", LETTERS, "Not It", 400)
    right = make_font(tmp_path / "fonts" / "x2.ttf", LETTERS, "Plain", 400)
    assert [face.path for face in loaded("{base: Plain}").font_faces] == [right]


def test_a_family_without_a_file_is_a_warning(loaded: Loaded) -> None:
    """The warning says where to put the files; the shipped fonts are used."""
    brand = loaded("{base: Nowhere Grotesk}")
    (warning,) = brand.diagnostics
    assert (warning.severity, warning.row, warning.what.partition(" is")[0]) == (
        "warning", 1, "no file of the font Nowhere Grotesk",
    )  # fmt: skip
    assert warning.hint.endswith("put them into the folder fonts beside brand.yml")
    assert brand.families["base"] == "Source Sans Pro"


def test_a_variable_font_serves_all_weights(loaded: Loaded, tmp_path: Path) -> None:
    """Each weight is an instance of the one file, as wide as the file says; weights beyond its range take the last."""
    make_variable_font(tmp_path / "v.ttf", LETTERS, 400, 800)
    brand = loaded("{fonts: [{family: Made Up, files: [v.ttf]}]}")
    assert sorted({face.weight for face in brand.font_faces}) == [400, 600, 700, 800]
    widths = [untracked_width("n", "Made Up", weight, 1000) for weight in (400, 600, 800)]
    assert widths == pytest.approx([500, 600, 700])
    assert [note.what for note in brand.diagnostics] == ["Made Up has no weight 900; 800 is used"]


def test_an_instance_is_kept_in_the_cache(tmp_path: Path) -> None:
    """The second time, the file of the first time is used."""
    make_variable_font(tmp_path / "v.ttf", LETTERS, 400, 800)
    (tmp_path / "brand.yml").write_text("typography: {fonts: [{family: Made Up, files: [v.ttf]}]}")
    paths = []
    for _ in range(2):
        load_brand.cache_clear()
        paths.append([face.path for face in load_brand(tmp_path, tmp_path / "cache").font_faces])
    assert paths[0] == paths[1]
    assert all(path.is_relative_to(tmp_path / "cache") for path in paths[0])


@pytest.mark.parametrize(
    ("start", "told"), [(b"OTTO", "has PostScript outlines"), (b"ttcf", "is a collection of fonts")]
)
def test_another_kind_of_font_is_refused_by_its_name(start: bytes, told: str, loaded: Loaded, tmp_path: Path) -> None:
    """A font with PostScript outlines or a collection is refused at its line, before anything is laid out."""
    (tmp_path / "a.otf").write_bytes(start + bytes(100))
    with pytest.raises(UsageError, match=rf"a\.otf: {told}.*; name a TrueType file") as error:
        loaded("{fonts: [{family: Made Up, files: [a.otf]}]}")
    assert error.value.where == f"{tmp_path / 'brand.yml'}:1:48"


def test_a_character_comes_from_the_first_family_that_has_it(loaded: Loaded, tmp_path: Path) -> None:
    """Words in two scripts are set in two fonts, and measured in both."""
    make_font(tmp_path / "a.ttf", LETTERS, "Plain", width=500)
    make_font(tmp_path / "b.ttf", LETTERS + "健康", "Han", width=1000)
    loaded("{fonts: [{family: Plain}, {family: Han}]}")
    runs = font_runs("ab健康c", "Plain", 400)
    assert [(run.text, run.face.family) for run in runs] == [("ab", "Plain"), ("健康", "Han"), ("c", "Plain")]
    assert untracked_width("ab健康c", "Plain", 400, 10) == pytest.approx(35)


def test_what_the_program_writes_comes_from_its_own_fonts(loaded: Loaded, tmp_path: Path) -> None:
    """An arrow that the brand's fonts lack is set in the shipped ones."""
    make_font(tmp_path / "a.ttf", LETTERS, "Plain")
    brand = loaded("{base: Plain}")
    assert [run.face.family for run in font_runs("a→", "Plain", 400)] == ["Plain", "Source Sans Pro"]
    assert has_glyph(brand, "→")
    assert not has_glyph(brand, "健")


def test_two_fonts_of_one_name_do_not_mix(tmp_path: Path) -> None:
    """Brands with the same family name are each measured in their own file, also after the other was in use."""
    brands = []
    for width in (400, 900):
        folder = tmp_path / str(width)
        folder.mkdir()
        make_font(folder / "a.ttf", LETTERS, "Same", width=width)
        (folder / "brand.yml").write_text("typography: {base: Same}")
        brands.append(load_brand(folder))
    for brand, width in ((brands[0], 4), (brands[1], 9), (brands[0], 4)):
        register_fonts(brand)
        assert untracked_width("n", "Same", 400, 10) == pytest.approx(width)


def test_one_file_may_serve_two_weights(loaded: Loaded, tmp_path: Path) -> None:
    """It is one font in the PDF."""
    make_font(tmp_path / "a.ttf", LETTERS, "Plain")
    loaded("{fonts: [{family: Plain, files: [{path: a.ttf, weight: 400}, {path: a.ttf, weight: 700}]}]}")
    assert registered_font_name("Plain", 400) == registered_font_name("Plain", 700)


def test_fonts_that_call_themselves_the_same_have_names_of_their_own(loaded: Loaded, tmp_path: Path) -> None:
    """Two files with one PostScript name are two fonts in the PDF, with two names."""
    make_font(tmp_path / "a.ttf", LETTERS, "Plain", width=500)
    make_font(tmp_path / "b.ttf", LETTERS, "Plain", width=700)
    loaded("{fonts: [{family: Plain, files: [{path: a.ttf, weight: 400}, {path: b.ttf, weight: 700}]}]}")
    fonts = [pdfmetrics.getFont(registered_font_name("Plain", weight)) for weight in (400, 700)]
    assert fonts[0].face.name != fonts[1].face.name
    assert [font.stringWidth("n", 10) for font in fonts] == pytest.approx([5, 7])


def test_the_contact_is_in_characters_that_can_be_set(loaded: Loaded, tmp_path: Path) -> None:
    """A line of the contact in Arabic, or in characters of no font, is an error that names it and its place."""
    make_font(tmp_path / "a.ttf", LETTERS + "حي", "Plain")
    lines = "defaults: {acsm-report: {contact: {name: A Gym, lines: [1 Some Street, حي, 健]}}}"
    errors = find_missing_contact_glyphs(loaded("{base: Plain}\n" + lines))
    assert [error.what for error in errors] == [
        "contact 'حي': the Arabic script (U+062D 'ح') cannot be set",
        "contact '健': U+5065 '健' is not in Plain or Source Sans Pro",
    ]
    assert {error.row for error in errors} == {2}
    assert [lines[error.column - 1] for error in errors] == ["ح", "健"]
