"""Shows a number as a spreadsheet does with its number format: 02139 for 00000, (555) 123-4567, 69%, $1,299."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from .cells import CellFault, SheetNumber

__all__ = ["read_number"]

# a literal in quotation marks, an escaped one, a space as wide as a sign, a repeated sign, something in brackets
TOKEN = re.compile(r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<code>.)', re.DOTALL)
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?")
SECTION_END = re.compile(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*)(?:;|$)', re.DOTALL)
COMPARISONS = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b,
}  # fmt: skip
MAX_FORMAT_CHARACTERS = 255  # as in spreadsheet programs


class Part(NamedTuple):
    """A literal text, or one code of a format: 0 # ? . , % E / @."""

    text: str
    is_code: bool


def read_number(value: float, number_format: str) -> str | CellFault | SheetNumber:
    """Return a number as its cell shows it. Infinity and NaN are faults."""
    if isinstance(value, float) and not math.isfinite(value):
        return CellFault("cell-type", "the number is out of all bounds", "correct it", str(value))
    number = Decimal(value if isinstance(value, int) else format(value, ".15g"))
    section, is_negative = _choose_section(number, number_format[:MAX_FORMAT_CHARACTERS])
    parts = _split_parts(section)
    codes = "".join(part.text for part in parts if part.is_code)
    if not set(codes) & set("0#?") or set(codes) - set("0#?.,% -+()$/E:"):
        return SheetNumber(plain := _plain(number), plain)  # General, text
    percent = number * 100 if "%" in codes else number
    if "E" in codes:
        return SheetNumber(_plain(number), _plain(percent))
    if "/" in codes or re.search(r",(?![0#?])", codes):
        what = f"the cell has the number format {section}, in fractions or thousands"
        return CellFault("number-format", what, "write the number itself, or format it as text", _plain(number))
    decimals = sum(c in "0#?" for c in codes.partition(".")[2])
    rounded = percent.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) if abs(percent) < 10**20 else percent
    digits = _plain(rounded)
    shown = ("-" if is_negative and rounded else "") + _show(abs(rounded), parts, decimals)
    return SheetNumber(shown.strip(), digits, _plain(percent) if digits != _plain(percent) else "")


def _plain(number: Decimal) -> str:
    """Return a number without an exponent and zeros at its end."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _choose_section(number: Decimal, number_format: str) -> tuple[str, bool]:
    """Return the section of a format for a number, and whether it needs a minus sign."""
    sections = [found[1] for found in SECTION_END.finditer(number_format)][:4]
    sections = sections[:-1] if len(sections) > 1 and not sections[-1] else sections
    for section in sections:
        condition = CONDITION.search("".join(re.findall(r"\[([^\]]*)\]", section)))
        if condition and COMPARISONS[condition[1]](number, Decimal(condition[2])):
            return section, number < 0
    if any(CONDITION.search(bracket) for section in sections for bracket in re.findall(r"\[([^\]]*)\]", section)):
        return sections[-1], number < 0
    if number < 0 and len(sections) > 1:
        return sections[1], False
    return sections[2] if not number and len(sections) > 2 else sections[0], number < 0


def _split_parts(section: str) -> list[Part]:
    parts = []
    for found in TOKEN.finditer(section):
        currency = CURRENCY.fullmatch(found["bracket"] or "")
        if found["code"]:
            parts.append(Part(found["code"], True))
        elif literal := found["quoted"] or found["escaped"] or (currency[1] if currency else ""):
            parts.append(Part(literal, False))
    return parts


def _show(number: Decimal, parts: list[Part], decimals: int) -> str:
    """Return a number that is not negative with the digits where its format has them."""
    whole, _, fraction = f"{number:.{decimals}f}".partition(".")
    places = [index for index, part in enumerate(parts) if part.is_code and part.text in "0#?"]
    point = next((i for i, part in enumerate(parts) if part.is_code and part.text == "."), len(parts))
    whole_places = [index for index in places if index < point]
    texts = ["" if part.is_code and part.text in "," else part.text for part in parts]
    if any(part.is_code and part.text == "," for part in parts):
        minimum = sum(parts[index].text == "0" for index in whole_places)
        grouped = f"{int(whole):,}".rjust(minimum, "0") if int(whole) or minimum else ""
        for index in whole_places:
            texts[index] = ""
        texts[whole_places[0] if whole_places else 0] = grouped
    else:
        rest = whole.lstrip("0")
        for index in reversed(whole_places):
            rest, digit = (rest[:-1], rest[-1]) if rest else ("", "0" if parts[index].text == "0" else "")
            texts[index] = digit
        if whole_places:
            texts[whole_places[0]] = rest + texts[whole_places[0]]
    for index, digit in zip([index for index in places if index > point], fraction, strict=True):
        texts[index] = digit
    return "".join(texts)
