"""The gallery of charts, in reading order: (story, edition, width) → Chart. Add yours here.

A chart knows the width of its box, in points, because where a label fits depends on it; its
height follows from its bars. It is drawn at exactly that size.
"""

from .candidates import candidates
from .certified import certified
from .intervals import intervals
from .jobs import jobs
from .ladder import ladder
from .pass_rates import pass_rates
from .pay import pay

__all__ = ["GALLERY", "candidates", "certified", "intervals", "jobs", "ladder", "pass_rates", "pay"]

GALLERY = (pass_rates, candidates, certified, intervals, pay, jobs, ladder)
