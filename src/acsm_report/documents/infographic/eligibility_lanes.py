"""The run-up as a poster shows it: lanes run in from the right, turn down, and stop at their start lines.

Its measures are the brand's for the edition's scale, in points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ...charts.alt_text import format_alt_text
from ...dataset.eligibility import EligibilityStep
from ...dataset.insights import Insights
from ...dataset.model import Certification
from ...errors import FitError
from ...geometry import Box, Centerline, VectorPath
from ...i18n.phrase import Phrase
from ...layout.blocks import with_role
from ...layout.context import LayoutContext
from ...layout.measure import wrap_phrase
from ...layout.scene import PlacedBlock, Shape
from ...layout.shapes import filled_rectangle, lane_badge, shape_block
from ...layout.text import last_baseline, text_line, text_width
from ...theme.model import Ink
from ..citations import source_numbers
from ..lane_colors import certifications_with_colors
from ..wording import certification_name
from .text_fitting import fitting_paragraph, line_segments_around_text

__all__ = ["TITLE_STYLES", "EligibilityLanes", "half_bundle_width", "lane_metrics"]

TITLE_STYLES, NAME_STYLES, SMALL_STYLE = (
    ("title", "title.plain"),
    ("label", "label.small", "axis.strong"),
    "axis.ink",
)  # steps down
ELIGIBILITY_LANES_ROLE = "Figure:run_up"  # the path of its element
NAME_PITCH = 1.08  # of two steps, at least, in widths of a name
LANE_GAP_SHARE = 0.75  # of a lane, between the bundle and what lies beside it


def half_bundle_width(metrics: Mapping[str, float], lane_count: int) -> float:
    """Return how far the outermost of so many lanes reaches from the middle of their bundle, in points."""
    return (lane_count - 1) / 2 * metrics["pitch"] + metrics["lane"] / 2


def lane_metrics(insights: Insights, context: LayoutContext) -> dict[str, float]:
    """Return the brand's measures of the run-up; of more lanes than it has room for, the words stand further off."""
    m = context.metrics("run_up")
    half, air = half_bundle_width(m, len(insights.certifications)), LANE_GAP_SHARE * m["lane"]
    text = max(m["text"], context.grid.x(0) + 2 * half + air)
    return {
        **m,
        "start": max(m["start"], half + air),
        "bend": max(m["bend"], half + m["lane"] / 2),
        "text": text,
        "first": max(m["first"], text),
    }


