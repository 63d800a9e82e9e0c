"""The certifications as lanes of the brand: checks that the brand has a color for each."""

from __future__ import annotations

from ..dataset.insights import Insights
from ..dataset.model import Certification
from ..errors import UsageError
from ..layout.context import LayoutContext

__all__ = ["certifications_with_colors"]


def certifications_with_colors(insights: Insights, context: LayoutContext) -> tuple[Certification, ...]:
    """Return the certifications. Raise UsageError when the brand has no colours for so many lanes."""
    most, have = max(c.lane for c in insights.certifications), len(context.brand.lanes)
    if most > have:
        raise UsageError(
            f"the data has a lane {most}, the brand {context.brand.name} has {have}", "add lanes to brand.yml"
        )
    return insights.certifications
