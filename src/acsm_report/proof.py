"""Proofreading: refuses a page on which words leave the sheet or cover each other, before it is a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from . import fonts
from .errors import DrawError, shown
from .geometry import Box
from .scene import Chart, Run, Scene

__all__ = ["adjustments", "faults", "proofread"]

HINT = "shorten the text in the data, or choose another paper"


def proofread(scenes: Iterable[Scene]) -> None:
    """Raise DrawError, naming page and words, for the first words that leave their sheet or cover others."""
    for fault in faults(scenes):
        raise fault


def faults(scenes: Iterable[Scene]) -> Iterator[DrawError]:
    """Yield an error for all words that leave their sheet or cover others; a chart need not be drawn yet."""
    for scene in scenes:
        where = f"page {scene.name}"
        above: list[tuple[Box, str]] = []
        for box, text in sorted(_words(scene), key=lambda word: word[0].y):
            if not scene.size.box.contains(box, slack=0.5):
                yield DrawError(f"the words {shown(text, 40)} leave the page", HINT, where)
            above = [word for word in above if word[0].bottom > box.y]
            for other, covered in above:
                if box.overlaps(other, slack=1):
                    yield DrawError(f"the words {shown(text, 40)} cover {shown(covered, 40)}", HINT, where)
            above.append((box, text))


def _words(scene: Scene) -> Iterable[tuple[Box, str]]:
    """The visible runs of a page with the boxes that they fill, from capitals to descenders."""
    for item in scene.items:
        chart, x, y = isinstance(item.block, Chart), item.box.x, item.box.y
        for mark in item.block.labels if isinstance(item.block, Chart) else item.block.marks:
            if isinstance(mark, Run) and mark.text.strip():
                yield fonts.run_box(replace(mark, x=mark.x + x, y=mark.y + y) if chart else mark), mark.text


def adjustments(document: str, scenes: Iterable[Scene]) -> Iterator[str]:
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
        for item in scene.items:
            if item.fit:
                told = (
                    item.block.name if isinstance(item.block, Chart) else shown(" ".join(item.block.text.split()), 60)
                )
                yield f"{where}: {told} {item.fit}"
