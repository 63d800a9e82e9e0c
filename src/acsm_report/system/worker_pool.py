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

from ..errors import SetupError, UsageError

__all__ = ["WorkerPool", "map_in_order", "open_pool"]

PENDING_PER_WORKER = 2  # pieces under way for each worker
WINDOWS_MAX_PROCESSES = 61  # processes that Windows lets one wait for
SCHEDULER_TIMEOUT = 10  # seconds for a scheduler to answer
MAX_RETRIES = 3  # workers of a cluster that a piece may take with it before it is given up
RETRY_HINT = "run it again: it goes on from what is written"
Item = TypeVar("Item")
Result = TypeVar("Result")


class WorkerPool(NamedTuple):
    """Who works: None for this process itself, and how many there are."""

    executor: Executor | None
    size: int


@contextmanager
def open_pool(jobs: int, scheduler: str = "") -> Iterator[WorkerPool]:
    """Start `jobs` processes, or ask the dask scheduler at this address for its workers; let go of them at the end.

    Raise UsageError without dask, SetupError for a scheduler that is not there.
    """
    if scheduler:
        with _open_dask_pool(scheduler) as found:
            yield found
    elif jobs == 1:
        yield WorkerPool(None, 1)
    else:
        jobs = min(jobs, WINDOWS_MAX_PROCESSES) if sys.platform == "win32" else jobs
        executor = ProcessPoolExecutor(jobs, get_context("spawn"), _initialize_worker)
        try:
            yield WorkerPool(executor, jobs)
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


def map_in_order(
    pool: WorkerPool, work: Callable[[Item], Result], items: Iterable[Item]
) -> Iterator[tuple[Item, Result]]:
    """Yield each piece with what `work` makes of it, in their order. Raise SetupError when the workers end."""
    if pool.executor is None:
        yield from ((piece, work(piece)) for piece in items)
        return
    under_way: deque[tuple[Item, Future[Result]]] = deque()
    try:
        for piece in items:
            with _block_interrupts():
                future = pool.executor.submit(work, piece)
            under_way.append((piece, future))
            if len(under_way) > PENDING_PER_WORKER * pool.size:
                yield _next_result(under_way)
        while under_way:
            yield _next_result(under_way)
    finally:
        for _, future in under_way:
            future.cancel()


def _next_result(pending: deque[tuple[Item, Future[Result]]]) -> tuple[Item, Result]:
    piece, future = pending.popleft()
    try:
        return piece, future.result()
    except BrokenProcessPool:
        raise SetupError("a worker was ended from outside", RETRY_HINT) from None
    except Exception as error:
        if not isinstance(error, CancelledError) and type(error).__module__.partition(".")[0] != "distributed":
            raise
        raise SetupError(f"the cluster gave up ({type(error).__name__})", RETRY_HINT) from None


@contextmanager
def _block_interrupts() -> Iterator[None]:
    """Let no process that begins meanwhile hear of an interruption, which is its parent's to answer."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _initialize_worker() -> None:
    """Prepare a worker: it does not outlive its parent."""
    if parent := parent_process():
        Thread(target=_exit_with_parent, args=(parent,), daemon=True).start()


def _exit_with_parent(parent: Any) -> None:
    parent.join()
    os._exit(1)


@contextmanager
def _open_dask_pool(address: str) -> Iterator[WorkerPool]:
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("--scheduler needs dask", "pip install distributed", option="--scheduler") from None
    try:
        client = Client(address, timeout=SCHEDULER_TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise SetupError(
            f"no scheduler answers ({reason})", "correct --scheduler, or start it", address, option="--scheduler"
        ) from None
    try:
        count = len(client.scheduler_info(n_workers=-1)["workers"])
        if not count:
            raise SetupError("the scheduler has no workers", "start some", address, option="--scheduler")
        yield WorkerPool(client.get_executor(retries=MAX_RETRIES, pure=False), count)
    finally:
        client.close()
