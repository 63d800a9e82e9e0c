"""Building a dataset: facts with locations, and errors with location and hint."""

from __future__ import annotations

import csv
import hashlib
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset import schema
from acsm_report.dataset.insights import Insights
from acsm_report.dataset.model import Fact
from acsm_report.errors import DataError, DataErrors
from acsm_report.system import resources
from support.packages import SHIPPED_TABLES, Package, Row, Small, read

RATE: Row = {"certification": "CPT", "kind": "pass_rate", "period": "2014"}
COLUMNS = [column.name for column in schema.TABLES["facts"]]


def errors(package: Package | Small) -> tuple[str, ...]:
    with pytest.raises(DataErrors) as raised:
        read(package.folder)
    return tuple(line.replace(f"{package.folder}/", "") for line in raised.value.lines)


def location(package: Package, table: str, line: int, column: str) -> str:
    return f"{table}.csv:{line}:{list(package.rows(table)[0]).index(column) + 1}: "


# ── Reading ──────────────────────────────────────────────────────────────────────────────────


def test_fact_has_its_location(insights: Insights) -> None:
    """A fact has value, unit, period, source, file and line."""
    fact = next(f for f in insights.dataset.find("candidates", "RCEP") if f.period == "2014")
    line = int(fact.place.removeprefix("facts.csv:"))
    written = (resources.find_data_package() / "facts.csv").read_text(encoding="utf-8").splitlines()[line - 1]
    assert written.startswith(f"RCEP,candidates,,2014,{fact.value},people,{fact.source}")
    assert (fact.value, fact.unit) == (199, "people")


def test_all_rows_are_read(package: Package) -> None:
    """Each row of facts is stated or in a conflict; sources are found by key."""
    dataset = package.read()
    rows = package.rows("facts")
    assert len(dataset.facts) == sum(not row.get("status") for row in rows)
    assert sum(len(conflict.others) for conflict in dataset.conflicts) == sum(bool(row.get("status")) for row in rows)
    assert [*dataset.sources] == [row["source"] for row in package.rows("sources")]
    assert all(source.key == key for key, source in dataset.sources.items())
    assert {f.source for f in dataset.facts} <= set(dataset.sources)


def test_all_cells_are_read(small: Small) -> None:
    """Certifications, sources and facts have all their cells and their location."""
    dataset = read(small.folder)
    assert (dataset.name, dataset.title) == ("base", "A small data package without a fault")
    closed = dataset.certifications[1]
    assert (closed.code, closed.lane, closed.code_now, closed.note) == ("RCEP", 2, "", "merged into CEP in 2018")
    assert (closed.track, closed.source, closed.place) == ("clinical", "page", "certifications.csv:3")
    source = dataset.sources["stats"]
    assert (source.title, source.place) == ("Summary of Certification Statistics", "sources.csv:2")  # fmt: skip
    assert dataset.newest_fact("clinical_hours", "RCEP") == Fact(
        "clinical_hours", 600, "hours", "RCEP", "minimum", "", "page", place="facts.csv:14", as_of="2015",
        reliability="official_copy", 
    )  # fmt: skip


def test_reliability_of_row_or_source(small: Small) -> None:
    """The reliability of a row comes before that of its source. A fact also has its further sources."""
    small.edit("facts.csv 5 reliability = secondary")
    dataset = read(small.folder)
    passing, candidates = dataset.newest_fact("passing_score"), dataset.newest_fact("candidates", "CPT")
    assert passing and candidates
    assert (passing.reliability, passing.also, candidates.reliability) == ("official_copy", ("stats",), "secondary")


def test_whole_numbers_are_int(package: Package) -> None:
    """A whole number is an int, one with decimals a float."""
    package.change("facts", RATE, value="55.0")
    package.change("facts", {**RATE, "period": "2013"}, value="61.5")
    rates = {f.period: f.value for f in package.read().find("pass_rate", "CPT")}
    assert (rates["2014"], rates["2013"]) == (55, 61.5)
    assert isinstance(rates["2014"], int)


def test_text_has_no_number(insights: Insights) -> None:
    """The number of a text fact raises TypeError."""
    with pytest.raises(TypeError, match="life_support is words"):
        _ = insights.dataset.find("life_support", "CPT")[0].number


def test_certifications_are_in_lane_order(package: Package) -> None:
    """The order of lanes counts, not that of rows."""
    package.save("certifications", package.rows("certifications")[::-1])
    assert [c.code for c in package.read().certifications] == ["CPT", "GEI", "HFS", "CES", "RCEP"]


