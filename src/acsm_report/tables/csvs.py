"""The bytes of a CSV table as numbered records of cells, as spreadsheets of any country write them."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from ..fields import SCHEMAS
from .limits import CHARACTERS, FileError
from .rows import Cell

__all__ = ["RAGGED", "decoded", "records"]

RAGGED = 'put quotation marks round a text that holds a comma: "a, b"'
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
HEAD = 100_000  # characters in which the header ends
FIELD = 100_000  # characters after which a cell must be a quotation mark that was never closed


def decoded(data: bytes) -> str:
    """Return the text of UTF-8, or of UTF-16 that begins with its mark. Raise FileError with the first bad byte."""
    mark, encoding = next(((m, e) for m, e in MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        what = f"byte {error.start + len(mark)} is not {encoding[:6].rstrip('-').upper()}"
        raise FileError("encoding", what, "save the file as UTF-8") from None
    if (zero := text.find("\0")) >= 0:
        what = f"byte {len(text[:zero].encode(encoding)) + len(mark)} is zero"
        raise FileError("encoding", what, "save the file as UTF-8")
    return text


def records(table: str, text: str) -> Iterator[tuple[int, list[Cell]]]:
    """Yield each record with the line where it begins. Raise FileError, with that line, where it is not CSV."""
    csv.field_size_limit(FIELD)  # one limit for the whole process: another library may have lifted it
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(table, text), strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells: list[Cell] = [*next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise _refused(str(error), begins) from None
        yield begins, cells


def _delimiter(table: str, text: str) -> str:
    """Return the delimiter by which the header has the most known columns: a comma, semicolon or tab."""
    head = next((line for line in text[:HEAD].splitlines() if line.strip()), "")
    known = {column.name for column in SCHEMAS[table]}

    def columns(delimiter: str) -> int:
        return len(known & {cell.strip() for cell in next(csv.reader([head], delimiter=delimiter))})

    return max((",", ";", "\t"), key=columns)


def _refused(told: str, line: int) -> FileError:
    if "field limit" in told:
        return FileError("limit", f"a cell has more than {CHARACTERS:,} characters", "check the quotation marks", line)
    if "end of data" in told:
        what, hint = "a quotation mark is opened and never closed", 'close it; one inside a text is written twice, ""'
        return FileError("not-csv", what, hint, line)
    return FileError("not-csv", f"not CSV: {told}", "check the quotation marks", line)
