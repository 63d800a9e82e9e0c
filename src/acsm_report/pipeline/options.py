"""What a user may choose, and the callbacks of a run, as named tuples: an unchanged build imports no dataclasses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ..system import resources

__all__ = ["SILENT", "BuildOptions", "Progress"]


class BuildOptions(NamedTuple):
    """What a user may choose. Data and brand are names of shipped ones or paths.

    `picture` is the format of the infographic, one of page_formats.PICTURE_NAMES. `deadline` is the longest wait for
    the browser in seconds.
    """

    data: str = resources.DEFAULT_DATASET
    brand: str = resources.DEFAULT_BRAND
    paper: str = "letter"
    picture: str = "infographic"
    ground: str = "screen"
    issued: str = ""  # issue date, 2026-11-27; "" for the latest date of the data
    deadline: float = 60.0
    cache: Path | None = None  # folder of the cache; None for no cache
    check: bool = False  # compare with the files that are there, write nothing
    evidence: Path | None = None  # where to write the results of the accessibility checks


def _ignore(*_: object) -> None: ...


class Progress(NamedTuple):
    """Callbacks of a run: a step begins, a layout was adjusted, `done` of `total` copies exist, so many notes."""

    on_step: Callable[[str], object] = _ignore
    on_adjustment: Callable[[str], object] = _ignore
    on_copy: Callable[[int, int], object] = _ignore
    on_notes: Callable[[int], object] = _ignore


SILENT = Progress()