@dataclass(frozen=True)
class EligibilityLanes:
    """The ladder below `top`: its words end at `right`, its tracks at `end`; rows stand `extra` further apart, the
    first `lower`. A `brief` one does not say whom the lanes serve.

    The lanes enter from the sheet's right edge, above `top`, on whatever lies there.
    """

    insights: Insights
    context: LayoutContext
    top: float
    right: float
    lanes_end: float
    extra_row_gap: float = 0
    first_row_offset: float = 0
    omit_population: bool = False

    @property
    def metrics(self) -> dict[str, float]:
        return lane_metrics(self.insights, self.context)

    def lay_out(self) -> tuple[list[PlacedBlock], float]:
        """Return its blocks, from back to front, and its last baseline."""
        insights, m = self.insights, self.metrics
        title, labels, start, y = self._place_header()
        starts = self._start_positions()
        lanes, told = list[PlacedBlock](), list[PlacedBlock]()
        last = y
        for number, certification in enumerate(certifications_with_colors(insights, self.context)):
            words, at = self._place_lane_text(certification, y)
            place = number - (len(insights.certifications) - 1) / 2
            asked = insights.step_of(certification)
            lanes += self._draw_lane(certification, place, at, starts[asked] if asked else None)
            told += words
            last = max(*map(last_baseline, words), at + self.metrics["block"] / 2)
            y = last + m["next"] + self.extra_row_gap
            bottom = at
        guides = [self._draw_guide(x, y0=start, y1=bottom, words=told) for x in starts.values()]
        drawn = [*labels, *(g for g in guides if g), *lanes]
        figure = [
            replace(i, role=ELIGIBILITY_LANES_ROLE, alt="" if number else self._alt_text())
            for number, i in enumerate(drawn)
        ]
        return [title, *figure, *told], last

    def _alt_text(self) -> str:
        """Return what the run-ups and their start lines show: each lane's step."""
        context, insights = self.context, self.insights
        steps = {c: insights.step_of(c) for c in insights.certifications}
        told = (
            context.message(
                "alt.rates",
                code=c.code,
                rates=Phrase.join(" ", self._step_lines(r)) if r else context.message("unknown"),
            )
            for c, r in steps.items()
        )
        return format_alt_text(context, context.message("alt.ladder.bare"), told)

    def _start_positions(self) -> dict[EligibilityStep, float]:
        """Return where each step starts; the first further left where the names of the steps need it."""
        wide = max((self._width(w) for r in self.insights.steps for w in self._step_lines(r)), default=0)
        return dict(zip(self.insights.steps, self._spread_steps(wide), strict=True))

    def _spread_steps(self, wide: float) -> list[float]:
        """Return where the steps start if their names are so wide."""
        m, count = self.metrics, len(self.insights.steps)
        first, last = m["first"], min(m["last"], self.right - m["block"] - wide / 2)
        if count > 1 and (last - first) / (count - 1) < NAME_PITCH * wide:
            first = max(m["text"], m["text"] - LANE_GAP_SHARE * m["lane"] + wide / 2 - m["block"] - m["bar"] / 2)
        return [first + (last - first) * i / max(count - 1, 1) for i in range(count)]

    @cached_property
    def _names_need_lines(self) -> bool:
        """Whether the names of the steps have room beside each other only broken into lines."""
        steps = self.insights.steps
        wide = max((self._width(w) for rung in steps for w in self._name_lines(rung)), default=0)
        starts = self._spread_steps(wide)
        return len(starts) > 1 and starts[1] - starts[0] < wide

    @cached_property
    def _names_alternate(self) -> bool:
        """Whether even so the names have room only on two levels, in turn."""
        wide = max((self._width(w) for rung in self.insights.steps for w in self._step_lines(rung)), default=0)
        starts = self._spread_steps(wide)
        return len(starts) > 1 and starts[1] - starts[0] < wide

    def _width(self, words: Phrase | str) -> float:
        return text_width(self.context, "axis.strong", words)

    def _name_lines(self, rung: EligibilityStep) -> list[Phrase]:
        return self.context.term_message("short.hours" if rung.needs_hours else "short", rung.education).lines

    def _step_lines(self, rung: EligibilityStep) -> list[Phrase]:
        """Return the name of a step as the poster sets it."""
        lines = self._name_lines(rung)
        if not self._names_need_lines:
            return lines
        names = (str(line) for rung in self.insights.steps for line in self._name_lines(rung))
        widest = max(self._width(word) for name in names for word in name.split())
        return [part for line in lines for part in wrap_phrase(line, self.context.style("axis.strong"), widest)]

    def _place_header(self) -> tuple[PlacedBlock, list[PlacedBlock], float, float]:
        """Return the title, the steps' names, where these end, and where the first lane's words begin."""
        context, m = self.context, self.metrics
        track = self.insights.longest_track
        words = context.term_message("ladder.title.longer", track) if track else context.message("ladder.title")
        if not self._has_requirements:
            words = context.plural_message("ladder.title.names", self.insights.certification_count)
        title = fitting_paragraph(
            context,
            TITLE_STYLES,
            m["text"],
            self.top + m["head"],
            self.right - m["text"],
            words,
            role="H2",
        )
        placed, y = list[PlacedBlock](), last_baseline(title) + m["steps"]
        most = max((len(self._step_lines(rung)) for rung in self.insights.steps), default=0)
        for place, (rung, x) in enumerate(self._start_positions().items()):
            level = y + most * m["step"] if self._names_alternate and place % 2 else y
            for number, line in enumerate(self._step_lines(rung), most - len(self._step_lines(rung))):
                at = x + m["block"] + m["bar"] / 2
                placed.append(text_line(context, "axis.strong", at, level + number * m["step"], line, anchor="middle"))
        below = y + max(most * (2 if self._names_alternate else 1) - 1, 0) * m["step"]
        return title, placed, below + 0.3 * m["step"], below + m["row"] + self.first_row_offset

    def _draw_lane(
        self, certification: Certification, offset: float, y: float, start: float | None
    ) -> list[PlacedBlock]:
        """Draw one lane, `place` lanes from the middle of the bundle, to its start line; without one past its bend."""
        context, m, ink = self.context, self.metrics, Ink(f"lane.{certification.lane}")
        wide, middle = context.page_format.width, (len(self.insights.certifications) - 1) / 2
        x = context.grid.x(0) + (middle - offset) * m["pitch"] + m["lane"] / 2
        known, start = start is not None, x + m["turn"] if start is None else start
        top, bend = self.top - m["start"] - offset * m["pitch"], m["bend"] + offset * m["pitch"]
        track = Centerline(wide + m["lane"], top, 180).with_straight(wide + m["lane"] - x - bend).with_bend(bend, -90)
        track = track.with_straight(y - m["turn"] - top - bend).with_bend(m["turn"], -90)
        path = track.with_straight(max(start - x - m["turn"], 0.01)).offset_path()
        block = m["block"]
        return [
            filled_rectangle(Box(start, y - m["lane"] / 2, self.lanes_end - start, m["lane"]), Ink(ink.role, 16)),
            shape_block(Shape(path, stroke=ink, stroke_width=m["lane"])),
            *lane_badge(context, certification.lane, start, y - block / 2, block, cap_share=0.58),
            *([filled_rectangle(Box(start + block, y - block / 2, m["bar"], block), Ink("ink"))] if known else []),
        ]

    def _place_lane_text(self, certification: Certification, y: float) -> tuple[list[PlacedBlock], float]:
        """Return a lane's words, the first of them on the baseline y, and where its middle lies below their heading."""
        insights, context, m = self.insights, self.context, self.metrics
        ink, left = Ink(f"lane.{certification.lane}.text"), m["text"]
        code = text_line(
            context,
            "code",
            left,
            y,
            context.attribute_phrase(certification, "code"),
            ink=ink,
            role=f"H3:{certification.lane}",
        )
        named = self._place_name(certification, code)
        middle = last_baseline(named[-1]) + m["above"]
        needs, asked = self._format_requirements(certification)
        serves = None if self.omit_population else insights.dataset.newest_fact("population", certification.code)
        sources = source_numbers(insights, context, [certification, *needs.facts, *([serves] if serves else [])])
        beside = named[-1].box.right + 0.5 * context.style("label").size
        cited = text_line(context, "body.grey", beside, y, sources)
        fits = cited.box.right <= self.right and last_baseline(named[-1]) == y
        placed, below = [*named], middle + m["below"]
        told = [("body", context.message("upper", words=asked))] if self._has_requirements else []
        if serves:
            told.append(("body.grey", context.message("figure.Words", fact=serves)))
        if not fits and not told:
            told.append(("body.grey", sources))
        elif not fits:
            told[-1] = (told[-1][0], Phrase.join(" ", [told[-1][1], sources]))
        if not certification.code_now:
            told.append(("body.semibold", context.message("status", lane=certification)))
        for style, words in told:
            text = fitting_paragraph(
                context, (style, SMALL_STYLE), left, below, self.right - left, words, leading=m["lead"]
            )
            placed.append(text)
            below = last_baseline(text) + m["lead"]
        if fits:
            placed[len(named) : len(named) + 1] = with_role([*placed[len(named) : len(named) + 1], cited], "P:needs")
        return placed, middle

    @property
    def _has_requirements(self) -> bool:
        """Whether it is known what any lane asks; if not, the lanes have their names alone."""
        return any(map(self.insights.has_requirements, self.insights.certifications))

    def _place_name(self, certification: Certification, code: PlacedBlock) -> list[PlacedBlock]:
        """Return a lane's code and beside it its name, a step or two smaller where a word is wide; else the code."""
        context, words = self.context, certification_name(self.context, certification)
        x = code.box.right + 0.4 * context.style("label").size
        try:
            return [
                code,
                fitting_paragraph(context, NAME_STYLES, x, last_baseline(code), self.right - x, words, role=code.role),
            ]
        except FitError:
            return [replace(code, fit="continued")]

    def _format_requirements(self, certification: Certification) -> tuple[Phrase, Phrase]:
        """Return what a lane asks, and the same or that it is not published."""
        insights, context = self.insights, self.context
        asks = list[Phrase]()
        if age := insights.dataset.newest_fact("minimum_age", certification.code):
            asks.append(context.message("needs.age", age=age))
        if education := insights.lowest_education(certification):
            asks.append(context.message("figure", fact=education))
        if hours := insights.lowest_route_hours(certification):
            asks.append(context.message("needs.hours").with_facts(hours))
        needs = Phrase.join(", ", asks)
        return needs, needs if asks else context.message("unknown")

    def _draw_guide(self, x: float, y0: float, y1: float, words: list[PlacedBlock]) -> PlacedBlock | None:
        """Draw the hairline of a step down to y1 behind the lanes, broken where words stand."""
        m = self.metrics
        x, pad = x + m["block"] + m["bar"] / 2, 0.3 * m["step"]
        width, pieces = m["bar"] / 3, line_segments_around_text(x, y0, y1, words, pad)
        lines = [
            Shape(VectorPath.polyline((x, a), (x, b)), stroke=Ink("ink", 30), stroke_width=width) for a, b in pieces
        ]
        return shape_block(*lines) if lines else None
