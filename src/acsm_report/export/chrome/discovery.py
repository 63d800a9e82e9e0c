"""Which browser draws: the one that is here, or one that is fetched when there is none.

Standard library only, and quick: the answer is wanted before anything else is imported.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ...errors import SetupError

__all__ = ["find_browser", "install_browser", "install_hint"]

EXECUTABLE_NAMES = (
    "chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome",
    "google-chrome-stable", "microsoft-edge", "microsoft-edge-stable", "brave-browser", "chrome", "msedge",
)  # fmt: skip
MAC_APPLICATIONS = ("Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser")
WINDOWS_PATHS = (
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "Chromium/Application/chrome.exe",
)
INSTALL_HINTS = {  # by ID or ID_LIKE of /etc/os-release, else by sys.platform; the first that fits
    "ubuntu": "install Google Chrome's .deb package (Ubuntu's chromium is a snap and cannot be used)",
    "debian": "as root: apt-get install chromium-headless-shell",
    "fedora": "as root: dnf install chromium-headless",
    "rhel": "as root: dnf install chromium-headless (from EPEL)",
    "arch": "as root: pacman -S chromium",
    "suse": "as root: zypper install chromium",
    "alpine": "as root: apk add chromium",
    "darwin": "install Google Chrome",
    "win32": "install Google Chrome or Microsoft Edge",
}
CHROME_LIBRARIES = (  # what a downloaded Chrome needs and a bare Ubuntu lacks
    "libnss3", "libatk-bridge2.0-0", "libcups2", "libdrm2", "libgbm1", "libxkbcommon0", "libxcomposite1",
    "libxdamage1", "libxfixes3", "libxrandr2", "libpango-1.0-0", "libcairo2",
)  # fmt: skip


def find_browser() -> Path | None:
    """Return the browser to draw with, or None. Raise SetupError when BROWSER_PATH names no program."""
    if named := os.environ.get("BROWSER_PATH"):
        if (path := Path(named)).is_file() and os.access(path, os.X_OK):
            return path.absolute()
        raise SetupError("BROWSER_PATH names no program", "correct it or unset it", named)
    return next((path for path in _candidates() if _is_usable(path)), None)


def _candidates() -> Iterator[Path]:
    yield from (Path(found).absolute() for name in EXECUTABLE_NAMES if (found := shutil.which(name)))
    if sys.platform == "darwin":
        for shelf in (Path("/Applications"), *(home / "Applications" for home in _home_folders())):
            yield from (shelf / f"{name}.app/Contents/MacOS/{name}" for name in MAC_APPLICATIONS)
    if sys.platform == "win32":
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            if shelf_name := os.environ.get(variable):
                yield from (Path(shelf_name) / name for name in WINDOWS_PATHS)
    for shelf in _download_folders():
        yield from sorted(shelf.glob("chrome-*/chrome")) + sorted(shelf.glob("chrome-*/chrome.exe"))
        yield from sorted(shelf.glob("chrome-*/*.app/Contents/MacOS/*"))


def _is_usable(path: Path) -> bool:
    """Tell whether `path` is a program, and not Ubuntu's stub that leads to snap (it cannot see our folders)."""
    if not path.is_file() or not os.access(path, os.X_OK):
        return False
    if "snap" in path.resolve().parts:
        return False
    with suppress(OSError), path.open("rb") as file:
        return path.resolve().name != "snap" and not (file.read(2) == b"#!" and b"/snap/" in file.read(8000))
    return True  # may be run, not read


def _home_folders() -> list[Path]:
    with suppress(RuntimeError):  # a user without a home
        return [Path.home()]
    return []


