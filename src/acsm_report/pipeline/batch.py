"""The batch: compose and draw a document once, then write a personalized copy of it for each recipient."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from ..dataset.diagnostics import Diagnostic, sort_diagnostics
from ..dataset.insights import compute_insights
from ..dataset.recipients import NO_RECIPIENT, RETRY_HINT, Recipient, RecipientTable, read_recipients
from ..documents import personalization
from ..documents.compose import compose
from ..documents.registry import PERSONALIZED_DOCUMENTS
from ..errors import DataError, DataErrors, FitError, SetupError, quote_value
from ..export.chrome.session import BrowserSession
from ..export.pdf.combined import CombinedPdfWriter
from ..export.pdf.conformance import ConformanceResult, check_conformance, find_faults, raise_first_fault
from ..export.pdf.incremental import build_update, read_base_file
from ..export.pdf.logo_object import build_logo_object
from ..export.pdf.mail_merge import (
    TemplateObjects,
    build_copy_objects,
    find_template_objects,
    render_template,
)
from ..export.pdf.writer import FaceCharacters, start_canvas
from ..layout.context import LayoutContext
from ..layout.logo import LogoLook, choose_version, logo_look, refuse_coarse_image
from ..layout.pictures.file import read_picture
from ..layout.pictures.picture import Picture
from ..layout.preflight import preflight_scenes
from ..layout.scene import DocumentMetadata, Drawing, PlacedBlock, Scene
from ..provenance.builder import build_ledger, serialize_recipient_record
from ..provenance.file_names import LEDGER_FILE, RECIPIENT_FILE
from ..provenance.model import serialize_ledger
from ..system.atomic_files import check_writable, open_atomically
from ..system.cache import Cache
from ..system.worker_pool import map_in_order, open_pool
from ..theme.fonts import has_glyph, register_fonts
from ..theme.model import Ink
from . import build_manifest
from .batch_journal import BatchJournal
from .build import load_chosen_brand, read
from .drawing import draw_charts
from .options import SILENT, BuildOptions, Progress
from .products import context_for, describe_document
from .recipient_room import describe_excess

__all__ = ["BatchOptions", "BatchResult", "build_copies"]

COPIES_PER_TASK = 32  # copies that a worker renders at a time
PRINTABLE_ASCII = "".join(map(chr, range(0x20, 0x7F)))  # in every template, so that few tables need other characters


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """Which copies: the table of recipients, the product by name, where the copies go, and who renders them.

    `output` is a folder for a file each, or a .pdf for all copies in one file. `scheduler` is the address of a dask
    scheduler, "" for `jobs` processes of this machine.
    """

    recipients_file: Path
    output: Path
    document: str = "brochure"
    jobs: int = 1
    scheduler: str = ""

    @property
    def is_merged(self) -> bool:
        """Whether all copies go into one file."""
        return self.output.suffix.lower() == ".pdf"

    @property
    def result_path(self) -> Path:
        """The file to name to the user: the one of all copies, or the journal of the folder."""
        return self.output if self.is_merged else self.output / f"{self.document}.jsonl"


class BatchResult(NamedTuple):
    """What a batch wrote.

    `obsolete_files` are copies of an earlier run, by name, that no row makes any more. `diagnostics` are warnings and
    notes about the table. The counts are of rows: with a copy, the same as another, empty, and with a name in smaller
    type than others.
    """

    path: Path
    new_count: int
    unchanged_count: int = 0
    obsolete_files: Sequence[str] = ()
    diagnostics: Sequence[Diagnostic] = ()
    duplicate_count: int = 0
    empty_row_count: int = 0
    small_name_count: int = 0

    @property
    def summary(self) -> str:
        """What was made, and what a reader of the table should know, in one line."""
        counts = (
            (self.duplicate_count, "duplicate"),
            (self.empty_row_count, "empty row skipped", "empty rows skipped"),
            (self.small_name_count, "name in smaller type", "names in smaller type"),
            (sum(p.severity == "warning" for p in self.diagnostics) - self.duplicate_count, "other warning"),
            (sum(p.severity == "note" for p in self.diagnostics), "note"),
        )
        total = _count(self.new_count + self.unchanged_count, "copy", "copies")
        unchanged = f" ({self.unchanged_count:,} unchanged)" if self.unchanged_count else ""
        return "; ".join([f"{total}{unchanged}", *(_count(*each) for each in counts if each[0])])


def _count(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


class _LogoInfo(NamedTuple):
    look: LogoLook
    digest: str


@dataclass(frozen=True, slots=True)
class WorkerSetup:
    """All that a worker needs to render copies. `personalized_pages` have no blocks of the template, by page number."""

    document: str
    context: LayoutContext
    about: DocumentMetadata
    template_objects: TemplateObjects
    face_characters: FaceCharacters
    personalized_pages: Mapping[int, Scene]


class CopyTask(NamedTuple):
    """A copy to render: for whom, and how the recipient's logo looks."""

    recipient: Recipient
    logo: LogoLook | None = None


