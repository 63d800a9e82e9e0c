"""Draws plotly figures as SVG: starts the worker process and its browser, sends the figures, stops both.

The worker has a process group and a temporary folder of its own, and every wait has a deadline. When a session ends,
no process of the group is left, and the folder is removed.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from ...errors import DrawError, ReportError, SetupError, quote_value
from ...geometry import Size
from ...system.cache import Cache, cache_key
from ...system.termination import raise_if_terminated
from ...theme.model import FontFace
from . import drawing_page
from .discovery import find_browser, install_hint

__all__ = ["BrowserSession"]

ERROR_LOG = "worker.log"  # the worker's standard error, in its folder


class _WorkerLostError(Exception):
    """The worker or its browser ended before it sent the drawings."""


class BrowserSession:
    """A browser that starts when the context is entered, draws in one call, and is stopped when the context is left.

    `deadline` is in seconds. With `font_faces` None, call `set_font_faces` before `draw`. With a `plan_key` the cache
    records under this key which drawings a run needs: when all are there, the browser starts only if it turns out to
    be needed. Errors at the start are raised by `draw`, so that errors in the data come first.

    After `draw`: `browser_version` is the version of the browser, empty if it was not needed; `browser_versions` are
    those that made the drawings, cached ones included; `uncached_charts` are the charts that were not in the cache.
    """

    def __init__(
        self,
        font_faces: Sequence[FontFace] | None = (),
        deadline: float = 60.0,
        cache: Cache | None = None,
        plan_key: str = "",
    ) -> None:
        self.browser_version = ""
        self.uncached_charts: tuple[str, ...] = ()
        self.browser_versions: tuple[str, ...] = ()
        self._font_faces, self._deadline = font_faces, deadline
        self._cache, self._plan_key = cache or Cache(None), plan_key
        self._browser = ""
        self._folder: Path | None = None
        self._worker: subprocess.Popen[str] | None = None
        self._start_error: ReportError | None = None
        self._listener: threading.Thread | None = None
        self._messages: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()

    def __enter__(self) -> BrowserSession:
        if not (self._plan_key and self._cache.has_listed(self._plan_key)):
            self._ensure_started()
        return self

    def set_font_faces(self, font_faces: Sequence[FontFace]) -> None:
        """Set the brand's font faces, and send them to the browser if it has started."""
        self._font_faces = font_faces
        if self._worker:
            self._send_font_faces(font_faces)

    def _ensure_started(self) -> None:
        if self._worker or self._start_error:
            return
        try:
            if not (found := find_browser()):
                raise SetupError("no browser is installed", f"acsm-report doctor --fix, or: {install_hint()}")
            self._browser = str(found)
            self._start()
        except ReportError as error:
            self._start_error = error
        except BaseException:  # a signal: __exit__ is not called if __enter__ raises
            self._stop()
            raise

    def __exit__(self, *_: object) -> None:
        try:
            self._stop()
        except BaseException:  # a signal during the cleanup: finish it
            self._stop()
            raise

    def draw(
        self,
        jobs: Mapping[str, tuple[dict[str, Any], Size]],
        on_chart_start: Callable[[str], object] = str,
        while_drawing: Callable[[], object] = lambda: None,
    ) -> dict[str, str]:
        """Return the SVG of each job (figure and size in points) by name, within the deadline.

        Calls `on_chart_start` with a chart's name when the browser begins to draw it, and `while_drawing` once while
        the browser draws, but not if all drawings are in the cache.
        Raise DrawError if a chart cannot be drawn, SetupError if the browser does not work.
        """
        texts = {name: _encode_job(name, figure, size) for name, (figure, size) in jobs.items()}
        font_files = [(face.family, face.weight, Path(face.path)) for face in self._font_faces or ()]
        inputs_hash = drawing_page.hash_drawing_inputs(font_files) if self._cache.folder else ""
        keys = {name: cache_key("drawn by", inputs_hash, text) for name, text in texts.items()} if inputs_hash else {}
        entries = {name: self._cache.get(key) for name, key in keys.items()}
        drawings = {name: entry.partition("\n")[::2] for name, entry in entries.items() if entry is not None}
        self.uncached_charts = tuple(name for name in jobs if name not in drawings)
        if self.uncached_charts:
            named_jobs = (f'{{"name":{json.dumps(name)},"job":{texts[name]}}}' for name in self.uncached_charts)
            new = self._draw_with_retry(f"[{','.join(named_jobs)}]", on_chart_start, while_drawing)
            self._cache.put({keys[name]: f"{self.browser_version}\n{svg}" for name, svg in new.items() if keys})
            drawings |= {name: (self.browser_version, svg) for name, svg in new.items()}
        if self._plan_key and not self._cache.has_listed(self._plan_key):
            self._cache.put({self._plan_key: "\n".join(sorted(keys.values()))})
        self.browser_versions = tuple(sorted({version for version, _ in drawings.values()}))
        return {name: svg for name, (_, svg) in drawings.items()}

    def _draw_with_retry(
        self, jobs_json: str, on_chart_start: Callable[[str], object], while_drawing: Callable[[], object]
    ) -> dict[str, str]:
        """Return the drawings of a list of named jobs; start the browser once more if it ends early."""
        self._ensure_started()
        if self._start_error:
            raise self._start_error
        until = time.monotonic() + self._deadline
        try:
            self._send_jobs(jobs_json)
            while_drawing()
            return self._receive_drawings(until, on_chart_start)
        except _WorkerLostError:  # killed from outside, or short of memory: a second start may succeed
            self._stop()
            self._start()
        try:
            self._send_jobs(jobs_json)
            return self._receive_drawings(until, on_chart_start)
        except _WorkerLostError as loss:
            what = f"the browser ended twice while it was drawing ({loss})"
            raise SetupError(what, "free some memory, or name another browser in BROWSER_PATH", self._browser) from None

    def _start(self) -> None:
        package = Path(__file__).resolve().parents[2]
        with _report_disk_errors():
            # the browser makes a socket in the folder, and the path of a socket has at most 107 bytes
            is_short = len(os.fsencode(tempfile.gettempdir())) < 40 or sys.platform == "win32"
            self._folder = Path(tempfile.mkdtemp(prefix="acsm-report-", dir=None if is_short else "/tmp"))
            with (self._folder / ERROR_LOG).open("w") as error_log:
                self._worker = subprocess.Popen(
                    [sys.executable, "-m", f"{package.name}.export.chrome.worker"], text=True, encoding="utf-8",
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=error_log, start_new_session=True,
                    cwd=self._folder, env=_worker_environment(self._folder, package.parent),
                )  # fmt: skip
        self._messages = queue.SimpleQueue()
        self._listener = threading.Thread(
            target=_forward_messages, args=(self._worker.stdout, self._messages), daemon=True
        )
        self._listener.start()
        self._send_command({"browser": self._browser})
        if self._font_faces is not None:
            self._send_font_faces(self._font_faces)

    def _send_font_faces(self, font_faces: Sequence[FontFace]) -> None:
        self._send_command(
            {"faces": [[face.family, face.weight, str(Path(face.path).resolve())] for face in font_faces]}
        )

    def _send_command(self, command: dict[str, Any]) -> None:
        """Send one short line: it fits into the pipe even if the worker has stopped reading."""
        assert self._worker and self._worker.stdin
        with suppress(OSError):  # if the worker has died, reading its messages will show it
            self._worker.stdin.write(json.dumps(command) + "\n")
            self._worker.stdin.flush()

    def _send_jobs(self, jobs_json: str) -> None:
        assert self._folder
        with _report_disk_errors():
            (self._folder / "figures.json").write_text(jobs_json, encoding="utf-8")
        self._send_command({"draw": "figures.json"})

    def _next_message(self, until: float) -> dict[str, Any] | None:
        """Wait for a message of the worker. Raise queue.Empty at the deadline."""
        while True:
            raise_if_terminated()
            try:
                return self._messages.get(timeout=min(0.5, max(0.0, until - time.monotonic())))
            except queue.Empty:
                if time.monotonic() >= until:
                    raise

    def _receive_drawings(self, until: float, on_chart_start: Callable[[str], object]) -> dict[str, str]:
        assert self._folder
        is_ready, chart = False, ""
        while True:
            try:
                message = self._next_message(until)
            except queue.Empty:
                raise self._timeout_error(is_ready, chart) from None
            match message:
                case {"ready": version}:
                    is_ready, self.browser_version = True, version
                case {"drawing": name}:
                    chart = name
                    on_chart_start(name)
                case {"drawings": file}:
                    drawings: dict[str, str] = json.loads((self._folder / file).read_text(encoding="utf-8"))
                    return drawings
                case {"chart": name, "cause": cause}:
                    raise DrawError(f"chart {quote_value(name)} could not be drawn: {cause}", "correct its figure")
                case {"start": cause}:
                    raise SetupError(
                        f"the browser exits at once: {cause}", f"try another: {install_hint()}", self._browser
                    )
                case {"setup": cause}:
                    raise SetupError(cause, "correct the brand's fonts")
                case {"lost": cause}:
                    raise _WorkerLostError(cause)
                case _:
                    raise _WorkerLostError(self._last_error_line())

    def _timeout_error(self, is_ready: bool, chart: str) -> ReportError:
        what = f"the browser did not {'answer' if is_ready else 'start'} within {self._deadline:g} s"
        if chart:
            return DrawError(
                f"chart {quote_value(chart)} could not be drawn: {what}", "allow more time with --deadline"
            )
        return SetupError(what, f"allow more time with --deadline, or try another: {install_hint()}", self._browser)

    def _last_error_line(self) -> str:
        """Return the last line that the worker wrote to its standard error."""
        assert self._folder
        lines = (self._folder / ERROR_LOG).read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line[:200] for line in reversed(lines) if line.strip()), "killed")

    def _stop(self) -> None:
        """Kill the worker's process group and remove its folder: a graceful close is slow and can hang."""
        if worker := self._worker:
            _kill_process_group(worker)
            with suppress(OSError):
                worker.stdin.close()  # type: ignore[union-attr]
            with suppress(subprocess.TimeoutExpired):
                worker.wait(timeout=5)
            if self._listener:
                self._listener.join(timeout=5)
        self._worker = None
        if self._folder:
            _remove_folder(self._folder)
        self._folder = None


