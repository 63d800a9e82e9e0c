"""Incremental updates, read by other programs."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.export.pdf.incremental import IncrementalUpdate, build_stream_object, build_update, read_base_file
from support.validators import qpdf

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
