"""The pipeline as one function: read, tell, compose, draw, export."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..system import resources

__all__ = ["BuildOptions"]


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What a user may choose: data and brand by name or path, paper, ground, seconds to wait for the browser.

    `picture` is the shape of the infographic, one of geometry.PICTURES.
    """

    data: str = resources.DEFAULT_DATASET
    brand: str = resources.DEFAULT_BRAND
    paper: str = "letter"
    picture: str = "infographic"
    ground: str = "screen"
    deadline: float = 60.0
    cache: Path | None = None  # the folder with what was drawn before
    inputs: Mapping[str, Any] | None = None  # what manifest.inputs knows of all this
    check: bool = False  # compare with what is there, and write nothing
    issued: str = ""  # the day of issue, 2026-11-27; the data's own latest one where it is not named
    evidence: Path | None = None  # where to write what was checked of the finished files
    on_step: Callable[[str], None] = field(default=lambda name: None)  # is told what begins
    on_adjustment: Callable[[str], None] = field(
        default=lambda line: None
    )  # is told what was done so that everything fits
