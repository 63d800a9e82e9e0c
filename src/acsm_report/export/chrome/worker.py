"""The worker of a Session: opens kaleido with our own page and draws what it is told. The only room that knows kaleido.

It reads an order a line, {"browser"}, {"faces"}, {"draw"}, and answers with a word a line.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from . import drawing_page

__all__: list[str] = []

PIPE_COMMAND = '"$0" "$@" 3<&0 4>&1; echo "{bye}"'  # at the end it says what choreographer waits for
DISCARD_PROXY = "http://127.0.0.1:9"  # the discard port: what the page's policy lets through still reaches no network


def _serve() -> None:
    """Draw for the Session that started this process, and end with it."""
    import asyncio

    sys.modules["plotly.utils"] = None  # type: ignore[assignment]  # kaleido does without; our figures are plain
    import kaleido  # noqa: F401  # while the brand is still being read

    speech = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no word of ours

    def say(**word: object) -> None:
        speech.write(json.dumps(word) + "\n")
        speech.flush()

    if order := sys.stdin.readline():  # else the Session has ended at once
        asyncio.run(_draw_charts(json.loads(order)["browser"], say))


async def _draw_charts(path: str, send: Callable[..., None]) -> None:
    import asyncio

    loop = asyncio.get_running_loop()
    orders: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def take(order: dict[str, Any]) -> None:
        loop.call_soon_threadsafe(orders.put_nowait, order)

    threading.Thread(target=_forward_commands, args=(take,), daemon=True).start()
    script = Path("plotly.js").resolve()
    script.write_bytes(drawing_page.patch_plotly_js())
    kaleido = await _open_browser(path, drawing_page.build_page(script), send)
    if kaleido is None:
        return
    send(ready=(await kaleido.send_command("Browser.getVersion"))["result"]["product"])

    async def progress(event: Any) -> None:
        match event["params"]:
            case {"args": [{"value": "drawing"}, {"value": name}]}:
                send(drawing=name)

    async def stay(tab: Any) -> None:
        """Keep the page as it is: kaleido would load it anew for the next call."""
        await kaleido.tabs_ready.put(tab)

    async def ask(**what: object) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = json.loads(await kaleido.calc_fig({"data": [what]}, {"format": "svg"}))
            return answer
        except Exception as error:  # whatever it is, it is the end of this browser
            return {"lost": f"{type(error).__name__} {error}".strip()}

    kaleido._return_kaleido_tab = stay
    kaleido.get_tab().subscribe("Runtime.consoleAPI*", progress)
    try:
        faces = drawing_page.build_font_face_rules(
            [(family, weight, Path(path)) for family, weight, path in (await orders.get())["faces"]]
        )
    except OSError as error:
        send(setup=f"the font {error.filename} cannot be read: {error.strerror}")
        return
    answer = await ask(faces=faces)
    if not answer:
        answer = await ask(jobs=json.loads(Path((await orders.get())["draw"]).read_text(encoding="utf-8")))
    if "drawings" in answer:
        Path("drawings.json").write_text(json.dumps(answer["drawings"]), encoding="utf-8")
        answer = {"drawings": "drawings.json"}
    send(**answer)
    await asyncio.Event().wait()  # the Session ends us, browser and all


def _forward_commands(on_command: Callable[[dict[str, Any]], object]) -> None:
    """Pass every order on; when the program that gives them has died, end the group and leave nothing."""
    for line in sys.stdin:
        on_command(json.loads(line))
    shutil.rmtree(Path.cwd(), ignore_errors=True)
    if sys.platform != "win32":
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _chromium_in_process_group() -> type:
    """Return kaleido's Chromium as we start it."""
    from choreographer.browsers import Chromium

    class Grouped(Chromium):
        """A Chromium that stays in our process group, so that ending the group ends it."""

        def get_popen_args(self) -> Mapping[str, Any]:
            return {**super().get_popen_args(), "start_new_session": False}

        def get_env(self) -> MutableMapping[str, str]:
            """Whatever the browser wants to keep falls into the folder that the Session removes."""
            kept = {name: value for name, value in super().get_env().items() if not name.startswith("XDG_")}
            return {**kept, "HOME": str(Path.cwd())}

        def get_cli(self) -> Sequence[str]:
            cli = list(super().get_cli())
            if cli[0] == sys.executable:  # a shell puts the pipes where Chromium wants them sooner than Python
                cli[:2] = ["/bin/sh", "-c", PIPE_COMMAND]
            return [*cli, "--proxy-bypass-list=<-loopback>"]  # not even this machine's own servers

    return Grouped


async def _open_browser(path: str, page_html: str, send: Callable[..., None]) -> Any:
    """Return the open browser, or None after saying why it does not start."""
    import asyncio

    import kaleido

    async def crashed(event: Any) -> None:
        send(lost="its page crashed")

    class Watched(kaleido.Kaleido):  # type: ignore[misc]
        """A kaleido that tells of a page that dies, even before it is open: nothing else would end the wait for it.

        It also tells when its page is there; `open` then sleeps for a tenth of a second.
        """

        async def _conform_tabs(self, tabs: Any = None) -> None:
            found = list(tabs or self.tabs.values())
            for tab in found:
                tab.subscribe("Inspector.targetCrashed", crashed)
                await tab.send_command("Inspector.enable")
            await super()._conform_tabs(found)
            if found:
                shown.set()

    murmur, shown = _BrowserErrorLog(), asyncio.Event()
    root = hasattr(os, "geteuid") and os.geteuid() == 0  # Chromium refuses to sandbox itself as root,
    for sandbox in (not root, False):  # and many containers, and Ubuntu, forbid the sandbox
        browser = Watched(
            n=1,
            timeout=None,
            page_generator=SimpleNamespace(generate_index=lambda: page_html),
            path=path,
            browser_cls=_chromium_in_process_group(),
            enable_sandbox=sandbox,
            enable_extensions=False,
            proxy_server=DISCARD_PROXY,
            tmp_dir=str(Path.cwd()),
        )
        opening, seen = asyncio.create_task(browser.open()), asyncio.create_task(shown.wait())
        try:
            await asyncio.wait((opening, seen), return_when=asyncio.FIRST_COMPLETED)
            if not seen.done():
                await opening
            return browser
        except Exception:  # whatever it is: what the browser says about it is better
            await asyncio.sleep(0.1)  # its last words are still under way
    send(start=murmur.last_error or "it gives no reason")
    return None


class _BrowserErrorLog(logging.Handler):
    """Keeps the fatal, else the last complaint that the browser wrote to its standard error."""

    def __init__(self) -> None:
        super().__init__()
        self.last_error, self.is_fatal = "", False
        logger = logging.getLogger("browser_proc")  # choreographer's name for it
        logger.setLevel(logging.DEBUG)
        logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        level, line = re.findall(r"^(?:\[\S*?([A-Z]+):\S+\] )?(.*)", record.getMessage().strip())[0]
        noise = level in ("INFO", "WARNING") or re.search(r"dbus|D-Bus", level + record.getMessage())
        if line and not noise and not self.is_fatal:
            self.last_error, self.is_fatal = line[:200], level == "FATAL"


if __name__ == "__main__":
    _serve()
