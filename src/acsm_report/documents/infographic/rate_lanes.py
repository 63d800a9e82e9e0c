"""Fat lanes for small pictures: each exam runs from the left edge as far as its rate, or to its start line.

Words stand in the lane where it leaves room: in the solid part, in the faint one or on the empty track.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ...charts.alt_text import describe_exam_rates
from ...dataset.eligibility import EligibilityStep
from ...dataset.exam_statistics import ExamRecord
from ...dataset.insights import Insights
from ...dataset.model import Certification, Fact
from ...errors import FitError
from ...geometry import Box, VectorPath
from ...i18n.phrase import Phrase
from ...layout.blocks import with_role
from ...layout.context import LayoutContext
from ...layout.measure import CAP_HEIGHT, DESCENT
from ...layout.scene import Drawing, FactLength, PlacedBlock, Shape
from ...layout.shapes import checkered_strip, display_number, display_number_width, filled_rectangle
from ...layout.text import paragraph, text_line, text_width
from ...theme.model import Ink
from ..lane_colors import certifications_with_colors
from ..wording import certification_name

__all__ = ["LaneArea", "rate_lanes", "start_lanes"]

EMPTY_LANE_INK, FIRST_YEAR_TINT = (
    Ink("stage.words", 6, "stage"),
    42,
)  # an empty track; what of a lane's colour the first year keeps
PADDING = 14  # around words; between lanes
MIN_LANE_HEIGHT, TWO_LINE_HEIGHT = 42, 120  # heights: of the lowest lane, and with two lines of words
MIN_SOLID_SCALE, MIN_NUMBER_SCALE = (
    0.7,
    0.2,
)  # of their height: figures in the solid part, and figures anywhere, have at least so much
STRIP_HEIGHT = 10  # of a first rate that the latest hides
STEP_STYLES = ("label", "label.small")  # styles of what a lane asks for


@dataclass(frozen=True)
class LaneArea:
    """Where the lanes run: `box` from zero to the finish; their words start at `text`. `spare` leaves the first year
    without words."""

    context: LayoutContext
    box: Box
    text_x: float
    omit_first_year: bool = False

    def x_at(self, percent: float) -> float:
        """Return where a share of the way lies."""
        return self.box.x + self.box.width * percent / 100

    def lane_boxes(self, count: int) -> list[Box]:
        """Return the boxes of so many lanes. Raise FitError where they would be too low."""
        high = (self.box.height + PADDING) / count - PADDING
        if high < MIN_LANE_HEIGHT:
            raise FitError("course", f"{count} lanes", (MIN_LANE_HEIGHT - high) * count)
        return [Box(self.box.x, self.box.y + n * (high + PADDING), self.box.width, high) for n in range(count)]


@dataclass
class FreeSpace:
    """A stretch of a lane that is still free of words, and the ink for words upon it."""

    start: float
    end: float
    ink: Ink

    def fits(self, width: float) -> bool:
        return self.end - self.start >= width

    def take_left(self, width: float) -> float:
        """Take room at the left; return where it starts."""
        x, self.start = self.start, self.start + width + PADDING
        return x

    def take_right(self, width: float) -> float:
        """Take room at the right; return where it starts."""
        x, self.end = self.end - width, self.end - width - PADDING
        return x


@dataclass
class LaneLayout:
    """One lane in the making: its box, its ends in x from the first, and what is written in it."""

    area: LaneArea
    certification: Certification
    box: Box
    segment_ends: Sequence[tuple[float, Ink]]  # of the stretches but the last, and the ink for words upon them
    blocks: list[PlacedBlock] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.has_two_lines = self.box.height >= TWO_LINE_HEIGHT
        self.top_spaces = self._free_spaces()
        self.bottom_spaces = self._free_spaces() if self.has_two_lines else self.top_spaces
        inset = min(18, self.box.height * 0.13)
        self.top_y, self.bottom_y = self.box.y + inset, self.box.bottom - inset
        size = self.area.context.style("code").size
        self.code_cap_height, room = CAP_HEIGHT * size, self.box.height - 2 * inset - (CAP_HEIGHT + DESCENT) * size
        self.number_height = (
            min(0.4 * self.box.height, 190, room - 4) if self.has_two_lines else min(0.5 * self.box.height, 44)
        )

    def _free_spaces(self) -> list[FreeSpace]:
        parts, start = list[FreeSpace](), self.area.text_x
        for end, ink in (*self.segment_ends, (self.box.right, Ink("stage.words"))):
            parts.append(FreeSpace(start, end - PADDING, ink))
            start = max(self.area.text_x, end + PADDING)
        return parts

    @property
    def strip(self) -> Box:
        """Where the first year runs at the foot of the lane: below its words, which a low lane has in the middle."""
        words_end = self.baseline(False) + DESCENT * self.area.context.style("code").size
        height = STRIP_HEIGHT if self.has_two_lines else min(STRIP_HEIGHT, max(self.box.bottom - words_end, 2))
        return Box(self.box.x, self.box.bottom - height, self.box.width, height)

    def baseline(self, at_top: bool) -> float:
        """Return the baseline of the words at the top or at the foot; a low lane has one."""
        if not self.has_two_lines:
            return self.box.y + (self.box.height + max(self.number_height, self.code_cap_height)) / 2
        return self.top_y + self.code_cap_height if at_top else self.bottom_y

    def add_text(self, style: str, words: Phrase, x: float, at_top: bool, ink: Ink, role: str = "P") -> None:
        self.blocks.append(text_line(self.area.context, style, x, self.baseline(at_top), words, ink=ink, role=role))

    def add_display_number(self, words: Phrase, height: float, x: float, at_top: bool, ink: Ink) -> None:
        y = self.top_y + height if at_top and self.has_two_lines else self.baseline(at_top)
        self.blocks.append(display_number(self.area.context, x, y, words, height, ink))

    def add_code(self) -> None:
        """Write the code at the left. Raise FitError where it has no room."""
        context, words = self.area.context, self.area.context.attribute_phrase(self.certification, "code")
        wide = text_width(context, "code", words)
        part = next((p for p in self.top_spaces if p.fits(wide)), None)
        if part is None:
            raise FitError("code", words, wide - max(p.end - p.start for p in self.top_spaces))
        self.add_text("code", words, part.take_left(wide), True, part.ink, "H2")

    def fit_name(self) -> PlacedBlock | None:
        """Return the name, beside the code or on the empty track, in two lines if need be; None without room."""
        context, words, style = (
            self.area.context,
            certification_name(self.area.context, self.certification),
            "body.semibold",
        )
        y, lead = self.baseline(True), 1.12 * context.style(style).size
        wide = text_width(context, style, words)
        for part in self.top_spaces:
            if part.fits(wide):
                return text_line(context, style, part.start, y, words, ink=part.ink)
        for part in reversed(self.top_spaces):
            below = self.number_height if part is self.top_spaces[0] else self.code_cap_height
            if y + lead + DESCENT * lead + PADDING / 2 > self.bottom_y - below or not self.has_two_lines:
                continue
            if all(part.fits(text_width(context, style, word)) for word in words.text.split()):
                text = paragraph(
                    context, style, part.start, y, part.end - part.start, words, ink=part.ink, leading=lead
                )
                free = not any(text.box.overlaps(other.box) for other in self.blocks)
                if free and len(text.block.marks) == 2:  # type: ignore[union-attr]
                    return text
        return None

    def mask_line(self, x: float) -> list[PlacedBlock]:
        """Return pieces of empty track that break the line at x where words stand upon it."""
        crossed = sorted(
            (i.box.y - 8, i.box.bottom + 8) for i in self.blocks if i.box.x - PADDING < x < i.box.right + PADDING
        )
        spans = list[tuple[float, float]]()
        for top, bottom in crossed:
            if spans and top - spans[-1][1] < 2 * PADDING:  # no crumb of a line between two
                spans[-1] = spans[-1][0], max(bottom, spans[-1][1])
            else:
                spans.append((top, bottom))
        spans = [(max(top, self.box.y), min(bottom, self.box.bottom)) for top, bottom in spans]
        return [filled_rectangle(Box(x - 3, top, 6, bottom - top), EMPTY_LANE_INK) for top, bottom in spans]


def rate_lanes(insights: Insights, context: LayoutContext, area: LaneArea) -> list[PlacedBlock]:
    """Draw every exam's latest rate as a solid lane and its first rate as a faint one, on tracks of 100 per cent."""
    certifications_with_colors(insights, context)
    rows, half = area.lane_boxes(len(insights.records)), area.x_at(50)
    back, front = list[PlacedBlock](), list[PlacedBlock]()
    lanes = [_layout_exam(insights, area, record, box) for record, box in zip(insights.records, rows, strict=True)]
    _add_names([lane for _, lane in lanes], in_figure=True)
    for (figure, lane), box in zip(lanes, rows, strict=True):
        back.append(filled_rectangle(box, EMPTY_LANE_INK))
        empty = max(end for end, _ in lane.segment_ends) < half
        front += [figure, *(lane.mask_line(half) if empty else []), *lane.blocks]
    line = filled_rectangle(Box(half - 1.5, rows[0].y - 8, 3, rows[-1].bottom - rows[0].y + 8), Ink("stage.words"))
    square = 8.0
    finish = checkered_strip(area.box.right, area.box.y, area.box.height, square, ink=Ink("stage.words"))
    return [*_axis_labels(area), *back, line, *front, finish]


