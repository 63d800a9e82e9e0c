"""The same input gives the same bytes: whoever builds it, where and when, and whether or not it was built before."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from acsm_report.dataset.insights import Insights
from acsm_report.pipeline.outputs import MANIFEST_FILE
from acsm_report.provenance.file_names import LEDGER_FILE
from acsm_report.provenance.model import parse_ledger
from acsm_report.system import resources
from support.paths import SOURCE
from support.processes import run

pytestmark = pytest.mark.browser


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def stranger() -> int | None:
    """A user other than this one who can run this Python, None where there is none to be had."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    command = [sys.executable, "-c", "import acsm_report, reportlab"]
    who = {"user": 65534, "group": 65534, "extra_groups": [], "env": {"PYTHONPATH": str(SOURCE.parent)}}
    try:
        done = subprocess.run(command, capture_output=True, check=False, **who)  # type: ignore[call-overload]
    except OSError:  # Python lies in somebody's home
        return None
    return None if done.returncode else 65534


@pytest.fixture
def anywhere() -> Iterator[Path]:
    """A folder that every user may enter, which those of pytest are not."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def test_the_same_input_gives_the_same_bytes(finished: Path, anywhere: Path) -> None:
    """Over time zones, languages, hash seeds, homes, folders and users, with and without what was drawn before.

    The first of three builds is the suite's own, without a cache; the third is told nothing but by its cache.
    """
    builds = []
    for folder, who, how in (
        (anywhere / "far", None, {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4242"}),
        (anywhere / "deep" / "er", stranger(), {"TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONHASHSEED": "7"}),
    ):
        folder.mkdir(parents=True)
        shutil.copytree(resources.find_data_package(), folder / "acsm-2014")
        for path in (anywhere, *anywhere.rglob("*")):
            path.chmod(0o777 if path.is_dir() else 0o666)
        user = {} if who is None else {"user": who, "group": who, "extra_groups": []}
        environment = {**how, "XDG_CACHE_HOME": str(anywhere / "cache"), "HOME": "/nowhere", "USER": "another"}
        done = run("build", "--data", "acsm-2014", "-o", "out", cwd=folder, env=environment, **user)
        assert (done.returncode, done.stderr) == (0, "")
        builds.append(hashes(folder / "out"))
    assert builds == [hashes(finished)] * 2


def test_the_record_says_what_made_the_files(finished: Path, insights: Insights) -> None:
    """Program, libraries, browser and typefaces by their versions, all that went in by its hash, and the day."""
    told = json.loads((finished / MANIFEST_FILE).read_bytes())
    assert told["program"].startswith("acsm-report ")
    assert told["libraries"].keys() >= {"plotly", "kaleido", "reportlab"}
    assert told["inputs"]["data/facts.csv"] == hashes(resources.find_data_package())["facts.csv"]
    assert [name.partition("/")[0] for name in told["made"]["browser"]] == ["HeadlessChrome"]
    assert told["made"]["fonts"]["Source Sans Pro Bold"].startswith("Version ")
    assert told["made"]["issued"] == insights.dataset.latest_date
    assert told["outputs"].items() <= hashes(finished).items()


@pytest.mark.parametrize(
    ("typed", "epoch"),
    [(["--issued", "2026-11-27"], "0"), ([], str(int(datetime(2026, 11, 27, 23, 59, tzinfo=UTC).timestamp())))],
    ids=["typed", "SOURCE_DATE_EPOCH"],
)
def test_the_day_of_issue_is_an_argument(typed: list[str], epoch: str, tmp_path: Path) -> None:
    """It is printed, stands in the file and in its ledger; the command line counts more than the environment."""
    picture = tmp_path / "square.pdf"
    done = run("infographic", "--format", "square", "-o", picture, *typed, env={"SOURCE_DATE_EPOCH": epoch})
    assert done.returncode == 0
    with pikepdf.open(picture) as document:
        assert str(document.docinfo.CreationDate) == "D:20261127000000Z"
    book = parse_ledger((tmp_path / f"square.{LEDGER_FILE}").read_bytes(), "")
    assert book.issued == "2026-11-27"
    assert any(passage.text.endswith("issued November 27, 2026.") for passage in book.passages)
    assert [figure.text for figure in book.figures if figure.shows == "issued"]


@pytest.mark.parametrize(
    ("typed", "epoch", "told"),
    [
        (["--issued", "27.11.2026"], "", "--issued '27.11.2026' is not a day of the calendar; write it as 2026-01-31"),
        ([], "yesterday", "the variable SOURCE_DATE_EPOCH is 'yesterday', no time"),
    ],
)
def test_what_is_no_day_is_told_at_once(typed: list[str], epoch: str, told: str, tmp_path: Path) -> None:
    done = run("build", "-o", tmp_path / "out", *typed, env={"SOURCE_DATE_EPOCH": epoch})
    assert done.returncode == 2
    assert told in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_picture_names_its_day(finished: Path, insights: Insights) -> None:
    """In its XMP, as catalogues read it."""
    with Image.open(finished / "infographic.png") as picture:
        assert f"<dc:date><rdf:Seq><rdf:li>{insights.dataset.latest_date}</rdf:li>" in picture.info["XML:com.adobe.xmp"]
