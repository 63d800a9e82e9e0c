"""Reading a data package: every fact with its place, every mistake with its place and its cure."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report import fields, resources
from acsm_report.dataset import Fact, read
from acsm_report.errors import DataError
from acsm_report.story import Story
from conftest import Package, Row

RATE: Row = {"certification": "CPT", "kind": "pass_rate", "period": "2014"}
COUNT: Row = {"certification": "CPT", "kind": "candidates", "period": "2014"}


def error(package: Package) -> str:
    with pytest.raises(DataError) as raised:
        package.read()
    return str(raised.value).replace(f"{package.folder}/", "")


# ── What is read ──────────────────────────────────────────────────────────────────────────────────


def test_a_fact_knows_where_it_stands(story: Story) -> None:
    """A fact keeps its value, unit, period, source, and file and line."""
    fact = next(f for f in story.dataset.find("candidates", "RCEP") if f.period == "2014")
    line = int(fact.place.removeprefix("facts.csv:"))
    written = (resources.data_package() / "facts.csv").read_text(encoding="utf-8").splitlines()[line - 1]
    assert written.startswith(f"RCEP,candidates,,2014,{fact.value},people,{fact.source}")
    assert (fact.value, fact.unit) == (199, "people")


def test_every_row_is_read(story: Story) -> None:
    """As many facts as rows, as many sources as rows, each source by its key."""
    folder = resources.data_package()
    assert len(story.dataset.facts) == len((folder / "facts.csv").read_text().splitlines()) - 1
    assert all(source.key == key for key, source in story.dataset.sources.items())
    assert {f.source for f in story.dataset.facts} <= set(story.dataset.sources)


def test_whole_numbers_stay_whole(package: Package) -> None:
    """A whole figure is an int, one with a point a float."""
    package.change("facts", RATE, value="55.0")
    package.change("facts", {**RATE, "period": "2013"}, value="61.5")
    rates = {f.period: f.value for f in package.read().find("pass_rate", "CPT")}
    assert (rates["2014"], rates["2013"]) == (55, 61.5)
    assert isinstance(rates["2014"], int)


def test_words_are_no_figure(story: Story) -> None:
    """Who asks words for their number is refused."""
    with pytest.raises(TypeError, match="life_support is words"):
        _ = story.dataset.find("life_support", "CPT")[0].number


def test_certifications_come_in_lane_order(package: Package) -> None:
    """Not the order of the file but that of the lanes counts."""
    package.save("certifications", package.rows("certifications")[::-1])
    assert [c.code for c in package.read().certifications] == ["CPT", "GEI", "HFS", "CES", "RCEP"]


def test_a_closed_certification_is_not_renamed(story: Story) -> None:
    """Renamed is who has another code now, not who has none."""
    assert [c.code for c in story.certifications if c.renamed] == ["HFS", "CES"]


def test_columns_may_stand_in_any_order(package: Package) -> None:
    """A table whose columns were moved reads the same."""
    before = package.read().facts
    rows = [dict(reversed(row.items())) for row in package.rows("facts")]
    lines = [",".join(rows[0]), *(",".join(f'"{v}"' for v in row.values()) for row in rows)]
    (package.folder / "facts.csv").write_text("\n".join(lines), encoding="utf-8")
    assert package.read().facts == before


@pytest.mark.parametrize(
    "change", [lambda b: b"\xef\xbb\xbf" + b, lambda b: b.replace(b"\n", b"\r\n"), lambda b: b + b"\n,,,,,,,\n\n"]
)
def test_what_a_spreadsheet_writes_is_accepted(change: Any, package: Package) -> None:
    """A byte order mark, Windows line ends and empty rows change nothing."""
    before = package.read()
    for table in ("facts", "certifications", "sources"):
        path = package.folder / f"{table}.csv"
        if b",,,,,,," not in change(b"") or table == "facts":
            path.write_bytes(change(path.read_bytes()))
    assert package.read() == before


# ── What is refused ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("where", "column", "value", "told"),
    [
        (RATE, "value", "69%", "'69%' is not a number; write digits only"),
        (RATE, "value", "5,5", "'5,5' is not a number; write digits only"),
        (RATE, "value", "", "the value is missing; fill in the cell"),
        (RATE, "value", "101", "101 is no pass_rate in %; it lies from 0 to 100"),
        (RATE, "value", "-1", "-1 is no pass_rate in %; it lies from 0 to 100"),
        (RATE, "value", "nan", "'nan' is not a number"),
        (RATE, "value", "1e3", "'1e3' is not a number"),
        (RATE, "value", "٥٥", "is not a number"),
        (RATE, "kind", "pass_rates", "'pass_rates' is not a known kind; did you mean 'pass_rate'?"),
        (RATE, "kind", "", "'' is not a known kind; use one of founded"),
        (RATE, "unit", "people", "'people' is not a known unit; use one of %"),
        (RATE, "certification", "CTP", "'CTP' is not a known certification; did you mean 'CPT'?"),
        (RATE, "certification", "", "'' is not a known certification; use one of CPT"),
        (RATE, "source", "certstat_2015", "did you mean 'certstats_2015'?"),
        (RATE, "dimension", "all", "'all' is not a known dimension; use one of an empty cell"),
        (RATE, "period", "in 2014", "'in 2014' is not a period; write 2014, 2015-06-23 or 2011/2014"),
        (RATE, "period", "2014-13-45", "'2014-13-45' is not a period"),
        (RATE, "period", "2015-02-29", "'2015-02-29' is not a period"),
        (RATE, "period", "2014-00", "'2014-00' is not a period"),
        (RATE, "period", "/2014", "'/2014' is not a period"),
        (RATE, "period", "٢٠١٤", "is not a period"),
        (RATE, "period", "2014/2012", "'2014/2012' is not a period"),
        (RATE, "note", "a\x07bell", "holds a control character; type the text anew"),
        ({"kind": "founded"}, "certification", "CPT", "'CPT' is not a known certification; use one of an empty cell"),
        ({"kind": "education", "certification": "CPT"}, "dimension", "diplom", "did you mean 'diploma'?"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_told_with_place_and_cure(
    where: Row, column: str, value: str, told: str, package: Package
) -> None:
    """Each kind of bad cell is told with file:line:column, what is wrong, and the nearest right thing."""
    line = package.change("facts", where, **{column: value})
    place = f"facts.csv:{line}:{fields.FACT_COLUMNS.index(column) + 1}: "
    assert error(package).startswith(place)
    assert told in error(package)


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("lane", "0", "'0' is not a lane; write 1, 2, 3"),
        ("lane", "one", "'one' is not a lane"),
        ("lane", "²", "is not a lane"),
        ("lane", "1" * 5000, "is not a lane"),
        ("lane", "1", "lane 1 stands twice"),
        ("track", "Fitness", "'Fitness' is not a known track; did you mean 'fitness'?"),
        ("name", "", "the name is missing"),
        ("source", "nobody", "'nobody' is not a known source"),
        ("certification", "CPT", "'CPT' stands twice"),
        ("certification", "", "the certification is missing"),
    ],
)
def test_a_bad_certification_is_told(column: str, value: str, told: str, package: Package) -> None:
    """So is each kind of bad cell in the table of certifications; a lane belongs to one of them."""
    line = package.change("certifications", {"certification": "GEI"}, **{column: value})
    assert error(package).startswith(f"certifications.csv:{line}:{fields.CERTIFICATION_COLUMNS.index(column) + 1}: ")
    assert told in error(package)


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("reliability", "offical", "did you mean 'official'?"),
        ("title", "", "the title is missing"),
        ("url", "", "missing"),
    ],
)
def test_a_bad_source_is_told(column: str, value: str, told: str, package: Package) -> None:
    """And in the table of sources."""
    line = package.change("sources", {"source": "lww_2015_11"}, **{column: value})
    assert error(package).startswith(f"sources.csv:{line}:{fields.SOURCE_COLUMNS.index(column) + 1}: ")
    assert told in error(package)


def test_the_same_fact_twice_is_told_with_both_places(package: Package) -> None:
    """Two rows about the same thing contradict each other, even when they agree."""
    rows = package.rows("facts")
    package.save("facts", [*rows, rows[3]])
    assert error(package) == f"facts.csv:{len(rows) + 2}: the same fact stands at facts.csv:5; keep one of the two rows"


def test_a_row_with_a_stray_comma_is_told(package: Package) -> None:
    """A row with too many cells says how a comma is written."""
    path = package.folder / "facts.csv"
    path.write_text(
        f"{path.read_text(encoding='utf-8')}CPT,life_support,,2014,CPR, AED,,studyguidezone,\n", encoding="utf-8"
    )
    assert "the row has 9 cells, the header 8; put quotation marks round a text" in error(package)


@pytest.mark.parametrize(
    ("header", "told"),
    [("certification,kind", "the header differs in 'dimension', 'note'"), ("", "the header differs")],
)
def test_another_header_is_told(header: str, told: str, package: Package) -> None:
    """A table with other columns is refused at its first line with the columns that it should have."""
    (package.folder / "facts.csv").write_text(f"{header}\n")
    assert error(package).startswith(f"facts.csv:1: {told}")
    assert error(package).endswith(f"write {','.join(fields.FACT_COLUMNS)}")


@pytest.mark.parametrize("table", ["facts", "certifications", "sources"])
def test_a_missing_table_is_told(table: str, package: Package) -> None:
    """A table that is not there is named."""
    (package.folder / f"{table}.csv").unlink()
    assert error(package) == f"{table}.csv: the file is missing; restore it or correct --data"


def test_a_table_that_is_a_folder_is_told(package: Package) -> None:
    """So is one that cannot be read."""
    (package.folder / "facts.csv").unlink()
    (package.folder / "facts.csv").mkdir()
    assert "facts.csv: cannot be read" in error(package)


def test_a_table_in_another_encoding_is_told(package: Package) -> None:
    """A file that is not UTF-8 says at which byte."""
    (package.folder / "facts.csv").write_bytes("certification,é".encode("latin-1"))
    assert error(package) == "facts.csv: byte 14 is not UTF-8; save the file as UTF-8"


def test_a_package_without_certifications_is_told(package: Package) -> None:
    """There is nothing to tell about nobody."""
    header = (package.folder / "certifications.csv").read_text(encoding="utf-8").splitlines()[0]
    (package.folder / "certifications.csv").write_text(header)
    (package.folder / "facts.csv").write_text(",".join(fields.FACT_COLUMNS))
    assert error(package) == "certifications.csv: there is no certification; add a row"


@pytest.mark.parametrize(
    ("descriptor", "told"),
    [
        ("{", "datapackage.json:1:2: not JSON"),
        ("[]", 'datapackage.json: not a Data Package; give it a list of "resources"'),
        ('{"resources": 1}', "datapackage.json: not a Data Package"),
        ('{"resources": []}', "datapackage.json: no table 'sources' is named"),
        ('{"resources": [{"name": "sources", "path": "../sources.csv"}]}', "no table 'sources' is named"),
        ('{"resources": [{"name": "sources", "path": "/etc/passwd"}]}', "no table 'sources' is named"),
        ('{"resources": [{"name": "sources", "path": "a\\u0000b"}]}', "datapackage.json"),
        ('{"resources": [{"name": ["sources"], "path": "sources.csv"}]}', "no table 'sources' is named"),
        ("[" * 100_000, "datapackage.json: "),
    ],
)
def test_a_bad_descriptor_is_told(descriptor: str, told: str, package: Package) -> None:
    """A datapackage.json that names no tables, or tables elsewhere, is refused."""
    (package.folder / "datapackage.json").write_text(descriptor)
    assert told in error(package)


# ── Anything at all ───────────────────────────────────────────────────────────────────────────────

cells = st.one_of(
    st.sampled_from(["", "CPT", "pass_rate", "2014", "55", "%", "certstats_2015", "people", "minimum", "-0", "1/2"]),
    st.text(max_size=8),
)
words = st.sampled_from([",", '"', "\n", "\r", "CPT", "pass_rate", "2014", "\x00", "\ufeff", *fields.FACT_COLUMNS])
files = st.one_of(
    st.binary(max_size=200),
    st.lists(words, max_size=40).map(lambda parts: "".join(parts).encode()),
    st.lists(st.lists(cells, min_size=8, max_size=8), max_size=4).map(
        lambda rows: "\n".join([",".join(fields.FACT_COLUMNS), *(",".join(row) for row in rows)]).encode(
            errors="replace"
        )
    ),
)


@pytest.mark.parametrize("table", ["facts.csv", "certifications.csv", "datapackage.json"])
def test_no_bytes_are_more_than_an_error(table: str) -> None:
    """Whatever bytes a table holds, it is read or told as a DataError."""
    with tempfile.TemporaryDirectory() as place:
        package = Package(Path(place) / "package")

        @given(files)
        def check(content: bytes) -> None:
            (package.folder / table).write_bytes(content)
            try:
                package.read()
            except DataError as told:
                assert len(str(told).splitlines()) == 1

        check()


def test_no_cell_is_more_than_an_error() -> None:
    """Whatever stands in a single cell, it is read as a fact or told at its place."""
    with tempfile.TemporaryDirectory() as place:
        package = Package(Path(place) / "package")
        before = package.rows("facts")

        @given(st.integers(0, len(before) - 1), st.sampled_from(fields.FACT_COLUMNS), cells)
        def check(number: int, column: str, text: str) -> None:
            changed = [dict(row) for row in before]
            changed[number][column] = text
            try:
                package.save("facts", changed)
            except UnicodeEncodeError:
                return
            try:
                facts = package.read().facts
            except DataError as told:
                assert (
                    f"facts.csv:{number + 2}" in str(told) or "stands at" in str(told) or "\r" in text or "\n" in text
                )
                return
            assert all(isinstance(fact, Fact) for fact in facts)

        check()


def test_any_json_is_more_than_no_error(package: Package) -> None:
    """Whatever a descriptor says, its tables are found or it is told."""

    @given(
        st.recursive(
            st.none() | st.text(max_size=5) | st.integers(), lambda inner: st.lists(inner, max_size=3), max_leaves=6
        )
    )
    def check(value: Any) -> None:
        descriptor = {"resources": [{"name": value, "path": value}, value, {"name": "sources", "path": value}]}
        (package.folder / "datapackage.json").write_text(json.dumps(descriptor))
        with pytest.raises(DataError):
            read(package.folder)

    check()


def test_a_closed_certification_says_why(package: Package) -> None:
    """Who has no code today must have a note: it is what the page prints in its place."""
    line = package.change("certifications", {"certification": "RCEP"}, note="")
    with pytest.raises(DataError, match=rf"certifications\.csv:{line}:\d+: the note is missing"):
        package.read()


def test_a_source_key_is_one_word(package: Package) -> None:
    """A key with a comma would fall apart where several sources are listed."""
    package.change("sources", {"source": "certstats_2015"}, source="one, two")
    with pytest.raises(DataError, match="'one, two' is not a key"):
        package.read()


def test_a_table_without_a_certification_is_told_first(package: Package) -> None:
    """An empty table of certifications is the fault, not the facts about them."""
    package.keep("certifications", lambda row: False)
    with pytest.raises(DataError, match="there is no certification"):
        package.read()
