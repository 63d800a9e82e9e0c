"""The browser: draws plotly figures to SVG in one start and one call.

Its worker (`painter`) has a process group of its own and a private temporary folder, every wait has a deadline, and
when a Session ends its group and its folder are gone.
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
from typing import IO, TYPE_CHECKING, Any

from ...errors import DrawError, ReportError, SetupError, quote_value
from ...geometry import Size
from ...system.cache import Cache, cache_key
from ...theme.model import FontFace
from . import drawing_page
from .discovery import find_browser, install_hint

if TYPE_CHECKING:  # the worker has no use for the rest of a brand
    pass

__all__ = ["BrowserSession"]


class _WorkerLostError(Exception):
    """The worker or its browser is gone before the drawings came."""


class BrowserSession:
    """A browser that starts on entry, draws once for all what was not drawn before, and is gone on exit.

    Faces that are None are told later, by `wear`, at the latest before `draw`. Under the name `plan` the cache
    remembers what a run of these inputs draws: where all that is there, no browser starts until one is needed. Trouble
    at the start is kept until `draw`, so that errors in the data are reported first. Once `draw` has returned,
    `version` is the browser's, if one was needed, `drew` are those of all whose drawings it gave, and `fresh` the
    charts that were not in the cache.
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
        self._font_faces, self._deadline, self._cache, self._plan_key = (
            font_faces,
            deadline,
            cache or Cache(None),
            plan_key,
        )
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
        """Tell the browser the brand's faces."""
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
        except ReportError as trouble:
            self._start_error = trouble
        except BaseException:  # a signal: nobody calls __exit__ for a start that did not end
            self._stop()
            raise

    def __exit__(self, *_: object) -> None:
        try:
            self._stop()
        except BaseException:  # a signal in the middle of it: the rest must go as well
            self._stop()
            raise

    def draw(
        self,
        jobs: Mapping[str, tuple[dict[str, Any], Size]],
        on_chart_start: Callable[[str], object] = str,
        while_drawing: Callable[[], object] = lambda: None,
    ) -> dict[str, str]:
        """Return the SVG of every figure by its name, within the deadline; `begun` is told each name as its turn comes.

        `meanwhile` is done while the browser draws, if it has anything to draw.
        Raise DrawError for a chart that cannot be drawn, SetupError when the browser does not work.
        """
        texts = {name: _encode_job(name, figure, size) for name, (figure, size) in jobs.items()}
        faces = [(face.family, face.weight, Path(face.path)) for face in self._font_faces or ()]
        basis = drawing_page.hash_drawing_inputs(faces) if self._cache.folder else ""
        keys = {name: cache_key("drawn by", basis, text) for name, text in texts.items()} if basis else {}
        found = {name: self._cache.get(place) for name, place in keys.items()}
        kept = {name: text.partition("\n")[::2] for name, text in found.items() if text is not None}
        self.uncached_charts = tuple(name for name in jobs if name not in kept)
        if self.uncached_charts:
            named = (f'{{"name":{json.dumps(name)},"job":{texts[name]}}}' for name in self.uncached_charts)
            drawn = self._draw_with_retry(f"[{','.join(named)}]", on_chart_start, while_drawing)
            self._cache.put({keys[name]: f"{self.browser_version}\n{svg}" for name, svg in drawn.items() if keys})
            kept |= {name: (self.browser_version, svg) for name, svg in drawn.items()}
        if self._plan_key and not self._cache.has_listed(self._plan_key):
            self._cache.put({self._plan_key: "\n".join(sorted(keys.values()))})
        self.browser_versions = tuple(sorted({version for version, _ in kept.values()}))
        return {name: svg for name, (_, svg) in kept.items()}

    def _draw_with_retry(
        self, text: str, on_chart_start: Callable[[str], object], while_drawing: Callable[[], object]
    ) -> dict[str, str]:
        """Return the drawings of a list of named jobs, written as JSON; a browser that is lost is started once more."""
        self._ensure_started()
        if self._start_error:
            raise self._start_error
        until = time.monotonic() + self._deadline
        try:
            self._send_jobs(text)
            while_drawing()
            return self._receive_drawings(until, on_chart_start)
        except _WorkerLostError:  # killed by something outside, short of memory: worth one more start
            self._stop()
            self._start()
        try:
            self._send_jobs(text)
            return self._receive_drawings(until, on_chart_start)
        except _WorkerLostError as loss:
            what = f"the browser ended twice while it was drawing ({loss})"
            raise SetupError(what, "free some memory, or name another browser in BROWSER_PATH", self._browser) from None

    def _start(self) -> None:
        package = Path(__file__).resolve().parents[2]
        with _report_disk_errors():
            short = len(os.fsencode(tempfile.gettempdir())) < 40 or sys.platform == "win32"
            self._folder = Path(tempfile.mkdtemp(prefix="acsm-report-", dir=None if short else "/tmp"))  # for a socket
            with (self._folder / "complaints").open("w") as complaints:
                self._worker = subprocess.Popen(
                    [sys.executable, "-m", f"{package.name}.export.chrome.worker"], text=True, encoding="utf-8",
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, start_new_session=True,
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
        """Send one short line: a pipe holds it even when the worker has stopped reading."""
        assert self._worker and self._worker.stdin
        with suppress(OSError):  # a dead worker is noticed when we listen
            self._worker.stdin.write(json.dumps(command) + "\n")
            self._worker.stdin.flush()

    def _send_jobs(self, text: str) -> None:
        assert self._folder
        with _report_disk_errors():
            (self._folder / "figures.json").write_text(text, encoding="utf-8")
        self._send_command({"draw": "figures.json"})

    def _receive_drawings(self, until: float, on_chart_start: Callable[[str], object]) -> dict[str, str]:
        assert self._folder
        ready, chart = False, ""
        while True:
            try:
                word = self._messages.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise self._timeout_error(ready, chart) from None
            match word:
                case {"ready": version}:
                    ready, self.browser_version = True, version
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
                        f"the browser ends at once: {cause}", f"try another: {install_hint()}", self._browser
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
        """The worker's last words."""
        assert self._folder
        lines = (self._folder / "complaints").read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line[:200] for line in reversed(lines) if line.strip()), "killed")

    def _stop(self) -> None:
        """End the worker's whole group and remove its folder; a graceful close is slow and can hang."""
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
        place = str(error.filename or os.environ.get("TMPDIR", "/tmp"))
        raise SetupError(
            f"no room for the browser: {error.strerror}", "free it, or name another TMPDIR", place
        ) from None


def _worker_environment(folder: Path, source: Path) -> dict[str, str]:
    """The worker's world: finds this package, is quiet, and keeps its temporary files in `folder`."""
    paths = os.pathsep.join(filter(None, (str(source), os.environ.get("PYTHONPATH"))))
    private = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    return {**os.environ, **private, "PYTHONPATH": paths, "PYTHONWARNINGS": "ignore"}


def _forward_messages(lines: IO[str], messages: queue.SimpleQueue[dict[str, Any] | None]) -> None:
    with lines:
        for line in lines:
            messages.put(json.loads(line))
    messages.put(None)


def _encode_job(name: str, figure: dict[str, Any], size: Size) -> str:
    """Return what is to be drawn as JSON: the same text for figures that look alike, whatever they are called."""
    try:  # NaN would be drawn as nothing, without a word
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
    """Remove a folder whose last writers may still be dying."""
    for _ in range(100):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.02)
