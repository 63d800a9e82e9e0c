"""The table of what each certification asks: rows that a page may be filled with one by one. No page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from ...dataset.insights import Insights
from ...dataset.model import Certification
from ...errors import FitError
from ...i18n.phrase import Phrase, PhraseOrText
from ...layout.blocks import empty_block
from ...layout.context import LayoutContext
from ...layout.flow import FlowSection
from ...layout.measure import string_width
from ...layout.scene import PlacedBlock
from ...layout.shapes import horizontal_rule
from ...layout.text import fitted_line, last_baseline, paragraph, text_line, text_width
from ...theme.model import Ink
from ..citations import source_numbers
from ..wording import clinical_hours_text, requirement_text

__all__ = ["HEADING_COLUMN_WIDTH", "CertificationColumn", "certification_columns", "codes_row", "table_rows"]

COLUMN_GAP, CELL_PADDING, LEADING, PADDING_TOP, PADDING_BOTTOM = (
    5,
    5,
    11.6,
    13,
    7,
)  # between columns, inside a cell; of a row: its lead, its padding
HEADING_COLUMN_WIDTH, CODES_ROW_HEIGHT = 82, 32  # the column of the rows' names; the height of the row of codes
CODE_STYLES = ("code", "lead", "label.small", "axis.strong")  # of a code
CELL_STYLES = ("body", "axis.ink")  # of a cell: the first in which its words fit the column


class CertificationColumn(NamedTuple):
    """A certification's column: its left and its width."""

    certification: Certification
    x: float
    width: float


def certification_columns(context: LayoutContext, certifications: Sequence[Certification]) -> list[CertificationColumn]:
    """Return the columns of these certifications, right of the column of names."""
    first = context.grid.x(0) + HEADING_COLUMN_WIDTH
    pitch = (context.grid.right - first + COLUMN_GAP) / len(certifications)
    return [CertificationColumn(c, first + i * pitch, pitch - COLUMN_GAP) for i, c in enumerate(certifications)]


def codes_row(context: LayoutContext, columns: Sequence[CertificationColumn]) -> FlowSection:
    """Return the row of the codes, each in its lane's colour."""
    placed = [
        fitted_line(
            context,
            CODE_STYLES,
            x,
            22,
            width - CELL_PADDING,
            context.attribute_phrase(c, "code"),
            "code",
            ink=Ink(f"lane.{c.lane}.text"),
            role="Table/THead/TR/TH",
        )
        for c, x, width in columns
    ]
    return FlowSection([empty_block("Table/THead/TR/TD", context.grid.x(0), 0), *placed], CODES_ROW_HEIGHT)


def table_rows(insights: Insights, context: LayoutContext, columns: Sequence[CertificationColumn]) -> list[FlowSection]:
    """Return the rows, those of which nothing is known left out; what one lacks is said to be not published."""
    rows = (_table_row(insights, context, key, cells, columns) for key, cells in _cells(insights, context, columns))
    return [row for row in rows if row]


def _cells(
    insights: Insights, context: LayoutContext, columns: Sequence[CertificationColumn]
) -> list[tuple[str, list[PhraseOrText]]]:
    """Return what is asked, and what each certification answers; "" is not published."""
    some = [lane.certification for lane in columns]

    def told(kind: str) -> list[PhraseOrText]:
        return [requirement_text(insights, context, kind, c) for c in some]

    return [
        ("name", [context.attribute_phrase(c, "name") for c in some]),
        ("now", [_current_name(context, c) for c in some]),
        ("population", told("population")),
        ("minimum_age", told("minimum_age")),
        ("education", told("education")),
        ("life_support", told("life_support")),
        ("clinical_hours", [clinical_hours_text(insights, context, c) for c in some]),
    ]


def _current_name(context: LayoutContext, certification: Certification) -> PhraseOrText:
    if not certification.code_now:
        return context.message("status", lane=certification)
    if not certification.name_now:
        return context.attribute_phrase(certification, "code_now")
    if not certification.is_renamed and certification.name_now == certification.name:
        return context.message("now.same")
    return context.message("now.renamed", lane=certification)


def _table_row(
    insights: Insights,
    context: LayoutContext,
    key: str,
    cells: Sequence[PhraseOrText],
    columns: Sequence[CertificationColumn],
) -> FlowSection | None:
    if not any(str(cell) for cell in cells):
        return None
    head = _row_heading(insights, context, key, cells)
    left, unknown, low = context.grid.x(0), context.message("unknown"), max(map(last_baseline, head))
    placed: list[PlacedBlock] = [horizontal_rule(left, 0, context.grid.right, Ink("rule"), 0.7), *head]
    for lane, cell in zip(columns, cells, strict=True):
        style, fit = _fitting_style(context, cell, lane.width - CELL_PADDING) if str(cell) else ("body.grey", "")
        text = paragraph(
            context,
            style,
            lane.x,
            PADDING_TOP,
            lane.width - CELL_PADDING,
            cell or unknown,
            role=f"Table/TBody/TR:{key}/TD",
            leading=LEADING,
        )
        placed.append(replace(text, fit=fit))
        low = max(low, last_baseline(text))
    return FlowSection(placed, low + PADDING_BOTTOM)


def _fitting_style(context: LayoutContext, words: PhraseOrText, width: float) -> tuple[str, str]:
    """Return the first style in which no word is wider than the column, and what that is as a fit."""
    for number, style in enumerate(CELL_STYLES):
        if all(string_width(word, context.style(style)) <= width for word in str(words).split()):
            return style, "smaller" if number else ""
    longest = max(str(words).split(), key=lambda word: string_width(word, context.style(CELL_STYLES[-1])))
    raise FitError("cell", longest, string_width(longest, context.style(CELL_STYLES[-1])) - width)


def _row_heading(
    insights: Insights, context: LayoutContext, key: str, cells: Sequence[PhraseOrText]
) -> list[PlacedBlock]:
    """Place what a row is called with the numbers of its sources, beside it or, where they are many, below."""
    phrases = [cell for cell in cells if isinstance(cell, Phrase)]
    rows = [span.origin for phrase in phrases for span in phrase.spans if isinstance(span.origin, Certification)]
    told = source_numbers(insights, context, [*rows, *(f for phrase in phrases for f in phrase.facts)])
    left, role = context.grid.x(0), f"Table/TBody/TR:{key}/TH:{key}"
    name = text_line(context, "body.strong", left, PADDING_TOP, context.message(f"row.{key}"), role=role)
    if not told.text:
        return [name]
    if name.box.right + 3 + text_width(context, "source", told) <= left + HEADING_COLUMN_WIDTH - 2 * CELL_PADDING:
        return [name, text_line(context, "source", name.box.right + 3, PADDING_TOP, told, role=role)]
    return [
        name,
        paragraph(context, "source", left, PADDING_TOP + LEADING, HEADING_COLUMN_WIDTH - CELL_PADDING, told, role=role),
    ]
