"""Work in a process beside this one, on another processor: a fork, which has all that it needs and sends what it made.

It is done so where that is safe and of use: on Linux, while this process has no threads, and with two processors. Else,
and where that process comes to nothing, it is done here, when it is asked for: what is made is the same.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, NoReturn, TypeVar

__all__ = ["run_in_fork"]

Result = TypeVar("Result")


@contextmanager
def run_in_fork(work: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
    """Begin the work; give what waits for its result, or raises what it raised. On leaving, nothing of it is left."""
    if not _can_fork():
        yield work
        return
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _send_result(work, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        try:
            yield lambda: _receive_result(pipe, work)
        finally:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _can_fork() -> bool:
    if sys.platform != "linux":
        return False
    return threading.active_count() == 1 and len(os.sched_getaffinity(0)) > 1


def _send_result(work: Callable[[], object], write_fd: int) -> NoReturn:
    """Send the result and end at once: whatever goes wrong here, the other process notices that nothing came."""
    try:
        with os.fdopen(write_fd, "wb") as pipe:
            pickle.dump(work(), pipe)
    finally:
        os._exit(0)


def _receive_result(pipe: IO[bytes], work: Callable[[], Result]) -> Result:
    try:
        made: Result = pickle.load(pipe)
    except (EOFError, OSError, pickle.UnpicklingError):
        return work()
    return made
