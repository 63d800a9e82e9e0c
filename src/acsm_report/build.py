"""The pipeline as one function: read, tell, compose, draw, export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

from . import brand as brands
from . import exports, fonts, language, manifest, resources
from .artwork import drawn, key, labelled
from .aside import aside
from .brand import Brand
from .browser import Session
from .cache import Cache
from .conformance import Examined, evidence, examined, refuse
from .dataset import Dataset, read
from .documents import BROCHURE, INFOGRAPHIC, Document, compose
from .edition import Edition
from .errors import UsageError
from .exports.faces import versions
from .exports.files import commit, refuse_unwritable
from .exports.html import Words, html
from .exports.pdf import pdf
from .exports.png import png
from .exports.svg import svg
from .freshness import refuse_missing, refuse_stale
from .geometry import paper_named, picture_named
from .ledger import FILE, Ledger, joined, ledger, written
from .manifest import CARRIERS
from .proof import adjustments, proofread
from .scene import About, Chart, Scene
from .story import Story, tell
from .structure import alternative, headline
from .tables import load
from .validation import missing_glyphs

__all__ = [
    "CARRIERS",
    "Choice",
    "Plan",
    "about",
    "build",
    "draw",
    "edition_of",
    "everything",
    "issue",
    "plan",
    "refuse_suffix",
    "told",
]


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
    cache: Path | None = None  # the folder with what was drawn before
    known: Mapping[str, Any] | None = None  # what manifest.inputs knows of all this
    check: bool = False  # compare with what is there, and write nothing
    issued: str = ""  # the day of issue, 2026-11-27; the data's own latest one where it is not named
    evidence: Path | None = None  # where to write what was checked of the finished files
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


def _manifest_beside(outputs: Mapping[Path, Document], choice: Choice) -> tuple[Path, ...]:
    """Return where the manifest of these files goes: a single file has none, nor what went in unknown."""
    return (ledger_beside(outputs).with_name(manifest.FILE),) if choice.known and len(outputs) > 1 else ()


def build(outputs: Mapping[Path, Document], choice: Choice, session: Session | None = None) -> tuple[Path, ...]:
    """Turn a data package into finished files and their ledger. Raise ReportError; then no file has changed.

    A PDF that is not what it would claim raises ConformanceError; only the evidence of that is written, if wanted.
    Return the paths of what was written; where that is only to be checked, raise StaleError for what differs.
    """
    _refuse_suffixes(outputs)
    beside = [choice.evidence] if choice.evidence else []
    if choice.check:
        refuse_missing(outputs)
    else:
        refuse_unwritable((*outputs, ledger_beside(outputs), *_manifest_beside(outputs, choice), *beside))
    choice.step("read")
    brand = brands.load(resources.brand_folder(choice.brand), choice.cache).on_ground(choice.ground)
    # the browser starts while we read and compose
    with session or Session(None, choice.deadline, Cache(choice.cache)) as session:
        session.wear(brand.faces)
        dataset, edition, scenes = _composed(outputs.values(), choice, brand)
        proofread(page for pages in scenes.values() for page in pages)  # nothing is drawn for what will not fit
        for line in (line for name, pages in scenes.items() for line in adjustments(name, pages)):
            choice.fit(line)
        choice.step("draw")
        scenes = draw(scenes, session, partial(_rehearse, outputs, dataset, scenes, edition, choice))
    proofread(page for pages in scenes.values() for page in pages)
    choice.step("export")
    files, papers = _export(outputs, dataset, scenes, edition, choice)
    proofs = {path: evidence(papers) for path in beside}
    if not all(paper.conforms for paper in papers.values()):
        commit(proofs)
        refuse(papers)
    if choice.check:
        documents = {path: document.name for path, document in outputs.items()}
        refuse_stale(files, documents, ledger_beside(outputs), choice.known or {})
        return ()
    for path in _manifest_beside(outputs, choice):
        made = {"issued": issue(edition, dataset), "browser": session.drew, "fonts": versions(edition.brand)}
        named = {file.name: content for file, content in files.items()}
        files[path] = manifest.written(choice.known or {}, named, made)
    commit({**files, **proofs})
    return (*files, *proofs)


@dataclass(frozen=True)
class Plan:
    """What a build of everything would make: its documents are laid out, and nothing is drawn."""

    dataset: Dataset
    edition: Edition
    scenes: dict[str, tuple[Scene, ...]]

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger that it would write."""
        day, scenes = issue(self.edition, self.dataset), {name: labelled(s) for name, s in self.scenes.items()}
        books = [ledger(self.dataset, {name: pages}, day) for name, pages in scenes.items()]
        return joined(self.dataset, books, scenes)


