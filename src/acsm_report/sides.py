"""What is compared: a data package, laid out as a build would, a folder of finished files, or either at a revision."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from . import fonts, language, manifest, resources
from .browser import Session
from .build import Choice, Plan, about, draw, plan
from .cache import Cache
from .comparison import Comparison, Place, Seen, compare
from .documents import DOCUMENTS
from .errors import ReportError, UsageError, shown
from .exports.crops import crops
from .exports.pdf import pdf
from .geometry import Box
from .inspection import carried
from .ledger import FILE, Ledger
from .revisions import repository

__all__ = ["Picture", "Side", "compared", "pictured", "sides"]

ROUND = 14  # points of the page around what changed


@dataclass(frozen=True)
class Side:
    """An edition: what it is called, its ledger with the passages, and what else decides how it looks.

    Its pages lie in a `folder` of finished files, or are still to be drawn from a `plan`.
    """

    name: str
    book: Ledger
    look: Mapping[str, Any] | None = None
    folder: Path | None = None
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """What changed under a heading of a page, before and after, as PNGs; None where there was nothing to be seen."""

    place: Place
    old: bytes | None
    new: bytes | None


# ── Which editions ────────────────────────────────────────────────────────────────────────────────


@contextmanager
def sides(old: str, new: str, choice: Choice) -> Iterator[tuple[Side, Side]]:
    """Give the two editions that `old` and `new` name, until the end of the block.

    Each is the path or the name of a data package, the path of a folder of finished files, or a revision of git:
    REVISION:PATH, or of what the other names, or of the data of `choice`. Raise ReportError for what is none of them.
    """
    places = [_there(name) for name in (old, new)]
    here = next((place for place in reversed(places) if place), None) or resources.data_package(choice.data)
    with ExitStack() as stack:
        before, after = (
            _side(name, place, choice) if place else stack.enter_context(_past(name, here, choice))
            for name, place in zip((old, new), places, strict=True)
        )
        yield before, after


def _there(name: str) -> Path | None:
    """Return what `name` is the path of, or the shipped edition of that name."""
    try:
        return resources.data_package(name)
    except UsageError:
        return None


def _side(name: str, place: Path, choice: Choice) -> Side:
    """Return the edition at a place. Raise ReportError for what is none."""
    if (place / FILE).is_file():
        return Side(name, carried(place / FILE), _recorded(place), folder=place)
    planned = plan(replace(choice, data=str(place)))
    chosen = {"brand": choice.brand, "paper": choice.paper, "ground": choice.ground}
    return Side(name, planned.ledger, manifest.inputs(str(place), **chosen), plan=planned)


@contextmanager
def _past(name: str, here: Path, choice: Choice) -> Iterator[Side]:
    """Give what a revision has at a path, with the brand of then; where it has none, with that of today."""
    revision, _, inner = name.partition(":")
    path = Path(inner) if inner else here
    held = repository(path)
    commit = held.commit(revision) if held else ""
    if not held or not commit:
        why = "git knows no such revision" if held else f"{path} lies in no repository of git"
        hint = "name a data package, a folder of finished files, or a revision"
        raise UsageError(f"{shown(name)} is no path and no shipped edition, and {why}", hint)
    with ExitStack() as stack:
        then, brand = stack.enter_context(held.at(commit, path)), resources.brand_folder(choice.brand)
        with suppress(UsageError):
            brand = stack.enter_context(held.at(commit, brand))
        try:
            side = _side(f"{name} ({commit[:10]})", then, replace(choice, brand=str(brand)))
        except ReportError as error:  # in the words of who asks, who knows of no copy
            raise error.of(str(then), f"{revision}:{path}") from None
        yield side


def _recorded(folder: Path) -> Mapping[str, Any] | None:
    """Return what a build recorded of itself, None without a record that can be read."""
    try:
        told = json.loads((folder / manifest.FILE).read_bytes())
        brand = {name: digest for name, digest in told["inputs"].items() if name.startswith("brand/")}
        return {"inputs": brand, **{key: told[key] for key in ("program", "source", "libraries", "choices")}}
    except manifest.STRANGE:
        return None


# ── What is between them ──────────────────────────────────────────────────────────────────────────


def compared(old: Side, new: Side) -> Comparison:
    """Compare two editions."""
    return compare(old.book, new.book, (old.name, new.name), language.load("en"), _made(old, new))


def _made(old: Side, new: Side) -> list[str]:
    """Return with what they were made that may make them look different, whatever their data and day of issue."""
    if not (old.look and new.look):
        return ["what nobody recorded"]
    before, after = _look(old.look), _look(new.look)
    return [f"another {name}" for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]


def _look(look: Mapping[str, Any]) -> dict[str, Any]:
    """Return what decides how an edition looks, by name."""
    brand = {name: digest for name, digest in look["inputs"].items() if name.startswith("brand/")}
    choices = {name: value for name, value in look["choices"].items() if name not in ("data", "issued")}
    return {"program": (look["program"], look["source"]), **look["libraries"], **choices, **brand}


# ── Pictures ──────────────────────────────────────────────────────────────────────────────────────


def pictured(old: Side, new: Side, found: Comparison, choice: Choice) -> tuple[Picture, ...]:
    """Return a picture of each part of a page in which words changed; charts are drawn as far as they have to be."""
    before: dict[Place, list[Seen]] = {}
    after: dict[Place, list[Seen]] = {}
    for change in (change for product in found.products for change in product.words):
        for seen, by_place in ((change.old_seen, before), (change.new_seen, after)):
            by_place.setdefault(change.place, []).extend([seen] if seen else [])
    if not after:
        return ()
    papers = _papers((old, new), {product.document for product in found.products if product.words}, choice)
    pictures = _cropped(papers[0], before), _cropped(papers[1], after)
    return tuple(Picture(place, pictures[0].get(place), pictures[1].get(place)) for place in after)


def _cropped(papers: Mapping[str, bytes], wanted: Mapping[Place, Sequence[Seen]]) -> dict[Place, bytes]:
    """Return the parts of pages that hold what is to be seen of each place; of several pages the first."""
    found: dict[Place, bytes] = {}
    for document, paper in papers.items():
        places = {place: seen for place, seen in wanted.items() if place.document == document and seen}
        boxes = [Box.around(s.box for s in seen if s.page == seen[0].page) for seen in places.values()]
        wider = [Box(b.x - ROUND, b.y - ROUND, b.w + 2 * ROUND, b.h + 2 * ROUND) for b in boxes]
        pages = [seen[0].page for seen in places.values()]
        if places:
            found |= dict(zip(places, crops(paper, zip(pages, wider, strict=True)), strict=True))
    return found


def _papers(both: Sequence[Side], documents: Set[str], choice: Choice) -> list[dict[str, bytes]]:
    """Return the PDFs of the editions by document: those that are there, else drawn now, by one browser for both."""
    plans = {number: side.plan for number, side in enumerate(both) if side.plan}
    paths = [[side.folder / f"{name}.pdf" for name in sorted(documents) if side.folder] for side in both]
    found = [{path.stem: path.read_bytes() for path in some if path.is_file()} for some in paths]
    for faces in dict.fromkeys(each.edition.brand.faces for each in plans.values()):
        some = {number: each for number, each in plans.items() if each.edition.brand.faces == faces}
        groups = {
            f"{n}/{name}": pages for n, p in some.items() for name, pages in p.scenes.items() if name in documents
        }
        with Session(faces, choice.deadline, Cache(choice.cache)) as session:
            drawn = draw(groups, session)
        for number, each in some.items():
            found[number] = _printed(each, {name: drawn[f"{number}/{name}"] for name in documents & each.scenes.keys()})
    return found


def _printed(plan: Plan, scenes: Mapping[str, tuple[Any, ...]]) -> dict[str, bytes]:
    """Return the PDFs of a plan whose charts are drawn."""
    brand = plan.edition.brand
    fonts.register(brand)  # the other edition may have another
    return {
        name: pdf(pages, brand, about(DOCUMENTS[name], plan.edition, plan.dataset)) for name, pages in scenes.items()
    }
