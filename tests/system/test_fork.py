"""A function in a forked process: its result or its error arrives, and the process is gone."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from acsm_report.system import fork
from acsm_report.system.fork import run_in_fork

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Allow forks, though the test process has threads; collect the processes that are forked."""
    processes: list[int] = []
    real_fork = os.fork

    def recording_fork() -> int:
        process = real_fork()
        processes.append(process)
        return process

    monkeypatch.setattr(fork, "_can_fork", lambda: True)
    monkeypatch.setattr(os, "fork", recording_fork)
    return processes


def is_gone(process: int) -> bool:
    """Tell whether a child process has ended and was waited for."""
    try:
        os.waitpid(process, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.usefixtures("forked")
class TestForked:
    def test_a_result_comes_from_another_process(self, forked: list[int]) -> None:
        with run_in_fork(os.getpid) as result:
            assert result() != os.getpid()
        assert len(forked) == 1 and is_gone(forked[0])

    def test_a_large_result_arrives_whole(self) -> None:
        """A pipe holds little: it is read while it is written."""
        with run_in_fork(lambda: b"x" * 3_000_000) as result:
            assert result() == b"x" * 3_000_000

    def test_an_error_is_raised_where_the_result_is_asked_for(self, forked: list[int]) -> None:
        def fail() -> None:
            raise ValueError("of the work")

        with run_in_fork(fail) as result, pytest.raises(ValueError, match="of the work"):
            result()
        assert len(forked) == 1 and is_gone(forked[0])

    def test_work_whose_process_is_killed_is_done_here(self) -> None:
        def die_elsewhere(here: int = os.getpid()) -> str:
            if os.getpid() != here:
                os.kill(os.getpid(), signal.SIGKILL)
            return "done"

        with run_in_fork(die_elsewhere) as result:
            assert result() == "done"

    def test_work_that_nobody_waits_for_is_ended(self, forked: list[int]) -> None:
        """Whoever leaves early leaves no process behind."""
        with pytest.raises(KeyboardInterrupt), run_in_fork(lambda: time.sleep(60)):
            raise KeyboardInterrupt
        assert len(forked) == 1 and is_gone(forked[0])


def test_beside_a_thread_nothing_is_forked() -> None:
    """A fork would copy what the thread holds, and not the thread."""
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        with run_in_fork(os.getpid) as result:
            assert result() == os.getpid()
    finally:
        end.set()
        thread.join()