def _add_names(lanes: Sequence[LaneLayout], in_figure: bool = False) -> None:
    """Write the names of all lanes, or of none where one of them has no room; as parts of their figures or not."""
    names = [lane.fit_name() for lane in lanes]
    if all(names):
        for lane, name in zip(lanes, names, strict=True):
            lane.blocks += with_role([name], lane.blocks[-1].role if in_figure else "P") if name else []


def _axis_labels(area: LaneArea) -> list[PlacedBlock]:
    """Write what the two marks on the scale are."""
    context, y = area.context, area.box.y - 0.72 * area.context.style("axis").size
    half, full = (context.literal(str(value), "tick") for value in (50, 100))
    halfway = context.message("axis.halfway", value=half)
    ink = Ink("stage.words")
    right = min(context.grid.right, area.box.right + 16)
    return [
        text_line(context, "axis.strong", area.x_at(50), y, halfway, anchor="middle", ink=ink),
        text_line(context, "axis.strong", right, y, context.message("axis.percent", value=full), anchor="end", ink=ink),
    ]  # fmt: skip


def _layout_exam(insights: Insights, area: LaneArea, record: ExamRecord, box: Box) -> tuple[PlacedBlock, LaneLayout]:
    """Return one exam's bars, and its lane with its code, its rates and its change."""
    context, (ink, on) = area.context, area.context.brand.fill_on_stage(record.certification.lane)
    last, first = record.latest.rate, record.exam_years[0].rate
    faint = Ink(ink.role, FIRST_YEAR_TINT, "stage")
    solid, reach = area.x_at(last.number), area.x_at(max(last.number, first.number))
    ends = [(solid, on), (reach, context.brand.contrasting_ink(faint))]
    lane = LaneLayout(area, record.certification, box, ends if reach > solid else ends[:1])
    lane.add_code()
    _add_latest_rate(insights, lane, last)
    if record.change and insights.spans_all_years(record):
        _add_change(lane, record.change)
    if first is not last and not area.omit_first_year:
        _add_first_rate(lane, first)
    bars = [(first, faint, box), (last, ink, box)]
    if first.number < last.number:  # the first year, which the solid lane would hide, on a strip at its foot
        bars = [(last, ink, box), (first, faint, lane.strip)]
    lengths = [FactLength(f, Box(area.box.x, b.y, area.x_at(f.number) - area.box.x, b.height)) for f, _, b in bars]
    shapes = tuple(
        Shape(VectorPath.rectangle(length.box), fill=i) for length, (_, i, _) in zip(lengths, bars, strict=True)
    )
    facts = tuple(dict.fromkeys((first, last)))
    alt, role = describe_exam_rates(insights, context, record, facts).text, f"Figure:lane-{record.certification.lane}"
    lane.blocks = with_role(lane.blocks, role)
    return PlacedBlock(box, Drawing(shapes), role, facts, alt, tuple(dict.fromkeys(lengths))), lane


