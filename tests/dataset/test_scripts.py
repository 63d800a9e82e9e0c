"""Scripts that cannot be set are known by their characters."""

from __future__ import annotations

import pytest

from acsm_report.dataset.scripts import refused_scripts, unsupported_script


@pytest.mark.parametrize(
    ("character", "script"),
    [
        ("ب", "Arabic"), ("٥", "Arabic-Indic"), ("ש", "Hebrew"), ("न", "Devanagari"), ("த", "Tamil"), ("ก", "Thai"),
        ("ခ", "Myanmar"), ("ក", "Khmer"), ("\u0301", "combining"), ("A", ""), ("é", ""), ("Ж", ""), ("Ω", ""),
        ("健", ""), ("カ", ""), ("한", ""), ("→", ""), ("Ա", ""),
    ],
)  # fmt: skip
def test_scripts_that_must_be_shaped_are_refused(character: str, script: str) -> None:
    """Letters that join, reorder or run from right to left are refused; letters that stand side by side are not."""
    assert unsupported_script(character) == script


def test_each_script_is_named_once_with_its_first_character() -> None:
    """A text with two scripts yields two names."""
    assert list(refused_scripts("Gym نادي שלום")) == [
        "the Hebrew script (U+05E9 'ש')",
        "the Arabic script (U+0646 'ن')",
    ]
