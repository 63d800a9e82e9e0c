"""The pipeline for many recipients: composed and drawn once, then a copy for each, which costs what differs."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from . import brand as brands
from . import exports, fonts, manifest
from .browser import Session
from .build import Choice, about, draw, edition_of, told
from .cache import Cache
from .conformance import Examined, examined, faults, refuse
from .deliveries import Deliveries
from .documents import ADDRESSED, compose
from .edition import Edition
from .errors import DataError, DataErrors, FitError, SetupError, shown
from .exports.files import opened, refuse_unwritable
from .exports.increment import appended, base
from .exports.merged import Merged
from .exports.pdf import Letters, started
from .exports.press import Logo, Plate, logo, plate, printed, template
from .geometry import Size
from .ledger import FILE, SLIP, ledger, slip, written
from .pages import addressed
from .problems import Problem
from .proof import proofread
from .recipients import NOBODY, REST, Recipient, Recipients, read
from .resources import brand_folder
from .scene import About, Scene
from .tables.limits import FileError, content
from .workers import crew, done

__all__ = ["Order", "Outcome", "batch"]

PIECE = 32  # copies that a worker makes at a time
ASCII = "".join(map(chr, range(0x20, 0x7F)))  # letters that every template has, so that few tables need others


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: the table of recipients, the document by name, where the copies go, and who makes them.

    `output` is a folder, for a file each, or a .pdf, for all in one. `scheduler` is the address of a dask cluster, ""
    for `jobs` processes of this machine. `progress` is told how many copies there are of how many.
    """

    table: Path
    output: Path
    document: str = "brochure"
    jobs: int = 1
    scheduler: str = ""
    progress: Callable[[int, int], None] = lambda done, total: None

    @property
    def merged(self) -> bool:
        """Whether all copies go into one file."""
        return self.output.suffix.lower() == ".pdf"

    @property
    def result(self) -> Path:
        """The file that says what there is: the one of all copies, or the list of them."""
        return self.output if self.merged else self.output / f"{self.document}.jsonl"


class Outcome(NamedTuple):
    """What there is now: the list of the copies or the one file, how many were made, and kept as they were.

    `left` are copies of an earlier run, by name, for whom the table does not have any more.
    """

    path: Path
    made: int
    kept: int = 0
    left: Sequence[str] = ()


class _Picture(NamedTuple):
    size: Size
    digest: str


@dataclass(frozen=True, slots=True)
class Press:
    """All that a worker needs to make copies: where the template has room, and what it is like.

    `sheets` are the pages with room by number, without their blocks.
    """

    document: str
    edition: Edition
    about: About
    plate: Plate
    letters: Letters
    sheets: Mapping[int, Scene]


class Job(NamedTuple):
    """A copy to be made: for whom, and how large the picture is that is its logo."""

    recipient: Recipient
    logo: Size | None = None


def batch(order: Order, choice: Choice, session: Session | None = None) -> Outcome:
    """Make a copy for every recipient. Raise ReportError; before the first is written everything was seen to fit.

    What an earlier run of the same wrote is kept.
    """
    refuse_unwritable([order.result])
    choice.step("read")
    brand = brands.load(brand_folder(choice.brand), choice.cache).on_ground(choice.ground)
    with session or Session(None, choice.deadline, Cache(choice.cache)) as session:
        session.wear(brand.faces)
        story, edition = told(choice, brand)
        people = read(order.table, partial(fonts.covers, brand), brand.families)
        choice.step("compose")
        document = ADDRESSED[order.document]
        edition = edition_of(document, edition, choice)
        scenes = compose(document, story, edition)
        pictures = _fitted(order, people, scenes, edition)
        nobody = tuple(_owned(edition, scene, NOBODY) for scene in scenes)
        proofread(nobody)
        choice.step("draw")
        finished = draw({order.document: nobody}, session, exports.prepare)[order.document]
    choice.step("export")
    says, letters = about(document, edition, story.dataset), _letters(people, edition)
    attached = {FILE: written(ledger(story.dataset, {order.document: finished}, says.issued))}
    paper = template(finished, brand, says, attached, letters, SLIP)
    checked = examined(paper, finished, brand, says)
    refuse({order.document: checked})
    where = plate(checked.content, finished, SLIP)
    sheets = {n: replace(scene, items=(), own=0) for n, scene in enumerate(finished, 1) if scene.rooms}
    press = Press(order.document, edition, says, where, letters, sheets)
    jobs = [Job(r, pictures[r.logo].size if r.logo else None) for r in people.all]
    _refuse_unsound(press, checked.content, finished, jobs[0])
    if order.merged:
        return _merged(order, press, paper, jobs)
    return _delivered(order, press, checked.content, jobs, pictures)


