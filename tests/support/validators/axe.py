"""axe-core, the engine within most checkers of accessibility, judges a web page in a real browser."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from string import Template
from typing import NamedTuple
from urllib.parse import unquote

from acsm_report.export.chrome import discovery
from support.validators import MODULES, told

SCRIPT = MODULES / "axe-core" / "axe.min.js"
POLICY = re.compile(r'<meta\s+http-equiv="?Content-Security-Policy\b[^>]*>', re.IGNORECASE)  # would not let axe in
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The page stands in a frame, which may be narrower than any window, and whose colour scheme can be chosen.
WRAPPER = Template("""<!doctype html><meta charset="utf-8"><body>
<iframe srcdoc="$page" style="width: ${width}px; height: 1000px; border: 0; color-scheme: $scheme"></iframe>
<script>
const frame = document.querySelector("iframe");
const tell = (answer) => {
  const said = document.createElement("pre");
  said.textContent = encodeURIComponent(JSON.stringify(answer));
  document.body.replaceChildren(said);
};
frame.onload = () => {
  const { document: page } = frame.contentWindow;
  const { scrollWidth: scroll, clientWidth: client } = page.documentElement;
  const script = page.createElement("script");
  script.src = "$script";
  script.onload = () => frame.contentWindow.axe.run({ runOnly: $tags }).then(
    ({ violations }) => tell({ violations, scroll, client }),
    (error) => tell({ error: String(error) }),
  );
  page.head.append(script);
};
</script>
""")


class Violation(NamedTuple):
    """A rule that a page breaks, in axe-core's name and words, and the selectors of where."""

    rule: str
    help: str
    places: tuple[str, ...]


class Metrics(NamedTuple):
    """How wide the page is, and how wide the window on it, in CSS pixels."""

    scroll: int
    client: int


def missing() -> Iterator[str]:
    """Name what it needs and this machine lacks."""
    if not SCRIPT.is_file():
        yield "axe-core (npm ci --prefix tests/node)"
    if not discovery.find_browser():
        yield "a browser"


def violations(html: bytes, width: int = 1280, scheme: str = "light") -> tuple[list[Violation], Metrics]:
    """Judge a page by WCAG 2.2 AA and best practice in a window so wide, on a "light" or "dark" screen.

    Raise RuntimeError when there is no answer.
    """
    page = WRAPPER.substitute(
        page=escape(POLICY.sub("", html.decode())), width=width, scheme=scheme, script=SCRIPT.as_uri(), tags=TAGS
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "page.html"
        path.write_text(page, encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--dump-dom"]
        options += ["--virtual-time-budget=10000", f"--user-data-dir={folder}/profile"]
        dom = told(discovery.find_browser(), *options, path.as_uri())
    found = re.search("<pre>(.*)</pre>", dom)
    answer = json.loads(unquote(found[1])) if found else {"error": "the page did not load"}
    if "error" in answer:
        raise RuntimeError(f"axe-core gave no answer: {answer['error']}")
    return [_violation(**each) for each in answer["violations"]], Metrics(answer["scroll"], answer["client"])


def _violation(id: str, help: str, nodes: list[dict[str, list[str]]], **_: object) -> Violation:
    return Violation(id, help, tuple(" ".join(map(str, node["target"])) for node in nodes))
