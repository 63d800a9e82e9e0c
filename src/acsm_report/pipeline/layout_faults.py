"""What is wrong with a layout, and what its reader can change: a cell, or the paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from ..dataset.model import Dataset
from ..errors import DrawError, ReportError

MIN_LETTERS = 2  # of a text that is looked for: a numeral may be part of any cell

__all__ = ["add_cell", "locate_layout_errors"]


@contextmanager
def locate_layout_errors(dataset: Dataset) -> Iterator[None]:
    """Let an error about text that has no room name the cell of the data that holds the text, if one does."""
    try:
        yield
    except DrawError as error:
        add_cell(error, dataset)
        raise


def add_cell(error: ReportError, dataset: Dataset) -> ReportError:
    """Let the hint of an error name the cell whose text has no room; return the same error.

    The program's own words are in no cell, so nobody is asked to shorten them.
    """
    texts = error.texts if isinstance(error, DrawError) else ()
    if place := next(filter(None, (_find_cell(text, dataset) for text in texts)), ""):
        error.hint = f"shorten the text at {place}, or {error.hint}"
    return error


def _find_cell(text: str, dataset: Dataset) -> str:
    """Return the location of the row with that text in a cell, or with the longest cell that is part of it, or "".

    A page may print only part of a cell, and write a word with a capital. A part is whole words, not a number alone.
    """
    text = " ".join(text.split()).lower()
    if sum(map(str.isalpha, text)) < MIN_LETTERS:
        return ""
    cells = [(cell.lower(), place) for cell, place in _printed_cells(dataset) if cell]
    whole = (place for cell, place in cells if cell == text)
    longest = max(((len(cell), place) for cell, place in cells if _has_words(text, cell)), default=(0, ""))[1]
    part = (place for cell, place in cells if _has_words(cell, text))
    return next(whole, longest or next(part, ""))


def _has_words(text: str, words: str) -> bool:
    """Tell whether a text contains these words, whole, and at least one of them has a letter."""
    has_letter = any(character.isalpha() for character in words)
    return has_letter and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _printed_cells(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Yield the text of each cell that pages print as written, and the location of its row."""
    for c in dataset.certifications:
        yield from ((text, c.place) for text in (c.code, c.name, c.code_now, c.name_now, c.note))
    for fact in dataset.facts:
        value = fact.value if isinstance(fact.value, str) else ""
        yield from ((text, fact.place) for text in (value, fact.dimension, fact.note))
    for source in dataset.sources.values():
        yield from ((text, source.place) for text in (source.title, source.publisher, source.url, source.published))
