"""Inks and tints of a brand."""

from __future__ import annotations

import pytest

from acsm_report.theme.colors import TEXT_CONTRAST, contrast_ratio
from acsm_report.theme.model import Brand, Ink


@pytest.mark.parametrize("count", range(1, 11))
def test_text_is_readable_on_the_bars_of_all_years(count: int, brand: Brand) -> None:
    """Whatever the number of years, dark or light text has enough contrast on each bar, on every ground."""
    for ground in brand.grounds:
        on_ground = brand.with_ground(ground)
        for lane in range(1, len(brand.lanes) + 1):
            for index in range(count):
                tint = brand.year_tint(lane, index, count)
                text = on_ground.rgb(on_ground.contrasting_ink(tint, "paper"))
                assert contrast_ratio(text, on_ground.rgb(tint, "paper")) >= TEXT_CONTRAST, (ground, lane, tint)


def test_a_readable_tint_is_kept(brand: Brand) -> None:
    """A tint on which text can be read is not changed."""
    assert brand.readable_tint(Ink("lane.1", 100)) == Ink("lane.1", 100)


def test_an_unreadable_tint_moves_to_the_nearest_that_is_readable(brand: Brand) -> None:
    """The next tint toward the original is not readable."""
    unreadable = next(
        ink
        for lane in range(1, len(brand.lanes) + 1)
        for share in range(30, 100)
        if brand.readable_tint(ink := Ink(f"lane.{lane}", share)) != ink
    )
    found = brand.readable_tint(unreadable)
    step = 1 if found.share < unreadable.share else -1
    closer = Ink(found.role, found.share + step)
    assert brand.readable_tint(closer) != closer
