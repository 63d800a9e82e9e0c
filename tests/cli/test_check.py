"""acsm-report check: what it prints, how it ends, and the day it judges from."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from acsm_report.cli.main import MAX_ERROR_LINES
from support.packages import Package, Small
from support.paths import BAD
from support.processes import run


def check(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return run("check", *arguments, env={"SOURCE_DATE_EPOCH": "1769817600", **environment})  # 31 January 2026


def test_sound_data_has_only_notes() -> None:
    """Notes are on standard output, the size of the data on standard error; the exit status is 0."""
    done = check("--data", BAD / "base")
    notes = done.stdout.splitlines()
    assert notes
    assert all(": note: " in line for line in notes)
    assert (done.returncode, done.stderr) == (
        0,
        f"no problem, {len(notes)} notes in base: 13 facts, 3 sources, 1 conflict\n",
    )


def test_the_shipped_data_is_sound() -> None:
    """The edition that comes with the program has no error, and its brand's fonts every character."""
    done = check()
    assert done.returncode == 0
    assert re.search(r"in acsm-2014: \d+ facts, \d+ sources, \d+ conflicts?\n$", done.stderr)


def test_each_problem_is_a_line_and_an_error_fails(small: Small) -> None:
    """Problems stand on standard output by their places, and the exit status is 1."""
    small.edit("facts.csv 7 value = 55x")
    small.edit("certifications.csv 2 name = Trainer 健")
    small.edit("sources.csv + spare,A page,ACSM,https://example.org/spare,2014,official,,")
    done = check("--data", small.folder)
    lines = [line.replace(f"{small.folder}/", "") for line in done.stdout.splitlines()]
    assert [line.split(";")[0] for line in lines] == [
        "certifications.csv:2:3: error: U+5065 '健' is not in Source Sans Pro",
        "facts.csv:7:5: error: '55x' is not a number",
        "sources.csv:5:1: warning: no row names the source 'spare'",
    ]
    assert done.returncode == 1
    assert done.stderr == "2 errors, 1 warning in base: 13 facts, 4 sources, 1 conflict\n"


def test_a_warning_fails_only_when_it_is_asked_to(small: Small) -> None:
    """--strict makes a warning count."""
    small.edit("sources.csv + spare,A page,ACSM,https://example.org/spare,2014,official,,")
    assert check("--data", small.folder).returncode == 0
    assert check("--data", small.folder, "--strict").returncode == 1


@pytest.mark.parametrize(
    ("option", "begins"),
    [(["--json"], "{"), (["--output-format", "json"], "{"), (["--output-format", "sarif"], "{"),
     (["--output-format", "github"], "::error file=")],
)  # fmt: skip
def test_programs_are_told_in_their_own_words(option: list[str], begins: str, small: Small) -> None:
    """JSON, SARIF and GitHub's annotations go to standard output, with nothing else there."""
    small.edit("facts.csv 7 value = 55x")
    done = check("--data", small.folder, *option)
    assert done.returncode == 1
    assert done.stdout.startswith(begins)
    if begins == "{":
        assert json.loads(done.stdout)


def test_a_file_is_named_as_it_was_given(small: Small) -> None:
    """A path that was given relative to the working folder is told so: annotations need it."""
    small.edit("facts.csv 7 value = 55x")
    done = run("check", "--data", "base", cwd=small.folder.parent)
    assert done.stdout.startswith("base/facts.csv:7:5: ")


@pytest.mark.parametrize(
    ("arguments", "environment", "rules"),
    [
        (["--as-of", "2030-12-31"], {}, ["review-due"]),
        (["--as-of", "2031-01-01"], {}, ["expired", "review-due"]),
        ([], {"SOURCE_DATE_EPOCH": "1925000000"}, ["expired", "review-due"]),
        ([], {"SOURCE_DATE_EPOCH": "1500000000"}, []),
        ([], {"SOURCE_DATE_EPOCH": "0"}, ["in-the-future"] * 16),
        (["--as-of", "2016-01-01", "--max-age", "12m"], {}, ["old"] * 9),
        (["--as-of", "2016-01-01", "--max-age", "1y"], {}, ["old"] * 9),
        (["--as-of", "2016-01-01", "--max-age", "366d"], {}, []),
        (["--as-of", "2016-01-01", "--max-age", "366D"], {}, []),
        (["--as-of", "2016-01-01", "--max-age", "99999y"], {}, []),
    ],
)
def test_what_is_stale_depends_on_the_day(arguments: list[str], environment: dict[str, str], rules: list[str]) -> None:
    """The day is --as-of, else SOURCE_DATE_EPOCH; the age is counted in months, years or days before it."""
    done = check("--data", BAD / "base", "--json", *arguments, **environment)
    problems = json.loads(done.stdout)["problems"]
    assert sorted(p["rule"] for p in problems if p["severity"] != "note") == rules
    assert done.returncode == 0


def test_without_any_date_it_is_today(small: Small) -> None:
    """What ended long ago is stale whenever this test is run, what ends in 9999 never."""
    small.edit("facts.csv 14 review_after = 9999-12-31")
    small.edit("facts.csv 14 valid_until = 9999-12-31")
    small.edit("facts.csv 15 valid_until = 2015-12-31")
    done = check("--data", small.folder, "--json", SOURCE_DATE_EPOCH="")
    problems = json.loads(done.stdout)["problems"]
    assert [(p["rule"], p["row"]) for p in problems if p["severity"] != "note"] == [("expired", 15)]


