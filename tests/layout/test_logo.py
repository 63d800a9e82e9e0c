"""Tests of the rules for logos: which version, on which plate, how large."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from acsm_report.errors import DataError
from acsm_report.geometry import Box, Size
from acsm_report.layout.logo import LogoLook, choose_version, fit_logo, logo_look, refuse_coarse_image
from acsm_report.layout.pictures.picture import Appearance, Picture
from acsm_report.layout.scene import RasterImage
from acsm_report.theme.model import Brand, Ink

lengths = some.floats(1, 5000)


def picture(*colors: str, is_opaque: bool = False) -> Picture:
    return Picture(Size(300, 100), Appearance(colors, is_opaque))


NAVY, WHITE, GOLD = picture("#001F44"), picture("#FFFFFF"), picture("#F2B700")
BADGE = picture(*["#001F44"] * 3, "#FFFFFF")  # white words on a navy badge


@pytest.mark.parametrize(
    ("versions", "ground", "chosen", "plate"),
    [
        ([NAVY, WHITE], "white", NAVY, None),
        ([WHITE, NAVY], "stage", WHITE, None),
        ([WHITE, NAVY], "white", NAVY, None),
        ([NAVY, WHITE], "stage", WHITE, None),
        ([NAVY], "stage", NAVY, "white"),
        ([WHITE], "white", WHITE, "ink"),
        ([GOLD], "white", GOLD, "ink"),
        ([GOLD], "stage", GOLD, None),
        ([BADGE], "white", BADGE, None),
        ([BADGE], "stage", BADGE, "white"),
        ([picture("#FFFFFF", "#001F44", is_opaque=True)], "stage", None, None),
        ([picture("#FFFFFF", "#001F44", is_opaque=True)], "white", None, None),
        ([picture("#FFFFFF", is_opaque=True)], "white", None, "ink"),
    ],
)
def test_the_version_and_plate_are_those_that_can_be_seen(
    brand: Brand, versions: list[Picture], ground: str, chosen: Picture | None, plate: str | None
) -> None:
    """The version for the ground comes first, then the other, then a light plate, then a dark one."""
    version, ink = choose_version(versions, brand, Ink(ground))
    assert version == (chosen or versions[0])
    assert ink == (Ink(plate) if plate else None)


@given(some.builds(Size, lengths, lengths), some.booleans(), lengths, lengths, some.none() | lengths)
def test_a_logo_fills_its_room_and_keeps_its_proportions(
    size: Size, has_plate: bool, width: float, height: float, area: float | None
) -> None:
    """It reaches a limit: the width or height of its room, with the plate, or the largest area."""
    room = Box(7, 9, width, height)
    place = fit_logo(LogoLook(size, Ink("white") if has_plate else None), room, area or math.inf)
    assert room.contains(place.outer, 1e-6 * max(width, height))
    assert place.box.width / place.box.height == pytest.approx(size.width / size.height)
    padding = (place.outer.width - place.box.width) / 2
    assert padding == pytest.approx(min(place.box.width, place.box.height) / 4 if has_plate else 0, abs=1e-9)
    reached = (
        math.isclose(place.outer.width, width)
        or math.isclose(place.outer.height, height)
        or (area is not None and math.isclose(place.box.width * place.box.height, area))
    )
    assert reached


def test_an_image_is_never_drawn_with_less_than_150_pixels_per_inch() -> None:
    """300 pixels are at most two inches wide."""
    look = logo_look(Picture(Size(300, 100), NAVY.appearance, RasterImage(300, 100, b"")), None)
    assert fit_logo(look, Box(0, 0, 900, 900)).box.width == pytest.approx(144)


def test_an_image_with_too_few_pixels_is_an_error() -> None:
    coarse = Picture(Size(298, 74), NAVY.appearance, RasterImage(298, 74, b""))
    with pytest.raises(DataError, match="has 149 pixels per inch where it is printed, less than 150"):
        refuse_coarse_image(coarse, Size(144, 36))
