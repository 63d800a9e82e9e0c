"""Everything that is wrong is told at once, each with its place and its cure.

tests/bad/base is a small package without a fault; each tests/bad/<case>.txt spoils it: edits, an empty line,
and what is told. An edit is `facts.csv 7 value = 55%`, `facts.csv + a,new,row` or `facts.csv - 7`; lines count
from 1 with the header, as they stand after the edits before; \\u202e is that character. `as of DATE` asks what is
stale then.
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
from support.packages import Small, read
from support.paths import BAD, SOURCE

CASES = sorted(BAD.glob("*.txt"))
AS_OF = re.compile(r"as of (\S+?)(?:, nothing before (\S+))?")
TOGETHER = {  # rules about several rows: mending another of these rows would do as well
    *("certification-twice", "source-twice", "lane-twice", "fact-twice", "conflict-twice", "outranked", "low-told"),
    *("range-reversed", "two-measures", "more-passed-than-sat", "questions-sum", "score-off-scale", "weights-sum"),
    *("rate-without-candidates", "no-facts", "unused-source", "unknown-source", "unknown-certification"),
}


def rules(small: Small, *edits: str) -> list[str]:
    """Spoil the package, and return the rules that are told."""
    for edit in edits:
        small.edit(edit)
    return [problem.rule for problem in told(small)]


def told(small: Small) -> tuple[Diagnostic, ...]:
    return validate_package(read_package(small.folder))


def test_the_base_has_no_problem(small: Small) -> None:
    """What every case starts from is without a fault, to the last warning."""
    assert told(small) == ()
    assert find_stale_facts(read_package(small.folder), date(2026, 1, 31)) == ()


def spoil(small: Small, edits: str) -> tuple[Diagnostic, ...]:
    """Spoil the copy as a case says, and return what is told then."""
    day, oldest = None, None
    for line in edits.strip("\n").split("\n"):
        if asked := AS_OF.fullmatch(line):
            day, oldest = (date.fromisoformat(text) if text else None for text in asked.groups())
        else:
            small.edit(line)
    package = read_package(small.folder)
    return sort_diagnostics([*validate_package(package), *(find_stale_facts(package, day, oldest) if day else ())])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_bad_package_is_told(case: Path, small: Small, request: pytest.FixtureRequest) -> None:
    """Each spoilt package is told as its file says: where, what, and how to mend it."""
    edits, _, before = case.read_text(encoding="utf-8").partition("\n\n")
    now = format_text(spoil(small, edits)).replace(f"{small.folder}/", "").replace(str(small.folder), "base")
    if request.config.getoption("--update-golden"):
        case.write_text(edits.strip("\n") + "\n\n" + now, encoding="utf-8")
        before = now
    assert now == before, f"{case.name}; if that is meant: pytest --update-golden"
    assert now


def test_there_is_a_case_for_every_rule(tmp_path: Path) -> None:
    """Each rule about cells and rows is shown by a bad package."""
    source = "".join((SOURCE / "dataset" / "validation" / f"{m}.py").read_text() for m in ("rules", "cross_row"))
    known = set(re.findall(r"""(?:diagnostic\(|Diagnostic\(|yield )\s*"([a-z-]+)",""", source)) - {"missing-character"}
    assert len(known) > 25
    shown = set()
    for case in CASES:
        edits = case.read_text(encoding="utf-8").partition("\n\n")[0]
        shown |= {problem.rule for problem in spoil(Small(tmp_path / case.stem), edits)}
    assert known - shown == set()


def test_the_pages_are_those_of_the_kinds() -> None:
    """A problem of a certification is shown on every page that some kind of fact is shown on."""
    assert set(CERTIFICATION_PAGES) == {page for kind in FACT_KINDS.values() for page in kind.pages} | {"sources"}


def test_all_problems_are_told_in_the_order_of_their_places(small: Small) -> None:
    """Nobody has to mend one problem to see the next."""
    small.edit("sources.csv 2 url = nowhere")
    small.edit("facts.csv 12 value = many")
    small.edit("facts.csv 7 unit =")
    small.edit("certifications.csv 2 track = both")
    places = [p.location.replace(f"{small.folder}/", "") for p in told(small)]
    assert places == ["certifications.csv:2:4", "facts.csv:7:6", "facts.csv:12:5", "sources.csv:2:4"]


def test_a_problem_knows_the_pages_it_would_have_spoilt(small: Small) -> None:
    """A fact names the pages of its kind, a certification all pages, a source that of the sources."""
    small.edit("facts.csv 7 value = many")
    small.edit("certifications.csv 2 name =")
    small.edit("sources.csv 2 title =")
    rate = ("cover", "glance", "lane", "statistics", "infographic")
    assert [p.shown for p in told(small)] == [CERTIFICATION_PAGES, rate, ("sources",)]


def test_a_problem_carries_the_cell(small: Small) -> None:
    """A program can read which rule, column and text a problem is about."""
    small.edit("facts.csv 7 value = 55%")
    (problem,) = told(small)
    assert (problem.rule, problem.field, problem.value, problem.severity) == ("not-a-number", "value", "55%", "error")


# ── What is not told twice, and what is no problem ────────────────────────────────────────────────


@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_cannot_be_read_is_told_once(table: str, small: Small) -> None:
    """Nothing is said about references to a table that is not there."""
    (small.folder / f"{table}.csv").unlink()
    assert len(told(small)) == 1
    assert table in told(small)[0].file


@pytest.mark.parametrize(("file", "line"), [("certifications.csv", 3), ("sources.csv", 3), ("facts.csv", 12)])
def test_a_row_that_cannot_be_read_is_told_once(file: str, line: int, small: Small) -> None:
    """Nothing is said about what only that row could have told."""
    lines = (small.folder / file).read_text(encoding="utf-8").splitlines()
    lines[line - 1] += ",one,cell,too,many"
    (small.folder / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (problem,) = told(small)
    assert problem.row == line


def test_columns_that_need_not_be_filled_may_be_missing(small: Small) -> None:
    """A table of the eight columns that every fact has is a table of facts."""
    rows = [[cell for i, cell in enumerate(row) if i not in (7, 8, 9, 10, 12, 13)] for row in small.rows("facts.csv")]
    small.save("facts.csv", [row for number, row in enumerate(rows) if number != 7])
    small.edit("sources.csv - 4")
    assert told(small) == ()


def test_rounded_weights_may_miss_a_hundred(small: Small) -> None:
    """Each weight was rounded, so each may be half a point off; more may not."""
    assert rules(small, "facts.csv 12 value = 44") == []
    assert rules(small, "facts.csv 12 value = 43.9") == ["weights-sum"]


def test_weights_need_not_add_up_where_a_domain_has_none(small: Small) -> None:
    """A domain whose weight is not known may hold the rest of the exam."""
    assert rules(small, "facts.csv 12 value = 20", "facts.csv + CPT,exam_domain,3,2014,leadership,,page,,,,,,,") == []


def test_two_measures_may_stand_in_two_periods(small: Small) -> None:
    """What is measured in another way in another year is no contradiction: the line is broken there."""
    candidates = "facts.csv + CPT,candidates,,2015,5000,people,stats,,,,,,,"
    assert rules(small, "facts.csv + CPT,first_time_pass_rate,,2015,58,%,stats,,,,,,,", candidates) == []


def test_an_undated_source_is_neither_newer_nor_older(small: Small) -> None:
    """Of two equally reliable figures, one without a date, either may be told."""
    assert rules(small, "facts.csv 8 reliability = official") == []


def test_the_older_of_two_equals_may_be_kept(small: Small) -> None:
    """A conflict that is as reliable and older is as it should be."""
    assert rules(small, "facts.csv 8 source = stats", "facts.csv 8 as_of = 2013") == []


def test_a_conflict_needs_no_told_fact(small: Small) -> None:
    """A figure that is too weak to be told alone may be kept."""
    assert rules(small, "facts.csv + RCEP,exam_time,,,180,minutes,blog,,low,conflict,,,,") == []


def test_a_cell_is_told_once(small: Small) -> None:
    """A cell whose characters are told as wrong is not told as an unknown word too."""
    assert len(rules(small, "sources.csv 2 reliability = official\\u202e")) == 1


def test_mail_is_an_address(small: Small) -> None:
    """Who was asked by letter is reached by mailto:."""
    assert rules(small, "sources.csv 2 url = mailto:statistics@example.org") == []


def test_an_empty_table_of_sources_knows_none(small: Small) -> None:
    """Where no source is told, every fact lacks one, and each says so."""
    assert set(rules(small, *["sources.csv - 2"] * 3)) == {"unknown-source"}


# ── What grows old ────────────────────────────────────────────────────────────────────────────────


def test_a_fact_holds_on_its_last_day(small: Small) -> None:
    """valid_until and review_after are last days, not first ones."""
    package = read_package(small.folder)
    assert find_stale_facts(package, date(2029, 6, 30)) == ()
    assert [p.rule for p in find_stale_facts(package, date(2029, 7, 1))] == ["review-due"]
    assert [p.rule for p in find_stale_facts(package, date(2031, 1, 1))] == ["expired", "review-due"]


def test_a_year_counts_to_its_last_day(small: Small) -> None:
    """What the source of 2014 says is of 31 December."""
    package = read_package(small.folder)
    old = [p for p in find_stale_facts(package, date(2016, 1, 1), date(2014, 12, 31)) if p.rule == "old"]
    assert old == []
    old = [p for p in find_stale_facts(package, date(2016, 1, 1), date(2015, 1, 1)) if p.rule == "old"]
    assert len(old) == 9


def test_what_is_stale_names_who_looks_after_it(small: Small) -> None:
    """A warning names the source and its owner, and is no error."""
    (problem,) = find_stale_facts(read_package(small.folder), date(2029, 7, 1))
    assert "(source page, owner Ben Okafor)" in problem.hint
    assert problem.severity == "warning"


def test_what_is_not_told_does_not_grow_old(small: Small) -> None:
    """A conflict that is only kept may be as old as it likes."""
    small.edit("facts.csv 8 valid_until = 2015-01-01")
    assert find_stale_facts(read_package(small.folder), date(2026, 1, 31)) == ()


# ── What the fonts cannot print ───────────────────────────────────────────────────────────────────


def test_a_character_that_no_font_has_is_named(small: Small, brand: Brand) -> None:
    """It is named with its number, its cell and the font."""
    small.edit("facts.csv 15 value = 健 life support")
    small.edit("certifications.csv 2 name = Trainer \N{GRINNING FACE}")
    found = find_missing_glyphs(read_package(small.folder), lambda c: has_glyph(brand, c), "Source Sans Pro")
    assert [(p.location.rpartition("/")[2], p.what) for p in found] == [
        ("certifications.csv:2:3", "U+1F600 '😀' is not in Source Sans Pro"),
        ("facts.csv:15:5", "U+5065 '健' is not in Source Sans Pro"),
    ]


def test_a_cell_in_another_script_is_one_problem(small: Small) -> None:
    """Of many missing characters three are named, the others counted."""
    small.edit("facts.csv 15 value = 健康運動指導")
    (problem,) = find_missing_glyphs(read_package(small.folder), str.isascii, "Letters")
    assert problem.what == "U+5065 '健' and U+5EB7 '康' and U+904B '運' and 3 more are not in Letters"


def test_only_what_is_printed_needs_a_font(small: Small) -> None:
    """A title, an address, a note of what pages show are asked about; keys, and facts that no page shows, are not."""
    small.edit("sources.csv 2 title = 健")
    small.edit("sources.csv 3 url = https://example.org/身")
    small.edit("sources.csv 4 owner = 教")
    small.edit("facts.csv 7 note = 练")
    small.edit("facts.csv + ,headquarters,,,Indianapolis,,page,,,,,练,,")
    small.edit("facts.csv 12 dimension = 评")
    found = find_missing_glyphs(read_package(small.folder), lambda c: ord(c) < 0x2000, "Letters")
    assert [(p.field, p.row) for p in found] == [("note", 7), ("dimension", 12), ("title", 2), ("url", 3)]


# ── Anything at all ───────────────────────────────────────────────────────────────────────────────

KEYS = ["CPT", "pass_rate", "stats", "page", "2014", "55", "%", "conflict", "low", "minimum", "-0", "2015/2014"]
texts = st.one_of(st.sampled_from(["", *KEYS]), st.text(max_size=8), st.text("0123456789/-.,", max_size=10))
tables = st.sampled_from(sorted(TABLES))


def spoilt(check: Callable[[Small, str, int, str], None]) -> None:
    """Put any text into any cell of the base, and let `check` see the copy, the file, the line and the text."""
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


def test_no_text_in_a_cell_is_more_than_a_problem() -> None:
    """Whatever stands in a cell, there are problems or none, each one printable line."""

    def check(small: Small, file: str, line: int, text: str) -> None:
        package = read_package(small.folder)
        for problem in (*validate_package(package), *find_stale_facts(package, date(2026, 1, 31), date(2020, 1, 1))):
            assert str(problem).isprintable()

    spoilt(check)


def test_a_problem_of_a_cell_names_its_row() -> None:
    """What is wrong with a cell alone is told at its row; what contradicts other rows may be told at those."""

    def check(small: Small, file: str, line: int, text: str) -> None:
        if set("\r\n") & set(text):
            return
        for problem in told(small):
            here = Path(problem.file).name == file and problem.row == line
            assert here or problem.rule in TOGETHER, problem

    spoilt(check)


def test_a_package_without_errors_always_reads() -> None:
    """What `check` finds no error in, `read` takes; what it finds one in, `read` refuses with the same words."""

    def check(small: Small, file: str, line: int, text: str) -> None:
        errors = [str(p) for p in told(small) if p.severity == "error"]
        try:
            dataset = read(small.folder)
        except DataErrors as error:
            assert list(error.lines) == errors
        else:
            assert errors == []
            keys = [fact.key for fact in dataset.facts]
            assert len(keys) == len(set(keys))

    spoilt(check)
