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

from . import easel
from .cache import Cache, key
from .chromium import cure, find
from .errors import DrawError, ReportError, SetupError, shown
from .geometry import Size

if TYPE_CHECKING:  # the worker has no use for the rest of a brand
    from .brand import Face

__all__ = ["Session"]


class _LostError(Exception):
    """The worker or its browser is gone before the drawings came."""


class Session:
    """A browser that starts on entry, draws once for all what was not drawn before, and is gone on exit.

    Faces that are None are told later, by `wear`, at the latest before `draw`. Under the name `plan` the cache
    remembers what a run of these inputs draws: where all that is there, no browser starts until one is needed. Trouble
    at the start is kept until `draw`, so that errors in the data are reported first. Once `draw` has returned,
    `version` is the browser's, if one was needed, `drew` are those of all whose drawings it gave, and `fresh` the
    charts that were not in the cache.
    """

    def __init__(
        self,
        faces: Sequence[Face] | None = (),
        deadline: float = 60.0,
        cache: Cache | None = None,
        plan: str = "",
    ) -> None:
        self.version = ""
        self.fresh: tuple[str, ...] = ()
        self.drew: tuple[str, ...] = ()
        self._faces, self._deadline, self._cache, self._plan = faces, deadline, cache or Cache(None), plan
        self._browser = ""
        self._folder: Path | None = None
        self._worker: subprocess.Popen[str] | None = None
        self._trouble: ReportError | None = None
        self._ear: threading.Thread | None = None
        self._words: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()

    def __enter__(self) -> Session:
        if not (self._plan and self._cache.holds(self._plan)):
            self._open()
        return self

    def wear(self, faces: Sequence[Face]) -> None:
        """Tell the browser the brand's faces."""
        self._faces = faces
        if self._worker:
            self._dress(faces)

    def _open(self) -> None:
        if self._worker or self._trouble:
            return
        try:
            if not (found := find()):
                raise SetupError("no browser is installed", f"acsm-report doctor --fix, or: {cure()}")
            self._browser = str(found)
            self._start()
        except ReportError as trouble:
            self._trouble = trouble
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
        begun: Callable[[str], object] = str,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> dict[str, str]:
        """Return the SVG of every figure by its name, within the deadline; `begun` is told each name as its turn comes.

        `meanwhile` is done while the browser draws, if it has anything to draw.
        Raise DrawError for a chart that cannot be drawn, SetupError when the browser does not work.
        """
        texts = {name: _job(name, figure, size) for name, (figure, size) in jobs.items()}
        faces = [(face.family, face.weight, Path(face.path)) for face in self._faces or ()]
        basis = easel.basis(faces) if self._cache.place else ""
        keys = {name: key("drawn by", basis, text) for name, text in texts.items()} if basis else {}
        found = {name: self._cache.get(place) for name, place in keys.items()}
        kept = {name: text.partition("\n")[::2] for name, text in found.items() if text is not None}
        self.fresh = tuple(name for name in jobs if name not in kept)
        if self.fresh:
            named = (f'{{"name":{json.dumps(name)},"job":{texts[name]}}}' for name in self.fresh)
            drawn = self._drawings(f"[{','.join(named)}]", begun, meanwhile)
            self._cache.put({keys[name]: f"{self.version}\n{svg}" for name, svg in drawn.items() if keys})
            kept |= {name: (self.version, svg) for name, svg in drawn.items()}
        if self._plan and not self._cache.holds(self._plan):
            self._cache.put({self._plan: "\n".join(sorted(keys.values()))})
        self.drew = tuple(sorted({version for version, _ in kept.values()}))
        return {name: svg for name, (_, svg) in kept.items()}

    def _drawings(self, text: str, begun: Callable[[str], object], meanwhile: Callable[[], object]) -> dict[str, str]:
        """Return the drawings of a list of named jobs, written as JSON; a browser that is lost is started once more."""
        self._open()
        if self._trouble:
            raise self._trouble
        until = time.monotonic() + self._deadline
        try:
            self._order(text)
            meanwhile()
            return self._drawn(until, begun)
        except _LostError:  # killed by something outside, short of memory: worth one more start
            self._stop()
            self._start()
        try:
            self._order(text)
            return self._drawn(until, begun)
        except _LostError as loss:
            what = f"the browser ended twice while it was drawing ({loss})"
            raise SetupError(what, "free some memory, or name another browser in BROWSER_PATH", self._browser) from None

    def _start(self) -> None:
        package = Path(__file__).resolve().parent
        with _temporary_files():
            short = len(os.fsencode(tempfile.gettempdir())) < 40 or sys.platform == "win32"
            self._folder = Path(tempfile.mkdtemp(prefix="acsm-report-", dir=None if short else "/tmp"))  # for a socket
            with (self._folder / "complaints").open("w") as complaints:
                self._worker = subprocess.Popen(
                    [sys.executable, "-m", f"{package.name}.painter"], text=True, encoding="utf-8",
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, start_new_session=True,
                    cwd=self._folder, env=_environment(self._folder, package.parent),
                )  # fmt: skip
        self._words = queue.SimpleQueue()
        self._ear = threading.Thread(target=_listen, args=(self._worker.stdout, self._words), daemon=True)
        self._ear.start()
        self._tell({"browser": self._browser})
        if self._faces is not None:
            self._dress(self._faces)

    def _dress(self, faces: Sequence[Face]) -> None:
        self._tell({"faces": [[face.family, face.weight, str(Path(face.path).resolve())] for face in faces]})

    def _tell(self, order: dict[str, Any]) -> None:
        """Send one short line: a pipe holds it even when the worker has stopped reading."""
        assert self._worker and self._worker.stdin
        with suppress(OSError):  # a dead worker is noticed when we listen
            self._worker.stdin.write(json.dumps(order) + "\n")
            self._worker.stdin.flush()

    def _order(self, text: str) -> None:
        assert self._folder
        with _temporary_files():
            (self._folder / "figures.json").write_text(text, encoding="utf-8")
        self._tell({"draw": "figures.json"})

    def _drawn(self, until: float, begun: Callable[[str], object]) -> dict[str, str]:
        assert self._folder
        ready, chart = False, ""
        while True:
            try:
                word = self._words.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise self._late(ready, chart) from None
            match word:
                case {"ready": version}:
                    ready, self.version = True, version
                case {"drawing": name}:
                    chart = name
                    begun(name)
                case {"drawings": file}:
                    drawings: dict[str, str] = json.loads((self._folder / file).read_text(encoding="utf-8"))
                    return drawings
                case {"chart": name, "cause": cause}:
                    raise DrawError(f"chart {shown(name)} could not be drawn: {cause}", "correct its figure")
                case {"start": cause}:
                    raise SetupError(f"the browser ends at once: {cause}", f"try another: {cure()}", self._browser)
                case {"setup": cause}:
                    raise SetupError(cause, "correct the brand's fonts")
                case {"lost": cause}:
                    raise _LostError(cause)
                case _:
                    raise _LostError(self._complaint())

    def _late(self, ready: bool, chart: str) -> ReportError:
        what = f"the browser did not {'answer' if ready else 'start'} within {self._deadline:g} s"
        if chart:
            return DrawError(f"chart {shown(chart)} could not be drawn: {what}", "allow more time with --deadline")
        return SetupError(what, f"allow more time with --deadline, or try another: {cure()}", self._browser)

    def _complaint(self) -> str:
        """The worker's last words."""
        assert self._folder
        lines = (self._folder / "complaints").read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line[:200] for line in reversed(lines) if line.strip()), "killed")

    def _stop(self) -> None:
        """End the worker's whole group and remove its folder; a graceful close is slow and can hang."""
        if worker := self._worker:
            _kill(worker)
            with suppress(OSError):
                worker.stdin.close()  # type: ignore[union-attr]
            with suppress(subprocess.TimeoutExpired):
                worker.wait(timeout=5)
            if self._ear:
                self._ear.join(timeout=5)
        self._worker = None
        if self._folder:
            _remove(self._folder)
        self._folder = None


