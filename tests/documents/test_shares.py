"""Shares in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.documents.shares import share_message
from acsm_report.i18n.catalog import load_language
from support.claims import share

ENGLISH = load_language("en")


@given(st.floats(0, 100) | st.integers(0, 1000).map(lambda tenths: tenths / 10))
def test_the_words_are_true_of_any_share(percent: float) -> None:
    """No share is said to be more or less than it is."""
    assert share(ENGLISH.message(share_message(percent)).text, percent)


@pytest.mark.parametrize(
    ("percent", "words"),
    [(0, "nobody"), (26, "about a quarter"), (33, "about a third"), (48, "nearly half"), (50, "half"),
     (54, "just over half"), (60, "more than half"), (66, "about two thirds"), (78, "more than three quarters"),
     (99.9, "nearly all"), (100, "all")],
)  # fmt: skip
def test_the_words_say_what_is_special(percent: float, words: str) -> None:
    """A share is named by the simple fraction that it is near to."""
    assert ENGLISH.message(share_message(percent)).text == words