def _download_folders() -> list[Path]:
    """The folders into which kaleido downloads a browser: the user's, and one in our own environment."""
    if sys.platform == "win32":
        shelves = [Path(os.environ["LOCALAPPDATA"]) / "plotly"] if "LOCALAPPDATA" in os.environ else []
    elif sys.platform == "darwin":
        shelves = [home / "Library/Application Support" for home in _home_folders()]
    else:
        data = os.environ.get("XDG_DATA_HOME")
        shelves = [Path(data)] if data else [home / ".local/share" for home in _home_folders()]
    return [*(shelf / "choreographer" / "deps" for shelf in shelves), Path(sys.prefix) / "browser"]


def install_hint() -> str:
    """Say in one line how to get a browser on this system."""
    advice = next(
        (INSTALL_HINTS[name] for name in _system_names() if name in INSTALL_HINTS), "install Chromium or Google Chrome"
    )
    return f"{advice}, or name one in BROWSER_PATH"


def install_browser(deadline: float = 600.0, on_step: Callable[[str], object] = str) -> Path:
    """Return a browser, got from the system or by kaleido when there is none; `say` is told each step.

    Raise SetupError, with what to do instead, when none can be had.
    """
    if found := find_browser():
        return found
    until, system, trouble = time.monotonic() + deadline, _system_names(), ""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root and "debian" in system and "ubuntu" not in system:
        on_step(
            "installing a browser's Debian package"
        )  # the first starts sooner; some kin of Debian have only the other
        trouble = _install_debian_packages(until, "chromium-headless-shell") and _install_debian_packages(
            until, "chromium"
        )
    elif root and "debian" in system:
        on_step("installing the libraries that a browser needs")
        _install_debian_packages(until, *CHROME_LIBRARIES)
        if _install_debian_packages(until, "libasound2t64"):
            _install_debian_packages(until, "libasound2")
    if found := find_browser():
        return found
    for shelf in _download_folders():
        on_step(f"downloading a browser into {shelf}")
        trouble = _download_browser(shelf, until) or trouble
        if found := find_browser():
            return found
    raise SetupError(f"no browser could be installed ({trouble})", install_hint())


def _system_names() -> tuple[str, ...]:
    import platform

    with suppress(OSError):
        release = platform.freedesktop_os_release()
        return (release.get("ID", ""), *release.get("ID_LIKE", "").split())
    return (sys.platform,)


def _install_debian_packages(until: float, *packages: str) -> str:
    """Install Debian packages. Return what went wrong, or nothing."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    wait = ("-o", "DPkg::Lock::Timeout=120")
    return _run_command(["apt-get", *wait, "update", "-q"], until, environment) or _run_command(
        ["apt-get", *wait, "install", "-qy", "--no-install-recommends", *packages], until, environment
    )


def _download_browser(shelf: Path, until: float) -> str:
    """Have kaleido download a browser onto `shelf`, whole or not at all. Return what went wrong, or nothing."""
    code = "import sys, kaleido; kaleido.get_chrome_sync(path=sys.argv[1])"
    try:
        shelf.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=shelf, ignore_cleanup_errors=True) as new:
            if trouble := _run_command([sys.executable, "-c", code, new], until, dict(os.environ)):
                return trouble
            for folder in Path(new).glob("chrome-*"):
                folder.rename(shelf / folder.name)
    except OSError as error:
        return f"{error.filename or shelf}: {error.strerror}"
    return ""


def _run_command(command: Sequence[str], until: float, environment: Mapping[str, str]) -> str:
    """Run a command to its end or to the deadline. Return the last line of its complaint, or nothing."""
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
            timeout=max(1.0, until - time.monotonic()), start_new_session=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"{command[0]} did not end in time"
    except OSError as error:
        return f"{command[0]}: {error.strerror}"
    said = (done.stderr or done.stdout).strip().splitlines() or [f"exit status {done.returncode}"]
    return said[-1][:200] if done.returncode else ""


def _main() -> int:
    """Print the path of a browser, installing one when there is none: what bin/prepare asks for."""
    try:
        print(install_browser(on_step=lambda step: print(f"acsm-report: {step}", file=sys.stderr)))
    except SetupError as error:
        print(f"acsm-report: {error}", file=sys.stderr)
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(_main())
