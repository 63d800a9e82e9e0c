"""Scenes to one page of HTML, the transcript: the words of their logical tree in its order, its figures as vectors.

The page brings everything along, fetches nothing and runs no script; it is well-formed XML, too. `setting` says which
words are read as one line and how they look, `look` what that is on a screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from ...errors import DrawError, quote_value
from ...layout.logical_tree import HEADING_TAGS, Element, MarkRange, build_logical_tree, text_of_element
from ...layout.scene import DataTable, DocumentMetadata, Scene
from ...system.cache import Cache
from ...theme.model import Brand, FontFace
from ..font_subset import font_face_rule
from ..xmp import INVALID_XML_CHARACTERS, escape_xml
from .figure import render_figure_svg
from .stylesheet import build_stylesheet
from .text_runs import HtmlLine, HtmlTextStyle, HtmlTypesetter, is_inline

__all__ = ["HtmlLabels", "html_font_characters", "render_html"]

CONTENT_SECURITY_POLICY = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'"
TEXT_WEIGHTS = (400, 700, 900)  # of the words; those in a figure are set in their own
MAX_NARROW_COLUMNS = 4  # of a table that a narrow screen holds


class HtmlLabels(NamedTuple):
    """What a transcript says by itself; "{}" of `page` is the number of a page."""

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
    """Return finished scenes as one page of HTML; `attached` JSON files travel in it as data that nobody runs.

    Raise DrawError for a chart that was not drawn and for a link that leads nowhere, UsageError for a face that the
    brand lacks, SetupError for one that cannot be embedded.
    """
    writer = _HtmlWriter(tuple(scenes), brand, about, html_labels)
    body = list(writer.body())
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{escape_xml(about.language)}">',
        "<head>",
        '<meta charset="utf-8"/>',
        f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}"/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
        f'<meta name="description" content="{escape_xml(about.subject)}"/>',
        *([f'<meta name="dcterms.issued" content="{escape_xml(about.issued)}"/>'] if about.issued else []),
        f"<title>{escape_xml(about.title)}</title>",
        "<style>",
        *(font_face_rule(f, used, kerning=True, cache=cache) for f, used in writer.font_characters(body).items()),
        build_stylesheet(brand, writer.typesetter.lanes),
        "</style>",
        "</head>",
        "<body>",
        *body,
        *(
            f'<script type="application/json" id="{escape_xml(n)}">{_json_as_script_text(c)}</script>'
            for n, c in (attachments or {}).items()
        ),
        "</body>",
        "</html>\n",
    ]
    return "\n".join(lines).encode()


def html_font_characters(
    scenes: Iterable[Scene], brand: Brand, about: DocumentMetadata, html_labels: HtmlLabels
) -> dict[FontFace, set[str]]:
    """Return the characters that render_html embeds of each font face; of charts the words are enough."""
    writer = _HtmlWriter(tuple(scenes), brand, about, html_labels)
    return writer.font_characters(list(writer.body()))


class _HtmlWriter:
    """Writes a document, and remembers what the page as a whole needs: its identifiers, the characters of each face."""

    def __init__(
        self, scenes: tuple[Scene, ...], brand: Brand, about: DocumentMetadata, html_labels: HtmlLabels
    ) -> None:
        self.scenes, self.brand, self.about, self.html_labels = scenes, brand, about, html_labels
        self.typesetter = HtmlTypesetter(scenes, brand, self.resolve_link)
        self.used_ids: set[str] = set()
        self.used_characters: dict[tuple[str, int], set[str]] = {}
        self.page_ids = {scene.name: self.unique_id(scene.name) for scene in scenes}
        self.heading_level = 1
        self.headings: list[tuple[int, str, str]] = []  # of the section that is written: level, identifier, words
        self.used_aria_labels: set[str] = set()

    def unique_id(self, wanted: str) -> str:
        """Return an identifier that nothing else on the page has."""
        return _unique_name(re.sub(r"[^\w-]+", "-", wanted), self.used_ids, "{}_{}")

    def resolve_link(self, to: str) -> str:
        """Return where a link leads: to a page of the document, or to an address of the web."""
        if to.startswith("#") and to[1:] in self.page_ids:
            return f"#{self.page_ids[to[1:]]}"
        if to.startswith(("https://", "http://")):
            return to
        raise DrawError(f"the link {quote_value(to)} leads nowhere", "report this", self.about.title)

    def font_characters(self, body: Iterable[str]) -> dict[FontFace, set[str]]:
        """Return the characters that the page embeds of each font face: of text faces all that are in the body."""
        text_characters = set("".join(body))
        found: dict[FontFace, set[str]] = {}
        for face in self.brand.font_faces:
            used = self.used_characters.get((face.family, face.weight), set())
            if face.family == self.brand.font_faces[0].family and face.weight in TEXT_WEIGHTS:
                used = used | text_characters
            if used:
                found[face] = used
        return found

    # ── The page ──────────────────────────────────────────────────────────────────────────────────

    def body(self) -> Iterator[str]:
        main, root = self.unique_id("main"), build_logical_tree(self.scenes)
        written = [
            (section, list(self.section(section)), self.headings) for section in root.elements if section.children
        ]
        yield f'<a class="skip" href="#{main}">{escape_xml(self.html_labels.skip)}</a>'
        yield f"<header><h1>{escape_xml(self.about.title)}</h1><p>{escape_xml(self.about.subject)}</p></header>"
        yield '<div class="page">'
        if len(self.scenes) > 1:
            titled = [(s.page + 1, self.page_ids[s.name], self.scenes[s.page].title) for s, _, _ in written]
            yield from self.contents(titled, any(element.tag == "TOC" for element in root.walk()))
        elif parts := [(0, name, text) for _, _, headings in written for level, name, text in headings if level == 3]:
            yield from self.contents(parts, False)
        yield f'<main id="{main}" tabindex="-1">'
        yield from (line for _, lines, _ in written for line in lines)
        yield "</main>"
        yield "</div>"
        yield f"<footer><p>{escape_xml(self.html_labels.made)}</p></footer>"

    def contents(self, entries: Sequence[tuple[int, str, str]], has_toc: bool) -> Iterator[str]:
        """Yield the way to all parts; a document that lists them itself needs it only where there is room beside."""
        label = self.unique_id("contents")
        yield f'<nav class="contents{" spare" if has_toc else ""}" aria-labelledby="{label}">'
        yield f'<p id="{label}">{escape_xml(self.html_labels.contents)}</p>'
        yield f"<{'ol' if entries[0][0] else 'ul'}>"
        for page, name, text in entries:
            value = f' value="{page}"' if page else ""
            yield f'<li{value}><a href="#{name}">{escape_xml(text)}</a></li>'
        yield f"</{'ol' if entries[0][0] else 'ul'}>"
        yield "</nav>"

    def section(self, section: Element) -> Iterator[str]:
        """Yield a page: labelled by its first heading, on its own ground, in the colour of the lane that it is of."""
        scene, self.heading_level, self.headings = self.scenes[section.page], 1, []
        lines = list(self.blocks(section.children) if scene.ground == "stage" else self.stage_groups(section.children))
        named = (
            f'aria-labelledby="{self.headings[0][1]}"' if self.headings else f'aria-label="{escape_xml(scene.title)}"'
        )
        lane = self.typesetter.single_lane(scene)
        kind = ' class="stage"' if scene.ground == "stage" else f' class="of-{lane}"' if lane else ""
        folio = (
            f' data-folio="{escape_xml(self.html_labels.page.format(section.page + 1))}"'
            if len(self.scenes) > 1
            else ""
        )
        yield f'<section id="{self.page_ids[scene.name]}" {named}{kind} data-page="{section.page + 1}"{folio}>'
        yield from lines
        yield "</section>"

    def stage_groups(self, kids: Sequence[Element | MarkRange]) -> Iterator[str]:
        """Yield what is on a page; what has the colours of the stage there stands on it here."""
        for stage, some in groupby(kids, self.typesetter.is_on_stage):
            lines = self.blocks(list(some))
            yield from ['<div class="stage">', *lines, "</div>"] if stage else lines

    # ── Its elements ──────────────────────────────────────────────────────────────────────────────

    def blocks(self, kids: Sequence[Element | MarkRange]) -> Iterator[str]:
        """Yield elements; words that are in none of them are a paragraph."""
        for inline, some in groupby(kids, is_inline):
            if inline:
                yield from self.paragraph(list(some))
            else:
                yield from (line for kid in some if isinstance(kid, Element) for line in self.element(kid))

    def element(self, element: Element) -> Iterator[str]:
        if element.tag in HEADING_TAGS:
            yield self.heading(element)
        elif writes := {"Figure": self.figure, "Table": self.table, "L": self.list, "TOC": self.toc}.get(element.tag):
            yield from writes(element)
        elif all(map(is_inline, element.children)):
            note = f'<p class="note">{self.content_html(element)}</p>'
            yield from [note] if element.tag == "Note" else self.paragraph(element.children, element.alt)
        else:
            yield from self.blocks(element.children)

    def heading(self, element: Element) -> str:
        """Return a heading at its level, or at the next one below that above it."""
        self.heading_level = min(HEADING_TAGS.index(element.tag) + 2, self.heading_level + 1)
        name = self.unique_id(f"{self.page_ids[self.scenes[element.page].name]}-{len(self.headings) + 1}")
        self.headings.append((self.heading_level, name, text_of_element(element, self.scenes)))
        lines = self.typesetter.lines(element.children)
        words = self.typesetter.inline_html(lines, self.typesetter.base_style(lines))
        return f'<h{self.heading_level} id="{name}">{words}</h{self.heading_level}>'

    def paragraph(self, kids: Sequence[Element | MarkRange], alt: str = "") -> Iterator[str]:
        """Yield words as a paragraph, in whose place `read` is heard, if it is given."""
        if lines := self.typesetter.lines(kids):
            base = self.typesetter.base_style(lines)
            words = self.typesetter.inline_html(lines, base)
            words = f'<span role="img" aria-label="{escape_xml(alt)}">{words}</span>' if alt else words
            yield f"<p{base.class_attribute(HtmlTextStyle())}>{words}</p>"

    def content_html(self, element: Element, bold: bool = False) -> str:
        """Return what is in an element: words, or blocks."""
        if all(map(is_inline, element.children)):
            return self.typesetter.inline_html(self.typesetter.lines(element.children), HtmlTextStyle(bold=bold))
        return "".join(self.blocks(element.children))

    def list(self, element: Element) -> Iterator[str]:
        """Yield a list: of terms and what is said of them, of labels and bodies, of figures, or plain."""
        items = [item for item in element.elements if item.children]
        plainly = all(map(is_inline, (kid for item in items for kid in item.children)))
        bodies = [self.typesetter.lines(item.children) for item in items]
        labelled = any(kid.tag == "Lbl" for item in items for kid in item.elements)
        if plainly and not labelled and (kind := self.typesetter.definition_list_kind(bodies)):
            yield f'<dl class="{kind}">'
            for term, *said in map(self.typesetter.split_entry, bodies):
                told = "".join(f"<dd>{self.typesetter.inline_html([line], HtmlTextStyle())}</dd>" for line in said)
                yield f"<div><dt>{self.typesetter.inline_html([term], HtmlTextStyle(bold=True))}</dt>{told}</div>"
            yield "</dl>"
            return
        tag, kind = ("ol", "labelled") if labelled else ("ul", self.typesetter.list_kind(bodies))
        yield f'<{tag} class="{kind}" role="list">'
        for item, lines in zip(items, bodies, strict=True):
            words = not labelled and all(map(is_inline, item.children))
            yield f"<li>{self.list_entry(lines, kind) if words else self.labeled_entry(item)}</li>"
        yield f"</{tag}>"

    def list_entry(self, lines: Sequence[HtmlLine], kind: str) -> str:
        """Return the words of an entry; those of a sum are what it is, then what of."""
        parted = self.typesetter.split_entry(lines) if kind == "sums" else lines
        return self.typesetter.inline_html(parted, HtmlTextStyle())

    def labeled_entry(self, item: Element) -> str:
        """Return labels, and bodies beside them."""
        parts = groupby(item.children, lambda kid: isinstance(kid, Element) and kid.tag == "Lbl")
        told = (
            ("label" if label else "body", self.content_html(Element("Div", children=[*kids]))) for label, kids in parts
        )
        return " ".join(f'<div class="{kind}">{words}</div>' for kind, words in told)

    def toc(self, element: Element) -> Iterator[str]:
        yield f'<nav class="toc" aria-labelledby="{self.headings[-1][1]}">' if self.headings else '<nav class="toc">'
        yield from self.toc_list(element)
        yield "</nav>"

    def toc_list(self, element: Element) -> Iterator[str]:
        """Yield a table of contents as nested lists."""
        yield '<ol role="list">'
        for entry in element.elements:
            words = [kid for kid in entry.children if isinstance(kid, MarkRange) or kid.tag != "TOC"]
            yield f"<li>{self.typesetter.block_spans_html(words)}"
            yield from (line for kid in entry.elements if kid.tag == "TOC" for line in self.toc_list(kid))
            yield "</li>"
        yield "</ol>"

    def title_of(self, element: Element) -> str:
        """Return the words under which an element without a name of its own stands."""
        return self.headings[-1][2] if self.headings else self.scenes[element.page].title

    def scroll_region(self, title: str, kind: str, is_wide: bool) -> str:
        """Return the start of a box, which a narrow screen scrolls sideways if it is wide; no two are called alike."""
        if not is_wide:
            return "<div>"
        page = self.headings[0][2] if self.headings else title
        label = f"{title} ({kind})" if title == page else f"{page}: {title} ({kind})"
        name = escape_xml(_unique_name(label, self.used_aria_labels, "{} {}"))
        return f'<div class="wide" role="region" tabindex="0" aria-label="{name}">'

    # ── Tables ────────────────────────────────────────────────────────────────────────────────────

    def table(self, element: Element) -> Iterator[str]:
        """Yield a table; its roles stay where a narrow screen sets its cells one under another."""
        rows = [(part.tag == "THead", row) for part in element.elements for row in _table_rows(part)]
        names = [text_of_element(cell, self.scenes) for head, row in rows[:1] if head for cell in row.elements]
        captions = [self.content_html(kid) for kid in element.elements if kid.tag == "Caption"]
        named = f' aria-labelledby="{self.headings[-1][1]}"' if self.headings else ""
        wide = any(len(row.elements) > MAX_NARROW_COLUMNS for _, row in rows)
        yield self.scroll_region(self.title_of(element), self.html_labels.table, wide)
        yield f'<table role="table"{"" if captions else named}>'
        yield from [f"<caption>{' '.join(captions)}</caption>"] if captions else []
        for head, group in groupby(rows, lambda row: row[0]):
            yield f'<{"thead" if head else "tbody"} role="rowgroup">'
            for _, row in group:
                cells = (self.cell(cell, head, names[at : at + 1]) for at, cell in enumerate(row.elements))
                yield f'<tr role="row">{"".join(cells)}</tr>'
            yield f"</{'thead' if head else 'tbody'}>"
        yield "</table>"
        yield "</div>"

    def cell(self, cell: Element, head: bool, names: Sequence[str]) -> str:
        words = self.content_html(cell, bold=cell.tag == "TH")
        scope = ("col" if head else "row") if cell.tag == "TH" else ""
        return _cell_html(words, scope, "" if head else "".join(names))

    # ── Figures ───────────────────────────────────────────────────────────────────────────────────

    def figure(self, element: Element) -> Iterator[str]:
        """Yield a figure: its captions, its picture, and what that shows in words and as a table."""
        title = self.title_of(element)
        captions = [kid for kid in element.elements if kid.tag == "Caption"]
        told = [line for kid in captions for line in self.paragraph(kid.children)]
        caption = ["<figcaption>", *told, "</figcaption>"] if told else []
        before = bool(captions) and element.children[0] is captions[0]
        picture = list(self.picture(element, title)) if element.box else []
        yield from ["<figure>", *(caption + picture if before else picture + caption)]
        if element.alt:
            name = self.html_labels.tabled if element.data_table else self.html_labels.described
            yield f'<details><summary>{escape_xml(name)}<span class="unseen">: {escape_xml(title)}</span></summary>'
            yield f"<p>{escape_xml(element.alt)}</p>"
            yield from self.data_table(element.data_table, title) if element.data_table else []
            yield "</details>"
        yield "</figure>"

    def picture(self, element: Element, title: str) -> Iterator[str]:
        scene, name = (
            self.scenes[element.page],
            self.unique_id(f"{self.page_ids[self.scenes[element.page].name]}-figure"),
        )
        self.used_ids |= {f"{name}-title", f"{name}-description"}
        made = render_figure_svg(scene, element, self.brand, self.typesetter.body_size, name, title)
        for face, letters in made.used_characters.items():
            self.used_characters.setdefault(face, set()).update(letters)
        yield self.scroll_region(title, self.html_labels.figure, made.is_wide)
        yield from made.lines
        yield "</div>"

    def data_table(self, table: DataTable, title: str) -> Iterator[str]:
        """Yield the table of what a figure shows."""
        yield self.scroll_region(title, self.html_labels.table, len(table.headers) > MAX_NARROW_COLUMNS)
        yield f'<table role="table"><caption>{escape_xml(title)}</caption>'
        heads = "".join(_cell_html(escape_xml(head), "col") for head in table.headers)
        yield f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead><tbody role="rowgroup">'
        for first, *others in table.rows:
            cells = (
                _cell_html(escape_xml(text), "", head) for text, head in zip(others, table.headers[1:], strict=True)
            )
            yield f'<tr role="row">{_cell_html(escape_xml(first), "row")}{"".join(cells)}</tr>'
        yield "</tbody></table>"
        yield "</div>"


def _unique_name(wanted: str, taken: set[str], pattern: str) -> str:
    """Return a name that is not taken, with a number where it must be, and take it."""
    counted = (pattern.format(wanted, count) for count in range(2, len(taken) + 3))
    found = next(name for name in (wanted, *counted) if name not in taken)
    taken.add(found)
    return found


def _table_rows(part: Element) -> list[Element]:
    return [part] if part.tag == "TR" else [row for row in part.elements if row.tag == "TR"]


def _cell_html(words: str, scope: str, name: str = "") -> str:
    """Return a cell of a table: a head of a column or a row, or one that says the name of its column beside it."""
    if scope:
        return f'<th scope="{scope}" role="{"column" if scope == "col" else scope}header">{words}</th>'
    told = f' data-head="{escape_xml(name)}"' if name else ""
    return f'<td role="cell"{told}>{words}</td>'


def _json_as_script_text(content: bytes) -> str:
    """Return a JSON file as text that neither HTML nor XML reads anything into."""
    strange = re.compile(f"[<>&]|{INVALID_XML_CHARACTERS.pattern}")
    return strange.sub(lambda found: f"\\u{ord(found[0]):04x}", content.decode())
