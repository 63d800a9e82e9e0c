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

from ..dataset.diagnostics import Diagnostic
from ..dataset.readers.limits import FileError, read_bytes
from ..dataset.recipients import NO_RECIPIENT, RETRY_HINT, Recipient, RecipientTable, read_recipients
from ..documents import personalization
from ..documents.compose import compose
from ..documents.registry import PERSONALIZED_DOCUMENTS
from ..errors import DataError, DataErrors, FitError, SetupError, quote_value
from ..export.chrome.session import BrowserSession
from ..export.pdf.combined import CombinedPdfWriter
from ..export.pdf.conformance import ConformanceResult, check_conformance, find_faults, raise_first_fault
from ..export.pdf.incremental import build_update, read_base_file
from ..export.pdf.mail_merge import (
    LogoImage,
    TemplateObjects,
    build_copy_objects,
    find_template_objects,
    read_logo,
    render_template,
)
from ..export.pdf.writer import FaceCharacters, start_canvas
from ..geometry import Size
from ..layout.context import LayoutContext
from ..layout.preflight import preflight_scenes
from ..layout.scene import DocumentMetadata, Scene
from ..provenance.builder import build_ledger, serialize_recipient_record
from ..provenance.file_names import LEDGER_FILE, RECIPIENT_FILE
from ..provenance.model import serialize_ledger
from ..system.atomic_files import check_writable, open_atomically
from ..system.cache import Cache
from ..system.resources import find_brand_folder
from ..system.worker_pool import map_in_order, open_pool
from ..theme.fonts import has_glyph, register_fonts
from ..theme.loader import load_brand
from . import build_manifest
from .batch_journal import BatchJournal
from .build import draw_charts, load_insights
from .options import BuildOptions
from .products import context_for, describe_document

__all__ = ["BatchOptions", "BatchResult", "build_copies"]

COPIES_PER_TASK = 32  # copies that a worker makes at a time
PRINTABLE_ASCII = "".join(
    map(chr, range(0x20, 0x7F))
)  # letters that every template has, so that few tables need others


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """What is wanted: the table of recipients, the document by name, where the copies go, and who makes them.

    `output` is a folder, for a file each, or a .pdf, for all in one. `scheduler` is the address of a dask cluster, ""
    for `jobs` processes of this machine. `progress` is told how many copies there are of how many.
    """

    recipients_file: Path
    output: Path
    document: str = "brochure"
    jobs: int = 1
    scheduler: str = ""
    on_progress: Callable[[int, int], None] = lambda done, total: None

    @property
    def is_merged(self) -> bool:
        """Whether all copies go into one file."""
        return self.output.suffix.lower() == ".pdf"

    @property
    def result_path(self) -> Path:
        """The file that says what there is: the one of all copies, or the list of them."""
        return self.output if self.is_merged else self.output / f"{self.document}.jsonl"


class BatchResult(NamedTuple):
    """What there is now: the list of the copies or the one file, how many were made, and kept as they were.

    `left` are copies of an earlier run, by name, for whom the table does not have any more.
    """

    path: Path
    new_count: int
    unchanged_count: int = 0
    obsolete_files: Sequence[str] = ()


class _LogoInfo(NamedTuple):
    size: Size
    digest: str


@dataclass(frozen=True, slots=True)
class WorkerSetup:
    """All that a worker needs to make copies: where the template has room, and what it is like.

    `sheets` are the pages with room by number, without their blocks.
    """

    document: str
    context: LayoutContext
    about: DocumentMetadata
    template_objects: TemplateObjects
    face_characters: FaceCharacters
    personalized_pages: Mapping[int, Scene]


class CopyTask(NamedTuple):
    """A copy to be made: for whom, and how large the picture is that is its logo."""

    recipient: Recipient
    logo_size: Size | None = None


