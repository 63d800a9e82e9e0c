"""Cleans the text of a cell: spaces, invisible characters, and what an export added to it."""

from __future__ import annotations

import html
import re
import unicodedata

from ...errors import quote_value
from .cells import CellFault
from .leftovers import find_leftover, is_missing_word
from .limits import MAX_CELL_CHARACTERS
from .mojibake import repair_mojibake

__all__ = ["MISSING_WORD_RULE", "clean_lines", "clean_text", "strip_spaces"]

MISSING_WORD_RULE = "missing-word"
NO_BREAK_SPACES = str.maketrans("\u00a0\u2007\u202f", "   ")
LINE_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
IGNORABLE_CHARACTERS = "\u200b\u2060\ufeff\u00ad"  # zero-width space, word joiner, byte order mark, soft hyphen
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TEXT_FORMULA = re.compile(r'=\s*"((?:[^"]|"")*)"')
TEXT_APOSTROPHE = re.compile(r"'(?=[=+@-]|\d[\d\s().,/:-]*$)")
HTML_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
HTML_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def strip_spaces(text: str) -> str:
    """Return a text in NFC, with plain spaces only, and none at its ends."""
    return unicodedata.normalize("NFC", text.translate(NO_BREAK_SPACES).strip())


def clean_text(text: str) -> tuple[str, list[CellFault]]:
    """Return the text of a cell in one line, and what is wrong or was changed.

    Invisible characters that matter, such as direction controls, are errors: a page would not show what the cell has.
    A word for "missing" is read as an empty cell.
    """
    cleaned, faults = _undo_export(strip_spaces(text))
    if len(cleaned) > MAX_CELL_CHARACTERS:
        what = f"the cell holds {len(cleaned):,} characters, more than {MAX_CELL_CHARACTERS:,}"
        return cleaned[:MAX_CELL_CHARACTERS], [CellFault("limit", what, "shorten it")]
    if not cleaned.isprintable():
        cleaned, found = _remove_hidden_characters(cleaned)
        faults += found
    if is_missing_word(cleaned):
        return "", [*faults, _changed(MISSING_WORD_RULE, cleaned, "")]
    if leftover := find_leftover(cleaned):
        faults.append(leftover)
    elif (repaired := repair_mojibake(text)) != text:
        what = f"{quote_value(cleaned)} looks like UTF-8 that was read in another encoding"
        hint = f"did you mean {quote_value(strip_spaces(repaired))}?"
        faults.append(CellFault("garbled-text", what, hint, severity="warning"))
    return cleaned, faults


def clean_lines(text: str) -> tuple[str, list[CellFault]]:
    """Return a text of several lines without blank lines, and what is wrong or was changed."""
    if len(text) > MAX_CELL_CHARACTERS:
        return clean_text(text)
    broken = HTML_LINE_BREAK.sub("\n", text)
    cleaned = [clean_text(line) for line in broken.splitlines()]
    faults = [fault for _, faults in cleaned for fault in faults]
    read = "\n".join(line for line, _ in cleaned if line)
    return read, faults if broken == text else [_changed("export-mark", text, read), *faults]


def _undo_export(text: str) -> tuple[str, list[CellFault]]:
    """Undo what spreadsheets and web shops add to a text when they export it: ="02139", '02139, &amp;, <br>."""
    bare = text
    if formula := TEXT_FORMULA.fullmatch(bare):
        bare = formula[1].replace('""', '"')
    bare = TEXT_APOSTROPHE.sub("", bare, count=1) if bare.startswith("'") else bare
    if "&" in bare:
        bare = HTML_ENTITY.sub(lambda entity: html.unescape(entity[0]), bare)
    bare = HTML_LINE_BREAK.sub(" ", bare)
    if bare == text:
        return text, []
    bare = strip_spaces(bare)
    return bare, [_changed("export-mark", text, bare)]


def _remove_hidden_characters(text: str) -> tuple[str, list[CellFault]]:
    """Remove hidden characters. Line breaks and tabs become spaces. Characters that matter are errors."""
    spaced = "".join(" " if c in LINE_BREAKS or c == "\t" else c for c in text if c not in IGNORABLE_CHARACTERS)
    spaced = " ".join(spaced.split()) if spaced != text else text
    faults = [] if spaced == text else [_changed("hidden-character", text, spaced)]
    hidden = next((c for c in spaced if _is_hidden(c)), "")
    if not hidden:
        return spaced, faults
    index = spaced.index(hidden)
    excerpt = spaced if len(spaced) <= 40 else spaced[max(0, index - 15) : index + 15]
    what = f"{quote_value(excerpt)} holds {_describe_hidden_character(hidden)}"
    fault = CellFault("hidden-character", what, "type the text again")
    return "".join(c for c in spaced if not _is_hidden(c)), [*faults, fault]


def _changed(rule: str, text: str, read: str) -> CellFault:
    what = f"{quote_value(text, 40)} is read as {quote_value(read, 40) if read else 'an empty cell'}"
    return CellFault(rule, what, "correct the cell if not", severity="note")


def _is_hidden(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] == "C" or category in ("Zl", "Zp")


def _describe_hidden_character(character: str) -> str:
    if character in BIDI_CONTROLS:
        return f"a sign that turns the direction of writing (U+{ord(character):04X})"
    if unicodedata.category(character) == "Cc":
        return "a control character"
    return f"an invisible character (U+{ord(character):04X})"
