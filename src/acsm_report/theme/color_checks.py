"""Is a brand fair to eyes? Its words and marks are held against their grounds, its lanes against each other.

Contrast is that of WCAG 2.2; the difference of two colours is CIEDE2000. How people see who lack a
kind of cone is simulated after Machado, Oliveira and Fernandes (2009) at full severity. Nobody has
to tell lanes apart by colour: number and code stand at every mark; so `APART` is what a glance needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from typing import TypeVar

from ..dataset.diagnostics import Diagnostic
from .colors import contrast_ratio
from .model import Brand, Ink

__all__ = [
    "MIN_LANE_DISTANCE",
    "ColorReport",
    "ContrastCheck",
    "LaneColorDistance",
    "check_colors",
    "color_difference",
    "find_color_diagnostics",
    "format_color_report",
    "to_lab",
]

TEXT_CONTRAST, NON_TEXT_CONTRAST = 4.5, 3.0  # contrast ratios; large words need no more than shapes
MIN_LANE_DISTANCE = (
    10.0  # CIEDE2000 between any two lanes, in every vision; the shipped brand has 15 on paper and 14 on the stage
)
VISIONS = {"normal": "", "protan": "protan", "deutan": "deutan", "tritan": "tritan"}
APPROACH_SHARE, SECONDARY_TEXT_SHARE = (
    30,
    88,
)  # shares of a lane before its start line, and of the cover's smaller words
BAR_TINTS = (30,)  # shares of a lane's colour that bars have besides those of the years
BrandKey = tuple[str | int, ...]
LabColor = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class ContrastCheck:
    """What is held against what, on which ground of the pages; `key` is the place in the brand's own corner."""

    ground: str
    subject: str
    surface: str
    color: str
    background: str
    required: float
    brand_key: BrandKey

    @property
    def ratio(self) -> float:
        """The contrast ratio, 1 to 21."""
        return contrast_ratio(self.color, self.background)

    @property
    def passes(self) -> bool:
        """Whether it is as much as is needed."""
        return self.ratio >= self.required


@dataclass(frozen=True, slots=True)
class LaneColorDistance:
    """How far two lanes are apart (CIEDE2000) for one kind of eyes: their fills on paper, or on the stage."""

    color_part: str
    vision: str
    lanes: tuple[int, int]
    delta: float
    brand_key: BrandKey

    @property
    def passes(self) -> bool:
        """Whether it is as much as is needed."""
        return self.delta >= MIN_LANE_DISTANCE


ColorCheck = TypeVar("ColorCheck", ContrastCheck, LaneColorDistance)


@dataclass(frozen=True, slots=True)
class ColorReport:
    """All that was held against each other, and each lane's lightness in grey (L*, 0 to 100)."""

    contrasts: tuple[ContrastCheck, ...]
    distances: tuple[LaneColorDistance, ...]
    lightness: tuple[float, ...]

    @property
    def passes(self) -> bool:
        """Whether the brand is fit to be printed."""
        return all(row.passes for row in self.contrasts) and all(row.passes for row in self.distances)

    def closest(self, color_part: str, vision: str, first: int = 10**6) -> LaneColorDistance | None:
        """Return the two lanes that look most alike, of the first `most`; None when there is one lane only."""
        pairs = [
            d for d in self.distances if (d.color_part, d.vision) == (color_part, vision) and max(d.lanes) <= first
        ]
        return min(pairs, key=lambda d: d.delta, default=None)


def check_colors(brand: Brand) -> ColorReport:
    """Judge the brand on each of its grounds."""
    contrasts = [row for name in brand.grounds for row in _check_contrasts(brand.with_ground(name), name)]
    fills = [brand.rgb(Ink(f"lane.{n}")) for n, _ in enumerate(brand.lanes, 1)]
    return ColorReport(
        tuple(contrasts), tuple(_measure_lane_distances(brand)), tuple(to_lab(fill)[0] for fill in fills)
    )


@lru_cache(maxsize=1024)
def to_lab(color: str, vision: str = "normal") -> LabColor:
    """Return a colour "#RRGGBB" in CIELAB (D65), as one of the `VISIONS` sees it."""
    from coloraide import Color  # a tenth of a second: only who asks shall wait

    seen = Color(color)
    if VISIONS[vision]:
        seen = seen.filter(VISIONS[vision], 1, method="machado").clip("srgb")
    lightness, a, b = seen.convert("lab-d65").coords()
    return lightness, a, b


def color_difference(one: LabColor, other: LabColor) -> float:
    """Return how different two colours look: CIEDE2000 of two places in CIELAB."""
    from coloraide import Color

    return float(Color("lab-d65", one).delta_e(Color("lab-d65", other), method="2000"))


