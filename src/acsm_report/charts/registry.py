"""The charts of the gallery, in reading order. Add a new chart here; pages call charts directly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps

from ..dataset.insights import Insights
from ..dataset.model import Certification
from ..layout.context import LayoutContext
from ..layout.scene import Chart
from .candidates import candidates
from .certified_counts import certified_counts
from .eligibility_steps import eligibility_steps
from .exam_domains import exam_domains
from .exam_pass_rates import exam_pass_rates
from .job_outlook import job_outlook
from .median_pay import median_pay
from .pass_rate_intervals import pass_rate_intervals
from .pass_rates import pass_rates
from .renewal_costs import renewal_costs
from .score_scale import score_scale

__all__ = ["CHART_BUILDERS", "ChartBuilder"]

ChartBuilder = Callable[[Insights, LayoutContext, float], Iterator[Chart]]


def _for_all_certifications(draw: Callable[[Insights, LayoutContext, float], Chart | None]) -> ChartBuilder:
    """Return a builder that yields one chart of all certifications, if it shows any fact."""

    @wraps(draw)
    def charts(insights: Insights, context: LayoutContext, width: float) -> Iterator[Chart]:
        chart = draw(insights, context, width)
        return iter([chart] if chart and chart.facts else [])

    return charts


def _for_each_certification(
    draw: Callable[[Insights, LayoutContext, float, Certification], Chart | None],
) -> ChartBuilder:
    """Return a builder that yields one chart for each certification that has it, under a name of its own."""

    @wraps(draw)
    def charts(insights: Insights, context: LayoutContext, width: float) -> Iterator[Chart]:
        found = (draw(insights, context, width, certification) for certification in insights.certifications)
        return (chart for chart in found if chart)

    return charts


def highlighted_certified_counts(
    insights: Insights, context: LayoutContext, width: float, certification: Certification
) -> Chart | None:
    """Return the chart of holders with one certification highlighted, if its holders are known."""
    is_counted = any(fact.certification == certification.code for fact in insights.certified_counts)
    return certified_counts(insights, context, width, certification) if is_counted else None


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
