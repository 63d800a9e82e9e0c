"""plotly figures as plain data, one chart per module.

A chart is a function of insights, layout context and width in points, some also of a height or a certification. It
returns a `layout.scene.Chart` of exactly that width; its height follows from its content. It returns None, or a chart
without facts, if the data has nothing for it. Nothing here draws or imports plotly.
"""

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

__all__ = [
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
