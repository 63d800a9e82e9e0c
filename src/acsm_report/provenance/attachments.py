"""Reads the ledger that is embedded in a finished file."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from pathlib import Path

from ..dataset.readers.limits import FileError, read_bytes
from ..errors import DataError, UsageError
from . import html_reader, svg_reader
from .file_names import LEDGER_FILE, RECIPIENT_FILE
from .model import Ledger, add_recipient_record, parse_ledger

__all__ = ["read_ledger"]

MAX_BYTES = 200_000_000  # of a file, and of the ledger inside


def read_ledger(path: Path) -> Ledger:
    """Return the ledger embedded in a PDF, PNG, SVG or HTML file, or the ledger in a .json file.

    Raise UsageError for another type of file, DataError for a file without a ledger or with a damaged one.
    """
    return extract_ledger(path, read_finished_file(path))


def read_finished_file(path: Path) -> bytes:
    """Return the bytes of a file that can carry a ledger. Raise UsageError for other types, DataError if unreadable."""
    if path.suffix.lower() not in ATTACHMENT_READERS:
        kind = f"a {path.suffix}" if path.suffix else "a file without ending"
        raise UsageError(
            f"{kind} carries no ledger", f"name one that ends in {', '.join(ATTACHMENT_READERS)}", str(path)
        )
    try:
        return read_bytes(path, MAX_BYTES, option="")
    except FileError as refused:
        raise DataError(refused.what, refused.hint, str(path)) from None


def extract_ledger(path: Path, data: bytes) -> Ledger:
    """Return the ledger in the bytes of a file, with its recipient record if it is a copy. Raise DataError."""
    found = ATTACHMENT_READERS[path.suffix.lower()](data, str(path))
    if found is None:
        raise DataError("it carries no ledger", "name a file that acsm-report made", str(path))
    ledger = parse_ledger(found, str(path))
    recipient_record = _find_pdf_attachment(data, str(path), RECIPIENT_FILE) if path.suffix.lower() == ".pdf" else None
    return add_recipient_record(ledger, recipient_record, str(path)) if recipient_record else ledger


def _find_pdf_attachment(data: bytes, where: str, name: str = LEDGER_FILE) -> bytes | None:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if name not in document.attachments:
                return None
            stream = document.attachments[name].get_file().obj
            raw, packed = stream.read_raw_bytes(), "/Filter" in stream
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, KeyError, AttributeError):
        raise DataError("it is not a readable PDF", "name another file", where) from None
    return _inflate(raw, where) if packed else bytes(raw)


def _inflate(raw: bytes, where: str) -> bytes:
    """Return the content of a deflated stream. Raise DataError over a limit: a small file may inflate to gigabytes."""
    reader = zlib.decompressobj()
    try:
        found = reader.decompress(raw, MAX_BYTES)
    except zlib.error as error:
        raise DataError(f"its ledger is damaged ({error})", "name another file", where) from None
    if reader.unconsumed_tail:
        raise DataError(f"its ledger has more than {MAX_BYTES:,} bytes", "name a file of acsm-report", where)
    return found


def _find_png_attachment(data: bytes, where: str) -> bytes | None:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as picture:
            text = picture.info.get(LEDGER_FILE)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise DataError("it is not a readable PNG", "name another file", where) from None
    return str(text).encode() if isinstance(text, str) else None


ATTACHMENT_READERS: dict[str, Callable[[bytes, str], bytes | None]] = {
    ".pdf": _find_pdf_attachment,
    ".png": _find_png_attachment,
    ".svg": lambda data, where: svg_reader.find_svg_attachment(svg_reader.parse_svg(data, where), LEDGER_FILE),
    **dict.fromkeys((".html", ".htm"), lambda data, where: html_reader.find_html_attachment(data, LEDGER_FILE, where)),
    ".json": lambda data, where: data,
}