@contextmanager
def _report_disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        path = str(error.filename or os.environ.get("TMPDIR", "/tmp"))
        raise SetupError(
            f"no room for the browser: {error.strerror}", "free it, or name another TMPDIR", path
        ) from None


def _worker_environment(folder: Path, source: Path) -> dict[str, str]:
    """Return an environment in which the worker finds this package, warns of nothing and has `folder` for its files."""
    paths = os.pathsep.join(filter(None, (str(source), os.environ.get("PYTHONPATH"))))
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    return {**os.environ, **temporary, "PYTHONPATH": paths, "PYTHONWARNINGS": "ignore"}


def _forward_messages(lines: IO[str], messages: queue.SimpleQueue[dict[str, Any] | None]) -> None:
    with lines:
        for line in lines:
            messages.put(json.loads(line))
    messages.put(None)


def _encode_job(name: str, figure: dict[str, Any], size: Size) -> str:
    """Return a job as JSON, the same text for equal figures. `name` is for the error only.

    Raise DrawError for a value that JSON does not have, such as NaN: plotly would silently draw nothing.
    """
    try:
        return json.dumps(
            {"figure": figure, "width": size.width, "height": size.height},
            allow_nan=False,
            sort_keys=True,
            separators=(",", ":"),
        )
    except (TypeError, ValueError) as error:
        raise DrawError(f"chart {quote_value(name)} could not be drawn: {error}", "correct its figure") from None


def _kill_process_group(worker: subprocess.Popen[str]) -> None:
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(worker.pid)], capture_output=True, check=False)
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(worker.pid, signal.SIGKILL)


def _remove_folder(folder: Path) -> None:
    """Remove a folder, trying again for two seconds: killed processes may still write to it."""
    for _ in range(100):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.02)
