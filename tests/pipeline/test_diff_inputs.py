"""What can be compared: data packages, folders of finished files, and either as it was at a revision."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from acsm_report.errors import DataErrors, UsageError
from acsm_report.pipeline.diff_inputs import compare_inputs, crop_changes, open_diff_inputs
from acsm_report.pipeline.options import BuildOptions
from acsm_report.pipeline.outputs import MANIFEST_FILE
from acsm_report.provenance.diff import LedgerDiff
from acsm_report.provenance.file_names import LEDGER_FILE
from acsm_report.system import resources
from support.packages import Small
from support.processes import git, run

SCORE = "facts.csv 4 value ={}"


def between(old: object, new: object, options: BuildOptions | None = None) -> LedgerDiff:
    with open_diff_inputs(str(old), str(new), options or BuildOptions()) as both:
        return compare_inputs(*both)


@pytest.fixture
def held(small: Small) -> Small:
    """A data package in a repository; the score that passes was changed since."""
    top = small.folder.parent
    git(top, "init", "-q", "-b", "main")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "First edition")
    small.edit(SCORE.format(560))
    return small


def test_an_edition_is_unchanged_beside_itself() -> None:
    """By its name or by what a revision has at its path."""
    assert between("acsm-2023", "acsm-2023").verdict == "unchanged"


def test_data_is_compared_with_what_a_revision_has_of_it(held: Small) -> None:
    """The revision alone is of the other; two of them are of the data that is chosen; or each has its own path."""
    ways = [between("HEAD", held.folder)]
    git(held.folder, "commit", "-q", "-a", "-m", "Correct the score")
    ways.append(between("HEAD~1", f"main:{held.folder}", BuildOptions(data=str(held.folder))))
    for found in ways:
        assert found.rows[0].fields == (("value", "550", "560"),)
        assert {p.document: p.verdict for p in found.products} == dict.fromkeys(("brochure", "infographic"), "reprint")
    assert re.fullmatch(r"HEAD \(\w{10}\)", ways[0].old) and re.fullmatch(r"HEAD~1 \(\w{10}\)", ways[1].old)


def test_a_brand_in_the_repository_is_taken_from_the_revision_too(held: Small, tmp_path: Path) -> None:
    """So that another colour is cosmetic and not unnoticed."""
    held.edit(SCORE.format(550))
    brand = held.folder.parent / "brand"
    shutil.copytree(resources.find_brand_folder(), brand)
    git(brand, "add", "-A")
    git(brand, "commit", "-q", "-m", "A brand of our own")
    file = brand / "brand.yml"
    file.write_text(file.read_text(encoding="utf-8").replace('teal: "#15746C"', 'teal: "#15706C"'), encoding="utf-8")
    options = BuildOptions(data=str(held.folder), brand=str(brand))
    assert between("HEAD", held.folder, options).verdict == "cosmetic"
    assert between(held.folder, held.folder, options).verdict == "unchanged"


@pytest.mark.parametrize("named", ["brand", "brand/brand.yml"])
def test_a_brand_that_did_not_change_is_no_difference(named: str, held: Small) -> None:
    """Whether it is named by its folder or its file, the brand of the revision is the same."""
    held.edit(SCORE.format(550))
    shutil.copytree(resources.find_brand_folder(), held.folder.parent / "brand")
    git(held.folder.parent, "add", "-A")
    git(held.folder.parent, "commit", "-q", "-m", "A brand of our own")
    options = BuildOptions(data=str(held.folder), brand=str(held.folder.parent / named))
    assert between("HEAD", held.folder, options).verdict == "unchanged"


@pytest.mark.parametrize("name", ["nowhere", "HEAD~7", "HEAD:nowhere", ""])
def test_what_is_no_edition_is_told(name: str, held: Small) -> None:
    with pytest.raises(UsageError):
        between(name, held.folder)


def test_data_of_then_that_is_not_sound_is_told(held: Small) -> None:
    """By the names that people know, and not by those of a copy."""
    held.edit(SCORE.format("x"))
    git(held.folder, "commit", "-q", "-a", "-m", "Spoil")
    held.edit(SCORE.format(560))
    with pytest.raises(DataErrors) as error:
        between("HEAD", held.folder)
    assert error.value.lines[0].startswith(f"HEAD:{held.folder}/facts.csv:4:5: 'x' is not a number; ")


def test_a_ledger_without_words_is_compared_by_its_figures(finished: Path, tmp_path: Path) -> None:
    """A version that did not tell them wrote it."""
    book = json.loads((finished / LEDGER_FILE).read_text(encoding="utf-8"))
    del book["passages"]
    (tmp_path / LEDGER_FILE).write_text(json.dumps(book), encoding="utf-8")
    found = between(tmp_path, finished)
    assert [(p.verdict, p.words) for p in found.products] == [("cosmetic", ()), ("cosmetic", ())]


def test_a_brand_that_is_younger_than_the_data_is_taken_as_it_is(held: Small) -> None:
    """So is the program's own where it lies in the repository, and git knows nothing of it."""
    brand = held.folder.parent / "brand"
    shutil.copytree(resources.find_brand_folder(), brand)
    assert between("HEAD", held.folder, BuildOptions(data=str(held.folder), brand=str(brand))).verdict == "reprint"


