"""The whole way, and every way in which it fails, through the real command line."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pypdfium2
import pytest

from acsm_report.export.chrome.session import BrowserSession
from acsm_report.export.chrome.svg_import import chart_key
from acsm_report.export.font_subset import _subset_font as subset
from acsm_report.layout.scene import Chart
from acsm_report.pipeline import build as pipeline_build
from acsm_report.pipeline.build import build, compose_documents
from acsm_report.pipeline.options import SILENT, BuildOptions, Progress
from acsm_report.pipeline.outputs import all_outputs
from acsm_report.provenance import attachments, audit
from support.packages import Package
from support.paths import SOURCE
from support.processes import run

OLD = b"what was there before"
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def obey_permissions() -> None:
    """Root may write anywhere: give that up, so that permissions count for it too."""
    for right in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, right, 0, 0, 0)


def nobody_draws(folder: Path) -> dict[str, str]:
    """An environment in which a browser would be found and never be of use: faults come before it."""
    browser = folder / "browser"
    browser.write_text("#!/bin/sh\nexit 1\n")
    browser.chmod(0o755)
    return {"BROWSER_PATH": str(browser), "TMPDIR": str(folder)}


def assert_one_line(done: subprocess.CompletedProcess[str], status: int, told: str) -> None:
    assert "Traceback" not in done.stderr
    assert re.fullmatch(r"acsm-report: error: [^\n]+\n", done.stderr), done.stderr
    assert told in done.stderr
    assert (done.returncode, done.stdout) == (status, "")


def remove_facts(package: Package) -> None:
    (package.folder / "facts.csv").unlink()


def spoil_a_rate(package: Package) -> None:
    package.change("facts", {"certification": "CPT", "kind": "pass_rate", "period": "2014"}, value="half")


def write_chinese(package: Package) -> None:
    package.change("certifications", {"certification": "CPT"}, name="健身教练")


def write_a_long_word(package: Package) -> None:
    package.change("certifications", {"certification": "CPT"}, name="x" * 400)


def add_a_lane(package: Package) -> None:
    package.add("certifications", {**package.rows("certifications")[0], "certification": "NEW", "lane": "10"})


FAULTS: dict[str, tuple[list[str], int, str]] = {
    "no such data": (
        ["--data", "acsm-2041"],
        2,
        "no data package is called 'acsm-2041' and no such folder exists; shipped: acsm-2014",
    ),
    "data that is a file": (["--data", __file__], 1, ""),
    "a folder without data": (
        ["--data", "{tmp}/folder.pdf"],
        1,
        "there is no datapackage.json and no certifications.csv and no facts.csv and no sources.csv; name the",
    ),
    "no such brand": (["--brand", "acme"], 2, "no brand is called 'acme' and no such folder exists; shipped: track"),
    "a folder without a brand": (
        ["--brand", "{tmp}/folder.pdf"],
        2,
        "there is no brand.yml; name the folder of a brand",
    ),
    "a brand that is a file": (["--brand", __file__], 2, ""),
    "a name that is too long": (["--data", "x" * 5000], 2, "no data package is called"),
    "output is a folder": (["-o", "{tmp}/folder.pdf"], 2, "is a folder; name a file"),
    "output in a file": (["-o", f"{__file__}/a.pdf"], 2, "is not a folder; name another place"),
    "an output that is too long": (["-o", f"{'x' * 300}.pdf"], 3, ""),
    "a wrong ending": (
        ["-o", "{tmp}/guide.docx"],
        2,
        "the brochure cannot be written as .docx; name a file that ends in .pdf",
    ),
    "no ending": (["-o", "{tmp}/guide"], 2, "the brochure cannot be written as a file without ending"),
    "another document's ending": (["-o", "{tmp}/guide.png"], 2, "the brochure cannot be written as .png"),
    "an unknown option": (["--colour", "red"], 2, "No such option"),
    "an unknown paper": (
        ["--paper", "a9"],
        2,
        "no paper is called 'a9'; choose letter, a4, or a size such as 200x250mm",
    ),
    "a deadline of nothing": (["--deadline", "0"], 2, "'--deadline'"),
    "an argument too many": (["again"], 2, "unexpected extra argument"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_line_and_leaves_the_output_alone(fault: str, tmp_path: Path) -> None:
    """What a user asks for and cannot have is one line with its exit status; the old file stays as it was."""
    arguments, status, told = FAULTS[fault]
    guide = tmp_path / "guide.pdf"
    guide.write_bytes(OLD)
    (tmp_path / "folder.pdf").mkdir()
    given = [a.format(tmp=tmp_path) for a in arguments]
    output = [] if "-o" in given else ["-o", guide]
    assert_one_line(run("brochure", *output, *given, env=nobody_draws(tmp_path)), status, told)
    assert guide.read_bytes() == OLD
    assert sorted(p.name for p in tmp_path.iterdir()) == ["browser", "folder.pdf", "guide.pdf"]


@pytest.mark.parametrize(
    ("fault", "status", "told"),
    [
        (remove_facts, 1, "facts.csv: the file is missing; restore it or correct --data"),
        (spoil_a_rate, 1, "'half' is not a number; write digits only, such as"),
        (
            write_chinese,
            1,
            "U+5065 '健' and U+8EAB '身' and U+6559 '教' and 1 more are not in Source Sans Pro; write it",
        ),
        (write_a_long_word, 4, "pt more"),
        (add_a_lane, 2, "the data has a lane 10, the brand Track has 9; add lanes to brand.yml"),
    ],
)
def test_a_fault_in_the_data_is_one_line(
    fault: Callable[[Package], None], status: int, told: str, package: Package, tmp_path: Path
) -> None:
    """What is wrong in a data package is told with its place before anything is drawn."""
    fault(package)
    guide = tmp_path / "guide.pdf"
    guide.write_bytes(OLD)
    assert_one_line(run("brochure", "-o", guide, "--data", package.folder, env=nobody_draws(tmp_path)), status, told)
    assert guide.read_bytes() == OLD
    assert sorted(p.name for p in tmp_path.iterdir()) == ["browser", "guide.pdf", "package"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["publish"], "there is no command 'publish'; acsm-report --help lists them"),
        (["biuld"], "there is no command 'biuld'; did you mean build?"),
        (["Check"], "there is no command 'Check'; did you mean check?"),
        (["--loud"], "No such option"),
    ],
)
def test_an_unknown_command_is_one_line(arguments: list[str], told: str) -> None:
    """So is a command or an option that does not exist."""
    assert_one_line(run(*arguments), 2, told)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="gives up capabilities of Linux")
@pytest.mark.parametrize("locked", ["folder", "file"])
def test_an_output_that_may_not_be_written_is_told_before_any_work(locked: str, tmp_path: Path) -> None:
    """A folder or a file without permission is an error of the machine; the file stays as it was."""
    folder = tmp_path / "out"
    folder.mkdir()
    guide = folder / "guide.pdf"
    guide.write_bytes(OLD)
    (folder if locked == "folder" else guide).chmod(0o555 if locked == "folder" else 0o444)
    try:
        done = run("brochure", "-o", guide, env=nobody_draws(tmp_path), preexec_fn=obey_permissions)
    finally:
        folder.chmod(0o755)
    assert_one_line(done, 3, f"{guide}: no permission to write; choose another place with -o")
    assert guide.read_bytes() == OLD


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="gives up capabilities of Linux")
def test_data_that_may_not_be_read_is_told(package: Package, tmp_path: Path) -> None:
    """A table without permission is told by its path."""
    (package.folder / "facts.csv").chmod(0)
    arguments = "brochure", "-o", tmp_path / "guide.pdf", "--data", package.folder
    done = run(*arguments, env=nobody_draws(tmp_path), preexec_fn=obey_permissions)
    assert_one_line(done, 1, "facts.csv: cannot be read (Permission denied)")


def test_debug_shows_where_an_error_came_from() -> None:
    """--debug adds the traceback below the line; the exit status stays."""
    done = run("--debug", "brochure", "--brand", "acme")
    assert done.returncode == 2
    assert done.stderr.startswith("acsm-report: error: no brand is called 'acme'")
    assert "Traceback (most recent call last):" in done.stderr


# ── Ended from outside ────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(
    ("number", "status", "told"),
    [
        (signal.SIGTERM, 143, ""),
        (signal.SIGINT, 130, "acsm-report: error: interrupted; run it again, no file is half written\n"),
    ],
    ids=["SIGTERM", "SIGINT"],
)
@pytest.mark.parametrize("times", [1, 2])
def test_who_is_ended_leaves_nothing(
    number: signal.Signals, status: int, told: str, times: int, tmp_path: Path
) -> None:
    """Ended in the middle of drawing, the program says so by its status and takes its browser and files along."""
    temporary, out, mark = tmp_path / "temporary", tmp_path / "out", tmp_path / "started"
    temporary.mkdir()
    out.mkdir()
    (out / "brochure.pdf").write_bytes(OLD)
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\necho $$ > {mark}.part; mv {mark}.part {mark}\nexec sleep 600\n")
    browser.chmod(0o755)
    environment = {
        **os.environ,
        "PYTHONPATH": str(SOURCE.parent),
        "BROWSER_PATH": str(browser),
        "TMPDIR": str(temporary),
    }
    command = [sys.executable, "-m", "acsm_report", "build", "--no-cache", "-o", str(out)]
    with subprocess.Popen(
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        until = time.monotonic() + 60
        while not mark.exists() and time.monotonic() < until:
            time.sleep(0.02)
        for _ in range(times):  # an impatient user presses it again, while we are clearing up
            program.send_signal(number)
            time.sleep(0.01)
        printed, complained = program.communicate(timeout=60)
    assert (program.returncode, printed, complained) == (status, "", told)
    assert (out / "brochure.pdf").read_bytes() == OLD
    assert [p.name for p in out.iterdir()] == ["brochure.pdf"]
    assert list(temporary.iterdir()) == []
    assert not running(int(mark.read_text()))


def running(process: int) -> bool:
    """Tell whether a process still runs; one that has died and not been fetched does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


