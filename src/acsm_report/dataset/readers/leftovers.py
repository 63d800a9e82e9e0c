"""Recognizes what programs leave in a cell in place of its content: errors, formulas, placeholders, N/A."""

from __future__ import annotations

import re

from ...errors import quote_value
from .cells import CellFault

__all__ = ["describe_cell_error", "find_leftover", "is_missing_word"]

# "NA" is not one: it is Namibia. Neither is "none", which may be a term of a list.
MISSING_WORDS = {
    *("n/a", "N/A", "n.a.", "n. a.", "k. A.", "nan", "NaN", "NULL", "null", "(null)", "undefined", "(blank)"),
    *("-", "--", "---", "–", "—", "."),
}
CELL_ERROR = re.compile(r"#[A-ZÀ-Ý][A-ZÀ-Ý0-9_/]*[!?]|#(?:N/A|NV|N/D)|Err:\d{3}")  # in the language of the program
TOO_NARROW = re.compile(r"#{3,}")
FORMULA = re.compile(r"=[\s(+-]*(?:[A-Za-z.]+\(|(?:\w+!)?\$?[A-Z]{1,3}\$?\d+|\d)")
SHORTENED_NUMBER = re.compile(r"\d(?:[.,]\d+)?E\+\d{2}", re.IGNORECASE)
MERGE_FIELD = re.compile(r"\{\{[^{}]+\}\}|\$\{[^{}]+\}|<<[^<>]+>>|\*\|[^|]+\|\*|%%[^%]+%%")
UNFILLED = re.compile(r"TBD|TBA|TBC|TODO|X{3,6}|\?{3,}|lorem ipsum\b.*|\[object Object\]", re.IGNORECASE)
HTML_TAG = re.compile(
    r"</?(?:[abiups]|div|em|font|h[1-6]|img|li|ol|script|span|strong|su[bp]|t[drh]|table|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
LOST_LETTER = "\ufffd"
QUESTION_IN_WORD = re.compile(r"[^\W\d_]\?[^\W\d_]")
ADDRESS_MARK = re.compile(r"://|www\.|[=&/]")  # a question mark is sound in an address of the web


def is_missing_word(text: str) -> bool:
    """Tell whether a text only says that its cell is empty."""
    return text in MISSING_WORDS


def describe_cell_error(text: str) -> CellFault:
    """Return the fault for a cell that shows an error of its formula."""
    return CellFault("cell-error", f"the cell shows the error {text}", "correct its formula", text)


def find_leftover(text: str) -> CellFault | None:
    """Return what is wrong with a text that a program or a form left, or None."""
    shown = quote_value(text, 40)
    if CELL_ERROR.fullmatch(text):
        return describe_cell_error(text)
    if TOO_NARROW.fullmatch(text):
        return CellFault("too-narrow", f"{shown} stands for a number", "widen the column, and export it anew", text)
    if FORMULA.match(text):
        return CellFault("formula", f"{shown} is a formula, not its result", "write the result", text)
    if SHORTENED_NUMBER.fullmatch(text):
        hint = "format the column as text, and write all digits"
        return CellFault("shortened-number", f"{shown} was shortened by a spreadsheet program", hint, text)
    if field := MERGE_FIELD.search(text) or UNFILLED.fullmatch(text):
        what = f"{quote_value(field[0], 40)} is a placeholder"
        return CellFault("placeholder", what, "write what belongs here, or empty the cell", text)
    if tag := HTML_TAG.search(text):
        what = f"{shown} holds the HTML tag {tag[0][:20]}, which is printed as it is written"
        return CellFault("markup", what, "write the text alone", text, "warning")
    if LOST_LETTER in text:
        return CellFault("lost-letter", f"{shown} has lost a letter (U+FFFD)", "type the text again", text)
    if QUESTION_IN_WORD.search(text) and not ADDRESS_MARK.search(text):
        what = f"{shown} has a question mark inside a word"
        return CellFault("lost-letter", what, "type the letter that was lost", text, "warning")
    return None
