"""Maps a function over items in worker processes or on a dask cluster, and yields results in order.

It submits only as many items as keep all workers busy, so memory does not grow with the number of items.
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

PENDING_PER_WORKER = 2  # submitted items for each worker
WINDOWS_MAX_PROCESSES = 61  # Windows cannot wait for more
SCHEDULER_TIMEOUT = 10  # seconds
MAX_RETRIES = 3  # of an item whose worker dies on a cluster
RETRY_HINT = "run it again: it goes on from what is written"
Item = TypeVar("Item")
Result = TypeVar("Result")


class WorkerPool(NamedTuple):
    """An executor and its number of workers. Without an executor, this process does the work."""

    executor: Executor | None
    size: int


@contextmanager
def open_pool(jobs: int, scheduler: str = "") -> Iterator[WorkerPool]:
    """Start `jobs` processes, or connect to the dask scheduler at an address; close them at the end.

    Raise UsageError if dask is not installed, SetupError if the scheduler does not answer or has no workers.
    """
    if scheduler:
        with _open_dask_pool(scheduler) as pool:
            yield pool
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
    """Yield each item with the result of `work`, in order. Raise SetupError if a worker dies."""
    if pool.executor is None:
        yield from ((item, work(item)) for item in items)
        return
    pending: deque[tuple[Item, Future[Result]]] = deque()
    try:
        for item in items:
            with _block_interrupts():
                future = pool.executor.submit(work, item)
            pending.append((item, future))
            if len(pending) > PENDING_PER_WORKER * pool.size:
                yield _next_result(pending)
        while pending:
            yield _next_result(pending)
    finally:
        for _, future in pending:
            future.cancel()


def _next_result(pending: deque[tuple[Item, Future[Result]]]) -> tuple[Item, Result]:
    item, future = pending.popleft()
    try:
        return item, future.result()
    except BrokenProcessPool:
        raise SetupError("a worker was ended from outside", RETRY_HINT) from None
    except Exception as error:
        if not isinstance(error, CancelledError) and type(error).__module__.partition(".")[0] != "distributed":
            raise
        raise SetupError(f"the cluster gave up ({type(error).__name__})", RETRY_HINT) from None


@contextmanager
def _block_interrupts() -> Iterator[None]:
    """Block SIGINT in processes that start inside this block, so that only the parent handles Ctrl+C."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _initialize_worker() -> None:
    """Make a worker exit when its parent does."""
    if parent := parent_process():
        Thread(target=_exit_with_parent, args=(parent,), daemon=True).start()


def _exit_with_parent(parent: Any) -> None:
    parent.join()
    os._exit(1)  # sys.exit would end only this thread


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