# ── Before the first is written ───────────────────────────────────────────────────────────────────


def _owned(edition: Edition, scene: Scene, recipient: Recipient, picture: Size | None = None) -> Scene:
    """Return a page with what it says of a recipient, in the place of what it said of another."""
    placed = addressed.imprint(edition, scene, recipient, picture).placed if scene.rooms else ()
    return replace(scene, items=(*scene.items[: len(scene.items) - scene.own], *placed), own=len(placed))


def _fitted(order: Order, people: Recipients, scenes: Iterable[Scene], edition: Edition) -> dict[str, _Picture]:
    """Return the pictures of all recipients by path. Raise DataErrors for what cannot be read or has no room."""
    pictures: dict[str, _Picture] = {}
    problems: list[Problem] = []
    rooms = [scene for scene in scenes if scene.rooms]
    for recipient in people.all:
        try:
            if recipient.logo and recipient.logo not in pictures:
                found = _logo(order, recipient.logo, edition)
                pictures[recipient.logo] = _Picture(found.size, hashlib.sha256(found.content).hexdigest())
        except DataError as error:
            what = f"the logo {shown(recipient.logo)} {error.what}"
            problems.append(people.problem(recipient, "not-a-picture", what, error.hint, "logo"))
        picture = pictures[recipient.logo].size if recipient.logo in pictures else None
        for scene in rooms:
            try:
                addressed.imprint(edition, scene, recipient, picture, coded=False)
            except FitError as error:
                what, hint = f"on page {scene.name} {error.what}", "shorten it, or choose another paper"
                problems.append(people.problem(recipient, "no-room", what, hint, error.block))
    if problems:
        raise DataErrors([str(problem) for problem in problems], REST)
    return pictures


def _logo(order: Order, name: str, edition: Edition) -> Logo:
    """Read a logo, which a table names. Raise DataError for what is none."""
    try:
        return logo(content(order.table.parent / name), addressed.logo_room(edition))
    except FileError as refused:
        raise DataError(refused.what, "correct its path, or leave the cell empty") from None


def _letters(people: Recipients, edition: Edition) -> Letters:
    """Return the letters that copies may need, by face."""
    used = {c for r in people.all for text in (r.name, *r.address, r.url, r.code) for c in text}
    used |= set(edition.say("addressed.name", name="").text + edition.say("addressed.code", code="").text)
    letters = "".join(sorted(used | set(ASCII)))
    return dict.fromkeys(sorted(addressed.faces(edition)), letters)


def _refuse_unsound(press: Press, paper: bytes, finished: Sequence[Scene], first: Job) -> None:
    """Raise ConformanceError when the first copy, read back, is not what it claims to be."""
    own = [_owned(press.edition, scene, *first) for scene in finished]
    copy = paper + appended(base(paper), _objects(press, _canvas(press), first))
    refuse({press.document: Examined(copy, faults(copy, own, press.edition.brand, press.about))})


# ── Copies ────────────────────────────────────────────────────────────────────────────────────────


def _canvas(press: Press) -> Any:
    """Return what copies are painted on, some after another: to give it its letters takes longer than to paint one."""
    return started(press.edition.brand, press.about, press.letters, io.BytesIO())


def _objects(press: Press, canvas: Any, job: Job) -> dict[int, bytes]:
    """Return what a copy has in the place of the template's, by the numbers of the objects; its logo is not there."""
    made = {number: addressed.imprint(press.edition, scene, *job) for number, scene in press.sheets.items()}
    tells = slip(job.recipient.row, press.document, {number: own.placed for number, own in made.items()})
    own = [(scene, made[number].placed, made[number].logo) for number, scene in press.sheets.items()]
    return printed(press.plate, canvas, own, press.edition.brand, tells)


