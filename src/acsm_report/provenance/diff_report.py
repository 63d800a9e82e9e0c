"""What changed between two editions: as text, as Markdown for a pull request, as JSON.

The page of HTML is made in `export.html.diff_report`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from difflib import SequenceMatcher
from html import escape
from itertools import accumulate
from typing import Any, NamedTuple
from urllib.parse import quote

from ..dataset.diagnostics import make_printable
from .diff import LedgerDiff, PageSection, ProductDiff, RowChange, TextChange

__all__ = [
    "FORMATS",
    "NOTHING",
    "NOT_PRINTED",
    "DataChange",
    "SectionPictures",
    "change_kind",
    "changed_clauses",
    "changes_by_section",
    "data_changes",
    "edition_codes_text",
    "format_json",
    "format_markdown",
    "format_text",
    "section_text",
    "to_plain_data",
    "tool_change_lines",
    "verdict_text",
]

VERDICT_MEANINGS = {
    "unchanged": "what is printed stays right",
    "cosmetic": "it looks different, and every figure stays right",
    "reprint": "figures or names that it prints are others",
}
NOTHING, NOT_PRINTED = "nothing", "not printed"  # in place of missing words, of a missing row
MAX_MARKDOWN_LENGTH = 60_000  # characters; GitHub accepts at most 65,536 in a pull request
CLAUSE_BREAK = re.compile(r"(?<=[.;]) ")  # between clauses of an alt text


class SectionPictures(NamedTuple):
    """The addresses of pictures of a section before and after; "" for a picture that does not exist."""

    place: PageSection
    old: str
    new: str


class DataChange(NamedTuple):
    """A changed field of a row in words: what it is, before, after, who says so and where, on which pages."""

    what: str
    old: str
    new: str
    origin: str
    pages: str


def format_text(diff: LedgerDiff, section_pictures: Sequence[SectionPictures] = ()) -> str:
    """Return the report for a terminal, without control characters."""
    lines = [f"{diff.old} → {diff.new}", *tool_change_lines(diff)]
    lines += (f"{p.document}: {p.verdict}, {verdict_text(p)}" for p in diff.products)
    for row in diff.rows:
        lines += (
            "",
            row.what,
            *(f"  {name}: {_before_and_after(old, new, NOT_PRINTED)}" for name, old, new in row.fields),
        )
        lines += (f"  from: {_origin_text(row)}", f"  printed: {_pages_text(row.places)}")
    for place, changes in changes_by_section(diff):
        lines += (
            "",
            section_text(place),
            *(f"  {change_kind(c)}: {_before_and_after(*changed_clauses(c))}" for c in changes),
        )
    return "".join(f"{_safe_for_terminal(line)}\n" for line in lines)


def format_markdown(diff: LedgerDiff, section_pictures: Sequence[SectionPictures] = ()) -> str:
    """Return the report for a pull request or a job summary, with pictures if there are files of them."""
    lines = [f"## Handouts: {diff.verdict}", "", f"{_escape_markdown(diff.old)} → {_escape_markdown(diff.new)}", ""]
    lines += [line for change in tool_change_lines(diff) for line in (_escape_markdown(change), "")]
    lines += ["| product | verdict | edition |", "|---|---|---|"]
    lines += (
        f"| {_escape_markdown(p.document)} | **{p.verdict}**: {verdict_text(p, with_codes=False)} |"
        f" {_escape_markdown(edition_codes_text(p))} |"
        for p in diff.products
    )
    rows = [f"| {' | '.join(map(_escape_markdown, cells))} |" for cells in data_changes(diff)]
    fit = [
        row
        for row, size in zip(rows, accumulate(len(row) + 1 for row in rows), strict=True)
        if size < MAX_MARKDOWN_LENGTH / 2
    ]
    if rows:
        lines += ["", "### Data", "", "| what | before | after | from | printed on |", "|---|---|---|---|---|", *fit]
    if len(fit) < len(rows):
        lines += ["", f"And {len(rows) - len(fit)} more: acsm-report diff tells them as text or HTML."]
    pages = "\n".join(_collapsible_sections(diff, {each.place: each for each in section_pictures}))
    if len(pages) + sum(map(len, lines)) > MAX_MARKDOWN_LENGTH:
        count = sum(len(product.words) for product in diff.products)
        pages = f"{count} changes on the pages are too many to be told here: acsm-report diff tells them as HTML."
    if pages:
        lines += ["", "### Pages", "", pages]
    return "\n".join(lines) + "\n"


def data_changes(diff: LedgerDiff) -> Iterator[DataChange]:
    """Yield every changed field of every changed row."""
    for row in diff.rows:
        for name, old, new in row.fields:
            what = row.what if name == "value" else f"{row.what}, {name}"
            yield DataChange(what, old or NOT_PRINTED, new or NOT_PRINTED, _origin_text(row), _pages_text(row.places))


def _collapsible_sections(diff: LedgerDiff, pictures: Mapping[PageSection, SectionPictures]) -> Iterator[str]:
    """Yield the lines of the changes on the pages, one collapsed element for each section."""
    for place, changes in changes_by_section(diff):
        yield from ("", f"<details><summary>{escape(section_text(place))}</summary>", "")
        for change in changes:
            old, new = (_escape_markdown(part or NOTHING) for part in changed_clauses(change))
            yield f"- {_escape_markdown(change_kind(change))}: {old} → **{new}**"
        for name, file in zip(("before", "after"), pictures.get(place, ("", "", ""))[1:], strict=True):
            yield from ("", f"![{name}]({quote(file)})") if file else ()
        yield from ("", "</details>")


def format_json(diff: LedgerDiff, section_pictures: Sequence[SectionPictures] = ()) -> str:
    """Return the report as JSON in ASCII."""
    return json.dumps(to_plain_data(diff), indent=1) + "\n"


def to_plain_data(diff: LedgerDiff) -> dict[str, Any]:
    """Return the report as plain data, the verdict first."""
    return {"verdict": diff.verdict, **asdict(diff)}


FORMATS: Mapping[str, Callable[[LedgerDiff, Sequence[SectionPictures]], str]] = {
    "text": format_text,
    "markdown": format_markdown,
    "json": format_json,
}


def changes_by_section(diff: LedgerDiff) -> Iterable[tuple[PageSection, list[TextChange]]]:
    groups: dict[PageSection, list[TextChange]] = {}
    for change in (change for product in diff.products for change in product.words):
        groups.setdefault(change.place, []).append(change)
    return groups.items()


def tool_change_lines(diff: LedgerDiff) -> list[str]:
    return [f"made with {', '.join(diff.made)}"] if diff.made else []


def verdict_text(product: ProductDiff, with_codes: bool = True) -> str:
    codes = f" (edition {edition_codes_text(product)})" if with_codes else ""
    pages = f"; {product.old_pages} → {product.new_pages} pages" if product.old_pages != product.new_pages else ""
    return f"{VERDICT_MEANINGS[product.verdict]}{codes}{pages}"


def edition_codes_text(product: ProductDiff) -> str:
    return " → ".join(dict.fromkeys(code or NOTHING for code in (product.old_code, product.new_code)))


def _origin_text(row: RowChange) -> str:
    """Return the source and the row of a value, or its formula; of a changed source also the old one."""
    if row.formula:
        return f"computed: {row.formula}"
    source = row.new_source or row.old_source
    if row.old_source and row.old_source != source:
        source = _before_and_after(row.old_source, row.new_source)
    return ", ".join(filter(None, (source, row.row)))


def _pages_text(sections: Iterable[PageSection]) -> str:
    """Return "brochure 3, 4; infographic 1"."""
    numbers: dict[str, dict[int, None]] = {}
    for place in sections:
        numbers.setdefault(place.document, {})[place.page] = None
    return "; ".join(f"{name} {', '.join(map(str, pages))}" for name, pages in numbers.items()) or "on no page"


def change_kind(change: TextChange) -> str:
    """Return the kind of a change; of a chart also the first sentence of its alt text, which names it."""
    return f"chart, {(change.new or change.old).partition('. ')[0]}" if change.kind == "chart" else change.kind


def changed_clauses(change: TextChange) -> tuple[str, str]:
    """Return the words before and after; of a chart only the clauses that changed."""
    if change.kind != "chart" or not change.old or not change.new:
        return change.old, change.new
    old, new = ([clause for clause in CLAUSE_BREAK.split(text) if clause] for text in (change.old, change.new))
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    changed = [(old[a:b], new[c:d]) for kind, a, b, c, d in steps if kind != "equal"]
    if not changed:  # only spaces changed
        return change.old, change.new
    before, after = (" … ".join(" ".join(part) for part in parts if part) for parts in zip(*changed, strict=True))
    return (before, after) if before != after else (change.old, change.new)  # otherwise only the order changed


def section_text(section: PageSection) -> str:
    return f"{section.document}, page {section.page}" + (
        f": {' '.join(section.panel.split())}" if section.panel else ""
    )


def _before_and_after(old: str, new: str, nothing: str = NOTHING) -> str:
    return f"{old or nothing} → {new or nothing}"


def _safe_for_terminal(line: str) -> str:
    """Return a line without control characters, with its indent."""
    indent = len(line) - len(line.lstrip(" "))
    return " " * indent + make_printable(line)


def _escape_markdown(words: str) -> str:
    """Return words as literal Markdown text, also for the cell of a table."""
    plain = escape(" ".join(words.split()), quote=False).replace("@", "&#64;")  # no mentions
    return re.sub(r"([\\`*_{}\[\]|~]|(?<!&)#)", r"\\\1", plain)
