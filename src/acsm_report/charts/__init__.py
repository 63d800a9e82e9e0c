"""The gallery of charts, in reading order: (story, edition, width) → their charts. Add yours here.

A chart is a function of (story, edition, width) and, where it is about one, a certification. It knows the
width of its box, in points, because where a label fits depends on it; its height follows from its bars. It
is drawn at exactly that size. One that would show what is not published is None.
"""

from collections.abc import Callable, Iterator
from functools import wraps

from ..dataset import Certification
from ..edition import Edition
from ..scene import Chart
from ..story import Story
from .candidates import candidates
from .certified import certified
from .domains import domains
from .intervals import intervals
from .jobs import jobs
from .ladder import ladder
from .pass_rate import pass_rate
from .pass_rates import pass_rates
from .pay import pay
from .renewal import renewal
from .score import score
from .tabulated import tabulated

__all__ = [
    "GALLERY",
    "Gallery",
    "candidates",
    "certified",
    "domains",
    "intervals",
    "jobs",
    "ladder",
    "pass_rate",
    "pass_rates",
    "pay",
    "renewal",
    "score",
    "tabulated",
]

Gallery = Callable[[Story, Edition, float], Iterator[Chart]]


def _one(make: Callable[[Story, Edition, float], Chart | None]) -> Gallery:
    """Return what yields a chart of all lanes, if it has anything to show."""

    @wraps(make)
    def charts(story: Story, edition: Edition, width: float) -> Iterator[Chart]:
        chart = make(story, edition, width)
        return iter([chart] if chart and chart.facts else [])

    return charts


def _each(make: Callable[[Story, Edition, float, Certification], Chart | None]) -> Gallery:
    """Return what yields a chart for every lane that has one, each under a name of its own."""

    @wraps(make)
    def charts(story: Story, edition: Edition, width: float) -> Iterator[Chart]:
        found = (make(story, edition, width, certification) for certification in story.certifications)
        return (chart for chart in found if chart)

    return charts


def subject(story: Story, edition: Edition, width: float, certification: Certification) -> Chart | None:
    """Draw a lane among the others, if it is counted."""
    counted = any(fact.certification == certification.code for fact in story.certified)
    return certified(story, edition, width, certification) if counted else None


GALLERY = (
    _one(pass_rates),
    _one(candidates),
    _one(certified),
    _each(pass_rate),
    _each(subject),
    _each(domains),
    _one(score),
    _one(renewal),
    _one(intervals),
    _one(ladder),
    _one(pay),
    _one(jobs),
)
