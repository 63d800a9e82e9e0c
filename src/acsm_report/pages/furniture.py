"""What the inner pages share: header, title, footer, and where things stand on a taller sheet.

The measures are those of the brand's design on US Letter, in points; `down` carries them over to
a sheet of another height.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import groupby

from .. import blocks, fonts
from ..blocks import Words
from ..brand import Ink
from ..dataset import Certification, Fact, Source
from ..edition import Edition
from ..errors import UsageError
from ..fields import FORM, KINDS
from ..findings import Record
from ..geometry import Box, Path, Size
from ..language import Phrase, Span
from ..scene import Chart, Folios, Link, Placed, Scene, Shape
from ..story import Story

__all__ = [
    "FIRST",
    "STANDFIRST",
    "as_of",
    "calculated",
    "changes",
    "cited",
    "codes",
    "down",
    "foot",
    "footer",
    "header",
    "lane_name",
    "lanes_of",
    "measure",
    "numbered",
    "numbers",
    "numeral",
    "paged",
    "passing",
    "remarks",
    "scene",
    "see",
    "share_of",
    "sheet",
    "source_line",
    "stacked",
    "standfirst",
    "subject",
    "title",
    "unpublished",
]

STANDFIRST = ("standfirst", "body", "axis.ink")  # styles of what stands below a title
SOURCE_LINES = 2  # of a source line; a longer one names the sources by their numbers alone
LETTER_FOOT, FIRST = 744, 166  # the footer rule on Letter; where a page's own content begins


def sheet(edition: Edition) -> Size:
    """Return the size of a page. Raise UsageError for a format that has no fixed height."""
    return edition.format.sized


def foot(edition: Edition) -> float:
    """Return where the footer's rule lies."""
    return sheet(edition).h - 48


def down(edition: Edition, y: float) -> float:
    """Return where the Letter position `y` lies on this sheet: spread between title and footer."""
    if y <= FIRST:
        return y
    return FIRST + (y - FIRST) * (foot(edition) - FIRST) / (LETTER_FOOT - FIRST)


def lanes_of(story: Story, edition: Edition) -> tuple[Certification, ...]:
    """Return the certifications. Raise UsageError when the brand has no colours for so many lanes."""
    most, have = max(c.lane for c in story.certifications), len(edition.brand.lanes)
    if most > have:
        raise UsageError(
            f"the data has a lane {most}, the brand {edition.brand.name} has {have}", "add lanes to brand.yml"
        )
    return story.certifications


def scene(
    name: str,
    edition: Edition,
    story: Story,
    folios: Folios,
    heading: Words,
    items: Iterable[Placed],
    about: Words,
    section: Words | None = None,
    hot: Certification | None = None,
    dated: bool = False,
) -> Scene:
    """Return an inner page: its header, its two-line title, its items and its footer.

    `hot` is the lane that it is about; one of statistics is `dated`.
    """
    return Scene(
        name,
        " ".join(str(heading).split()),
        sheet(edition),
        (
            *header(edition, story, section or edition.say(f"{name}.section"), hot, dated),
            *title(edition, heading),
            *items,
            *footer(edition, about, folios.own),
        ),
    )


def paged(
    name: str,
    edition: Edition,
    story: Story,
    folios: Folios,
    heading: Words,
    filled: Iterable[Iterable[Placed]],
    section: Words | None = None,
    hot: Certification | None = None,
    dated: bool = False,
    before: int = 0,
) -> tuple[Scene, ...]:
    """Return an inner page for each list of items with the sources of what it tells.

    They are called `name`, "`name`-2" and so on, after as many as stand `before` them.
    """
    section, scenes = section or edition.say(f"{name}.section"), list[Scene]()
    for number, items in enumerate(map(tuple, filled), before):
        called = f"{name}-{number + 1}" if number else name
        about, at = source_line(story, edition, blocks.rows_in(items)), folios.next(number)
        scenes.append(scene(called, edition, story, at, heading, items, about, section, hot, dated))
    return tuple(scenes)


def header(
    edition: Edition, story: Story, section: Words, hot: Certification | None = None, dated: bool = False
) -> tuple[Placed, ...]:
    """Place the wordmark, the section and the signature of the lanes, which bleeds off the right edge.

    Only the lane `hot` has its colour, when there is one; a page of statistics says their date.
    """
    right = edition.format.width
    stripes = [
        Shape(
            Path.box(Box(x, 28 + i * 4.6, right - x, 3.2)), fill=Ink(f"lane.{c.lane}" if hot in (None, c) else "idle")
        )
        for i, c in enumerate(lanes_of(story, edition))
        for x in (right - 120 + i * 12,)
    ]
    mark = blocks.text(edition, "wordmark", edition.grid.x(0), 39, edition.say("wordmark"), role="Artifact")
    name = blocks.text(edition, "section", mark.box.right + 10, 39, section, role="Artifact")
    placed = [blocks.shapes(*stripes), mark, name]
    if dated and (day := as_of(story, edition)):
        placed.append(blocks.text(edition, "section", name.box.right + 10, 39, day, role="Artifact"))
    return tuple(placed)


