"""acsm-report diff: what changed between two editions, and which products to reprint."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from ...errors import StaleError, UsageError
from ...pipeline.diff_inputs import ChangePicture
from ...pipeline.options import BuildOptions
from ...provenance.diff_report import SectionPictures
from .. import shared_options
from ..command import ConfigurableCommand

__all__ = ["diff"]

FORMATS = {".txt": "text", ".md": "markdown", ".html": "html", ".json": "json"}


@click.command(cls=ConfigurableCommand)
@click.argument("old")
@click.argument("new", required=False)
@shared_options.rendering_options
@shared_options.data_option("Data: the default for NEW; with two revisions, the data to compare.")
@click.option(
    "--output-format",
    "form",
    type=click.Choice([*FORMATS.values()]),
    help="Format of the output.  [default: from the ending of -o, or text]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file to write: .txt, .md, .html or .json.  [default: standard output]",
)
@click.option(
    "--crops",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder for pictures of the changes.",
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything printed differs.")
@click.pass_context
def diff(
    context: click.Context,
    /,
    old: str,
    new: str | None,
    options: BuildOptions,
    use_cache: bool,
    data: str,
    form: str | None,
    output: Path | None,
    crops: Path | None,
    exit_code: bool,
) -> None:
    """List what changed between two editions: figures, sentences, charts, and whether to reprint.

    OLD and NEW are data packages, folders of finished files, or git revisions, with or without a path: v1, v1:handouts.

    \b
    acsm-report diff acsm-2014 my-data
    acsm-report diff HEAD my-data
    acsm-report diff HEAD:handouts handouts -o changes.html
    acsm-report diff v1 v2 --data my-data --output-format markdown

    The verdict on a product is unchanged, cosmetic, or reprint if its printed figures changed. HTML shows the changed
    parts of the pages before and after; --crops writes them as files.
    """
    form = form or (FORMATS.get(output.suffix.lower()) if output else "text")
    if form is None:
        raise UsageError("its suffix is not a known format", f"end it in {', '.join(FORMATS)}", str(output))
    from ...pipeline.diff_inputs import compare_inputs, crop_changes, open_diff_inputs
    from ...provenance import diff_report
    from ...system.atomic_files import check_writable, write_atomically

    check_writable([output] if output else [])
    options = shared_options.set_cache(options._replace(data=data), use_cache)
    with shared_options.show_status() as show, open_diff_inputs(old, new or data, options) as (before, after):
        show("Comparing")
        found = compare_inputs(before, after)
        show("Drawing")
        pictures = crop_changes(before, after, found, options) if crops or form == "html" else ()
    files = _picture_files(pictures, crops) if crops else {}
    if form == "html":
        from ...export.html.diff_report import format_html

        report = format_html(found, _embed_pictures(pictures))
    else:
        report = diff_report.FORMATS[form](found, _link_pictures(pictures, crops, output) if crops else [])
    if output:
        files[output] = report.encode()
    write_atomically(files)
    shared_options.print_text(report if not output else f"{output}\n")
    if exit_code and found.verdict != "unchanged":
        context.exit(StaleError.exit_status)


def _embed_pictures(pictures: Sequence[ChangePicture]) -> list[SectionPictures]:
    """Return the pictures as data URLs."""
    from ...provenance.diff_report import SectionPictures

    def address(content: bytes | None) -> str:
        return f"data:image/png;base64,{base64.b64encode(content).decode()}" if content else ""

    return [SectionPictures(picture.place, address(picture.old), address(picture.new)) for picture in pictures]


def _link_pictures(pictures: Sequence[ChangePicture], folder: Path, output: Path | None) -> list[SectionPictures]:
    """Return the paths of the picture files, relative to the report."""
    from ...provenance.diff_report import SectionPictures

    with suppress(ValueError):  # on another drive
        folder = Path(os.path.relpath(folder, output.parent if output else "."))
    base = folder.as_posix()
    names = (
        [
            f"{base}/{_picture_file_name(number, picture, when)}" if content else ""
            for when, content in _before_and_after(picture)
        ]
        for number, picture in enumerate(pictures, 1)
    )
    return [SectionPictures(picture.place, *both) for picture, both in zip(pictures, names, strict=True)]


def _picture_files(pictures: Sequence[ChangePicture], folder: Path) -> dict[Path, bytes]:
    """Return the files of the pictures."""
    return {
        folder / _picture_file_name(number, picture, when): content
        for number, picture in enumerate(pictures, 1)
        for when, content in _before_and_after(picture)
        if content
    }


def _before_and_after(picture: ChangePicture) -> tuple[tuple[str, bytes | None], ...]:
    return ("before", picture.old), ("after", picture.new)


def _picture_file_name(number: int, picture: ChangePicture, when: str) -> str:
    return re.sub(r"[^\w.-]", "-", f"{picture.place.document}-{picture.place.page}-{number}-{when}.png")