# ── Done ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
def test_in_a_pipe_only_the_results_are_named(tmp_path: Path, finished: Path) -> None:
    """Standard output is a line for each file, standard error is empty, and every build gives the same bytes."""
    out = tmp_path / "new" / "out"
    done = run("build", "-o", out, env={"TMPDIR": str(tmp_path)})
    assert (done.returncode, done.stderr) == (0, "")
    pictures = ("infographic.png", "infographic.pdf", "infographic.svg", "infographic.html")
    names = ("brochure.pdf", "brochure.html", *pictures, "ledger.json", "build.json")
    assert done.stdout.splitlines() == [str(out / name) for name in names]
    assert {p.name for p in out.iterdir()} == {*(p.name for p in finished.iterdir()), "build.json"}
    for path in finished.iterdir():
        assert path.read_bytes() == (out / path.name).read_bytes(), path.name
    assert [p.name for p in tmp_path.iterdir()] == ["new"]


@pytest.mark.browser
def test_other_data_on_other_paper_is_drawn_too(package: Package, tmp_path: Path) -> None:
    """Four certifications on A4 make a whole brochure; an old file is replaced."""
    package.only("CPT", "HFS", "CES", "RCEP")
    guide = tmp_path / "guide.PDF"
    guide.write_bytes(OLD)
    done = run("brochure", "-o", guide, "--data", package.folder, "--paper", "a4")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{guide}\n{tmp_path / 'guide.ledger.json'}\n", "")
    assert guide.read_bytes().startswith(b"%PDF-")


