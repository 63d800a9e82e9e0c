"""The export stage: composed and drawn products to the bytes of their files."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache as call_once
from functools import cached_property
from pathlib import Path

from ..dataset.model import Dataset
from ..documents.compose import Document
from ..documents.registry import DOCUMENTS, INFOGRAPHIC
from ..export.font_subset import font_face_rule
from ..export.html.writer import HtmlLabels, html_font_characters, render_html
from ..export.pdf.conformance import ConformanceResult, check_conformance
from ..export.pdf.writer import render_pdf
from ..export.raster import render_png
from ..export.svg import render_svg, svg_font_characters
from ..geometry import POINTS_PER_INCH
from ..layout.context import LayoutContext
from ..layout.logical_tree import compose_alt_text, find_main_heading
from ..layout.scene import DocumentMetadata, Scene
from ..page_formats import find_picture_format
from ..provenance.builder import build_ledger, merge_ledgers
from ..provenance.file_names import LEDGER_FILE
from ..provenance.model import Ledger, serialize_ledger
from ..system.cache import Cache
from ..system.fork import run_in_fork
from .options import BuildOptions
from .outputs import ledger_path

__all__ = ["ExportedFiles", "Product", "context_for", "create_products", "describe_document", "export", "issue_date"]


def context_for(document: Document, context: LayoutContext, options: BuildOptions) -> LayoutContext:
    """Return the layout context in the page format of a document."""
    if document.name == INFOGRAPHIC.name:
        return context.with_page_format(find_picture_format(options.picture))
    return context


def describe_document(document: Document, context: LayoutContext, dataset: Dataset) -> DocumentMetadata:
    """Return the metadata that the files of a document carry."""
    title, subject = context.message(document.title), context.message(f"{document.name}.subject")
    author = dataset.organization.name if dataset.organization.is_own else ""
    return DocumentMetadata(title.text, subject.text, context.language.code, issue_date(context, dataset), author)


def issue_date(context: LayoutContext, dataset: Dataset) -> str:
    """Return the issue date, 2026-11-27: the chosen one, else the latest date of the data; "" for none."""
    return context.issued or dataset.latest_date


@dataclass(frozen=True)
class Product:
    """A composed document and everything that its files need. The ledger is built once."""

    name: str
    scenes: tuple[Scene, ...]
    context: LayoutContext
    metadata: DocumentMetadata
    dataset: Dataset

    @cached_property
    def ledger(self) -> Ledger:
        return build_ledger(self.dataset, {self.name: self.scenes}, self.metadata.issued)

    @cached_property
    def attachments(self) -> dict[str, bytes]:
        """The files that every output of the product carries, by name: its ledger."""
        return {LEDGER_FILE: serialize_ledger(self.ledger)}

    def render_pdf(self) -> ConformanceResult:
        """Render the PDF and check it against its standards."""
        content = render_pdf(self.scenes, self.context.brand, self.metadata, self.attachments)
        return check_conformance(content, self.scenes, self.context.brand, self.metadata)

    def render_png(self, pdf_content: bytes) -> bytes:
        """Render the first page as a PNG, from the PDF of the product."""
        scale, page = self.context.page_format.dpi / POINTS_PER_INCH, self.scenes[0]
        alt_text, heading = compose_alt_text(page), find_main_heading(page)
        return render_png(pdf_content, scale, self.attachments, self.metadata, alt_text, heading)

    def render_svg(self, cache: Cache) -> bytes:
        return render_svg(self.scenes[0], self.context.brand, self.metadata, self.attachments, cache)

    def render_html(self, cache: Cache) -> bytes:
        brand, labels = self.context.brand, self._html_labels()
        return render_html(self.scenes, brand, self.metadata, labels, self.attachments, cache)

    def subset_fonts(self, suffix: str, cache: Cache) -> None:
        """Subset the font faces that the SVG or the HTML embeds, so that writing it later finds them done.

        The words of the charts must be placed; the charts need not be drawn.
        """
        brand = self.context.brand
        if suffix == ".svg":
            for face, characters in svg_font_characters(self.scenes[0], brand).items():
                font_face_rule(face, characters, cache=cache)
        elif suffix == ".html":
            for face, characters in html_font_characters(
                self.scenes, brand, self.metadata, self._html_labels()
            ).items():
                font_face_rule(face, characters, kerning=True, cache=cache)

    def _html_labels(self) -> HtmlLabels:
        texts = {name: str(self.context.message(f"transcript.{name}", number="{}")) for name in HtmlLabels._fields}
        return HtmlLabels(**texts)


def create_products(
    scenes: Mapping[str, tuple[Scene, ...]], context: LayoutContext, options: BuildOptions, dataset: Dataset
) -> dict[str, Product]:
    """Return the products of composed documents, by name."""
    return {
        name: Product(
            name,
            pages,
            context_for(DOCUMENTS[name], context, options),
            describe_document(DOCUMENTS[name], context, dataset),
            dataset,
        )
        for name, pages in scenes.items()
    }


@dataclass(frozen=True, slots=True)
class ExportedFiles:
    """The bytes of the outputs and their ledger by path, and the checks of the PDFs behind them by file name."""

    files: dict[Path, bytes]
    pdf_checks: dict[str, ConformanceResult]


def export(
    outputs: Mapping[Path, str], products: Mapping[str, Product], dataset: Dataset, cache: Cache
) -> ExportedFiles:
    """Render every output, from a product name for each path, and the ledger of all."""
    suffixes = {path: path.suffix.lower() for path in outputs}
    with ExitStack() as stack:
        pdfs = {
            name: call_once(products[name].render_pdf)
            for name in dict.fromkeys(name for path, name in outputs.items() if suffixes[path] in (".pdf", ".png"))
        }
        if len(pdfs) > 1:  # the longest first, on a second core: an eighth less time when warm, see bench/README.md
            first = next(iter(pdfs))
            pdfs[first] = call_once(stack.enter_context(run_in_fork(products[first].render_pdf)))
        ledger = merge_ledgers(dataset, [product.ledger for product in products.values()], _scenes(products))
        thread = stack.enter_context(ThreadPoolExecutor(1))  # compressing a PNG leaves Python to other work
        pngs = {
            path: thread.submit(products[name].render_png, pdfs[name]().content)
            for path, name in outputs.items()
            if suffixes[path] == ".png"
        }
        files = {
            path: products[name].render_svg(cache) if suffixes[path] == ".svg" else products[name].render_html(cache)
            for path, name in outputs.items()
            if suffixes[path] in (".svg", ".html")
        }
        files |= {path: pdfs[name]().content for path, name in outputs.items() if suffixes[path] == ".pdf"}
        files |= {path: png.result() for path, png in pngs.items()}
    written = {path: files[path] for path in outputs}
    written[ledger_path(outputs)] = serialize_ledger(ledger)
    pdf_paths = {name: str(path) for path, name in outputs.items() if suffixes[path] == ".pdf"}
    return ExportedFiles(written, {pdf_paths.get(name, f"{name}.pdf"): pdf() for name, pdf in pdfs.items()})


def _scenes(products: Mapping[str, Product]) -> dict[str, tuple[Scene, ...]]:
    return {name: product.scenes for name, product in products.items()}
