"""The browser: how it is found and installed, what it draws, and that it leaves no process and no file."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import canonicalize

import pytest

from acsm_report.errors import DrawError, SetupError
from acsm_report.export.chrome import discovery
from acsm_report.export.chrome.session import BrowserSession, _encode_job
from acsm_report.geometry import Size
from acsm_report.system import resources
from acsm_report.system.cache import Cache, cache_key
from acsm_report.theme.loader import load_brand
from acsm_report.theme.model import FontFace

BAR: dict[str, Any] = {
    "data": [{"type": "bar", "x": ["CPT", "HFS"], "y": [3, 5]}],
    "layout": {"title": {"text": "Passed"}, "font": {"family": "Source Sans Pro", "weight": 600}},
}
SIZE = Size(400, 250.5)
KALEIDO = """
import os, pathlib, sys, time
def get_chrome_sync(path):
    chrome = pathlib.Path(path) / "chrome-linux64" / "chrome"
    chrome.parent.mkdir(parents=True)
    chrome.write_text("#!/bin/sh")
    chrome.chmod(0o755)
    if "CUT" in os.environ:
        sys.exit("cut short")
    if "HANG" in os.environ:
        time.sleep(600)
"""
MAIN = r"^(?!/bin/sh )(?!.*\.py )(?!.*--type=).*--headless"
RENDERER = r"--type=renderer"
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder for this test, with a short name because the browser makes a socket in it."""
    with tempfile.TemporaryDirectory(prefix="acsm-test-") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setattr(tempfile, "tempdir", None)
        yield Path(folder)
    tempfile.tempdir = None


@pytest.fixture
def faces() -> Any:
    return load_brand(resources.find_brand_folder()).font_faces


def program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def processes(folder: Path) -> dict[int, str]:
    """Return the processes that use this temporary folder, and all in their process groups: command lines by id."""
    found, groups, others = dict[int, str](), set[int](), dict[int, tuple[int, str]]()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            process_id = int(process.name)
            command = (process / "cmdline").read_bytes()
            uses_folder = bytes(folder) in command or bytes(folder) in (process / "environ").read_bytes()
            group, line = os.getpgid(process_id), command.replace(b"\0", b" ").decode(errors="replace")
            if uses_folder and process_id != os.getpid():
                found[process_id] = line
                groups |= {group} - {os.getpgrp()}
            others[process_id] = group, line
    return found | {process_id: line for process_id, (group, line) in others.items() if group in groups}


def assert_nothing_left(folder: Path) -> None:
    until = time.monotonic() + 2
    while (left := processes(folder)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not left
    assert not list(folder.iterdir())


def find_processes(folder: Path, pattern: str) -> list[int]:
    return [process for process, command in processes(folder).items() if re.search(pattern, command)]


def wait_for_process(folder: Path, pattern: str, seconds: float = 20) -> int:
    """Return the id of a process that uses the folder and whose command line matches, waiting until there is one."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := find_processes(folder, pattern):
            return found[0]
        time.sleep(0.02)
    raise AssertionError(f"no process {pattern}")


# ── Finding a browser ───────────────────────────────────────────────────────────────────────────────


def test_browser_path_takes_precedence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = program(tmp_path / "mine", "exit 0")
    monkeypatch.setenv("BROWSER_PATH", str(chosen))
    assert discovery.find_browser() == chosen


@pytest.mark.parametrize("kind", ["missing", "folder", "not executable"])
def test_browser_path_that_is_no_program_is_an_error(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "browser"
    if kind == "folder":
        path.mkdir()
    if kind == "not executable":
        path.write_text("text")
    monkeypatch.setenv("BROWSER_PATH", str(path))
    with pytest.raises(SetupError, match=f"^{path}: BROWSER_PATH names no program"):
        discovery.find_browser()


def test_a_headless_shell_is_preferred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    program(tmp_path / "google-chrome", "exit 0")
    lean = program(tmp_path / "chromium-headless-shell", "exit 0")
    assert discovery.find_browser() == lean


@pytest.mark.parametrize("stub", ["script", "link"])
def test_a_stub_for_snap_is_not_used(stub: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if stub == "script":
        program(tmp_path / "chromium", 'exec /snap/bin/chromium "$@"')
    else:
        (tmp_path / "snap").mkdir()
        (tmp_path / "chromium").symlink_to(program(tmp_path / "snap" / "chromium", "exit 0"))
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert discovery.find_browser() is None


@LINUX
def test_a_browser_that_kaleido_has_downloaded_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "choreographer" / "deps" / "chrome-linux64"
    folder.mkdir(parents=True)
    downloaded = program(folder / "chrome", "exit 0")
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert discovery.find_browser() == downloaded


# ── Installing a browser ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without a browser, a user who is not root, and a fake kaleido that downloads nothing."""
    (tmp_path / "kaleido.py").write_text(KALEIDO)
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "prefix"))
    monkeypatch.setattr(os, "geteuid", lambda: 65534)
    return tmp_path


