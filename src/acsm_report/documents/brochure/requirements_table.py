"""The table of requirements as rows, one section each, so that pages can be filled row by row."""

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

COLUMN_GAP = 5
CELL_PADDING = 5
LEADING = 11.6
PADDING_TOP = 13  # from the top of a row to the first baseline
PADDING_BOTTOM = 7
HEADING_COLUMN_WIDTH = 82
CODES_ROW_HEIGHT = 32
CODE_STYLES = ("code", "lead", "label.small", "axis.strong")
CELL_STYLES = ("body", "axis.ink")


class CertificationColumn(NamedTuple):
    """The column of a certification: left edge and width, in points."""

    certification: Certification
    x: float
    width: float


def certification_columns(context: LayoutContext, certifications: Sequence[Certification]) -> list[CertificationColumn]:
    """Return the columns of these certifications, to the right of the column of row headings."""
    first = context.grid.x(0) + HEADING_COLUMN_WIDTH
    pitch = (context.grid.right - first + COLUMN_GAP) / len(certifications)
    return [CertificationColumn(c, first + i * pitch, pitch - COLUMN_GAP) for i, c in enumerate(certifications)]


def codes_row(context: LayoutContext, columns: Sequence[CertificationColumn]) -> FlowSection:
    """Return the row of codes, each in the color of its lane."""
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
    """Return the rows of the table. Empty cells say that the value is not published; empty rows are left out."""
    rows = (_table_row(insights, context, key, cells, columns) for key, cells in _cells(insights, context, columns))
    return [row for row in rows if row]


def _cells(
    insights: Insights, context: LayoutContext, columns: Sequence[CertificationColumn]
) -> list[tuple[str, list[PhraseOrText]]]:
    """Return the rows as pairs of key and cells, one cell for each column; a cell is "" if not published."""
    certifications = [lane.certification for lane in columns]

    def texts(kind: str) -> list[PhraseOrText]:
        return [requirement_text(insights, context, kind, c) for c in certifications]

    return [
        ("name", [context.attribute_phrase(c, "name") for c in certifications]),
        *([("now", [_current_name(context, c) for c in certifications])] if insights.has_name_history else []),
        ("population", texts("population")),
        ("minimum_age", texts("minimum_age")),
        ("education", texts("education")),
        ("life_support", texts("life_support")),
        ("clinical_hours", [clinical_hours_text(insights, context, c) for c in certifications]),
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
    heading = _row_heading(insights, context, key, cells)
    left, unknown, bottom = context.grid.x(0), context.message("unknown"), max(map(last_baseline, heading))
    placed: list[PlacedBlock] = [horizontal_rule(left, 0, context.grid.right, Ink("rule"), 0.7), *heading]
    for column, cell in zip(columns, cells, strict=True):
        style, fit = _fitting_style(context, cell, column.width - CELL_PADDING) if str(cell) else ("body.grey", "")
        text = paragraph(
            context,
            style,
            column.x,
            PADDING_TOP,
            column.width - CELL_PADDING,
            cell or unknown,
            role=f"Table/TBody/TR:{key}/TD",
            leading=LEADING,
        )
        placed.append(replace(text, fit=fit))
        bottom = max(bottom, last_baseline(text))
    return FlowSection(placed, bottom + PADDING_BOTTOM)


def _fitting_style(context: LayoutContext, words: PhraseOrText, width: float) -> tuple[str, str]:
    """Return the first style in which no word is too wide, and its fit adjustment. Raise FitError if there is none."""
    for number, style in enumerate(CELL_STYLES):
        if all(string_width(word, context.style(style)) <= width for word in str(words).split()):
            return style, "smaller" if number else ""
    longest = max(str(words).split(), key=lambda word: string_width(word, context.style(CELL_STYLES[-1])))
    raise FitError("cell", longest, string_width(longest, context.style(CELL_STYLES[-1])) - width)


def _row_heading(
    insights: Insights, context: LayoutContext, key: str, cells: Sequence[PhraseOrText]
) -> list[PlacedBlock]:
    """Place the heading of a row and its source numbers, beside it or, if there are too many, below."""
    phrases = [cell for cell in cells if isinstance(cell, Phrase)]
    rows = [span.origin for phrase in phrases for span in phrase.spans if isinstance(span.origin, Certification)]
    numbers = source_numbers(insights, context, [*rows, *(f for phrase in phrases for f in phrase.facts)])
    left, role = context.grid.x(0), f"Table/TBody/TR:{key}/TH:{key}"
    name = text_line(context, "body.strong", left, PADDING_TOP, context.message(f"row.{key}"), role=role)
    if not numbers.text:
        return [name]
    if name.box.right + 3 + text_width(context, "source", numbers) <= left + HEADING_COLUMN_WIDTH - 2 * CELL_PADDING:
        return [name, text_line(context, "source", name.box.right + 3, PADDING_TOP, numbers, role=role)]
    return [
        name,
        paragraph(
            context, "source", left, PADDING_TOP + LEADING, HEADING_COLUMN_WIDTH - CELL_PADDING, numbers, role=role
        ),
    ]