def build_copies(
    batch_options: BatchOptions,
    options: BuildOptions,
    progress: Progress = SILENT,
    session: BrowserSession | None = None,
) -> BatchResult:
    """Write a copy for every recipient; keep those of an earlier run that are the same.

    Raise ReportError. Everything that can be checked beforehand is checked before the first copy is written.
    """
    check_writable([batch_options.result_path])
    name = batch_options.document
    document = PERSONALIZED_DOCUMENTS[name]
    progress.on_step("read")
    brand = load_chosen_brand(options)
    with session or BrowserSession(None, options.deadline, Cache(options.cache)) as browser:
        browser.set_font_faces(brand.font_faces)
        dataset, paper_context = read(options, brand)
        context = context_for(document, paper_context, options)
        table = read_recipients(batch_options.recipients_file, partial(has_glyph, brand), brand.font_family_names)
        progress.on_step("compose")
        scenes = compose(document, compute_insights(dataset), context)
        logos, small_name_count = _check_recipients(batch_options, table, scenes, context)
        blank_scenes = tuple(_personalize_page(context, scene, NO_RECIPIENT) for scene in scenes)
        preflight_scenes(blank_scenes)
        progress.on_step("draw")
        drawn = draw_charts({name: blank_scenes}, browser)[name]

    progress.on_step("export")
    metadata, characters = describe_document(document, context, dataset), _collect_face_characters(table, context)
    attachments = {LEDGER_FILE: serialize_ledger(build_ledger(dataset, {name: drawn}, metadata.issued))}
    pdf = render_template(drawn, brand, metadata, attachments, characters, RECIPIENT_FILE)
    checked = check_conformance(pdf, drawn, brand, metadata)
    raise_first_fault({name: checked})
    template_objects = find_template_objects(checked.content, drawn, RECIPIENT_FILE)
    personalized_pages = {
        number: replace(scene, blocks=(), recipient_block_count=0)
        for number, scene in enumerate(drawn, 1)
        if scene.recipient_fields
    }
    setup = WorkerSetup(name, context, metadata, template_objects, characters, personalized_pages)
    tasks = [CopyTask(r, logos[r.logo].look if r.logo else None) for r in table.recipients]
    _check_first_copy(setup, checked.content, drawn, tasks[0])
    if batch_options.is_merged:
        written = _write_merged_file(batch_options, setup, pdf, tasks, progress)
    else:
        written = _write_separate_files(batch_options, setup, checked.content, tasks, logos, progress)
    found = sort_diagnostics([*table.remarks, *_warn_of_plates(table, logos)])
    return written._replace(
        diagnostics=found,
        duplicate_count=table.duplicate_count,
        empty_row_count=table.empty_row_count,
        small_name_count=small_name_count,
    )


# ── Checks before the first copy ──────────────────────────────────────────────────────────────────


