"""Opens the browser with kaleido, by the public names of kaleido and choreographer only."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import kaleido
from choreographer.browsers import Chromium

__all__ = ["BrowserStartError", "open_browser"]

DISCARD_PROXY = "http://127.0.0.1:9"  # the discard port: requests that the page's policy allows still reach no network
BROWSER_LOGGER = "browser_proc"  # choreographer logs the browser's standard error under this name


class BrowserStartError(Exception):
    """The browser does not start; the message is the browser's own, or empty."""


class WatchedKaleido(kaleido.Kaleido):  # type: ignore[misc]
    """A kaleido that reports a page that crashes, also while it loads."""

    def __init__(self, on_crash: Callable[[Any], Awaitable[None]], **options: Any) -> None:
        self.on_crash = on_crash
        self.page_is_loaded = asyncio.Event()
        super().__init__(**options)

    async def populate_targets(self) -> None:
        """Watch for crashes before kaleido loads the page: it would wait forever for a page that has crashed."""
        self.unsubscribe("Target.targetCrashed")  # choreographer calls this again until there is a page
        self.subscribe("Target.targetCrashed", self.on_crash)
        await self.send_command("Target.setDiscoverTargets", {"discover": True})
        await super().populate_targets()
        self.page_is_loaded.set()


class PrivateChromium(Chromium):
    """A Chromium that ends with our process group, writes only to the working directory and has no network."""

    def get_popen_args(self) -> Mapping[str, Any]:
        """Keep the browser in our process group, so that killing the group kills it."""
        return {**super().get_popen_args(), "start_new_session": False}

    def get_env(self) -> MutableMapping[str, str]:
        """Make the working directory the home folder: the session removes it with all that the browser wrote."""
        environment = {name: value for name, value in super().get_env().items() if not name.startswith("XDG_")}
        return {**environment, "HOME": str(Path.cwd())}

    def get_cli(self) -> Sequence[str]:
        """Send requests to servers on this machine to the proxy as well."""
        return [*super().get_cli(), "--proxy-bypass-list=<-loopback>"]


async def open_browser(executable: str, page: Path, on_crash: Callable[[Any], Awaitable[None]]) -> kaleido.Kaleido:
    """Start the browser in the working directory, load an HTML file and return the kaleido that controls both.

    Raise BrowserStartError if the browser does not start.
    """
    error_log = BrowserErrorLog()
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0  # Chromium refuses to sandbox itself as root,
    for enable_sandbox in (not is_root, False):  # and many containers, and Ubuntu, forbid the sandbox
        browser = WatchedKaleido(
            on_crash,
            n=1,
            timeout=None,
            page_generator=page,
            path=executable,
            browser_cls=PrivateChromium,
            enable_sandbox=enable_sandbox,
            enable_extensions=False,
            proxy_server=DISCARD_PROXY,
            tmp_dir=str(Path.cwd()),
        )
        try:
            opening = asyncio.create_task(browser.open())
            loaded = asyncio.create_task(browser.page_is_loaded.wait())
            # kaleido sleeps 0.1 s after the page has loaded; not to wait for that takes 4 % off, see bench/README.md
            await asyncio.wait((opening, loaded), return_when=asyncio.FIRST_COMPLETED)
            if not loaded.done():  # it has failed, or kaleido no longer calls populate_targets
                loaded.cancel()
                await opening
            return browser
        except Exception:  # of any type: the browser's own message says more
            await asyncio.sleep(0.1)  # its last lines are still in the pipe
    raise BrowserStartError(error_log.message)


class BrowserErrorLog(logging.Handler):
    """Keeps the first fatal message, or else the last error, that the browser wrote to its standard error."""

    def __init__(self) -> None:
        super().__init__()
        self.message, self.is_fatal = "", False
        logger = logging.getLogger(BROWSER_LOGGER)
        logger.setLevel(logging.DEBUG)
        logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        level, line = re.findall(r"^(?:\[\S*?([A-Z]+):\S+\] )?(.*)", record.getMessage().strip())[0]
        is_noise = level in ("INFO", "WARNING") or re.search(r"dbus|D-Bus", level + record.getMessage())
        if line and not is_noise and not self.is_fatal:
            self.message, self.is_fatal = line[:200], level == "FATAL"
