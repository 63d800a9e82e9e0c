"""A sheet is recalled by its code: current, or of an edition that git, a folder or the program remembers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from acsm_report.dataset.insights import Insights
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC
from acsm_report.errors import DataErrors, UsageError
from acsm_report.layout.context import LayoutContext
from acsm_report.page_formats import PAGE_FORMATS, find_paper_format
from acsm_report.pipeline.build import compose_documents
from acsm_report.pipeline.options import BuildOptions
from acsm_report.pipeline.recall import EditionStatus, look_up_edition
from acsm_report.provenance.edition_code import edition_code_from_scenes
from acsm_report.provenance.file_names import LEDGER_FILE
from acsm_report.provenance.model import serialize_ledger
from support.packages import Package, Small
from support.processes import git, run

PAPER = find_paper_format("200x250mm")
SCORE = "facts.csv 4 value ={}"


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where it is kept which codes some data has."""
    return tmp_path_factory.mktemp("codes") / "acsm-report"


@pytest.fixture(scope="session")
def codes() -> dict[str, str]:
    """The codes of the shipped edition."""
    return compose_documents(BuildOptions()).ledger.codes


def looked(code: str, data: object, kept: Path, *among: object) -> tuple[EditionStatus, list[str]]:
    """What is known of a code, and where it was looked for."""
    places: list[str] = []
    sheet = look_up_edition(
        code, BuildOptions(data=str(data), cache=kept), [str(each) for each in among], places.append
    )
    return sheet, places


def test_a_sheet_of_the_data_of_today_is_current(codes: dict[str, str], kept: Path) -> None:
    """Nothing else is looked at."""
    sheet, places = looked(codes["infographic"], "acsm-2014", kept)
    assert sheet == EditionStatus(codes["infographic"], True, "acsm-2014", "infographic")
    assert places == ["acsm-2014"]


def test_a_sheet_of_a_shipped_edition_is_known(codes: dict[str, str], package: Package, kept: Path) -> None:
    """Data of one's own begins as a copy of it; what changed since is told of this sheet alone."""
    package.change("facts", {"certification": "CPT", "kind": "pass_rate", "period": "2014"}, value="57")
    sheet, _ = looked(codes["infographic"], package.folder, kept)
    assert (sheet.current, sheet.edition, sheet.product) == (False, "acsm-2014", "infographic")
    assert sheet.since
    assert [p.document for p in sheet.since.products] == ["infographic"]
    assert sheet.since.rows[0].fields == (("value", "55%", "57%"),)
    assert {place.document for row in sheet.since.rows for place in row.places} == {"infographic"}


def test_a_sheet_of_older_data_is_found_among_what_is_named(small: Small, kept: Path, tmp_path: Path) -> None:
    """A folder of finished files knows its codes; data is laid out."""
    then = compose_documents(BuildOptions(data=str(small.folder))).ledger
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / LEDGER_FILE).write_bytes(serialize_ledger(then))
    sheet, places = looked(then.codes["brochure"], "acsm-2014", kept, tmp_path / "archive")
    assert (sheet.edition, sheet.product) == (str(tmp_path / "archive"), "brochure")
    assert places == ["acsm-2014", str(tmp_path / "archive")]
    sheet, _ = looked(then.codes["brochure"], "acsm-2014", kept, small.folder)
    assert sheet.edition == str(small.folder)


def test_a_place_that_does_not_exist_is_told_whether_or_not_it_is_needed(codes: dict[str, str], kept: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        looked(codes["brochure"], "acsm-2014", kept, "nowhere")


def test_git_remembers_data_and_finished_files(small: Small, kept: Path) -> None:
    """The ledgers of handouts are asked first; where none knows the code, the data of each revision is laid out."""
    top = small.folder.parent
    git(top, "init", "-q", "-b", "main")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "First edition")
    then = compose_documents(BuildOptions(data=str(small.folder))).ledger
    small.edit(SCORE.format(560))
    git(top, "commit", "-q", "-a", "-m", "Correct the score")
    sheet, places = looked(then.codes["brochure"], small.folder, kept)
    assert sheet.edition.endswith(", “First edition”")
    assert sheet.since and sheet.since.rows[0].fields == (("value", "550", "560"),)
    assert [place.partition(", ")[2] for place in places[2:]] == ["“Correct the score”", "“First edition”"]
    (top / "handouts").mkdir()
    (top / "handouts" / LEDGER_FILE).write_bytes(serialize_ledger(then))
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "Build the handouts late")
    (top / "handouts" / LEDGER_FILE).unlink()
    sheet, places = looked(then.codes["brochure"], small.folder, kept)
    assert sheet.edition.endswith(", “Build the handouts late”")
    assert len(places) == 2


