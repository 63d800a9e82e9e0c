"""Incremental updates, read by other programs, and logos."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from acsm_report.errors import DataError
from acsm_report.export.pdf.incremental import IncrementalUpdate, build_stream_object, build_update, read_base_file
from acsm_report.export.pdf.mail_merge import read_logo
from acsm_report.geometry import Size
from support.validators import qpdf

LOGO_SIZE = Size(144, 36)  # points
replacements = st.dictionaries(st.integers(0, 19), st.binary(max_size=60), max_size=20)


def base_pdf() -> bytes:
    """A PDF with a page, twenty streams, and object streams like ours."""
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.Streams = pikepdf.Array([document.make_stream(b"%d" % number) for number in range(20)])
        document.docinfo["/Title"] = "twenty"
        document.save(result := io.BytesIO(), object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return result.getvalue()


BASE_PDF = base_pdf()


def read_streams(content: bytes) -> list[bytes]:
    with pikepdf.open(io.BytesIO(content)) as document:
        return [stream.read_bytes() for stream in document.Root.Streams]


def stream_numbers(content: bytes) -> list[int]:
    with pikepdf.open(io.BytesIO(content)) as document:
        return [stream.objgen[0] for stream in document.Root.Streams]


@given(replacements)
def test_update_replaces_only_the_named_objects(contents: dict[int, bytes]) -> None:
    """Another reader finds the new content of every replaced stream and the old content of the others."""
    numbers = stream_numbers(BASE_PDF)
    update = build_update(
        read_base_file(BASE_PDF),
        {numbers[number]: build_stream_object(content, "") for number, content in contents.items()},
    )
    assert read_streams(BASE_PDF + update) == [contents.get(number, b"%d" % number) for number in range(20)]


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=12))
def test_update_can_add_objects_and_replace_the_catalog(contents: list[bytes]) -> None:
    """New objects get numbers that the file does not have."""
    parts = [BASE_PDF]
    update = IncrementalUpdate(read_base_file(BASE_PDF), parts.append)
    array_number = update.reserve_number()
    added = [update.write_object(build_stream_object(content, "")) for content in contents]
    update.write_object(f"[{' '.join(f'{number} 0 R' for number in added)}]".encode(), array_number)
    with pikepdf.open(io.BytesIO(BASE_PDF)) as document:
        pages = document.Root.Pages.objgen[0]
    root = update.write_object(f"<< /Type /Catalog /Pages {pages} 0 R /Streams {array_number} 0 R >>".encode())
    update.close(f"{root} 0 R")
    assert read_streams(b"".join(parts)) == contents
    assert not {array_number, root, *added} & set(range(read_base_file(BASE_PDF).object_count))


def test_update_has_its_own_file_id() -> None:
    """The first half of the ID is the file's; the second depends on the update only."""
    number = stream_numbers(BASE_PDF)[0]

    def file_id(content: bytes) -> tuple[bytes, bytes]:
        with pikepdf.open(
            io.BytesIO(BASE_PDF + build_update(read_base_file(BASE_PDF), {number: build_stream_object(content, "")}))
        ) as document:
            first, second = document.trailer.ID
            return bytes(first), bytes(second)

    one, again, other = file_id(b"one"), file_id(b"one"), file_id(b"other")
    assert one == again and one[0] == other[0] and one[1] != other[1]


@pytest.mark.needs(qpdf)
def test_qpdf_accepts_an_update(tmp_path: Path) -> None:
    """The cross-reference stream has every object once, and itself."""
    path = tmp_path / "copy.pdf"
    path.write_bytes(
        BASE_PDF
        + build_update(
            read_base_file(BASE_PDF),
            {number: build_stream_object(b"x", "") for number in stream_numbers(BASE_PDF)[3:9:2]},
        )
    )
    qpdf.check(path)


def test_update_can_be_updated() -> None:
    first = BASE_PDF + build_update(
        read_base_file(BASE_PDF), {stream_numbers(BASE_PDF)[0]: build_stream_object(b"one", "")}
    )
    second = first + build_update(read_base_file(first), {stream_numbers(BASE_PDF)[1]: build_stream_object(b"two", "")})
    assert read_streams(second)[:3] == [b"one", b"two", b"2"]


def image_file(
    mode: str, size: tuple[int, int] = (600, 150), color: object = 0, format: str = "PNG", **options: Any
) -> bytes:
    Image.new(mode, size, color).save(result := io.BytesIO(), format, **options)  # type: ignore[arg-type]
    return result.getvalue()


def logo_color(content: bytes) -> tuple[int, ...]:
    """The first pixel of a logo in a PDF."""
    return tuple(
        read_streams(
            BASE_PDF
            + build_update(
                read_base_file(BASE_PDF), {stream_numbers(BASE_PDF)[0]: read_logo(content, LOGO_SIZE).content}
            )
        )[0][:3]
    )


@pytest.mark.parametrize(
    ("mode", "color", "expected"),
    [
        ("1", 1, (255, 255, 255)),
        ("L", 100, (100, 100, 100)),
        ("LA", (100, 0), (255, 255, 255)),
        ("P", 0, (0, 0, 0)),
        ("RGB", (10, 20, 30), (10, 20, 30)),
        ("RGBA", (0, 0, 0, 51), (204, 204, 204)),
        ("I;16", 100 * 257, (100, 100, 100)),
    ],
)
def test_image_of_any_mode_becomes_rgb_on_white(mode: str, color: object, expected: tuple[int, int, int]) -> None:
    """Every mode becomes three bytes a pixel with the same color; transparent pixels become white."""
    assert logo_color(image_file(mode, color=color)) == pytest.approx(expected, abs=1)


def test_cmyk_photograph_becomes_rgb() -> None:
    """Cyan becomes blue and green."""
    red, green, blue = logo_color(image_file("CMYK", color=(255, 0, 0, 0), format="JPEG"))
    assert red < 60 < 200 < min(green, blue)


def test_exif_orientation_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: rotate by 90 degrees clockwise
    assert read_logo(image_file("RGB", (150, 600), format="JPEG", exif=exif), LOGO_SIZE).size == Size(600, 150)


def test_large_logo_is_scaled_down() -> None:
    """A copy has no more pixels than print shows."""
    assert read_logo(image_file("RGB", (4800, 1200)), LOGO_SIZE).size == Size(1200, 300)


def test_image_with_too_many_pixels_is_an_error() -> None:
    with pytest.raises(DataError, match="is too large a picture"):
        read_logo(image_file("1", (5001, 5000)), LOGO_SIZE)


def test_image_with_low_resolution_is_an_error() -> None:
    with pytest.raises(DataError, match="has 149 pixels per inch where it is printed, less than 150"):
        read_logo(image_file("RGB", (298, 74)), LOGO_SIZE)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\nrest", b"<svg/>"])
def test_file_that_is_not_an_image_is_an_error(content: bytes) -> None:
    with pytest.raises(DataError, match=r"is no picture that can be read; save it as \.png or \.jpg"):
        read_logo(content, LOGO_SIZE)
