"""acsm-report diff: what changed between two editions, and what has to be printed anew."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import StaleError, UsageError
from . import options

if TYPE_CHECKING:
    from ..bulletin import Shown
    from ..sides import Picture

__all__ = ["diff"]

FORMATS = {".txt": "text", ".md": "markdown", ".html": "html", ".json": "json"}


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@options.how
@options.data("Data: NEW where it is left out, and what a revision is of where both are one.")
@click.option(
    "--output-format",
    "form",
    type=click.Choice([*FORMATS.values()]),
    help="How to tell.  [default: as the ending of -o says, else text]",
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
    help="Folder for pictures of what changed.",
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 where anything printed is another.")
@click.pass_context
def diff(
    context: click.Context,
    /,
    old: str,
    new: str | None,
    data: str,
    form: str | None,
    output: Path | None,
    crops: Path | None,
    exit_code: bool,
    **chosen: Any,
) -> None:
    """Tell what changed between two editions: figures, sentences, charts, and whether to print anew.

    OLD and NEW are data packages, folders of finished files, or revisions of git, also of something: v1:handouts.

    \b
    acsm-report diff acsm-2014 my-data
    acsm-report diff HEAD my-data
    acsm-report diff HEAD:handouts handouts -o changes.html
    acsm-report diff v1 v2 --data my-data --output-format markdown

    The verdict on a product: unchanged, cosmetic, or reprint where it prints other figures. HTML shows the parts of
    the pages before and after; with --crops they are files, too.
    """
    form = form or (FORMATS.get(output.suffix.lower()) if output else "text")
    if form is None:
        raise UsageError("its ending says no format", f"end it in {', '.join(FORMATS)}", str(output))
    from .. import bulletin
    from ..exports.files import commit, refuse_unwritable
    from ..sides import compared, pictured, sides

    refuse_unwritable([output] if output else [])
    choice = options.choice({**chosen, "data": data})
    with options.watched() as looking, sides(old, new or data, choice) as (before, after):
        looking("Comparing")
        found = compared(before, after)
        looking("Drawing")
        pictures = pictured(before, after, found, choice) if crops or form == "html" else ()
    files = _named(pictures, crops) if crops else {}
    shown = _embedded(pictures) if form == "html" else _referred(pictures, crops, output) if crops else ()
    told = bulletin.FORMATS[form](found, shown)
    if output:
        files[output] = told.encode()
    commit(files)
    options.show(told if not output else f"{output}\n")
    if exit_code and found.verdict != "unchanged":
        context.exit(StaleError.exit_status)


def _embedded(pictures: Sequence[Picture]) -> list[Shown]:
    """Return the pictures as addresses that hold them."""
    from ..bulletin import Shown

    def address(content: bytes | None) -> str:
        return f"data:image/png;base64,{base64.b64encode(content).decode()}" if content else ""

    return [Shown(picture.place, address(picture.old), address(picture.new)) for picture in pictures]


def _referred(pictures: Sequence[Picture], folder: Path, output: Path | None) -> list[Shown]:
    """Return where the files of the pictures are, from the file that tells of them."""
    from ..bulletin import Shown

    with suppress(ValueError):  # on another drive
        folder = Path(os.path.relpath(folder, output.parent if output else "."))
    base = folder.as_posix()
    names = (
        [f"{base}/{_name(number, picture, when)}" if content else "" for when, content in _both(picture)]
        for number, picture in enumerate(pictures, 1)
    )
    return [Shown(picture.place, *both) for picture, both in zip(pictures, names, strict=True)]


def _named(pictures: Sequence[Picture], folder: Path) -> dict[Path, bytes]:
    """Return the files of the pictures."""
    return {
        folder / _name(number, picture, when): content
        for number, picture in enumerate(pictures, 1)
        for when, content in _both(picture)
        if content
    }


def _both(picture: Picture) -> tuple[tuple[str, bytes | None], ...]:
    return ("before", picture.old), ("after", picture.new)


def _name(number: int, picture: Picture, when: str) -> str:
    return re.sub(r"[^\w.-]", "-", f"{picture.place.document}-{picture.place.page}-{number}-{when}.png")
