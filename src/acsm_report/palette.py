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

from .brand import Brand, Ink, contrast
from .problems import Problem

__all__ = ["APART", "Contrast", "Distance", "Judgement", "difference", "judge", "lab", "problems", "table"]

WORDS, SHAPES = 4.5, 3.0  # contrast ratios; large words need no more than shapes
APART = 10.0  # CIEDE2000 between any two lanes, in every vision; the shipped brand has 15 on paper and 14 on the stage
VISIONS = {"normal": "", "protan": "protan", "deutan": "deutan", "tritan": "tritan"}
RUN_UP, REST = 30, 88  # shares of a lane before its start line, and of the cover's smaller words
TINTS = (30,)  # shares of a lane's colour that bars have besides those of the years
Key = tuple[str | int, ...]
Lab = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Contrast:
    """What is held against what, on which ground of the pages; `key` is the place in the brand's own corner."""

    ground: str
    subject: str
    measure: str
    colour: str
    under: str
    needed: float
    key: Key

    @property
    def ratio(self) -> float:
        """The contrast ratio, 1 to 21."""
        return contrast(self.colour, self.under)

    @property
    def passes(self) -> bool:
        """Whether it is as much as is needed."""
        return self.ratio >= self.needed


@dataclass(frozen=True, slots=True)
class Distance:
    """How far two lanes are apart (CIEDE2000) for one kind of eyes: their fills on paper, or on the stage."""

    part: str
    vision: str
    lanes: tuple[int, int]
    delta: float
    key: Key

    @property
    def passes(self) -> bool:
        """Whether it is as much as is needed."""
        return self.delta >= APART


Row = TypeVar("Row", Contrast, Distance)


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that was held against each other, and each lane's lightness in grey (L*, 0 to 100)."""

    contrasts: tuple[Contrast, ...]
    distances: tuple[Distance, ...]
    lightness: tuple[float, ...]

    @property
    def passes(self) -> bool:
        """Whether the brand is fit to be printed."""
        return all(row.passes for row in self.contrasts) and all(row.passes for row in self.distances)

    def closest(self, part: str, vision: str, most: int = 10**6) -> Distance | None:
        """Return the two lanes that look most alike, of the first `most`; None when there is one lane only."""
        pairs = [d for d in self.distances if (d.part, d.vision) == (part, vision) and max(d.lanes) <= most]
        return min(pairs, key=lambda d: d.delta, default=None)


def judge(brand: Brand) -> Judgement:
    """Judge the brand on each of its grounds."""
    contrasts = [row for name in brand.grounds for row in _contrasts(brand.on_ground(name), name)]
    fills = [brand.rgb(Ink(f"lane.{n}")) for n, _ in enumerate(brand.lanes, 1)]
    return Judgement(tuple(contrasts), tuple(_distances(brand)), tuple(lab(fill)[0] for fill in fills))


@lru_cache(maxsize=1024)
def lab(colour: str, vision: str = "normal") -> Lab:
    """Return a colour "#RRGGBB" in CIELAB (D65), as one of the `VISIONS` sees it."""
    from coloraide import Color  # a tenth of a second: only who asks shall wait

    seen = Color(colour)
    if VISIONS[vision]:
        seen = seen.filter(VISIONS[vision], 1, method="machado").clip("srgb")
    lightness, a, b = seen.convert("lab-d65").coords()
    return lightness, a, b


def difference(one: Lab, other: Lab) -> float:
    """Return how different two colours look: CIEDE2000 of two places in CIELAB."""
    from coloraide import Color

    return float(Color("lab-d65", one).delta_e(Color("lab-d65", other), method="2000"))


