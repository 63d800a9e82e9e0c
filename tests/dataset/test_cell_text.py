"""Texts of cells: what exports add is undone and told, and garbled letters are a warning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset.readers.cell_text import clean_lines, clean_text
from acsm_report.dataset.readers.mojibake import repair_mojibake


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('="02139"', "02139"), ('="say ""hi"""', 'say "hi"'), ("'02139", "02139"), ("'+1 555 0100", "+1 555 0100"),
        ("Smith &amp; O&#8217;Brien", "Smith & O’Brien"), ("Caf&eacute;&nbsp;", "Café"),
        ("a\nb", "a b"), ("a\r\n\r\nb", "a b"), ("a\tb", "a b"), ("a\u2028b", "a b"),
        ("a\u200bb", "ab"), ("a\ufeffb", "ab"), ("co\u00adop", "coop"), ("a\u2060b", "ab"),
    ],
)  # fmt: skip
def test_what_an_export_added_is_undone(text: str, read: str) -> None:
    """The text is read as it was meant, with a note."""
    cleaned, faults = clean_text(text)
    assert cleaned == read
    assert [fault.severity for fault in faults] == ["note"]


@pytest.mark.parametrize(
    "text", ["'90s Gym", "'s-Hertogenbosch", "AT&T; more", "R&D", "a = \"b\"", "Q&A;", "it's", "= as before", "x&y;z"]
)  # fmt: skip
def test_other_marks_are_kept(text: str) -> None:
    """Apostrophes, ampersands and equals signs that belong to the text stay."""
    assert clean_text(text) == (text, [])


def test_spaces_need_no_note() -> None:
    """Spaces at the ends, and no-break spaces, look the same when they are printed."""
    assert clean_text("\u00a0a\u202fb ") == ("a b", [])


def test_an_address_keeps_its_lines() -> None:
    """A text of several lines loses only blank ones."""
    assert clean_lines("1 A Street\r\n\r\n'02139\n") == ("1 A Street\n02139", clean_text("'02139")[1])


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
@pytest.mark.parametrize("text", ["Café Größe & Søn’s Gym", "Voilà", "à la carte", "Müller – Söhne", "Île", "“Fit”"])
def test_garbled_text_is_repaired(text: str, encoding: str) -> None:
    """UTF-8 that was read in another encoding is recognized."""
    codes = {chr(byte): bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in range(256)}
    garbled = "".join(codes[chr(byte)] for byte in text.encode())
    assert repair_mojibake(garbled) == text


def test_garbled_text_is_a_warning() -> None:
    """The text is not changed, because it may be right; the hint has the text that was probably meant."""
    text, (fault,) = clean_text("CafÃ© GrÃ¶ÃŸe & SÃ¸nâ€™s Gym")
    assert text == "CafÃ© GrÃ¶ÃŸe & SÃ¸nâ€™s Gym"
    assert (fault.severity, fault.hint) == ("warning", "did you mean 'Café Größe & Søn’s Gym'?")


@pytest.mark.parametrize(
    "text", ["CAFÉ’S", "São Paulo", "Ängelholm", "“Ä” und “Ö”", "5 °C", "Fußball®", "ÇA VA", "Ø ½", "健身房", "Привет"]
)
def test_sound_text_is_not_garbled(text: str) -> None:
    """Accents, quotation marks and other scripts are no reason to warn."""
    assert repair_mojibake(text) == text


@given(st.text())
def test_any_text_is_cleaned_to_one_line(text: str) -> None:
    """Whatever a cell has, its text is printable, and cleaning it again changes nothing."""
    cleaned, _ = clean_text(text)
    assert cleaned.isprintable()
    assert clean_text(cleaned)[0] == cleaned or cleaned.startswith(("'", "=", "&"))
