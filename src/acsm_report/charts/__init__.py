"""The gallery of charts, in reading order: (story, edition, width) → their charts. Add yours here.

A chart is a function of (story, edition, width) and, where it is about one, a certification. It knows the
width of its box, in points, because where a label fits depends on it; its height follows from its bars. It
is drawn at exactly that size. One that would show what is not published is None.
"""

from collections.abc import Callable, Iterator
from functools import wraps

from ..dataset.insights import Insights
from ..dataset.model import Certification
from ..layout.context import LayoutContext
from ..layout.scene import Chart
from .candidates import candidates
from .certified_counts import certified_counts
from .data_table import build_data_table
from .eligibility_steps import eligibility_steps
from .exam_domains import exam_domains
from .exam_pass_rates import exam_pass_rates
from .job_outlook import job_outlook
from .median_pay import median_pay
from .pass_rate_intervals import pass_rate_intervals
from .pass_rates import pass_rates
from .renewal_costs import renewal_costs
from .score_scale import score_scale

__all__ = [
    "CHART_BUILDERS",
    "ChartBuilder",
    "build_data_table",
    "candidates",
    "certified_counts",
    "eligibility_steps",
    "exam_domains",
    "exam_pass_rates",
    "job_outlook",
    "median_pay",
    "pass_rate_intervals",
    "pass_rates",
    "renewal_costs",
    "score_scale",
]

ChartBuilder = Callable[[Insights, LayoutContext, float], Iterator[Chart]]


def _for_all_certifications(draw: Callable[[Insights, LayoutContext, float], Chart | None]) -> ChartBuilder:
    """Return what yields a chart of all lanes, if it has anything to show."""

    @wraps(draw)
    def charts(insights: Insights, context: LayoutContext, width: float) -> Iterator[Chart]:
        chart = draw(insights, context, width)
        return iter([chart] if chart and chart.facts else [])

    return charts


def _for_each_certification(
    draw: Callable[[Insights, LayoutContext, float, Certification], Chart | None],
) -> ChartBuilder:
    """Return what yields a chart for every lane that has one, each under a name of its own."""

    @wraps(draw)
    def charts(insights: Insights, context: LayoutContext, width: float) -> Iterator[Chart]:
        found = (draw(insights, context, width, certification) for certification in insights.certifications)
        return (chart for chart in found if chart)

    return charts


def highlighted_certified_counts(
    insights: Insights, context: LayoutContext, width: float, certification: Certification
) -> Chart | None:
    """Draw a lane among the others, if it is counted."""
    counted = any(fact.certification == certification.code for fact in insights.certified_counts)
    return certified_counts(insights, context, width, certification) if counted else None


CHART_BUILDERS = (
    _for_all_certifications(pass_rates),
    _for_all_certifications(candidates),
    _for_all_certifications(certified_counts),
    _for_each_certification(exam_pass_rates),
    _for_each_certification(highlighted_certified_counts),
    _for_each_certification(exam_domains),
    _for_all_certifications(score_scale),
    _for_all_certifications(renewal_costs),
    _for_all_certifications(pass_rate_intervals),
    _for_all_certifications(eligibility_steps),
    _for_all_certifications(median_pay),
    _for_all_certifications(job_outlook),
)
