"""What changed between two editions, told: as text, as Markdown for a pull request, as a page of its own, as JSON."""

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

from .comparison import Comparison, Place, Product, RowChange, WordsChange
from .problems import printable

__all__ = ["FORMATS", "UNPRINTED", "Shown", "as_json", "html", "markdown", "plain", "text"]

MEANS = {
    "unchanged": "what is printed stays right",
    "cosmetic": "it looks different, and every figure stays right",
    "reprint": "figures or names that it prints are others",
}
NOTHING, UNPRINTED = "nothing", "not printed"  # what there was before, or is now: of words, and of a row
LONGEST = 60_000  # characters of a Markdown: GitHub refuses a pull request of more than 65,536
LOOK = """
:root{color-scheme:light dark;--line:color-mix(in srgb,currentColor 22%,transparent)}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;
table-layout:fixed;overflow-wrap:anywhere}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem .4rem 0;
border-bottom:1px solid var(--line)}h2{margin-top:2.4rem}h3{margin:1.8rem 0 .4rem}del{opacity:.7}ins{font-weight:600;
text-decoration:none}figure{margin:.5rem 0;display:grid;grid-template-columns:1fr 1fr;gap:1rem}
figure>div{min-width:0}img{max-width:100%;border:1px solid var(--line)}dt{opacity:.7}dd{margin:0 0 .6rem}
.reprint{font-weight:700}
""".strip().replace("\n", "")
CLAUSE = re.compile(r"(?<=[.;]) ")  # what an alternative is parted at
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class Shown(NamedTuple):
    """Where pictures of a part of a page are, before and after; "" where there is none."""

    place: Place
    old: str
    new: str


def text(found: Comparison, shown: Sequence[Shown] = ()) -> str:
    """Return it for a terminal: nothing in it can steer one."""
    lines = [f"{found.old} → {found.new}", *_made(found)]
    lines += (f"{p.document}: {p.verdict}, {_reason(p)}" for p in found.products)
    for row in found.rows:
        lines += ("", row.what, *(f"  {name}: {_pair(old, new, UNPRINTED)}" for name, old, new in row.fields))
        lines += (f"  from: {_origin(row)}", f"  printed: {_pages(row.places)}")
    for place, changes in _by_place(found):
        lines += ("", _where(place), *(f"  {_kind(c)}: {_pair(*_parted(c))}" for c in changes))
    return "".join(f"{_safe(line)}\n" for line in lines)


def markdown(found: Comparison, shown: Sequence[Shown] = ()) -> str:
    """Return it for a pull request or the summary of a job, with pictures where there are files of them."""
    lines = [f"## Handouts: {found.verdict}", "", f"{_md(found.old)} → {_md(found.new)}", ""]
    lines += [line for told in _made(found) for line in (_md(told), "")]
    lines += ["| product | verdict | edition |", "|---|---|---|"]
    lines += (
        f"| {_md(p.document)} | **{p.verdict}**: {_reason(p, False)} | {_md(_codes(p))} |" for p in found.products
    )
    rows = [f"| {' | '.join(map(_md, cells))} |" for cells in _cells(found)]
    fit = [row for row, size in zip(rows, accumulate(len(row) + 1 for row in rows), strict=True) if size < LONGEST / 2]
    if rows:
        lines += ["", "### Data", "", "| what | before | after | from | printed on |", "|---|---|---|---|---|", *fit]
    if len(fit) < len(rows):
        lines += ["", f"And {len(rows) - len(fit)} more: acsm-report diff tells them as text or HTML."]
    pages = "\n".join(_folded(found, {each.place: each for each in shown}))
    if len(pages) + sum(map(len, lines)) > LONGEST:
        count = sum(len(product.words) for product in found.products)
        pages = f"{count} changes on the pages are too many to be told here: acsm-report diff tells them as HTML."
    if pages:
        lines += ["", "### Pages", "", pages]
    return "\n".join(lines) + "\n"


