"""Copies as objects of a file: an update of it is read as it was meant, whatever it replaces and adds."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image

from acsm_report.errors import DataError
from acsm_report.export.pdf.incremental import IncrementalUpdate, build_stream_object, build_update, read_base_file
from acsm_report.export.pdf.mail_merge import read_logo
from acsm_report.geometry import Size
from support.validators import qpdf

ROOM = Size(144, 36)  # points
replaced = some.dictionaries(some.integers(0, 19), some.binary(max_size=60), max_size=20)


def paper() -> bytes:
    """A PDF with twenty streams and a page, its objects packed as ours are."""
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.Streams = pikepdf.Array([document.make_stream(b"%d" % number) for number in range(20)])
        document.docinfo["/Title"] = "twenty"
        document.save(made := io.BytesIO(), object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


PAPER = paper()


def streams(content: bytes) -> list[bytes]:
    with pikepdf.open(io.BytesIO(content)) as document:
        return [stream.read_bytes() for stream in document.Root.Streams]


def numbers(content: bytes) -> list[int]:
    with pikepdf.open(io.BytesIO(content)) as document:
        return [stream.objgen[0] for stream in document.Root.Streams]


@given(replaced)
def test_an_update_replaces_what_it_names_and_nothing_else(contents: dict[int, bytes]) -> None:
    """Another reader finds the new content of every replaced stream, and the old one of every other."""
    places = numbers(PAPER)
    own = build_update(
        read_base_file(PAPER),
        {places[number]: build_stream_object(content, "") for number, content in contents.items()},
    )
    assert streams(PAPER + own) == [contents.get(number, b"%d" % number) for number in range(20)]


@given(some.lists(some.binary(max_size=40), min_size=1, max_size=12))
def test_an_update_may_add_objects_and_another_root(contents: list[bytes]) -> None:
    """New objects have numbers that the file did not have."""
    parts = [PAPER]
    update = IncrementalUpdate(read_base_file(PAPER), parts.append)
    later = update.reserve_number()
    own = [update.write_object(build_stream_object(content, "")) for content in contents]
    update.write_object(f"[{' '.join(f'{number} 0 R' for number in own)}]".encode(), later)
    with pikepdf.open(io.BytesIO(PAPER)) as document:
        pages = document.Root.Pages.objgen[0]
    root = update.write_object(f"<< /Type /Catalog /Pages {pages} 0 R /Streams {later} 0 R >>".encode())
    update.close(f"{root} 0 R")
    assert streams(b"".join(parts)) == contents
    assert not {later, root, *own} & set(range(read_base_file(PAPER).object_count))


def test_an_update_has_an_identity_of_its_own() -> None:
    """The first half names the file, the second what became of it; the same update has the same."""
    number = numbers(PAPER)[0]

    def identity(content: bytes) -> tuple[bytes, bytes]:
        with pikepdf.open(
            io.BytesIO(PAPER + build_update(read_base_file(PAPER), {number: build_stream_object(content, "")}))
        ) as document:
            first, second = document.trailer.ID
            return bytes(first), bytes(second)

    one, again, other = identity(b"one"), identity(b"one"), identity(b"other")
    assert one == again and one[0] == other[0] and one[1] != other[1]


@pytest.mark.needs(qpdf)
def test_an_update_is_sound_for_another_reader(tmp_path: Path) -> None:
    """Its cross-reference stream names every object once, itself too."""
    path = tmp_path / "copy.pdf"
    path.write_bytes(
        PAPER
        + build_update(
            read_base_file(PAPER), {number: build_stream_object(b"x", "") for number in numbers(PAPER)[3:9:2]}
        )
    )
    qpdf.check(path)


def test_an_update_can_be_updated() -> None:
    first = PAPER + build_update(read_base_file(PAPER), {numbers(PAPER)[0]: build_stream_object(b"one", "")})
    second = first + build_update(read_base_file(first), {numbers(PAPER)[1]: build_stream_object(b"two", "")})
    assert streams(second)[:3] == [b"one", b"two", b"2"]


def picture(mode: str, size: tuple[int, int] = (600, 150), colour: object = 0, kind: str = "PNG", **how: Any) -> bytes:
    Image.new(mode, size, colour).save(made := io.BytesIO(), kind, **how)  # type: ignore[arg-type]
    return made.getvalue()


def colour(content: bytes) -> tuple[int, ...]:
    """The first pixel of a logo as a PDF has it."""
    return tuple(
        streams(PAPER + build_update(read_base_file(PAPER), {numbers(PAPER)[0]: read_logo(content, ROOM).content}))[0][
            :3
        ]
    )


@pytest.mark.parametrize(
    ("mode", "of", "is_"),
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
def test_a_picture_of_any_kind_becomes_colours_on_white(mode: str, of: object, is_: tuple[int, int, int]) -> None:
    """Whatever its kind, it is three bytes a pixel, of its own colour; what is clear in it is white."""
    assert colour(picture(mode, colour=of)) == pytest.approx(is_, abs=1)


def test_a_photograph_in_the_colours_of_the_press_is_taken() -> None:
    """Cyan ink is blue and green light."""
    red, green, blue = colour(picture("CMYK", colour=(255, 0, 0, 0), kind="JPEG"))
    assert red < 60 < 200 < min(green, blue)


def test_a_picture_stands_as_the_camera_held_it() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6  # orientation: a quarter to the right
    assert read_logo(picture("RGB", (150, 600), kind="JPEG", exif=turned), ROOM).size == Size(600, 150)


def test_a_large_picture_is_made_smaller() -> None:
    """No copy carries more pixels than paper shows."""
    assert read_logo(picture("RGB", (4800, 1200)), ROOM).size == Size(1200, 300)


def test_a_picture_that_fills_the_memory_is_refused() -> None:
    with pytest.raises(DataError, match="is too large a picture"):
        read_logo(picture("1", (5001, 5000)), ROOM)


def test_a_coarse_picture_is_refused() -> None:
    with pytest.raises(DataError, match="has 149 pixels per inch where it is printed, less than 150"):
        read_logo(picture("RGB", (298, 74)), ROOM)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\nrest", b"<svg/>"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(DataError, match=r"is no picture that can be read; save it as \.png or \.jpg"):
        read_logo(content, ROOM)
