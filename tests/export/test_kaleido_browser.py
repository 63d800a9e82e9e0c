"""The program uses kaleido and choreographer by their public names, and works without the hook for crashes."""

from __future__ import annotations

import ast
from pathlib import Path
from types import ModuleType
from xml.etree.ElementTree import canonicalize

import kaleido
import pytest
from choreographer.browsers import Chromium

from acsm_report.export.chrome import kaleido_browser, worker
from acsm_report.export.chrome.session import BrowserSession
from acsm_report.geometry import Size

FIGURE = {"data": [{"type": "bar", "x": ["CPT", "HFS"], "y": [3, 5]}], "layout": {"title": {"text": "Passed"}}}
SIZE = Size(400, 250.5)
# imported when the worker starts: a kaleido that opens its page without calling an overridden populate_targets
OTHER_KALEIDO = """
import kaleido
init, populate_targets = kaleido.Kaleido.__init__, kaleido.Kaleido.populate_targets
def changed_init(self, **options):
    init(self, **options)
    self.populate_targets = lambda: populate_targets(self)
kaleido.Kaleido.__init__ = changed_init
"""


@pytest.mark.parametrize(
    ("own", "library"),
    [(kaleido_browser.WatchedKaleido, kaleido.Kaleido), (kaleido_browser.PrivateChromium, Chromium)],
    ids=["kaleido", "choreographer"],
)
def test_only_public_methods_are_overridden(own: type, library: type) -> None:
    names = [name for name, value in vars(own).items() if callable(value) and not name.startswith("__")]
    assert names
    for name in names:
        assert not name.startswith("_"), f"{own.__name__} overrides the private {library.__name__}.{name}"
        assert hasattr(library, name), (
            f"the installed library has no {library.__name__}.{name}: {own.__name__}.{name} is never called"
        )


@pytest.mark.parametrize("module", [kaleido_browser, worker], ids=["kaleido_browser", "worker"])
def test_no_private_name_of_a_library_is_used(module: ModuleType) -> None:
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    used = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__")
    ]
    imported = [
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in (*(node.module or "").split("."), *(alias.name for alias in node.names))
        if name.startswith("_") and node.module != "__future__"
    ]
    assert {*used} - {"os._exit"} == set()
    assert imported == []


@pytest.mark.browser
def test_a_kaleido_without_the_hook_for_crashes_draws_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `populate_targets` a page that crashes is noticed at the deadline; the drawings are equal."""
    with BrowserSession() as session:
        expected = session.draw({"bar": (FIGURE, SIZE)})["bar"]
    (tmp_path / "sitecustomize.py").write_text(OTHER_KALEIDO + f"open({str(tmp_path / 'used')!r}, 'w').close()\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with BrowserSession() as session:
        drawing = session.draw({"bar": (FIGURE, SIZE)})["bar"]
    assert (tmp_path / "used").exists(), "the worker has not imported the changed kaleido"
    assert canonicalize(drawing) == canonicalize(expected)