def as_of(story: Story, edition: Edition) -> Phrase | None:
    """Return the date of the statistics, or where there are none that of the facts; None when there is no date."""
    if story.as_of is None:
        return None
    key = "edition.of" if story.records or story.certified else "edition.of.facts"
    return edition.say(key, edition=story.as_of)


def title(edition: Edition, words: Words, y: float = 92) -> tuple[Placed, ...]:
    """Place the page's title, broken where the phrase says, on two lines; a longer one is a step smaller."""
    s = edition.style("title")
    room = Size(edition.grid.measure, s.lead + s.size * fonts.CAP)
    return (blocks.fitted(edition, ("title", "heading"), edition.grid.x(0), y, room, words, "title", role="H1"),)


def footer(edition: Edition, about: Words, folio: int) -> tuple[Placed, ...]:
    """Place the source line and the page number at the foot of the sheet."""
    y, grid = foot(edition), edition.grid
    return (
        blocks.rule(grid.x(0), y, grid.right, Ink("ink"), 0.6),
        blocks.paragraph(edition, "source", grid.x(0), y + 13, _beside_folio(edition), about, role="Note"),
        blocks.text(
            edition, "folio", grid.right, y + 13, edition.literal(str(folio), "folio"), anchor="end", role="Artifact"
        ),
    )


def _beside_folio(edition: Edition) -> float:
    """Return how wide the source line may be beside the page number."""
    return edition.grid.measure - 36


def source_line(story: Story, edition: Edition, rows: Iterable[Fact | Certification]) -> Phrase:
    """Return the source line of a page: who published what it tells, with the numbers of the sources.

    Where that is more than two lines, it is the numbers alone.
    """
    by: dict[str, list[Source]] = {}
    every = _sources(story, rows)
    for source in every:
        by.setdefault(source.publisher, []).append(source)
    named = [
        edition.say("source.named", source=known[0], numbers=_numbered(story, edition, known)) for known in by.values()
    ]
    key = "source.line.one" if len(named) == 1 else "source.line.other"
    if not named:
        return edition.say("independent")
    told = edition.say(key, names=edition.language.listed(named))
    if len(fonts.wrap(told.text, edition.style("source"), _beside_folio(edition))) <= SOURCE_LINES:
        return told
    return edition.say("source.line.numbers", numbers=_numbered(story, edition, every))


def numbers(story: Story, edition: Edition, rows: Iterable[Fact | Certification]) -> Phrase:
    """Return the numbers of the sources of these rows, "[1, 4]", under which the sources page lists them."""
    return _numbered(story, edition, _sources(story, rows))


def _sources(story: Story, rows: Iterable[Fact | Certification]) -> list[Source]:
    keys = {key for row in rows for key in (row.sources if isinstance(row, Fact) else (row.source,))}
    return [story.dataset.sources[key] for key in story.cited if key in keys]


def _numbered(story: Story, edition: Edition, sources: Iterable[Source]) -> Phrase:
    told = list[Phrase]()
    for row in map(list, _consecutive(story, sources)):
        ends = [numbered(story, source) for source in row]
        told += [edition.say("source.range", first=ends[0], last=ends[-1])] if len(row) > 2 else ends
    return edition.say("source.numbers", numbers=Phrase.joined(", ", told)) if told else Phrase("")


def _consecutive(story: Story, sources: Iterable[Source]) -> Iterator[Iterator[Source]]:
    """Yield the sources by runs of consecutive numbers."""
    steps = groupby(enumerate(sources), lambda pair: story.cited[pair[1].key] - pair[0])
    return ((source for _, source in run) for _, run in steps)


def cited(story: Story, edition: Edition, rows: Iterable[Fact | Certification]) -> list[Phrase]:
    """Return the sources of these rows, each with its number, its publisher and its title."""
    return [
        edition.say("source.cited", number=numbered(story, source), source=source) for source in _sources(story, rows)
    ]


def numbered(story: Story, source: Source) -> Phrase:
    """Return the number of a source as a phrase that knows the source."""
    number = str(story.cited[source.key])
    return Phrase(number, (), (Span(0, len(number), source, "number"),))


def measure(story: Story, edition: Edition) -> Phrase:
    """Return what the exams of this edition are measured by, in words."""
    return edition.say(f"measure.{story.measure}")


def calculated(story: Story, edition: Edition) -> dict[str, Phrase]:
    """Return what a phrase about our calculation names: the measure, and what we take candidates for."""
    return {"measure": measure(story, edition), "taken": edition.say(f"taken.{story.measure}")}


