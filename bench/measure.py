"""Whole processes, measured: wall time, processor time of all that they started, and memory."""

from __future__ import annotations

import ctypes
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Case", "interleaved", "median", "tree_memory"]

SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of Linux: whoever outlives its parent comes to us, with its processor time
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}  # modules are compiled once, as by pip install: the first turn does it
LINGER = 10.0  # seconds in which what a command left behind may end


@dataclass(frozen=True, slots=True)
class Sample:
    """One run: seconds by the wall, of the processors for the whole tree; peak memory of the process itself in MB."""

    wall: float
    cpu: float
    rss: float


@dataclass(slots=True)
class Case:
    """A command to be measured; `prepare` makes the world what its name says, before the clock starts."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[], object] = lambda: None
    skip: str = ""  # why it cannot be measured here
    status: int = 0  # the exit status that it must have
    made: Callable[[], str] = lambda: ""  # says what is wrong with what it made, or nothing
    samples: list[Sample] = field(default_factory=list)


def run(case: Case, cwd: Path) -> Sample:
    """Run a command once and measure it. Raise RuntimeError when it fails or did not make what it should."""
    _adopt_orphans()
    case.prepare()
    with tempfile.TemporaryFile() as said:
        begin = time.perf_counter()
        process = subprocess.Popen(
            list(case.command),
            cwd=cwd,
            env={**os.environ, **COMPILED, **case.env},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        cpu = usage.ru_utime + usage.ru_stime + _orphans()
        said.seek(0)
        last = said.read().decode(errors="replace")[-2000:]
    if process.returncode != case.status:
        raise RuntimeError(f"{case.name}: exit status {process.returncode}\n{last}")
    if wrong := case.made():
        raise RuntimeError(f"{case.name}: {wrong}")
    return Sample(wall, cpu, usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024))


def interleaved(cases: Sequence[Case], runs: int, cwd: Path, say: Callable[[str], None], warm: bool = True) -> None:
    """Run all cases in turn, A B C A B C ..., so that a slow minute of the machine meets all.

    A turn that warms up comes first and is not counted. A case that fails is skipped from then on, and says so.
    """
    for turn in range(0 if warm else 1, runs + 1):
        for case in cases:
            if case.skip:
                continue
            try:
                sample = run(case, cwd)
            except RuntimeError as error:
                case.skip = f"failed: {str(error).strip().splitlines()[-1][:110]} …"
                say(f"{error}")
                continue
            say(f"  {'warm-up' if not turn else f'{turn}/{runs}'} {case.name}: {sample.wall:.2f} s")
            if turn:
                case.samples.append(sample)


def median(case: Case) -> Sample:
    """Return the median of each measure."""
    return Sample(*(statistics.median(getattr(s, name) for s in case.samples) for name in Sample.__slots__))


def _adopt_orphans() -> None:
    """Let processes whose parent dies become ours, so that a killed browser's time is counted."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)


def _orphans() -> float:
    """Wait for what the command left behind; return its processor seconds."""
    seconds, until = 0.0, time.monotonic() + LINGER
    while time.monotonic() < until:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            break
        if pid:
            seconds += usage.ru_utime + usage.ru_stime
        else:
            time.sleep(0.01)
    return seconds


def tree_memory(case: Case, cwd: Path, every: float = 0.1) -> float:
    """Return the largest memory in MB of a command and all that it started, shared pages counted once (PSS).

    It looks every `every` seconds, so it is a run of its own and never a timed one. Linux only.
    """
    _adopt_orphans()
    case.prepare()
    process = subprocess.Popen(
        list(case.command), cwd=cwd, env={**os.environ, **COMPILED, **case.env}, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    largest = 0.0
    while process.poll() is None:
        largest = max(largest, sum(map(_pss, _descendants(process.pid))))
        time.sleep(every)
    _orphans()
    return largest


def _descendants(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        with suppress(OSError):
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _pss(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