def test_closed_certification_is_not_renamed(insights: Insights) -> None:
    """Renamed means another code today, not none."""
    assert [c.code for c in insights.certifications if c.is_renamed] == ["HFS", "CES"]


def test_columns_in_any_order(package: Package) -> None:
    """A table with columns in another order reads the same."""
    before = package.read().facts
    rows = [dict(reversed(row.items())) for row in package.rows("facts")]
    with (package.folder / "facts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0]])
        writer.writeheader()
        writer.writerows(rows)
    assert package.read().facts == before


@pytest.mark.parametrize("change", [lambda b: b"\xef\xbb\xbf" + b, lambda b: b.replace(b"\n", b"\r\n"), lambda b: b + b"\n\n"])  # fmt: skip  # noqa: E501
def test_spreadsheet_csv_is_accepted(change: Any, package: Package) -> None:
    """A byte order mark, Windows line ends and blank rows change nothing but the digest."""
    before = package.read()
    for table in SHIPPED_TABLES:
        path = package.folder / f"{table}.csv"
        path.write_bytes(change(path.read_bytes()))
    assert package.read() == before
    assert package.read().digest != before.digest


def test_digest_matches_sha256sum(small: Small) -> None:
    """It is the SHA-256 of the output of sha256sum, so anybody can check it."""
    dataset = read(small.folder)
    listing = ""
    for name in sorted(dataset.digests):
        listing += f"{hashlib.sha256((small.folder / name).read_bytes()).hexdigest()}  {name}\n"
    assert dataset.digest == hashlib.sha256(listing.encode()).hexdigest()
    small.edit("facts.csv 14 value = 601")
    assert read(small.folder).digest != dataset.digest


# ── Conflicts and keys ──────────────────────────────────────────────────────


def test_conflict_is_not_a_fact(small: Small) -> None:
    """It is found with the stated fact, and not among the facts."""
    dataset = read(small.folder)
    (conflict,) = dataset.conflicts
    assert conflict.stated and conflict.stated.value == 55
    assert [(fact.value, fact.source, fact.status) for fact in conflict.others] == [(57, "blog", "conflict")]
    assert [fact.value for fact in dataset.find("pass_rate", "CPT")] == [55]


def test_conflicts_are_grouped_by_subject(small: Small) -> None:
    """Without a stated fact, `stated` is None."""
    small.edit("facts.csv + CPT,pass_rate,,2014,58,%,page,,,conflict,,,,")
    small.edit("facts.csv + CPT,exam_time,,,150,minutes,blog,,low,conflict,,,,")
    rate, time = read(small.folder).conflicts
    assert [fact.value for fact in rate.others] == [57, 58]
    assert (time.stated, time.others[0].reliability) == (None, "low")


@pytest.mark.parametrize(
    ("fact", "key"),
    [
        (Fact("pass_rate", 55, "%", "CPT", period="2014"), "CPT:pass_rate::2014"),
        (Fact("life_support", "CPR", "", "CPT"), "CPT:life_support"),
        (Fact("education", "x", "", "CPT", "diploma"), "CPT:education:diploma"),
        (Fact("founded", 1954, "year"), ":founded"),
        (Fact("pass_rate", 57, "%", "CPT", "", "2014", "blog", status="conflict"), "CPT:pass_rate::2014@blog=57"),
        (Fact("pay_percentile", 1, "USD", "", "trainers: 10"), ":pay_percentile:trainers: 10:"),
        (Fact("pay_percentile", 1, "USD", "", "trainers: 10", "2014"), ":pay_percentile:trainers: 10:2014"),
    ],
)  # fmt: skip
def test_fact_key(fact: Fact, key: str) -> None:
    """Certification, kind, dimension and period; for a conflict also source and value."""
    assert fact.key == key


parts = st.text("a:@/2", max_size=4)


@given(st.tuples(parts, st.sampled_from(["", "2014"]), st.sampled_from(["", "conflict"])), st.tuples(parts, st.sampled_from(["", "2014"]), st.sampled_from(["", "conflict"])))  # fmt: skip  # noqa: E501
def test_fact_keys_are_unique(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    """Also if a dimension has the separators of keys."""
    keys = [Fact("k", 1, "%", "C", d, period, "a", status=s).key for d, period, s in (one, other)]
    assert (keys[0] == keys[1]) is (one == other)


def test_newest_fact(small: Small) -> None:
    """A fact without a period comes first, otherwise the latest period, wherever its row is."""
    small.edit("facts.csv + RCEP,clinical_hours,minimum,2013,500,hours,page,,,,,,,")
    small.edit("facts.csv + CPT,minimum_age,,2013,17,years,page,,,,,,,")
    small.edit("facts.csv + CPT,minimum_age,,2014,18,years,page,,,,,,,")
    small.edit("facts.csv + CPT,renewal_fee,,2013,30,USD,page,,,,,,,")
    small.edit("facts.csv + CPT,renewal_fee,,,35,USD,page,,,,,,,")
    dataset = read(small.folder)
    subjects = ("clinical_hours", "RCEP"), ("minimum_age", "CPT"), ("renewal_fee", "CPT"), ("study_manual", "CPT")
    found = [dataset.newest_fact(*subject) for subject in subjects]
    assert [fact and fact.value for fact in found] == [600, 18, 35, None]


# ── Errors ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("where", "column", "value", "message"),
    [
        (RATE, "value", "69x", "'69x' is not a number; write digits only"),
        (RATE, "value", "5,5,5", "'5,5,5' is not a number; write digits only"),
        (RATE, "value", "", "the cell value is empty; fill it in"),
        (RATE, "value", "101", "101 cannot be a figure of pass_rate, in %; it is from 0 to 100"),
        (RATE, "value", "-1", "-1 cannot be a figure of pass_rate, in %; it is from 0 to 100"),
        (RATE, "value", "seven", "'seven' is not a number"),
        (RATE, "value", "1e3", "'1e3' is not a number"),
        (RATE, "value", "٥٥", "is not a number"),
        (RATE, "kind", "pas_rate", "'pas_rate' is not a known kind; did you mean 'pass_rate'?"),
        (RATE, "kind", "", "the cell kind is empty"),
        (RATE, "unit", "people", "'people' is not the unit of pass_rate; write %"),
        (RATE, "certification", "CTP", "'CTP' is not a known certification; did you mean 'CPT'?"),
        (RATE, "certification", "", "pass_rate is told about a certification, and the cell names none"),
        (RATE, "source", "certstat_2015", "did you mean 'certstats_2015'?"),
        (RATE, "dimension", "all", "pass_rate has no dimensions; leave the cell empty"),
        (RATE, "period", "in 2014", "'in 2014' is not a period; write 2014, 2014-11, 2015-06-23 or 2012/2014"),
        (RATE, "period", "2014-13-45", "'2014-13-45' is not in the calendar"),
        (RATE, "period", "2015-02-29", "'2015-02-29' is not in the calendar"),
        (RATE, "period", "2014-00", "'2014-00' is not in the calendar"),
        (RATE, "period", "/2014", "'/2014' is not a period"),
        (RATE, "period", "٢٠١٤", "is not a period"),
        (RATE, "period", "2014/2012", "'2014/2012' does not run from an earlier to a later time; did you mean 2012/"),
        ({"kind": "founded"}, "certification", "CPT", "founded is told about no certification in particular"),
        ({"kind": "education", "certification": "CPT"}, "dimension", "diplom", "did you mean 'diploma'?"),
    ],
)  # fmt: skip
def test_bad_fact_cell(where: Row, column: str, value: str, message: str, package: Package) -> None:
    """Each error has file:line:column, what is wrong, and the nearest valid value."""
    line = package.change("facts", where, **{column: value})
    found = [error for error in errors(package) if error.startswith(location(package, "facts", line, column))]
    assert [message in error for error in found] == [True]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("lane", "0", "'0' is not a lane; write 1, 2, 3"),
        ("lane", "one", "'one' is not a lane"),
        ("lane", "²", "is not a lane"),
        ("lane", "1" * 50, "is not a lane"),
        ("lane", "1", "the lane '1' stands at certifications.csv:2 too"),
        ("track", "", "the cell track is empty; fill it in: its track: fitness, clinical"),
        ("name", "", "the cell name is empty"),
        ("source", "nobody", "'nobody' is not a known source"),
        ("certification", "CPT", "the certification 'CPT' stands at certifications.csv:2 too"),
        ("certification", "", "the cell certification is empty"),
    ],
)
def test_bad_certification_cell(column: str, value: str, message: str, package: Package) -> None:
    """The same in the table of certifications. Lanes and codes are unique."""
    line = package.change("certifications", {"certification": "GEI"}, **{column: value})
    (error,) = errors(package)
    assert error.startswith(location(package, "certifications", line, column))
    assert message in error


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("reliability", "offical", "did you mean 'official'?"),
        ("title", "", "the cell title is empty"),
        ("url", "", "the cell url is empty"),
        ("source", "one, two", "'one, two' is not a key"),
    ],
)
def test_bad_source_cell(column: str, value: str, message: str, package: Package) -> None:
    """The same in the table of sources, whose keys are single words."""
    line = package.change("sources", {"source": "lww_2015_11"}, **{column: value})
    (error,) = errors(package)
    assert error.startswith(location(package, "sources", line, column))
    assert message in error


