"""Proofreading: refuses a page on which words leave the sheet or cover each other, before it is a file."""

from __future__ import annotations

from collections.abc import Iterable

from . import fonts
from .edition import Style
from .errors import DrawError, shown
from .geometry import Box
from .scene import Drawing, Run, Scene

__all__ = ["proofread"]

HINT = "shorten the text in the data, or choose another paper"


def proofread(scenes: Iterable[Scene]) -> None:
    """Raise DrawError, naming page and words, for words that leave their sheet or cover others."""
    for scene in scenes:
        above: list[tuple[Box, str]] = []
        for box, text in sorted(_words(scene), key=lambda word: word[0].y):
            if not scene.size.box.contains(box, slack=0.5):
                raise DrawError(f"the words {shown(text, 40)} leave the page", HINT, f"page {scene.name}")
            above = [word for word in above if word[0].bottom > box.y]
            for other, covered in above:
                if box.overlaps(other, slack=1):
                    what = f"the words {shown(text, 40)} cover {shown(covered, 40)}"
                    raise DrawError(what, HINT, f"page {scene.name}")
            above.append((box, text))


def _words(scene: Scene) -> Iterable[tuple[Box, str]]:
    """The visible runs of a page with the boxes that they fill, from capitals to descenders."""
    for item in scene.items:
        for mark in item.block.marks if isinstance(item.block, Drawing) else ():
            if isinstance(mark, Run) and mark.text.strip():
                style = Style(mark.family, mark.weight, mark.size, mark.size, mark.tracking, "")
                wide = fonts.width(mark.text.rstrip(), style) * mark.stretch
                high = fonts.CAP * mark.size
                # lane figures are drawn without descenders; their real text is not seen
                yield Box(mark.x, mark.y - high, wide, high + (fonts.DESCENT * mark.size if mark.ink else 0)), mark.text