def build_copies(
    batch_options: BatchOptions, options: BuildOptions, session: BrowserSession | None = None
) -> BatchResult:
    """Make a copy for every recipient. Raise ReportError; before the first is written everything was seen to fit.

    What an earlier run of the same wrote is kept.
    """
    check_writable([batch_options.result_path])
    options.on_step("read")
    brand = load_brand(find_brand_folder(options.brand), options.cache).with_ground(options.ground)
    with session or BrowserSession(None, options.deadline, Cache(options.cache)) as session:
        session.set_font_faces(brand.font_faces)
        insights, context = load_insights(options, brand)
        people = read_recipients(batch_options.recipients_file, partial(has_glyph, brand), brand.font_family_names)
        options.on_step("compose")
        document = PERSONALIZED_DOCUMENTS[batch_options.document]
        context = context_for(document, context, options)
        scenes = compose(document, insights, context)
        pictures = _check_recipients(batch_options, people, scenes, context)
        nobody = tuple(_personalize_page(context, scene, NO_RECIPIENT) for scene in scenes)
        preflight_scenes(nobody)
        options.on_step("draw")
        finished = draw_charts({batch_options.document: nobody}, session)[batch_options.document]
    options.on_step("export")
    says, letters = describe_document(document, context, insights.dataset), _collect_face_characters(people, context)
    attached = {
        LEDGER_FILE: serialize_ledger(build_ledger(insights.dataset, {batch_options.document: finished}, says.issued))
    }
    paper = render_template(finished, brand, says, attached, letters, RECIPIENT_FILE)
    checked = check_conformance(paper, finished, brand, says)
    raise_first_fault({batch_options.document: checked})
    where = find_template_objects(checked.content, finished, RECIPIENT_FILE)
    sheets = {
        n: replace(scene, blocks=(), recipient_block_count=0)
        for n, scene in enumerate(finished, 1)
        if scene.recipient_fields
    }
    press = WorkerSetup(batch_options.document, context, says, where, letters, sheets)
    jobs = [CopyTask(r, pictures[r.logo].size if r.logo else None) for r in people.recipients]
    _check_first_copy(press, checked.content, finished, jobs[0])
    if batch_options.is_merged:
        return _write_merged_file(batch_options, press, paper, jobs)
    return _write_separate_files(batch_options, press, checked.content, jobs, pictures)


# ── Before the first is written ───────────────────────────────────────────────────────────────────


def _personalize_page(
    context: LayoutContext, scene: Scene, recipient: Recipient, logo_size: Size | None = None
) -> Scene:
    """Return a page with what it says of a recipient, in the place of what it said of another."""
    placed = (
        personalization.recipient_blocks(context, scene, recipient, logo_size).placed if scene.recipient_fields else ()
    )
    return replace(
        scene,
        blocks=(*scene.blocks[: len(scene.blocks) - scene.recipient_block_count], *placed),
        recipient_block_count=len(placed),
    )


def _check_recipients(
    batch_options: BatchOptions, recipients: RecipientTable, scenes: Iterable[Scene], context: LayoutContext
) -> dict[str, _LogoInfo]:
    """Return the pictures of all recipients by path. Raise DataErrors for what cannot be read or has no room."""
    pictures: dict[str, _LogoInfo] = {}
    problems: list[Diagnostic] = []
    rooms = [scene for scene in scenes if scene.recipient_fields]
    for recipient in recipients.recipients:
        try:
            if recipient.logo and recipient.logo not in pictures:
                found = _load_logo(batch_options, recipient.logo, context)
                pictures[recipient.logo] = _LogoInfo(found.size, hashlib.sha256(found.content).hexdigest())
        except DataError as error:
            what = f"the logo {quote_value(recipient.logo)} {error.what}"
            problems.append(recipients.diagnostic(recipient, "not-a-picture", what, error.hint, "logo"))
        picture = pictures[recipient.logo].size if recipient.logo in pictures else None
        for scene in rooms:
            try:
                personalization.recipient_blocks(context, scene, recipient, picture, has_qr_code=False)
            except FitError as error:
                what, hint = f"on page {scene.name} {error.what}", "shorten it, or choose another paper"
                problems.append(recipients.diagnostic(recipient, "no-room", what, hint, error.block))
    if problems:
        raise DataErrors([str(problem) for problem in problems], RETRY_HINT)
    return pictures


