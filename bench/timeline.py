"""Prints where the time of one cold build goes: each step, the browser, each chart, each export, as bars.

The functions of the program are wrapped from outside.
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
from typing import Any, NamedTuple

START = time.perf_counter()
WIDTH = 64
STEPS = {  # functions by the module that calls them
    "build": ("load_chosen_brand", "read", "compute_insights", "compose", "preflight_scenes", "draw_charts", "export",
              "write_atomically"),
    "products": ("font_face_rule", "merge_ledgers", "render_pdf", "check_conformance", "render_png", "render_svg",
                 "render_html"),
}  # fmt: skip


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

    def wrap(self, owner: Any, attribute: str, name: str = "") -> None:
        """Wrap a function of a module or class."""
        function = getattr(owner, attribute)

        @functools.wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            begin = self.now()
            self.depth += 1
            try:
                return function(*arguments, **named)
            finally:
                self.depth -= 1
                self.spans.append(Span(name or attribute, begin, self.now(), self.depth))

        setattr(owner, attribute, timed)


def _forward_with_times(clock: Clock, forward: Callable[..., None]) -> Callable[..., None]:
    """Return the function that reads the messages of the browser's worker, noting when each comes."""

    def forward_messages(lines: Iterable[str], messages: Any) -> None:
        step, begin = "browser: start", clock.now()

        def timed_lines() -> Iterator[str]:
            nonlocal step, begin
            for line in lines:
                moment = clock.now()
                clock.spans.append(Span(step, begin, moment, 1))
                step, begin = _describe_message(json.loads(line)), moment
                yield line

        forward(_ClosableLines(timed_lines(), lines), messages)

    return forward_messages


class _ClosableLines:
    """Lines that close the pipe that they come from."""

    def __init__(self, lines: Iterable[str], pipe: Any) -> None:
        self.lines, self.pipe = lines, pipe

    def __enter__(self) -> _ClosableLines:
        return self

    def __iter__(self) -> Iterator[str]:
        return iter(self.lines)

    def __exit__(self, *_: object) -> None:
        self.pipe.close()


def _describe_message(message: dict[str, Any]) -> str:
    if "drawing" in message:
        return f"chart {message['drawing']}"
    return "browser: ready, waits for figures" if "ready" in message else "browser: done"


def _wrap_functions(clock: Clock) -> None:
    from acsm_report.export.chrome import session
    from acsm_report.pipeline import build, products

    for module in (build, products):
        for name in STEPS[module.__name__.rpartition(".")[2]]:
            clock.wrap(module, name)
    clock.wrap(session.BrowserSession, "__enter__", "session: start worker")
    clock.wrap(session.BrowserSession, "draw", "session: wait for the drawings")
    clock.wrap(session.BrowserSession, "__exit__", "session: end")
    session._forward_messages = _forward_with_times(clock, session._forward_messages)


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

        clock.spans.append(Span("import the pipeline", 0, clock.now(), 0))
        _wrap_functions(clock)
        folder = Path(place) / "out"
        folder.mkdir()
        build.build(all_outputs(folder), BuildOptions())
    whole = clock.now()
    show(clock.spans, whole)
    print(f"{len(clock.spans)} spans; the interpreter's own start is not in it", file=sys.stderr)


if __name__ == "__main__":
    main()
