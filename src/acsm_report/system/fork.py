"""Runs a function in a forked child process, to use a second CPU core.

It forks on Linux, with two or more cores and no other thread. Otherwise, and if the child dies, the function runs in
this process: the result is the same.
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
def run_in_fork(function: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
    """Start the function in a child process. Yield a function that waits for its result, or raises its exception.

    The child is gone when the block ends.
    """
    if not _can_fork():
        yield function
        return
    read_fd, write_fd = os.pipe()
    child = os.fork()
    if not child:
        os.close(read_fd)
        _send_result(function, write_fd)
    os.close(write_fd)
    with os.fdopen(read_fd, "rb") as pipe:
        try:
            yield lambda: _receive_result(pipe, function)
        finally:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _can_fork() -> bool:
    if sys.platform != "linux":
        return False
    return threading.active_count() == 1 and len(os.sched_getaffinity(0)) > 1


def _send_result(function: Callable[[], object], write_fd: int) -> NoReturn:
    """Send the result and exit. An exception sends nothing: the parent then runs the function itself and raises it."""
    try:
        with os.fdopen(write_fd, "wb") as pipe:
            pickle.dump(function(), pipe)
    finally:
        os._exit(0)


def _receive_result(pipe: IO[bytes], function: Callable[[], Result]) -> Result:
    try:
        result: Result = pickle.load(pipe)
    except (EOFError, OSError, pickle.UnpicklingError):
        return function()
    return result
