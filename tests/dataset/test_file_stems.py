"""File names of copies: readable, unique, and safe on every system."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from acsm_report.dataset.file_stems import MAX_STEM_BYTES, unique_stems

rows = some.lists(some.tuples(some.integers(2, 99), some.text(max_size=90), some.sampled_from(["", "", "A-1"])))


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Müller & Söhne", "muller-sohne"),
        ("O'Neill’s Gym", "oneills-gym"),
        ("Straße Łódź Ærø", "strasse-lodz-aero"),
        ("Gym™ (North) № 5", "gymtm-north-no-5"),
        ("Спортзал", "спортзал"),
        ("../../etc/passwd", "etc-passwd"),
        ("!!!", "row-000007"),
    ],
)
def test_stem_of_name(name: str, stem: str) -> None:
    """Small letters without accents, joined by hyphens; letters of any script are kept."""
    assert list(unique_stems([(7, name, "")])) == [stem]


def test_long_name_ends_at_a_word() -> None:
    """A stem that is too long loses whole words; a single long word is cut."""
    first, second = unique_stems([(2, "Recreation " * 20, ""), (3, "x" * 200, "")])
    assert first == "-".join(["recreation"] * 5)
    assert second == "x" * MAX_STEM_BYTES


def test_equal_names_are_numbered() -> None:
    """A name like another gets a number; a code is kept as it is and reserves its stem."""
    names = [(2, "Gym", ""), (3, "Gym", ""), (4, "gym!", ""), (5, "Gym 2", ""), (6, "x", "GYM-3")]
    assert list(unique_stems(names)) == ["gym", "gym-2", "gym-4", "gym-2-2", "GYM-3"]


@given(rows)
def test_stems_are_unique_and_safe(rows: list[tuple[int, str, str]]) -> None:
    """Whatever the names, no two stems without a code are equal, and none can leave its folder."""
    named = [(number, name, "") for number, name, _ in rows]
    stems = list(unique_stems(named))
    assert len({stem.casefold() for stem in stems}) == len(rows)
    assert all(re.fullmatch(r"[^\W_]+(-[^\W_]+)*", stem) and len(stem.encode()) <= 80 for stem in stems)