def _contrasts(brand: Brand, ground: str) -> Iterator[Contrast]:
    """Yield what words and lanes have on one ground; the brand is that of the ground."""

    def row(subject: str, measure: str, ink: Ink, under: Ink, needed: float, key: Key = ()) -> Contrast:
        colours = brand.rgb(ink, "paper"), brand.rgb(under, "paper")
        return Contrast(ground, subject, measure, *colours, needed, key or _key(brand, ground, ink.role))

    for role in dict.fromkeys(style.ink for style in brand.styles.values()):
        styles = [name for name, style in brand.styles.items() if style.ink == role]
        subject = f"{role} ({styles[0] if len(styles) == 1 else f'{len(styles)} styles'})"
        key: Key = ("styles", styles[0]) if len(styles) == 1 else ()
        for under in ("paper", "sand"):
            yield row(subject, under, Ink(role), Ink(under), WORDS, key)
    yield row("white", "ink", Ink("white"), Ink("ink"), WORDS)
    for role, share, needed in (
        ("stage.words", 100, WORDS),
        ("stage.words", REST, WORDS),
        ("stage.soft", 100, WORDS),
        ("stage.large", 100, SHAPES),
    ):
        subject = role if share == 100 else f"{role} {share}%"
        yield row(subject, "stage", Ink(role, share, "stage"), Ink("stage"), needed)
    for n, _ in enumerate(brand.lanes, 1):
        fill, stage, subject = Ink(f"lane.{n}"), Ink(f"lane.{n}.stage"), f"lane {n}"
        text, on = Ink(f"lane.{n}.text"), Ink(f"lane.{n}.on")
        run_up = Ink(stage.role, RUN_UP, "stage")
        shades = [Ink(fill.role, share, "paper") for share in sorted({*TINTS, *brand.years})]
        worst = min(shades, key=lambda under: contrast(brand.rgb(brand.on(under, "paper")), brand.rgb(under, "paper")))
        yield row(subject, "on paper", fill, Ink("paper"), SHAPES)
        yield row(subject, "text on paper", text, Ink("paper"), WORDS)
        yield row(subject, "text on white", text, Ink("white"), WORDS)
        yield row(subject, "text on sand", text, Ink("sand"), SHAPES)
        yield row(subject, "number", on, fill, WORDS)
        yield row(subject, "in tints", brand.on(worst, "paper"), worst, WORDS, _key(brand, ground, fill.role))
        yield row(subject, "on stage", stage, Ink("stage"), SHAPES)
        yield row(subject, "run-up", Ink("stage.words"), run_up, WORDS, _key(brand, ground, stage.role))


def _key(brand: Brand, ground: str, role: str) -> Key:
    """Return the place in the brand's corner that says which colour a role has on a ground."""
    if role.startswith("lane."):
        _, number, part = f"{role}.fill".split(".")[:3]
        lane = brand.lanes[int(number) - 1]
        return ("lanes", int(number) - 1, part if getattr(lane, part) else "fill")
    return ("grounds", ground, role) if role in brand.grounds[ground] else ("roles", role)


def _distances(brand: Brand) -> Iterator[Distance]:
    """Yield the distance of each two lanes for each vision, once where grounds have the same colours."""
    known = set[tuple[str, ...]]()
    numbers = range(1, len(brand.lanes) + 1)
    for part in ("fill", "stage"):
        for ground in brand.grounds:
            on = brand.on_ground(ground)
            colours = tuple(on.rgb(Ink(f"lane.{n}.{part}")) for n in numbers)
            if colours in known:
                continue
            known.add(colours)
            name = part if ground == next(iter(brand.grounds)) else f"{part}, {ground}"
            for vision in VISIONS:
                seen = [lab(colour, vision) for colour in colours]
                for one, other in combinations(numbers, 2):
                    delta = difference(seen[one - 1], seen[other - 1])
                    key = _key(on, ground, f"lane.{other}.{part}")
                    yield Distance(name, vision, (one, other), delta, key)


def problems(judgement: Judgement, file: str, place: Callable[[Key], tuple[int, int]]) -> Iterator[Problem]:
    """Yield an error for each thing that fails, at its worst; `place` gives line and column in brand.yml of a key."""
    for worst in _worst(judgement.contrasts, lambda c: (c.key, c.subject, c.measure), lambda c: c.ratio):
        said = f"{worst.subject}, {worst.measure}: {worst.colour} on {worst.under}"
        what = f"{said} has a contrast of {_floor(worst.ratio)}:1 on the ground {worst.ground}"
        cure = "darker" if contrast(worst.under, "#000000") > contrast(worst.under, "#FFFFFF") else "lighter"
        if worst.measure in ("in tints", "run-up"):
            cure = "darker or lighter"
        hint = f"choose a {cure} colour: {worst.needed:g}:1 is needed"
        yield _problem("contrast", what, hint, file, place(worst.key), worst.key)
    for close in _worst(judgement.distances, lambda d: (d.key, d.lanes), lambda d: d.delta):
        one, other = close.lanes
        seen = f"ΔE2000 {_floor(close.delta)} in {close.vision} vision"
        what = f"lanes {one} and {other} look alike ({close.part}): {seen}"
        hint = f"choose colours further apart: {APART:g} is needed"
        yield _problem("alike", what, hint, file, place(close.key), close.key)


