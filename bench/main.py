"""Measures our scenarios and the rivals, interleaved, and prints the figures as tables."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import growth
from contest import rivals, versions
from measure import Case, interleaved, tree_memory
from ours import ENV, OURS, batch, build_cases, small_cases
from table import WORK, machine, markdown, put, rows

HEADS = ("", "wall s", "from–to", "ratio", "CPU s", "MB", "MB, whole tree")
BATCH = 1000


def main() -> None:
    """Measure what was asked for."""
    options = _options()
    WORK.mkdir(exist_ok=True)
    measured = growth.measured if options.growth else _figures
    text = measured(options.runs, _say, options.only)
    print(text)
    if options.write:
        put("growth" if options.growth else "figures", text)


def _figures(runs: int, say: Callable[[str], None], only: str) -> str:
    same = WORK / "same.json"
    subprocess.run(
        [sys.executable, str(Path(__file__).with_name("same.py")), str(same)], env=os.environ | ENV, check=True
    )
    builds, others, small = (_chosen(cases, only) for cases in (build_cases(), rivals(same), small_cases()))
    interleaved([*builds, *others, *small], runs, WORK, say)
    many = _chosen([batch(BATCH)], only)
    interleaved(many, min(runs, 3), WORK, say, warm=False)
    ours = next((case for case in builds if case.name == OURS), None)
    looked = [case for case in (ours, *others) if case and case.samples]
    memory = {case.name: tree_memory(case, WORK) for case in looked} if sys.platform == "linux" else {}
    turns = f"Medians of {runs} runs in turn, {machine(versions())} The ratio is to our cold build."
    body = [
        ("The same pages and charts, by others", rows([case for case in (ours, *others) if case], ours, memory)),
        ("Ours", rows([*builds, *many, *small], ours, memory)),
    ]
    parts = [f"### {title}\n\n{markdown(HEADS, lines)}" for title, lines in body if lines]
    return "\n\n".join((turns, *parts))


def _chosen(cases: Sequence[Case], only: str) -> list[Case]:
    return [case for case in cases if only.lower() in case.name.lower()]


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="runs of each, after one that is not counted")
    parser.add_argument("--only", default="", metavar="TEXT", help="only what has this in its name")
    parser.add_argument("--growth", action="store_true", help="how time grows with charts, certifications, recipients")
    parser.add_argument("--write", action="store_true", help="put the tables into bench/README.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
