"""The pipeline as one function: read, tell, compose, draw, export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path

from ..dataset.insights import Insights, compute_insights
from ..dataset.loader import build_dataset
from ..dataset.model import Dataset
from ..dataset.readers import read_package
from ..dataset.validation.rules import find_missing_glyphs
from ..documents.compose import Document, compose
from ..documents.registry import BROCHURE, INFOGRAPHIC
from ..export.chrome.session import BrowserSession
from ..export.chrome.svg_import import chart_key, place_drawings, place_labels
from ..export.font_subset import font_versions
from ..export.pdf.conformance import ConformanceResult, raise_first_fault, render_evidence
from ..i18n import catalog
from ..layout.context import LayoutContext
from ..layout.preflight import describe_adjustments, preflight_scenes
from ..layout.scene import Chart, Scene
from ..page_formats import find_paper_format
from ..provenance.builder import build_ledger, merge_ledgers
from ..provenance.model import Ledger, serialize_ledger
from ..system import resources
from ..system.atomic_files import check_writable, write_atomically
from ..system.cache import Cache
from ..system.fork import run_in_fork
from ..theme.fonts import has_glyph, register_fonts
from ..theme.loader import load_brand
from ..theme.model import Brand
from . import build_manifest
from .options import BuildOptions
from .products import (
    check_suffixes,
    context_for,
    create_product_files,
    issue_date,
    ledger_path,
    manifest_paths,
    render_outputs,
)
from .staleness import check_files_exist, check_up_to_date

__all__ = ["ComposedDocuments", "build", "compose_documents", "draw_charts", "load_insights"]


def build(
    outputs: Mapping[Path, Document], options: BuildOptions, session: BrowserSession | None = None
) -> tuple[Path, ...]:
    """Turn a data package into finished files and their ledger. Raise ReportError; then no file has changed.

    A PDF that is not what it would claim raises ConformanceError; only the evidence of that is written, if wanted.
    Return the paths of what was written; where that is only to be checked, raise StaleError for what differs.
    """
    check_suffixes(outputs)
    beside = [options.evidence] if options.evidence else []
    if options.check:
        check_files_exist(outputs)
    else:
        check_writable((*outputs, ledger_path(outputs), *manifest_paths(outputs, options), *beside))
    options.on_step("read")
    brand = load_brand(resources.find_brand_folder(options.brand), options.cache).with_ground(options.ground)
    # the browser starts while we read and compose
    with session or BrowserSession(None, options.deadline, Cache(options.cache)) as session:
        session.set_font_faces(brand.font_faces)
        dataset, context, scenes = _read_and_compose(outputs.values(), options, brand)
        preflight_scenes(page for pages in scenes.values() for page in pages)  # nothing is drawn for what will not fit
        for line in (line for name, pages in scenes.items() for line in describe_adjustments(name, pages)):
            options.on_adjustment(line)
        options.on_step("draw")
        scenes = draw_charts(scenes, session, partial(_prepare_export, outputs, dataset, scenes, context, options))
    preflight_scenes(page for pages in scenes.values() for page in pages)
    options.on_step("export")
    files, papers = _export(outputs, dataset, scenes, context, options)
    proofs = {path: render_evidence(papers) for path in beside}
    if not all(paper.conforms for paper in papers.values()):
        write_atomically(proofs)
        raise_first_fault(papers)
    if options.check:
        documents = {path: document.name for path, document in outputs.items()}
        check_up_to_date(files, documents, ledger_path(outputs), options.inputs or {})
        return ()
    for path in manifest_paths(outputs, options):
        made = {
            "issued": issue_date(context, dataset),
            "browser": session.browser_versions,
            "fonts": font_versions(context.brand),
        }
        named = {file.name: content for file, content in files.items()}
        files[path] = build_manifest.serialize_manifest(options.inputs or {}, named, made)
    write_atomically({**files, **proofs})
    return (*files, *proofs)


@dataclass(frozen=True)
class ComposedDocuments:
    """What a build of everything would make: its documents are laid out, and nothing is drawn."""

    dataset: Dataset
    context: LayoutContext
    scenes: dict[str, tuple[Scene, ...]]

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger that it would write."""
        day, scenes = issue_date(self.context, self.dataset), {name: place_labels(s) for name, s in self.scenes.items()}
        books = [build_ledger(self.dataset, {name: pages}, day) for name, pages in scenes.items()]
        return merge_ledgers(self.dataset, books, scenes)


def compose_documents(options: BuildOptions) -> ComposedDocuments:
    """Lay out a build of everything. Raise ReportError for data that cannot be trusted, or cannot be printed."""
    brand = load_brand(resources.find_brand_folder(options.brand), options.cache).with_ground(options.ground)
    return ComposedDocuments(*_read_and_compose((BROCHURE, INFOGRAPHIC), options, brand))


