"""The gallery through the real command line: everything on one sheet, as a picture and as HTML."""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree

import pytest
from PIL import Image

from acsm_report.charts.registry import CHART_BUILDERS
from acsm_report.dataset.insights import Insights
from acsm_report.documents.compose import compose
from acsm_report.documents.contact_sheet.items import ContactSheetItem, DatasetItems
from acsm_report.documents.contact_sheet.layout import SHEET_WIDTH
from acsm_report.documents.registry import BROCHURE
from acsm_report.export.chrome.session import BrowserSession
from acsm_report.geometry import Size
from acsm_report.i18n.phrase import Phrase
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.scene import Scene
from acsm_report.page_formats import PICTURE_NAMES
from acsm_report.pipeline import gallery
from acsm_report.pipeline.options import BuildOptions, Progress
from acsm_report.system import resources
from acsm_report.theme.model import Brand
from support.processes import run
from support.shared_folder import once

NAME = "acsm-2023"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the gallery of one edition as picture and as HTML, and each thing apart."""

    def fill(folder: Path) -> None:
        gallery.build_gallery(folder / "gallery.png", BuildOptions(), [NAME], folder / "apart")
        gallery.build_gallery(folder / "gallery.html", BuildOptions(), [NAME])

    return once(tmp_path_factory, "gallery", fill)


@pytest.fixture(scope="module")
def page(shown: Path) -> ElementTree.Element:
    """The HTML, which is XML but for its first line."""
    first, _, rest = (shown / "gallery.html").read_text(encoding="utf-8").partition("\n")
    assert first == "<!DOCTYPE html>"
    return ElementTree.fromstring(rest)


def names(stories: dict[str, Insights], context: LayoutContext) -> list[str]:
    """What is to be shown: pages, charts, pictures."""
    insights = stories[NAME]
    pages = [f"{number} {scene.name}" for number, scene in enumerate(compose(BROCHURE, insights, context), 1)]
    charts = [chart.name for make in CHART_BUILDERS for chart in make(insights, context, context.grid.text_width)]
    return [*pages, *charts, *PICTURE_NAMES]


@pytest.mark.browser
def test_the_html_shows_everything_once_with_a_caption(
    page: ElementTree.Element, stories: dict[str, Insights], context: LayoutContext
) -> None:
    """Pages, charts and pictures stand there in order, each once, each with its name and its note."""
    captions = [figure.findtext("figcaption/b") for figure in page.iter("figure")]
    assert captions == names(stories, context)
    assert all(figure.findtext("figcaption/span") for figure in page.iter("figure"))
    assert [h.text for h in page.iter("h2")] == ["Brochure", "Charts", "Infographic"]


@pytest.mark.browser
def test_the_html_brings_everything_along(page: ElementTree.Element) -> None:
    """Every picture is SVG within the file; nothing is fetched, and nothing is run."""
    pictures = list(page.iter("img"))
    for picture in pictures:
        kind, _, data = picture.get("src", "").partition(",")
        assert kind == "data:image/svg+xml;base64"
        drawn = ElementTree.fromstring(base64.b64decode(data))
        assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
        assert [f"{float(drawn.get(side, 0)):.0f}" for side in ("width", "height")] == [
            picture.get("width"),
            picture.get("height"),
        ]
    told = [(e.tag, name, text) for e in page.iter() for name, text in e.items() if name in ("src", "href", "action")]
    assert len(told) == len(pictures)
    assert {e.tag for e in page.iter()} & {"script", "link", "iframe", "object", "form"} == set()
    assert not re.search(r"https?:|@import", page.findtext("head/style") or "http:")


@pytest.mark.browser
def test_the_html_says_what_is_seen(page: ElementTree.Element) -> None:
    """Every picture has a text alternative, and every number of a chart is in it."""
    texts = {f.findtext("figcaption/b"): f.find("img").get("alt", "") for f in page.iter("figure")}  # type: ignore[union-attr]
    assert [name for name, text in texts.items() if not text.strip()] == []
    assert "54% in 2023" in texts["pass_rates"]
    assert "\n" in texts["2 contents"]


@pytest.mark.browser
def test_the_picture_is_a_sheet_that_says_what_it_is(shown: Path) -> None:
    """The PNG is as wide as four spreads, has a title, and names in words what hangs on it."""
    with Image.open(shown / "gallery.png") as sheet:
        assert sheet.width == SHEET_WIDTH
        assert 2000 < sheet.height < 20_000
        assert sheet.mode == "RGB"
        texts = {str(name): text for name, text in sheet.info.items()}
    assert texts["Title"] == "Every page, chart and picture"
    assert {"1 cover", "pass_rates", *PICTURE_NAMES} <= set(texts["Description"].splitlines())


@pytest.mark.browser
def test_everything_apart_is_a_small_picture(shown: Path, stories: dict[str, Insights], context: LayoutContext) -> None:
    """--apart writes a picture of each thing, by kind and name; none is large."""
    files = sorted(path for path in (shown / "apart").rglob("*.*"))
    wanted = {re.sub(r"^\d+ ", "", name) for name in names(stories, context)}
    assert {path.stem for path in files} == wanted
    assert len(files) == len(names(stories, context))
    assert {path.parent.name for path in files} == {"pages", "charts", "pictures"}
    for path in files:
        content = path.read_bytes()
        assert len(content) < 250_000, path.name
        assert Image.open(io.BytesIO(content)).width == gallery.PICTURE_WIDTHS[path.parent.name]


# ── One call ──────────────────────────────────────────────────────────────────────────────────────


class Idle:
    """A browser that keeps what it is asked for, and draws nothing."""

    calls: ClassVar[list[dict[str, tuple[dict[str, Any], Size]]]] = []

    def __init__(self, *_: object) -> None: ...
    def __enter__(self) -> Idle:
        return self

    def __exit__(self, *_: object) -> None: ...
    def draw(self, jobs: dict[str, tuple[dict[str, Any], Size]], **_: object) -> dict[str, str]:
        self.calls.append(jobs)
        raise KeyboardInterrupt


def test_all_is_drawn_by_one_call_and_nothing_twice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Both editions go to the browser in one call, in which no two jobs are the same figure at the same size."""
    monkeypatch.setattr(gallery, "BrowserSession", Idle)
    monkeypatch.setattr(Idle, "calls", [])
    told: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        gallery.build_gallery(
            tmp_path / "gallery.png", BuildOptions(), resources.shipped_datasets(), progress=Progress(told.append)
        )
    assert told == ["read", "compose", "draw"]
    (jobs,) = Idle.calls
    alike = [json.dumps((figure, size.width, size.height), sort_keys=True) for figure, size in jobs.values()]
    assert len(alike) == len(set(alike)) > 40
    assert list(tmp_path.iterdir()) == []