def _load_logo(batch_options: BatchOptions, name: str, context: LayoutContext) -> LogoImage:
    """Read a logo, which a table names. Raise DataError for what is none."""
    try:
        return read_logo(
            read_bytes(batch_options.recipients_file.parent / name), personalization.largest_logo_size(context)
        )
    except FileError as refused:
        raise DataError(refused.what, "correct its path, or leave the cell empty") from None


def _collect_face_characters(recipients: RecipientTable, context: LayoutContext) -> FaceCharacters:
    """Return the letters that copies may need, by face."""
    used = {c for r in recipients.recipients for text in (r.name, *r.address, r.url, r.code) for c in text}
    used |= set(context.message("addressed.name", name="").text + context.message("addressed.code", code="").text)
    letters = "".join(sorted(used | set(PRINTABLE_ASCII)))
    return dict.fromkeys(sorted(personalization.recipient_font_faces(context)), letters)


def _check_first_copy(setup: WorkerSetup, template_pdf: bytes, finished: Sequence[Scene], first_task: CopyTask) -> None:
    """Raise ConformanceError when the first copy, read back, is not what it claims to be."""
    own = [_personalize_page(setup.context, scene, *first_task) for scene in finished]
    copy = template_pdf + build_update(
        read_base_file(template_pdf), _render_copy(setup, _create_canvas(setup), first_task)
    )
    raise_first_fault(
        {setup.document: ConformanceResult(copy, find_faults(copy, own, setup.context.brand, setup.about))}
    )


# ── Copies ────────────────────────────────────────────────────────────────────────────────────────


def _create_canvas(setup: WorkerSetup) -> Any:
    """Return what copies are painted on, some after another: to give it its letters takes longer than to paint one."""
    return start_canvas(setup.context.brand, setup.about, setup.face_characters, io.BytesIO())


def _render_copy(setup: WorkerSetup, canvas: Any, task: CopyTask) -> dict[int, bytes]:
    """Return what a copy has in the place of the template's, by the numbers of the objects; its logo is not there."""
    made = {
        number: personalization.recipient_blocks(setup.context, scene, *task)
        for number, scene in setup.personalized_pages.items()
    }
    tells = serialize_recipient_record(
        task.recipient.row, setup.document, {number: own.placed for number, own in made.items()}
    )
    own = [(scene, made[number].placed, made[number].logo_box) for number, scene in setup.personalized_pages.items()]
    return build_copy_objects(setup.template_objects, canvas, own, setup.context.brand, tells)


def _render_copies(source_hash: str, pickled_setup: bytes, tasks: Sequence[CopyTask]) -> list[dict[int, bytes]]:
    """Make copies, in a worker: `press` is one, pickled by a program whose own files have the hash `source`."""
    if source_hash != _program_source_hash():
        raise SetupError("a worker has another version of acsm-report", "install the same on all workers")
    ready = _unpickle_setup(pickled_setup)
    canvas = _create_canvas(ready)
    return [_render_copy(ready, canvas, job) for job in tasks]


@cache
def _program_source_hash() -> str:
    return str(build_manifest.collect_program_versions()["source"])


@lru_cache(maxsize=1)
def _unpickle_setup(pickled_setup: bytes) -> WorkerSetup:
    ready: WorkerSetup = pickle.loads(pickled_setup)
    register_fonts(ready.context.brand)
    return ready


