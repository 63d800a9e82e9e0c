"""Text of a layout that cannot be read, and the color of brand.yml that would mend it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..dataset.diagnostics import Diagnostic
from ..errors import quote_value
from ..export.chrome.svg_import import place_labels
from ..layout.contrast import find_low_contrast_text
from ..layout.scene import Scene
from ..theme.brand_file import Keys
from ..theme.contrast_advice import UnreadablePair, find_key, locate_key, suggest_color
from ..theme.model import Brand

__all__ = ["UnreadableText", "describe_unreadable_texts", "find_unreadable_texts"]


class UnreadableText(NamedTuple):
    """Text with too little contrast: its page ("brochure on letter, page cover"), its words and its two inks."""

    place: str
    words: str
    pair: UnreadablePair


def find_unreadable_texts(scenes: Sequence[Scene], brand: Brand, product: str) -> Iterator[UnreadableText]:
    """Yield text that cannot be read. Charts may be drawn or not. `product` is for instance "brochure on letter"."""
    for text in find_low_contrast_text(place_labels(tuple(scenes)), brand):
        pair = UnreadablePair(brand, text.ground, text.ink, text.background, text.required)
        yield UnreadableText(f"{product}, page {scenes[text.page - 1].name}", text.text, pair)


def describe_unreadable_texts(texts: Iterable[UnreadableText], file: str) -> Iterator[Diagnostic]:
    """Yield one error for each key of brand.yml that makes text unreadable, with the nearest color that passes.

    Colors that the brand does not set itself are a fault of the program; these errors are about the data's `file`.
    """
    found = defaultdict[Keys | None, list[UnreadableText]](list)
    for text in texts:
        found[find_key(text.pair)].append(text)
    for keys, group in found.items():
        worst = min(group, key=lambda text: text.pair.ratio / text.pair.required)
        words = dict.fromkeys(text.words for text in group)
        more = f" and {len(words) - 1} more" if len(words) > 1 else ""
        what = f"{worst.pair.what} ({worst.place}: {quote_value(worst.words, 40)}{more})"
        if keys is None:
            yield Diagnostic("contrast", what, "report this", file)
            continue
        color = suggest_color([text.pair for text in group], keys)
        hint = f"{color} passes" if color else "no shade of this color passes; choose another ground"
        path, line, column = locate_key(worst.pair.brand, keys)
        yield Diagnostic("contrast", what, hint, path, row=line, column=column, field=".".join(map(str, keys)))
