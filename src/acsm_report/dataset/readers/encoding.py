"""Decodes text files: UTF-8, UTF-16, and what spreadsheet programs of Windows and old Macs write."""

from __future__ import annotations

import codecs
import re

from .limits import FileError

__all__ = ["decode_table", "decode_text", "find_example"]

BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
LEGACY_ENCODINGS = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman"}  # the first one wins a tie
MIN_PLAUSIBLE_SHARE = 0.75  # of the characters beyond ASCII; below, the file is in yet another encoding
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
PLAUSIBLE_CHARACTERS = re.compile(  # characters beyond ASCII where Western European text has them
    r"""
      (?<=[A-Za-z])[äöüßéèêëáàâãåíìîïóòôõøúùûçñæœ] | [äöüßéèêëáàâãåíìîïóòôõøúùûçñæœ](?=[a-z]) | (?<=[äöü])ß
    | (?<![A-Za-z])[ÄÖÜÉÈÊÁÀÂÅÍÎÓÔØÚÇÑÆŒŠŽ](?=[A-Za-z]) | (?<=[A-Z])[ÄÖÜÉÈÊÁÀÂÅÍÎÓÔØÚÇÑÆŒŠŽ](?=[A-Z\s,;.]|$)
    | (?<=[A-Za-z])’(?=(?:s|t|d|m|re|ve|ll)\b|[A-ZÉÈÎ]) | (?<=\b[dl])’(?=[a-zéêî]) | (?<=s)’(?!\w)
    | (?<!\w)[‘“„«¿¡](?=[\w\s]) | (?<=[\w\s.,!?%)])[”’»](?!\w)
    | (?<!\w)[–—•·](?!\w) | (?<=\d)–(?=\d) | (?<=\w\w)[–—](?=\w\w)
    | (?<=\w)[…®™©°²³](?![A-Za-z]) | (?<!\w)[€£©§](?=\s?[\dA-Z]) | (?<=\d)\s?[€£°ªº] | (?<!\w)[½¼¾] | \u00a0
    """,
    re.VERBOSE,
)


def decode_text(data: bytes) -> str:
    """Decode UTF-8, or UTF-16 with a byte order mark. Raise FileError that names the first bad byte and its line."""
    mark, encoding = next(((m, e) for m, e in BYTE_ORDER_MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        what = f"byte {error.start + len(mark)} is not {encoding[:6].rstrip('-').upper()}"
        line = data[: error.start].count(b"\n") + 1
        raise FileError("encoding", what, "save the file as UTF-8", line) from None
    if (zero := text.find("\0")) >= 0:
        what = f"byte {len(text[:zero].encode(encoding)) + len(mark)} is zero"
        raise FileError("encoding", what, "save the file as UTF-8")
    return text


def decode_table(data: bytes) -> tuple[str, str]:
    """Decode a CSV file. Return the text, and the name of its encoding if the letters had to reveal it, else "".

    Raise FileError if the letters fit no encoding.
    """
    try:
        return decode_text(data), ""
    except FileError:
        if data.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS)) or b"\0" in data:
            raise
        decoded = {encoding: _decode_legacy(data, encoding) for encoding in LEGACY_ENCODINGS}
        best = max(decoded, key=lambda encoding: _plausible_share(decoded[encoding]))
        if _plausible_share(decoded[best]) < MIN_PLAUSIBLE_SHARE or CONTROL_CHARACTERS.search(decoded[best]):
            raise
        return decoded[best], LEGACY_ENCODINGS[best]


def find_example(text: str) -> str:
    """Return the first word of a text that has a character beyond ASCII, with at most 30 characters."""
    return next((word[:30] for word in re.findall(r"[^\s,;\"]+", text) if not word.isascii()), "")


def _decode_legacy(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _plausible_share(text: str) -> float:
    """Return which part of the characters beyond ASCII is where Western European text has them."""
    foreign = sum(not c.isascii() for c in text)
    plausible = sum(not found[0].isascii() for found in PLAUSIBLE_CHARACTERS.finditer(text))
    return plausible / foreign if foreign else 0.0