def _render_all(
    batch_options: BatchOptions, setup: WorkerSetup, tasks: Iterable[CopyTask]
) -> Iterator[tuple[Recipient, dict[int, bytes]]]:
    """Yield the recipients, each with the objects of its copy, logo included, made by all who work."""

    def picture(name: str) -> bytes:
        return _load_logo(batch_options, name, setup.context).content

    look_up = lru_cache(maxsize=64)(picture)
    with open_pool(batch_options.jobs, batch_options.scheduler) as workers:
        for piece, copies in map_in_order(
            workers, partial(_render_copies, _program_source_hash(), pickle.dumps(setup)), _split_into_chunks(tasks)
        ):
            for (recipient, logo), objects in zip(piece, copies, strict=True):
                if logo:
                    objects[setup.template_objects.logo_number] = look_up(recipient.logo)
                yield recipient, objects


def _split_into_chunks(tasks: Iterable[CopyTask]) -> Iterator[list[CopyTask]]:
    left = iter(tasks)
    while piece := list(islice(left, COPIES_PER_TASK)):
        yield piece


def _write_merged_file(
    batch_options: BatchOptions, setup: WorkerSetup, template_pdf: bytes, tasks: Sequence[CopyTask]
) -> BatchResult:
    """Write all copies into one file."""
    with open_atomically(batch_options.result_path) as write:
        merged = CombinedPdfWriter(template_pdf, setup.template_objects, write)
        for number, (_, objects) in enumerate(_render_all(batch_options, setup, tasks), 1):
            merged.add_copy(objects)
            batch_options.on_progress(number, len(tasks))
        merged.close()
    return BatchResult(batch_options.result_path, len(tasks))


def _write_separate_files(
    batch_options: BatchOptions,
    setup: WorkerSetup,
    template_pdf: bytes,
    tasks: Sequence[CopyTask],
    logos: Mapping[str, _LogoInfo],
) -> BatchResult:
    """Write a file for each copy that is not there yet."""
    names = {
        job.recipient: (_copy_file_name(batch_options, job.recipient), _hash_recipient(job.recipient, logos))
        for job in tasks
    }
    to, kept, made = read_base_file(template_pdf), 0, 0
    with BatchJournal(batch_options.result_path, _journal_header(template_pdf), template_pdf) as shelf:
        _check_disk_space(
            batch_options.output,
            len(template_pdf) * sum(name not in shelf.recorded_copies for name, _ in names.values()),
        )

        def missing() -> Iterator[CopyTask]:
            nonlocal kept
            for job in tasks:
                if shelf.has_copy(*names[job.recipient]):
                    kept += 1
                else:
                    yield job

        for recipient, objects in _render_all(batch_options, setup, missing()):
            shelf.write_copy(*names[recipient], build_update(to, objects))
            made += 1
            if made % COPIES_PER_TASK == 0:
                shelf.flush()
            batch_options.on_progress(made + kept, len(tasks))
        return BatchResult(batch_options.result_path, made, kept, shelf.finish())


def _copy_file_name(batch_options: BatchOptions, recipient: Recipient) -> str:
    return f"{batch_options.document}-{recipient.file_stem}.pdf"


def _journal_header(template_pdf: bytes) -> dict[str, Any]:
    """Return what all copies of a template have in common: what made them, and its hash."""
    return {**build_manifest.collect_program_versions(), "template": hashlib.sha256(template_pdf).hexdigest()}


def _hash_recipient(recipient: Recipient, logos: Mapping[str, _LogoInfo]) -> str:
    """Return a hash of all that a copy is made of besides its template."""
    picture = logos[recipient.logo].digest if recipient.logo else ""
    return hashlib.sha256(json.dumps([*recipient, picture]).encode()).hexdigest()


def _check_disk_space(folder: Path, needed_bytes: int) -> None:
    free = shutil.disk_usage(folder).free
    if needed_bytes > free:
        what = f"the copies need {needed_bytes / 1e6:,.1f} MB, and {free / 1e6:,.1f} MB are free"
        raise SetupError(what, "choose another place with -o, or make one .pdf of all", str(folder))