@contextmanager
def _temporary_files() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        place = str(error.filename or os.environ.get("TMPDIR", "/tmp"))
        raise SetupError(
            f"no room for the browser: {error.strerror}", "free it, or name another TMPDIR", place
        ) from None


def _environment(folder: Path, source: Path) -> dict[str, str]:
    """The worker's world: finds this package, is quiet, and keeps its temporary files in `folder`."""
    paths = os.pathsep.join(filter(None, (str(source), os.environ.get("PYTHONPATH"))))
    private = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    return {**os.environ, **private, "PYTHONPATH": paths, "PYTHONWARNINGS": "ignore"}


def _listen(lines: IO[str], words: queue.SimpleQueue[dict[str, Any] | None]) -> None:
    with lines:
        for line in lines:
            words.put(json.loads(line))
    words.put(None)


def _job(name: str, figure: dict[str, Any], size: Size) -> str:
    """Return what is to be drawn as JSON: the same text for figures that look alike, whatever they are called."""
    try:  # NaN would be drawn as nothing, without a word
        return json.dumps(
            {"figure": figure, "width": size.w, "height": size.h},
            allow_nan=False,
            sort_keys=True,
            separators=(",", ":"),
        )
    except (TypeError, ValueError) as error:
        raise DrawError(f"chart {shown(name)} could not be drawn: {error}", "correct its figure") from None


def _kill(worker: subprocess.Popen[str]) -> None:
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(worker.pid)], capture_output=True, check=False)
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(worker.pid, signal.SIGKILL)


def _remove(folder: Path) -> None:
    """Remove a folder whose last writers may still be dying."""
    for _ in range(100):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.02)
