"""The rivals: their virtual environments, made once from pinned requirements, and the commands to be measured."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

from measure import Case
from table import ROOT, WORK

from acsm_report.export.chrome.discovery import find_browser

__all__ = ["RIVALS", "rivals", "versions"]

HERE = ROOT / "bench"
RIVALS = {  # name in the table: (requirements, script, its first arguments, the endings of its infographic)
    "plotly, `write_image` a chart, + reportlab": ("plotly", "plotly_reportlab.py", ("each",), "pdf png"),
    "plotly, one `write_images`, + reportlab": ("plotly", "plotly_reportlab.py", ("together",), "pdf png"),
    "matplotlib + reportlab": ("matplotlib", "matplotlib_reportlab.py", (), "pdf png"),
    "altair + vl-convert + typst": ("typst", "altair_typst.py", (), "pdf svg png"),
    "altair + vl-convert + WeasyPrint": ("weasyprint", "altair_weasyprint.py", (), "pdf"),
}
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def rivals(same: Path) -> list[Case]:
    """Return the case of each rival; one whose libraries cannot be had is skipped."""
    faces = json.loads(same.read_text(encoding="utf-8"))["fonts"]
    conf = WORK / "fonts.conf"  # as if the typeface was installed: browsers and WeasyPrint ask the system for it
    conf.write_text(FONTS.format(fonts=Path(next(iter(faces.values()))).parent, cache=WORK / "fonts"), encoding="utf-8")
    found = {"BROWSER_PATH": str(browser)} if (browser := find_browser()) else {}  # the same for all who need one
    cases = []
    for number, (name, (kind, script, arguments, endings)) in enumerate(RIVALS.items()):
        out = WORK / f"rival-{number}"
        files = [out / "brochure.pdf", *(out / f"infographic.{ending}" for ending in endings.split())]
        command = [str(_python(kind)), str(HERE / "rivals" / script), *arguments, str(same), str(out)]
        cases.append(
            Case(
                name, command, {"FONTCONFIG_FILE": str(conf), "PYTHONPATH": "", **found},
                partial(_without, files), _made(kind), made=partial(_lacking, files),
            )
        )  # fmt: skip
    return cases


def _without(files: list[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)


def _lacking(files: list[Path]) -> str:
    return ", ".join(f"no {file.name}" for file in files if not file.is_file() or not file.stat().st_size)


def _python(kind: str) -> Path:
    return HERE / f".venv-{kind}" / "bin" / "python"


def _made(kind: str) -> str:
    """Make the environment of a rival when there is none, or another; say why it cannot be had, or nothing."""
    wanted, done = HERE / f"requirements-{kind}.txt", HERE / f".venv-{kind}" / "installed.txt"
    if not done.is_file() or done.read_text() != wanted.read_text():
        python = str(_python(kind))
        for command in (
            [sys.executable, "-m", "venv", "--clear", str(done.parent)],
            [python, "-m", "pip", "install", "-q", "-r", str(wanted)],
        ):
            if subprocess.run(command, capture_output=True, check=False).returncode:
                return f"skipped: {wanted.name} could not be installed"
        done.write_text(wanted.read_text())
    return ""


def versions() -> str:
    """Return the libraries that matter, with their versions, as pinned."""
    asked = ["plotly", "kaleido", "reportlab", "matplotlib", "altair", "vl-convert-python", "typst", "weasyprint"]
    pins = [line for file in sorted(HERE.glob("requirements-*.txt")) for line in file.read_text().split()]
    found = {name: version for name, _, version in (pin.partition("==") for pin in pins) if name in asked}
    return ", ".join(f"{name} {found[name]}" for name in asked)
