"""axe-core, the engine of most accessibility checkers, checks a web page in a real browser."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from string import Template
from typing import Any, NamedTuple
from urllib.parse import unquote

from acsm_report.export.chrome import discovery
from support.validators import MODULES, run_tool

SCRIPT = MODULES / "axe-core" / "axe.min.js"
POLICY = re.compile(r'<meta\s+http-equiv="?Content-Security-Policy\b[^>]*>', re.IGNORECASE)  # it would block axe-core
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The page is in a frame, which can be narrower than a browser window and have its own color scheme.
WRAPPER = Template("""<!doctype html><meta charset="utf-8"><body>
<iframe srcdoc="$page" style="width: ${width}px; height: 1000px; border: 0; color-scheme: $scheme"></iframe>
<script>
const frame = document.querySelector("iframe");
const report = (answer) => {
  const output = document.createElement("pre");
  output.textContent = encodeURIComponent(JSON.stringify(answer));
  document.body.replaceChildren(output);
};
frame.onload = () => {
  const { document: page } = frame.contentWindow;
  const { scrollWidth: scroll, clientWidth: client } = page.documentElement;
  const script = page.createElement("script");
  script.src = "$script";
  script.onload = () => frame.contentWindow.axe.run({ runOnly: $tags }).then(
    ({ violations }) => report({ violations, scroll, client }),
    (error) => report({ error: String(error) }),
  );
  page.head.append(script);
};
</script>
""")


class Violation(NamedTuple):
    """A rule that a page breaks: its id, what it asks for, and the selectors of the elements that break it."""

    rule: str
    help: str
    places: tuple[str, ...]


class Metrics(NamedTuple):
    """The width of the page's content and of the window, in CSS pixels."""

    scroll: int
    client: int


def missing() -> Iterator[str]:
    """Yield the names of what is not installed."""
    if not SCRIPT.is_file():
        yield "axe-core (npm ci --prefix tests/node)"
    if not discovery.find_browser():
        yield "a browser"


def violations(html: bytes, width: int = 1280, scheme: str = "light") -> tuple[list[Violation], Metrics]:
    """Check a page against WCAG 2.2 AA and best practices in a window of this width, in a "light" or "dark" scheme.

    Raise RuntimeError when axe-core does not answer.
    """
    page = WRAPPER.substitute(
        page=escape(POLICY.sub("", html.decode())), width=width, scheme=scheme, script=SCRIPT.as_uri(), tags=TAGS
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "page.html"
        path.write_text(page, encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--dump-dom"]
        options += ["--virtual-time-budget=10000", f"--user-data-dir={folder}/profile"]
        dom = run_tool(discovery.find_browser(), *options, path.as_uri())
    found = re.search("<pre>(.*)</pre>", dom)
    answer: dict[str, Any] = json.loads(unquote(found[1])) if found else {"error": "the page did not load"}
    if "error" in answer:
        raise RuntimeError(f"axe-core gave no answer: {answer['error']}")
    return [_violation(**each) for each in answer["violations"]], Metrics(answer["scroll"], answer["client"])


def _violation(id: str, help: str, nodes: list[dict[str, list[str]]], **_: object) -> Violation:
    return Violation(id, help, tuple(" ".join(map(str, node["target"])) for node in nodes))
