"""Shows a number as a spreadsheet does with its number format: 02139 for 00000, (555) 123-4567, 69%, $1,299."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import Decimal

from ...errors import quote_value
from ..rounding import round_decimal, to_decimal
from .cells import CellFault, SheetNumber
from .format_sections import GENERAL, Part, choose_section, split_parts

__all__ = ["read_number"]

MAX_DIGITS = 15  # that a spreadsheet keeps of a number


def read_number(value: float, number_format: str) -> str | CellFault | SheetNumber:
    """Return a number as its cell shows it, "" if its format hides it. Infinity and NaN are faults."""
    if isinstance(value, float) and not math.isfinite(value):
        return CellFault("cell-type", "the number is out of all bounds", "correct it", str(value))
    if abs(value) >= 10**MAX_DIGITS:
        what = f"a spreadsheet keeps no more than {MAX_DIGITS} digits of a number, and this one has more"
        return CellFault("lost-digits", what, "format the cell as text, and type all digits", f"{value:.0f}")
    number = to_decimal(value)
    section, is_negative = choose_section(number, number_format)
    parts = split_parts(section)
    codes = [part.text for part in parts if part.is_code]
    joined = "".join(codes)
    if not parts:
        return ""
    if not codes or {GENERAL, "@"} & set(codes):
        return _show_whole(number, parts, is_negative)
    if not set(joined) & set("0#?") or set(joined) - set("0#?.,%/E"):
        return SheetNumber(plain := _plain(number), plain)
    percent = number * 100 if "%" in codes else number
    if "E" in codes:
        return SheetNumber(_plain(number), _plain(percent))
    if "/" in codes or re.search(r",(?![0#?])", joined):
        what = f"the cell has the number format {quote_value(section)}, for fractions or thousands"
        return CellFault("number-format", what, "write the number itself, or format it as text", _plain(number))
    decimals = sum(c in "0#?" for c in joined.partition(".")[2])
    rounded = round_decimal(percent, decimals) if abs(percent) < 10**20 else percent
    digits = _plain(rounded)
    shown = ("-" if is_negative and rounded else "") + _show(abs(rounded), parts, decimals)
    return SheetNumber(shown.strip(), digits, _plain(percent) if digits != _plain(percent) else "")


def _plain(number: Decimal) -> str:
    """Return a number without an exponent and zeros at its end."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _show_whole(number: Decimal, parts: Sequence[Part], is_negative: bool) -> SheetNumber:
    """Return a number with all its digits between literals, or literals alone."""
    plain = _plain(abs(number))
    shown = "".join(plain if part.is_code else part.text for part in parts)
    return SheetNumber(f"{'-' if is_negative else ''}{shown}".strip(), _plain(number))


def _show(number: Decimal, parts: Sequence[Part], decimals: int) -> str:
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
