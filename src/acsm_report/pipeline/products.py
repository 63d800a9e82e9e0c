"""The pipeline as one function: read, tell, compose, draw, export."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..dataset.model import Dataset
from ..documents.compose import Document
from ..documents.registry import BROCHURE, INFOGRAPHIC
from ..errors import UsageError
from ..export.html.writer import HtmlLabels, render_html
from ..export.pdf.conformance import ConformanceResult, check_conformance
from ..export.pdf.writer import render_pdf
from ..export.raster import render_png
from ..export.svg import render_svg
from ..layout.context import LayoutContext
from ..layout.logical_tree import compose_alt_text, find_main_heading
from ..layout.scene import DocumentMetadata, Scene
from ..page_formats import find_picture_format
from ..provenance.builder import build_ledger
from ..provenance.file_names import LEDGER_FILE
from ..provenance.model import Ledger, serialize_ledger
from ..system.cache import Cache
from . import build_manifest
from .build_manifest import OUTPUT_SUFFIXES
from .options import BuildOptions

__all__ = ["all_outputs", "check_suffix", "context_for", "describe_document", "issue_date"]


def all_outputs(folder: Path) -> dict[Path, Document]:
    """Return the files of a whole build, by path."""
    documents = (BROCHURE, INFOGRAPHIC)
    return {folder / f"{d.name}{suffix}": d for d in documents for suffix in OUTPUT_SUFFIXES[d.name]}


def ledger_path(outputs: Mapping[Path, Document]) -> Path:
    """Return where the ledger of these files goes: ledger.json for several, FILE.ledger.json for one."""
    first = next(iter(outputs))
    return first.with_name(LEDGER_FILE) if len(outputs) > 1 else first.with_suffix(f".{LEDGER_FILE}")


def manifest_paths(outputs: Mapping[Path, Document], options: BuildOptions) -> tuple[Path, ...]:
    """Return where the manifest of these files goes: a single file has none, nor what went in unknown."""
    return (
        (ledger_path(outputs).with_name(build_manifest.MANIFEST_FILE),) if options.inputs and len(outputs) > 1 else ()
    )


def context_for(document: Document, context: LayoutContext, options: BuildOptions) -> LayoutContext:
    """Return the edition in the format of a document."""
    return (
        context.with_page_format(find_picture_format(options.picture)) if document.name == INFOGRAPHIC.name else context
    )


def describe_document(document: Document, context: LayoutContext, dataset: Dataset) -> DocumentMetadata:
    """Return what the files of a document say about themselves."""
    title, subject = context.message(document.title), context.message(f"{document.name}.subject")
    return DocumentMetadata(title.text, subject.text, context.language.code, issue_date(context, dataset))


def issue_date(context: LayoutContext, dataset: Dataset) -> str:
    """Return the day of issue, 2026-11-27: the one that was asked for, else the latest of the data; "" for none."""
    return context.issued or dataset.latest_date


def create_product_files(
    document: Document, pages: tuple[Scene, ...], context: LayoutContext, options: BuildOptions, dataset: Dataset
) -> ProductFiles:
    return ProductFiles(
        document.name,
        pages,
        context_for(document, context, options),
        describe_document(document, context, dataset),
        dataset,
    )


def render_outputs(
    outputs: Mapping[Path, Document], products: Mapping[str, ProductFiles], cache: Cache
) -> dict[Path, bytes]:
    """Return the bytes of every output; a picture is packed while the others are written, PDFs are waited for last."""
    with ThreadPoolExecutor(1) as beside:
        pictures = {
            path: beside.submit(products[document.name].render_png, products[document.name].checked_pdf.content)
            for path, document in outputs.items()
            if path.suffix.lower() == ".png"
        }
        others = {
            path: products[document.name].render_file(path.suffix.lower(), cache)
            for path, document in sorted(outputs.items(), key=lambda output: output[0].suffix.lower() == ".pdf")
            if path not in pictures
        }
        return {path: others[path] if path in others else pictures[path].result() for path in outputs}


@dataclass
class ProductFiles:
    """A document that lacks but its files: its pages, its edition, what it says of itself, the data that it is of.

    `making` waits for its PDF, where that is made elsewhere.
    """

    name: str
    pages: tuple[Scene, ...]
    context: LayoutContext
    about: DocumentMetadata
    dataset: Dataset
    wait_for_pdf: Callable[[], ConformanceResult] | None = None

    @cached_property
    def ledger(self) -> Ledger:
        """Where its figures come from."""
        return build_ledger(self.dataset, {self.name: self.pages}, self.about.issued)

    @cached_property
    def attachments(self) -> dict[str, bytes]:
        """What each of its files carries: the ledger."""
        return {LEDGER_FILE: serialize_ledger(self.ledger)}

    @cached_property
    def checked_pdf(self) -> ConformanceResult:
        """The PDF, read back; it is made once, for a PNG too."""
        return self.wait_for_pdf() if self.wait_for_pdf else self.render_pdf()

    def render_pdf(self) -> ConformanceResult:
        """Make the PDF, and read it back."""
        made = render_pdf(self.pages, self.context.brand, self.about, self.attachments)
        return check_conformance(made, self.pages, self.context.brand, self.about)

    def render_png(self, pdf_content: bytes) -> bytes:
        """Return its first page as a PNG, made from its PDF."""
        first = self.pages[0]
        told = compose_alt_text(first), find_main_heading(first)
        return render_png(pdf_content, self.context.page_format.dpi / 72, self.attachments, self.about, *told)

    def render_file(self, suffix: str, cache: Cache) -> bytes:
        """Return the file of an ending other than .png."""
        context, about = self.context, self.about
        if suffix == ".svg":
            return render_svg(self.pages[0], context.brand, about, self.attachments, cache)
        if suffix == ".html":
            told = {name: str(context.message(f"transcript.{name}", number="{}")) for name in HtmlLabels._fields}
            return render_html(self.pages, context.brand, about, HtmlLabels(**told), self.attachments, cache)
        return self.checked_pdf.content


def check_suffixes(outputs: Mapping[Path, Document]) -> None:
    for path, document in outputs.items():
        check_suffix(path, document.name, OUTPUT_SUFFIXES[document.name])


def check_suffix(path: Path, product_name: str, allowed_suffixes: Sequence[str]) -> None:
    """Raise UsageError for a file whose ending is none of those that this can be written as."""
    if path.suffix.lower() not in allowed_suffixes:
        raise UsageError(
            f"the {product_name} cannot be written as {path.suffix or 'a file without ending'}",
            f"name a file that ends in {' or '.join(allowed_suffixes)}",
            str(path),
        )
