"""Rejects pages on which text leaves the page or overlaps, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..errors import DrawError, quote_value
from ..geometry import Box
from .measure import text_run_box
from .scene import Chart, Scene, TextRun

__all__ = ["describe_adjustments", "find_layout_errors", "preflight_scenes"]

HINT = "choose a larger paper or picture"


def preflight_scenes(scenes: Iterable[Scene]) -> None:
    """Raise DrawError, with page and text, for the first text that leaves its page or covers other text."""
    for error in find_layout_errors(scenes):
        raise error


def find_layout_errors(scenes: Iterable[Scene]) -> Iterator[DrawError]:
    """Yield an error for each text that leaves its page or covers other text. Charts may be drawn or not."""
    for scene in scenes:
        where = f"page {scene.name}"
        above: list[tuple[Box, str]] = []
        for box, text in sorted(_visible_text_boxes(scene), key=lambda word: word[0].y):
            if not scene.size.box.contains(box, tolerance=0.5):
                yield DrawError(f"the words {quote_value(text, 40)} leave the page", HINT, where, texts=(text,))
            above = [word for word in above if word[0].bottom > box.y]
            for other, covered in above:
                if box.overlaps(other, tolerance=1):
                    what = f"the words {quote_value(text, 40)} cover {quote_value(covered, 40)}"
                    yield DrawError(what, HINT, where, texts=(text, covered))
            above.append((box, text))


def _visible_text_boxes(scene: Scene) -> Iterable[tuple[Box, str]]:
    """Yield box and text of each visible text run, from capitals to descenders."""
    for item in scene.blocks:
        chart, x, y = isinstance(item.block, Chart), item.box.x, item.box.y
        for mark in item.block.labels if isinstance(item.block, Chart) else item.block.marks:
            if isinstance(mark, TextRun) and mark.text.strip():
                yield text_run_box(replace(mark, x=mark.x + x, y=mark.y + y) if chart else mark), mark.text


def describe_adjustments(document: str, scenes: Iterable[Scene]) -> Iterator[str]:
    """Yield one line for each adjustment that made content fit: page, text or chart, and the adjustment.

    "wrapped" text takes more lines, "smaller" text has a smaller style, a "lowered" chart has lower bars, a code is
    "nameless" if its name has no room, a wordmark is "logoless" if the logo beside it has none, and a page is
    "continued" from the page before.
    """
    before = ""
    for number, scene in enumerate(scenes, 1):
        where = f"{document} page {number}, {scene.name}"
        if before and scene.name.startswith(f"{before}-"):
            yield f"{where}: continued from {before}"
        else:
            before = scene.name
        for item in scene.blocks:
            if item.fit:
                subject = (
                    item.block.name
                    if isinstance(item.block, Chart)
                    else quote_value(" ".join(item.block.text.split()), 60)
                )
                yield f"{where}: {subject} {item.fit}"
