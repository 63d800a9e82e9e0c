"""Encodings of text files: each is found by the letters that result."""

from __future__ import annotations

from pathlib import Path

import pytest

from acsm_report.dataset.readers import read_package
from acsm_report.dataset.readers.encoding import decode_table, find_example
from acsm_report.dataset.readers.limits import FileError
from support.tables import folder, grids_with_fact, only_line, text

WESTERN_WORDS = [
    *("Müller & Söhne", "O’Neill’s Gym", "Málaga", "Café Größe & Søn’s", "2012–2014", "Spa – Club", "“Fit” Club"),
    *("École", "Ärztehaus", "ÖSTERREICH", "Übung", "San José", "León", "Niño", "garçon", "Groß", "ZÜRICH", "Århus"),
    *(
        "300 €",
        "Fit®",
        "¿Qué?",
        "naïve",
        "Hôtel du Parc",
        "Champs-Élysées",
        "Göteborg",
        "Ångström",
        "Peña",
        "Río",
        "Größe",
        "Fuß",
        "créée",
    ),
]


@pytest.mark.parametrize("word", WESTERN_WORDS)
@pytest.mark.parametrize(("encoding", "name"), [("cp1252", "Windows-1252"), ("mac_roman", "Mac Roman")])
def test_western_encodings_are_found_by_a_single_word(word: str, encoding: str, name: str) -> None:
    """One word with a letter beyond ASCII tells Windows from old Macs."""
    assert decode_table(f"name\n{word}\n".encode(encoding)) == (f"name\n{word}\n", name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_without_a_name(encoding: str) -> None:
    """UTF-8 and UTF-16 are what they say, so nothing needs to be told."""
    assert decode_table("name\nMüller ½ þ\n".encode(encoding)) == ("name\nMüller ½ þ\n", "")


@pytest.mark.parametrize(
    ("words", "encoding"),
    [("Привет мир", "cp1251"), ("Łódź, Piękny", "cp1250"), ("スポーツ", "shift-jis"), ("健身房", "gbk"),
     ("Ωμέγα", "cp1253"), ("חדר כושר", "cp1255"), ("Größe", "cp850")],
)  # fmt: skip
def test_other_encodings_are_refused(words: str, encoding: str) -> None:
    """Letters that no Western text has are never printed: the first byte that is not UTF-8 is named."""
    with pytest.raises(FileError, match=r"byte \d+ is not UTF-8"):
        decode_table(words.encode(encoding))


def test_a_broken_utf_8_file_is_not_another_encoding() -> None:
    """A single bad byte among good UTF-8 does not turn the other letters into nonsense."""
    with pytest.raises(FileError, match="byte 6 is not UTF-8"):
        decode_table("Größ".encode() + b"\xff" + "Café".encode())


def test_the_example_is_the_first_word_with_a_letter_beyond_ascii() -> None:
    """A note shows a word by which a reader can judge the encoding."""
    assert find_example("name;city\nGym;Málaga 10001\n") == "Málaga"


def test_the_encoding_is_a_note(tmp_path: Path) -> None:
    """A file in Windows-1252 is read, and the note shows a word."""
    path = folder(tmp_path / "mine", grids_with_fact(note="Müller"), lambda grid: text(grid, ";").encode("cp1252"))
    package = read_package(path)
    assert package.rows["facts"][0].cells["note"] == "Müller"
    assert only_line(package) == (
        "mine/facts.csv: the file is read as Windows-1252, for instance 'Müller'; save it as UTF-8 if a letter is wrong"
    )
    assert package.diagnostics[0].severity == "note"
