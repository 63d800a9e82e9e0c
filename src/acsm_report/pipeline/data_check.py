"""Checks a data package as far as a build would: cells and rows first, then the layout of every product.

If nothing here is an error, the brochure and the tall infographic build on every named paper and ground; pictures of
fixed shape may be refused, with a warning here. Charts are laid out but not drawn, so no browser runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import NamedTuple

from ..dataset.diagnostics import Diagnostic, sort_diagnostics
from ..dataset.insights import compute_insights
from ..dataset.loader import build_dataset
from ..dataset.readers.rows import DataPackage
from ..dataset.validation.rules import find_missing_glyphs, find_stale_facts, validate_package
from ..documents.brand_logo import find_logo_errors
from ..documents.compose import Document, compose
from ..documents.registry import BROCHURE, INFOGRAPHIC
from ..errors import ReportError
from ..i18n import catalog
from ..layout.context import LayoutContext
from ..layout.preflight import find_layout_errors
from ..layout.scene import Scene
from ..page_formats import PAGE_FORMATS, PAPER_NAMES, PICTURE_NAMES
from ..theme.contact_checks import find_missing_contact_glyphs
from ..theme.fonts import has_glyph, register_fonts
from ..theme.model import Brand
from .contrast_faults import UnreadableText, describe_unreadable_texts, find_unreadable_texts
from .layout_faults import add_cell
from .left_out import find_missing_charts, find_missing_logos, find_unprinted_rows

__all__ = ["check_data"]


class _Sheet(NamedTuple):
    """A product on a paper or picture format."""

    document: Document
    page_format: str

    @property
    def name(self) -> str:
        """For instance "brochure on letter"."""
        return f"{self.document.name} on {self.page_format}"

    @property
    def severity(self) -> str:
        """How bad it is if it cannot be made: only a picture of fixed shape may be refused."""
        is_fixed = self.page_format in PICTURE_NAMES and PAGE_FORMATS[self.page_format].height is not None
        return "warning" if is_fixed else "error"


SHEETS = (*(_Sheet(BROCHURE, name) for name in PAPER_NAMES), *(_Sheet(INFOGRAPHIC, name) for name in PICTURE_NAMES))


def check_data(package: DataPackage, brand: Brand, today: date, oldest: date | None = None) -> tuple[Diagnostic, ...]:
    """Return all diagnostics of a package. `find_stale_facts` says what `today` and `oldest` are.

    Products are laid out only if no cell, row or logo is wrong.
    """
    missing = find_missing_glyphs(package, partial(has_glyph, brand), brand.font_family_names)
    missing += find_missing_contact_glyphs(brand)
    facts = [*validate_package(package), *find_stale_facts(package, today, oldest)]
    found = sort_diagnostics([*facts, *missing, *brand.diagnostics, *_check_logos(brand)])
    if any(problem.severity == "error" for problem in found):
        return found
    register_fonts(brand)
    return sort_diagnostics([*found, *_check_products(package, brand)])


def _check_logos(brand: Brand) -> Iterator[Diagnostic]:
    for error in find_logo_errors(brand):
        yield Diagnostic("unusable-logo", error.what, error.hint, error.where)


def _check_products(package: DataPackage, brand: Brand) -> Iterator[Diagnostic]:
    """Yield what does not fit or cannot be read in any product, and what no product shows."""
    dataset, english = build_dataset(package), catalog.load_language("en")
    insights, layouts, texts = compute_insights(dataset), dict[_Sheet, tuple[Scene, ...]](), list[UnreadableText]()
    errors = dict[tuple[_Sheet, str], ReportError]()  # an error on several grounds is one
    for ground in map(brand.with_ground, brand.grounds):
        for sheet in SHEETS:
            context = LayoutContext(ground, english, PAGE_FORMATS[sheet.page_format], organization=dataset.organization)
            try:
                scenes = compose(sheet.document, insights, context)
            except ReportError as refusal:
                errors[sheet, str(refusal)] = refusal
                continue
            layouts[sheet] = scenes
            errors |= {(sheet, str(error)): error for error in find_layout_errors(scenes)}
            texts += find_unreadable_texts(scenes, ground, sheet.name)
    for (sheet, _), error in errors.items():
        add_cell(error, dataset)
        what = f"{sheet.name}{f', {error.where}' if error.where else ''}: {error.what}"
        yield Diagnostic("does-not-fit", what, error.hint, package.file, severity=sheet.severity)
    yield from describe_unreadable_texts(texts, package.file)
    if layouts:
        yield from find_unprinted_rows(package, dataset, layouts.values())
        yield from find_missing_charts(package, insights, layouts.values())
        yield from find_missing_logos(brand, {sheet.name: scenes for sheet, scenes in layouts.items()})
