"""The two sides of a diff: a dataset that is laid out, a folder of finished files, or either at a git revision."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..documents.registry import DOCUMENTS
from ..errors import ReportError, UsageError, quote_value
from ..export.chrome.session import BrowserSession
from ..export.pdf.writer import render_pdf
from ..export.raster import crop_pages
from ..geometry import Box
from ..i18n import catalog
from ..layout.scene import Scene
from ..provenance.attachments import read_ledger
from ..provenance.diff import LedgerDiff, PageArea, PageSection, diff_ledgers
from ..provenance.file_names import LEDGER_FILE
from ..provenance.model import Ledger
from ..system import resources
from ..system.cache import Cache
from ..system.git import find_repository
from ..theme.fonts import register_fonts
from . import build_manifest
from .build import ComposedDocuments, compose_documents
from .drawing import draw_charts
from .options import BuildOptions
from .outputs import MANIFEST_FILE
from .products import describe_document

__all__ = ["ChangePicture", "DiffInput", "compare_inputs", "crop_changes", "open_diff_inputs"]

CROP_MARGIN = 14  # points around what changed


@dataclass(frozen=True)
class DiffInput:
    """One side: its name, its ledger, and what else decides how it looks.

    Its pages are in a `folder` of finished files, or in `composed`, still to be drawn.
    """

    name: str
    ledger: Ledger
    build_record: Mapping[str, Any] | None = None
    folder: Path | None = None
    composed: ComposedDocuments | None = None


@dataclass(frozen=True, slots=True)
class ChangePicture:
    """The changed part of a section before and after, as PNGs; None where that side shows nothing."""

    place: PageSection
    old: bytes | None
    new: bytes | None


# ── Loading ───────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def open_diff_inputs(old: str, new: str, options: BuildOptions) -> Iterator[tuple[DiffInput, DiffInput]]:
    """Yield the two sides that `old` and `new` name, for the length of the block.

    Each is the name or path of a dataset, the path of a folder of finished files, or a git revision: REVISION:PATH, or
    REVISION of what the other side names, else of `options.data`. Raise ReportError for anything else.
    """
    paths = [_find_path(name) for name in (old, new)]
    default_path = paths[1] or paths[0] or resources.find_data_package(options.data)
    with ExitStack() as stack:
        before, after = (
            _load_input(name, path, options)
            if path
            else stack.enter_context(_load_revision(name, default_path, options))
            for name, path in zip((old, new), paths, strict=True)
        )
        yield before, after


def _find_path(name: str) -> Path | None:
    """Return the path that `name` is, or that of the shipped dataset of that name."""
    try:
        return resources.find_data_package(name)
    except UsageError:
        return None


def _load_input(name: str, path: Path, options: BuildOptions) -> DiffInput:
    """Load a folder of finished files or a dataset. Raise ReportError for data that is not sound."""
    if (path / LEDGER_FILE).is_file():
        return DiffInput(name, read_ledger(path / LEDGER_FILE), _read_build_record(path), folder=path)
    composed = compose_documents(options._replace(data=str(path)))
    choices = {"paper": options.paper, "ground": options.ground}
    build_record = build_manifest.collect_inputs(str(path), options.brand, choices)
    return DiffInput(name, composed.ledger, build_record, composed=composed)


@contextmanager
def _load_revision(name: str, default_path: Path, options: BuildOptions) -> Iterator[DiffInput]:
    """Yield what a revision has at a path, with its own brand; where it has none, with that of today."""
    revision, _, inner_path = name.partition(":")
    path = Path(inner_path) if inner_path else default_path
    repository = find_repository(path)
    commit = repository.resolve_commit(revision) if repository else ""
    if not repository or not commit:
        why = "git knows no such revision" if repository else f"{path} is not in a git repository"
        hint = "name a data package, a folder of finished files, or a revision"
        if repository and repository.is_shallow():
            why += " in this shallow clone"
            hint = "run git fetch --unshallow --tags, in CI check out with fetch-depth 0"
        raise UsageError(f"{quote_value(name)} is neither a path nor a shipped data set, and {why}", hint)
    with ExitStack() as stack:
        extracted = stack.enter_context(repository.extract(commit, path))
        file = resources.find_brand_file(options.brand)
        brand = file
        with suppress(UsageError):
            folder = stack.enter_context(repository.extract(commit, file.parent))
            brand = folder / file.name if Path(options.brand).is_file() else folder  # as it is named for the other side
        try:
            side = _load_input(f"{name} ({commit[:10]})", extracted, options._replace(brand=str(brand)))
        except ReportError as error:  # the user knows the revision, not our copy of it
            raise error.replace_path(str(extracted), f"{revision}:{path}") from None
        yield side


def _read_build_record(folder: Path) -> Mapping[str, Any] | None:
    """Return what the manifest of a folder says about how it was made; None without a readable manifest."""
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_bytes())
        brand = {name: digest for name, digest in manifest["inputs"].items() if name.startswith("brand/")}
        return {"inputs": brand, **{key: manifest[key] for key in ("program", "source", "libraries", "choices")}}
    except build_manifest.MALFORMED_JSON_ERRORS:
        return None


# ── Comparing ─────────────────────────────────────────────────────────────────────────────────────


def compare_inputs(old: DiffInput, new: DiffInput) -> LedgerDiff:
    """Compare two sides."""
    names, language = (old.name, new.name), catalog.load_language("en")
    return diff_ledgers(old.ledger, new.ledger, names, language, _list_build_differences(old, new))


def _list_build_differences(old: DiffInput, new: DiffInput) -> list[str]:
    """Return what may make two sides look different, whatever their data and issue date."""
    if not (old.build_record and new.build_record):
        return ["what nobody recorded"]
    before, after = _appearance_settings(old.build_record), _appearance_settings(new.build_record)
    return [f"another {name}" for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]


def _appearance_settings(build_record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what decides how a side looks, by name."""
    brand = {name: digest for name, digest in build_record["inputs"].items() if name.startswith("brand/")}
    choices = {name: value for name, value in build_record["choices"].items() if name not in ("data", "issued")}
    return {
        "program": (build_record["program"], build_record["source"]),
        **build_record["libraries"],
        **choices,
        **brand,
    }


