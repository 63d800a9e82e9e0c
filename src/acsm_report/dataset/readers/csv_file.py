"""Reads CSV as spreadsheet programs write it: UTF-8 or UTF-16; commas, semicolons or tabs."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from ..schema import ALL_TABLES
from .limits import MAX_CELL_CHARACTERS, FileError
from .rows import Cell

__all__ = ["RAGGED_ROW_HINT", "decode_text", "read_records"]

RAGGED_ROW_HINT = 'put quotation marks round a text that holds a comma: "a, b"'
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
MAX_HEADER_CHARACTERS = 100_000  # characters that are searched for the end of the header
MAX_FIELD_CHARACTERS = 100_000  # a longer cell means an unclosed quotation mark


def decode_text(data: bytes) -> str:
    """Decode UTF-8, or UTF-16 with a byte order mark. Raise FileError that names the first bad byte."""
    mark, encoding = next(((m, e) for m, e in BYTE_ORDER_MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        what = f"byte {error.start + len(mark)} is not {encoding[:6].rstrip('-').upper()}"
        raise FileError("encoding", what, "save the file as UTF-8") from None
    if (zero := text.find("\0")) >= 0:
        what = f"byte {len(text[:zero].encode(encoding)) + len(mark)} is zero"
        raise FileError("encoding", what, "save the file as UTF-8")
    return text


def read_records(table: str, text: str) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the first line number and the cells of each record. Raise FileError with that line if it is not CSV."""
    csv.field_size_limit(MAX_FIELD_CHARACTERS)  # global to the process: another library may have changed it
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_detect_delimiter(table, text), strict=True)
    while True:
        first_line = reader.line_num + 1
        try:
            cells: list[Cell] = [*next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise _csv_error(str(error), first_line) from None
        yield first_line, cells


def _detect_delimiter(table: str, text: str) -> str:
    """Return the delimiter that gives the most known column names: comma, semicolon or tab."""
    header = next((line for line in text[:MAX_HEADER_CHARACTERS].splitlines() if line.strip()), "")
    known = {column.name for column in ALL_TABLES[table]}

    def count_known(delimiter: str) -> int:
        return len(known & {cell.strip() for cell in next(csv.reader([header], delimiter=delimiter))})

    return max((",", ";", "\t"), key=count_known)


def _csv_error(message: str, line: int) -> FileError:
    if "field limit" in message:
        return FileError(
            "limit", f"a cell has more than {MAX_CELL_CHARACTERS:,} characters", "check the quotation marks", line
        )
    if "end of data" in message:
        what, hint = "a quotation mark is opened and never closed", 'close it; one inside a text is written twice, ""'
        return FileError("not-csv", what, hint, line)
    return FileError("not-csv", f"not CSV: {message}", "check the quotation marks", line)
