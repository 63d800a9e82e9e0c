"""The build in five stages: read, compute, compose, draw, export. Each takes values and returns values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

from ..dataset.insights import Insights, compute_insights
from ..dataset.loader import build_dataset
from ..dataset.model import Dataset
from ..dataset.readers import read_package
from ..dataset.validation.rules import find_missing_glyphs
from ..documents.compose import compose
from ..documents.registry import DOCUMENTS
from ..export.chrome.session import BrowserSession
from ..export.chrome.svg_import import place_labels
from ..export.font_subset import font_versions
from ..export.pdf.conformance import raise_first_fault, render_evidence
from ..export.preload import preload_libraries
from ..i18n import catalog
from ..layout.context import LayoutContext
from ..layout.preflight import describe_adjustments, preflight_scenes
from ..layout.scene import Scene
from ..page_formats import find_paper_format
from ..provenance.builder import build_ledger, merge_ledgers
from ..provenance.model import Ledger
from ..system import resources
from ..system.atomic_files import check_writable, write_atomically
from ..system.cache import Cache
from ..theme.contact_checks import refuse_missing_contact_glyphs
from ..theme.fonts import has_glyph, register_fonts
from ..theme.loader import load_brand
from ..theme.model import Brand
from .build_manifest import serialize_manifest
from .drawing import draw_charts
from .layout_faults import locate_layout_errors
from .options import SILENT, BuildOptions, Progress
from .outputs import check_suffixes, ledger_path, manifest_path
from .products import Product, context_for, create_products, export, issue_date
from .staleness import check_files_exist, check_up_to_date

__all__ = ["ComposedDocuments", "build", "compose_documents", "load_chosen_brand", "read"]


def build(
    outputs: Mapping[Path, str],
    options: BuildOptions,
    progress: Progress = SILENT,
    session: BrowserSession | None = None,
    inputs: Mapping[str, Any] | None = None,
) -> tuple[Path, ...]:
    """Build the outputs, given as a product name for each path, and their ledger. Return the paths of what was written.

    With `inputs`, as collect_inputs returns them, several outputs get a build manifest. With `options.check` nothing is
    written. Raise StaleError if files differ then, ConformanceError for a PDF that does not conform (only the evidence
    is written), another ReportError for what else is wrong; no output has changed then.
    """
    check_suffixes(outputs)
    has_manifest = bool(inputs) and len(outputs) > 1
    if options.check:
        check_files_exist(outputs)
    else:
        extra = [manifest_path(outputs)] if has_manifest else []
        extra += [options.evidence] if options.evidence else []
        check_writable([*outputs, ledger_path(outputs), *extra])

    progress.on_step("read")
    brand = load_chosen_brand(options)
    # the browser starts while this process reads and composes
    with session or BrowserSession(None, options.deadline, Cache(options.cache)) as browser:
        browser.set_font_faces(brand.font_faces)
        dataset, context = read(options, brand)
        insights = compute_insights(dataset)
        progress.on_step("compose")
        with locate_layout_errors(dataset):
            scenes = _compose(outputs.values(), insights, context, options)
            preflight_scenes(scene for group in scenes.values() for scene in group)
        for line in (line for name, group in scenes.items() for line in describe_adjustments(name, group)):
            progress.on_adjustment(line)
        progress.on_step("draw")
        scenes = draw_charts(scenes, browser, partial(_prepare_export, outputs, scenes, context, options, dataset))
    preflight_scenes(scene for group in scenes.values() for scene in group)

    progress.on_step("export")
    products = create_products(scenes, context, options, dataset)
    exported = export(outputs, products, dataset, Cache(options.cache))
    evidence = {options.evidence: render_evidence(exported.pdf_checks)} if options.evidence else {}
    if not all(check.conforms for check in exported.pdf_checks.values()):
        write_atomically(evidence)
        raise_first_fault(exported.pdf_checks)
    if options.check:
        check_up_to_date(exported.files, outputs, ledger_path(outputs), inputs or {})
        return ()
    files = dict(exported.files)
    if inputs and has_manifest:
        details = {
            "issued": issue_date(context, dataset),
            "browser": browser.browser_versions,
            "fonts": font_versions(brand),
        }
        files[manifest_path(outputs)] = serialize_manifest(inputs, {p.name: c for p, c in files.items()}, details)
    files |= evidence
    write_atomically(files)
    progress.on_notes(_count_notes(dataset, products))
    return tuple(files)


def _count_notes(dataset: Dataset, products: Mapping[str, Product]) -> int:
    """Return how many warnings and notes there are on the data, and rows that none of all documents prints."""
    printed = {key for product in products.values() for key in product.ledger.facts}
    unprinted = sum(fact.key not in printed for fact in dataset.facts) if products.keys() == DOCUMENTS.keys() else 0
    return dataset.note_count + unprinted


def load_chosen_brand(options: BuildOptions) -> Brand:
    """Load the brand on the chosen ground. Raise UsageError or SetupError for a brand that cannot be used."""
    return load_brand(resources.find_brand_file(options.brand), options.cache).with_ground(options.ground)


def read(options: BuildOptions, brand: Brand) -> tuple[Dataset, LayoutContext]:
    """Read the data; return it with the context to lay it out in. Raise DataErrors for data that is not sound.

    The fonts of the brand are registered, so that text can be measured.
    """
    language, paper = catalog.load_language("en"), find_paper_format(options.paper)
    package = read_package(resources.find_data_package(options.data))
    missing = find_missing_glyphs(package, cache(partial(has_glyph, brand)), brand.font_family_names)
    dataset = build_dataset(package, missing)
    refuse_missing_contact_glyphs(brand)
    register_fonts(brand)
    return dataset, LayoutContext(brand, language, paper, options.issued, organization=dataset.organization)


def _compose(
    product_names: Iterable[str], insights: Insights, context: LayoutContext, options: BuildOptions
) -> dict[str, tuple[Scene, ...]]:
    """Lay out each product once; return its scenes by name. Raise FitError for what does not fit its page."""
    documents = [DOCUMENTS[name] for name in dict.fromkeys(product_names)]
    return {d.name: compose(d, insights, context_for(d, context, options)) for d in documents}


def _prepare_export(
    outputs: Mapping[Path, str],
    scenes: Mapping[str, tuple[Scene, ...]],
    context: LayoutContext,
    options: BuildOptions,
    dataset: Dataset,
) -> None:
    """Import libraries and subset fonts while the browser draws: 2 % and 16 % less time, see bench/README.md."""
    preload_libraries()
    labeled = {name: place_labels(group) for name, group in scenes.items()}
    products = create_products(labeled, context, options, dataset)
    for path, name in outputs.items():
        products[name].subset_fonts(path.suffix.lower(), Cache(options.cache))


@dataclass(frozen=True)
class ComposedDocuments:
    """The documents of a full build, laid out and not drawn."""

    dataset: Dataset
    context: LayoutContext
    scenes: dict[str, tuple[Scene, ...]]

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger that the build would write."""
        issued = issue_date(self.context, self.dataset)
        scenes = {name: place_labels(group) for name, group in self.scenes.items()}
        ledgers = [build_ledger(self.dataset, {name: group}, issued) for name, group in scenes.items()]
        return merge_ledgers(self.dataset, ledgers, scenes)


def compose_documents(options: BuildOptions) -> ComposedDocuments:
    """Lay out all documents. Raise DataErrors for data that is not sound, FitError for what does not fit."""
    dataset, context = read(options, load_chosen_brand(options))
    return ComposedDocuments(dataset, context, _compose(DOCUMENTS, compute_insights(dataset), context, options))