@LINUX
def test_a_missing_browser_is_downloaded_by_kaleido(bare: Path) -> None:
    steps: list[str] = []
    assert discovery.install_browser(on_step=steps.append) == bare / "data/choreographer/deps/chrome-linux64/chrome"
    assert len(steps) == 1 and discovery.install_browser(on_step=steps.append) and len(steps) == 1


@LINUX
def test_an_incomplete_download_is_removed_and_the_error_says_what_to_install(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUT", "1")
    monkeypatch.setattr(discovery, "_system_names", lambda: ("fedora",))
    with pytest.raises(SetupError, match=r"no browser could be installed \(cut short\); as root: dnf install chromium"):
        discovery.install_browser()
    assert discovery.find_browser() is None
    assert not [path for path in bare.rglob("*") if path.name == "chrome"]


@LINUX
def test_a_download_is_stopped_at_the_deadline(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANG", "1")
    began = time.monotonic()
    with pytest.raises(SetupError, match="did not end in time"):
        discovery.install_browser(deadline=1)
    assert time.monotonic() - began < 5


# ── Errors ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_missing_browser_is_reported_by_draw_and_not_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So an error in the data, which is read in between, is reported first."""
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "nothing"))
    with BrowserSession([]) as session, pytest.raises(SetupError, match="nothing: BROWSER_PATH names no program"):
        session.draw({"bar": (BAR, SIZE)})


@LINUX
def test_a_browser_that_exits_at_once_is_reported_with_its_last_message(
    temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(program(tmp_path / "broken", "echo libnss3.so is missing >&2; exit 127")))
    began = time.monotonic()
    with (
        BrowserSession([]) as session,
        pytest.raises(SetupError, match=r"broken: the browser exits at once: libnss3.so is missing; try another"),
    ):
        session.draw({"bar": (BAR, SIZE)})
    assert time.monotonic() - began < 10
    assert_nothing_left(temporary)


@LINUX
def test_a_browser_that_never_answers_is_stopped_at_the_deadline(
    temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(program(tmp_path / "asleep", "sleep 600")))
    began = time.monotonic()
    with BrowserSession([], deadline=2) as session, pytest.raises(SetupError, match="did not start within 2 s"):
        session.draw({"bar": (BAR, SIZE)})
    assert time.monotonic() - began < 5
    assert_nothing_left(temporary)


@LINUX
def test_an_error_in_the_data_stops_a_starting_browser(
    temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(program(tmp_path / "asleep", "sleep 600")))
    began = time.monotonic()
    with pytest.raises(ZeroDivisionError), BrowserSession([]):
        wait_for_process(temporary, "asleep")
        began = time.monotonic()
        raise ZeroDivisionError
    assert time.monotonic() - began < 1
    assert_nothing_left(temporary)


@LINUX
def test_the_browser_and_its_files_are_removed_when_the_program_is_killed(temporary: Path, tmp_path: Path) -> None:
    start = "import time; from acsm_report.export.chrome.session import BrowserSession"
    code = f"{start}\nwith BrowserSession([]): time.sleep(600)"
    asleep = program(tmp_path / "asleep", "sleep 600")
    environment = {**os.environ, "BROWSER_PATH": str(asleep), "PYTHONPATH": os.pathsep.join(sys.path)}
    program_id = os.spawnve(os.P_NOWAIT, sys.executable, [sys.executable, "-c", code], environment)
    wait_for_process(temporary, "asleep")
    os.kill(program_id, signal.SIGKILL)
    os.waitpid(program_id, 0)
    assert_nothing_left(temporary)


