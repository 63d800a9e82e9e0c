"""Finds and reads a picture that a table or a brand names. The messages say what the file is instead of a picture."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from ...dataset.readers.limits import FileError, read_bytes
from ...errors import DataError, quote_value
from ...geometry import Size
from .picture import Picture
from .raster import read_raster

__all__ = ["read_picture"]

MAX_BYTES = 20_000_000
PNG, JPEG = b"\x89PNG", b"\xff\xd8\xff"
SAVE_AGAIN = "save it as PNG, JPEG or SVG"
FORMATS = (  # first bytes, where they begin, name with its article
    (b"GIF8", 0, "a GIF picture"),
    (b"WEBP", 8, "a WebP picture"),
    (b"BM", 0, "a BMP picture"),
    (b"II*\0", 0, "a TIFF picture"),
    (b"MM\0*", 0, "a TIFF picture"),
    (b"ftypavif", 4, "an AVIF picture"),
    (b"ftyp", 4, "a HEIC picture"),
    (b"8BPS", 0, "a Photoshop file"),
    (b"%PDF", 0, "a PDF file"),
    (b"%!PS", 0, "an EPS file"),
    (b"\xc5\xd0\xd3\xc6", 0, "an EPS file"),
    (b"\0\0\1\0", 0, "an icon"),
    (b"\x1f\x8b", 0, "a compressed file"),
    (b"PK\3\4", 0, "a zip file or office document"),
)


def read_picture(folder: Path, name: str, printed_size: Size) -> Picture:
    """Read the picture `name` in `folder` or below it, to be printed within `printed_size` points.

    Raise DataError if the file is not found, lies elsewhere, or is not a picture that can be printed.
    """
    try:
        content = read_bytes(_find_file(folder, name), MAX_BYTES)
    except FileError as error:
        raise DataError(error.what, error.hint if error.rule == "lfs-pointer" else "name another picture") from None
    if content.startswith((PNG, JPEG)):
        return read_raster(content, printed_size)
    if _is_svg(content):
        from .svg import read_svg  # takes 20 ms to import

        return read_svg(content)
    raise _describe_format(content)


def _find_file(folder: Path, name: str) -> Path:
    """Return the path of a picture. Raise DataError with the name that was probably meant."""
    if "://" in name:
        raise DataError("is a web address", "save the picture in the folder, and write its file name")
    try:
        base, path = folder.resolve(), (folder / name).resolve()
    except (OSError, ValueError, RuntimeError):  # a zero byte, a loop of links
        raise DataError("is not a path", "write the name of a file") from None
    if not path.is_relative_to(base):
        raise DataError("lies outside the folder", f"copy the picture into {quote_value(str(folder))}")
    if path.exists():
        return path
    similar = _find_similar(base, name.replace("\\", "/"))
    if "\\" in name:
        raise DataError("has a backslash in its path", "write / for \\")
    if similar is None:
        raise DataError("is missing", "correct its path, or leave it out")
    found = similar.relative_to(base).as_posix()
    if unicodedata.normalize("NFC", found) == unicodedata.normalize("NFC", name):
        return similar  # the same name, with accents as another system writes them
    raise DataError("is missing", f"there is {found}: capitals count")


def _find_similar(base: Path, name: str) -> Path | None:
    """Return the file whose path differs from `name` only in capitals or in how accents are written."""
    for part in name.split("/"):
        try:
            names = sorted(base.iterdir())
        except OSError:
            return None
        found = next((path for path in names if _comparable(path.name) == _comparable(part)), None)
        if found is None:
            return None
        base = found
    return base


def _comparable(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _is_svg(content: bytes) -> bool:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    start = content[:4096].decode(encoding, "replace").lstrip("\ufeff \t\r\n").lower()
    return start.startswith("<") and not _is_web_page(start)


def _is_web_page(start: str) -> bool:
    return "<html" in start or "<!doctype html" in start


def _describe_format(content: bytes) -> DataError:
    """Return the error for a file that is not a PNG, JPEG or SVG."""
    if not content.strip():
        return DataError("is an empty file", SAVE_AGAIN)
    for start, position, name in FORMATS:
        if content[position:].startswith(start):
            return DataError(f"is {name}, whatever its name", SAVE_AGAIN)
    if _is_web_page(content[:4096].decode("utf-8", "replace").lower()):
        return DataError("is a web page", "save the picture itself, not the page that shows it")
    return DataError("is not a picture", SAVE_AGAIN)