def _personalize_page(
    context: LayoutContext, scene: Scene, recipient: Recipient, logo: LogoLook | None = None
) -> Scene:
    """Return a page with the blocks of a recipient in place of those of another."""
    own: Sequence[PlacedBlock] = ()
    if scene.recipient_fields:
        own = personalization.recipient_blocks(context, scene, recipient, logo).placed
    shared = scene.blocks[: len(scene.blocks) - scene.recipient_block_count]
    return replace(scene, blocks=(*shared, *own), recipient_block_count=len(own))


def _check_recipients(
    batch_options: BatchOptions, table: RecipientTable, scenes: Iterable[Scene], context: LayoutContext
) -> tuple[dict[str, _LogoInfo], int]:
    """Return the logos of all recipients by path, and how many names take smaller type.

    Raise DataErrors for what cannot be read or does not fit.
    """
    logos: dict[str, _LogoInfo] = {}
    small_name_count = 0
    diagnostics: list[Diagnostic] = []
    pages = [scene for scene in scenes if scene.recipient_fields]
    for recipient in table.recipients:
        try:
            if recipient.logo and recipient.logo not in logos:
                logos[recipient.logo] = _load_logo(batch_options, recipient.logo, context)
        except DataError as error:
            what = f"the logo {quote_value(recipient.logo)} {error.what}"
            diagnostics.append(table.diagnostic(recipient, "not-a-picture", what, error.hint, "logo"))
        logo = logos[recipient.logo].look if recipient.logo in logos else None
        fields, has_small_name = _find_excess(context, pages, logo, recipient)
        small_name_count += has_small_name
        for field in sorted(fields):
            what, hint = describe_excess(recipient, field, partial(_fits, context, pages, logo))
            diagnostics.append(table.diagnostic(recipient, "no-room", what, hint, field))
    if diagnostics:
        raise DataErrors([str(diagnostic) for diagnostic in diagnostics], RETRY_HINT)
    return logos, small_name_count


def _find_excess(
    context: LayoutContext, pages: Iterable[Scene], logo: LogoLook | None, recipient: Recipient
) -> tuple[set[str], bool]:
    """Return the fields of a recipient that do not fit on these pages, and whether the name takes smaller type."""
    fields, has_small_name = set[str](), False
    for page in pages:
        try:
            placed = personalization.recipient_blocks(context, page, recipient, logo, has_qr_code=False).placed
            texts = (item.block.text for item in placed if "smaller" in item.fit and isinstance(item.block, Drawing))
            has_small_name |= any(recipient.name in " ".join(text.split()) for text in texts)
        except FitError as error:
            fields.add(error.block)
    return fields, has_small_name


def _fits(context: LayoutContext, pages: Iterable[Scene], logo: LogoLook | None, recipient: Recipient) -> bool:
    return not _find_excess(context, pages, logo, recipient)[0]


def _warn_of_plates(table: RecipientTable, logos: Mapping[str, _LogoInfo]) -> Iterator[Diagnostic]:
    """Yield a warning for each logo that is drawn on a plate, at the first row that has it."""
    rows = {recipient.logo: recipient for recipient in reversed(table.recipients)}
    for name, logo in logos.items():
        if logo.look.plate:
            what = f"the logo {quote_value(name)} cannot be seen on white, so it is drawn on a dark plate"
            hint = "take its dark version, if there is one"
            yield replace(table.diagnostic(rows[name], "logo-plate", what, hint, "logo"), severity="warning")


def _load_logo(batch_options: BatchOptions, name: str, context: LayoutContext) -> _LogoInfo:
    """Read a logo, by its path in the table. Raise DataError for a file that is not a usable picture."""
    picture = _read_logo(batch_options, name, context)
    refuse_coarse_image(picture, personalization.smallest_logo_size(context))
    picture, plate = choose_version([picture], context.brand, Ink("white"))
    content = picture.image.content if picture.image else repr(picture.shapes).encode()
    return _LogoInfo(logo_look(picture, plate), hashlib.sha256(content).hexdigest())