def test_git_remembers_data_that_was_moved_and_files_that_are_gone(small: Small, kept: Path) -> None:
    """A revision without the data, or with data that was not sound, ends no search."""
    top = small.folder.parent
    git(top, "init", "-q", "-b", "main")
    then = compose_documents(BuildOptions(data=str(small.folder))).ledger
    for subject in ("Begin", "Spoil", "Remove", "Begin again"):
        small.edit(SCORE.format("x" if subject == "Spoil" else 560 if subject == "Begin again" else 550))
        here = small.folder.with_name("elsewhere")
        if subject == "Remove":
            small.folder.rename(here)
        git(top, "add", "-A")
        git(top, "commit", "-q", "-m", subject)
        if subject == "Remove":
            here.rename(small.folder)
    sheet, _ = looked(then.codes["brochure"], small.folder, kept)
    assert sheet.edition.endswith(", “Begin”")


def test_a_small_paper_is_recalled_when_it_is_told(
    stories: dict[str, Insights], context: LayoutContext, kept: Path
) -> None:
    """It leaves figures out, and so has another code."""
    insights = stories["acsm-2014"]
    small, letter = (
        edition_code_from_scenes("brochure", compose(BROCHURE, insights, context.with_page_format(p)))
        for p in (PAPER, context.page_format)
    )
    assert small != letter
    assert look_up_edition(small, BuildOptions(paper=PAPER.name, cache=kept)).current


def test_a_square_is_recalled_as_a_square(context: LayoutContext, insights: Insights, kept: Path) -> None:
    """Each shape of the infographic has a code of its own."""
    code = edition_code_from_scenes(
        "infographic", compose(INFOGRAPHIC, insights, context.with_page_format(PAGE_FORMATS["square"]))
    )
    assert looked(code, "acsm-2014", kept)[0].product == "infographic square"


def test_a_code_that_nothing_prints_is_not_current(small: Small, kept: Path) -> None:
    sheet, places = looked("0000-0000", small.folder, kept)
    assert sheet == EditionStatus("0000-0000", False)
    assert places[-1] == "acsm-2023"


def test_data_of_today_must_be_sound(small: Small, kept: Path) -> None:
    small.edit(SCORE.format("x"))
    with pytest.raises(DataErrors):
        looked("0000-0000", small.folder, kept)


# ── The command ───────────────────────────────────────────────────────────────────────────────────


def test_the_command_tells_by_its_exit_status(codes: dict[str, str]) -> None:
    """0 current, 1 not, 2 no such code; a typing in small letters will do."""
    code = codes["brochure"]
    done = run("recall", code.lower().replace("-", " "))
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{code}: current, the brochure of acsm-2014\n", "")
    assert run("recall", "AAAA-AAAB").returncode == 2


def test_the_command_tells_what_changed(small: Small, tmp_path: Path) -> None:
    """As text for people, as JSON for programs."""
    then = compose_documents(BuildOptions(data=str(small.folder))).ledger
    (tmp_path / LEDGER_FILE).write_bytes(serialize_ledger(then))
    small.edit(SCORE.format(560))
    asked = ("recall", then.codes["brochure"], "--data", small.folder, "--among", tmp_path)
    done = run(*asked)
    first, _, rest = done.stdout.partition("\n")
    assert (done.returncode, done.stderr) == (1, "")
    assert first == f"{then.codes['brochure']}: not current; it is the brochure of {tmp_path}"
    assert "passing score\n  value: 550 → 560\n" in rest
    told = json.loads(run(*asked, "--json").stdout)
    assert (told["current"], told["edition"], told["since"]["verdict"]) == (False, str(tmp_path), "reprint")
    assert told["since"]["rows"][0]["what"] == "passing score"


def test_the_command_owns_up_to_what_nothing_knows(small: Small, kept: Path) -> None:
    done = run("recall", "0000-0000", "--data", small.folder, env={"XDG_CACHE_HOME": str(kept.parent)})
    assert done.returncode == 1
    assert done.stdout.startswith("0000-0000: unknown; neither the current data")
