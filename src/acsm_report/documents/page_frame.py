"""The frame of inner pages: header, title, standfirst and footer.

Positions are in points, designed for US Letter. `scale_letter_y` converts them for other page heights.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from ..dataset.insights import Insights
from ..dataset.model import Certification
from ..geometry import Box, Size, VectorPath
from ..i18n.phrase import Phrase, PhraseOrText, as_phrase
from ..layout.blocks import collect_origins
from ..layout.context import LayoutContext
from ..layout.fitting import first_fit
from ..layout.measure import CAP_HEIGHT
from ..layout.scene import PageReferences, PlacedBlock, Scene, Shape
from ..layout.shapes import horizontal_rule, shape_block
from ..layout.text import fitted_paragraph, paragraph, text_line
from ..theme.model import Ink
from .brand_logo import wordmark
from .citations import source_line, source_line_width
from .lane_colors import certifications_with_colors
from .wording import as_of_text

__all__ = [
    "CONTENT_TOP",
    "STANDFIRST_STYLES",
    "PageFrame",
    "about_line",
    "footer",
    "footer_y",
    "header",
    "inner_page",
    "inner_pages",
    "page_size",
    "scale_letter_y",
    "standfirst",
    "title",
]

STANDFIRST_STYLES = ("standfirst", "body", "axis.ink")
LETTER_FOOTER_Y = 744  # y of the footer rule on Letter
CONTENT_TOP = 166  # y where the content of a page begins


def page_size(context: LayoutContext) -> Size:
    """Return the size of a page. Raise UsageError for a format that has no fixed height."""
    return context.page_format.size


def footer_y(context: LayoutContext) -> float:
    """Return the y of the footer rule."""
    return page_size(context).height - 48


def scale_letter_y(context: LayoutContext, y: float) -> float:
    """Return the y on this page format for a y on Letter. Below CONTENT_TOP, positions are scaled to the height."""
    if y <= CONTENT_TOP:
        return y
    return CONTENT_TOP + (y - CONTENT_TOP) * (footer_y(context) - CONTENT_TOP) / (LETTER_FOOTER_Y - CONTENT_TOP)


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What an inner page prints around its content.

    `name` is the name of the scene. The header shows `section`, by default the message "`name`.section", and, if
    `shows_date`, the date of the statistics. If a certification is `highlighted`, only its lane is in color.
    """

    name: str
    title: PhraseOrText
    section: PhraseOrText | None = None
    highlighted: Certification | None = None
    shows_date: bool = False


def inner_page(
    insights: Insights,
    context: LayoutContext,
    references: PageReferences,
    frame: PageFrame,
    placed: Iterable[PlacedBlock],
    footer_text: PhraseOrText,
) -> Scene:
    """Return an inner page: header, two-line title, the placed blocks, footer."""
    return Scene(
        frame.name,
        " ".join(str(frame.title).split()),
        page_size(context),
        (
            *header(insights, context, frame),
            *title(context, frame.title),
            *placed,
            *footer(context, footer_text, references.page_number),
        ),
    )


def inner_pages(
    insights: Insights,
    context: LayoutContext,
    references: PageReferences,
    frame: PageFrame,
    pages: Iterable[Iterable[PlacedBlock]],
    pages_before: int = 0,
) -> tuple[Scene, ...]:
    """Return an inner page for each list of placed blocks. The footer cites their sources.

    The scenes are called `name`, "`name`-2" and so on, counted from the `pages_before` them.
    """
    section, scenes = frame.section or context.message(f"{frame.name}.section"), list[Scene]()
    for number, items in enumerate(map(tuple, pages), pages_before):
        name = f"{frame.name}-{number + 1}" if number else frame.name
        own_frame, own_references = replace(frame, name=name, section=section), references.advanced_by(number)
        footer_text = source_line(insights, context, collect_origins(items))
        scenes.append(inner_page(insights, context, own_references, own_frame, items, footer_text))
    return tuple(scenes)


def header(insights: Insights, context: LayoutContext, frame: PageFrame) -> tuple[PlacedBlock, ...]:
    """Place wordmark or logo, the section, and stripes in the colors of the lanes, which bleed off the right edge."""
    right = context.page_format.width
    section = frame.section or context.message(f"{frame.name}.section")
    stripes = [
        Shape(
            VectorPath.rectangle(Box(x, 28 + i * 4.6, right - x, 3.2)),
            fill=Ink(f"lane.{c.lane}" if frame.highlighted in (None, c) else "idle"),
        )
        for i, c in enumerate(certifications_with_colors(insights, context))
        for x in (right - 120 + i * 12,)
    ]
    mark = wordmark(context, context.grid.x(0), 39, "small", "paper", "ink", role="Artifact")
    name = text_line(context, "section", mark.right + 10, 39, section, role="Artifact")
    placed = [shape_block(*stripes), *mark.blocks, name]
    if frame.shows_date and (date := as_of_text(insights, context)):
        placed.append(text_line(context, "section", name.box.right + 10, 39, date, role="Artifact"))
    return tuple(placed)


def about_line(context: LayoutContext, date: Phrase | None, role: str = "P") -> list[PlacedBlock]:
    """Place what the guide is about below the wordmark of a cover, on one line or more, and the date to its right."""
    grid, ink, y = context.grid, Ink("stage.soft"), 76
    right = [text_line(context, "body", grid.right, y, date, anchor="end", ink=ink)] if date else []
    width = (right[0].box.x - 12 if right else grid.right) - grid.x(0)
    return [
        paragraph(context, "standfirst", grid.x(0), y, width, context.message("cover.about"), ink=ink, role=role),
        *right,
    ]


def title(context: LayoutContext, words: PhraseOrText, y: float = 92) -> tuple[PlacedBlock, ...]:
    """Place the title on two lines, in a smaller style if it is too long, then without its line breaks."""
    s, x = context.style("title"), context.grid.x(0)
    size, flowing = (
        Size(context.grid.text_width, s.leading + s.size * CAP_HEIGHT),
        Phrase.join(" ", as_phrase(words).lines),
    )
    return (
        first_fit(
            partial(fitted_paragraph, context, styles, x, y, size, some, "title", role="H1")
            for styles, some in ((("title", "heading"), words), (("heading", "lead"), flowing))
        ),
    )


def footer(context: LayoutContext, footer_text: PhraseOrText, page_number: int) -> tuple[PlacedBlock, ...]:
    """Place the footer: rule, source line and page number."""
    y, grid = footer_y(context), context.grid
    return (
        horizontal_rule(grid.x(0), y, grid.right, Ink("ink"), 0.6),
        paragraph(context, "source", grid.x(0), y + 13, source_line_width(context), footer_text, role="Note"),
        text_line(
            context,
            "folio",
            grid.right,
            y + 13,
            context.literal(str(page_number), "folio"),
            anchor="end",
            role="Artifact",
        ),
    )


def standfirst(
    context: LayoutContext, words: Phrase, y: float = 152, styles: Sequence[str] = STANDFIRST_STYLES, role: str = "P"
) -> PlacedBlock:
    """Place the introduction below a title or heading: on one line or, in a smaller style, on two."""
    size = Size(context.grid.text_width, CAP_HEIGHT * context.style(styles[0]).size + context.style("body").leading)
    return fitted_paragraph(context, styles, context.grid.x(0), y, size, words, "standfirst", role=role)
