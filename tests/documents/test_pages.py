"""Tests of every page, on every paper and with other data: no overlaps, nothing outside the page, no literal text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from acsm_report.dataset.insights import Insights
from acsm_report.documents.brochure import certification
from acsm_report.documents.brochure import cover as brochure_cover
from acsm_report.documents.brochure.back_cover import back_cover
from acsm_report.documents.brochure.cover import cover
from acsm_report.documents.brochure.decision_path import decision_path
from acsm_report.documents.brochure.statistics import statistics
from acsm_report.documents.compose import PageFunction
from acsm_report.documents.infographic import formats
from acsm_report.documents.registry import BROCHURE
from acsm_report.errors import UsageError
from acsm_report.geometry import Box
from acsm_report.i18n import catalog
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.scene import Chart, Drawing, Link, PageReferences, PlacedBlock, Scene, Shape, TextRun
from acsm_report.page_formats import PAGE_FORMATS, PAPER_NAMES, PICTURE_NAMES
from acsm_report.theme.model import Brand, Contact
from support.changed_facts import OTHER
from support.packages import Package
from support.paths import SOURCE

PAGES = (*BROCHURE.pages, *BROCHURE.filler_pages, *BROCHURE.closing_pages)
PAGES_AND_PAPERS = [(page.lay_out, paper) for page in PAGES for paper in PAPER_NAMES]
PAGES_AND_PAPERS += [(formats.infographic, picture) for picture in PICTURE_NAMES]

each_page = pytest.mark.parametrize(
    ("page", "paper"), PAGES_AND_PAPERS, ids=[f"{p.__name__}-{paper}" for p, paper in PAGES_AND_PAPERS]
)


def has_text(item: PlacedBlock) -> bool:
    return isinstance(item.block, Drawing) and bool(item.block.text)


def overlapping(scene: Scene) -> list[tuple[str, str]]:
    """Return the pairs of text blocks that overlap."""
    found = []
    for one, other in combinations(scene.blocks, 2):
        if has_text(one) and has_text(other) and one.box.overlaps(other.box):
            found.append((f"{one.block.text!r}", f"{other.block.text!r}"))  # type: ignore[union-attr]
    return found


def outside(scene: Scene) -> list[str]:
    """Return the text blocks and charts that are not entirely on the page; shapes may bleed."""
    solid = (item for item in scene.blocks if has_text(item) or isinstance(item.block, Chart))
    return [f"{item.block} at {item.box}"[:200] for item in solid if not scene.size.box.contains(item.box)]


@each_page
def test_text_does_not_overlap_text(page: PageFunction, paper: str, insights: Insights, context: LayoutContext) -> None:
    """No two text blocks overlap."""
    assert overlapping(page(insights, context.with_page_format(PAGE_FORMATS[paper]), PageReferences(1))[0]) == []


@each_page
def test_nothing_is_outside_the_page(
    page: PageFunction, paper: str, insights: Insights, context: LayoutContext
) -> None:
    """Text and charts are on the page. Only shapes may bleed, and none is entirely outside."""
    scene = page(insights, context.with_page_format(PAGE_FORMATS[paper]), PageReferences(1))[0]
    assert outside(scene) == []
    assert [item for item in scene.blocks if not scene.size.box.overlaps(item.box, tolerance=0)] == []


@each_page
def test_text_keeps_the_margins(page: PageFunction, paper: str, insights: Insights, context: LayoutContext) -> None:
    """Text is between the margins, except for the codes on the lanes of the cover."""
    paper_context = context.with_page_format(PAGE_FORMATS[paper])
    grid, scene = paper_context.grid, page(insights, paper_context, PageReferences(1))[0]
    codes = {c.code for c in insights.certifications}
    words = [i for i in scene.blocks if has_text(i) and not (page is cover and i.block.text in codes)]  # type: ignore[union-attr]
    assert [str(i.block) for i in words if i.box.x < grid.margin - 0.5 or i.box.right > grid.right + 0.5] == []


@each_page
def test_text_does_not_overlap_the_bars_of_a_chart(
    page: PageFunction, paper: str, insights: Insights, context: LayoutContext
) -> None:
    """Text in the box of a chart is to the right of the bars at its height."""
    scene = page(insights, context.with_page_format(PAGE_FORMATS[paper]), PageReferences(1))[0]
    for chart in scene.charts:
        assert isinstance(chart.block, Chart)
        for item in scene.blocks:
            if has_text(item) and item.box.overlaps(chart.box):
                level = [
                    reach
                    for y, reach in chart.block.bar_rows
                    if abs(chart.box.y + y - item.box.y - item.box.height / 2) < 20
                ]
                assert all(item.box.x >= chart.box.x + reach for reach in level), item.block


@each_page
def test_a_page_begins_with_its_title(
    page: PageFunction, paper: str, insights: Insights, context: LayoutContext
) -> None:
    """There is an H1, sections follow it, and charts have alt text."""
    scene = page(insights, context.with_page_format(PAGE_FORMATS[paper]), PageReferences(1))[0]
    tags = [item.tag for item in scene.blocks if item.role != "Artifact"]
    assert tags.count("H1") >= 1
    assert not {"H2", "H3", "TH", "TD", "LBody"} & set(tags[: tags.index("H1")])
    assert all(item.alt for item in scene.charts)
    assert set(tags) <= {"H1", "H2", "H3", "P", "Lbl", "LBody", "Figure", "Caption", "TH", "TD", "Note", "Reference"}


@each_page
def test_every_display_number_has_its_fact(
    page: PageFunction, paper: str, insights: Insights, context: LayoutContext
) -> None:
    """Each display number has a fact, except for lane numbers."""
    scene = page(insights, context.with_page_format(PAGE_FORMATS[paper]), PageReferences(1))[0]
    for item in scene.blocks:
        drawn = isinstance(item.block, Drawing) and any(
            isinstance(m, TextRun) and m.ink is None for m in item.block.marks
        )
        lane = item.block.text in {str(c.lane) for c in insights.certifications} if drawn else False  # type: ignore[union-attr]
        assert not drawn or item.facts or lane, item.block


@pytest.mark.parametrize("paper", PAPER_NAMES)
@pytest.mark.parametrize("page", [cover, decision_path, certification.certification_pages, statistics])
def test_pages_with_statistics_give_their_date(
    page: PageFunction, paper: str, insights: Insights, context: LayoutContext
) -> None:
    """Each page with statistics gives their date, so that old statistics cannot be taken for new ones."""
    scene = page(insights, context.with_page_format(PAGE_FORMATS[paper]), PageReferences(1))[0]
    words = [item.block.text for item in scene.blocks if isinstance(item.block, Drawing)]
    assert any("Statistics as of June 23, 2015" in text for text in words)


def test_the_infographic_is_as_tall_as_its_content(insights: Insights, context: LayoutContext) -> None:
    """It is 1080 wide, at most 4000 high, and ends just below its last text."""
    scene = formats.infographic(insights, context.with_page_format(PAGE_FORMATS["infographic"]), PageReferences(1))[0]
    assert scene.size.width == 1080
    assert 2500 <= scene.size.height <= 4000
    assert scene.size.height - max(i.box.bottom for i in scene.blocks if has_text(i)) < 120


def test_a_brochure_page_needs_paper(insights: Insights, context: LayoutContext) -> None:
    """A page of the brochure raises UsageError for a format without a fixed height."""
    with pytest.raises(UsageError, match="infographic is not a paper size; choose a paper such as letter or a4"):
        cover(insights, context.with_page_format(PAGE_FORMATS["infographic"]), PageReferences(1))


def test_more_lanes_than_the_brand_has_are_an_error(package: Package, context: LayoutContext) -> None:
    """A tenth lane without a color is an error."""
    package.add("certifications", {**package.rows("certifications")[0], "certification": "NEW", "lane": "10"})
    with pytest.raises(UsageError, match=r"the data has a lane 10, the brand Track has 9; add lanes to brand\.yml"):
        cover(package.tell(), context, PageReferences(1))


def points_on_lines(lane: PlacedBlock) -> Iterator[tuple[float, float]]:
    """Yield closely spaced points on the lines of a block."""
    for mark in (m for m in lane.block.marks if isinstance(m, Shape)):  # type: ignore[union-attr]
        here = (0.0, 0.0)
        for operator, values in mark.path.segments:
            ends = [here, *zip(values[::2], values[1::2], strict=True)]
            for step in (n / 20 for n in range(21) if operator != "M"):
                points = ends
                while len(points) > 1:  # de Casteljau
                    points = [(a + (c - a) * step, b + (d - b) * step) for (a, b), (c, d) in pairwise(points)]
                yield points[0]
            here = ends[-1]


def inside(box: Box, place: tuple[float, float], slack: float) -> bool:
    x, y = place
    return box.x - slack < x < box.right + slack and box.y - slack < y < box.bottom + slack


def test_nine_lanes_share_the_space_of_five(package: Package, context: LayoutContext) -> None:
    """Nine lanes do not touch the text of the cover, and run to the left of the text of the infographic."""
    row = package.rows("certifications")[0]
    package.add("certifications", *({**row, "certification": f"N{n}", "lane": str(n)} for n in range(6, 10)))
    insights = package.tell()

    def lanes(scene: Scene) -> list[PlacedBlock]:
        stroked = [i for i in scene.blocks if any(getattr(m, "stroke", None) for m in getattr(i.block, "marks", ()))]
        return [item for item in stroked if "lane." in str(item.block) and item.box.width > 200]  # no figures

    cover = brochure_cover.cover(insights, context, PageReferences(1))[0]
    title = next(item for item in cover.blocks if item.tag == "H1")
    above = [item for item in cover.blocks if has_text(item) and item.box.y < 80]
    assert len(lanes(cover)) == 9
    assert all(max(i.box.bottom for i in above) < lane.box.y for lane in lanes(cover))
    assert [lane for lane in lanes(cover) if any(inside(title.box, p, 12) for p in points_on_lines(lane))] == []
    poster = formats.infographic(insights, context.with_page_format(PAGE_FORMATS["infographic"]), PageReferences(1))[0]
    words = min((item for item in poster.blocks if item.tag == "H3"), key=lambda item: item.box.y).box.x
    first = min(item.box.y for item in poster.blocks if item.tag == "H3")
    running = [lane for lane in lanes(poster) if lane.box.y < first]
    assert len(running) == 9
    assert all(lane.box.x + 24 < words for lane in running)


# ── Other data ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("change", OTHER)
def test_pages_of_other_data_have_no_layout_errors(change: str, package: Package, context: LayoutContext) -> None:
    """With missing, equal or large values, every page is composed, without overlaps, and inside the page."""
    OTHER[change](package)
    insights = package.tell()
    for page, paper in PAGES_AND_PAPERS:
        for scene in page(insights, context.with_page_format(PAGE_FORMATS[paper]), PageReferences(1)):
            assert (scene.name, paper, overlapping(scene), outside(scene)) == (scene.name, paper, [], [])


def test_missing_values_leave_no_gaps_in_the_text(package: Package, context: LayoutContext) -> None:
    """No page has gaps in its text: no double spaces, no stray punctuation, no "None"."""
    package.keep("facts", lambda row: row["kind"] not in ("certified", "candidates", "founded"))
    insights = package.tell()
    for page, paper in PAGES_AND_PAPERS:
        references = PageReferences(1, edition_code="K7QM-2XD7")
        for item in (
            i
            for scene in page(insights, context.with_page_format(PAGE_FORMATS[paper]), references)
            for i in scene.blocks
        ):
            text = item.block.text if isinstance(item.block, Drawing) else item.block.alt
            assert not re.search(r"  |\bNone\b|\( *\)| [.,;:]( |$)|\bof \.|^\.", text), text


# ── No literal text ───────────────────────────────────────────────────────────────────────────────

FILES = sorted(
    [
        p
        for p in (*(SOURCE / "documents").rglob("*.py"), *(SOURCE / "charts").glob("*.py"))
        if p.parent.name != "contact_sheet"
    ]
)
PLOTLY = {"middle right", "middle center", "middle left"}  # its names for where a text stands


def constants(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the strings in a source file that are neither docstrings nor parts of an error."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {id(leaf) for node in ast.walk(tree) if isinstance(node, ast.Raise) for leaf in ast.walk(node)}
    skipped |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_page_has_no_literal_color_font_or_text(path: Path, brand: Brand) -> None:
    """No page or chart module has a hex color, a font name, a color name or English text."""
    fonts, colors = {face.family for face in brand.font_faces}, set(brand.palette)
    phrases = {text for text in catalog.load_language("en").messages.values() if text[:1].isupper()}
    for line, text in constants(path):
        assert not re.search(r"#[0-9A-Fa-f]{3,8}\b", text), line
        assert not any(font in text for font in fonts), line
        assert text not in colors - set(brand.roles), line
        assert text in PLOTLY or not re.search(r"[A-Za-z]{2,},? +[A-Za-z]{2,}", text), (line, text)
        assert text not in phrases, line


DRAWN = re.compile(
    r"[MLHVACQZ0-9., -]*|[xy][01]|[HP][1-6](:[a-z]*)?|lane\.\d|rgba\(0,0,0,0\)"
)  # paths, axes, roles, nothing


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_page_has_no_literal_number(path: Path) -> None:
    """No string in a page or chart module has a digit: numbers are facts or declared literals."""
    numerals = [(line, text) for line, text in constants(path) if re.search(r"\d", text)]
    assert [(line, text) for line, text in numerals if not DRAWN.fullmatch(text)] == []


# ── The back cover ────────────────────────────────────────────────────────────────────────────────


def test_the_back_cover_names_the_contact(insights: Insights, context: LayoutContext) -> None:
    """The back cover has the brand's contact with a link and a QR code, or else a panel for a stamp."""
    contact = Contact(name="Example Gym", lines=("12 Track Road",), link="https://example.org/gym")
    brand_context = replace(context, brand=replace(context.brand, contact=contact))
    (with_contact,), (without,) = (
        back_cover(insights, brand_context, PageReferences(16)),
        back_cover(insights, context, PageReferences(16)),
    )
    words = [item.block.text for item in with_contact.blocks if isinstance(item.block, Drawing)]
    assert {"Example Gym", "12 Track Road", "example.org/gym"} <= set(words)
    links = [m.link for i in with_contact.blocks for m in i.block.marks if isinstance(m, TextRun) and m.link]  # type: ignore[union-attr]
    assert links == [Link("https://example.org/gym", "Example Gym")]
    shapes = (m for i in with_contact.blocks for m in getattr(i.block, "marks", ()) if isinstance(m, Shape))
    assert sum(len(shape.path.segments) > 100 for shape in shapes) == 1
    other_words = [item.block.text for item in without.blocks if isinstance(item.block, Drawing)]
    assert "Name, address or stamp" in other_words and "Name, address or stamp" not in words