def stopped_at_drawing(monkeypatch: pytest.MonkeyPatch, out: Path, progress: Progress = SILENT) -> dict[str, object]:
    """Build until the browser is asked to draw; return what it is asked for."""
    asked: dict[str, object] = {}

    class Idle:
        def __init__(self, *_: object) -> None: ...
        def __enter__(self) -> Idle:
            return self

        def __exit__(self, *_: object) -> None: ...
        def set_font_faces(self, *_: object) -> None: ...
        def draw(self, jobs: dict[str, object], **_: object) -> dict[str, str]:
            asked.update(jobs)
            raise KeyboardInterrupt

    monkeypatch.setattr(pipeline_build, "BrowserSession", Idle)
    with pytest.raises(KeyboardInterrupt):
        build(all_outputs(out), BuildOptions(), progress)
    return asked


def test_a_build_tells_what_begins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The steps are told in order, so that a terminal can show how far it is."""
    told: list[str] = []
    jobs = stopped_at_drawing(monkeypatch, tmp_path, Progress(told.append))
    assert {"statistics/candidates", "statistics/pass_rates", "infographic/pass_rates"} <= jobs.keys()
    assert told == ["read", "compose", "draw"]
    assert list(tmp_path.iterdir()) == []


def test_what_looks_alike_is_drawn_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No two jobs of one call are the same figure at the same size."""
    drawn = [repr(job) for job in stopped_at_drawing(monkeypatch, tmp_path).values()]
    assert len(drawn) > 10
    assert len(set(drawn)) == len(drawn)