def test_an_unusable_temporary_folder_is_named(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", sys.executable)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary / "gone"))
    with BrowserSession([]) as session, pytest.raises(SetupError, match=r"gone.*: no room for the browser"):
        session.draw({"bar": (BAR, SIZE)})


def test_nan_in_a_figure_is_an_error_that_names_the_chart() -> None:
    figure = {"data": [{"type": "bar", "y": [float("nan")]}], "layout": {}}
    with pytest.raises(DrawError, match=r"^chart 'rates' could not be drawn"):
        BrowserSession([]).draw({"rates": (figure, SIZE)})


# ── With a real browser ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
@LINUX
def test_two_sessions_draw_the_same_and_leave_nothing(temporary: Path, faces: Any) -> None:
    """Neither an earlier run nor the other charts change a drawing, but the order of attributes is random."""
    with BrowserSession(faces) as session:
        first = session.draw({"one": (BAR, SIZE), "two": (BAR, SIZE)})
    assert_nothing_left(temporary)
    with BrowserSession(faces) as session:
        second = session.draw({"two": (BAR, SIZE), "one": (BAR, SIZE)})
    assert {n: canonicalize(svg) for n, svg in first.items()} == {n: canonicalize(svg) for n, svg in second.items()}
    assert session.browser_version
    assert '<svg class="main-svg"' in first["one"] and 'width="400" height="250.5"' in first["one"]
    assert ">Passed</text>" in first["one"] and "Source Sans Pro" in first["one"]
    assert_nothing_left(temporary)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("figure", "cause"),
    [
        ({"data": [None], "layout": {}}, ""),
        ({**BAR, "layout": {"title": {"text": "x"}, "font": {"family": "Comic Sans MS"}}}, "set in Comic Sans MS"),
    ],
    ids=["no trace", "strange font"],
)
def test_a_chart_that_cannot_be_drawn_is_named(figure: dict[str, Any], cause: str, faces: Any) -> None:
    with (
        BrowserSession(faces) as session,
        pytest.raises(DrawError, match=f"^chart 'strange' could not be drawn: .*{cause}"),
    ):
        session.draw({"bar": (BAR, SIZE), "strange": (figure, SIZE)})


@pytest.mark.browser
def test_a_broken_font_is_named(tmp_path: Path, faces: Any) -> None:
    path = tmp_path / "fake.ttf"
    path.write_text("no font")
    face = FontFace("Fake", 400, path)
    with BrowserSession([face]) as session, pytest.raises(SetupError, match="the font Fake 400 cannot be read"):
        session.draw({"bar": (BAR, SIZE)})