@pytest.mark.parametrize(
    ("arguments", "environment", "told"),
    [
        (["--as-of", "2026-02-30"], {}, "--as-of '2026-02-30' is not a day of the calendar; write it as 2026-01-31"),
        (["--as-of", ""], {}, "--as-of '' is not a day"),
        (["--max-age", "18"], {}, "--max-age '18' is not an age; write 18m for months, 2y for years, 90d for days"),
        (["--max-age", "1.5y"], {}, "--max-age '1.5y' is not an age"),
        ([], {"SOURCE_DATE_EPOCH": "today"}, "the variable SOURCE_DATE_EPOCH is 'today', no time; set it to"),
        ([], {"SOURCE_DATE_EPOCH": "999999999999"}, "the variable SOURCE_DATE_EPOCH is '999999999999', no time"),
        (["--data", "nowhere"], {}, "no data package is called 'nowhere'"),
        (["--brand", "nobody"], {}, "no brand is called 'nobody'"),
        (["--output-format", "xml"], {}, "'xml' is not one of"),
    ],
)
def test_what_it_cannot_be_asked_is_an_error_of_usage(
    arguments: list[str], environment: dict[str, str], told: str
) -> None:
    """A date, an age or a name that is none ends with exit status 2 and one line."""
    done = check(*arguments, **environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_terminal_without_these_letters_is_no_fault(small: Small) -> None:
    """Where standard output knows only ASCII, other characters are escaped."""
    small.edit("facts.csv 7 unit = €")
    done = check("--data", small.folder, PYTHONIOENCODING="ascii")
    assert r"'\u20ac' is not the unit of pass_rate" in done.stdout


def test_a_build_tells_every_error(small: Small) -> None:
    """A build from bad data prints a line for each error, and writes nothing."""
    small.edit("facts.csv 7 value = 55x")
    small.edit("sources.csv 2 url = nowhere")
    out = small.folder.parent / "out"
    done = run("build", "--data", small.folder, "-o", out)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 2
    assert all(line.startswith(f"acsm-report: error: {small.folder}") for line in done.stderr.splitlines())
    assert not out.exists() or not any(out.iterdir())


def test_a_build_does_not_flood_the_terminal(small: Small) -> None:
    """More than fifty errors end with how many more there are, and who tells them."""
    for number in range(MAX_ERROR_LINES + 3):
        small.edit(f"facts.csv + CPT,exam_domain,{number},,words,wrong,page,,,,,,,")
    done = run("build", "--data", small.folder, "-o", small.folder.parent / "out")
    assert len(done.stderr.splitlines()) == MAX_ERROR_LINES + 1
    assert done.stderr.endswith("acsm-report: error: ... and 3 more: acsm-report check lists all\n")


# ── Room on the pages ─────────────────────────────────────────────────────────────────────────────


def test_what_does_not_fit_a_page_is_told_before_anything_is_drawn(package: Package) -> None:
    """Sound data that no page has room for is an error that names document, paper, page, words and row."""
    row = package.change("facts", {"kind": "population", "certification": "CPT"}, value="Incomprehensibilities" * 3)
    done = run("check", "--data", package.folder)
    lines = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert done.returncode == 1
    places = {line.partition(": error: ")[2].partition(": the ")[0] for line in lines}
    assert places >= {f"brochure on {paper}, page glance" for paper in ("a4", "letter")}
    expected = rf"'Incompre.* does not fit: it needs [\d.]+ pt more; shorten the text at facts\.csv:{row}, or choose"
    assert all(re.search(expected, line) for line in lines)


def test_what_only_a_fixed_shape_has_no_room_for_is_a_warning(package: Package) -> None:
    """Nobody may want that picture: more lanes than the link and the walls have room for are told, and pass."""
    first = package.rows("certifications")[0]
    facts = [row for row in package.rows("facts") if row["certification"] == first["certification"]]
    for lane in range(len(package.rows("certifications")) + 1, 10):
        code = f"NEW{lane}"
        package.add("certifications", {**first, "certification": code, "lane": str(lane), "code_now": code})
        package.add("facts", *({**row, "certification": code} for row in facts))
    done = run("check", "--data", package.folder)
    lines = [line for line in done.stdout.splitlines() if "does not fit" in line]
    told = {line.partition(": warning: ")[2].partition(", page infographic: the ")[0] for line in lines}
    assert told >= {"infographic on link", "infographic on a3", "infographic on tabloid"}
    assert done.returncode == 0
    assert run("check", "--data", package.folder, "--strict").returncode == 1


def test_a_lane_that_the_brand_has_no_colour_for_is_told_too(package: Package) -> None:
    """So is whatever refuses to be laid out at all."""
    package.add("certifications", {**package.rows("certifications")[0], "certification": "NEW", "lane": "10"})
    done = run("check", "--data", package.folder)
    assert done.returncode == 1
    assert "the data has a lane 10, the brand Track has 9; add lanes to brand.yml" in done.stdout