@pytest.mark.browser
def test_every_typeface_is_cut_while_the_browser_draws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The words of the charts tell all letters beforehand: once they are drawn, no face is cut any more."""
    cut = []

    class Drawing(BrowserSession):
        def draw(self, *jobs: Any, **how: Any) -> dict[str, str]:
            try:
                return super().draw(*jobs, **how)
            finally:
                cut.append(subset.cache_info().misses)

    subset.cache_clear()
    build(all_outputs(tmp_path), BuildOptions(), session=Drawing(None))
    assert cut == [subset.cache_info().misses] != [0]


def test_everything_is_six_files() -> None:
    """The brochure as PDF and as a transcript, the infographic as picture, PDF, SVG and transcript."""
    assert {path.name: product for path, product in all_outputs(Path("out")).items()} == {
        "brochure.pdf": "brochure",
        "brochure.html": "brochure",
        "infographic.png": "infographic",
        "infographic.pdf": "infographic",
        "infographic.svg": "infographic",
        "infographic.html": "infographic",
    }


# ── Whatever the data holds ───────────────────────────────────────────────────────────────────────

LITERAL = r"R&D <3 <b>x</b> &c $x^2$ %s {0} {lane} \\n é"


@pytest.mark.browser
def test_text_is_printed_as_it_is_written(package: Package, tmp_path: Path) -> None:
    """Markup, formulas, places and escapes in the data are plain words: on pages, in charts, in the ledger."""
    package.change("certifications", {"certification": "CPT"}, name=LITERAL)
    package.change("facts", {"kind": "life_support", "certification": "CPT"}, value=LITERAL)
    package.change("sources", {"source": "certstats_2015"}, title=LITERAL)
    done = run("build", "-o", tmp_path / "out", "--data", package.folder)
    assert (done.returncode, done.stderr) == (0, "")
    document = pypdfium2.PdfDocument(tmp_path / "out" / "brochure.pdf")
    pages = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    assert [page for page, text in enumerate(pages, 1) if "".join(LITERAL.split()) in text] == [2, 3, 4, 9, 10, 13, 14]
    for file in ("brochure.pdf", "brochure.html", "infographic.svg"):
        assert audit.audit_file(tmp_path / "out" / file)[1] == ()
    book = attachments.read_ledger(tmp_path / "out" / "ledger.json")
    assert book.certifications["CPT"].name == LITERAL


@pytest.mark.browser
def test_a_workbook_and_a_zip_make_the_same_pages(package: Package, tmp_path: Path, finished: Path) -> None:
    """Whatever carries the data, what is printed is the same; only the places of the rows differ."""
    workbook, archive = tmp_path / "mine.xlsx", tmp_path / "mine.zip"
    assert run("template", "-o", workbook).returncode == 0
    with zipfile.ZipFile(archive, "w") as packed:
        for path in package.folder.iterdir():
            packed.write(path, path.name)
    for data, place in ((workbook, "mine.xlsx:facts!"), (archive, "mine.zip/facts.csv:")):
        out = tmp_path / f"out{data.suffix}"
        done = run("build", "-o", out, "--data", data)
        assert (done.returncode, done.stderr) == (0, "")
        book, before = (attachments.read_ledger(folder / "ledger.json") for folder in (out, finished))
        assert book.figures == before.figures
        assert {key: fact.value for key, fact in book.facts.items()} == {
            key: fact.value for key, fact in before.facts.items()
        }
        assert all(fact.place.startswith(place) for fact in book.facts.values() if fact.place)
        assert audit.audit_file(out / "brochure.pdf")[1] == ()


@pytest.mark.browser
@pytest.mark.parametrize(("name", "paper"), [("acsm-2014", "a4"), ("acsm-2023", "letter"), ("acsm-2023", "a4")])
def test_every_edition_on_every_paper_stands_up_to_the_audit(name: str, paper: str, tmp_path: Path) -> None:
    """acsm-2023 has other certifications and another measure; what is made of it is as good."""
    done = run("build", "-o", tmp_path, "--data", name, "--paper", paper)
    assert (done.returncode, done.stderr) == (0, "")
    for file in ("brochure.pdf", "brochure.html", "infographic.pdf", "infographic.svg", "infographic.html"):
        count, findings = audit.audit_file(tmp_path / file)
        assert [str(finding) for finding in findings] == []
        assert count > 60


def test_bad_data_is_a_line_for_each_problem(package: Package, tmp_path: Path) -> None:
    """Every problem is told at once, sorted, and no file is touched."""
    package.change("facts", {"kind": "pass_rate", "certification": "RCEP"}, value="x")
    package.change("certifications", {"certification": "CPT"}, lane="first")
    (tmp_path / "guide.pdf").write_bytes(OLD)
    done = run("brochure", "-o", tmp_path / "guide.pdf", "--data", package.folder, env=nobody_draws(tmp_path))
    lines = done.stderr.splitlines()
    assert (done.returncode, done.stdout, len(lines)) == (1, "", 4)
    assert all(line.startswith("acsm-report: error: ") for line in lines)
    assert "certifications.csv:2:2: 'first' is not a lane; write 1, 2, 3 ..." in lines[0]
    assert (tmp_path / "guide.pdf").read_bytes() == OLD


# ── What was drawn before ─────────────────────────────────────────────────────────────────────────


class Watched(BrowserSession):
    """A session that tells which charts it drew."""

    seen: ClassVar[list[tuple[str, ...]]] = []

    def __exit__(self, *trouble: object) -> None:
        super().__exit__(*trouble)
        self.seen.append(self.uncached_charts)


def charts(data: str) -> dict[str, tuple[object, object]]:
    """What is to be drawn of some data, by the name of the chart."""
    scenes = compose_documents(BuildOptions(data=data)).scenes
    placed = [
        (chart_key(scene, item), item.block) for pages in scenes.values() for scene in pages for item in scene.charts
    ]
    return {name: (chart.figure, chart.size) for name, chart in placed if isinstance(chart, Chart)}


@pytest.mark.browser
def test_a_changed_figure_redraws_only_the_charts_that_show_it(
    package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pass rate of one exam is in few of the charts; with the cache nothing else is drawn, and the bytes are those
    of a build without it."""
    monkeypatch.setattr(pipeline_build, "BrowserSession", Watched)
    monkeypatch.setattr(Watched, "seen", [])
    before, cache = charts(str(package.folder)), tmp_path / "cache"

    def build(folder: str, cache: Path | None) -> dict[str, bytes]:
        options = BuildOptions(data=str(package.folder), cache=cache)
        paths = pipeline_build.build(all_outputs(tmp_path / folder), options)
        return {path.name: path.read_bytes() for path in paths}

    first = build("first", cache)
    package.change("facts", {"certification": "RCEP", "kind": "pass_rate", "period": "2014"}, value="81")
    after = charts(str(package.folder))
    changed = {name for name in after if after[name] != before[name]}
    assert 1 < len(changed) < len(after) / 2 and any("pass_rate" in name for name in changed)
    second = build("second", cache)
    assert second == build("third", None) != first
    all_of_them, fresh, anew = Watched.seen
    assert set(fresh) <= changed and {name.rpartition("/")[2] for name in fresh} == {
        name.rpartition("/")[2] for name in changed
    }
    assert len(anew) == len(all_of_them) > len(fresh) > 0
