"""Diagnostics: errors, warnings and notes about data, and their text, JSON, GitHub and SARIF formats."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePath
from urllib.parse import quote

from .. import __version__

__all__ = [
    "FORMATTERS",
    "SEVERITIES",
    "Diagnostic",
    "format_github",
    "format_json",
    "format_sarif",
    "format_text",
    "make_printable",
    "sort_diagnostics",
    "summarize_counts",
]

SEVERITIES = ("error", "warning", "note")
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What a check found in a file, row or cell. `rule` is the id of the check; `hint` says how to fix it.

    `severity` is error, warning or note. An error stops a build. A note says what was read or left out; nothing needs
    to be fixed, and its hint may be empty.

    `file` is the path as the user typed it, `sheet` a sheet of a workbook or a member of a zip. `row` counts from 1
    including the header; 0 is the whole file. `column` counts from 1; 0 is the whole row. `shown` names the pages that
    would show the cell.
    """

    rule: str
    what: str
    hint: str
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: int = 0
    field: str = ""
    value: str = ""
    shown: tuple[str, ...] = ()
    severity: str = "error"

    @property
    def location(self) -> str:
        """Its location: "facts.csv:12:5", "mine.zip/facts.csv:12:5" or "mine.xlsx:facts!E12"."""
        if self.file.lower().endswith(".xlsx"):
            return ":".join(filter(None, (self.file, self.inner_location)))
        file = f"{self.file}/{self.sheet}" if self.sheet else self.file
        return ":".join([file, *(str(n) for n in (self.row, self.column) if n)])

    @property
    def short_location(self) -> str:
        """Its location inside its table: "E12" in a sheet, "12:5" in a text file, "row 12" for a row."""
        if self.file.lower().endswith(".xlsx") and self.column:
            return f"{_column_letters(self.column)}{self.row}"
        return f"{self.row}:{self.column}" if self.column else f"row {self.row}"

    @property
    def message(self) -> str:
        """What is wrong, how to fix it, and the pages that would show it, in one printable line."""
        pages = f" (shown on {', '.join(self.shown)})" if self.shown else ""
        return make_printable("; ".join(filter(None, (self.what, self.hint))) + pages)

    def __str__(self) -> str:
        return f"{make_printable(self.location)}: {self.message}"

    @property
    def inner_location(self) -> str:
        """Its location inside a workbook or zip: "facts!E12" or "facts.csv:12:5"; "" for the whole file."""
        if self.file.lower().endswith(".xlsx"):
            cell = f"{_column_letters(self.column)}{self.row or ''}"
            return f"{self.sheet}!{cell}" if self.sheet and cell else self.sheet
        return ":".join([self.sheet, *(str(n) for n in (self.row, self.column) if n)]) if self.sheet else ""


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics in order of file, sheet, row and column; notes come last."""

    def order(p: Diagnostic) -> tuple[object, ...]:
        return p.severity == "note", p.file, p.sheet, p.row, p.column, p.rule, p.what

    return tuple(sorted(diagnostics, key=order))


def summarize_counts(diagnostics: Sequence[Diagnostic]) -> str:
    """Return for instance "2 errors, 1 warning", "no problem, 3 notes" or "no problem"."""
    counts = [] if any(p.severity != "note" for p in diagnostics) else ["no problem"]
    for severity in SEVERITIES:
        if count := sum(p.severity == severity for p in diagnostics):
            counts.append(f"{count} {severity}{'' if count == 1 else 's'}")
    return ", ".join(counts)


def format_text(diagnostics: Sequence[Diagnostic]) -> str:
    """Return one line a diagnostic: location, severity, what is wrong, how to fix it."""
    return "".join(f"{make_printable(p.location)}: {p.severity}: {p.message}\n" for p in diagnostics)


def format_json(diagnostics: Sequence[Diagnostic]) -> str:
    """Return JSON with the counts and each diagnostic with all its fields, in ASCII."""
    report = {
        "errors": sum(p.severity == "error" for p in diagnostics),
        "warnings": sum(p.severity == "warning" for p in diagnostics),
        "notes": sum(p.severity == "note" for p in diagnostics),
        "problems": [{"place": p.location, **asdict(p)} for p in diagnostics],
    }
    return json.dumps(report, indent=2) + "\n"


def format_github(diagnostics: Sequence[Diagnostic]) -> str:
    """Return GitHub workflow commands. For a workbook or zip, the message names the location inside the file."""
    lines = []
    for p in diagnostics:
        location = {"file": p.file} if p.sheet else {"file": p.file, "line": str(p.row), "col": str(p.column)}
        properties = {**{k: v for k, v in location.items() if v not in ("", "0")}, "title": p.rule}
        listed = ",".join(f"{key}={_escape_github(value, is_property=True)}" for key, value in properties.items())
        message = f"{make_printable(p.location)}: {p.message}" if p.sheet else p.message
        command = "notice" if p.severity == "note" else p.severity
        lines.append(f"::{command} {listed}::{_escape_github(message)}\n")
    return "".join(lines)


def format_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """Return a SARIF 2.1.0 log with one run."""
    rules = sorted({p.rule for p in diagnostics})
    results = [
        {
            "ruleId": p.rule,
            "ruleIndex": rules.index(p.rule),
            "level": p.severity,
            "message": {"text": p.message},
            "locations": [_sarif_location(p)],
        }
        for p in diagnostics
    ]
    driver = {"name": "acsm-report", "version": __version__, "rules": [{"id": rule} for rule in rules]}
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    return json.dumps(log, indent=2) + "\n"


FORMATTERS: Mapping[str, Callable[[Sequence[Diagnostic]], str]] = {
    "human": format_text,
    "json": format_json,
    "github": format_github,
    "sarif": format_sarif,
}


def _sarif_location(diagnostic: Diagnostic) -> dict[str, object]:
    """Return a SARIF location: the line of a text file, or a logical location inside a workbook or zip."""
    path = PurePath(diagnostic.file)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix().encode(errors="surrogateescape"))
    physical: dict[str, object] = {"artifactLocation": {"uri": uri}}
    if diagnostic.row and not diagnostic.sheet:
        start = {"startLine": diagnostic.row, "startColumn": diagnostic.column}
        physical["region"] = {name: n for name, n in start.items() if n}
    location: dict[str, object] = {"physicalLocation": physical}
    if diagnostic.sheet:
        location["logicalLocations"] = [{"fullyQualifiedName": diagnostic.inner_location}]
    return location


def _escape_github(text: str, is_property: bool = False) -> str:
    """Return a text escaped for the message of a GitHub workflow command, or for one of its properties."""
    for character in "%\r\n:," if is_property else "%\r\n":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def make_printable(text: str) -> str:
    """Return a text in one line with unprintable characters escaped, so that it cannot control a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in " ".join(text.split()))


def _column_letters(column: int) -> str:
    """Return the spreadsheet name of a column: A for 1, AA for 27, "" for 0."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
