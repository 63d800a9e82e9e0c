"""Every page, on every paper and for other data: nothing overlaps, nothing leaves the sheet, no word is typed in."""

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
EVERY = [(page.lay_out, paper) for page in PAGES for paper in PAPER_NAMES]
EVERY += [(formats.infographic, picture) for picture in PICTURE_NAMES]

each_page = pytest.mark.parametrize(("page", "paper"), EVERY, ids=[f"{p.__name__}-{paper}" for p, paper in EVERY])


def has_text(item: PlacedBlock) -> bool:
    return isinstance(item.block, Drawing) and bool(item.block.text)


def overlapping(scene: Scene) -> list[tuple[str, str]]:
    """Every pair of words or charts that stand upon each other."""
    found = []
    for one, other in combinations(scene.blocks, 2):
        if has_text(one) and has_text(other) and one.box.overlaps(other.box):
            found.append((f"{one.block.text!r}", f"{other.block.text!r}"))  # type: ignore[union-attr]
    return found


def outside(scene: Scene) -> list[str]:
    """Words and charts that are not wholly on the sheet; shapes may bleed."""
    solid = (item for item in scene.blocks if has_text(item) or isinstance(item.block, Chart))
    return [f"{item.block} at {item.box}"[:200] for item in solid if not scene.size.box.contains(item.box)]


@each_page
def test_no_words_stand_upon_others(page: PageFunction, paper: str, insights: Insights, context: LayoutContext) -> None:
    """No two blocks of text share any place."""
    assert overlapping(page(insights, context.with_page_format(PAGE_FORMATS[paper]), PageReferences(1))[0]) == []


@each_page
def test_nothing_leaves_the_sheet(page: PageFunction, paper: str, insights: Insights, context: LayoutContext) -> None:
    """Words and charts are on the sheet; what bleeds is shapes alone, and they touch it."""
    scene = page(insights, context.with_page_format(PAGE_FORMATS[paper]), PageReferences(1))[0]
    assert outside(scene) == []
    assert [item for item in scene.blocks if not scene.size.box.overlaps(item.box, tolerance=0)] == []


@each_page
def test_text_keeps_the_margins(page: PageFunction, paper: str, insights: Insights, context: LayoutContext) -> None:
    """Words stand between the margins; only the codes on the cover's lanes run into them."""
    on = context.with_page_format(PAGE_FORMATS[paper])
    grid, scene = on.grid, page(insights, on, PageReferences(1))[0]
    codes = {c.code for c in insights.certifications}
    words = [i for i in scene.blocks if has_text(i) and not (page is cover and i.block.text in codes)]  # type: ignore[union-attr]
    assert [str(i.block) for i in words if i.box.x < grid.margin - 0.5 or i.box.right > grid.right + 0.5] == []


@each_page
def test_no_words_run_into_a_chart(page: PageFunction, paper: str, insights: Insights, context: LayoutContext) -> None:
    """Beside a chart stands only what is placed level with its rows or in the room that its bars leave."""
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
def test_a_page_has_one_title_and_begins_to_be_read_there(
    page: PageFunction, paper: str, insights: Insights, context: LayoutContext
) -> None:
    """There is one H1, sections come after it, and charts have words of their own."""
    scene = page(insights, context.with_page_format(PAGE_FORMATS[paper]), PageReferences(1))[0]
    tags = [item.tag for item in scene.blocks if item.role != "Artifact"]
    assert tags.count("H1") >= 1
    assert not {"H2", "H3", "TH", "TD", "LBody"} & set(tags[: tags.index("H1")])
    assert all(item.alt for item in scene.charts)
    assert set(tags) <= {"H1", "H2", "H3", "P", "Lbl", "LBody", "Figure", "Caption", "TH", "TD", "Note", "Reference"}


