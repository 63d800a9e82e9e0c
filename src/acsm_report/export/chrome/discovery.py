"""Finds a browser, and installs one if there is none.

It imports the standard library only, because it runs before anything else is imported.
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
INSTALL_HINTS = {  # by ID, then ID_LIKE of /etc/os-release, else by sys.platform
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
CHROME_LIBRARIES = (  # Ubuntu packages that a downloaded Chrome needs
    "libnss3", "libatk-bridge2.0-0", "libcups2", "libdrm2", "libgbm1", "libxkbcommon0", "libxcomposite1",
    "libxdamage1", "libxfixes3", "libxrandr2", "libpango-1.0-0", "libcairo2",
)  # fmt: skip


def find_browser() -> Path | None:
    """Return the browser to draw with, or None. Raise SetupError if BROWSER_PATH is set and is not a program."""
    if browser_path := os.environ.get("BROWSER_PATH"):
        if (path := Path(browser_path)).is_file() and os.access(path, os.X_OK):
            return path.absolute()
        raise SetupError("BROWSER_PATH names no program", "correct it or unset it", browser_path)
    return next((path for path in _candidates() if _is_usable(path)), None)


def _candidates() -> Iterator[Path]:
    yield from (Path(found).absolute() for name in EXECUTABLE_NAMES if (found := shutil.which(name)))
    if sys.platform == "darwin":
        for folder in (Path("/Applications"), *(home / "Applications" for home in _home_folders())):
            yield from (folder / f"{name}.app/Contents/MacOS/{name}" for name in MAC_APPLICATIONS)
    if sys.platform == "win32":
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            if parent := os.environ.get(variable):
                yield from (Path(parent) / name for name in WINDOWS_PATHS)
    for folder in _download_folders():
        yield from sorted(folder.glob("chrome-*/chrome")) + sorted(folder.glob("chrome-*/chrome.exe"))
        yield from sorted(folder.glob("chrome-*/*.app/Contents/MacOS/*"))


def _is_usable(path: Path) -> bool:
    """Tell whether `path` is a program, and not Ubuntu's stub for a snap, which cannot read our folders."""
    if not path.is_file() or not os.access(path, os.X_OK):
        return False
    if "snap" in path.resolve().parts:
        return False
    with suppress(OSError), path.open("rb") as file:
        return path.resolve().name != "snap" and not (file.read(2) == b"#!" and b"/snap/" in file.read(8000))
    return True  # executable, but not readable


def _home_folders() -> list[Path]:
    with suppress(RuntimeError):  # the user has no home folder
        return [Path.home()]
    return []


def _download_folders() -> list[Path]:
    """Return the folders for downloaded browsers: kaleido's for this user, and one in this Python environment."""
    if sys.platform == "win32":
        parents = [Path(os.environ["LOCALAPPDATA"]) / "plotly"] if "LOCALAPPDATA" in os.environ else []
    elif sys.platform == "darwin":
        parents = [home / "Library/Application Support" for home in _home_folders()]
    else:
        data_home = os.environ.get("XDG_DATA_HOME")
        parents = [Path(data_home)] if data_home else [home / ".local/share" for home in _home_folders()]
    return [*(parent / "choreographer" / "deps" for parent in parents), Path(sys.prefix) / "browser"]


def install_hint() -> str:
    """Return one line on how to install a browser on this system."""
    hints = (INSTALL_HINTS[name] for name in _system_names() if name in INSTALL_HINTS)
    return f"{next(hints, 'install Chromium or Google Chrome')}, or name one in BROWSER_PATH"


def install_browser(deadline: float = 600.0, on_step: Callable[[str], object] = str) -> Path:
    """Return a browser; if there is none, install one as a Debian package (as root), else download one with kaleido.

    Calls `on_step` with a description of each step. Raise SetupError with the last cause if nothing worked within
    `deadline` seconds.
    """
    if browser := find_browser():
        return browser
    until, systems, cause = time.monotonic() + deadline, _system_names(), ""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root and "debian" in systems and "ubuntu" in systems:
        on_step("installing the libraries that a browser needs")
        _install_debian_packages(until, *CHROME_LIBRARIES)
        if _install_debian_packages(until, "libasound2t64"):  # the name since Ubuntu 24.04
            _install_debian_packages(until, "libasound2")
    elif is_root and "debian" in systems:
        on_step("installing a browser's Debian package")
        for package in ("chromium-headless-shell", "chromium"):  # the first starts faster; some systems lack it
            if not (cause := _install_debian_packages(until, package)):
                break
    if browser := find_browser():
        return browser
    for folder in _download_folders():
        on_step(f"downloading a browser into {folder}")
        cause = _download_browser(folder, until) or cause
        if browser := find_browser():
            return browser
    raise SetupError(f"no browser could be installed ({cause})", install_hint())


def _system_names() -> tuple[str, ...]:
    import platform

    with suppress(OSError):
        release = platform.freedesktop_os_release()
        return (release.get("ID", ""), *release.get("ID_LIKE", "").split())
    return (sys.platform,)


def _install_debian_packages(until: float, *packages: str) -> str:
    """Install Debian packages. Return the cause of a failure, or an empty text."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt_get = ("apt-get", "-o", "DPkg::Lock::Timeout=120")
    return _run_command([*apt_get, "update", "-q"], until, environment) or _run_command(
        [*apt_get, "install", "-qy", "--no-install-recommends", *packages], until, environment
    )


def _download_browser(folder: Path, until: float) -> str:
    """Download a browser with kaleido into `folder`, completely or not at all. Return the cause of a failure."""
    code = "import sys, kaleido; kaleido.get_chrome_sync(path=sys.argv[1])"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=folder, ignore_cleanup_errors=True) as new:
            if cause := _run_command([sys.executable, "-c", code, new], until, dict(os.environ)):
                return cause
            for browser in Path(new).glob("chrome-*"):
                browser.rename(folder / browser.name)
    except OSError as error:
        return f"{error.filename or folder}: {error.strerror}"
    return ""


def _run_command(command: Sequence[str], until: float, environment: Mapping[str, str]) -> str:
    """Run a command. Return the last line of its output if it fails, or an empty text."""
    try:
        process = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
            timeout=max(1.0, until - time.monotonic()), start_new_session=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"{command[0]} did not end in time"
    except OSError as error:
        return f"{command[0]}: {error.strerror}"
    lines = (process.stderr or process.stdout).strip().splitlines() or [f"exit status {process.returncode}"]
    return lines[-1][:200] if process.returncode else ""


def _main() -> int:
    """Print the path of a browser, after installing one if there is none. bin/prepare runs this."""
    try:
        print(install_browser(on_step=lambda step: print(f"acsm-report: {step}", file=sys.stderr)))
    except SetupError as error:
        print(f"acsm-report: {error}", file=sys.stderr)
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(_main())
