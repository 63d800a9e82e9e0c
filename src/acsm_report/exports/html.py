"""Scenes to one page of HTML, the transcript: the words of their logical tree in its order, its figures as vectors.

The page brings everything along, fetches nothing and runs no script; it is well-formed XML, too. `setting` says which
words are read as one line and how they look, `look` what that is on a screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from ..brand import Brand
from ..cache import Cache
from ..errors import DrawError, shown
from ..scene import About, Scene, Table
from ..structure import HEADINGS, Element, Part, text_of, tree
from .look import sheet
from .metadata import FORBIDDEN, plain
from .plate import plate
from .setting import Line, Look, Setting, is_inline
from .svg import face_rule

__all__ = ["Words", "html"]

POLICY = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'"
WEIGHTS = (400, 700, 900)  # of the words; those in a figure are set in their own
COLUMNS = 4  # of a table that a narrow screen holds


class Words(NamedTuple):
    """What a transcript says by itself; "{}" of `page` is the number of a page."""

    skip: str
    contents: str
    page: str
    described: str
    tabled: str
    figure: str
    table: str
    made: str


def html(
    scenes: Iterable[Scene],
    brand: Brand,
    about: About,
    words: Words,
    attached: Mapping[str, bytes] | None = None,
    cache: Cache | None = None,
) -> bytes:
    """Return finished scenes as one page of HTML; `attached` JSON files travel in it as data that nobody runs.

    Raise DrawError for a chart that was not drawn and for a link that leads nowhere, UsageError for a face that the
    brand lacks, SetupError for one that cannot be embedded.
    """
    writer = _Writer(tuple(scenes), brand, about, words)
    body = list(writer.body())
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{plain(about.language)}">',
        "<head>",
        '<meta charset="utf-8"/>',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
        f'<meta name="description" content="{plain(about.subject)}"/>',
        *([f'<meta name="dcterms.issued" content="{plain(about.issued)}"/>'] if about.issued else []),
        f"<title>{plain(about.title)}</title>",
        "<style>",
        *writer.faces(set("".join(body)), cache),
        sheet(brand, writer.setting.lanes),
        "</style>",
        "</head>",
        "<body>",
        *body,
        *(f'<script type="application/json" id="{plain(n)}">{_json(c)}</script>' for n, c in (attached or {}).items()),
        "</body>",
        "</html>\n",
    ]
    return "\n".join(lines).encode()


class _Writer:
    """Writes a document, and remembers what the page as a whole needs: its identifiers, the characters of each face."""

    def __init__(self, scenes: tuple[Scene, ...], brand: Brand, about: About, words: Words) -> None:
        self.scenes, self.brand, self.about, self.words = scenes, brand, about, words
        self.setting = Setting(scenes, brand, self.target)
        self.taken: set[str] = set()
        self.used: dict[tuple[str, int], set[str]] = {}
        self.pages = {scene.name: self.name(scene.name) for scene in scenes}
        self.level = 1
        self.headings: list[tuple[int, str, str]] = []  # of the section that is written: level, identifier, words
        self.labels: set[str] = set()

    def name(self, wanted: str) -> str:
        """Return an identifier that nothing else on the page has."""
        return _new(re.sub(r"[^\w-]+", "-", wanted), self.taken, "{}_{}")

    def target(self, to: str) -> str:
        """Return where a link leads: to a page of the document, or to an address of the web."""
        if to.startswith("#") and to[1:] in self.pages:
            return f"#{self.pages[to[1:]]}"
        if to.startswith(("https://", "http://")):
            return to
        raise DrawError(f"the link {shown(to)} leads nowhere", "report this", self.about.title)

    def faces(self, letters: set[str], cache: Cache | None) -> Iterator[str]:
        """Yield the rules that embed the brand's faces: those of the words with all letters, those of figures too."""
        for face in self.brand.faces:
            used = self.used.get((face.family, face.weight), set())
            if face.family == self.brand.faces[0].family and face.weight in WEIGHTS:
                used = used | letters
            if used:
                yield face_rule(face, used, kerned=True, cache=cache)

    # ── The page ──────────────────────────────────────────────────────────────────────────────────

    def body(self) -> Iterator[str]:
        main, root = self.name("main"), tree(self.scenes)
        written = [(section, list(self.section(section)), self.headings) for section in root.elements if section.kids]
        yield f'<a class="skip" href="#{main}">{plain(self.words.skip)}</a>'
        yield f"<header><h1>{plain(self.about.title)}</h1><p>{plain(self.about.subject)}</p></header>"
        yield '<div class="page">'
        if len(self.scenes) > 1:
            titled = [(s.page + 1, self.pages[s.name], self.scenes[s.page].title) for s, _, _ in written]
            yield from self.contents(titled, any(element.tag == "TOC" for element in root.walk()))
        elif parts := [(0, name, text) for _, _, headings in written for level, name, text in headings if level == 3]:
            yield from self.contents(parts, False)
        yield f'<main id="{main}" tabindex="-1">'
        yield from (line for _, lines, _ in written for line in lines)
        yield "</main>"
        yield "</div>"
        yield f"<footer><p>{plain(self.words.made)}</p></footer>"

    def contents(self, places: Sequence[tuple[int, str, str]], own: bool) -> Iterator[str]:
        """Yield the way to all parts; a document that lists them itself needs it only where there is room beside."""
        label = self.name("contents")
        yield f'<nav class="contents{" spare" if own else ""}" aria-labelledby="{label}">'
        yield f'<p id="{label}">{plain(self.words.contents)}</p>'
        yield f"<{'ol' if places[0][0] else 'ul'}>"
        for page, name, text in places:
            value = f' value="{page}"' if page else ""
            yield f'<li{value}><a href="#{name}">{plain(text)}</a></li>'
        yield f"</{'ol' if places[0][0] else 'ul'}>"
        yield "</nav>"

    def section(self, section: Element) -> Iterator[str]:
        """Yield a page: labelled by its first heading, on its own ground, in the colour of the lane that it is of."""
        scene, self.level, self.headings = self.scenes[section.page], 1, []
        lines = list(self.blocks(section.kids) if scene.ground == "stage" else self.staged(section.kids))
        named = f'aria-labelledby="{self.headings[0][1]}"' if self.headings else f'aria-label="{plain(scene.title)}"'
        lane = self.setting.subject(scene)
        kind = ' class="stage"' if scene.ground == "stage" else f' class="of-{lane}"' if lane else ""
        folio = f' data-folio="{plain(self.words.page.format(section.page + 1))}"' if len(self.scenes) > 1 else ""
        yield f'<section id="{self.pages[scene.name]}" {named}{kind} data-page="{section.page + 1}"{folio}>'
        yield from lines
        yield "</section>"

    def staged(self, kids: Sequence[Element | Part]) -> Iterator[str]:
        """Yield what is on a page; what has the colours of the stage there stands on it here."""
        for stage, some in groupby(kids, self.setting.on_stage):
            lines = self.blocks(list(some))
            yield from ['<div class="stage">', *lines, "</div>"] if stage else lines

    # ── Its elements ──────────────────────────────────────────────────────────────────────────────

    def blocks(self, kids: Sequence[Element | Part]) -> Iterator[str]:
        """Yield elements; words that are in none of them are a paragraph."""
        for inline, some in groupby(kids, is_inline):
            if inline:
                yield from self.paragraph(list(some))
            else:
                yield from (line for kid in some if isinstance(kid, Element) for line in self.element(kid))

    def element(self, element: Element) -> Iterator[str]:
        if element.tag in HEADINGS:
            yield self.heading(element)
        elif writes := {"Figure": self.figure, "Table": self.table, "L": self.list, "TOC": self.toc}.get(element.tag):
            yield from writes(element)
        elif all(map(is_inline, element.kids)):
            note = f'<p class="note">{self.words_of(element)}</p>'
            yield from [note] if element.tag == "Note" else self.paragraph(element.kids, element.alt)
        else:
            yield from self.blocks(element.kids)

    def heading(self, element: Element) -> str:
        """Return a heading at its level, or at the next one below that above it."""
        self.level = min(HEADINGS.index(element.tag) + 2, self.level + 1)
        name = self.name(f"{self.pages[self.scenes[element.page].name]}-{len(self.headings) + 1}")
        self.headings.append((self.level, name, text_of(element, self.scenes)))
        lines = self.setting.lines(element.kids)
        words = self.setting.inline(lines, self.setting.base(lines))
        return f'<h{self.level} id="{name}">{words}</h{self.level}>'

    def paragraph(self, kids: Sequence[Element | Part], read: str = "") -> Iterator[str]:
        """Yield words as a paragraph, in whose place `read` is heard, if it is given."""
        if lines := self.setting.lines(kids):
            base = self.setting.base(lines)
            words = self.setting.inline(lines, base)
            words = f'<span role="img" aria-label="{plain(read)}">{words}</span>' if read else words
            yield f"<p{base.classes(Look())}>{words}</p>"

    def words_of(self, element: Element, bold: bool = False) -> str:
        """Return what is in an element: words, or blocks."""
        if all(map(is_inline, element.kids)):
            return self.setting.inline(self.setting.lines(element.kids), Look(bold=bold))
        return "".join(self.blocks(element.kids))

    def list(self, element: Element) -> Iterator[str]:
        """Yield a list: of terms and what is said of them, of labels and bodies, of figures, or plain."""
        items = [item for item in element.elements if item.kids]
        plainly = all(map(is_inline, (kid for item in items for kid in item.kids)))
        bodies = [self.setting.lines(item.kids) for item in items]
        labelled = any(kid.tag == "Lbl" for item in items for kid in item.elements)
        if plainly and not labelled and (kind := self.setting.terms(bodies)):
            yield f'<dl class="{kind}">'
            for term, *said in map(self.setting.parted, bodies):
                told = "".join(f"<dd>{self.setting.inline([line], Look())}</dd>" for line in said)
                yield f"<div><dt>{self.setting.inline([term], Look(bold=True))}</dt>{told}</div>"
            yield "</dl>"
            return
        tag, kind = ("ol", "labelled") if labelled else ("ul", self.setting.kind(bodies))
        yield f'<{tag} class="{kind}" role="list">'
        for item, lines in zip(items, bodies, strict=True):
            words = not labelled and all(map(is_inline, item.kids))
            yield f"<li>{self.told(lines, kind) if words else self.entry(item)}</li>"
        yield f"</{tag}>"

    def told(self, lines: Sequence[Line], kind: str) -> str:
        """Return the words of an entry; those of a sum are what it is, then what of."""
        parted = self.setting.parted(lines) if kind == "sums" else lines
        return self.setting.inline(parted, Look())

    def entry(self, item: Element) -> str:
        """Return labels, and bodies beside them."""
        parts = groupby(item.kids, lambda kid: isinstance(kid, Element) and kid.tag == "Lbl")
        told = (("label" if label else "body", self.words_of(Element("Div", kids=[*kids]))) for label, kids in parts)
        return " ".join(f'<div class="{kind}">{words}</div>' for kind, words in told)

    def toc(self, element: Element) -> Iterator[str]:
        yield f'<nav class="toc" aria-labelledby="{self.headings[-1][1]}">' if self.headings else '<nav class="toc">'
        yield from self.index(element)
        yield "</nav>"

    def index(self, element: Element) -> Iterator[str]:
        """Yield a table of contents as nested lists."""
        yield '<ol role="list">'
        for entry in element.elements:
            words = [kid for kid in entry.kids if isinstance(kid, Part) or kid.tag != "TOC"]
            yield f"<li>{self.setting.apart(words)}"
            yield from (line for kid in entry.elements if kid.tag == "TOC" for line in self.index(kid))
            yield "</li>"
        yield "</ol>"

    def title(self, element: Element) -> str:
        """Return the words under which an element without a name of its own stands."""
        return self.headings[-1][2] if self.headings else self.scenes[element.page].title

    def region(self, title: str, what: str, wide: bool) -> str:
        """Return the start of a box, which a narrow screen scrolls sideways if it is wide; no two are called alike."""
        if not wide:
            return "<div>"
        page = self.headings[0][2] if self.headings else title
        label = f"{title} ({what})" if title == page else f"{page}: {title} ({what})"
        return f'<div class="wide" role="region" tabindex="0" aria-label="{plain(_new(label, self.labels, "{} {}"))}">'

    # ── Tables ────────────────────────────────────────────────────────────────────────────────────

    def table(self, element: Element) -> Iterator[str]:
        """Yield a table; its roles stay where a narrow screen sets its cells one under another."""
        rows = [(part.tag == "THead", row) for part in element.elements for row in _rows(part)]
        names = [text_of(cell, self.scenes) for head, row in rows[:1] if head for cell in row.elements]
        captions = [self.words_of(kid) for kid in element.elements if kid.tag == "Caption"]
        named = f' aria-labelledby="{self.headings[-1][1]}"' if self.headings else ""
        wide = any(len(row.elements) > COLUMNS for _, row in rows)
        yield self.region(self.title(element), self.words.table, wide)
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
        words = self.words_of(cell, bold=cell.tag == "TH")
        scope = ("col" if head else "row") if cell.tag == "TH" else ""
        return _cell(words, scope, "" if head else "".join(names))

    # ── Figures ───────────────────────────────────────────────────────────────────────────────────

    def figure(self, element: Element) -> Iterator[str]:
        """Yield a figure: its captions, its picture, and what that shows in words and as a table."""
        title = self.title(element)
        captions = [kid for kid in element.elements if kid.tag == "Caption"]
        told = [line for kid in captions for line in self.paragraph(kid.kids)]
        caption = ["<figcaption>", *told, "</figcaption>"] if told else []
        before = bool(captions) and element.kids[0] is captions[0]
        picture = list(self.picture(element, title)) if element.box else []
        yield from ["<figure>", *(caption + picture if before else picture + caption)]
        if element.alt:
            name = self.words.tabled if element.table else self.words.described
            yield f'<details><summary>{plain(name)}<span class="unseen">: {plain(title)}</span></summary>'
            yield f"<p>{plain(element.alt)}</p>"
            yield from self.values(element.table, title) if element.table else []
            yield "</details>"
        yield "</figure>"

    def picture(self, element: Element, title: str) -> Iterator[str]:
        scene, name = self.scenes[element.page], self.name(f"{self.pages[self.scenes[element.page].name]}-figure")
        self.taken |= {f"{name}-title", f"{name}-description"}
        made = plate(scene, element, self.brand, self.setting.body, name, title)
        for face, letters in made.used.items():
            self.used.setdefault(face, set()).update(letters)
        yield self.region(title, self.words.figure, made.wide)
        yield from made.lines
        yield "</div>"

    def values(self, table: Table, title: str) -> Iterator[str]:
        """Yield the table of what a figure shows."""
        yield self.region(title, self.words.table, len(table.heads) > COLUMNS)
        yield f'<table role="table"><caption>{plain(title)}</caption>'
        heads = "".join(_cell(plain(head), "col") for head in table.heads)
        yield f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead><tbody role="rowgroup">'
        for first, *others in table.rows:
            cells = (_cell(plain(text), "", head) for text, head in zip(others, table.heads[1:], strict=True))
            yield f'<tr role="row">{_cell(plain(first), "row")}{"".join(cells)}</tr>'
        yield "</tbody></table>"
        yield "</div>"


def _new(wanted: str, taken: set[str], form: str) -> str:
    """Return a name that is not taken, with a number where it must be, and take it."""
    counted = (form.format(wanted, count) for count in range(2, len(taken) + 3))
    found = next(name for name in (wanted, *counted) if name not in taken)
    taken.add(found)
    return found


def _rows(part: Element) -> list[Element]:
    return [part] if part.tag == "TR" else [row for row in part.elements if row.tag == "TR"]


def _cell(words: str, scope: str, name: str = "") -> str:
    """Return a cell of a table: a head of a column or a row, or one that says the name of its column beside it."""
    if scope:
        return f'<th scope="{scope}" role="{"column" if scope == "col" else scope}header">{words}</th>'
    told = f' data-head="{plain(name)}"' if name else ""
    return f'<td role="cell"{told}>{words}</td>'


def _json(content: bytes) -> str:
    """Return a JSON file as text that neither HTML nor XML reads anything into."""
    strange = re.compile(f"[<>&]|{FORBIDDEN.pattern}")
    return strange.sub(lambda found: f"\\u{ord(found[0]):04x}", content.decode())