@pytest.mark.browser
def test_a_temporary_folder_may_have_a_long_name(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser makes a socket in the folder, and a socket's path has at most 107 bytes."""
    long = temporary / "a folder with spaces, an ä" / ("x" * 120)
    long.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with BrowserSession([]) as session:
        assert session.draw({"bar": (BAR, SIZE)})


@pytest.mark.browser
@LINUX
@pytest.mark.parametrize("victim", [MAIN, RENDERER], ids=["browser", "page"])
def test_a_killed_browser_is_started_once_more(victim: str, temporary: Path) -> None:
    with BrowserSession([]) as session:
        os.kill(wait_for_process(temporary, victim), signal.SIGKILL)
        assert "<svg" in session.draw({"bar": (BAR, SIZE)})["bar"]
    assert_nothing_left(temporary)


@pytest.mark.browser
@LINUX
def test_a_frozen_browser_is_stopped_at_the_deadline(temporary: Path) -> None:
    with BrowserSession([], deadline=3) as session:
        os.kill(wait_for_process(temporary, MAIN), signal.SIGSTOP)
        began = time.monotonic()
        with pytest.raises(SetupError, match=r"the browser did not (start|answer) within 3 s"):
            session.draw({"bar": (BAR, SIZE)})
    assert time.monotonic() - began < 5
    assert_nothing_left(temporary)


@pytest.mark.browser
@LINUX
def test_a_page_that_freezes_while_drawing_names_the_chart(temporary: Path) -> None:
    busy = {"data": [{"type": "scatter", "mode": "markers", "y": list(range(20000))}], "layout": {}}

    def stop(name: str) -> None:
        if name == "busy 1":
            for process in find_processes(temporary, RENDERER):
                os.kill(process, signal.SIGSTOP)

    with (
        BrowserSession([], deadline=10) as session,
        pytest.raises(DrawError, match=r"^chart 'busy \d+' could not be drawn: the browser did not answer"),
    ):
        session.draw({f"busy {number}": (busy, SIZE) for number in range(40)}, stop)
    assert_nothing_left(temporary)


@pytest.mark.browser
def test_the_page_cannot_reach_the_network() -> None:
    """Neither an image nor a style in a label is loaded, not even from a server on this machine."""
    connections = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        images = [{"source": address, "x": 0, "y": 1, "sizex": 1, "sizey": 1}]
        label = f'<span style="background:url({address})">label</span>'
        figure = {"data": BAR["data"], "layout": {"images": images, "title": {"text": label}}}
        with BrowserSession([]) as session:
            session.draw({"bar": (figure, SIZE)})
            with contextlib.suppress(TimeoutError):
                connections.append(server.accept())
    assert not connections


# ── The cache of drawings ───────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
def test_cached_drawings_are_not_drawn_again(tmp_path: Path, faces: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No browser starts for them. Another figure, another size and a damaged entry are drawn."""
    cache, wider = Cache(tmp_path), Size(SIZE.width + 10, SIZE.height)
    with BrowserSession(faces, cache=cache, plan_key=cache_key("trial")) as session:
        first = session.draw({"one": (BAR, SIZE), "two": (BAR, wider)})
    assert session.uncached_charts == ("one", "two")
    keys = (cache.get(cache_key("trial")) or "").split()
    damaged = next(key for key in keys if first["two"] in (cache.get(key) or ""))
    (tmp_path / damaged).write_bytes(b"damaged")
    with BrowserSession(faces, cache=cache, plan_key=cache_key("trial")) as session:
        other = {**BAR, "layout": {**BAR["layout"], "title": {"text": "Other"}}}
        again = session.draw({"other": (other, SIZE), "one": (BAR, SIZE), "two": (BAR, wider)})
    assert session.uncached_charts == ("other", "two")
    assert again["one"] == first["one"]
    assert canonicalize(again["two"]) == canonicalize(first["two"])
    versions = session.browser_versions
    monkeypatch.setenv("BROWSER_PATH", "/nowhere")
    with BrowserSession(faces, cache=cache, plan_key=cache_key("trial")) as session:
        assert session.draw({"one": (BAR, SIZE), "two": (BAR, wider)}) == {name: again[name] for name in first}
    assert (session.uncached_charts, session.browser_version) == ((), "")
    assert len(versions) == 1
    assert session.browser_versions == versions, "the cache keeps the version with each drawing"


def test_equal_figures_are_one_job_under_any_name() -> None:
    """Neither the name nor the order of keys is part of a job."""
    reordered = {"layout": BAR["layout"], "data": BAR["data"]}
    assert _encode_job("one", BAR, SIZE) == _encode_job("two", reordered, SIZE)
    assert _encode_job("one", BAR, SIZE) != _encode_job("one", BAR, Size(SIZE.width, SIZE.height + 0.5))


@pytest.mark.browser
def test_while_drawing_is_called_only_if_something_is_drawn(tmp_path: Path, faces: Any) -> None:
    """It is not called if all drawings are in the cache."""
    cache, calls = Cache(tmp_path / "cache"), list[str]()
    for _ in range(2):
        with BrowserSession(faces, cache=cache, plan_key=cache_key("trial")) as session:
            session.draw({"bar": (BAR, SIZE)}, while_drawing=lambda: calls.append("called"))
    assert calls == ["called"]
