"""Where things lie, and the figures as tables of Markdown that stand in bench/README.md."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from measure import Case, median

__all__ = ["ROOT", "WORK", "machine", "markdown", "put", "rows"]

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "bench" / ".work"


def machine(libraries: str) -> str:
    """Return on what and when the figures were taken, as a sentence."""
    from acsm_report.export.chrome.discovery import find_browser

    browser = subprocess.run(
        [str(find_browser()), "--version"], capture_output=True, text=True, check=False
    ).stdout.split()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    chromium = next((word for word in browser if re.match(r"\d+\.", word)), "unknown")
    return (
        f"{time.strftime('%Y-%m-%d')}, commit {commit}, {os.cpu_count()} cores shared with others, "
        f"{platform.system()}, Python {platform.python_version()}, Chromium {chromium}; {libraries}."
    )


def rows(cases: Sequence[Case], reference: Case | None, memory: dict[str, float]) -> list[list[str]]:
    """Return a row for each case; its ratio is to the median of `reference`."""
    found = []
    base = median(reference).wall if reference and reference.samples else 0
    for case in cases:
        if not case.samples:
            found.append([case.name, case.skip or "skipped: no run", "", "", "", "", ""])
            continue
        middle, walls = median(case), [sample.wall for sample in case.samples]
        ratio = f"{middle.wall / base:.2f}" if base else ""
        whole = f"{memory[case.name]:.0f}" if case.name in memory else ""
        spread = f"{min(walls):.2f}–{max(walls):.2f}"
        found.append([case.name, f"{middle.wall:.2f}", spread, ratio, f"{middle.cpu:.2f}", f"{middle.rss:.0f}", whole])
    return found


def markdown(heads: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """Return a table; the first column is words, the others are figures."""
    lines = [heads, ["---", *["--:"] * (len(heads) - 1)], *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def put(name: str, text: str) -> None:
    """Replace what stands between the two markers called `name` in bench/README.md."""
    path = ROOT / "bench" / "README.md"
    before = path.read_text(encoding="utf-8")
    marks = f"<!-- {name} -->", f"<!-- end of {name} -->"
    pattern = re.compile(rf"{re.escape(marks[0])}\n.*?{re.escape(marks[1])}", re.DOTALL)
    if not pattern.search(before):
        sys.exit(f"{path.name} has no markers called {name}")
    after = pattern.sub(lambda _: f"{marks[0]}\n{text}\n{marks[1]}", before)
    path.write_text(after, encoding="utf-8")
