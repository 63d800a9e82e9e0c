"""What is compared: a data package, laid out as a build would, a folder of finished files, or either at a revision."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..documents.registry import DOCUMENTS
from ..errors import ReportError, UsageError, quote_value
from ..export.chrome.session import BrowserSession
from ..export.pdf.writer import render_pdf
from ..export.raster import crop_pages
from ..geometry import Box
from ..i18n import catalog
from ..provenance.attachments import read_ledger
from ..provenance.diff import LedgerDiff, PageArea, PageSection, diff_ledgers
from ..provenance.file_names import LEDGER_FILE
from ..provenance.model import Ledger
from ..system import resources
from ..system.cache import Cache
from ..system.git import find_repository
from ..theme.fonts import register_fonts
from . import build_manifest
from .build import ComposedDocuments, compose_documents, draw_charts
from .options import BuildOptions
from .products import describe_document

__all__ = ["ChangePicture", "DiffInput", "compare_inputs", "crop_changes", "open_diff_inputs"]

CROP_MARGIN = 14  # points of the page around what changed


@dataclass(frozen=True)
class DiffInput:
    """An edition: what it is called, its ledger with the passages, and what else decides how it looks.

    Its pages lie in a `folder` of finished files, or are still to be drawn from a `plan`.
    """

    name: str
    ledger: Ledger
    build_record: Mapping[str, Any] | None = None
    folder: Path | None = None
    composed: ComposedDocuments | None = None


@dataclass(frozen=True, slots=True)
class ChangePicture:
    """What changed under a heading of a page, before and after, as PNGs; None where there was nothing to be seen."""

    place: PageSection
    old: bytes | None
    new: bytes | None


# ── Which editions ────────────────────────────────────────────────────────────────────────────────


@contextmanager
def open_diff_inputs(old: str, new: str, options: BuildOptions) -> Iterator[tuple[DiffInput, DiffInput]]:
    """Give the two editions that `old` and `new` name, until the end of the block.

    Each is the path or the name of a data package, the path of a folder of finished files, or a revision of git:
    REVISION:PATH, or of what the other names, or of the data of `choice`. Raise ReportError for what is none of them.
    """
    places = [_find_path(name) for name in (old, new)]
    here = next((place for place in reversed(places) if place), None) or resources.find_data_package(options.data)
    with ExitStack() as stack:
        before, after = (
            _load_input(name, place, options) if place else stack.enter_context(_load_revision(name, here, options))
            for name, place in zip((old, new), places, strict=True)
        )
        yield before, after


def _find_path(name: str) -> Path | None:
    """Return what `name` is the path of, or the shipped edition of that name."""
    try:
        return resources.find_data_package(name)
    except UsageError:
        return None


def _load_input(name: str, path: Path, options: BuildOptions) -> DiffInput:
    """Return the edition at a place. Raise ReportError for what is none."""
    if (path / LEDGER_FILE).is_file():
        return DiffInput(name, read_ledger(path / LEDGER_FILE), _read_build_record(path), folder=path)
    planned = compose_documents(replace(options, data=str(path)))
    chosen = {"brand": options.brand, "paper": options.paper, "ground": options.ground}
    return DiffInput(name, planned.ledger, build_manifest.collect_inputs(str(path), **chosen), composed=planned)


@contextmanager
def _load_revision(name: str, default_path: Path, options: BuildOptions) -> Iterator[DiffInput]:
    """Give what a revision has at a path, with the brand of then; where it has none, with that of today."""
    revision, _, inner = name.partition(":")
    path = Path(inner) if inner else default_path
    held = find_repository(path)
    commit = held.resolve_commit(revision) if held else ""
    if not held or not commit:
        why = "git knows no such revision" if held else f"{path} lies in no repository of git"
        hint = "name a data package, a folder of finished files, or a revision"
        raise UsageError(f"{quote_value(name)} is no path and no shipped edition, and {why}", hint)
    with ExitStack() as stack:
        then, brand = stack.enter_context(held.extract(commit, path)), resources.find_brand_folder(options.brand)
        with suppress(UsageError):
            brand = stack.enter_context(held.extract(commit, brand))
        try:
            side = _load_input(f"{name} ({commit[:10]})", then, replace(options, brand=str(brand)))
        except ReportError as error:  # in the words of who asks, who knows of no copy
            raise error.replace_path(str(then), f"{revision}:{path}") from None
        yield side


def _read_build_record(folder: Path) -> Mapping[str, Any] | None:
    """Return what a build recorded of itself, None without a record that can be read."""
    try:
        told = json.loads((folder / build_manifest.MANIFEST_FILE).read_bytes())
        brand = {name: digest for name, digest in told["inputs"].items() if name.startswith("brand/")}
        return {"inputs": brand, **{key: told[key] for key in ("program", "source", "libraries", "choices")}}
    except build_manifest.MALFORMED_JSON_ERRORS:
        return None


# ── What is between them ──────────────────────────────────────────────────────────────────────────


def compare_inputs(old: DiffInput, new: DiffInput) -> LedgerDiff:
    """Compare two editions."""
    return diff_ledgers(
        old.ledger, new.ledger, (old.name, new.name), catalog.load_language("en"), _list_build_differences(old, new)
    )


def _list_build_differences(old: DiffInput, new: DiffInput) -> list[str]:
    """Return with what they were made that may make them look different, whatever their data and day of issue."""
    if not (old.build_record and new.build_record):
        return ["what nobody recorded"]
    before, after = _appearance_settings(old.build_record), _appearance_settings(new.build_record)
    return [f"another {name}" for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]


def _appearance_settings(build_record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what decides how an edition looks, by name."""
    brand = {name: digest for name, digest in build_record["inputs"].items() if name.startswith("brand/")}
    choices = {name: value for name, value in build_record["choices"].items() if name not in ("data", "issued")}
    return {
        "program": (build_record["program"], build_record["source"]),
        **build_record["libraries"],
        **choices,
        **brand,
    }