def _cells(found: Comparison) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield of each field of each row that is another: what it is, before, after, from where, on which pages."""
    for row in found.rows:
        for name, old, new in row.fields:
            what = row.what if name == "value" else f"{row.what}, {name}"
            yield what, old or UNPRINTED, new or UNPRINTED, _origin(row), _pages(row.places)


def _folded(found: Comparison, pictures: Mapping[Place, Shown]) -> Iterator[str]:
    """Yield the lines of what changed on the pages, each place folded."""
    for place, changes in _by_place(found):
        yield from ("", f"<details><summary>{escape(_where(place))}</summary>", "")
        for change in changes:
            old, new = (_md(part or NOTHING) for part in _parted(change))
            yield f"- {_md(_kind(change))}: {old} → **{new}**"
        for name, file in zip(("before", "after"), pictures.get(place, ("", "", ""))[1:], strict=True):
            yield from ("", f"![{name}]({quote(file)})") if file else ()
        yield from ("", "</details>")


def html(found: Comparison, shown: Sequence[Shown] = ()) -> str:
    """Return it as a page that fetches nothing; `shown` are data addresses."""
    pictures, title = {each.place: each for each in shown}, f"Handouts: {found.verdict}"
    lines = [
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>',
        f"<title>{title}</title><style>{LOOK}</style></head><body>",
        f"<h1>{title}</h1><p>{_web(found.old)} → {_web(found.new)}</p>",
        *(f"<p>{_web(told)}</p>" for told in _made(found)),
        "<table><tr><th>product</th><th>verdict</th><th>edition</th></tr>",
    ]
    for p in found.products:
        verdict = f'<td class="{p.verdict}">{p.verdict}: {_reason(p, False)}</td>'
        lines.append(f"<tr><td>{_web(p.document)}</td>{verdict}<td>{_web(_codes(p))}</td></tr>")
    lines.append("</table>")
    if found.rows:
        lines.append("<h2>Data</h2><table><tr><th>what</th><th>before</th><th>after</th><th>from</th></tr>")
    for what, old, new, origin, pages in _cells(found):
        lines.append(f"<tr><td>{_web(what)}<br/><small>{_web(pages)}</small></td>")
        lines.append(f"<td>{_del(old)}</td><td>{_ins(new)}</td><td>{_web(origin)}</td></tr>")
    lines.append("</table>" if found.rows else "")
    lines += ["<h2>Pages</h2>"] if any(product.words for product in found.products) else []
    for place, changes in _by_place(found):
        lines += [f"<h3>{_web(_where(place))}</h3><dl>"]
        for change in changes:
            old, new = _parted(change)
            lines.append(f"<dt>{_web(_kind(change))}</dt><dd>{_del(old)}<br/>{_ins(new)}</dd>")
        lines.append("</dl>")
        if place in pictures:
            lines.append(_figure(pictures[place]))
    return "\n".join([*filter(None, lines), "</body></html>\n"])


def as_json(found: Comparison, shown: Sequence[Shown] = ()) -> str:
    """Return the verdict and all that was found, in ASCII."""
    return json.dumps(plain(found), indent=1) + "\n"


def plain(found: Comparison) -> dict[str, Any]:
    """Return it as plain data, the verdict first."""
    return {"verdict": found.verdict, **asdict(found)}


FORMATS: Mapping[str, Callable[[Comparison, Sequence[Shown]], str]] = {
    "text": text,
    "markdown": markdown,
    "html": html,
    "json": as_json,
}


def _by_place(found: Comparison) -> Iterable[tuple[Place, list[WordsChange]]]:
    groups: dict[Place, list[WordsChange]] = {}
    for change in (change for product in found.products for change in product.words):
        groups.setdefault(change.place, []).append(change)
    return groups.items()


def _made(found: Comparison) -> list[str]:
    return [f"made with {', '.join(found.made)}"] if found.made else []


def _reason(product: Product, coded: bool = True) -> str:
    codes = f" (edition {_codes(product)})" if coded else ""
    pages = f"; {product.old_pages} → {product.new_pages} pages" if product.old_pages != product.new_pages else ""
    return f"{MEANS[product.verdict]}{codes}{pages}"


def _codes(product: Product) -> str:
    return " → ".join(dict.fromkeys(code or NOTHING for code in (product.old_code, product.new_code)))


def _origin(row: RowChange) -> str:
    """Return who says so and where, or how it is computed; where that is another, who said so before."""
    if row.formula:
        return f"computed: {row.formula}"
    told = row.new_source or row.old_source
    told = _pair(row.old_source, row.new_source) if row.old_source and row.old_source != told else told
    return ", ".join(filter(None, (told, row.row)))


def _pages(places: Iterable[Place]) -> str:
    """Return "brochure 3, 4; infographic 1"."""
    numbers: dict[str, dict[int, None]] = {}
    for place in places:
        numbers.setdefault(place.document, {})[place.page] = None
    return "; ".join(f"{name} {', '.join(map(str, pages))}" for name, pages in numbers.items()) or "on no page"


def _kind(change: WordsChange) -> str:
    """Return what changed; of a chart also which, as the first sentence of its alternative says."""
    return f"chart, {(change.new or change.old).partition('. ')[0]}" if change.kind == "chart" else change.kind


def _parted(change: WordsChange) -> tuple[str, str]:
    """Return the words before and after; of a chart only the clauses that are others."""
    if change.kind != "chart" or not change.old or not change.new:
        return change.old, change.new
    old, new = ([clause for clause in CLAUSE.split(text) if clause] for text in (change.old, change.new))
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    changed = [(old[a:b], new[c:d]) for kind, a, b, c, d in steps if kind != "equal"]
    if not changed:  # nothing but blanks
        return change.old, change.new
    before, after = (" … ".join(" ".join(part) for part in parts if part) for parts in zip(*changed, strict=True))
    return (before, after) if before != after else (change.old, change.new)  # else only the order is another


def _where(place: Place) -> str:
    return f"{place.document}, page {place.page}" + (f": {' '.join(place.panel.split())}" if place.panel else "")


def _pair(old: str, new: str, nothing: str = NOTHING) -> str:
    return f"{old or nothing} → {new or nothing}"


def _safe(line: str) -> str:
    """Return a line, its indent kept, that cannot steer a terminal."""
    indent = len(line) - len(line.lstrip(" "))
    return " " * indent + printable(line)


def _md(words: str) -> str:
    """Return words as Markdown shows them as they are, in the cell of a table too."""
    plain = escape(" ".join(words.split()), quote=False).replace("@", "&#64;")  # nobody is called by a pull request
    return re.sub(r"([\\`*_{}\[\]|~]|(?<!&)#)", r"\\\1", plain)


def _web(words: str) -> str:
    return escape(" ".join(words.split()))


def _del(words: str) -> str:
    return f"<del>{_web(words or NOTHING)}</del>"


def _ins(words: str) -> str:
    return f"<ins>{_web(words or NOTHING)}</ins>"


def _figure(shown: Shown) -> str:
    both = (("before", shown.old), ("after", shown.new))
    pictures = (f'<img src="{escape(file)}" alt="{name}"/>' if file else NOTHING for name, file in both)
    return f"<figure>{''.join(f'<div>{picture}</div>' for picture in pictures)}</figure>"
