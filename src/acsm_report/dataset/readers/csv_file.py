"""Reads CSV as spreadsheet programs write it: commas, semicolons or tabs, with or without a line sep=;."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from ...errors import quote_value
from ..diagnostics import Diagnostic
from .cells import Cell, CellFault
from .encoding import decode_table, find_example
from .headers import count_known_names
from .limits import MAX_CELL_CHARACTERS, FileError
from .rows import Row, TableLocation
from .tables import MAX_HEADER_ROWS, build_rows

__all__ = ["read_csv"]

DELIMITERS = (",", ";", "\t", "|")
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[,;\t ]*(?:\r\n|\r|\n|$)', re.IGNORECASE)  # for Excel
MAX_HEADER_CHARACTERS = 100_000  # characters that are searched for the end of the header
MAX_FIELD_CHARACTERS = 100_000  # a longer cell means an unclosed quotation mark


def read_csv(location: TableLocation, data: bytes) -> tuple[tuple[Row, ...], list[Diagnostic]]:
    """Read a table from the bytes of a CSV file; return its rows and diagnostics. Raise FileError if it is not text."""
    text, encoding = decode_table(data)
    rows, diagnostics = build_rows(location, _read_records(location.table, text))
    if encoding:
        what = f"the file is read as {encoding}, for instance {quote_value(find_example(text))}"
        note = CellFault("encoding", what, "save it as UTF-8 if a letter is wrong", severity="note")
        diagnostics.insert(0, location.diagnostic(note))
    return rows, diagnostics


def _read_records(table: str, text: str) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the first line number and the cells of each record. Raise FileError with that line if it is not CSV."""
    csv.field_size_limit(MAX_FIELD_CHARACTERS)  # global to the process: another library may have changed it
    separator = SEPARATOR_LINE.match(text)
    skipped = 1 if separator else 0
    text = text[separator.end() :] if separator else text
    delimiter = separator[1] if separator else _detect_delimiter(table, text)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)  # name, "a, b"
    while True:
        first_line = reader.line_num + skipped + 1
        try:
            cells: list[Cell] = [*next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise _csv_error(str(error), first_line) from None
        yield first_line, cells


def _detect_delimiter(table: str, text: str) -> str:
    """Return the delimiter that gives a line at the top the most known column names."""
    lines = [line for line in text[:MAX_HEADER_CHARACTERS].splitlines() if line.strip()][:MAX_HEADER_ROWS]

    def count_known(delimiter: str) -> int:
        return max((count_known_names(table, _split_line(line, delimiter)) for line in lines), default=0)

    return max(DELIMITERS, key=count_known)


def _split_line(line: str, delimiter: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]


def _csv_error(message: str, line: int) -> FileError:
    if "field limit" in message:
        return FileError(
            "limit", f"a cell has more than {MAX_CELL_CHARACTERS:,} characters", "check the quotation marks", line
        )
    if "end of data" in message:
        what, hint = "a quotation mark is opened and never closed", 'close it; one inside a text is written twice, ""'
        return FileError("not-csv", what, hint, line)
    return FileError("not-csv", f"not CSV: {message}", "check the quotation marks", line)