def plan(choice: Choice) -> Plan:
    """Lay out a build of everything. Raise ReportError for data that cannot be trusted, or cannot be printed."""
    brand = brands.load(resources.brand_folder(choice.brand), choice.cache).on_ground(choice.ground)
    return Plan(*_composed((BROCHURE, INFOGRAPHIC), choice, brand))


def _composed(
    documents: Iterable[Document], choice: Choice, brand: Brand
) -> tuple[Dataset, Edition, dict[str, tuple[Scene, ...]]]:
    """Read the data and lay out the documents. Raise DataErrors for what cannot be trusted, or cannot be printed."""
    story, edition = told(choice, brand)
    choice.step("compose")
    each = {d.name: compose(d, story, edition_of(d, edition, choice)) for d in dict.fromkeys(documents)}
    return story.dataset, edition, each


def told(choice: Choice, brand: Brand) -> tuple[Story, Edition]:
    """Read the data; return its story and the edition to tell it in. Raise DataErrors for what cannot be trusted."""
    edition = Edition(brand, language.load("en"), paper_named(choice.paper), choice.issued)
    package = load(resources.data_package(choice.data))
    dataset = read(package, missing_glyphs(package, cache(partial(fonts.covers, brand)), brand.families))
    fonts.register(brand)
    return tell(dataset), edition


def edition_of(document: Document, edition: Edition, choice: Choice) -> Edition:
    """Return the edition in the format of a document."""
    return edition.on(picture_named(choice.picture)) if document.name == INFOGRAPHIC.name else edition


def about(document: Document, edition: Edition, dataset: Dataset) -> About:
    """Return what the files of a document say about themselves."""
    title, subject = edition.say(document.title), edition.say(f"{document.name}.subject")
    return About(title.text, subject.text, edition.language.code, issue(edition, dataset))


def issue(edition: Edition, dataset: Dataset) -> str:
    """Return the day of issue, 2026-11-27: the one that was asked for, else the latest of the data; "" for none."""
    return edition.issued or dataset.latest


def draw(
    scenes: Mapping[str, tuple[Scene, ...]], session: Session, meanwhile: Callable[[], object] = lambda: None
) -> dict[str, tuple[Scene, ...]]:
    """Draw the charts of all groups of scenes in one call; what looks alike is drawn once, by the first of its names.

    The scenes of a group have different names. `meanwhile` is done while the browser draws, where it has to.
    Raise DrawError for a chart that cannot be drawn.
    """
    jobs: dict[str, Chart] = {}
    alike: dict[str, dict[str, str]] = {group: {} for group in scenes}  # the job of each chart of a group
    for group, pages in scenes.items():
        for name, chart in ((key(s, i), i.block) for s in pages for i in s.charts if isinstance(i.block, Chart)):
            same = (job for job, made in jobs.items() if made.size == chart.size and made.figure == chart.figure)
            job = next(same, f"{group}/{name}" if name in jobs else name)
            jobs.setdefault(job, chart)
            alike[group][name] = job
    figures = {job: (chart.figure, chart.size) for job, chart in jobs.items()}
    drawings = session.draw(figures, meanwhile=meanwhile) if jobs else {}
    return {g: drawn(s, {name: drawings[job] for name, job in alike[g].items()}) for g, s in scenes.items()}


def _export(
    outputs: Mapping[Path, Document],
    dataset: Dataset,
    scenes: Mapping[str, tuple[Scene, ...]],
    edition: Edition,
    choice: Choice,
) -> tuple[dict[Path, bytes], dict[str, Examined]]:
    """Return the bytes of every output and of their ledger, and the PDFs behind them, examined, by file.

    Where there are several PDFs the first, which is the longest, is made aside.
    """
    products = {d.name: _product(d, scenes[d.name], edition, choice, dataset) for d in dict.fromkeys(outputs.values())}
    paged = dict.fromkeys(d.name for path, d in outputs.items() if path.suffix.lower() in (".pdf", ".png"))
    with ExitStack() as beside:
        if len(paged) > 1:
            first = products[next(iter(paged))]
            first.making = beside.enter_context(aside(first.made))
        whole = written(joined(dataset, [product.ledger for product in products.values()], scenes))
        files = {**_carried(outputs, products, Cache(choice.cache)), ledger_beside(outputs): whole}
    written_as = {document.name: str(path) for path, document in outputs.items() if path.suffix.lower() == ".pdf"}
    made = ((name, product.paper) for name, product in products.items() if "paper" in vars(product))
    return files, {written_as.get(name, f"{name}.pdf"): paper for name, paper in made}


