"""Chooses among several layouts the first that fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from ..errors import FitError

__all__ = ["first_fit"]

Layout = TypeVar("Layout")


def first_fit(candidates: Iterable[Callable[[], Layout]]) -> Layout:
    """Return the first layout that does not raise FitError. If all do, raise the error of the last one."""
    last_error: FitError | None = None
    for lay_out in candidates:
        try:
            return lay_out()
        except FitError as error:
            last_error = error
    if last_error is None:
        raise ValueError("no candidates")
    raise last_error
