"""Measuring and breaking text in the brand's own faces."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics

from acsm_report.errors import FitError, SetupError, UsageError
from acsm_report.layout.context import TextStyle
from acsm_report.layout.measure import CAP_HEIGHT, DESCENT, string_width, wrap_text
from acsm_report.system import resources
from acsm_report.theme.fonts import has_glyph, register_fonts, registered_font_name
from acsm_report.theme.loader import load_brand
from acsm_report.theme.model import Brand, FontFace
from support.paths import ROOT
from support.small_fonts import make_font

BODY = TextStyle("Source Sans Pro", 400, 10, 13, 0, "ink")
words = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789,.’–%", min_size=1, max_size=12)
texts = st.lists(words, min_size=1, max_size=30).map(" ".join)


@pytest.fixture(autouse=True)
def registered(brand: Brand) -> None:
    register_fonts(brand)


@given(texts, st.floats(90, 400), st.floats(-0.2, 2))
def test_a_line_never_exceeds_its_measure(text: str, measure: float, tracking: float) -> None:
    """However a text is broken, each line fits, and all words stand in it, in order."""
    style = TextStyle("Source Sans Pro", 400, 9, 13, tracking, "ink")
    lines = wrap_text(text, style, measure)
    assert " ".join(lines) == text
    assert all(string_width(line, style) <= measure + 0.011 for line in lines)


@given(texts, st.floats(90, 400))
def test_a_line_takes_as_many_words_as_fit(text: str, measure: float) -> None:
    """The first word of a line would not have fitted on the line before."""
    lines = wrap_text(text, BODY, measure)
    for line, following in pairwise(lines):
        assert string_width(f"{line} {following.split(' ')[0]}", BODY) > measure


def test_a_newline_always_breaks() -> None:
    """Lines that a phrase breaks stay broken, and an empty text is one empty line."""
    assert wrap_text("one\ntwo three", BODY, 400) == ["one", "two three"]
    assert wrap_text("", BODY, 400) == [""]


def test_a_word_wider_than_its_column_is_named() -> None:
    """A word that cannot be broken and does not fit is refused, not set over its neighbour."""
    with pytest.raises(FitError, match=r"the word 'Musculoskeletal' does not fit: it needs [\d.]+ pt more"):
        wrap_text("a Musculoskeletal b", BODY, 20)


@pytest.mark.parametrize(
    ("text", "code"), [("漢字", "U+6F22"), ("a\tb", "U+0009"), ("🏃", "U+1F3C3"), ("\u200b", "U+200B")]
)
def test_a_missing_character_is_named(text: str, code: str) -> None:
    """A character that the face lacks is an error with its number, the font and the text: never a box."""
    with pytest.raises(UsageError, match="SourceSansPro-Regular has no character") as error:
        string_width(text, BODY)
    assert code in str(error.value)


def test_every_character_of_the_shipped_words_is_there(brand: Brand) -> None:
    """Each face of the brand has every character of the catalogue and of the data."""
    files = [resources.language_file("en"), *resources.find_data_package().glob("*.csv")]
    letters = set("".join(path.read_text(encoding="utf-8") for path in files)) - {"\n", "\r"}
    for face in brand.font_faces:
        string_width("".join(sorted(letters)), TextStyle(face.family, face.weight, 10, 12, 0, "ink"))


def test_width_grows_with_size_and_tracking() -> None:
    """Twice the size is twice the width; tracking adds to every character."""
    wide = string_width("Pass rates", BODY)
    assert string_width("Pass rates", TextStyle("Source Sans Pro", 400, 20, 26, 0, "ink")) == pytest.approx(2 * wide)
    assert string_width("Pass rates", TextStyle("Source Sans Pro", 400, 10, 13, 1.5, "ink")) == pytest.approx(wide + 15)


def test_a_weight_is_measured_in_its_own_face() -> None:
    """Black letters are wider than regular ones."""
    assert string_width("Pass rates", TextStyle("Source Sans Pro", 900, 10, 13, 0, "ink")) > string_width(
        "Pass rates", BODY
    )


def test_the_measured_line_is_as_high_as_said(brand: Brand) -> None:
    """The height of capitals and the depth below the baseline, by which blocks are boxed, are those of the face."""
    face = pdfmetrics.getFont(registered_font_name("Source Sans Pro", 400)).face
    assert pytest.approx(face.capHeight / 1000, abs=0.03) == CAP_HEIGHT
    assert -face.descent / 1000 >= DESCENT


def test_two_brands_do_not_take_each_others_widths(brand: Brand, tmp_path: Path) -> None:
    """A brand that calls another file by the same family and weight is measured in that file."""
    before = string_width("Pass rates", BODY)
    black = next(face.path for face in brand.font_faces if face.weight == 900)
    text = (resources.find_brand_folder() / "brand.yml").read_text(encoding="utf-8")
    (tmp_path / "brand.yml").write_text(text.replace("SourceSansPro-Regular.ttf", black.name), encoding="utf-8")
    register_fonts(load_brand(tmp_path))
    assert string_width("Pass rates", BODY) > before
    register_fonts(brand)
    assert string_width("Pass rates", BODY) == before


def test_a_face_that_the_brand_lacks_is_named() -> None:
    """A weight that the brand does not have is told, and where to add it."""
    with pytest.raises(UsageError, match=r"no face Source Sans Pro 300; add it to brand\.yml"):
        registered_font_name("Source Sans Pro", 300)


@pytest.mark.parametrize(
    "content",
    [b"", b"OTTO" + bytes(100), b"no font at all", bytes(200), None],
    ids=["empty", "CFF", "text", "zeros", "gone"],
)
def test_a_file_that_is_no_truetype_font_is_named(content: bytes | None, brand: Brand, tmp_path: Path) -> None:
    """A font file that cannot be embedded is told by its path."""
    path = tmp_path / "face.ttf"
    if content is not None:
        path.write_bytes(content)
    face = FontFace("Fake", 400, path)
    other = type(brand)(**{**{k: getattr(brand, k) for k in brand.__dataclass_fields__}, "font_faces": (face,)})
    with pytest.raises(SetupError, match="not a usable TrueType font") as error:
        register_fonts(other)
    assert error.value.where == str(path)


@pytest.mark.parametrize("length", [100, 5000, 50_000])
def test_a_broken_font_is_named(length: int, brand: Brand, tmp_path: Path) -> None:
    """So is a font that was cut off while it was copied."""
    path = tmp_path / "cut.ttf"
    path.write_bytes(brand.font_faces[0].path.read_bytes()[:length])
    other = type(brand)(
        **{**{k: getattr(brand, k) for k in brand.__dataclass_fields__}, "font_faces": (FontFace("Cut", 400, path),)}
    )
    with pytest.raises(SetupError, match="not a usable TrueType font"):
        register_fonts(other)


def test_nobody_else_registers_fonts() -> None:
    """reportlab's global table of fonts is touched in one module only."""
    sources = (ROOT / "src").rglob("*.py")
    assert [p.name for p in sources if "registerFont" in p.read_text(encoding="utf-8")] == ["fonts.py"]


def test_a_character_is_covered_when_every_face_has_it(brand: Brand) -> None:
    """Letters and dashes are in all faces of the brand; an ideograph is in none."""
    assert all(has_glyph(brand, c) for c in "Aé–’%9")
    assert not has_glyph(brand, "健")
    assert not has_glyph(brand, "\N{GRINNING FACE}")


def test_a_line_may_end_between_ideographs(brand: Brand, tmp_path: Path) -> None:
    """Japanese text has no spaces; it breaks anywhere but before a closing mark, and no space is added."""
    make_font(tmp_path / "a.ttf", "Gym健康運動指導士、東京", "Han", width=1000)
    (tmp_path / "brand.yml").write_text("typography: {base: Han}")
    register_fonts(load_brand(tmp_path))
    try:
        han = TextStyle("Han", 400, 10, 13, 0, "ink")
        assert wrap_text("Gym 健康運動指導士、東京", han, 50) == ["Gym 健", "康運動指導", "士、東京"]
        assert wrap_text("健康運動指、東京", han, 50) == ["健康運動", "指、東京"]
    finally:
        register_fonts(brand)
