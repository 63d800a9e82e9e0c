"""Says a share of a whole in plain words. Every step is true of each share in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

__all__ = ["is_about_half_or_more", "share_message"]

STEPS = (  # the lowest percentage of each step, and its message
    (0, "hundredth.few"), (1, "tenth.few"), (10, "quarter.few"), (22.5, "quarter"), (27.5, "quarter.most"),
    (30.5, "third"), (36, "third.most"), (40, "few"), (45, "nearly"), (49.5, "half"), (50.5, "over"), (55, "most"),
    (63.5, "thirds"), (69.5, "thirds.most"), (72.5, "quarters"), (77, "quarters.most"), (90, "tenths.most"),
    (95, "nearly-all"),
)  # fmt: skip


def share_message(percent: float) -> str:
    """Return the id of the message that says a share in percent: half.nearly, for instance. All and none are exact."""
    if percent in (0, 100):
        return "half.none" if percent == 0 else "half.all"
    lows = [low for low, _ in STEPS]
    place = bisect_right(lows, percent) if percent < 50 else bisect_left(lows, percent)
    return f"half.{STEPS[place - 1][1]}"


def is_about_half_or_more(percent: float) -> bool:
    """Tell whether a share is so near to half, or above it, that its words say something."""
    return percent > next(low for low, name in STEPS if name == "nearly")