# ── Pictures of changes ───────────────────────────────────────────────────────────────────────────


def crop_changes(
    old: DiffInput, new: DiffInput, comparison: LedgerDiff, options: BuildOptions
) -> tuple[ChangePicture, ...]:
    """Return a picture of each section in which words changed. Only charts that are not drawn yet are drawn."""
    before: dict[PageSection, list[PageArea]] = {}
    after: dict[PageSection, list[PageArea]] = {}
    for product in comparison.products:
        for change in product.words:
            for area, areas in ((change.old_seen, before), (change.new_seen, after)):
                areas.setdefault(change.place, []).extend([area] if area else [])
    if not after:
        return ()
    documents = {product.document for product in comparison.products if product.words}
    old_pdfs, new_pdfs = _collect_pdfs((old, new), documents, options)
    old_pictures, new_pictures = _crop_sections(old_pdfs, before), _crop_sections(new_pdfs, after)
    return tuple(ChangePicture(section, old_pictures.get(section), new_pictures.get(section)) for section in after)


def _crop_sections(
    pdfs: Mapping[str, bytes], areas: Mapping[PageSection, Sequence[PageArea]]
) -> dict[PageSection, bytes]:
    """Return a picture of the areas of each section; of areas on several pages those on the first."""
    found: dict[PageSection, bytes] = {}
    for document, pdf in pdfs.items():
        crops = {}
        for section, seen in areas.items():
            if section.document == document and seen:
                page = seen[0].page
                crops[section] = page, _with_margin(Box.bounding(area.box for area in seen if area.page == page))
        if crops:
            found |= dict(zip(crops, crop_pages(pdf, crops.values()), strict=True))
    return found


def _with_margin(box: Box) -> Box:
    return Box(box.x - CROP_MARGIN, box.y - CROP_MARGIN, box.width + 2 * CROP_MARGIN, box.height + 2 * CROP_MARGIN)


def _collect_pdfs(sides: Sequence[DiffInput], documents: Set[str], options: BuildOptions) -> list[dict[str, bytes]]:
    """Return the PDFs of each side by document: finished ones are read, others drawn, sides of equal fonts together."""
    pdfs: list[dict[str, bytes]] = []
    for side in sides:
        paths = [side.folder / f"{name}.pdf" for name in sorted(documents)] if side.folder else []
        pdfs.append({path.stem: path.read_bytes() for path in paths if path.is_file()})
    composed = {number: side.composed for number, side in enumerate(sides) if side.composed}
    for faces, brand in {each.context.brand.all_faces: each.context.brand for each in composed.values()}.items():
        group = {n: each for n, each in composed.items() if each.context.brand.all_faces == faces}
        register_fonts(brand)  # the side before may have another brand
        scenes = {
            f"{number}/{name}": each.scenes[name]
            for number, each in group.items()
            for name in each.scenes
            if name in documents
        }
        with BrowserSession(brand.font_faces, options.deadline, Cache(options.cache)) as session:
            drawn = draw_charts(scenes, session)
        for number, each in group.items():
            drawn_scenes = {name: drawn[f"{number}/{name}"] for name in documents & each.scenes.keys()}
            pdfs[number] = _render_pdfs(each, drawn_scenes)
    return pdfs


def _render_pdfs(composed: ComposedDocuments, scenes: Mapping[str, tuple[Scene, ...]]) -> dict[str, bytes]:
    """Return the PDFs of drawn documents, by name."""
    return {
        name: render_pdf(
            pages, composed.context.brand, describe_document(DOCUMENTS[name], composed.context, composed.dataset)
        )
        for name, pages in scenes.items()
    }