def _copies(source: str, press: bytes, jobs: Sequence[Job]) -> list[dict[int, bytes]]:
    """Make copies, in a worker: `press` is one, pickled by a program whose own files have the hash `source`."""
    if source != _source():
        raise SetupError("a worker has another version of acsm-report", "install the same on all workers")
    ready = _readied(press)
    canvas = _canvas(ready)
    return [_objects(ready, canvas, job) for job in jobs]


@cache
def _source() -> str:
    return str(manifest.program()["source"])


@lru_cache(maxsize=1)
def _readied(press: bytes) -> Press:
    ready: Press = pickle.loads(press)
    fonts.register(ready.edition.brand)
    return ready


def _made(order: Order, press: Press, jobs: Iterable[Job]) -> Iterator[tuple[Recipient, dict[int, bytes]]]:
    """Yield the recipients, each with the objects of its copy, logo included, made by all who work."""

    def picture(name: str) -> bytes:
        return _logo(order, name, press.edition).content

    look_up = lru_cache(maxsize=64)(picture)
    with crew(order.jobs, order.scheduler) as workers:
        for piece, copies in done(workers, partial(_copies, _source(), pickle.dumps(press)), _pieces(jobs)):
            for (recipient, logo), objects in zip(piece, copies, strict=True):
                if logo:
                    objects[press.plate.logo] = look_up(recipient.logo)
                yield recipient, objects


def _pieces(jobs: Iterable[Job]) -> Iterator[list[Job]]:
    left = iter(jobs)
    while piece := list(islice(left, PIECE)):
        yield piece


def _merged(order: Order, press: Press, paper: bytes, jobs: Sequence[Job]) -> Outcome:
    """Write all copies into one file."""
    with opened(order.result) as write:
        merged = Merged(paper, press.plate, write)
        for number, (_, objects) in enumerate(_made(order, press, jobs), 1):
            merged.add(objects)
            order.progress(number, len(jobs))
        merged.close()
    return Outcome(order.result, len(jobs))


def _delivered(
    order: Order, press: Press, paper: bytes, jobs: Sequence[Job], pictures: Mapping[str, _Picture]
) -> Outcome:
    """Write a file for each copy that is not there yet."""
    names = {job.recipient: (_name(order, job.recipient), _digest(job.recipient, pictures)) for job in jobs}
    to, kept, made = base(paper), 0, 0
    with Deliveries(order.result, _batch(paper), paper) as shelf:
        _refuse_full(order.output, len(paper) * sum(name not in shelf.there for name, _ in names.values()))

        def missing() -> Iterator[Job]:
            nonlocal kept
            for job in jobs:
                if shelf.has(*names[job.recipient]):
                    kept += 1
                else:
                    yield job

        for recipient, objects in _made(order, press, missing()):
            shelf.put(*names[recipient], appended(to, objects))
            made += 1
            if made % PIECE == 0:
                shelf.flush()
            order.progress(made + kept, len(jobs))
        return Outcome(order.result, made, kept, shelf.finish())


def _name(order: Order, recipient: Recipient) -> str:
    return f"{order.document}-{recipient.stem}.pdf"


def _batch(paper: bytes) -> dict[str, Any]:
    """Return what all copies of a template have in common: what made them, and its hash."""
    return {**manifest.program(), "template": hashlib.sha256(paper).hexdigest()}


def _digest(recipient: Recipient, pictures: Mapping[str, _Picture]) -> str:
    """Return a hash of all that a copy is made of besides its template."""
    picture = pictures[recipient.logo].digest if recipient.logo else ""
    return hashlib.sha256(json.dumps([*recipient, picture]).encode()).hexdigest()


def _refuse_full(folder: Path, wanted: int) -> None:
    free = shutil.disk_usage(folder).free
    if wanted > free:
        what = f"the copies need {wanted / 1e6:,.1f} MB, and {free / 1e6:,.1f} MB are free"
        raise SetupError(what, "choose another place with -o, or make one .pdf of all", str(folder))
