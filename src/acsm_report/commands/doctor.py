"""acsm-report doctor: can this machine draw?"""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click

from .. import __version__, chromium, resources
from ..errors import ReportError, SetupError

__all__ = ["doctor"]

LIBRARIES = ("plotly", "kaleido", "reportlab")
ROOM = 100_000_000  # bytes that a browser may want for its temporary files
FIGURE: dict[str, Any] = {
    "data": [{"type": "bar", "y": [1]}],
    "layout": {"annotations": [{"text": "Drawn", "x": 0, "y": 1, "showarrow": False}]},
}


@click.command()
@click.option("--fix", is_flag=True, help="Install a browser when there is none.")
@click.option("--deadline", type=click.FloatRange(1, 3600), default=60.0, metavar="SECONDS", show_default=True, help="Longest wait for the browser.")  # fmt: skip  # noqa: E501
@click.pass_context
def doctor(context: click.Context, fix: bool, deadline: float) -> None:
    """Check that this machine can draw.

    \b
    acsm-report doctor
    acsm-report doctor --fix      install a browser when there is none
    """
    passed = [_passed(check) for check in (_program, _libraries, _temporary, _fonts)]
    found = _passed(lambda: _browser(fix))
    if not (all(passed) and found and _passed(lambda: _drawing(deadline))):
        context.exit(SetupError.exit_status)


def _passed(check: Callable[[], str]) -> bool:
    """Print a check's line, and tell whether it passed."""
    try:
        line, sign, passed = check(), "✓", True
    except ReportError as trouble:
        line, sign, passed = str(trouble), "✗", False
    encoding = sys.stdout.encoding
    if not sign.encode(encoding, "ignore"):  # a terminal that knows no ticks
        sign = "ok " if passed else "NOT"
    click.echo(f"{sign} {line.encode(encoding, 'replace').decode(encoding)}")
    return passed


def _program() -> str:
    return f"acsm-report {__version__} on Python {platform.python_version()}, {platform.platform(terse=True)}"


def _libraries() -> str:
    try:
        return ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    except PackageNotFoundError as missing:
        raise SetupError(f"the library {missing.name} is not installed", f"pip install {missing.name}") from None


def _temporary() -> str:
    import shutil

    try:
        folder = Path(tempfile.gettempdir())
        with tempfile.TemporaryFile() as file:
            file.write(b"\0" * 4096)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise SetupError(f"no temporary folder can be written to: {error.strerror}", "name another in TMPDIR") from None
    if free < ROOM:
        raise SetupError(f"only {free // 10**6} MB are free", "free some, or name another TMPDIR", str(folder))
    return f"temporary folder {folder}, {free // 10**6} MB free"


def _fonts() -> str:
    from .. import brand, fonts

    loaded = brand.load(resources.brand_folder())
    fonts.register(loaded)
    return "fonts " + ", ".join(f"{face.family} {face.weight}" for face in loaded.faces)


def _browser(fix: bool) -> str:
    if fix:
        return f"browser {chromium.install(say=lambda step: click.echo(step, err=True))}"
    if found := chromium.find():
        return f"browser {found}"
    raise SetupError("no browser is installed", f"acsm-report doctor --fix, or: {chromium.cure()}")


def _drawing(deadline: float) -> str:
    from .. import brand
    from ..browser import Session
    from ..geometry import Size

    faces = brand.load(resources.brand_folder()).faces
    layout = {**FIGURE["layout"], "font": {"family": faces[0].family}}
    with Session(faces, deadline) as session:
        drawing = session.draw({"trial": ({**FIGURE, "layout": layout}, Size(300, 200))})["trial"]
    if ">Drawn<" not in drawing:
        raise SetupError("the browser draws no text", f"try another: {chromium.cure()}")
    return f"draws text with {session.version}"
