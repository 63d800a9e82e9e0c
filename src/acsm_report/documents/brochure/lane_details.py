"""The code and name of a certification at the end of its lane, and what it asks below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from ...dataset.insights import Insights
from ...dataset.model import Certification
from ...geometry import Size
from ...i18n.phrase import Phrase
from ...layout.context import LayoutContext
from ...layout.fitting import first_fit
from ...layout.measure import wrap_text
from ...layout.scene import PlacedBlock
from ...layout.text import fitted_paragraph, last_baseline, paragraph, text_line
from ...theme.model import Ink
from ..wording import certification_name
from .latest_rates import rate_column_width

__all__ = ["code_name_and_details", "details_height"]

NAME_STYLES = ("label", "label.small", "axis.strong")
LINE_RANKS = {"body": 0, "body.grey": 1, "body.strong": 2}  # order of the lines below a name, by style
TEXT_OFFSET = 10  # from a lane to the first line below its name
LEADING = 12


def _text_width(insights: Insights, context: LayoutContext, x: float) -> float:
    return context.grid.right - rate_column_width(insights, context) - x


def _detail_lines(insights: Insights, context: LayoutContext, certification: Certification) -> list[tuple[str, Phrase]]:
    """Return the lines below a certification's name with their styles: status if closed, population, requirements."""
    population, requirements = (
        insights.dataset.newest_fact("population", certification.code),
        _requirements_summary(insights, context, certification),
    )
    lines = (
        ("body.strong", None if certification.code_now else context.message("status", lane=certification)),
        ("body", context.message("figure.Words", fact=population) if population else None),
        ("body.grey", context.message("needs", what=requirements) if requirements.text else None),
    )
    return [(style, words) for style, words in lines if words]


def details_height(insights: Insights, context: LayoutContext, certification: Certification, x: float) -> float:
    """Return the distance from a lane to the end of its last detail line, in points."""
    width = _text_width(insights, context, x)
    lines = _detail_lines(insights, context, certification)
    return TEXT_OFFSET + LEADING * sum(
        len(wrap_text(str(words), context.style(style), width)) for style, words in lines
    )


def code_name_and_details(
    insights: Insights,
    context: LayoutContext,
    certification: Certification,
    x: float,
    y: float,
    height: float,
    has_requirements: bool,
) -> list[PlacedBlock]:
    """Place a certification's code and name, and below them as many detail lines as fit in `height`.

    `has_requirements` is true only if the requirements of all lanes fit. The certification's own page has all details.
    """
    ink, width, heading = (
        Ink(f"lane.{certification.lane}.text"),
        _text_width(insights, context, x),
        f"H2:{certification.lane}",
    )
    code = text_line(context, "code", x, y - 4, context.attribute_phrase(certification, "code"), ink=ink, role=heading)
    name = _name_after_code(context, certification, code.box.right + 8, y, x + width, height)
    line_y = y + TEXT_OFFSET + max(0, last_baseline(name) - y + 1 if name else 0)
    details = {LINE_RANKS[style]: (style, words) for style, words in _detail_lines(insights, context, certification)}
    if not has_requirements:
        details.pop(LINE_RANKS["body.grey"], None)
    has_status = LINE_RANKS["body.strong"] in details
    lines = _lines_that_fit(context, details, width, y + height - line_y)
    is_complete = name and (LINE_RANKS["body.strong"] in lines or not has_status)
    placed = [code if is_complete else replace(code, fit="continued"), *([name] if name else [])]
    for rank in sorted(lines):
        style, words = lines[rank]
        placed.append(paragraph(context, style, x, line_y, width, words, leading=LEADING))
        line_y = last_baseline(placed[-1]) + LEADING
    return placed


def _lines_that_fit(
    context: LayoutContext, lines: dict[int, tuple[str, Phrase]], width: float, height: float
) -> dict[int, tuple[str, Phrase]]:
    """Return the lines that fit in `height`, by rank, each with its style.

    The requirements are dropped first, then the population. The status is set smaller before it is dropped.
    """
    for rank, style in ((1, ""), (0, ""), (2, "axis.strong"), (2, "")):
        count = sum(len(wrap_text(str(words), context.style(s), width)) for s, words in lines.values())
        if rank in lines and count > int((height - 2) / LEADING) + 1:
            words = lines.pop(rank)[1]
            lines |= {rank: (style, words)} if style else {}
    return lines


def _name_after_code(
    context: LayoutContext, certification: Certification, x: float, y: float, right: float, height: float
) -> PlacedBlock | None:
    """Place a certification's name beside its code: on one line, else smaller on as many lines as fit in `height`.

    Return None if it does not fit. The certification's own page has the name.
    """
    name, role = certification_name(context, certification), f"H2:{certification.lane}"

    def lay_out(styles: Sequence[str], max_height: float) -> PlacedBlock:
        return fitted_paragraph(context, styles, x, y - 4, Size(right - x, max_height), name, "name", role=role)

    one_line, more_lines = partial(lay_out, NAME_STYLES, 18.0), partial(lay_out, NAME_STYLES[-1:], height - 2)
    return first_fit((one_line, more_lines, lambda: None))


def _requirements_summary(insights: Insights, context: LayoutContext, certification: Certification) -> Phrase:
    """Return the requirements of a certification in a few words, with their facts."""
    find, code, requirements = insights.dataset.newest_fact, certification.code, list[Phrase]()
    if age := find("minimum_age", code):
        requirements.append(context.message("needs.age", age=age))
    if education := insights.lowest_education(certification):
        requirements.append(context.term_message("degree", insights.term_of(education)).with_facts(education))
        if hours := insights.lowest_route_hours(certification):
            requirements.append(context.message("needs.hours").with_facts(hours))
    return Phrase.join(", ", requirements)