@each_page
def test_no_number_is_told_without_its_fact(
    page: PageFunction, paper: str, insights: Insights, context: LayoutContext
) -> None:
    """Every drawn figure, except the numbers of the lanes, brings the fact that it tells."""
    scene = page(insights, context.with_page_format(PAGE_FORMATS[paper]), PageReferences(1))[0]
    for item in scene.blocks:
        drawn = isinstance(item.block, Drawing) and any(
            isinstance(m, TextRun) and m.ink is None for m in item.block.marks
        )
        lane = item.block.text in {str(c.lane) for c in insights.certifications} if drawn else False  # type: ignore[union-attr]
        assert not drawn or item.facts or lane, item.block


@pytest.mark.parametrize("paper", PAPER_NAMES)
@pytest.mark.parametrize("page", [cover, decision_path, certification.certification_pages, statistics])
def test_statistics_say_what_date_they_are_true_at(
    page: PageFunction, paper: str, insights: Insights, context: LayoutContext
) -> None:
    """Their date stands on each sheet that tells them, so that none of them can pass for news when it is old."""
    scene = page(insights, context.with_page_format(PAGE_FORMATS[paper]), PageReferences(1))[0]
    words = [item.block.text for item in scene.blocks if isinstance(item.block, Drawing)]
    assert any("Statistics as of 23 June 2015" in text for text in words)


def test_the_infographic_is_as_tall_as_its_content(insights: Insights, context: LayoutContext) -> None:
    """It is 1080 wide, under 4000 high, and ends with what it says last."""
    scene = formats.infographic(insights, context.with_page_format(PAGE_FORMATS["infographic"]), PageReferences(1))[0]
    assert scene.size.width == 1080
    assert 2500 <= scene.size.height <= 4000
    assert scene.size.height - max(i.box.bottom for i in scene.blocks if has_text(i)) < 120


def test_a_brochure_page_needs_paper(insights: Insights, context: LayoutContext) -> None:
    """A page of the brochure is refused on a format without a height."""
    with pytest.raises(UsageError, match="infographic is no paper; choose a paper such as letter or a4"):
        cover(insights, context.with_page_format(PAGE_FORMATS["infographic"]), PageReferences(1))


def test_more_lanes_than_the_brand_has_are_told(package: Package, context: LayoutContext) -> None:
    """A tenth lane without a colour is an error, not a lane in some colour."""
    package.add("certifications", {**package.rows("certifications")[0], "certification": "NEW", "lane": "10"})
    with pytest.raises(UsageError, match=r"the data has a lane 10, the brand Track has 9; add lanes to brand\.yml"):
        cover(package.tell(), context, PageReferences(1))


def along(lane: PlacedBlock) -> Iterator[tuple[float, float]]:
    """Places on the lines of a block, close to each other."""
    for mark in (m for m in lane.block.marks if not isinstance(m, TextRun)):  # type: ignore[union-attr]
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


def test_nine_lanes_share_the_room_of_five(package: Package, context: LayoutContext) -> None:
    """Nine lanes run clear of the cover's words, and left of the infographic's, each to its own start line."""
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
    assert [lane for lane in lanes(cover) if any(inside(title.box, p, 12) for p in along(lane))] == []
    poster = formats.infographic(insights, context.with_page_format(PAGE_FORMATS["infographic"]), PageReferences(1))[0]
    words = min((item for item in poster.blocks if item.tag == "H3"), key=lambda item: item.box.y).box.x
    first = min(item.box.y for item in poster.blocks if item.tag == "H3")
    running = [lane for lane in lanes(poster) if lane.box.y < first]
    assert len(running) == 9
    assert all(lane.box.x + 24 < words for lane in running)


# ── Other data ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("change", OTHER)
def test_other_data_makes_whole_pages_too(change: str, package: Package, context: LayoutContext) -> None:
    """Whatever is missing, equal or large: every page is composed, nothing overlaps, nothing leaves the sheet."""
    OTHER[change](package)
    insights = package.tell()
    for page, paper in EVERY:
        for scene in page(insights, context.with_page_format(PAGE_FORMATS[paper]), PageReferences(1)):
            assert (scene.name, paper, overlapping(scene), outside(scene)) == (scene.name, paper, [], [])