def _read_and_compose(
    documents: Iterable[Document], options: BuildOptions, brand: Brand
) -> tuple[Dataset, LayoutContext, dict[str, tuple[Scene, ...]]]:
    """Read the data and lay out the documents. Raise DataErrors for what cannot be trusted, or cannot be printed."""
    insights, context = load_insights(options, brand)
    options.on_step("compose")
    each = {d.name: compose(d, insights, context_for(d, context, options)) for d in dict.fromkeys(documents)}
    return insights.dataset, context, each


def load_insights(options: BuildOptions, brand: Brand) -> tuple[Insights, LayoutContext]:
    """Read the data; return its story and the edition to tell it in. Raise DataErrors for what cannot be trusted."""
    context = LayoutContext(brand, catalog.load_language("en"), find_paper_format(options.paper), options.issued)
    package = read_package(resources.find_data_package(options.data))
    dataset = build_dataset(
        package, find_missing_glyphs(package, cache(partial(has_glyph, brand)), brand.font_family_names)
    )
    register_fonts(brand)
    return compute_insights(dataset), context


def draw_charts(
    scenes: Mapping[str, tuple[Scene, ...]], session: BrowserSession, meanwhile: Callable[[], object] = lambda: None
) -> dict[str, tuple[Scene, ...]]:
    """Draw the charts of all groups of scenes in one call; what looks alike is drawn once, by the first of its names.

    The scenes of a group have different names. `meanwhile` is done while the browser draws, where it has to.
    Raise DrawError for a chart that cannot be drawn.
    """
    jobs: dict[str, Chart] = {}
    alike: dict[str, dict[str, str]] = {group: {} for group in scenes}  # the job of each chart of a group
    for group, pages in scenes.items():
        for name, chart in ((chart_key(s, i), i.block) for s in pages for i in s.charts if isinstance(i.block, Chart)):
            same = (job for job, made in jobs.items() if made.size == chart.size and made.figure == chart.figure)
            job = next(same, f"{group}/{name}" if name in jobs else name)
            jobs.setdefault(job, chart)
            alike[group][name] = job
    figures = {job: (chart.figure, chart.size) for job, chart in jobs.items()}
    drawings = session.draw(figures, while_drawing=meanwhile) if jobs else {}
    return {g: place_drawings(s, {name: drawings[job] for name, job in alike[g].items()}) for g, s in scenes.items()}


def _export(
    outputs: Mapping[Path, Document],
    dataset: Dataset,
    scenes: Mapping[str, tuple[Scene, ...]],
    context: LayoutContext,
    options: BuildOptions,
) -> tuple[dict[Path, bytes], dict[str, ConformanceResult]]:
    """Return the bytes of every output and of their ledger, and the PDFs behind them, examined, by file.

    Where there are several PDFs the first, which is the longest, is made aside.
    """
    products = {
        d.name: create_product_files(d, scenes[d.name], context, options, dataset)
        for d in dict.fromkeys(outputs.values())
    }
    paged = dict.fromkeys(d.name for path, d in outputs.items() if path.suffix.lower() in (".pdf", ".png"))
    with ExitStack() as beside:
        if len(paged) > 1:
            first = products[next(iter(paged))]
            first.wait_for_pdf = beside.enter_context(run_in_fork(first.render_pdf))
        whole = serialize_ledger(merge_ledgers(dataset, [product.ledger for product in products.values()], scenes))
        files = {**render_outputs(outputs, products, Cache(options.cache)), ledger_path(outputs): whole}
    written_as = {document.name: str(path) for path, document in outputs.items() if path.suffix.lower() == ".pdf"}
    made = ((name, product.checked_pdf) for name, product in products.items() if "checked_pdf" in vars(product))
    return files, {written_as.get(name, f"{name}.pdf"): paper for name, paper in made}


def _prepare_export(
    outputs: Mapping[Path, Document],
    dataset: Dataset,
    scenes: Mapping[str, tuple[Scene, ...]],
    context: LayoutContext,
    options: BuildOptions,
) -> None:
    """Do what exporting needs and what costs no time while the browser draws: typefaces cut to their letters.

    Those are known when the words of the charts are, so the carriers that embed faces are written, and thrown away.
    """
    for path, document in outputs.items():
        if path.suffix.lower() in (".html", ".svg"):
            product = create_product_files(document, place_labels(scenes[document.name]), context, options, dataset)
            product.attachments = {}
            product.render_file(path.suffix.lower(), Cache(options.cache))
