"""Tests of finding a picture's file and of the messages about what it is instead of a picture."""

from __future__ import annotations

import io
import os
import unicodedata
from pathlib import Path

import pytest
from PIL import Image

from acsm_report.errors import DataError
from acsm_report.geometry import Size
from acsm_report.layout.pictures.file import read_picture

PRINTED = Size(144, 36)


def image_file(format: str = "PNG") -> bytes:
    Image.new("RGB", (600, 150), "#007A3D").save(result := io.BytesIO(), format)
    return result.getvalue()


def refusal(folder: Path, name: str) -> str:
    with pytest.raises(DataError) as raised:
        read_picture(folder, name, PRINTED)
    return str(raised.value)


@pytest.mark.parametrize("name", ["logo.png", "logos/logo.png", "logo.jpg"])
def test_content_tells_the_format_whatever_the_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "logos").mkdir()
    (tmp_path / name).write_bytes(image_file("JPEG"))
    assert read_picture(tmp_path, name, PRINTED).size == Size(600, 150)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (image_file("WEBP"), "is a WebP picture, whatever its name; save it as PNG, JPEG or SVG"),
        (image_file("GIF"), "is a GIF picture, whatever its name"),
        (image_file("TIFF"), "is a TIFF picture, whatever its name"),
        (image_file("BMP"), "is a BMP picture, whatever its name"),
        (b"\0\0\0\x1cftypheic\0\0\0\0", "is a HEIC picture, whatever its name"),
        (b"%PDF-1.7\n", "is a PDF file, whatever its name"),
        (b"PK\3\4", "is a zip file or office document, whatever its name"),
        (b"\x1f\x8b\x08", "is a compressed file, whatever its name"),
        (image_file().replace(b"\r\n", b"\n"), "is a damaged picture; save it again as PNG or JPEG"),
        (b"<!--" + b" " * 5000 + b"--><html></html>", "is a web page; save the picture itself"),
        (b"<!DOCTYPE html><html></html>", "is a web page; save the picture itself, not the page that shows it"),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n",
            "is a pointer of Git LFS, not the file itself; run git lfs pull",
        ),
        (b"", "is an empty file; save it as PNG, JPEG or SVG"),
        (b"name,logo\n", "is not a picture; save it as PNG, JPEG or SVG"),
        (image_file()[:60], "is a damaged picture; save it again as PNG or JPEG"),
        (image_file("JPEG")[:400], "is a damaged picture; save it again as PNG or JPEG"),
    ],
)
def test_a_file_that_is_no_picture_is_called_what_it_is(tmp_path: Path, content: bytes, what: str) -> None:
    (tmp_path / "logo.png").write_bytes(content)
    assert refusal(tmp_path, "logo.png").startswith(what)


def test_a_backslash_is_told(tmp_path: Path) -> None:
    assert refusal(tmp_path, r"logos\logo.png") == "has a backslash in its path; write / for \\"


@pytest.mark.parametrize("name", ["Logos/LOGO.PNG", "logos/Logo.png"])
def test_a_name_in_other_capitals_is_suggested(tmp_path: Path, name: str) -> None:
    (tmp_path / "logos").mkdir()
    (tmp_path / "logos/logo.png").write_bytes(image_file())
    assert refusal(tmp_path, name) == "is missing; there is logos/logo.png: capitals count"


def test_a_name_with_accents_of_another_system_is_found(tmp_path: Path) -> None:
    """macOS writes é as two characters, Excel as one."""
    (tmp_path / unicodedata.normalize("NFD", "Café.png")).write_bytes(image_file())
    assert read_picture(tmp_path, unicodedata.normalize("NFC", "Café.png"), PRINTED).size == Size(600, 150)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("lost.png", "is missing; correct its path, or leave it out"),
        ("../logo.png", "lies outside the folder"),
        ("/etc/hostname", "lies outside the folder"),
        ("link.png", "lies outside the folder"),
        ("a\0b.png", "is not a path"),
        ("https://example.org/logo.png", "is a web address; save the picture in the folder"),
        ("pipe.png", "cannot be read (it is not a regular file)"),
        (".", "cannot be read (it is not a regular file)"),
    ],
)
def test_only_regular_files_in_the_folder_are_read(tmp_path: Path, name: str, what: str) -> None:
    folder = tmp_path / "brand"
    folder.mkdir()
    (tmp_path / "logo.png").write_bytes(image_file())
    (folder / "link.png").symlink_to(tmp_path / "logo.png")
    os.mkfifo(folder / "pipe.png")
    assert refusal(folder, name).startswith(what)
