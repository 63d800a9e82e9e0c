"""The worker process of a BrowserSession: opens the browser and draws charts.

It reads commands from standard input, a JSON object a line: {"browser": path of the executable}, {"faces": [[family,
weight, path], ...]}, {"draw": path of a JSON file of jobs}. It writes messages to standard output in the same way:
{"ready": version}, {"drawing": name of the chart} and at last one of {"drawings": path of a JSON file}, {"chart": name,
"cause"}, {"start": cause}, {"setup": cause}, {"lost": cause}.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import drawing_page

__all__: list[str] = []


def _serve() -> None:
    """Draw for the session that started this process, until the session ends it."""
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not come between the messages
    from . import kaleido_browser  # noqa: F401  # takes a while: before the first command comes

    def send(**message: object) -> None:
        output.write(json.dumps(message) + "\n")
        output.flush()

    if command := sys.stdin.readline():  # empty if the session has ended at once
        asyncio.run(_draw_charts(json.loads(command)["browser"], send))


async def _draw_charts(executable: str, send: Callable[..., None]) -> None:
    from .kaleido_browser import BrowserStartError, open_browser

    loop = asyncio.get_running_loop()
    commands: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def put_command(command: dict[str, Any]) -> None:
        loop.call_soon_threadsafe(commands.put_nowait, command)

    async def on_crash(event: Any) -> None:
        send(lost="its page crashed")

    async def on_console_message(event: Any) -> None:
        match event["params"]:
            case {"args": [{"value": "drawing"}, {"value": name}]}:
                send(drawing=name)

    threading.Thread(target=_forward_commands, args=(put_command,), daemon=True).start()
    plotly_js, page = Path("plotly.js").resolve(), Path("page.html")
    plotly_js.write_bytes(drawing_page.eager_plotly_js())
    page.write_text(drawing_page.build_page(plotly_js), encoding="utf-8")
    try:
        browser = await open_browser(executable, page.resolve(), on_crash)
    except BrowserStartError as error:
        send(start=str(error) or "it gives no reason")
        return
    send(ready=(await browser.send_command("Browser.getVersion"))["result"]["product"])
    tab = browser.get_tab()
    tab.subscribe("Runtime.consoleAPI*", on_console_message)  # kaleido has subscribed to Runtime.consoleAPICalled
    try:
        rules = drawing_page.build_font_face_rules(
            [(family, weight, Path(path)) for family, weight, path in (await commands.get())["faces"]]
        )
    except OSError as error:
        send(setup=f"the font {error.filename} cannot be read: {error.strerror}")
        return
    answer = await _call_page(tab, "addFontFaces", rules)
    if not answer:
        jobs = json.loads(Path((await commands.get())["draw"]).read_text(encoding="utf-8"))
        answer = await _call_page(tab, "drawCharts", jobs)
    if "drawings" in answer:
        Path("drawings.json").write_text(json.dumps(answer["drawings"]), encoding="utf-8")
        answer = {"drawings": "drawings.json"}
    send(**answer)
    await asyncio.Event().wait()  # the session kills this process and the browser


async def _call_page(tab: Any, function: str, argument: object) -> dict[str, Any]:
    """Call a function of assets/browser/draw.js and return its result, or {"lost": cause} if the page has failed.

    One call draws all charts: kaleido's `calc_fig` draws one and then loads the page, and plotly.js with it, again.
    """
    try:
        script = await tab.send_command("Runtime.evaluate", {"expression": "acsmReport"})
        answer = await tab.send_command(
            "Runtime.callFunctionOn",
            {
                "objectId": script["result"]["result"]["objectId"],
                "functionDeclaration": f"function(argument) {{ return this.{function}(argument); }}",
                "arguments": [{"value": argument}],
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        value: dict[str, Any] = answer["result"]["result"]["value"]
        return value
    except Exception as error:  # of any type: this browser cannot be used any more
        return {"lost": f"{type(error).__name__} {error}".strip()}


def _forward_commands(on_command: Callable[[dict[str, Any]], object]) -> None:
    """Pass every command on; when the session's process has died, remove the folder and kill the process group."""
    for line in sys.stdin:
        on_command(json.loads(line))
    shutil.rmtree(Path.cwd(), ignore_errors=True)
    if sys.platform != "win32":
        os.killpg(0, signal.SIGKILL)
    os._exit(1)  # Windows: this thread cannot end the process otherwise


if __name__ == "__main__":
    _serve()
