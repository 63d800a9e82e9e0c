"""Checks of data packages: each error and warning with its location and hint.

tests/data/invalid/base is a small package without errors. Each tests/data/invalid/<case>.txt has edits of it, an empty
line, and the expected output. An edit is `facts.csv 7 value = 55%`, `facts.csv + a,new,row` or `facts.csv - 7`. Lines
count from 1 including the header, after the edits before; \\u202e is that character. `as of DATE` lists facts that are
stale on that date.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from acsm_report.dataset.diagnostics import Diagnostic, format_text, sort_diagnostics
from acsm_report.dataset.readers import read_package
from acsm_report.dataset.schema import FACT_KINDS, TABLES
from acsm_report.dataset.validation.rules import (
    CERTIFICATION_PAGES,
    find_missing_glyphs,
    find_stale_facts,
    validate_package,
)
from acsm_report.errors import DataErrors
from acsm_report.theme.fonts import has_glyph
from acsm_report.theme.model import Brand
from support.packages import SHIPPED_TABLES, Small, read
from support.paths import BAD, SOURCE

CASES = sorted(BAD.glob("*.txt"))
AS_OF = re.compile(r"as of (\S+?)(?:, nothing before (\S+))?")
MULTI_ROW_RULES = {  # another row could be fixed instead
    *("certification-twice", "source-twice", "lane-twice", "fact-twice", "conflict-twice", "outranked", "low-told"),
    *("range-reversed", "two-measures", "more-passed-than-sat", "questions-sum", "score-off-scale", "weights-sum"),
    *("rate-without-candidates", "no-facts", "unused-source", "unknown-source", "unknown-certification"),
    *("term-twice", "unknown-level", "similar-terms"),
}


def rules(small: Small, *edits: str) -> list[str]:
    """Edit the package, and return the rules of its diagnostics."""
    for edit in edits:
        small.edit(edit)
    return [problem.rule for problem in validate(small)]


def validate(small: Small) -> tuple[Diagnostic, ...]:
    return validate_package(read_package(small.folder))


def test_base_has_no_diagnostics(small: Small) -> None:
    """The package that all cases start from has no errors or warnings."""
    assert validate(small) == ()
    assert find_stale_facts(read_package(small.folder), date(2026, 1, 31)) == ()


def apply_case(small: Small, edits: str) -> tuple[Diagnostic, ...]:
    """Apply the edits of a case to the copy, and return its diagnostics."""
    day, oldest = None, None
    for line in edits.strip("\n").split("\n"):
        if match := AS_OF.fullmatch(line):
            day, oldest = (date.fromisoformat(text) if text else None for text in match.groups())
        else:
            small.edit(line)
    package = read_package(small.folder)
    return sort_diagnostics([*validate_package(package), *(find_stale_facts(package, day, oldest) if day else ())])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_case(case: Path, small: Small, request: pytest.FixtureRequest) -> None:
    """Each case has the expected diagnostics."""
    edits, _, expected = case.read_text(encoding="utf-8").partition("\n\n")
    actual = format_text(apply_case(small, edits)).replace(f"{small.folder}/", "").replace(str(small.folder), "base")
    if request.config.getoption("--update-golden"):
        case.write_text(edits.strip("\n") + "\n\n" + actual, encoding="utf-8")
        expected = actual
    assert actual == expected, f"{case.name}; to accept the change: pytest --update-golden"
    assert actual


def test_each_rule_has_a_case(tmp_path: Path) -> None:
    """Each rule about cells and rows is in some case."""
    modules = (SOURCE / "dataset" / "validation" / f"{name}.py" for name in ("rules", "cross_row", "term_rules"))
    source = "".join(path.read_text() for path in modules)
    known = set(re.findall(r"""(?:diagnostic\(|Diagnostic\(|yield )\s*"([a-z-]+)",""", source))
    known -= {"missing-character", "unsupported-script"}  # see below: they depend on the brand's fonts
    assert len(known) > 25
    shown = set()
    for case in CASES:
        edits = case.read_text(encoding="utf-8").partition("\n\n")[0]
        shown |= {problem.rule for problem in apply_case(Small(tmp_path / case.stem), edits)}
    assert known - shown == set()


def test_certification_pages_are_the_pages_of_all_kinds() -> None:
    """A diagnostic of a certification names each page that shows some kind of fact."""
    pages_of_kinds = {page for kind in FACT_KINDS.values() for page in kind.pages}
    assert set(CERTIFICATION_PAGES) == pages_of_kinds | {"cover", "sources"}


def test_diagnostics_are_in_order_of_location(small: Small) -> None:
    """All are reported at once."""
    small.edit("sources.csv 2 url = nowhere")
    small.edit("facts.csv 12 value = many")
    small.edit("facts.csv 7 unit =")
    small.edit("certifications.csv 2 track =")
    locations = [p.location.replace(f"{small.folder}/", "") for p in validate(small)]
    assert locations == ["certifications.csv:2:4", "facts.csv:7:6", "facts.csv:12:5", "sources.csv:2:4"]


def test_diagnostic_names_pages(small: Small) -> None:
    """A fact names the pages of its kind, a certification all pages, a source the page of sources."""
    small.edit("facts.csv 7 value = many")
    small.edit("certifications.csv 2 name =")
    small.edit("sources.csv 2 title =")
    rate = ("glance", "lane", "statistics", "infographic")
    assert [p.shown for p in validate(small)] == [CERTIFICATION_PAGES, rate, ("sources",)]


def test_diagnostic_has_rule_column_and_value(small: Small) -> None:
    """A program can read rule, column, text and severity."""
    small.edit("facts.csv 7 value = 55x")
    (problem,) = validate(small)
    assert (problem.rule, problem.field, problem.value, problem.severity) == ("not-a-number", "value", "55x", "error")


# ── What is not validate twice, and what is no problem ────────────────────────────────────────────────


@pytest.mark.parametrize("table", SHIPPED_TABLES)
def test_unreadable_table_is_reported_once(table: str, small: Small) -> None:
    """References to a missing table are not reported."""
    (small.folder / f"{table}.csv").unlink()
    assert len(validate(small)) == 1
    assert table in validate(small)[0].file


@pytest.mark.parametrize(("file", "line"), [("certifications.csv", 3), ("sources.csv", 3), ("facts.csv", 12)])
def test_unreadable_row_is_reported_once(file: str, line: int, small: Small) -> None:
    """What only that row could provide is not reported as missing."""
    lines = (small.folder / file).read_text(encoding="utf-8").splitlines()
    lines[line - 1] += ",one,cell,too,many"
    (small.folder / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (problem,) = validate(small)
    assert problem.row == line


def test_optional_columns_may_be_missing(small: Small) -> None:
    """The required columns are enough for a table of facts."""
    rows = [[cell for i, cell in enumerate(row) if i not in (7, 8, 9, 10, 12, 13)] for row in small.rows("facts.csv")]
    small.save("facts.csv", [row for number, row in enumerate(rows) if number != 7])
    small.edit("sources.csv - 4")
    assert validate(small) == ()


def test_rounded_weights_may_differ_from_100(small: Small) -> None:
    """Each weight may be off by half a percent, but not more."""
    assert rules(small, "facts.csv 12 value = 44") == []
    assert rules(small, "facts.csv 12 value = 43.9") == ["weights-sum"]


def test_weights_of_incomplete_domains(small: Small) -> None:
    """A domain without a weight may be the rest."""
    assert rules(small, "facts.csv 12 value = 20", "facts.csv + CPT,exam_domain,3,2014,leadership,,page,,,,,,,") == []


def test_rate_bases_in_different_periods(small: Small) -> None:
    """The rate basis may change between years; a chart breaks the line there."""
    candidates = "facts.csv + CPT,candidates,,2015,5000,people,stats,,,,,,,"
    assert rules(small, "facts.csv + CPT,first_time_pass_rate,,2015,58,%,stats,,,,,,,", candidates) == []


def test_undated_source_is_not_outranked(small: Small) -> None:
    """If one of two equally reliable sources has no date, either fact may be stated."""
    assert rules(small, "facts.csv 8 reliability = official") == []


def test_older_conflict_is_valid(small: Small) -> None:
    """An equally reliable and older conflict is no error."""
    assert rules(small, "facts.csv 8 source = stats", "facts.csv 8 as_of = 2013") == []


def test_conflict_without_stated_fact_is_valid(small: Small) -> None:
    """A fact of low reliability may be kept as a conflict."""
    assert rules(small, "facts.csv + RCEP,exam_time,,,180,minutes,blog,,low,conflict,,,,") == []


def test_cell_has_one_diagnostic(small: Small) -> None:
    """A cell with a hidden character is not also an unknown value."""
    assert len(rules(small, "sources.csv 2 reliability = official\\u202e")) == 1


def test_mailto_is_a_valid_url(small: Small) -> None:
    """A source may be a mail address."""
    assert rules(small, "sources.csv 2 url = mailto:statistics@example.org") == []


def test_empty_table_of_sources(small: Small) -> None:
    """All facts then have an unknown source."""
    assert set(rules(small, *["sources.csv - 2"] * 3)) == {"unknown-source"}


# ── Stale facts ────────────────────────────────────────────────────────────────────────────────


def test_dates_include_their_last_day(small: Small) -> None:
    """valid_until and review_after are the last valid days."""
    package = read_package(small.folder)
    assert find_stale_facts(package, date(2029, 6, 30)) == ()
    assert [p.rule for p in find_stale_facts(package, date(2029, 7, 1))] == ["review-due"]
    assert [p.rule for p in find_stale_facts(package, date(2031, 1, 1))] == ["expired", "review-due"]


def test_age_counts_a_year_to_its_last_day(small: Small) -> None:
    """A source of 2014 is as of 31 December."""
    package = read_package(small.folder)
    old = [p for p in find_stale_facts(package, date(2016, 1, 1), date(2014, 12, 31)) if p.rule == "old"]
    assert old == []
    old = [p for p in find_stale_facts(package, date(2016, 1, 1), date(2015, 1, 1)) if p.rule == "old"]
    assert len(old) == 9


def test_stale_fact_names_source_and_owner(small: Small) -> None:
    """It is a warning."""
    (problem,) = find_stale_facts(read_package(small.folder), date(2029, 7, 1))
    assert "(source page, owner Ben Okafor)" in problem.hint
    assert problem.severity == "warning"


def test_conflict_is_never_stale(small: Small) -> None:
    """Facts that are not stated are not checked."""
    small.edit("facts.csv 8 valid_until = 2015-01-01")
    assert find_stale_facts(read_package(small.folder), date(2026, 1, 31)) == ()


# ── Missing glyphs ───────────────────────────────────────────────────────────────────


def test_missing_glyph_is_an_error(small: Small, brand: Brand) -> None:
    """It has the code point, the cell and the font."""
    small.edit("facts.csv 15 value = 健 life support")
    small.edit("certifications.csv 2 name = Trainer \N{GRINNING FACE}")
    found = find_missing_glyphs(read_package(small.folder), lambda c: has_glyph(brand, c), "Source Sans Pro")
    assert [(p.location.rpartition("/")[2], p.what) for p in found] == [
        ("certifications.csv:2:3", "U+1F600 '😀' is not in Source Sans Pro"),
        ("facts.csv:15:5", "U+5065 '健' is not in Source Sans Pro"),
    ]


def test_a_script_that_must_be_shaped_is_an_error(small: Small) -> None:
    """Even if the fonts have its letters, with the cell and the name of the script."""
    small.edit("facts.csv 15 value = حياة")
    (problem,) = find_missing_glyphs(read_package(small.folder), lambda _: True, "Any Font")
    assert (problem.rule, problem.location.rpartition("/")[2]) == ("unsupported-script", "facts.csv:15:5")
    assert problem.what == "the Arabic script (U+062D 'ح') cannot be set"


def test_many_missing_glyphs_are_one_error(small: Small) -> None:
    """Three are listed, the others counted."""
    small.edit("facts.csv 15 value = 健康運動指導")
    (problem,) = find_missing_glyphs(read_package(small.folder), str.isascii, "Letters")
    assert problem.what == "U+5065 '健' and U+5EB7 '康' and U+904B '運' and 3 more are not in Letters"


def test_only_printed_cells_need_glyphs(small: Small) -> None:
    """Titles, URLs and notes of shown facts are checked; keys, owners and other facts are not."""
    small.edit("sources.csv 2 title = 健")
    small.edit("sources.csv 3 url = https://example.org/身")
    small.edit("sources.csv 4 owner = 教")
    small.edit("facts.csv 7 note = 练")
    small.edit("facts.csv + ,headquarters,,,Indianapolis,,page,,,,,练,,")
    small.edit("facts.csv 12 dimension = 评")
    found = find_missing_glyphs(read_package(small.folder), lambda c: ord(c) < 0x2000, "Letters")
    assert [(p.field, p.row) for p in found] == [("note", 7), ("dimension", 12), ("title", 2), ("url", 3)]


# ── Any input ───────────────────────────────────────────────────────────────────────────────

KEYS = ["CPT", "pass_rate", "stats", "page", "2014", "55", "%", "conflict", "low", "minimum", "-0", "2015/2014"]
texts = st.one_of(st.sampled_from(["", *KEYS]), st.text(max_size=8), st.text("0123456789/-.,", max_size=10))
tables = st.sampled_from(sorted(TABLES))


def with_any_cell(check: Callable[[Small, str, int, str], None]) -> None:
    """Put any text into any cell of the base package; pass package, file, line and text to `check`."""
    with tempfile.TemporaryDirectory() as place:

        @given(tables, st.integers(0, 99), st.integers(0, 99), texts)
        @example("facts", 6, 4, "\N{ZERO WIDTH SPACE}")
        @example("facts", 6, 4, "\u202e")
        @example("sources", 0, 0, "")
        def run(table: str, row: int, column: int, text: str) -> None:
            small = Small(Path(place) / "base")
            rows = small.rows(f"{table}.csv")
            number = 1 + row % (len(rows) - 1)
            rows[number][column % len(rows[0])] = text
            try:
                small.save(f"{table}.csv", rows)
            except UnicodeEncodeError:
                return
            check(small, f"{table}.csv", number + 1, text)

        run()


def test_diagnostics_of_any_cell_are_printable() -> None:
    """Whatever a cell has, each diagnostic is one printable line."""

    def check(small: Small, file: str, line: int, text: str) -> None:
        package = read_package(small.folder)
        for problem in (*validate_package(package), *find_stale_facts(package, date(2026, 1, 31), date(2020, 1, 1))):
            assert str(problem).isprintable()

    with_any_cell(check)


def test_diagnostic_names_the_edited_row() -> None:
    """Except for rules about several rows."""

    def check(small: Small, file: str, line: int, text: str) -> None:
        if set("\r\n") & set(text):
            return
        for problem in validate(small):
            here = Path(problem.file).name == file and problem.row == line
            assert here or problem.rule in MULTI_ROW_RULES, problem

    with_any_cell(check)


def test_package_without_errors_can_be_built() -> None:
    """`check` and the loader agree: the same errors, or a dataset with unique keys."""

    def check(small: Small, file: str, line: int, text: str) -> None:
        errors = [str(p) for p in validate(small) if p.severity == "error"]
        try:
            dataset = read(small.folder)
        except DataErrors as error:
            assert list(error.lines) == errors
        else:
            assert errors == []
            keys = [fact.key for fact in dataset.facts]
            assert len(keys) == len(set(keys))

    with_any_cell(check)
