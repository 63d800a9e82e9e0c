"""Any style of spreadsheets: a package that is written in it reads as the plain one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset.readers import read_package
from support.tables import HEADER, Grid, folder, grids, messages, text

COLUMNS = [*HEADER["facts"], "note"]
WIDTH = len(COLUMNS) + 1


class Style(NamedTuple):
    """How somebody writes a table of facts."""

    delimiter: str
    encoding: str
    spell: str  # the name of a method of strings
    period: str
    has_title: bool
    has_totals: bool
    has_remarks: bool
    has_separator_line: bool
    has_decimal_commas: bool
    has_signs: bool

    def write(self, year: int, rate: int, people: int) -> bytes:
        """Return the table with one rate, in hundredths of a percent, and a number of candidates."""
        points = str.maketrans(",.", ".,") if self.has_decimal_commas else {}
        sign = " %" if self.has_signs else ""
        period = self.period.format(year, year + 1, (year + 1) % 100)
        rows = [
            ["cpt", "pass rate", "", period, f"{rate / 100:.2f}".translate(points) + sign, "%", "page ", "Größe"],
            ["CPT", "Candidates", "", period, f"{people:,}".translate(points), "people", "PAGE", ""],
        ]
        header = [getattr(name.replace("_", " "), self.spell)() for name in COLUMNS]
        extra = ["Checked by", "Anna", "Ben"] if self.has_remarks else ["", "", ""]
        grid: Grid = [[*row, cell] for row, cell in zip([header, *rows], extra, strict=True)]
        if self.has_title:
            grid = [["Facts", *[""] * (WIDTH - 1)], [""] * WIDTH, *grid]
        if self.has_totals:
            grid.append(["Total", *[""] * (WIDTH - 1)])
        separator = f"sep={self.delimiter}\n" if self.has_separator_line else ""
        return f"{separator}{text(grid, self.delimiter)}".encode(self.encoding)


STYLES = st.builds(
    Style,
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"]),
    st.sampled_from(["lower", "upper", "title"]),
    st.sampled_from(["{0}/{1}", "{0}-{1}", "{0} - {1}", "{0}/{2:02}", "FY {0}-{2:02}"]),
    *[st.booleans()] * 6,
)


def test_any_style_reads_as_the_plain_table() -> None:
    """Encoding, delimiter, header, title, totals, remarks, separators and signs make no difference."""
    with tempfile.TemporaryDirectory() as place:

        @given(STYLES, st.integers(2012, 2098), st.integers(0, 10_000), st.integers(0, 99_999))
        def check(style: Style, year: int, rate: int, people: int) -> None:
            path = folder(Path(place) / "mine", grids())
            (path / "facts.csv").write_bytes(style.write(year, rate, people))
            package = read_package(path)
            assert [[row.cells[name] for name in COLUMNS] for row in package.rows["facts"]] == [
                ["CPT", "pass_rate", "", f"{year}/{year + 1}", f"{rate / 100:.2f}", "%", "page", "Größe"],
                ["CPT", "candidates", "", f"{year}/{year + 1}", str(people), "people", "page", ""],
            ], messages(package)
            assert {problem.severity for problem in package.diagnostics} <= {"note"}

        check()