def _add_latest_rate(insights: Insights, lane: LaneLayout, rate: Fact) -> None:
    """Write the latest rate in lane figures, and its year when that is not the last of all.

    Raise FitError where even the lowest figures have no room.
    """
    context, words = lane.area.context, lane.area.context.message("figure", fact=rate)
    year = None if rate.period == insights.years[-1] else context.message("post.year", rate=rate)
    cap, wide = lane.number_height, display_number_width(context, words, lane.number_height)
    beside = text_width(context, "body", year) + PADDING if year else 0
    part = next((p for p in lane.bottom_spaces if p.fits(MIN_SOLID_SCALE * wide + beside)), None)
    part = part or max(lane.bottom_spaces, key=lambda p: p.end - p.start)
    fit = min(1, (part.end - part.start - beside) / wide)
    if fit < MIN_NUMBER_SCALE:
        raise FitError("rate", words, MIN_NUMBER_SCALE * wide + beside - (part.end - part.start))
    cap, wide = cap * fit, wide * fit
    x = part.take_left(wide + beside + PADDING)
    lane.add_display_number(words, cap, x, False, part.ink)
    if year:
        lane.add_text("body", year, x + wide + PADDING, False, part.ink)


def _add_change(lane: LaneLayout, change: Fact) -> None:
    """Write the change in lane figures at the right."""
    words = lane.area.context.message("figure", fact=change)
    cap = min(0.28 * lane.box.height, 90) if lane.has_two_lines else min(0.42 * lane.box.height, 36)
    wide = display_number_width(lane.area.context, words, cap)
    part = next((p for p in reversed(lane.top_spaces) if p.fits(wide)), None)
    if part:
        lane.add_display_number(words, cap, part.take_right(wide), True, part.ink)


