"""Words with a fixed spelling as people type them: keys, kinds, units and addresses in other spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ..currencies import CURRENCIES, possible_units, read_currency

__all__ = ["match_word", "read_key", "read_unit"]

KEY_WITH_SPACES = re.compile(r"[\w.-]+(?: [\w.-]+)+")


def match_word(text: str, known: Iterable[str], plurals: bool = False) -> str:
    """Return the one known word that differs from a text only in case, accents, spaces and hyphens, or "".

    With `plurals`, an s at the end makes no difference either.
    """
    folded = _fold(text)
    same = [word for word in known if word and _fold(word) == folded]
    if not same and plurals:
        same = [word for word in known if word and _fold(word).removesuffix("s") == folded.removesuffix("s")]
    return same[0] if len(same) == 1 else ""


def read_unit(text: str, unit: str) -> str:
    """Return the unit of a kind if a text is another spelling of it, for money the currency that it means, or ""."""
    if unit in possible_units(text) or match_word(text, [unit], plurals=True):
        return unit
    return read_currency(text) if unit in CURRENCIES else ""


def read_key(text: str) -> str:
    """Return a key of sources without spaces: CMU_page for "CMU page"; other texts unchanged."""
    return text.replace(" ", "_") if KEY_WITH_SPACES.fullmatch(text) else text


def _fold(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.split(r"[\s_-]+", bare.strip()))
