"""Worker pools: results in order, few pending items, errors when workers die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from acsm_report.errors import FitError, SetupError, UsageError
from acsm_report.system import worker_pool
from acsm_report.system.worker_pool import PENDING_PER_WORKER, WorkerPool, map_in_order, open_pool
from support.paths import SOURCE


def doubled(number: int) -> int:
    return 2 * number


def slow(number: int) -> int:
    time.sleep(0.05)
    return number


def fatal(number: int) -> int:
    """Kill this worker, as a system without memory would."""
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def fatal_once(pieces: tuple[str, int]) -> int:
    """Kill the first worker that does this."""
    mark, number = Path(pieces[0]), pieces[1]
    if number == 5 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@given(some.lists(some.integers()), some.integers(1, 4))
def test_results_are_in_order(numbers: list[int], hands: int) -> None:
    with ThreadPoolExecutor(hands) as executor:
        for by in (WorkerPool(None, 1), WorkerPool(executor, hands)):
            assert list(map_in_order(by, doubled, numbers)) == [(n, 2 * n) for n in numbers]


def test_few_items_are_pending() -> None:
    """It takes only as many items as keep all workers busy, so memory does not grow with their number."""
    taken: list[int] = []

    class Idle(ThreadPoolExecutor):
        def submit(self, work: Any, /, *pieces: Any, **named: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_result(work(*pieces))
            return future

    def numbers() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    with Idle(3) as executor:
        next(map_in_order(WorkerPool(executor, 3), doubled, numbers()))
    assert len(taken) == PENDING_PER_WORKER * 3 + 1


def test_processes_return_results() -> None:
    with open_pool(2) as by:
        assert [result for _, result in map_in_order(by, doubled, range(20))] == [2 * n for n in range(20)]


def test_killed_worker_raises() -> None:
    """The error says what to do."""
    with pytest.raises(SetupError, match="a worker was ended from outside; run it again"), open_pool(2) as by:
        list(map_in_order(by, fatal, range(4)))


def refusing(number: int) -> int:
    raise FitError("name", "Gym", 3.5, "page back")


def test_error_of_worker_is_unchanged() -> None:
    """Location, hint and exit status survive pickling."""
    with pytest.raises(FitError) as raised, open_pool(2) as by:
        list(map_in_order(by, refusing, [1]))
    assert str(raised.value) == str(FitError("name", "Gym", 3.5, "page back"))


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals")
def test_workers_ignore_sigint() -> None:
    """Ctrl+C reaches all processes of a terminal, but only the parent handles it."""
    with open_pool(2) as by:
        assert all(masked for _, masked in map_in_order(by, masks, range(4)))
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, set())


def masks(number: int) -> bool:
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, set())


def test_workers_exit_with_their_parent(tmp_path: Path) -> None:
    """When the parent is killed, they exit, too."""
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, sys, time\n"
        "from acsm_report.system.worker_pool import open_pool\n"
        "if __name__ == '__main__':\n"
        "    with open_pool(2) as pool:\n"
        "        print(pool.executor.submit(os.getpid).result(), flush=True)\n"
        "        time.sleep(60)\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(SOURCE.parent)}
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout
        worker = int(parent.stdout.readline())
        parent.kill()
    until = time.monotonic() + 20
    while _lives(worker) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _lives(worker)


def _lives(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


def test_missing_scheduler_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_pool, "SCHEDULER_TIMEOUT", 1)
    refusal = pytest.raises(SetupError, match=r"127\.0\.0\.1:9: no scheduler answers")
    with refusal as raised, open_pool(1, "tcp://127.0.0.1:9"):
        pass
    assert raised.value.option == "--scheduler"


def test_missing_dask_has_install_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    refusal = pytest.raises(UsageError, match="--scheduler needs dask; pip install distributed")
    with refusal as raised, open_pool(1, "x"):
        pass
    assert raised.value.option == "--scheduler"


@contextmanager
def cluster(size: int) -> Iterator[Any]:
    """Start a dask cluster with `size` worker processes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dask's own, of ports and of its end
        from distributed import LocalCluster

        how = {"n_workers": size, "threads_per_worker": 1, "dashboard_address": None, "silence_logs": 50}
        with LocalCluster(**how) as found:
            yield found


def test_cluster_survives_killed_worker(tmp_path: Path) -> None:
    """Another worker repeats its items; nothing is lost or repeated in the results."""
    pieces = [(str(tmp_path / "killed"), number) for number in range(40)]
    with cluster(2) as found, open_pool(1, found.scheduler_address) as by:
        results = [result for _, result in map_in_order(by, fatal_once, pieces)]
    assert results == list(range(40))
    assert (tmp_path / "killed").exists()


def test_cluster_without_workers_raises() -> None:
    """Without workers the run would wait forever."""
    with (
        cluster(0) as found,
        pytest.raises(SetupError, match="the scheduler has no workers; start some"),
        open_pool(1, found.scheduler_address),
    ):
        pass


def test_cluster_that_cancels_raises() -> None:
    """If the scheduler is gone, futures are canceled; the error says that the run can continue."""

    class Gone(ThreadPoolExecutor):
        def submit(self, work: Any, /, *pieces: Any, **named: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.cancel()
            return future

    with Gone(1) as executor, pytest.raises(SetupError, match=r"the cluster gave up .*; run it again"):
        list(map_in_order(WorkerPool(executor, 1), doubled, [1]))