def _read_logo(batch_options: BatchOptions, name: str, context: LayoutContext) -> Picture:
    return read_picture(batch_options.recipients_file.parent, name, personalization.largest_logo_size(context))


def _collect_face_characters(table: RecipientTable, context: LayoutContext) -> FaceCharacters:
    """Return the characters that copies may need, by font face."""
    used = {c for r in table.recipients for text in (r.name, *r.address, r.url, r.code) for c in text}
    used |= set(context.message("addressed.name", name="").text + context.message("addressed.code", code="").text)
    characters = "".join(sorted(used | set(PRINTABLE_ASCII)))
    return dict.fromkeys(sorted(personalization.recipient_font_faces(context)), characters)


def _check_first_copy(setup: WorkerSetup, template_pdf: bytes, drawn: Sequence[Scene], first_task: CopyTask) -> None:
    """Raise ConformanceError if the first copy does not conform when it is read back."""
    scenes = [_personalize_page(setup.context, scene, *first_task) for scene in drawn]
    objects = _render_copy(setup, _create_canvas(setup), first_task)
    copy = template_pdf + build_update(read_base_file(template_pdf), objects)
    faults = find_faults(copy, scenes, setup.context.brand, setup.about)
    raise_first_fault({setup.document: ConformanceResult(copy, faults)})


# ── Rendering copies ──────────────────────────────────────────────────────────────────────────────


def _create_canvas(setup: WorkerSetup) -> Any:
    """Return a canvas for many copies: to embed its fonts takes longer than to paint a copy."""
    return start_canvas(setup.context.brand, setup.about, setup.face_characters, io.BytesIO())


def _render_copy(setup: WorkerSetup, canvas: Any, task: CopyTask) -> dict[int, bytes]:
    """Return the PDF objects in which a copy differs from the template, by number, without the logo."""
    blocks = {
        number: personalization.recipient_blocks(setup.context, scene, *task)
        for number, scene in setup.personalized_pages.items()
    }
    placed = {number: each.placed for number, each in blocks.items()}
    record = serialize_recipient_record(task.recipient.row, setup.document, placed)
    pages = [(scene, blocks[n].placed, blocks[n].logo_box) for n, scene in setup.personalized_pages.items()]
    return build_copy_objects(setup.template_objects, canvas, pages, setup.context.brand, record)


def _render_copies(source_hash: str, pickled_setup: bytes, tasks: Sequence[CopyTask]) -> list[dict[int, bytes]]:
    """Render copies in a worker. Raise SetupError if the worker has another version of the program."""
    if source_hash != _program_source_hash():
        raise SetupError("a worker has another version of acsm-report", "install the same on all workers")
    setup = _unpickle_setup(pickled_setup)
    canvas = _create_canvas(setup)
    return [_render_copy(setup, canvas, task) for task in tasks]


@cache
def _program_source_hash() -> str:
    return str(build_manifest.collect_program_versions()["source"])


@lru_cache(maxsize=1)
def _unpickle_setup(pickled_setup: bytes) -> WorkerSetup:
    setup: WorkerSetup = pickle.loads(pickled_setup)
    register_fonts(setup.context.brand)
    return setup


def _render_all(
    batch_options: BatchOptions, setup: WorkerSetup, tasks: Iterable[CopyTask]
) -> Iterator[tuple[Recipient, dict[int, bytes]]]:
    """Yield each recipient with the PDF objects of the copy, logo included, in the order of the tasks."""

    canvas = _create_canvas(setup)

    @lru_cache(maxsize=64)
    def logo_object(name: str, plate: Ink | None) -> bytes:
        return build_logo_object(_read_logo(batch_options, name, setup.context), plate, canvas, setup.context.brand)

    # pickled here, so that a worker checks the version before it unpickles, and unpickles once
    work = partial(_render_copies, _program_source_hash(), pickle.dumps(setup))
    with open_pool(batch_options.jobs, batch_options.scheduler) as pool:
        for chunk, copies in map_in_order(pool, work, _split_into_chunks(tasks)):
            for (recipient, logo), objects in zip(chunk, copies, strict=True):
                if logo:
                    objects[setup.template_objects.logo_number] = logo_object(recipient.logo, logo.plate)
                yield recipient, objects