def _check_contrasts(brand: Brand, ground: str) -> Iterator[ContrastCheck]:
    """Yield what words and lanes have on one ground; the brand is that of the ground."""

    def row(subject: str, measure: str, ink: Ink, under: Ink, needed: float, key: BrandKey = ()) -> ContrastCheck:
        colours = brand.rgb(ink, "paper"), brand.rgb(under, "paper")
        return ContrastCheck(ground, subject, measure, *colours, needed, key or _brand_key(brand, ground, ink.role))

    for role in dict.fromkeys(style.ink for style in brand.styles.values()):
        styles = [name for name, style in brand.styles.items() if style.ink == role]
        subject = f"{role} ({styles[0] if len(styles) == 1 else f'{len(styles)} styles'})"
        key: BrandKey = ("styles", styles[0]) if len(styles) == 1 else ()
        for under in ("paper", "sand"):
            yield row(subject, under, Ink(role), Ink(under), TEXT_CONTRAST, key)
    yield row("white", "ink", Ink("white"), Ink("ink"), TEXT_CONTRAST)
    for role, share, needed in (
        ("stage.words", 100, TEXT_CONTRAST),
        ("stage.words", SECONDARY_TEXT_SHARE, TEXT_CONTRAST),
        ("stage.soft", 100, TEXT_CONTRAST),
        ("stage.large", 100, NON_TEXT_CONTRAST),
    ):
        subject = role if share == 100 else f"{role} {share}%"
        yield row(subject, "stage", Ink(role, share, "stage"), Ink("stage"), needed)
    for n, _ in enumerate(brand.lanes, 1):
        fill, stage, subject = Ink(f"lane.{n}"), Ink(f"lane.{n}.stage"), f"lane {n}"
        text, on = Ink(f"lane.{n}.text"), Ink(f"lane.{n}.on")
        run_up = Ink(stage.role, APPROACH_SHARE, "stage")
        shades = [Ink(fill.role, share, "paper") for share in sorted({*BAR_TINTS, *brand.years})]
        worst = min(
            shades,
            key=lambda under: contrast_ratio(
                brand.rgb(brand.contrasting_ink(under, "paper")), brand.rgb(under, "paper")
            ),
        )
        yield row(subject, "on paper", fill, Ink("paper"), NON_TEXT_CONTRAST)
        yield row(subject, "text on paper", text, Ink("paper"), TEXT_CONTRAST)
        yield row(subject, "text on white", text, Ink("white"), TEXT_CONTRAST)
        yield row(subject, "text on sand", text, Ink("sand"), NON_TEXT_CONTRAST)
        yield row(subject, "number", on, fill, TEXT_CONTRAST)
        yield row(
            subject,
            "in tints",
            brand.contrasting_ink(worst, "paper"),
            worst,
            TEXT_CONTRAST,
            _brand_key(brand, ground, fill.role),
        )
        yield row(subject, "on stage", stage, Ink("stage"), NON_TEXT_CONTRAST)
        yield row(subject, "run-up", Ink("stage.words"), run_up, TEXT_CONTRAST, _brand_key(brand, ground, stage.role))


def _brand_key(brand: Brand, ground: str, role: str) -> BrandKey:
    """Return the place in the brand's corner that says which colour a role has on a ground."""
    if role.startswith("lane."):
        _, number, part = f"{role}.fill".split(".")[:3]
        lane = brand.lanes[int(number) - 1]
        return ("lanes", int(number) - 1, part if getattr(lane, part) else "fill")
    return ("grounds", ground, role) if role in brand.grounds[ground] else ("roles", role)


def _measure_lane_distances(brand: Brand) -> Iterator[LaneColorDistance]:
    """Yield the distance of each two lanes for each vision, once where grounds have the same colours."""
    known = set[tuple[str, ...]]()
    numbers = range(1, len(brand.lanes) + 1)
    for part in ("fill", "stage"):
        for ground in brand.grounds:
            on = brand.with_ground(ground)
            colours = tuple(on.rgb(Ink(f"lane.{n}.{part}")) for n in numbers)
            if colours in known:
                continue
            known.add(colours)
            name = part if ground == next(iter(brand.grounds)) else f"{part}, {ground}"
            for vision in VISIONS:
                seen = [to_lab(colour, vision) for colour in colours]
                for one, other in combinations(numbers, 2):
                    delta = color_difference(seen[one - 1], seen[other - 1])
                    key = _brand_key(on, ground, f"lane.{other}.{part}")
                    yield LaneColorDistance(name, vision, (one, other), delta, key)


def find_color_diagnostics(
    report: ColorReport, file: str, locate: Callable[[BrandKey], tuple[int, int]]
) -> Iterator[Diagnostic]:
    """Yield an error for each thing that fails, at its worst; `place` gives line and column in brand.yml of a key."""
    for worst in _worst_failures(report.contrasts, lambda c: (c.brand_key, c.subject, c.surface), lambda c: c.ratio):
        said = f"{worst.subject}, {worst.surface}: {worst.color} on {worst.background}"
        what = f"{said} has a contrast of {_round_down(worst.ratio)}:1 on the ground {worst.ground}"
        cure = (
            "darker"
            if contrast_ratio(worst.background, "#000000") > contrast_ratio(worst.background, "#FFFFFF")
            else "lighter"
        )
        if worst.surface in ("in tints", "run-up"):
            cure = "darker or lighter"
        hint = f"choose a {cure} colour: {worst.required:g}:1 is needed"
        yield _color_diagnostic("contrast", what, hint, file, locate(worst.brand_key), worst.brand_key)
    for close in _worst_failures(report.distances, lambda d: (d.brand_key, d.lanes), lambda d: d.delta):
        one, other = close.lanes
        seen = f"ΔE2000 {_round_down(close.delta)} in {close.vision} vision"
        what = f"lanes {one} and {other} look alike ({close.color_part}): {seen}"
        hint = f"choose colours further apart: {MIN_LANE_DISTANCE:g} is needed"
        yield _color_diagnostic("alike", what, hint, file, locate(close.brand_key), close.brand_key)


