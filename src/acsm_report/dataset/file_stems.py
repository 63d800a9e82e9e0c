"""Names a file for each recipient: readable, the same in every run, and safe on every system."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

__all__ = ["unique_stems"]

MAX_STEM_BYTES = 60
PLAIN_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})
APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))


def unique_stems(rows: Iterable[tuple[int, str, str]]) -> Iterator[str]:
    """Yield a stem for each row, given as number, name and code: the code, else the name, "muller-sohne".

    A stem that an earlier row has gets a number: "muller-sohne-2".
    """
    rows = list(rows)
    taken = {code.casefold() for _, _, code in rows}
    counts = Counter[str]()
    for number, name, code in rows:
        if code:
            yield code
            continue
        base = _stem_of_name(name) or f"row-{number:06}"
        stem = base
        while stem in taken:
            counts[base] += 1
            stem = f"{base}-{counts[base] + 1}"
        taken.add(stem)
        yield stem


def _stem_of_name(name: str) -> str:
    """Return a name in small letters without accents, its words joined by hyphens; letters of any script are kept."""
    plain = unicodedata.normalize("NFKD", name.translate(APOSTROPHES)).casefold().translate(PLAIN_LETTERS)
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    stem = "-".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", letters)))
    if len(stem.encode()) <= MAX_STEM_BYTES:
        return stem
    start = stem.encode()[: MAX_STEM_BYTES + 1].decode(errors="ignore")
    return start.rpartition("-")[0] or start[:-1]
