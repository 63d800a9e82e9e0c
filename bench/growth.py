"""How time and memory grow: with the charts of one browser session, with certifications, with recipients."""

from __future__ import annotations

import copy
import csv
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from measure import Case, interleaved, median
from ours import ENV, batch, command, empty
from table import ROOT, WORK, machine, markdown

__all__ = ["certified", "measured"]

CHARTS = (1, 10, 100)
CERTIFICATIONS = (1, 2, 5, 9, 14, 20, 50)  # of copies of the shipped ones 14 still fit the pages, 15 do not
RECIPIENTS = (100, 1000, 10_000)
PROFESSIONALS = 45_000  # ACSM's members and certified professionals, as one source counts them
HEADS = ("wall s", "CPU s", "MB", "seconds for one more")


def measured(runs: int, say: Callable[[str], None], only: str = "") -> str:
    """Return the tables of growth, each size measured `runs` times, the sizes in turn; of recipients once."""
    groups = {
        "charts of one session": {n: _charts(n) for n in CHARTS},
        "certifications, cold build": {n: _certifications(n) for n in CERTIFICATIONS},
        "recipients, one process": {n: batch(n, 1) for n in RECIPIENTS},
        "recipients, a process for each core": {n: batch(n) for n in (*RECIPIENTS, PROFESSIONALS)},
    }
    parts = [f"Medians of {runs} runs in turn (of recipients: one run), {machine('the libraries of the lock file')}"]
    for name, cases in groups.items():
        if only in name:
            long = name.startswith("recipients")  # thousands of files: once is enough, and nothing to warm up
            interleaved(list(cases.values()), 1 if long else runs, WORK, say, warm=not long)
            parts.append(markdown((name, *HEADS), _rows(cases)))
            for folder in WORK.glob("batch-*"):  # gigabytes
                shutil.rmtree(folder)
    return "\n\n".join(parts)


def _rows(cases: dict[int, Case]) -> list[list[str]]:
    found: list[list[str]] = []
    before: tuple[int, float] | None = None
    for number, case in cases.items():
        if not case.samples:
            found.append([f"{number:,}", case.skip, "", "", ""])
            continue
        middle = median(case)
        more = f"{(middle.wall - before[1]) / (number - before[0]):.4f}" if before else ""
        before = number, middle.wall
        found.append([f"{number:,}", f"{middle.wall:.2f}", f"{middle.cpu:.2f}", f"{middle.rss:.0f}", more])
    return found


def _charts(number: int) -> Case:
    return Case(f"{number} charts", [sys.executable, __file__, str(number)], ENV)


def _certifications(number: int) -> Case:
    """A cold build of a made-up package, by a brand that has a lane for each."""
    package, brand, out = (WORK / f"{name}-{number}" for name in ("package", "brand", "lanes"))
    cache = WORK / "cache-growth"
    certified(package, number)
    _laned(brand, number)
    case = Case(
        f"{number} certifications", command("build", "--data", package, "--brand", brand, "-o", out),
        {**ENV, "XDG_CACHE_HOME": str(cache)}, lambda: empty(out, cache),
    )  # fmt: skip
    case.made = lambda: "" if (out / "brochure.pdf").is_file() else "no brochure.pdf"
    return case


def certified(folder: Path, number: int) -> None:
    """Write a data package of so many certifications: the shipped ones, and copies of them under other codes."""
    shutil.copytree(ROOT / "data" / "acsm-2014", folder, dirs_exist_ok=True)
    shipped, facts = (_table(folder, name) for name in ("certifications", "facts"))
    chosen, told = [], [row for row in facts if not row["certification"]]
    for index in range(number):
        row, turn = shipped[index % len(shipped)], index // len(shipped)
        code = row["certification"] + (f"{turn}" if turn else "")
        new = {**row, "certification": code, "lane": str(index + 1)}
        chosen.append({**new, "code_now": row["code_now"] and code} if turn else new)
        told += [{**fact, "certification": code} for fact in facts if fact["certification"] == row["certification"]]
    _write(folder, "certifications", chosen)
    _write(folder, "facts", told)


def _table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(folder: Path, name: str, lines: list[dict[str, str]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


def _laned(folder: Path, number: int) -> None:
    """Write a copy of the shipped brand with at least so many lanes: its own, again and again."""
    shutil.copytree(ROOT / "assets" / "brands" / "track", folder, dirs_exist_ok=True)
    path = folder / "brand.yml"
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next(i for i, line in enumerate(lines) if line.strip().startswith("lanes:")) + 1
    last = next(i for i in range(first, len(lines)) if not lines[i].strip().startswith("- {fill"))
    lanes = lines[first:last]
    more = [lanes[i % len(lanes)] for i in range(len(lanes), number)]
    path.write_text("\n".join([*lines[:last], *more, *lines[last:]]) + "\n", encoding="utf-8")


def _draw(number: int) -> None:
    """Draw so many figures, no two alike, in one session of the browser."""
    from acsm_report.dataset.insights import compute_insights
    from acsm_report.documents.compose import compose
    from acsm_report.documents.registry import BROCHURE
    from acsm_report.export.chrome.session import BrowserSession
    from acsm_report.layout.scene import Chart
    from acsm_report.pipeline.build import read
    from acsm_report.pipeline.options import BuildOptions
    from acsm_report.system import resources
    from acsm_report.theme.loader import load_brand

    brand = load_brand(resources.find_brand_folder()).with_ground("screen")
    with BrowserSession(brand.font_faces) as session:
        dataset, context = read(BuildOptions(), brand)
        scenes = compose(BROCHURE, compute_insights(dataset), context)
        charts = [placed.block for scene in scenes for placed in scene.charts]
        jobs = {}
        for index in range(number):
            chart = charts[index % len(charts)]
            assert isinstance(chart, Chart)
            figure = copy.deepcopy(chart.figure)
            figure["data"][-1]["text"] = [f"{text} {index}" for text in figure["data"][-1]["text"]]
            jobs[f"chart {index}"] = (figure, chart.size)
        drawings = session.draw(jobs)
    if len(set(drawings.values())) != number:
        sys.exit("some drawings are missing or alike")


if __name__ == "__main__":
    _draw(int(sys.argv[1]))
