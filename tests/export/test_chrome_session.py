"""The browser: which one is found, what it draws, and that nothing of it stays behind."""

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

BAR = {
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
    """A temporary folder of this test's own, with a short name, as sockets want."""
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


def ours(folder: Path) -> dict[int, str]:
    """The processes that were started with this temporary folder, their groups, and their command lines."""
    found, groups, others = dict[int, str](), set[int](), dict[int, tuple[int, str]]()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            number = int(process.name)
            command = (process / "cmdline").read_bytes()
            named = bytes(folder) in command or bytes(folder) in (process / "environ").read_bytes()
            group, words = os.getpgid(number), command.replace(b"\0", b" ").decode(errors="replace")
            if named and number != os.getpid():
                found[number] = words
                groups |= {group} - {os.getpgrp()}
            others[number] = group, words
    return found | {number: words for number, (group, words) in others.items() if group in groups}


def assert_nothing_left(folder: Path) -> None:
    until = time.monotonic() + 2
    while (left := ours(folder)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not left
    assert not list(folder.iterdir())


def matching(folder: Path, pattern: str) -> list[int]:
    return [process for process, command in ours(folder).items() if re.search(pattern, command)]


def awaited(folder: Path, pattern: str, seconds: float = 20) -> int:
    """Wait for a process of ours whose command line matches, and return it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := matching(folder, pattern):
            return found[0]
        time.sleep(0.02)
    raise AssertionError(f"no process {pattern}")


# ── Finding one ───────────────────────────────────────────────────────────────────────────────────


def test_browser_path_comes_before_everything_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = program(tmp_path / "mine", "exit 0")
    monkeypatch.setenv("BROWSER_PATH", str(chosen))
    assert discovery.find_browser() == chosen


@pytest.mark.parametrize("kind", ["missing", "folder", "not executable"])
def test_a_browser_path_that_is_no_program_is_named(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "browser"
    if kind == "folder":
        path.mkdir()
    if kind == "not executable":
        path.write_text("text")
    monkeypatch.setenv("BROWSER_PATH", str(path))
    with pytest.raises(SetupError, match=f"^{path}: BROWSER_PATH names no program"):
        discovery.find_browser()


def test_the_leanest_browser_on_the_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    program(tmp_path / "google-chrome", "exit 0")
    lean = program(tmp_path / "chromium-headless-shell", "exit 0")
    assert discovery.find_browser() == lean


@pytest.mark.parametrize("stub", ["script", "link"])
def test_a_stub_that_leads_to_snap_is_no_browser(stub: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
def test_a_chrome_that_kaleido_downloaded_earlier_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "choreographer" / "deps" / "chrome-linux64"
    folder.mkdir(parents=True)
    downloaded = program(folder / "chrome", "exit 0")
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert discovery.find_browser() == downloaded


# ── Installing one ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without a browser, whose user is not root; a fake kaleido stands in for the network."""
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
def test_a_download_that_is_cut_short_leaves_nothing_and_says_what_to_install(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUT", "1")
    monkeypatch.setattr(discovery, "_system_names", lambda: ("fedora",))
    with pytest.raises(SetupError, match=r"no browser could be installed \(cut short\); as root: dnf install chromium"):
        discovery.install_browser()
    assert discovery.find_browser() is None
    assert not [path for path in bare.rglob("*") if path.name == "chrome"]


@LINUX
def test_a_download_that_never_ends_is_given_up_at_the_deadline(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANG", "1")
    began = time.monotonic()
    with pytest.raises(SetupError, match="did not end in time"):
        discovery.install_browser(deadline=1)
    assert time.monotonic() - began < 5


# ── When it does not work ─────────────────────────────────────────────────────────────────────────


def test_without_a_browser_the_drawing_fails_and_the_start_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a mistake in the data, made in between, is reported first."""
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "nothing"))
    with BrowserSession([]) as session, pytest.raises(SetupError, match="nothing: BROWSER_PATH names no program"):
        session.draw({"bar": (BAR, SIZE)})


@LINUX
def test_a_browser_that_exits_at_once_is_reported_with_its_own_last_words(
    temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(program(tmp_path / "broken", "echo libnss3.so is missing >&2; exit 127")))
    began = time.monotonic()
    with (
        BrowserSession([]) as session,
        pytest.raises(SetupError, match=r"broken: the browser ends at once: libnss3.so is missing; try another"),
    ):
        session.draw({"bar": (BAR, SIZE)})
    assert time.monotonic() - began < 10
    assert_nothing_left(temporary)


@LINUX
def test_a_browser_that_never_answers_is_given_up_at_the_deadline(
    temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(program(tmp_path / "asleep", "sleep 600")))
    began = time.monotonic()
    with BrowserSession([], deadline=2) as session, pytest.raises(SetupError, match="did not start within 2 s"):
        session.draw({"bar": (BAR, SIZE)})
    assert time.monotonic() - began < 5
    assert_nothing_left(temporary)


@LINUX
def test_an_error_in_the_data_ends_a_starting_browser(
    temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(program(tmp_path / "asleep", "sleep 600")))
    began = time.monotonic()
    with pytest.raises(ZeroDivisionError), BrowserSession([]):
        awaited(temporary, "asleep")
        began = time.monotonic()
        raise ZeroDivisionError
    assert time.monotonic() - began < 1
    assert_nothing_left(temporary)


@LINUX
def test_when_the_program_is_killed_its_browser_and_its_files_go_too(temporary: Path, tmp_path: Path) -> None:
    start = "import time; from acsm_report.export.chrome.session import BrowserSession"
    code = f"{start}\nwith BrowserSession([]): time.sleep(600)"
    asleep = program(tmp_path / "asleep", "sleep 600")
    environment = {**os.environ, "BROWSER_PATH": str(asleep), "PYTHONPATH": os.pathsep.join(sys.path)}
    program_id = os.spawnve(os.P_NOWAIT, sys.executable, [sys.executable, "-c", code], environment)
    awaited(temporary, "asleep")
    os.kill(program_id, signal.SIGKILL)
    os.waitpid(program_id, 0)
    assert_nothing_left(temporary)


def test_a_temporary_folder_that_cannot_be_used_is_named(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", sys.executable)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary / "gone"))
    with BrowserSession([]) as session, pytest.raises(SetupError, match=r"gone.*: no room for the browser"):
        session.draw({"bar": (BAR, SIZE)})


def test_a_value_that_is_no_number_is_refused_by_the_name_of_its_chart() -> None:
    figure = {"data": [{"type": "bar", "y": [float("nan")]}], "layout": {}}
    with pytest.raises(DrawError, match=r"^chart 'rates' could not be drawn"):
        BrowserSession([]).draw({"rates": (figure, SIZE)})


# ── With a real browser ───────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
@LINUX
def test_two_sessions_draw_the_same_and_leave_nothing(temporary: Path, faces: Any) -> None:
    """Neither an earlier run nor the charts beside it change a drawing; the order of attributes is chance."""
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
def test_a_chart_that_cannot_be_drawn_names_itself(figure: dict[str, Any], cause: str, faces: Any) -> None:
    with (
        BrowserSession(faces) as session,
        pytest.raises(DrawError, match=f"^chart 'strange' could not be drawn: .*{cause}"),
    ):
        session.draw({"bar": (BAR, SIZE), "strange": (figure, SIZE)})


@pytest.mark.browser
def test_a_font_that_is_none_is_named(tmp_path: Path, faces: Any) -> None:
    path = tmp_path / "fake.ttf"
    path.write_text("no font")
    face = FontFace("Fake", 400, path)
    with BrowserSession([face]) as session, pytest.raises(SetupError, match="the font Fake 400 cannot be read"):
        session.draw({"bar": (BAR, SIZE)})


@pytest.mark.browser
def test_a_temporary_folder_with_a_long_name_is_no_obstacle(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser wants a socket there, and a socket's path has at most 107 bytes."""
    long = temporary / "a folder with spaces, an ä" / ("x" * 120)
    long.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with BrowserSession([]) as session:
        assert session.draw({"bar": (BAR, SIZE)})


@pytest.mark.browser
@LINUX
@pytest.mark.parametrize("victim", [MAIN, RENDERER], ids=["browser", "page"])
def test_a_browser_that_is_killed_is_started_once_more(victim: str, temporary: Path) -> None:
    with BrowserSession([]) as session:
        os.kill(awaited(temporary, victim), signal.SIGKILL)
        assert "<svg" in session.draw({"bar": (BAR, SIZE)})["bar"]
    assert_nothing_left(temporary)


@pytest.mark.browser
@LINUX
def test_a_browser_that_stops_is_given_up_at_the_deadline(temporary: Path) -> None:
    with BrowserSession([], deadline=3) as session:
        os.kill(awaited(temporary, MAIN), signal.SIGSTOP)
        began = time.monotonic()
        with pytest.raises(SetupError, match=r"the browser did not (start|answer) within 3 s"):
            session.draw({"bar": (BAR, SIZE)})
    assert time.monotonic() - began < 5
    assert_nothing_left(temporary)


@pytest.mark.browser
@LINUX
def test_a_page_that_stops_while_it_draws_names_the_chart(temporary: Path) -> None:
    busy = {"data": [{"type": "scatter", "mode": "markers", "y": list(range(20000))}], "layout": {}}

    def stop(name: str) -> None:
        if name == "busy 1":
            for process in matching(temporary, RENDERER):
                os.kill(process, signal.SIGSTOP)

    with (
        BrowserSession([], deadline=10) as session,
        pytest.raises(DrawError, match=r"^chart 'busy \d+' could not be drawn: the browser did not answer"),
    ):
        session.draw({f"busy {number}": (busy, SIZE) for number in range(40)}, stop)
    assert_nothing_left(temporary)


@pytest.mark.browser
def test_the_page_asks_no_network_for_anything() -> None:
    """Not even a server on this machine: neither by a picture, nor by a style inside a label."""
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        images = [{"source": address, "x": 0, "y": 1, "sizex": 1, "sizey": 1}]
        label = f'<span style="background:url({address})">label</span>'
        figure = {"data": BAR["data"], "layout": {"images": images, "title": {"text": label}}}
        with BrowserSession([]) as session:
            session.draw({"bar": (figure, SIZE)})
            with contextlib.suppress(TimeoutError):
                asked.append(server.accept())
    assert not asked


# ── What was drawn before ─────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
def test_what_was_drawn_before_is_not_drawn_again(tmp_path: Path, faces: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is a browser started for it; another figure, another size and a damaged entry are drawn."""
    cache, wide = Cache(tmp_path), Size(SIZE.width + 10, SIZE.height)
    with BrowserSession(faces, cache=cache, plan_key=cache_key("trial")) as session:
        first = session.draw({"one": (BAR, SIZE), "two": (BAR, wide)})
    assert session.uncached_charts == ("one", "two")
    listed = (cache.get(cache_key("trial")) or "").split()
    wider = next(name for name in listed if first["two"] in (cache.get(name) or ""))
    (tmp_path / wider).write_bytes(b"damaged")
    with BrowserSession(faces, cache=cache, plan_key=cache_key("trial")) as session:
        other = {**BAR, "layout": {**BAR["layout"], "title": {"text": "Other"}}}
        again = session.draw({"other": (other, SIZE), "one": (BAR, SIZE), "two": (BAR, wide)})
    assert session.uncached_charts == ("other", "two")
    assert again["one"] == first["one"]
    assert canonicalize(again["two"]) == canonicalize(first["two"])
    drew = session.browser_versions
    monkeypatch.setenv("BROWSER_PATH", "/nowhere")
    with BrowserSession(faces, cache=cache, plan_key=cache_key("trial")) as session:
        assert session.draw({"one": (BAR, SIZE), "two": (BAR, wide)}) == {name: again[name] for name in first}
    assert (session.uncached_charts, session.browser_version) == ((), "")
    assert len(drew) == 1
    assert session.browser_versions == drew, "whose drawings they are is kept with them"


def test_figures_that_look_alike_are_one_drawing_whatever_they_are_called() -> None:
    """Neither the name nor the order of its attributes is part of what is drawn."""
    turned = {"layout": BAR["layout"], "data": BAR["data"]}
    assert _encode_job("one", BAR, SIZE) == _encode_job("two", turned, SIZE)
    assert _encode_job("one", BAR, SIZE) != _encode_job("one", BAR, Size(SIZE.width, SIZE.height + 0.5))


@pytest.mark.browser
def test_what_is_done_meanwhile_is_done_only_where_something_is_drawn(tmp_path: Path, faces: Any) -> None:
    """Whoever has all drawings in the cache does not wait, and prepares nothing."""
    cache, done = Cache(tmp_path / "cache"), list[str]()
    for _ in range(2):
        with BrowserSession(faces, cache=cache, plan_key=cache_key("trial")) as session:
            session.draw({"bar": (BAR, SIZE)}, while_drawing=lambda: done.append("prepared"))
    assert done == ["prepared"]