# ── Pictures ──────────────────────────────────────────────────────────────────────────────────────


def crop_changes(
    old: DiffInput, new: DiffInput, comparison: LedgerDiff, options: BuildOptions
) -> tuple[ChangePicture, ...]:
    """Return a picture of each part of a page in which words changed; charts are drawn as far as they have to be."""
    before: dict[PageSection, list[PageArea]] = {}
    after: dict[PageSection, list[PageArea]] = {}
    for change in (change for product in comparison.products for change in product.words):
        for seen, by_place in ((change.old_seen, before), (change.new_seen, after)):
            by_place.setdefault(change.place, []).extend([seen] if seen else [])
    if not after:
        return ()
    papers = _collect_pdfs((old, new), {product.document for product in comparison.products if product.words}, options)
    pictures = _crop_places(papers[0], before), _crop_places(papers[1], after)
    return tuple(ChangePicture(place, pictures[0].get(place), pictures[1].get(place)) for place in after)


def _crop_places(
    pdfs: Mapping[str, bytes], wanted: Mapping[PageSection, Sequence[PageArea]]
) -> dict[PageSection, bytes]:
    """Return the parts of pages that hold what is to be seen of each place; of several pages the first."""
    found: dict[PageSection, bytes] = {}
    for document, paper in pdfs.items():
        places = {place: seen for place, seen in wanted.items() if place.document == document and seen}
        boxes = [Box.bounding(s.box for s in seen if s.page == seen[0].page) for seen in places.values()]
        wider = [
            Box(b.x - CROP_MARGIN, b.y - CROP_MARGIN, b.width + 2 * CROP_MARGIN, b.height + 2 * CROP_MARGIN)
            for b in boxes
        ]
        pages = [seen[0].page for seen in places.values()]
        if places:
            found |= dict(zip(places, crop_pages(paper, zip(pages, wider, strict=True)), strict=True))
    return found


def _collect_pdfs(
    diff_inputs: Sequence[DiffInput], documents: Set[str], options: BuildOptions
) -> list[dict[str, bytes]]:
    """Return the PDFs of the editions by document: those that are there, else drawn now, by one browser for both."""
    plans = {number: side.composed for number, side in enumerate(diff_inputs) if side.composed}
    paths = [[side.folder / f"{name}.pdf" for name in sorted(documents) if side.folder] for side in diff_inputs]
    found = [{path.stem: path.read_bytes() for path in some if path.is_file()} for some in paths]
    for faces in dict.fromkeys(each.context.brand.font_faces for each in plans.values()):
        some = {number: each for number, each in plans.items() if each.context.brand.font_faces == faces}
        groups = {
            f"{n}/{name}": pages for n, p in some.items() for name, pages in p.scenes.items() if name in documents
        }
        with BrowserSession(faces, options.deadline, Cache(options.cache)) as session:
            drawn = draw_charts(groups, session)
        for number, each in some.items():
            found[number] = _render_pdfs(
                each, {name: drawn[f"{number}/{name}"] for name in documents & each.scenes.keys()}
            )
    return found


def _render_pdfs(composed: ComposedDocuments, scenes: Mapping[str, tuple[Any, ...]]) -> dict[str, bytes]:
    """Return the PDFs of a plan whose charts are drawn."""
    brand = composed.context.brand
    register_fonts(brand)  # the other edition may have another
    return {
        name: render_pdf(pages, brand, describe_document(DOCUMENTS[name], composed.context, composed.dataset))
        for name, pages in scenes.items()
    }