def test_what_is_not_known_is_not_told(package: Package, context: LayoutContext) -> None:
    """No page prints an empty place: no double spaces, no dangling marks, no word None."""
    package.keep("facts", lambda row: row["kind"] not in ("certified", "candidates", "founded"))
    insights = package.tell()
    for page, paper in EVERY:
        references = PageReferences(1, edition_code="K7QM-2XD7")
        for item in (
            i
            for scene in page(insights, context.with_page_format(PAGE_FORMATS[paper]), references)
            for i in scene.blocks
        ):
            text = item.block.text if isinstance(item.block, Drawing) else item.block.alt
            assert not re.search(r"  |\bNone\b|\( *\)| [.,;:]( |$)|\bof \.|^\.", text), text


# ── Nothing typed in ──────────────────────────────────────────────────────────────────────────────

FILES = sorted(
    [
        p
        for p in (*(SOURCE / "documents").rglob("*.py"), *(SOURCE / "charts").glob("*.py"))
        if p.parent.name != "contact_sheet"
    ]
)
PLOTLY = {"middle right", "middle center", "middle left"}  # its names for where a text stands


def constants(path: Path) -> Iterator[tuple[int, str]]:
    """Every string in a source file that is neither a docstring nor part of an error."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {id(leaf) for node in ast.walk(tree) if isinstance(node, ast.Raise) for leaf in ast.walk(node)}
    skipped |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_page_knows_no_colour_no_font_and_no_word(path: Path, brand: Brand) -> None:
    """No page or chart holds a hex colour, a font's name, a colour's name or a phrase of English."""
    fonts, colours = {face.family for face in brand.font_faces}, set(brand.palette)
    phrases = {text for text in catalog.load_language("en").messages.values() if text[:1].isupper()}
    for line, text in constants(path):
        assert not re.search(r"#[0-9A-Fa-f]{3,8}\b", text), line
        assert not any(font in text for font in fonts), line
        assert text not in colours - set(brand.roles), line
        assert text in PLOTLY or not re.search(r"[A-Za-z]{2,},? +[A-Za-z]{2,}", text), (line, text)
        assert text not in phrases, line


DRAWN = re.compile(
    r"[MLHVACQZ0-9., -]*|[xy][01]|[HP][1-6](:[a-z]*)?|lane\.\d|rgba\(0,0,0,0\)"
)  # paths, axes, roles, nothing


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_page_knows_no_number(path: Path) -> None:
    """No text in the source of a page or a chart has a digit: a numeral is a fact, or a declared literal."""
    numerals = [(line, text) for line, text in constants(path) if re.search(r"\d", text)]
    assert [(line, text) for line, text in numerals if not DRAWN.fullmatch(text)] == []


# ── The back cover ────────────────────────────────────────────────────────────────────────────────


def test_the_back_cover_names_who_hands_it_out(insights: Insights, context: LayoutContext) -> None:
    """A brand's contact stands there with its lines, its address as a link and as a QR code; else room for a stamp."""
    contact = Contact(name="Example Gym", lines=("12 Track Road",), link="https://example.org/gym")
    on = replace(context, brand=replace(context.brand, contact=contact))
    (with_contact,), (without,) = (
        back_cover(insights, on, PageReferences(16)),
        back_cover(insights, context, PageReferences(16)),
    )
    words = [item.block.text for item in with_contact.blocks if isinstance(item.block, Drawing)]
    assert {"Example Gym", "12 Track Road", "example.org/gym"} <= set(words)
    links = [m.link for i in with_contact.blocks for m in i.block.marks if isinstance(m, TextRun) and m.link]  # type: ignore[union-attr]
    assert links == [Link("https://example.org/gym", "Example Gym")]
    shapes = (m for i in with_contact.blocks for m in getattr(i.block, "marks", ()) if isinstance(m, Shape))
    assert sum(len(shape.path.segments) > 100 for shape in shapes) == 1
    told = [item.block.text for item in without.blocks if isinstance(item.block, Drawing)]
    assert "Name, address or stamp" in told and "Name, address or stamp" not in words
