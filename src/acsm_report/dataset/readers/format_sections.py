"""Parses number formats of spreadsheet programs: sections with a semicolon between, each of codes and literals."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

__all__ = ["GENERAL", "Part", "choose_section", "show_text", "split_parts"]

# a literal in quotation marks, an escaped one, a space as wide as a sign, a repeated sign, something in brackets
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<general>General)|(?P<other>.)',
    re.DOTALL | re.IGNORECASE,
)
CODE = re.compile(r"[0#?.,%/@A-Za-z]")  # any other character stands for itself
GENERAL = "General"  # the code of a number as it is
CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?")
SECTION = re.compile(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*)(;|$)', re.DOTALL)
COMPARISONS = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b,
}  # fmt: skip
MAX_FORMAT_CHARACTERS = 255  # as in spreadsheet programs
MAX_SECTIONS = 4  # of positive numbers, negative ones, zero and text


class Part(NamedTuple):
    """A literal text, or a code of a format: 0 # ? . , % E / @ or General."""

    text: str
    is_code: bool


def choose_section(number: Decimal, number_format: str) -> tuple[str, bool]:
    """Return the section of a format for a number, and whether it needs a minus sign."""
    sections = _split_sections(number_format)
    if len(sections) == MAX_SECTIONS or (len(sections) > 1 and _is_for_text(sections[-1])):
        sections = sections[:-1]
    conditions = [CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition and COMPARISONS[condition[1]](number, Decimal(condition[2])):
                return section, number < 0
        return sections[-1], number < 0
    if number < 0 and len(sections) > 1:
        return sections[1], False
    return sections[2] if not number and len(sections) > 2 else sections[0], number < 0


@lru_cache(maxsize=256)
def split_parts(section: str) -> tuple[Part, ...]:
    """Return the codes and literals of a section; none if it shows nothing."""
    parts = []
    for found in TOKEN.finditer(section):
        currency = CURRENCY.fullmatch(found["bracket"] or "")
        if found["general"]:
            parts.append(Part(GENERAL, True))
        elif found["other"]:
            parts.append(Part(found["other"], CODE.fullmatch(found["other"]) is not None))
        elif literal := found["quoted"] or found["escaped"] or (currency[1] if currency else ""):
            parts.append(Part(literal, False))
    return tuple(parts)


def show_text(text: str, number_format: str) -> str:
    """Return a text as a cell of a format shows it: "Gym A" for "Gym "@, and nothing for ;;;."""
    if number_format in (GENERAL, "@"):
        return text
    section = _text_section(number_format)
    return text if section is None else "".join(text if part.is_code else part.text for part in split_parts(section))


@lru_cache(maxsize=256)
def _text_section(number_format: str) -> str | None:
    """Return the section of a format for texts, or None if it leaves them as they are."""
    section = _split_sections(number_format)[-1]
    has_one = len(_split_sections(number_format)) == MAX_SECTIONS or _is_for_text(section)
    return section if has_one and {part.text for part in split_parts(section) if part.is_code} <= {"@"} else None


def _split_sections(number_format: str) -> list[str]:
    sections = []
    for found in SECTION.finditer(number_format[:MAX_FORMAT_CHARACTERS]):
        sections.append(found[1])
        if not found[2] or len(sections) == MAX_SECTIONS:
            break
    return sections


def _is_for_text(section: str) -> bool:
    return Part("@", True) in split_parts(section)
