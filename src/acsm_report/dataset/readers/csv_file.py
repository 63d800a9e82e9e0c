"""The bytes of a CSV table as numbered records of cells, as spreadsheets of any country write them."""

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
MAX_HEADER_CHARACTERS = 100_000  # characters in which the header ends
MAX_FIELD_CHARACTERS = 100_000  # characters after which a cell must be a quotation mark that was never closed


def decode_text(data: bytes) -> str:
    """Return the text of UTF-8, or of UTF-16 that begins with its mark. Raise FileError with the first bad byte."""
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
    """Yield each record with the line where it begins. Raise FileError, with that line, where it is not CSV."""
    csv.field_size_limit(MAX_FIELD_CHARACTERS)  # one limit for the whole process: another library may have lifted it
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_detect_delimiter(table, text), strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells: list[Cell] = [*next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise _csv_error(str(error), begins) from None
        yield begins, cells


def _detect_delimiter(table: str, text: str) -> str:
    """Return the delimiter by which the header has the most known columns: a comma, semicolon or tab."""
    head = next((line for line in text[:MAX_HEADER_CHARACTERS].splitlines() if line.strip()), "")
    known = {column.name for column in ALL_TABLES[table]}

    def columns(delimiter: str) -> int:
        return len(known & {cell.strip() for cell in next(csv.reader([head], delimiter=delimiter))})

    return max((",", ";", "\t"), key=columns)


def _csv_error(message: str, line: int) -> FileError:
    if "field limit" in message:
        return FileError(
            "limit", f"a cell has more than {MAX_CELL_CHARACTERS:,} characters", "check the quotation marks", line
        )
    if "end of data" in message:
        what, hint = "a quotation mark is opened and never closed", 'close it; one inside a text is written twice, ""'
        return FileError("not-csv", what, hint, line)
    return FileError("not-csv", f"not CSV: {message}", "check the quotation marks", line)
