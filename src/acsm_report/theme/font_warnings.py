"""Warns of font files that look otherwise than their brand.yml says, or lack basic characters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ..dataset.diagnostics import Diagnostic
from .brand_file import BrandFile, Keys
from .font_checks import FontReport
from .model import FontFace

__all__ = ["NamedFont", "warn_of_font", "warn_of_missing_family"]

FAR_APART = 200  # how far the weight in brand.yml may not be from that in the file


class NamedFont(NamedTuple):
    """A file of a family: the keys of brand.yml that name it, the weight that they state, and what it is like."""

    keys: Keys
    path: Path
    weight: int | None
    report: FontReport


def warn_of_font(
    file: BrandFile, font: NamedFont, face: FontFace, is_taken: bool, is_text: bool
) -> Iterator[Diagnostic]:
    """Yield warnings about a font file and the first face that is made of it.

    `is_taken` says that earlier files have its weights, `is_text` that the family sets text, not only what others lack.
    """
    name, report = font.path.name, font.report
    is_instance = face.path != font.path
    if is_taken:
        what = f"{name} is not used: another file of {face.family} has the weight {face.weight}, too"
        yield _make_warning(file, font.keys, what, "correct the weight of one, or remove it")
        return
    if not report.is_upright:
        what = f"{name} is italic, and sets all text of {face.family} {face.weight}"
        yield _make_warning(file, font.keys, what, "name the upright file, or add style: italic to leave it out")
    if not is_instance and report.weight and abs(face.weight - report.weight) >= FAR_APART:
        what = f"{name} says that its weight is {report.weight}, not {face.weight}"
        yield _make_warning(file, font.keys, what, "correct the weight or the file")
    if is_text and report.missing:
        what = f"{name} lacks {' '.join(report.missing.replace(' ', ''))}; another font sets them"
        yield _make_warning(file, font.keys, what, "name the complete font")


def warn_of_missing_family(file: BrandFile, keys: Keys, family: str) -> Diagnostic:
    """Return the warning that no file of a family was found."""
    what = f"no file of the font {family} is beside brand.yml or installed; another font is used"
    hint = f"download {family} as .ttf files and put them into the folder fonts beside brand.yml"
    return _make_warning(file, keys, what, hint, "missing-font")


def _make_warning(file: BrandFile, keys: Keys, what: str, hint: str, rule: str = "font") -> Diagnostic:
    line, column = file.line_and_column(keys)
    return Diagnostic(rule, what, hint, str(file.path), row=line, column=column, severity="warning")