def test_the_shipped_editions_are_the_oldest_first() -> None:
    """Without --data the gallery shows acsm-2014, then acsm-2023."""
    assert resources.shipped_datasets() == ("acsm-2014", "acsm-2023")


# ── Faults ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (
            ["-o", "{tmp}/gallery.gif"],
            2,
            "the gallery cannot be written as .gif; name a file that ends in .png or .html",
        ),
        (["-o", "{tmp}/gallery"], 2, "the gallery cannot be written as a file without ending"),
        (["-o", "{tmp}/g.png", "--data", "acsm-2041"], 2, "no data package is called 'acsm-2041'"),
        (["-o", "{tmp}/g.png", "--brand", "acme"], 2, "no brand is called 'acme'"),
        (["-o", "{tmp}/g.png", "--data", NAME, "--data", NAME], 2, "two of the data are called 'acsm-2023'; name each"),
        (["-o", "{tmp}/g.png", "--apart", __file__], 2, "is a file"),
    ],
)
def test_a_fault_is_one_line(arguments: list[str], status: int, told: str, tmp_path: Path) -> None:
    """What cannot be had is one line with its exit status, and nothing is written."""
    done = run("gallery", *(a.format(tmp=tmp_path) for a in arguments), env={"BROWSER_PATH": "/bin/false"})
    assert re.fullmatch(r"acsm-report: error: [^\n]+\n", done.stderr), done.stderr
    assert told in done.stderr
    assert (done.returncode, done.stdout) == (status, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../../up", "/etc/x", "..", "a b\\c"])
def test_no_name_leads_out_of_the_folder(name: str, brand: Brand, context: LayoutContext) -> None:
    """Whatever the data calls itself, its pictures lie in a folder within the one that --apart names."""
    picture = ContactSheetItem(name, Phrase("note"), Scene("page", "A page", Size(20, 20), ()))
    files = gallery._render_item_pictures(DatasetItems(name, "Mine", (), (), (picture,), 1), brand, context)
    for file in files:
        folder, kind, stem = file.split("/")
        assert kind == "pictures"
        assert re.fullmatch(r"[\w-][\w.-]*", folder), folder
        assert re.fullmatch(r"[\w-][\w.-]*\.png", stem), stem
    assert len(files) == 1


def test_the_session_is_the_browsers() -> None:
    """What the test above exchanges is what the gallery uses."""
    assert BrowserSession is BrowserSession
