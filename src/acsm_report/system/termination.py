"""Ends the program on SIGINT, SIGTERM and SIGHUP, also if a library swallows the exception."""

from __future__ import annotations

import signal
from types import FrameType
from typing import NoReturn

__all__ = ["TerminationSignal", "install_signal_handlers", "raise_if_terminated"]

HANGUP = getattr(signal, "SIGHUP", None)  # the terminal was closed; Windows has no such signal

_received: list[int] = []


class TerminationSignal(BaseException):
    """The program was asked to end; `args` holds the number of the signal."""


def install_signal_handlers() -> None:
    """Raise TerminationSignal in the main thread on these signals. Later signals do not interrupt the cleanup."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _handle_signal)
    if HANGUP and signal.getsignal(HANGUP) == signal.SIG_DFL:  # nohup ignores it
        signal.signal(HANGUP, _handle_signal)


def raise_if_terminated() -> None:
    """Raise TerminationSignal again if it was raised before: libraries have bare `except:` clauses that swallow it."""
    if _received:
        raise TerminationSignal(_received[0])


def _handle_signal(number: int, frame: FrameType | None) -> NoReturn:
    for again in filter(None, (signal.SIGINT, signal.SIGTERM, HANGUP)):
        signal.signal(again, signal.SIG_IGN)
    _received.append(number)
    raise TerminationSignal(number)
