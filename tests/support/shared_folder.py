"""A folder that is filled once for all workers of a test run."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest


def once(factory: pytest.TempPathFactory, name: str, fill: Callable[[Path], object]) -> Path:
    """Return a folder that is filled once for the whole run: by the first worker that asks; the others wait.

    (xdist's loadgroup would do, but it does not group on pytest 9.2: pytest-xdist issue 1386.)
    """
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, outcome = base / name, base / f"{name}.outcome"
    try:
        folder.mkdir()
    except FileExistsError:
        until = time.monotonic() + 120
        while not outcome.exists() and time.monotonic() < until:
            time.sleep(0.05)
        if told := outcome.read_text(encoding="utf-8"):
            pytest.fail(f"another worker could not make {name}: {told}")
        return folder
    told = "it was interrupted"
    try:
        fill(folder)
        told = ""
    except Exception as error:
        told = repr(error)
        raise
    finally:
        part = outcome.with_suffix(".part")
        part.write_text(told, encoding="utf-8")
        part.replace(outcome)
    return folder
