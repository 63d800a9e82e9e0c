"""The column of latest pass rates at the right of the decision path."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

from ...dataset.exam_statistics import ExamRecord
from ...dataset.insights import Insights
from ...i18n.phrase import Phrase
from ...layout.blocks import with_role
from ...layout.context import LayoutContext
from ...layout.scene import PlacedBlock
from ...layout.shapes import display_number, display_number_width
from ...layout.text import text_line, text_width
from ...theme.model import Ink
from ..wording import passing_text
from .organization_facts import START_Y

__all__ = ["latest_rates", "rate_column_width"]

RATE_HEIGHT = 22
RATE_COLUMN_WIDTH = 64


def latest_rates(
    insights: Insights, context: LayoutContext, rows: dict[str, float]
) -> tuple[list[PlacedBlock], defaultdict[str, list[PlacedBlock]]]:
    """Return the heading of the column of latest pass rates, and each lane's blocks in the column by code."""
    blocks: defaultdict[str, list[PlacedBlock]] = defaultdict(list)
    if not insights.records:
        return [], blocks
    right, years = context.grid.right, {r.latest.year for r in insights.all_records}
    words = passing_text(insights, context)
    if len(years) == 1:
        words = context.message("infographic.passed", passing=words, rate=insights.records[0].latest.rate)
    has_captions = len(years) > 1 or bool(insights.other_records)
    heading = [text_line(context, "body.strong", right, START_Y + 3, words, anchor="end")]
    ys = sorted(rows[record.certification.code] for record in insights.all_records)
    min_distance = min((low - high for high, low in pairwise(ys)), default=math.inf)
    # Different years and rate bases are printed below the rates and need room.
    height = min(RATE_HEIGHT, min_distance - 13) if has_captions else RATE_HEIGHT
    for record in insights.all_records:
        y, rate = rows[record.certification.code], record.latest.rate
        ink = Ink(f"lane.{record.certification.lane}.text")
        number_text = context.message("figure", fact=rate)
        passing = passing_text(insights.of_certification(record.certification), context)
        alt = context.message("infographic.passed", passing=passing, rate=rate)
        number = display_number(context, right, y + height / 2, number_text, height, ink, anchor="end")
        rate_blocks = [replace(number, alt=Phrase.join(" ", [number_text, alt]).text)]
        if has_captions:
            year_y = y + (height + RATE_HEIGHT) / 2
            caption = _rate_caption(insights, context, record)
            rate_blocks.append(text_line(context, "axis", right, year_y, caption, anchor="end"))
        blocks[record.certification.code] = with_role(rate_blocks, "P:rate")
    recorded = {r.certification.code for r in insights.all_records}
    missing = [c for c in insights.certifications if c.code not in recorded]
    unknown = context.message("unknown")
    for c in missing:
        blocks[c.code] = [text_line(context, "body.grey", right, rows[c.code] + 4, unknown, anchor="end")]
    return ([] if insights.other_records else heading), blocks


def _rate_caption(insights: Insights, context: LayoutContext, record: ExamRecord) -> Phrase:
    """Return the year of a rate or, where certifications have different rate bases, who "passed first time" in it."""
    rate = record.latest.rate
    if not insights.other_records:
        return context.attribute_phrase(rate, "period")
    passing = passing_text(insights.of_certification(record.certification), context)
    return context.message("infographic.passed", passing=passing, rate=rate)


def rate_column_width(insights: Insights, context: LayoutContext) -> float:
    """Return the width of the column of pass rates in points, 0 without rates."""
    if not insights.records:
        return 0
    numbers = (context.message("figure", fact=record.latest.rate) for record in insights.all_records)
    widths = [display_number_width(context, words, RATE_HEIGHT) for words in numbers]
    if insights.other_records:
        widths += [text_width(context, "axis", _rate_caption(insights, context, r)) for r in insights.all_records]
    return max(RATE_COLUMN_WIDTH, max(widths) + 8)