def _split_into_chunks(tasks: Iterable[CopyTask]) -> Iterator[list[CopyTask]]:
    remaining = iter(tasks)
    while chunk := list(islice(remaining, COPIES_PER_TASK)):
        yield chunk


# ── Writing copies ────────────────────────────────────────────────────────────────────────────────


def _write_merged_file(
    batch_options: BatchOptions, setup: WorkerSetup, template_pdf: bytes, tasks: Sequence[CopyTask], progress: Progress
) -> BatchResult:
    """Write all copies into one file."""
    with open_atomically(batch_options.result_path) as write:
        merged = CombinedPdfWriter(template_pdf, setup.template_objects, write)
        for number, (_, objects) in enumerate(_render_all(batch_options, setup, tasks), 1):
            merged.add_copy(objects)
            progress.on_copy(number, len(tasks))
        merged.close()
    return BatchResult(batch_options.result_path, len(tasks))


def _write_separate_files(
    batch_options: BatchOptions,
    setup: WorkerSetup,
    template_pdf: bytes,
    tasks: Sequence[CopyTask],
    logos: Mapping[str, _LogoInfo],
    progress: Progress,
) -> BatchResult:
    """Write a file for each copy that is not there yet."""
    identities = {
        task.recipient: (_copy_file_name(batch_options, task.recipient), _hash_recipient(task.recipient, logos))
        for task in tasks
    }
    base_file = read_base_file(template_pdf)
    new_count = unchanged_count = 0
    with BatchJournal(batch_options.result_path, _journal_header(template_pdf), template_pdf) as journal:
        new_files = [name for name, _ in identities.values() if name not in journal.recorded_copies]
        _check_disk_space(batch_options.output, len(template_pdf) * len(new_files))

        def missing_copies() -> Iterator[CopyTask]:
            nonlocal unchanged_count
            for task in tasks:
                if journal.has_copy(*identities[task.recipient]):
                    unchanged_count += 1
                else:
                    yield task

        for recipient, objects in _render_all(batch_options, setup, missing_copies()):
            journal.write_copy(*identities[recipient], build_update(base_file, objects))
            new_count += 1
            if new_count % COPIES_PER_TASK == 0:
                journal.flush()
            progress.on_copy(new_count + unchanged_count, len(tasks))
        return BatchResult(batch_options.result_path, new_count, unchanged_count, journal.finish())


def _copy_file_name(batch_options: BatchOptions, recipient: Recipient) -> str:
    return f"{batch_options.document}-{recipient.file_stem}.pdf"


def _journal_header(template_pdf: bytes) -> dict[str, Any]:
    """Return what all copies of a template share: the versions of the program, and the hash of the template."""
    return {**build_manifest.collect_program_versions(), "template": hashlib.sha256(template_pdf).hexdigest()}


def _hash_recipient(recipient: Recipient, logos: Mapping[str, _LogoInfo]) -> str:
    """Return a hash of everything that a copy is made of besides its template."""
    logo = logos[recipient.logo].digest if recipient.logo else ""
    return hashlib.sha256(json.dumps([*recipient, logo]).encode()).hexdigest()


def _check_disk_space(folder: Path, needed_bytes: int) -> None:
    free = shutil.disk_usage(folder).free
    if needed_bytes > free:
        what = f"the copies need {needed_bytes / 1e6:,.1f} MB, and {free / 1e6:,.1f} MB are free"
        raise SetupError(what, "choose another place with -o, or make one .pdf of all", str(folder))
