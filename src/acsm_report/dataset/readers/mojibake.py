"""Recognizes UTF-8 that some program read in another encoding: "CafÃ©" for "Café"."""

from __future__ import annotations

import re
from functools import cache

__all__ = ["repair_mojibake"]

WRONG_ENCODINGS = ("cp1252", "mac_roman")
WESTERN_CHARACTERS = re.compile("[\u00a0-\u00ffŒœŠšŸŽž\u2010-\u203a€™−]")


def repair_mojibake(text: str) -> str:
    """Return the text that was probably written; the same text if it looks sound.

    A text is garbled if a repair gives a Western letter, or two letters of another script in a row.
    """
    if text.isascii():
        return text
    for encoding in WRONG_ENCODINGS:
        pattern = _garbled_character(encoding)
        repairs = {part: _repair_part(part, encoding) for part in re.findall(pattern, text)}
        has_western = any(map(WESTERN_CHARACTERS.fullmatch, repairs.values()))
        if has_western or (len(repairs) > 1 and re.search(f"(?:{pattern}){{2}}", text)):
            for part, repaired in repairs.items():
                text = text.replace(part, repaired)
            break
    return text


@cache
def _garbled_character(encoding: str) -> str:
    """Return a pattern of what the bytes of one character in UTF-8 become in this encoding."""

    def one_of(first: int, last: int) -> str:
        return f"[{re.escape(''.join(_decode_byte(byte, encoding) for byte in range(first, last + 1)))}]"

    rest = one_of(0x80, 0xBF)
    return f"{one_of(0xC2, 0xDF)}{rest}|{one_of(0xE0, 0xEF)}{rest}{{2}}|{one_of(0xF0, 0xF4)}{rest}{{3}}"


@cache
def _byte_values(encoding: str) -> dict[str, int]:
    return {_decode_byte(byte, encoding): byte for byte in range(0x80, 0x100)}


def _decode_byte(byte: int, encoding: str) -> str:
    return bytes([byte]).decode(encoding, errors="ignore") or chr(byte)  # programs keep undefined bytes as they are


def _repair_part(part: str, encoding: str) -> str:
    try:
        return bytes(_byte_values(encoding)[character] for character in part).decode()
    except UnicodeDecodeError:
        return part