def _problem(rule: str, what: str, hint: str, file: str, at: tuple[int, int], key: Key) -> Problem:
    return Problem(rule, what, hint, file, row=at[0], column=at[1], field=".".join(map(str, key)))


def _worst(rows: Iterable[Row], same: Callable[[Row], object], size: Callable[[Row], float]) -> list[Row]:
    """Return of the rows that fail the smallest of each that are the same."""
    found = dict[object, Row]()
    for row in rows:
        if not row.passes and (same(row) not in found or size(row) < size(found[same(row)])):
            found[same(row)] = row
    return list(found.values())


def _floor(value: float) -> str:
    """Return a number with two decimals, never rounded up: 4.499 is not 4.50."""
    return f"{int(value * 100) / 100:.2f}"


def table(judgement: Judgement) -> str:
    """Return all of it as aligned text; what fails is marked with an exclamation mark."""
    rows = judgement.contrasts
    grounds = list(dict.fromkeys(row.ground for row in rows))
    blocks = [_words([row for row in rows if not row.subject.startswith("lane ")], grounds)]
    blocks += [_lanes(judgement, name) for name in grounds if judgement.lightness]
    blocks += [_apart(judgement)] if judgement.distances else []
    return "\n".join(blocks)


def _words(rows: Sequence[Contrast], grounds: Sequence[str]) -> str:
    lines: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        lines.setdefault((row.subject, row.measure), [f"{row.needed:g}"]).append(_cell(row))
    return _aligned(
        ["contrast of words", "on", "needed", *grounds], [[*what, *cells] for what, cells in lines.items()], 2
    )


def _lanes(judgement: Judgement, ground: str) -> str:
    rows = [row for row in judgement.contrasts if row.ground == ground and row.subject.startswith("lane ")]
    measures = {row.measure: f"{row.needed:g}" for row in rows}
    lines: dict[str, list[str]] = {}
    for row in rows:
        lines.setdefault(row.subject, [row.subject]).append(_cell(row))
    lightness = [f"{value:.1f}" for value in judgement.lightness]
    told = [[*cells, grey] for cells, grey in zip(lines.values(), lightness, strict=True)]
    return _aligned([f"contrast on {ground}", *measures, "L*"], [["needed", *measures.values(), ""], *told], 1)


def _apart(judgement: Judgement) -> str:
    """Tell the closest pairs, of all lanes and of the first five; and what grey leaves of neighbours."""
    lines = []
    for part in dict.fromkeys(row.part for row in judgement.distances):
        for vision in VISIONS:
            pairs = judgement.closest(part, vision), judgement.closest(part, vision, 5)
            cells = [f"{d.lanes[0]} and {d.lanes[1]}  {_floor(d.delta)}{' ' if d.passes else '!'}" for d in pairs if d]
            lines.append([part, vision, f"{APART:g}", *cells])
    text = _aligned(["closest lanes", "vision", "needed", "of all", "of the first five"], lines, 2)
    grey = judgement.lightness
    step, (one, other) = min((abs(a - b), (n, n + 1)) for n, (a, b) in enumerate(pairwise(grey), 1))
    told = f"In grey, lanes {one} and {other} are the closest neighbours: L* differs by {step:.1f}. "
    return f"{text}\n{told}Number and code tell them apart.\n"


def _cell(row: Contrast) -> str:
    return _floor(row.ratio) + (" " if row.passes else "!")


def _aligned(head: Sequence[str], rows: Iterable[Sequence[str]], names: int) -> str:
    """Return lines of columns: the first `names` flush left, numbers flush right."""
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[i]) for line in lines if i < len(line)) for i in range(len(head))]
    text = ""
    for line in lines:
        cells = [c.ljust(w) if i < names else c.rjust(w) for i, (c, w) in enumerate(zip(line, widths, strict=False))]
        text += "  ".join(cells).rstrip() + "\n"
    return text