def _rehearse(
    outputs: Mapping[Path, Document],
    dataset: Dataset,
    scenes: Mapping[str, tuple[Scene, ...]],
    edition: Edition,
    choice: Choice,
) -> None:
    """Do what exporting needs and what costs no time while the browser draws: imports, typefaces cut to their letters.

    Those are known when the words of the charts are, so the carriers that embed faces are written, and thrown away.
    """
    exports.prepare()
    for path, document in outputs.items():
        if path.suffix.lower() in (".html", ".svg"):
            product = _product(document, labelled(scenes[document.name]), edition, choice, dataset)
            product.attached = {}
            product.carrier(path.suffix.lower(), Cache(choice.cache))


def _product(
    document: Document, pages: tuple[Scene, ...], edition: Edition, choice: Choice, dataset: Dataset
) -> _Product:
    return _Product(
        document.name, pages, edition_of(document, edition, choice), about(document, edition, dataset), dataset
    )


def _carried(outputs: Mapping[Path, Document], products: Mapping[str, _Product], cache: Cache) -> dict[Path, bytes]:
    """Return the bytes of every output; a picture is packed while the others are written, PDFs are waited for last."""
    with ThreadPoolExecutor(1) as beside:
        pictures = {
            path: beside.submit(products[document.name].picture, products[document.name].paper.content)
            for path, document in outputs.items()
            if path.suffix.lower() == ".png"
        }
        others = {
            path: products[document.name].carrier(path.suffix.lower(), cache)
            for path, document in sorted(outputs.items(), key=lambda output: output[0].suffix.lower() == ".pdf")
            if path not in pictures
        }
        return {path: others[path] if path in others else pictures[path].result() for path in outputs}


@dataclass
class _Product:
    """A document that lacks but its files: its pages, its edition, what it says of itself, the data that it is of.

    `making` waits for its PDF, where that is made elsewhere.
    """

    name: str
    pages: tuple[Scene, ...]
    edition: Edition
    about: About
    dataset: Dataset
    making: Callable[[], Examined] | None = None

    @cached_property
    def ledger(self) -> Ledger:
        """Where its figures come from."""
        return ledger(self.dataset, {self.name: self.pages}, self.about.issued)

    @cached_property
    def attached(self) -> dict[str, bytes]:
        """What each of its files carries: the ledger."""
        return {FILE: written(self.ledger)}

    @cached_property
    def paper(self) -> Examined:
        """The PDF, read back; it is made once, for a PNG too."""
        return self.making() if self.making else self.made()

    def made(self) -> Examined:
        """Make the PDF, and read it back."""
        made = pdf(self.pages, self.edition.brand, self.about, self.attached)
        return examined(made, self.pages, self.edition.brand, self.about)

    def picture(self, paper: bytes) -> bytes:
        """Return its first page as a PNG, made from its PDF."""
        first = self.pages[0]
        told = alternative(first), headline(first)
        return png(paper, self.edition.format.dpi / 72, self.attached, self.about, *told)

    def carrier(self, suffix: str, cache: Cache) -> bytes:
        """Return the file of an ending other than .png."""
        edition, about = self.edition, self.about
        if suffix == ".svg":
            return svg(self.pages[0], edition.brand, about, self.attached, cache)
        if suffix == ".html":
            told = {name: str(edition.say(f"transcript.{name}", number="{}")) for name in Words._fields}
            return html(self.pages, edition.brand, about, Words(**told), self.attached, cache)
        return self.paper.content


def _refuse_suffixes(outputs: Mapping[Path, Document]) -> None:
    for path, document in outputs.items():
        refuse_suffix(path, document.name, CARRIERS[document.name])


def refuse_suffix(path: Path, what: str, known: Sequence[str]) -> None:
    """Raise UsageError for a file whose ending is none of those that this can be written as."""
    if path.suffix.lower() not in known:
        raise UsageError(
            f"the {what} cannot be written as {path.suffix or 'a file without ending'}",
            f"name a file that ends in {' or '.join(known)}",
            str(path),
        )
