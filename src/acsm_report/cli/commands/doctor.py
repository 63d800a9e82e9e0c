"""acsm-report doctor: check that this machine can draw"""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click

from ... import __version__
from ...errors import ReportError, SetupError
from ...export.chrome import discovery
from ...system import resources
from ..command import ConfigurableCommand

__all__ = ["doctor"]

LIBRARIES = ("plotly", "kaleido", "reportlab")
MIN_FREE_BYTES = 100_000_000  # what a browser may need for temporary files
TEST_FIGURE: dict[str, Any] = {
    "data": [{"type": "bar", "y": [1]}],
    "layout": {"annotations": [{"text": "Drawn", "x": 0, "y": 1, "showarrow": False}]},
}


@click.command(cls=ConfigurableCommand)
@click.option("--fix", is_flag=True, help="Install a browser if there is none.")
@click.option("--deadline", type=click.FloatRange(1, 3600), default=60.0, metavar="SECONDS", show_default=True, help="Longest wait for the browser.")  # fmt: skip  # noqa: E501
@click.pass_context
def doctor(context: click.Context, fix: bool, deadline: float) -> None:
    """Check that this machine can draw.

    \b
    acsm-report doctor
    acsm-report doctor --fix      install a browser if there is none
    """
    passed = [_run_check(check) for check in (_check_program, _check_libraries, _check_temporary_folder, _check_fonts)]
    found = _run_check(lambda: _check_browser(fix))
    if not (all(passed) and found and _run_check(lambda: _check_drawing(deadline))):
        context.exit(SetupError.exit_status)


def _run_check(check: Callable[[], str]) -> bool:
    """Print the line of a check and return whether it passed."""
    try:
        line, sign, passed = check(), "✓", True
    except ReportError as error:
        line, sign, passed = str(error), "✗", False
    encoding = sys.stdout.encoding
    if not sign.encode(encoding, "ignore"):  # a terminal without check marks
        sign = "ok " if passed else "NOT"
    click.echo(f"{sign} {line.encode(encoding, 'replace').decode(encoding)}")
    return passed


def _check_program() -> str:
    return f"acsm-report {__version__} on Python {platform.python_version()}, {platform.platform(terse=True)}"


def _check_libraries() -> str:
    try:
        return ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    except PackageNotFoundError as missing:
        raise SetupError(f"the library {missing.name} is not installed", f"pip install {missing.name}") from None


def _check_temporary_folder() -> str:
    import shutil

    try:
        folder = Path(tempfile.gettempdir())
        with tempfile.TemporaryFile() as file:
            file.write(b"\0" * 4096)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise SetupError(f"no temporary folder can be written to: {error.strerror}", "name another in TMPDIR") from None
    if free < MIN_FREE_BYTES:
        raise SetupError(f"only {free // 10**6} MB are free", "free some, or name another TMPDIR", str(folder))
    return f"temporary folder {folder}, {free // 10**6} MB free"


def _check_fonts() -> str:
    from ...theme.fonts import register_fonts
    from ...theme.loader import load_brand

    loaded = load_brand(resources.find_brand_file())
    register_fonts(loaded)
    return "fonts " + ", ".join(f"{face.family} {face.weight}" for face in loaded.font_faces)


def _check_browser(fix: bool) -> str:
    if fix:
        return f"browser {discovery.install_browser(on_step=lambda step: click.echo(step, err=True))}"
    if found := discovery.find_browser():
        return f"browser {found}"
    raise SetupError("no browser is installed", f"acsm-report doctor --fix, or: {discovery.install_hint()}")


def _check_drawing(deadline: float) -> str:
    from ...export.chrome.session import BrowserSession
    from ...geometry import Size
    from ...theme.loader import load_brand

    faces = load_brand(resources.find_brand_file()).font_faces
    layout = {**TEST_FIGURE["layout"], "font": {"family": faces[0].family}}
    with BrowserSession(faces, deadline) as session:
        drawing = session.draw({"trial": ({**TEST_FIGURE, "layout": layout}, Size(300, 200))})["trial"]
    if ">Drawn<" not in drawing:
        raise SetupError("the browser draws no text", f"try another: {discovery.install_hint()}")
    return f"draws text with {session.browser_version}"