def test_closed_certification_needs_a_note(package: Package) -> None:
    """Without a code today, a note is required, because the page prints it."""
    line = package.change("certifications", {"certification": "RCEP"}, note="")
    (error,) = errors(package)
    assert error.startswith(location(package, "certifications", line, "note"))


def test_duplicate_fact_names_both_rows(package: Package) -> None:
    """Two stated rows with the same subject are an error, even with the same value."""
    rows = package.rows("facts")
    number, row = next((n, r) for n, r in enumerate(rows, 2) if RATE.items() <= r.items() and not r.get("status"))
    package.save("facts", [*rows, row])
    (error,) = errors(package)
    assert error.startswith(f"facts.csv:{len(rows) + 2}: ")
    assert f"stands at facts.csv:{number}; keep one" in error


def test_all_errors_are_reported_at_once(small: Small) -> None:
    """It lists all errors, and no warnings."""
    small.edit("facts.csv 7 value = many")
    small.edit("sources.csv 2 url = nowhere")
    small.edit("sources.csv + spare,A page,ACSM,https://example.org/spare,2014,official,,")
    assert [line.split(": ")[0] for line in errors(small)] == ["facts.csv:7:5", "sources.csv:2:4"]


def test_warning_is_no_error(small: Small) -> None:
    """A source without references does not stop the build."""
    small.edit("sources.csv + spare,A page,ACSM,https://example.org/spare,2014,official,,")
    assert "spare" in read(small.folder).sources