def _add_first_rate(lane: LaneLayout, rate: Fact) -> None:
    """Write the first rate and its year behind its end, or else before it."""
    context = lane.area.context
    words, year = context.message("figure", fact=rate), context.message("post.year", rate=rate)
    wide = text_width(context, "code", words) + PADDING / 1.4 + text_width(context, "body", year)
    part = next((p for p in reversed(lane.bottom_spaces) if p.fits(wide)), None)
    if part is None:
        return
    x = part.take_left(wide) if part is lane.bottom_spaces[-1] else part.take_right(wide)
    lane.add_text("code", words, x, False, part.ink)
    lane.add_text("body", year, lane.blocks[-1].box.right + PADDING / 1.4, False, part.ink)


def start_lanes(insights: Insights, context: LayoutContext, area: LaneArea) -> list[PlacedBlock]:
    """Draw every certification's run-up, to a start line that stands as far in as its step is high."""
    placed, made = list[PlacedBlock](), list[LaneLayout]()
    lanes = certifications_with_colors(insights, context)
    for certification, box in zip(lanes, area.lane_boxes(len(lanes)), strict=True):
        rung, (ink, on) = insights.step_of(certification), context.brand.fill_on_stage(certification.lane)
        start = area.x_at(_start_percent(insights, rung))
        lane = LaneLayout(area, certification, box, [(start + 8, on)])
        lane.add_code()
        words = _step_words(context, rung) if rung else context.message("unknown")
        if education := insights.lowest_education(certification):
            words = words.with_facts(education)
        _add_requirement(lane, context.message("upper", words=words))
        made.append(lane)
        placed += [
            filled_rectangle(box, EMPTY_LANE_INK),
            filled_rectangle(Box(box.x, box.y, start - box.x, box.height), ink),
            filled_rectangle(Box(start, box.y, 8, box.height), Ink("stage.words")),
        ]
    _add_names(made)
    return [*placed, *(item for lane in made for item in lane.blocks)]


def _add_requirement(lane: LaneLayout, words: Phrase) -> None:
    """Write what a lane asks for, as far right as it has room, a step down if need be. Raise FitError without room."""
    missing = 0.0
    for style in STEP_STYLES:
        wide = text_width(lane.area.context, style, words)
        if part := next((p for p in reversed(lane.bottom_spaces) if p.fits(wide)), None):
            lane.add_text(style, words, part.take_left(wide), False, part.ink)
            return
        missing = wide - max(p.end - p.start for p in lane.bottom_spaces)
    raise FitError("step", words, missing)


def _step_words(context: LayoutContext, rung: EligibilityStep) -> Phrase:
    words = context.term_message("short.hours" if rung.needs_hours else "short", rung.education)
    return Phrase.join(" ", words.lines)


def _start_percent(insights: Insights, rung: EligibilityStep | None) -> float:
    """Return how far in a start line stands, in per cent of the way; one that is not known is at the left."""
    if rung is None:
        return 20
    return 30 + 32 * insights.steps.index(rung) / max(len(insights.steps) - 1, 1)
