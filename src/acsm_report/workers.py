"""Work in many pieces, done by processes of this machine or by a cluster of dask; what comes back is in order.

No more pieces are under way than keep every worker busy, so that what is held does not grow with what is to do.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, NamedTuple, TypeVar

from .errors import SetupError, UsageError

__all__ = ["Crew", "crew", "done"]

AHEAD = 2  # pieces under way for each worker
WINDOWS = 61  # processes that Windows lets one wait for
PATIENCE = 10  # seconds for a scheduler to answer
DEATHS = 3  # workers of a cluster that a piece may take with it before it is given up
AGAIN = "run it again: it goes on from what is written"


Piece = TypeVar("Piece")
Result = TypeVar("Result")


class Crew(NamedTuple):
    """Who works: None for this process itself, and how many there are."""

    executor: Executor | None
    size: int


@contextmanager
def crew(jobs: int, scheduler: str = "") -> Iterator[Crew]:
    """Start `jobs` processes, or ask the dask scheduler at this address for its workers; let go of them at the end.

    Raise UsageError without dask, SetupError for a scheduler that is not there.
    """
    if scheduler:
        with _cluster(scheduler) as found:
            yield found
    elif jobs == 1:
        yield Crew(None, 1)
    else:
        jobs = min(jobs, WINDOWS) if sys.platform == "win32" else jobs
        executor = ProcessPoolExecutor(jobs, get_context("spawn"), _ready)
        try:
            yield Crew(executor, jobs)
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


def done(by: Crew, work: Callable[[Piece], Result], pieces: Iterable[Piece]) -> Iterator[tuple[Piece, Result]]:
    """Yield each piece with what `work` makes of it, in their order. Raise SetupError when the workers end."""
    if by.executor is None:
        yield from ((piece, work(piece)) for piece in pieces)
        return
    under_way: deque[tuple[Piece, Future[Result]]] = deque()
    try:
        for piece in pieces:
            with _deaf():
                future = by.executor.submit(work, piece)
            under_way.append((piece, future))
            if len(under_way) > AHEAD * by.size:
                yield _first(under_way)
        while under_way:
            yield _first(under_way)
    finally:
        for _, future in under_way:
            future.cancel()


def _first(under_way: deque[tuple[Piece, Future[Result]]]) -> tuple[Piece, Result]:
    piece, future = under_way.popleft()
    try:
        return piece, future.result()
    except BrokenProcessPool:
        raise SetupError("a worker was ended from outside", AGAIN) from None
    except Exception as error:
        if not isinstance(error, CancelledError) and type(error).__module__.partition(".")[0] != "distributed":
            raise
        raise SetupError(f"the cluster gave up ({type(error).__name__})", AGAIN) from None


@contextmanager
def _deaf() -> Iterator[None]:
    """Let no process that begins meanwhile hear of an interruption, which is its parent's to answer."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ready() -> None:
    """Prepare a worker: it does not outlive its parent."""
    if parent := parent_process():
        Thread(target=_outlived, args=(parent,), daemon=True).start()


def _outlived(parent: Any) -> None:
    parent.join()
    os._exit(1)


@contextmanager
def _cluster(address: str) -> Iterator[Crew]:
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("--scheduler needs dask", "pip install distributed") from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        told = str(error).partition("\n")[0]
        raise SetupError(f"no scheduler answers ({told})", "correct --scheduler, or start it", address) from None
    try:
        count = len(client.scheduler_info(n_workers=-1)["workers"])
        if not count:
            raise SetupError("the scheduler has no workers", "start some", address)
        yield Crew(client.get_executor(retries=DEATHS, pure=False), count)
    finally:
        client.close()