def test_a_folder_that_is_gone_is_found_where_it_was(held: Small) -> None:
    held.folder.rename(held.folder.with_name("moved"))
    found = between(f"HEAD:{held.folder}", held.folder.with_name("moved"))
    assert found.rows[0].fields == (("value", "550", "560"),)


def test_finished_files_are_compared_with_data(finished: Path) -> None:
    """What the data gives is what was built from it."""
    found = between(finished, "acsm-2014")
    assert (found.verdict, found.rows) == ("unchanged", ())
    assert between("acsm-2014", finished).products == found.products


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_text(path.read_text().replace('"plotly": "', '"plotly": "0')),
        lambda path: path.write_text(path.read_text().replace('"source": "', '"source": "0')),
        lambda path: path.write_text(path.read_text().replace('"paper": "letter"', '"paper": "a4"')),
        lambda path: path.write_text(path.read_text().replace("brand/brand.yml", "brand/brand.yaml")),
        lambda path: path.write_text('{"inputs": [], "program": 1}'),
        lambda path: path.write_text("["),
        lambda path: path.unlink(),
    ],
    ids=["library", "program", "paper", "brand", "strange", "damaged", "none"],
)
def test_the_same_words_made_otherwise_may_look_different(
    spoil: Callable[[Path], object], finished: Path, tmp_path: Path
) -> None:
    """By another version, brand or choice, or nobody knows by what."""
    shutil.copytree(finished, tmp_path / "out")
    spoil(tmp_path / "out" / MANIFEST_FILE)
    found = between(tmp_path / "out", finished)
    assert (found.verdict, len(found.made) > 0) == ("cosmetic", True)


def test_what_changed_is_shown_from_the_files_that_are_there(finished: Path, tmp_path: Path) -> None:
    """No browser is asked; the part of the page holds what changed, and no more than the page."""
    then = tmp_path / "then"
    shutil.copytree(finished, then)
    text = (then / LEDGER_FILE).read_text(encoding="utf-8")
    (then / LEDGER_FILE).write_text(text.replace("In 2014 only half", "In 2014 hardly half"), encoding="utf-8")
    with open_diff_inputs(str(then), str(finished), BuildOptions()) as (old, new):
        shown = crop_changes(old, new, compare_inputs(old, new), BuildOptions())
    assert [picture.place.panel for picture in shown] == ["In 2014 only half reached the finish"]
    assert shown[0].old == shown[0].new
    with Image.open(io.BytesIO(shown[0].new or b"")) as picture:
        assert picture.width <= 960
        assert len(picture.convert("RGB").getcolors(1_000_000) or ()) > 2


def test_nothing_that_changed_is_nothing_to_be_shown(finished: Path) -> None:
    with open_diff_inputs(str(finished), str(finished), BuildOptions()) as (old, new):
        assert crop_changes(old, new, compare_inputs(old, new), BuildOptions()) == ()


# ── The command ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
def test_the_command_tells_what_changed_and_shows_it(held: Small, tmp_path: Path) -> None:
    """One browser draws both editions; the page holds pictures of before and after that differ."""
    page = tmp_path / "changes.html"
    done = run("diff", "HEAD", held.folder, "-o", page, "--exit-code")
    assert (done.returncode, done.stdout, done.stderr) == (1, f"{page}\n", "")
    told = page.read_text(encoding="utf-8")
    assert "<del>550</del>" in told and "<ins>560</ins>" in told
    pictures = [base64.b64decode(data) for data in re.findall(r"data:image/png;base64,([^\"]+)", told)]
    assert len(pictures) > 4 and len(pictures) % 2 == 0
    assert all(old != new for old, new in zip(pictures[::2], pictures[1::2], strict=True))


def test_the_pictures_of_a_pull_request_are_files(finished: Path, tmp_path: Path) -> None:
    """The Markdown names them from where it lies."""
    then, crops = tmp_path / "then", tmp_path / "pictures"
    shutil.copytree(finished, then)
    text = (then / LEDGER_FILE).read_text(encoding="utf-8")
    (then / LEDGER_FILE).write_text(text.replace("In 2014 only half", "In 2014 hardly half"), encoding="utf-8")
    done = run("diff", then, finished, "-o", tmp_path / "changes.md", "--crops", crops)
    assert (done.returncode, done.stderr) == (0, "")
    named = re.findall(r"!\[\w+\]\((.*)\)", (tmp_path / "changes.md").read_text(encoding="utf-8"))
    assert named == ["pictures/infographic-1-1-before.png", "pictures/infographic-1-1-after.png"]
    assert all((tmp_path / name).read_bytes().startswith(b"\x89PNG") for name in named)


def test_no_difference_is_no_failure(finished: Path) -> None:
    done = run("diff", finished, finished, "--exit-code")
    assert (done.returncode, done.stderr) == (0, "")
    assert "brochure: unchanged" in done.stdout


def test_a_format_that_nobody_knows_is_told(finished: Path, tmp_path: Path) -> None:
    done = run("diff", finished, finished, "-o", tmp_path / "a.doc")
    assert done.returncode == 2
    assert "its suffix is not a known format; end it in .txt, .md, .html, .json" in done.stderr
