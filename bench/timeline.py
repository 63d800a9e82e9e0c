"""Prints where the time of one cold build goes: each step, the browser, each chart, each export, as bars.

Nothing of the product is changed: its functions are wrapped from outside, those that this version has.
Usage: PYTHONPATH=src python bench/timeline.py
"""

from __future__ import annotations

import functools
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

START = time.perf_counter()
WIDTH = 64
STEPS = (  # of acsm_report.build, in the order in which they come first
    "load", "missing_glyphs", "read", "tell", "compose", "proofread", "drawn", "ledger", "pdf", "examined", "png",
    "svg", "html", "written", "commit",
)  # fmt: skip


class Span(NamedTuple):
    """What was done, from when to when, in seconds from the start; how deep within other steps."""

    name: str
    begin: float
    end: float
    depth: int


class Clock:
    """Keeps the spans of wrapped functions."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.depth = 0

    def now(self) -> float:
        """Return the seconds since the start."""
        return time.perf_counter() - START

    def around(self, place: Any, attribute: str, name: str = "", main: bool = True) -> None:
        """Wrap a function of a module or class, if it is there."""
        function = getattr(place, attribute, None)
        if function is None:
            return

        @functools.wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            begin = self.now()
            self.depth += main
            try:
                return function(*arguments, **named)
            finally:
                self.depth -= main
                self.spans.append(Span(name or attribute, begin, self.now(), self.depth))

        setattr(place, attribute, timed)


def _listening(clock: Clock, listen: Callable[..., None]) -> Callable[..., None]:
    """Return the session's ear, with the moment at which each word came from the browser's worker."""

    def heard(lines: Iterable[str], words: Any) -> None:
        last: list[tuple[str, float]] = [("browser: start", clock.now())]

        def passing() -> Iterable[str]:
            for line in lines:
                name = _told(json.loads(line))
                moment = clock.now()
                clock.spans.append(Span(last[0][0], last[0][1], moment, 1))
                last[0] = name, moment
                yield line

        listen(_Lines(passing(), lines), words)

    return heard


class _Lines:
    """Lines that can be closed, as the pipe that they come from."""

    def __init__(self, lines: Iterable[str], pipe: Any) -> None:
        self.lines, self.pipe = lines, pipe

    def __enter__(self) -> _Lines:
        return self

    def __iter__(self) -> Iterator[str]:
        return iter(self.lines)

    def __exit__(self, *_: object) -> None:
        self.pipe.close()


def _told(word: dict[str, Any]) -> str:
    if "drawing" in word:
        return f"chart {word['drawing']}"
    return "browser: ready, waits for figures" if "ready" in word else "browser: done"


def _wrapped(clock: Clock, build: ModuleType) -> None:
    from acsm_report.export.chrome import session
    from acsm_report.export.chrome.session import BrowserSession, _forward_messages

    for name in STEPS:
        clock.around(build, name)
    clock.around(build.brands, "load", "brand")
    clock.around(build.fonts, "register", "fonts")
    clock.around(build.exports, "prepare", "import exporters")
    clock.around(BrowserSession, "__enter__", "session: start worker")
    clock.around(BrowserSession, "draw", "session: wait for the drawings")
    clock.around(BrowserSession, "__exit__", "session: end")
    listen = getattr(session, "_listen", None)
    if listen:
        _forward_messages = _listening(clock, listen)


def _bar(span: Span, whole: float) -> str:
    first = int(span.begin / whole * WIDTH)
    length = max(1, round((span.end - span.begin) / whole * WIDTH))
    return " " * first + "█" * min(length, WIDTH - first)


def show(spans: Iterable[Span], whole: float) -> None:
    """Print spans in the order of their starts."""
    print(f"{'start':>7} {'ms':>6}  {'':38} 0{f'{whole:.2f} s':>{WIDTH - 1}}")
    for span in sorted(spans, key=lambda s: (s.begin, -s.end)):
        name = f"{'  ' * span.depth}{span.name}"[:38]
        print(f"{span.begin:7.3f} {(span.end - span.begin) * 1000:6.0f}  {name:38} {_bar(span, whole)}".rstrip())


def main() -> None:
    """Build once, into a folder of its own with an empty cache, and print the timeline."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as place:
        os.environ["XDG_CACHE_HOME"] = place
        from acsm_report.pipeline import build
        from acsm_report.pipeline.options import BuildOptions
        from acsm_report.pipeline.outputs import all_outputs

        clock.spans.append(Span("import acsm_report.build", 0, clock.now(), 0))
        _wrapped(clock, build)
        folder = Path(place) / "out"
        folder.mkdir()
        build.build(all_outputs(folder), BuildOptions())
    whole = clock.now()
    show(clock.spans, whole)
    print(f"{len(clock.spans)} spans; the interpreter's own start is not in it", file=sys.stderr)


if __name__ == "__main__":
    main()