def subject(edition: Edition, *facts: Fact) -> Phrase:
    """Return what facts are about: their certifications, their kinds, and the period when it is one."""
    codes = {f.certification: edition.told(f, "certification") for f in facts if f.certification}
    kinds = {f.kind: edition.say(f"kind.{f.kind}") for f in facts}
    periods = {f.period: edition.told(f, "period") for f in facts}
    forms = {f.dimension: edition.say(f"form.{f.dimension}") for f in facts if f.dimension in FORM}
    listed = [edition.language.listed(some.values()) for some in (codes, kinds, forms)]
    parts = [*listed, *(periods.values() if len(periods) == 1 else ())]
    return Phrase.joined(" ", [part for part in parts if part.text])


def remarks(story: Story, edition: Edition, kinds: Container[str] = KINDS) -> list[Phrase]:
    """Return what the rows note about the facts of these kinds that pages show, each remark once."""
    noted: dict[str, list[Fact]] = {}
    for fact in story.dataset.facts:
        if fact.note and fact.kind in kinds and story.shows(fact):
            noted.setdefault(fact.note, []).append(fact)
    return [edition.say("note", what=subject(edition, *facts), fact=facts[0]) for facts in noted.values()]


def lane_name(edition: Edition, certification: Certification) -> Phrase:
    """Return a certification's name, and its code today when that has changed."""
    if certification.renamed:
        return edition.say("name.arrow", lane=certification)
    return edition.told(certification, "name")


def codes(edition: Edition, certifications: Iterable[Certification]) -> Phrase:
    """Return the codes of certifications as a list in words."""
    return edition.language.listed(edition.told(c, "code") for c in certifications)


def stacked(
    edition: Edition, style: str, x: float, y: float, measure: float, lines: list[Words], role: str = "P"
) -> list[Placed]:
    """Set paragraphs one under another, each on the next line after the one before."""
    placed: list[Placed] = []
    for words in lines:
        placed.append(blocks.paragraph(edition, style, x, y, measure, words, role=role))
        y = blocks.baseline(placed[-1]) + edition.style(style).lead
    return placed


def changes(
    story: Story,
    edition: Edition,
    chart: Chart,
    top: float,
    cap: float,
    records: Iterable[Record] | None = None,
) -> list[Placed]:
    """Place every exam's change in points at the right margin, level with its bars; one within chance says so.

    They are parts of the chart of pass rates, whose top is at `top`.
    """
    placed = []
    for record, (centre, _) in zip(story.records if records is None else records, chart.rows, strict=True):
        if not (record.change and story.spans(record)):
            continue
        right, ink = edition.grid.right, Ink(f"lane.{record.certification.lane}.text")
        figure, y = edition.say("figure", fact=record.change), top + centre + cap / 2
        placed.append(blocks.figures(edition, right, y, figure, cap, ink, anchor="end"))
        if record.within_chance:
            m = edition.measures("pass_rates")
            room, y = m["right"] - 3 * m["square"], y + edition.style("axis").lead  # clear of the chequer
            placed.append(blocks.paragraph(edition, "axis", right, y, room, edition.say("chance"), anchor="end"))
    return blocks.roled(placed, blocks.figure_of(chart))


def unpublished(story: Story, edition: Edition) -> Phrase | None:
    """Return the sentences about the certifications without statistics, or None when there is none."""
    without = (("statistics.unpublished", story.unpublished), ("statistics.rateless", story.rateless))
    what = measure(story, edition)
    told = [edition.say(key, codes=codes(edition, lanes), measure=what) for key, lanes in without if lanes]
    return Phrase.joined(" ", told) if told else None


def passing(story: Story, edition: Edition) -> Phrase:
    """Return what those did who passed by the measure of this edition, in words."""
    return edition.say(f"passing.{story.measure}")


def share_of(percent: float) -> str:
    """Return the name of the phrase for a share in per cent: few, nearly, half, over or most."""
    for name, above in (("most", 55), ("over", 50.5), ("half", 49.5), ("nearly", 45)):
        if percent > above:
            return name
    return "few"


def standfirst(
    edition: Edition, words: Phrase, y: float = 152, styles: Sequence[str] = STANDFIRST, role: str = "P"
) -> Placed:
    """Place what stands below a title or a heading: on one line, else smaller on two, above what begins there."""
    room = Size(edition.grid.measure, fonts.CAP * edition.style(styles[0]).size + edition.style("body").lead)
    return blocks.fitted(edition, styles, edition.grid.x(0), y, room, words, "standfirst", role=role)


def see(edition: Edition, x: float, y: float, measure: float, name: str, folios: Folios) -> Placed:
    """Place a line that points to the page called `name`, with its number, and leads there."""
    folio = edition.literal(str(folios.at(name)), "page")
    words = edition.say("see", section=edition.say(f"{name}.section"), folio=folio)
    return blocks.paragraph(edition, "body.strong", x, y, measure, words, link=Link(f"#{name}"))


def numeral(edition: Edition, fact: Fact) -> Phrase:
    """Return a figure as lane figures can draw it: with its unit, unless that is a letter."""
    return edition.say("figure.number" if fact.unit == "hours" else "figure", fact=fact)