def _color_diagnostic(
    rule: str, what: str, hint: str, file: str, line_and_column: tuple[int, int], brand_key: BrandKey
) -> Diagnostic:
    return Diagnostic(
        rule, what, hint, file, row=line_and_column[0], column=line_and_column[1], field=".".join(map(str, brand_key))
    )


def _worst_failures(
    rows: Iterable[ColorCheck], same: Callable[[ColorCheck], object], size: Callable[[ColorCheck], float]
) -> list[ColorCheck]:
    """Return of the rows that fail the smallest of each that are the same."""
    found = dict[object, ColorCheck]()
    for row in rows:
        if not row.passes and (same(row) not in found or size(row) < size(found[same(row)])):
            found[same(row)] = row
    return list(found.values())


def _round_down(value: float) -> str:
    """Return a number with two decimals, never rounded up: 4.499 is not 4.50."""
    return f"{int(value * 100) / 100:.2f}"


def format_color_report(report: ColorReport) -> str:
    """Return all of it as aligned text; what fails is marked with an exclamation mark."""
    rows = report.contrasts
    grounds = list(dict.fromkeys(row.ground for row in rows))
    blocks = [_format_text_contrasts([row for row in rows if not row.subject.startswith("lane ")], grounds)]
    blocks += [_format_lane_contrasts(report, name) for name in grounds if report.lightness]
    blocks += [_format_lane_distances(report)] if report.distances else []
    return "\n".join(blocks)


def _format_text_contrasts(rows: Sequence[ContrastCheck], grounds: Sequence[str]) -> str:
    lines: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        lines.setdefault((row.subject, row.surface), [f"{row.required:g}"]).append(_format_ratio(row))
    return _align_columns(
        ["contrast of words", "on", "needed", *grounds], [[*what, *cells] for what, cells in lines.items()], 2
    )


def _format_lane_contrasts(report: ColorReport, ground: str) -> str:
    rows = [row for row in report.contrasts if row.ground == ground and row.subject.startswith("lane ")]
    measures = {row.surface: f"{row.required:g}" for row in rows}
    lines: dict[str, list[str]] = {}
    for row in rows:
        lines.setdefault(row.subject, [row.subject]).append(_format_ratio(row))
    lightness = [f"{value:.1f}" for value in report.lightness]
    told = [[*cells, grey] for cells, grey in zip(lines.values(), lightness, strict=True)]
    return _align_columns([f"contrast on {ground}", *measures, "L*"], [["needed", *measures.values(), ""], *told], 1)


def _format_lane_distances(report: ColorReport) -> str:
    """Tell the closest pairs, of all lanes and of the first five; and what grey leaves of neighbours."""
    lines = []
    for part in dict.fromkeys(row.color_part for row in report.distances):
        for vision in VISIONS:
            pairs = report.closest(part, vision), report.closest(part, vision, 5)
            cells = [
                f"{d.lanes[0]} and {d.lanes[1]}  {_round_down(d.delta)}{' ' if d.passes else '!'}" for d in pairs if d
            ]
            lines.append([part, vision, f"{MIN_LANE_DISTANCE:g}", *cells])
    text = _align_columns(["closest lanes", "vision", "needed", "of all", "of the first five"], lines, 2)
    grey = report.lightness
    step, (one, other) = min((abs(a - b), (n, n + 1)) for n, (a, b) in enumerate(pairwise(grey), 1))
    told = f"In grey, lanes {one} and {other} are the closest neighbours: L* differs by {step:.1f}. "
    return f"{text}\n{told}Number and code tell them apart.\n"


def _format_ratio(row: ContrastCheck) -> str:
    return _round_down(row.ratio) + (" " if row.passes else "!")


def _align_columns(header: Sequence[str], rows: Iterable[Sequence[str]], text_columns: int) -> str:
    """Return lines of columns: the first `names` flush left, numbers flush right."""
    lines = [list(header), *map(list, rows)]
    widths = [max(len(line[i]) for line in lines if i < len(line)) for i in range(len(header))]
    text = ""
    for line in lines:
        cells = [
            c.ljust(w) if i < text_columns else c.rjust(w) for i, (c, w) in enumerate(zip(line, widths, strict=False))
        ]
        text += "  ".join(cells).rstrip() + "\n"
    return text
