"""The gallery of charts, in reading order: (story, edition, width) → Chart. Add yours here.

A chart knows the width of its box, in points, because where a label fits depends on it; its
height follows from its bars. It is drawn at exactly that size.
"""

from .candidates import candidates
from .certified import certified
from .pass_rates import pass_rates

__all__ = ["GALLERY", "candidates", "certified", "pass_rates"]

GALLERY = (pass_rates, candidates, certified)
