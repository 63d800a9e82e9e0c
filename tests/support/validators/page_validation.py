"""page, a validator written in Rust, checks PDF/UA and PDF/A without Java and without code of veraPDF."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf

if TYPE_CHECKING:
    from page import ValidationFailure


def missing() -> Iterator[str]:
    """Yield the names of what is not installed."""
    if not util.find_spec("page"):
        yield "page-validation"


def broken_rules(flavor: str, path: Path) -> list[str]:
    """Return what breaks a flavor ("ua1", "3a") in a file, as "RULE: message"; nothing when the file conforms.

    Raise ValueError for a file that it cannot read.
    """
    import page

    try:
        report = page.validate_pdf(path, profile=flavor)
    except page.ParseError as error:
        raise ValueError(f"{path.name}: {error}") from None
    if report.is_compliant == bool(report.failures):
        raise RuntimeError(f"{path.name}: page contradicts itself: {report.to_json()}")
    with pikepdf.open(path) as document:
        failures = [failure for failure in report.failures if not _is_false_alarm(failure, document)]
    return [f"{failure.rule_id}: {failure.message}" for failure in failures]


def _is_false_alarm(failure: ValidationFailure, document: pikepdf.Pdf) -> bool:
    """Tell whether a wrong length is only a stream that ends in a carriage return.

    page 0.11 takes that byte and the line feed before `endstream` for one end of line. veraPDF and qpdf do not. One in
    256 compressed streams ends so.
    """
    if not failure.rule_id.endswith("-STREAM-LENGTH-001") or failure.object_id is None:
        return False
    stream = document.get_object(failure.object_id.object_number, failure.object_id.generation)
    return isinstance(stream, pikepdf.Stream) and stream.read_raw_bytes().endswith(b"\r")
