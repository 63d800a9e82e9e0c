"""Scenes to one page of HTML, the transcript: the words of their logical tree in its order, its figures as vectors.

The page contains everything it needs, fetches nothing and runs no script; it is well-formed XML, too. `text_runs` says
which words are read as one line and in which style, `stylesheet` what that is on a screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from ...errors import DrawError, quote_value
from ...layout.logical_tree import HEADING_TAGS, Element, MarkRange, build_logical_tree, text_of_element
from ...layout.logo import LOGO_NAME
from ...layout.scene import DataTable, DocumentMetadata, Scene
from ...system.cache import Cache
from ...theme.fonts import share_characters
from ...theme.model import Brand, FontFace, nearest_weight
from ..font_subset import font_face_rule
from ..xmp import INVALID_XML_CHARACTERS
from .figure import FigureSvg, render_figure_svg
from .page_model import (
    Block,
    Cell,
    Content,
    ContentsEntry,
    DefinitionEntry,
    DefinitionList,
    FigureBlock,
    Heading,
    ItemList,
    ListItem,
    Paragraph,
    RowGroup,
    Section,
    StageGroup,
    TableBlock,
    TableOfContents,
    TocEntry,
)
from .stylesheet import build_stylesheet
from .templates import render_template
from .text_runs import HtmlLine, HtmlTextStyle, HtmlTypesetter, is_inline

__all__ = ["HtmlLabels", "html_font_characters", "render_html"]

TEXT_WEIGHTS = (400, 700, 900)  # font weights of the text; figures use their own
MAX_NARROW_COLUMNS = 4  # of a table that fits a narrow screen


class HtmlLabels(NamedTuple):
    """The words that a transcript adds; "{}" in `page` is the number of a page."""

    skip: str
    contents: str
    page: str
    described: str
    tabled: str
    figure: str
    table: str
    made: str


def render_html(
    scenes: Iterable[Scene],
    brand: Brand,
    about: DocumentMetadata,
    html_labels: HtmlLabels,
    attachments: Mapping[str, bytes] | None = None,
    cache: Cache | None = None,
) -> bytes:
    """Return finished scenes as one page of HTML; `attachments` are JSON files, embedded as data blocks.

    Raise DrawError for a chart that was not drawn and for a link without a target, UsageError for a face that the
    brand lacks, SetupError for one that cannot be embedded.
    """
    builder = _PageBuilder(tuple(scenes), brand, about, html_labels)
    body = builder.render_body()
    fonts = builder.font_characters(body)
    styles = [font_face_rule(face, characters, kerning=True, cache=cache) for face, characters in fonts.items()]
    styles.append(build_stylesheet(brand, builder.typesetter.lanes))
    return render_template(
        "transcript.html.jinja",
        about=about,
        styles=styles,
        body=body,
        attachments={name: _json_as_script_text(content) for name, content in (attachments or {}).items()},
    ).encode()


def html_font_characters(
    scenes: Iterable[Scene], brand: Brand, about: DocumentMetadata, html_labels: HtmlLabels
) -> dict[FontFace, set[str]]:
    """Return the characters that render_html embeds of each font face; of charts the words are enough."""
    builder = _PageBuilder(tuple(scenes), brand, about, html_labels)
    return builder.font_characters(builder.render_body())


class _PageBuilder:
    """Builds the page model of a document, and collects the identifiers and the characters of each font face."""

    def __init__(
        self, scenes: tuple[Scene, ...], brand: Brand, about: DocumentMetadata, html_labels: HtmlLabels
    ) -> None:
        self.scenes, self.brand, self.about, self.html_labels = scenes, brand, about, html_labels
        self.typesetter = HtmlTypesetter(scenes, brand, self.resolve_link)
        self.used_ids: set[str] = set()
        self.used_characters: dict[tuple[str, int], set[str]] = {}  # in figures, by family and weight
        self.page_ids = {scene.name: self.unique_id(scene.name) for scene in scenes}
        self.used_aria_labels: set[str] = set()
        self.heading_level = 1
        self.headings: list[Heading] = []  # of the section that is being built

    def unique_id(self, wanted: str) -> str:
        """Return an identifier that nothing else on the page has."""
        return _unique_name(re.sub(r"[^\w-]+", "-", wanted), self.used_ids, "{}_{}")

    def resolve_link(self, target: str) -> str:
        """Return the address of a page of the document, or of a web page. Raise DrawError for any other target."""
        if target.startswith("#") and target[1:] in self.page_ids:
            return f"#{self.page_ids[target[1:]]}"
        if target.startswith(("https://", "http://")):
            return target
        raise DrawError(f"the link {quote_value(target)} has no target", "report this", self.about.title)

    def font_characters(self, body: str) -> dict[FontFace, set[str]]:
        """Return the characters that the page embeds of each font face: of text faces all that are in the body."""
        text_characters = set(body.replace("&#39;", "'"))
        used = {key: set(characters) for key, characters in self.used_characters.items()}
        for family in {self.brand.families["base"], self.brand.families["headings"]}:
            weights = {nearest_weight(self.brand.font_faces, family, weight).weight for weight in TEXT_WEIGHTS}
            for weight in weights:
                for key, characters in share_characters(text_characters, family, weight).items():
                    used.setdefault(key, set()).update(characters)
        return {face: used[key] for face in self.brand.all_faces if (key := (face.family, face.weight)) in used}

    # ── The page ──────────────────────────────────────────────────────────────────────────────────

    def render_body(self) -> str:
        main_id, root = self.unique_id("main"), build_logical_tree(self.scenes)
        sections = [self.section(section) for section in root.elements if section.children]
        if len(self.scenes) > 1:
            contents = [ContentsEntry(section.number, section.id, section.title) for section in sections]
        else:
            headings = (heading for section in sections for heading in section.headings)
            contents = [ContentsEntry(0, heading.id, heading.text) for heading in headings if heading.level == 3]
        return render_template(
            "transcript_body.html.jinja",
            about=self.about,
            labels=self.html_labels,
            main_id=main_id,
            sections=sections,
            contents=contents,
            contents_id=self.unique_id("contents") if contents else "",
            # A document with its own table of contents shows this one only on wide screens.
            is_contents_spare=len(self.scenes) > 1 and any(element.tag == "TOC" for element in root.walk()),
        )

    def section(self, section: Element) -> Section:
        """Return a page: labelled by its first heading, on its own ground, with the color of its lane."""
        scene, number = self.scenes[section.page], section.page + 1
        self.heading_level, self.headings = 1, []
        on_stage = scene.ground == "stage"
        lane = self.typesetter.single_lane(scene)
        return Section(
            id=self.page_ids[scene.name],
            title=scene.title,
            number=number,
            classes="stage" if on_stage else f"of-{lane}" if lane else "",
            folio=self.html_labels.page.format(number) if len(self.scenes) > 1 else "",
            blocks=self.blocks(section.children) if on_stage else self.stage_groups(section.children),
            headings=self.headings,
        )

    def stage_groups(self, kids: Sequence[Element | MarkRange]) -> list[Block]:
        """Return the blocks of a light page; those that have the stage's colors stand on its ground."""
        blocks = list[Block]()
        for on_stage, group in groupby(kids, self.typesetter.is_on_stage):
            inner = self.blocks(list(group))
            blocks += [StageGroup(inner)] if on_stage else inner
        return blocks

    # ── Blocks ────────────────────────────────────────────────────────────────────────────────────

    def blocks(self, kids: Sequence[Element | MarkRange]) -> list[Block]:
        """Return elements as blocks; words that are in no block are a paragraph."""
        blocks = list[Block]()
        for inline, group in groupby(kids, is_inline):
            if inline:
                blocks += self.paragraph(list(group))
            else:
                blocks += (block for kid in group if isinstance(kid, Element) for block in self.element(kid))
        return blocks

    def element(self, element: Element) -> list[Block]:
        if element.tag in HEADING_TAGS:
            return [self.heading(element)]
        if element.tag == "Figure":
            return [self.figure(element)]
        if element.tag == "Table":
            return [self.table(element)]
        if element.tag == "L":
            return [self.list_block(element)]
        if element.tag == "TOC":
            return [TableOfContents(self.section_label_id(), self.toc_entries(element))]
        if not all(map(is_inline, element.children)):
            return self.blocks(element.children)
        if element.tag == "Note":
            lines = self.typesetter.lines(element.children)
            return [Paragraph(self.typesetter.inline_words(lines, HtmlTextStyle()), "note")]
        return self.paragraph(element.children, element.alt)

    def heading(self, element: Element) -> Heading:
        """Return a heading at its level, or at the next one below that above it."""
        self.heading_level = min(HEADING_TAGS.index(element.tag) + 2, self.heading_level + 1)
        lines = self.typesetter.lines(element.children)
        heading = Heading(
            self.heading_level,
            self.unique_id(f"{self.page_ids[self.scenes[element.page].name]}-{len(self.headings) + 1}"),
            self.typesetter.inline_words(lines, self.typesetter.base_style(lines)),
            text_of_element(element, self.scenes),
        )
        self.headings.append(heading)
        return heading

    def paragraph(self, kids: Sequence[Element | MarkRange], alt: str = "") -> list[Block]:
        """Return words as a paragraph, nothing if there are none; screen readers read `alt` instead, if it is given."""
        lines = self.typesetter.lines(kids)
        if not lines:
            return []
        base = self.typesetter.base_style(lines)
        return [Paragraph(self.typesetter.inline_words(lines, base), base.classes(HtmlTextStyle()), alt)]

    def content(self, element: Element, bold: bool = False) -> Content:
        """Return what is in an element: words, or blocks."""
        if all(map(is_inline, element.children)):
            lines = self.typesetter.lines(element.children)
            return Content(words=self.typesetter.inline_words(lines, HtmlTextStyle(bold=bold)))
        return Content(blocks=self.blocks(element.children))

    def list_block(self, element: Element) -> Block:
        """Return a list: of terms and descriptions, of labels and bodies, of display numbers, or plain."""
        items = [item for item in element.elements if item.children]
        if any(kid.tag == "Lbl" for item in items for kid in item.elements):
            return ItemList("ol", "labelled", [self.labelled_item(item) for item in items])
        is_plain = all(map(is_inline, (kid for item in items for kid in item.children)))
        bodies = [self.typesetter.lines(item.children) for item in items]
        if is_plain and (kind := self.typesetter.definition_list_kind(bodies)):
            return DefinitionList(kind, [self.definition(lines) for lines in bodies])
        kind = self.typesetter.list_kind(bodies)
        entries = [
            self.list_item(lines, kind) if all(map(is_inline, item.children)) else self.labelled_item(item)
            for item, lines in zip(items, bodies, strict=True)
        ]
        return ItemList("ul", kind, entries)

    def definition(self, lines: Sequence[HtmlLine]) -> DefinitionEntry:
        term, *descriptions = self.typesetter.split_entry(lines)
        return DefinitionEntry(
            self.typesetter.inline_words([term], HtmlTextStyle(bold=True)),
            [self.typesetter.inline_words([line], HtmlTextStyle()) for line in descriptions],
        )

    def list_item(self, lines: Sequence[HtmlLine], kind: str) -> ListItem:
        """Return an item of words; the item of a sum begins with its label, followed by the number."""
        parts = self.typesetter.split_entry(lines) if kind == "sums" else lines
        return ListItem(words=self.typesetter.inline_words(parts, HtmlTextStyle()))

    def labelled_item(self, item: Element) -> ListItem:
        """Return an item with its labels, and bodies beside them."""
        parts = groupby(item.children, lambda kid: isinstance(kid, Element) and kid.tag == "Lbl")
        return ListItem(
            parts=[
                ("label" if is_label else "body", self.content(Element("Div", children=[*kids])))
                for is_label, kids in parts
            ]
        )

    def toc_entries(self, element: Element) -> Sequence[TocEntry]:
        """Return the entries of a table of contents, each with the lists below it."""
        return [
            TocEntry(
                self.typesetter.block_words(
                    [kid for kid in entry.children if isinstance(kid, MarkRange) or kid.tag != "TOC"]
                ),
                [self.toc_entries(kid) for kid in entry.elements if kid.tag == "TOC"],
            )
            for entry in element.elements
        ]

    def section_label_id(self) -> str:
        """Return the identifier of the last heading, "" before the first one."""
        return self.headings[-1].id if self.headings else ""

    def title_of(self, element: Element) -> str:
        """Return the heading above an element that has no name of its own."""
        return self.headings[-1].text if self.headings else self.scenes[element.page].title

    def region_label(self, title: str, kind: str) -> str:
        """Return a label for a box that scrolls; no two have the same."""
        page = self.headings[0].text if self.headings else title
        label = f"{title} ({kind})" if title == page else f"{page}: {title} ({kind})"
        return _unique_name(label, self.used_aria_labels, "{} {}")

    # ── Tables ────────────────────────────────────────────────────────────────────────────────────

    def table(self, element: Element) -> TableBlock:
        rows = [(part.tag == "THead", row) for part in element.elements for row in _table_rows(part)]
        names = [text_of_element(cell, self.scenes) for head, row in rows[:1] if head for cell in row.elements]
        captions = [self.content(kid) for kid in element.elements if kid.tag == "Caption"]
        is_wide = any(len(row.elements) > MAX_NARROW_COLUMNS for _, row in rows)
        region_label = self.region_label(self.title_of(element), self.html_labels.table) if is_wide else ""
        return TableBlock(
            region_label,
            "" if captions else self.section_label_id(),
            captions,
            [
                RowGroup(head, [self.row(row, head, names) for _, row in group])
                for head, group in groupby(rows, lambda row: row[0])
            ],
        )

    def row(self, row: Element, is_head: bool, column_names: Sequence[str]) -> list[Cell]:
        cells = []
        for column, cell in enumerate(row.elements):
            scope = ("col" if is_head else "row") if cell.tag == "TH" else ""
            name = "" if is_head or column >= len(column_names) else column_names[column]
            cells.append(Cell(self.content(cell, bold=cell.tag == "TH"), scope, name))
        return cells

    def data_table(self, table: DataTable, title: str) -> TableBlock:
        """Return the table of what a figure shows."""
        is_wide = len(table.headers) > MAX_NARROW_COLUMNS
        head = [Cell(_plain(text), "col") for text in table.headers]
        rows = [
            [
                Cell(_plain(first), "row"),
                *(Cell(_plain(text), "", name) for text, name in zip(others, table.headers[1:], strict=True)),
            ]
            for first, *others in table.rows
        ]
        region_label = self.region_label(title, self.html_labels.table) if is_wide else ""
        return TableBlock(region_label, "", [_plain(title)], [RowGroup(True, [head]), RowGroup(False, rows)])

    # ── Figures ───────────────────────────────────────────────────────────────────────────────────

    def figure(self, element: Element) -> FigureBlock:
        is_logo = element.name == LOGO_NAME  # its alternative says all: it is the title
        title = element.alt if is_logo else self.title_of(element)
        captions = [kid for kid in element.elements if kid.tag == "Caption"]
        caption_blocks = [block for kid in captions for block in self.paragraph(kid.children)]
        picture, region_label = None, ""
        if element.box:
            picture = self.picture(element, title)
            region_label = self.region_label(title, self.html_labels.figure) if picture.min_width else ""
        return FigureBlock(
            title=title,
            captions=caption_blocks,
            is_caption_first=bool(captions) and element.children[0] is captions[0],
            picture=picture,
            region_label=region_label,
            summary=self.html_labels.tabled if element.data_table else self.html_labels.described,
            alt="" if is_logo else element.alt,
            table=self.data_table(element.data_table, title) if element.alt and element.data_table else None,
        )

    def picture(self, element: Element, title: str) -> FigureSvg:
        scene = self.scenes[element.page]
        figure_id = self.unique_id(f"{self.page_ids[scene.name]}-figure")
        self.used_ids |= {f"{figure_id}-title", f"{figure_id}-description"}
        svg = render_figure_svg(scene, element, self.brand, self.typesetter.body_size, figure_id, title)
        for face, characters in svg.used_characters.items():
            self.used_characters.setdefault(face, set()).update(characters)
        return svg


def _unique_name(wanted: str, taken: set[str], pattern: str) -> str:
    """Return a name that is not taken, with a number if needed, and take it."""
    numbered = (pattern.format(wanted, count) for count in range(2, len(taken) + 3))
    found = next(name for name in (wanted, *numbered) if name not in taken)
    taken.add(found)
    return found


def _table_rows(part: Element) -> list[Element]:
    return [part] if part.tag == "TR" else [row for row in part.elements if row.tag == "TR"]


def _plain(text: str) -> Content:
    return Content(words=(text,))


def _json_as_script_text(content: bytes) -> str:
    """Return a JSON file with escapes for all characters that mean something in HTML or XML."""
    text = content.decode().replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return INVALID_XML_CHARACTERS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
