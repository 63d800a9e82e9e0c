"""Tests of PNG and JPEG files as pixels in sRGB."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image, ImageCms

from acsm_report.errors import DataError
from acsm_report.geometry import Size
from acsm_report.layout.pictures.raster import read_raster

PRINTED = Size(144, 36)  # points


def image_file(
    mode: str, size: tuple[int, int] = (600, 150), color: object = 0, format: str = "PNG", **options: Any
) -> bytes:
    Image.new(mode, size, color).save(result := io.BytesIO(), format, **options)  # type: ignore[arg-type]
    return result.getvalue()


def pixels(content: bytes) -> Image.Image:
    image = read_raster(content, PRINTED).image
    assert image
    return Image.open(io.BytesIO(image.content))


@pytest.mark.parametrize(
    ("mode", "color", "expected"),
    [
        ("1", 1, (255, 255, 255, 255)),
        ("L", 100, (100, 100, 100, 255)),
        ("LA", (100, 70), (100, 100, 100, 70)),
        ("P", 0, (0, 0, 0, 255)),
        ("RGB", (10, 20, 30), (10, 20, 30, 255)),
        ("RGBA", (10, 20, 30, 51), (10, 20, 30, 51)),
        ("I;16", 100 * 257, (100, 100, 100, 255)),
    ],
)
def test_an_image_of_any_mode_keeps_color_and_transparency(mode: str, color: object, expected: tuple[int, ...]) -> None:
    assert pixels(image_file(mode, color=color)).convert("RGBA").getpixel((9, 9)) == pytest.approx(expected, abs=1)


def test_a_cmyk_photograph_becomes_rgb() -> None:
    red, green, blue = pixels(image_file("CMYK", color=(255, 0, 0, 0), format="JPEG")).getpixel((9, 9))  # type: ignore
    assert red < 60 < 200 < min(green, blue)


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_colors_are_converted_by_the_embedded_profile(format: str) -> None:
    """A profile that swaps red and blue is obeyed, and the result has no profile."""
    swapped = swapped_profile()
    image = pixels(image_file("RGB", color=(200, 60, 20), format=format, icc_profile=swapped))
    assert image.getpixel((9, 9)) == pytest.approx((20, 60, 200), abs=3)
    assert "icc_profile" not in image.info


def swapped_profile() -> bytes:
    """The profile of sRGB with the colorants of red and blue exchanged."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for start in range(132, 132 + 12 * int.from_bytes(profile[128:132]), 12):
        name = bytes(profile[start : start + 4])
        profile[start : start + 4] = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ"}.get(name, name)
    return bytes(profile)


@pytest.mark.parametrize(("mode", "color"), [("L", 128), ("LA", (128, 255)), ("P", 0), ("CMYK", (0, 0, 0, 127))])
def test_a_profile_for_another_kind_of_image_changes_no_gray(mode: str, color: object) -> None:
    """Programs leave the profile of sRGB in gray images."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    format = "JPEG" if mode == "CMYK" else "PNG"
    content = image_file(mode, color=color, format=format, icc_profile=srgb)
    found = pixels(content).convert("RGB").getpixel((9, 9))
    assert found == pytest.approx((0, 0, 0) if mode == "P" else (128, 128, 128), abs=2)


def test_a_damaged_profile_is_an_error() -> None:
    with pytest.raises(DataError, match="has a damaged color profile; save it again in sRGB"):
        read_raster(image_file("RGB", icc_profile=b"no profile"), PRINTED)


def test_exif_orientation_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: rotate by 90 degrees clockwise
    assert pixels(image_file("RGB", (150, 600), format="JPEG", exif=exif)).size == (600, 150)


def test_an_image_has_no_more_pixels_than_print_shows() -> None:
    """144 points are 2 inches, 900 pixels at 450 pixels per inch."""
    assert pixels(image_file("RGB", (4800, 1200))).size == (900, 225)


def test_a_photograph_that_is_small_enough_stays_as_it_is() -> None:
    """The compressed pixels are those of the file, without its metadata."""
    exif = Image.Exif()
    exif[0x010E] = "taken at the door of Brookfield Gym"
    content = image_file("RGB", (600, 150), (9, 99, 199), "JPEG", exif=exif, comment=b"by A. Person")
    image = read_raster(content, PRINTED).image
    assert image and image.is_jpeg and len(image.content) < len(content)
    assert content.endswith(image.content[-200:])
    assert b"Brookfield" not in image.content and b"Person" not in image.content


def test_a_large_photograph_stays_a_jpeg() -> None:
    image = read_raster(image_file("RGB", (2400, 600), (9, 99, 199), "JPEG"), PRINTED).image
    assert image and image.is_jpeg and image.width == 900


def test_transparent_margins_are_cut_off() -> None:
    """What counts for the size is what can be seen."""
    framed = Image.new("RGBA", (600, 400))
    framed.paste("red", (100, 50, 400, 150))
    framed.save(content := io.BytesIO(), "PNG")
    assert read_raster(content.getvalue(), PRINTED).size == Size(300, 100)


def test_a_transparent_image_is_an_error() -> None:
    with pytest.raises(DataError, match="is empty: all of it is transparent"):
        read_raster(image_file("RGBA", color=(0, 0, 0, 0)), PRINTED)


def test_an_image_with_too_many_pixels_is_an_error() -> None:
    with pytest.raises(DataError, match=r"is too large a picture \(5001 × 5000 pixels\); make it 900 pixels wide"):
        read_raster(image_file("1", (5001, 5000)), PRINTED)
