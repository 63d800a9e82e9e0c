"""SIGINT, SIGTERM and SIGHUP end the program, also if a library swallows the exception."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from acsm_report.export.chrome.session import BrowserSession
from acsm_report.system import termination
from acsm_report.system.cache import Cache
from acsm_report.system.termination import TerminationSignal, raise_if_terminated
from support.processes import python


def test_nothing_is_raised_without_a_signal() -> None:
    """A program that nobody ends goes on."""
    raise_if_terminated()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("before", ["SIG_DFL", "SIG_IGN"])
def test_a_closed_terminal_ends_the_program_unless_nohup_runs_it(before: str) -> None:
    """SIGHUP lets the program clean up, as SIGTERM does; under nohup, which ignores it, the program goes on."""
    code = f"""if True:
        import os, signal
        from acsm_report.system.termination import TerminationSignal, install_signal_handlers
        signal.signal(signal.SIGHUP, signal.{before})
        install_signal_handlers()
        try:
            os.kill(os.getpid(), signal.SIGHUP)
            print("goes on")
        except TerminationSignal as end:
            print(end.args[0])
    """
    assert python("-c", code).stdout == {"SIG_DFL": "1\n", "SIG_IGN": "goes on\n"}[before]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_swallowed_termination_is_raised_again() -> None:
    """Libraries have bare except clauses; the next check ends the program all the same."""
    code = """if True:
        import os, signal
        from acsm_report.system.termination import TerminationSignal, install_signal_handlers, raise_if_terminated
        install_signal_handlers()
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            print("not raised")
        except:
            pass
        try:
            raise_if_terminated()
        except TerminationSignal as end:
            print(end.args[0])
    """
    assert python("-c", code).stdout == f"{int(signal.SIGTERM)}\n"


def test_the_wait_for_drawings_ends_after_a_swallowed_termination(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Otherwise the program would wait for a browser that hangs, until the deadline."""
    session = BrowserSession(None, 60, Cache(None))
    monkeypatch.setattr(session, "_folder", tmp_path)
    monkeypatch.setattr(termination, "_received", [15])
    with pytest.raises(TerminationSignal):
        session._receive_drawings(float("inf"), lambda name: None)
