"""The pipeline as one function: read, tell, compose, draw, export."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from . import brand as brands
from . import fonts, language, resources
from .artwork import drawn, key
from .browser import Session
from .dataset import read
from .documents import BROCHURE, INFOGRAPHIC, Document, compose
from .edition import Edition
from .errors import UsageError
from .exports.files import commit, refuse_unwritable
from .exports.pdf import About, pdf
from .exports.png import png
from .geometry import FORMATS, format_named
from .proof import proofread
from .scene import Chart, Scene
from .story import tell

__all__ = ["CARRIERS", "Choice", "build", "everything"]

CARRIERS = {"brochure": (".pdf",), "infographic": (".png", ".pdf")}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a user may choose: data and brand by name or path, paper, and seconds to wait for the browser."""

    data: str = resources.DEFAULT_DATA
    brand: str = resources.DEFAULT_BRAND
    paper: str = "letter"
    deadline: float = 60.0
    step: Callable[[str], None] = field(default=lambda name: None)  # is told what begins


def everything(folder: Path) -> dict[Path, Document]:
    """Return the files of a whole build, by path."""
    documents = (BROCHURE, INFOGRAPHIC)
    return {folder / f"{d.name}{suffix}": d for d in documents for suffix in CARRIERS[d.name]}


def build(outputs: Mapping[Path, Document], choice: Choice) -> None:
    """Turn a data package into finished files. Raise ReportError; then no file has changed."""
    _refuse_suffixes(outputs)
    refuse_unwritable(outputs)
    choice.step("read")
    brand = brands.load(resources.brand_folder(choice.brand))
    with Session(brand.faces, choice.deadline) as session:  # the browser starts while we read and compose
        edition = Edition(brand, language.load("en"), format_named(choice.paper))
        story = tell(read(resources.data_package(choice.data)))
        fonts.register(brand)
        choice.step("compose")
        scenes = {d.name: compose(d, story, _edition(d, edition)) for d in dict.fromkeys(outputs.values())}
        choice.step("draw")
        scenes = _draw(scenes, session)
    proofread(page for pages in scenes.values() for page in pages)
    choice.step("export")
    commit(_export(outputs, scenes, edition))


def _edition(document: Document, edition: Edition) -> Edition:
    return edition.on(FORMATS["infographic"]) if document is INFOGRAPHIC else edition


def _draw(scenes: Mapping[str, tuple[Scene, ...]], session: Session) -> dict[str, tuple[Scene, ...]]:
    """Draw the charts of all documents in one call."""
    every = [scene for pages in scenes.values() for scene in pages]
    charts = {key(s, item): item.block for s in every for item in s.charts if isinstance(item.block, Chart)}
    jobs = {name: (chart.figure, chart.size) for name, chart in charts.items()}
    drawings = session.draw(jobs) if jobs else {}
    return {name: drawn(pages, drawings) for name, pages in scenes.items()}


def _export(
    outputs: Mapping[Path, Document], scenes: Mapping[str, tuple[Scene, ...]], edition: Edition
) -> dict[Path, bytes]:
    """Return the bytes of every output; a document becomes PDF once, and a PNG is made from that."""
    papers: dict[str, bytes] = {}
    files: dict[Path, bytes] = {}
    for path, document in outputs.items():
        if document.name not in papers:
            about = About(
                str(edition.say(document.title)), str(edition.say(f"{document.name}.subject")), edition.language.code
            )
            papers[document.name] = pdf(scenes[document.name], edition.brand, about)
        paper = papers[document.name]
        files[path] = png(paper) if path.suffix.lower() == ".png" else paper
    return files


def _refuse_suffixes(outputs: Mapping[Path, Document]) -> None:
    for path, document in outputs.items():
        if path.suffix.lower() not in CARRIERS[document.name]:
            known = " or ".join(CARRIERS[document.name])
            raise UsageError(
                f"the {document.name} cannot be written as {path.suffix or 'a file without ending'}",
                f"name a file that ends in {known}",
                str(path),
            )
