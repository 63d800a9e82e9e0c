"""Our own scenarios: each is prepared so that it is what its name says, in a cache and a folder of its own."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from measure import Case
from table import ROOT, WORK

__all__ = ["ENV", "OURS", "batch", "build_cases", "command", "has", "recipients", "small_cases"]

OURS = "acsm-report, cold"
ENV = {"XDG_CACHE_HOME": str(WORK / "cache"), "PYTHONPATH": str(ROOT / "src")}
NO_CACHE = "skipped: this version has no cache of charts"
TOWNS = ("Alder Creek", "Brookfield", "Cedar Falls", "Dunmore", "Elk Grove", "Fairview", "Glenwood", "Harrow")
STREETS = ("Track Road", "Stadium Way", "College Avenue", "River Street", "Mill Lane", "Park Place", "North Drive")
KINDS = ("University of {}", "{} State College", "{} Community College", "{} YMCA", "{} Fitness Center", "{} Clinic")
FILES = ("brochure.pdf", "brochure.html", "infographic.png", "infographic.pdf", "infographic.svg", "infographic.html")


def command(*arguments: object) -> list[str]:
    """Return the command line of this source tree."""
    return [sys.executable, "-m", "acsm_report", *map(str, arguments)]


def has(what: str, *arguments: str) -> bool:
    """Tell whether the program's help names an option or a command."""
    told = subprocess.run(
        command(*arguments, "--help"), env=os.environ | ENV, capture_output=True, text=True, check=False
    )
    entries = (line.strip().partition("  ")[0] for line in told.stdout.splitlines())  # what stands before its words
    return any(what in entry.replace(",", " ").split() for entry in entries)


def build_cases() -> list[Case]:
    """Return the builds: cold, warm, one figure changed, nothing changed, and the question whether it would be."""
    cache = "" if has("--no-cache", "build") else NO_CACHE
    check = "" if has("--check", "build") else "skipped: this version has no build --check"
    changed, values = WORK / "changed-data", _valid_rates()
    empty(WORK / "cache", WORK / "same", changed)

    def cold() -> None:
        empty(WORK / "cold", WORK / "cache-cold")

    def change() -> None:
        empty(WORK / "changed")
        _pass_rate(changed, next(values))

    shutil.copytree(ROOT / "data" / "acsm-2014", changed, dirs_exist_ok=True)
    build = [
        Case(OURS, command("build", "-o", WORK / "cold"), {**ENV, "XDG_CACHE_HOME": str(WORK / "cache-cold")}, cold),
        Case("warm: charts kept, files made", command("build", "-o", WORK / "warm"), ENV, lambda: empty(WORK / "warm")),
        Case("one figure changed", command("build", "--data", changed, "-o", WORK / "changed"), ENV, change),
        Case("nothing changed", command("build", "-o", WORK / "same"), ENV, lambda: _filled(WORK / "same")),
    ]
    for case in build:
        case.made = partial(lacking, Path(case.command[-1]), FILES)
    for case in build[1:3]:
        case.skip = cache
    checks = command("build", "--check", "-o", WORK / "same")
    return [*build, Case("nothing changed: `build --check`", checks, ENV, lambda: _filled(WORK / "same"), check)]


def small_cases() -> list[Case]:
    """Return what draws nothing, and the yardstick."""
    return [
        Case("`--help`", command("--help"), ENV),
        Case("`check`", command("check"), ENV),
        Case("yardstick: `python -c pass`", [sys.executable, "-c", "pass"]),
    ]


def batch(number: int, jobs: int = 0) -> Case:
    """Return the batch of a brochure for each of so many recipients, by so many processes, else one a processor."""
    table, out = WORK / f"recipients-{number}.csv", WORK / f"batch-{number}"
    how = ("--jobs", jobs) if jobs else ()
    recipients(table, number)
    skip = "" if has("batch") else "skipped: this version has no command batch"
    case = Case(
        f"batch, {number:,} recipients", command("batch", table, "-o", out, *how), ENV,
        lambda: empty(out), skip,
    )  # fmt: skip
    case.made = lambda: "" if sum(1 for _ in out.rglob("*.pdf")) >= number else f"fewer than {number:,} PDFs"
    return case


def recipients(path: Path, number: int) -> None:
    """Write a table of invented recipients: the same number gives the same file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "address", "url", "logo"))
        for i in range(number):
            town = TOWNS[i % len(TOWNS)]
            name = f"{KINDS[i // len(TOWNS) % len(KINDS)].format(town)}, Department {i + 1}"
            street = f"{1 + i * 37 % 980} {STREETS[i % len(STREETS)]}"
            address = f"{street}\n{town}, {('IN', 'OH', 'IL', 'MI')[i % 4]} {46000 + i % 900}"
            writer.writerow((name, address, f"https://example.edu/department/{i + 1}", ""))


def empty(*folders: Path) -> None:
    """Make folders that hold nothing."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)


def lacking(folder: Path, names: tuple[str, ...]) -> str:
    """Return what is not there, in words, or nothing."""
    return ", ".join(f"no {name}" for name in names if not (folder / name).is_file())


def _filled(folder: Path) -> None:
    """See that a build stands there, and with it the charts in the cache."""
    if lacking(folder, FILES):
        subprocess.run(command("build", "-o", folder), env=os.environ | ENV, capture_output=True, check=True)


def _valid_rates() -> Iterator[float]:
    """Yield pass rates that no run had before; the shipped one is 55."""
    yield from (whole + tenth / 10 for tenth in range(10) for whole in range(41, 55))


def _pass_rate(package: Path, value: float) -> None:
    """Write another pass rate of one exam and year into a package."""
    path = package / "facts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        if (cells["certification"], cells["kind"], cells["period"]) == ("CPT", "pass_rate", "2014"):
            row[header.index("value")] = f"{value:g}"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
