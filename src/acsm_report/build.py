"""The pipeline as one function: read, tell, compose, draw, export."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from . import brand as brands
from . import exports, fonts, language, resources
from .artwork import drawn, key
from .brand import Brand
from .browser import Session
from .dataset import Dataset, read
from .documents import BROCHURE, INFOGRAPHIC, Document, compose
from .edition import Edition
from .errors import UsageError
from .exports.files import commit, refuse_unwritable
from .exports.pdf import pdf
from .exports.png import png
from .exports.svg import svg
from .geometry import paper_named, picture_named
from .ledger import FILE, Ledger, ledger, written
from .proof import adjustments, proofread
from .scene import About, Chart, Scene, alternative
from .story import tell
from .tables import load
from .validation import missing_glyphs

__all__ = ["CARRIERS", "Choice", "build", "everything", "forecast"]

CARRIERS = {"brochure": (".pdf",), "infographic": (".png", ".pdf", ".svg")}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a user may choose: data and brand by name or path, paper, ground, seconds to wait for the browser.

    `picture` is the shape of the infographic, one of geometry.PICTURES.
    """

    data: str = resources.DEFAULT_DATA
    brand: str = resources.DEFAULT_BRAND
    paper: str = "letter"
    picture: str = "infographic"
    ground: str = "screen"
    deadline: float = 60.0
    step: Callable[[str], None] = field(default=lambda name: None)  # is told what begins
    fit: Callable[[str], None] = field(default=lambda line: None)  # is told what was done so that everything fits


def everything(folder: Path) -> dict[Path, Document]:
    """Return the files of a whole build, by path."""
    documents = (BROCHURE, INFOGRAPHIC)
    return {folder / f"{d.name}{suffix}": d for d in documents for suffix in CARRIERS[d.name]}


def ledger_beside(outputs: Mapping[Path, Document]) -> Path:
    """Return where the ledger of these files goes: ledger.json for several, FILE.ledger.json for one."""
    first = next(iter(outputs))
    return first.with_name(FILE) if len(outputs) > 1 else first.with_suffix(f".{FILE}")


def build(outputs: Mapping[Path, Document], choice: Choice) -> tuple[Path, ...]:
    """Turn a data package into finished files and their ledger. Raise ReportError; then no file has changed.

    Return the paths of what was written.
    """
    _refuse_suffixes(outputs)
    refuse_unwritable((*outputs, ledger_beside(outputs)))
    choice.step("read")
    brand = brands.load(resources.brand_folder(choice.brand)).on_ground(choice.ground)
    with Session(brand.faces, choice.deadline) as session:  # the browser starts while we read and compose
        dataset, edition, scenes = _composed(outputs.values(), choice, brand)
        proofread(page for pages in scenes.values() for page in pages)  # nothing is drawn for what will not fit
        for line in (line for name, pages in scenes.items() for line in adjustments(name, pages)):
            choice.fit(line)
        exports.prepare()
        choice.step("draw")
        scenes = _draw(scenes, session)
    proofread(page for pages in scenes.values() for page in pages)
    choice.step("export")
    files = _export(outputs, dataset, scenes, edition, choice)
    commit(files)
    return tuple(files)


def forecast(choice: Choice) -> Ledger:
    """Return the ledger that a build of everything would write; its documents are laid out, and nothing is drawn."""
    brand = brands.load(resources.brand_folder(choice.brand)).on_ground(choice.ground)
    dataset, _, scenes = _composed((BROCHURE, INFOGRAPHIC), choice, brand)
    return ledger(dataset, scenes)


def _composed(
    documents: Iterable[Document], choice: Choice, brand: Brand
) -> tuple[Dataset, Edition, dict[str, tuple[Scene, ...]]]:
    """Read the data and lay out the documents. Raise DataErrors for what cannot be trusted, or cannot be printed."""
    edition = Edition(brand, language.load("en"), paper_named(choice.paper))
    package = load(resources.data_package(choice.data))
    dataset = read(package, missing_glyphs(package, partial(fonts.covers, brand), brand.families))
    story = tell(dataset)
    fonts.register(brand)
    choice.step("compose")
    each = {d.name: compose(d, story, _edition(d, edition, choice)) for d in dict.fromkeys(documents)}
    return dataset, edition, each


def _edition(document: Document, edition: Edition, choice: Choice) -> Edition:
    return edition.on(picture_named(choice.picture)) if document is INFOGRAPHIC else edition


def _draw(scenes: Mapping[str, tuple[Scene, ...]], session: Session) -> dict[str, tuple[Scene, ...]]:
    """Draw the charts of all documents in one call."""
    sheets = [scene for pages in scenes.values() for scene in pages]
    charts = {key(s, item): item.block for s in sheets for item in s.charts if isinstance(item.block, Chart)}
    same: dict[str, str] = {}  # what looks alike is drawn once, under the first of its names
    first = {name: same.setdefault(_content(chart), name) for name, chart in charts.items()}
    jobs = {name: (charts[name].figure, charts[name].size) for name in same.values()}
    drawings = session.draw(jobs) if jobs else {}
    every = {name: drawings[alike] for name, alike in first.items()}
    return {name: drawn(pages, every) for name, pages in scenes.items()}


def _content(chart: Chart) -> str:
    return json.dumps((chart.figure, chart.size.w, chart.size.h), sort_keys=True, default=str)


def _export(
    outputs: Mapping[Path, Document],
    dataset: Dataset,
    scenes: Mapping[str, tuple[Scene, ...]],
    edition: Edition,
    choice: Choice,
) -> dict[Path, bytes]:
    """Return the bytes of every output and of their ledger; each file carries the ledger of its own document."""
    carriers = {
        d.name: _carriers(
            d, scenes[d.name], _edition(d, edition, choice), written(ledger(dataset, {d.name: scenes[d.name]}))
        )
        for d in dict.fromkeys(outputs.values())
    }
    files = {path: carriers[document.name](path.suffix.lower()) for path, document in outputs.items()}
    files[ledger_beside(outputs)] = written(ledger(dataset, scenes))
    return files


def _carriers(document: Document, pages: tuple[Scene, ...], edition: Edition, book: bytes) -> Callable[[str], bytes]:
    """Return what makes the file of an ending: each once, and a PNG from the PDF."""
    about = About(str(edition.say(document.title)), str(edition.say(f"{document.name}.subject")), edition.language.code)
    attached = {FILE: book}

    @cache
    def made(suffix: str) -> bytes:
        if suffix == ".png":
            return png(made(".pdf"), edition.format.dpi / 72, attached, about=about, alternative=alternative(pages[0]))
        if suffix == ".svg":
            return svg(pages[0], edition.brand, about, attached)
        return pdf(pages, edition.brand, about, attached)

    return made


def _refuse_suffixes(outputs: Mapping[Path, Document]) -> None:
    for path, document in outputs.items():
        if path.suffix.lower() not in CARRIERS[document.name]:
            known = " or ".join(CARRIERS[document.name])
            raise UsageError(
                f"the {document.name} cannot be written as {path.suffix or 'a file without ending'}",
                f"name a file that ends in {known}",
                str(path),
            )