def test_row_with_too_many_cells(small: Small) -> None:
    """The error names its line."""
    small.edit("facts.csv + CPT,study_manual,,,50,USD,page,,,,,,,,AED")
    (error,) = errors(small)
    assert error.startswith("facts.csv:16")


@pytest.mark.parametrize("table", SHIPPED_TABLES)
def test_missing_table(table: str, package: Package) -> None:
    """It is reported once."""
    (package.folder / f"{table}.csv").unlink()
    (error,) = errors(package)
    assert f"{table}.csv" in error


def test_table_with_wrong_encoding(package: Package) -> None:
    """It is reported once."""
    (package.folder / "facts.csv").write_bytes("certification,é".encode("latin-1"))
    (error,) = errors(package)
    assert "facts.csv" in error


def test_no_certifications(package: Package) -> None:
    """It is one error; facts about them add none."""
    package.keep("certifications", lambda row: False)
    (error,) = errors(package)
    assert "there is no certification" in error


# ── Any input ───────────────────────────────────────────────────────────────────────────────

cells = st.one_of(
    st.sampled_from(["", "CPT", "pass_rate", "2014", "55", "%", "certstats_2015", "people", "minimum", "-0", "1/2"]),
    st.text(max_size=8),
)
fragments = st.sampled_from([",", '"', "\n", "\r", "CPT", "pass_rate", "2014", "\x00", "\ufeff", *COLUMNS])
files = st.one_of(
    st.binary(max_size=200),
    st.lists(fragments, max_size=40).map(lambda parts: "".join(parts).encode()),
    st.lists(st.lists(cells, min_size=len(COLUMNS), max_size=len(COLUMNS)), max_size=4).map(
        lambda rows: "\n".join([",".join(COLUMNS), *(",".join(row) for row in rows)]).encode(errors="replace")
    ),
)


@pytest.mark.parametrize("table", ["facts.csv", "certifications.csv", "sources.csv", "datapackage.json"])
def test_any_bytes_are_read_or_raise_data_error(table: str) -> None:
    """Whatever bytes a file has, each error is one line."""
    with tempfile.TemporaryDirectory() as folder:
        package = Package(Path(folder) / "package")

        @given(files)
        def check(content: bytes) -> None:
            (package.folder / table).write_bytes(content)
            try:
                package.read()
            except DataError as error:
                assert all(len(line.splitlines()) == 1 for line in (str(error), *error.lines))

        check()
