"""The certifications as lanes of the brand: checks that the brand has a color for each."""

from __future__ import annotations

from ..dataset.insights import Insights
from ..dataset.model import Certification
from ..errors import UsageError
from ..layout.context import LayoutContext

__all__ = ["certifications_with_colors"]


def certifications_with_colors(insights: Insights, context: LayoutContext) -> tuple[Certification, ...]:
    """Return the certifications. Raise UsageError if the brand has too few lane colors for them."""
    max_lane, color_count = max(c.lane for c in insights.certifications), len(context.brand.lanes)
    if max_lane > color_count:
        raise UsageError(
            f"the data has a lane {max_lane}, the brand {context.brand.name} has {color_count}",
            "add lanes to brand.yml",
        )
    return insights.certifications
