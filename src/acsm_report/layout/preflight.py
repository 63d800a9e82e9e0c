"""Proofreading: refuses a page on which words leave the sheet or cover each other, before it is a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..errors import DrawError, quote_value
from ..geometry import Box
from .measure import text_run_box
from .scene import Chart, Scene, TextRun

__all__ = ["describe_adjustments", "find_layout_errors", "preflight_scenes"]

HINT = "shorten the text in the data, or choose another paper"


def preflight_scenes(scenes: Iterable[Scene]) -> None:
    """Raise DrawError, naming page and words, for the first words that leave their sheet or cover others."""
    for fault in find_layout_errors(scenes):
        raise fault


def find_layout_errors(scenes: Iterable[Scene]) -> Iterator[DrawError]:
    """Yield an error for all words that leave their sheet or cover others; a chart need not be drawn yet."""
    for scene in scenes:
        where = f"page {scene.name}"
        above: list[tuple[Box, str]] = []
        for box, text in sorted(_visible_text_boxes(scene), key=lambda word: word[0].y):
            if not scene.size.box.contains(box, tolerance=0.5):
                yield DrawError(f"the words {quote_value(text, 40)} leave the page", HINT, where)
            above = [word for word in above if word[0].bottom > box.y]
            for other, covered in above:
                if box.overlaps(other, tolerance=1):
                    yield DrawError(f"the words {quote_value(text, 40)} cover {quote_value(covered, 40)}", HINT, where)
            above.append((box, text))


def _visible_text_boxes(scene: Scene) -> Iterable[tuple[Box, str]]:
    """The visible runs of a page with the boxes that they fill, from capitals to descenders."""
    for item in scene.blocks:
        chart, x, y = isinstance(item.block, Chart), item.box.x, item.box.y
        for mark in item.block.labels if isinstance(item.block, Chart) else item.block.marks:
            if isinstance(mark, TextRun) and mark.text.strip():
                yield text_run_box(replace(mark, x=mark.x + x, y=mark.y + y) if chart else mark), mark.text


def describe_adjustments(document: str, scenes: Iterable[Scene]) -> Iterator[str]:
    """Yield what was done so that everything fits, a line each: page, words or chart, and the rule that was applied.

    "wrapped" words take more lines, "smaller" ones are a step down the scale, a "lowered" chart has lower bars, and
    a "continued" page holds what had no room on the one before.
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
                told = (
                    item.block.name
                    if isinstance(item.block, Chart)
                    else quote_value(" ".join(item.block.text.split()), 60)
                )
                yield f"{where}: {told} {item.fit}"
