"""The infographic's shapes: each is composed for its size, legible where it is seen, and keeps what must be kept."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from acsm_report.dataset.insights import Insights, compute_insights
from acsm_report.documents.compose import compose
from acsm_report.documents.infographic.certified_shares import certified_shares
from acsm_report.documents.infographic.rate_lanes import LaneArea
from acsm_report.documents.registry import INFOGRAPHIC
from acsm_report.errors import FitError, UsageError
from acsm_report.export.chrome.svg_import import place_labels
from acsm_report.export.pdf.writer import render_pdf
from acsm_report.export.raster import render_png
from acsm_report.geometry import Box
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.preflight import find_layout_errors
from acsm_report.layout.scene import Chart, DocumentMetadata, Drawing, Scene, Shape, TextRun
from acsm_report.page_formats import PAGE_FORMATS, PICTURE_NAMES, find_picture_format
from acsm_report.pipeline.build import build
from acsm_report.pipeline.options import BuildOptions
from acsm_report.system import resources
from acsm_report.theme.colors import contrast_ratio
from acsm_report.theme.loader import load_brand
from acsm_report.theme.model import Brand, Ink
from support.changed_facts import OTHER
from support.packages import Package, read
from support.paths import DATASETS
from support.processes import run

FIXED = tuple(name for name in PICTURE_NAMES if PAGE_FORMATS[name].height)
SMALLEST = {"infographic": 26, "square": 30, "social": 28, "story": 30, "link": 28, "a3": 12, "tabloid": 12}
POSTS = ("square", "social", "story", "link")
each_picture = pytest.mark.parametrize("picture", PICTURE_NAMES)
each_edition = pytest.mark.parametrize("data", DATASETS)


def composed(insights: Insights, context: LayoutContext, picture: str) -> Scene:
    return compose(INFOGRAPHIC, insights, context.with_page_format(PAGE_FORMATS[picture]))[0]


def told(name: str) -> Insights:
    return compute_insights(read(resources.find_data_package(name)))


def visible(scene: Scene) -> list[TextRun]:
    """Every run of words that is seen, those of charts too; lane figures are drawn."""
    blocks = [item.block for item in place_labels((scene,))[0].blocks]
    return [m for b in blocks if isinstance(b, Drawing) for m in b.marks if isinstance(m, TextRun) and m.ink]


def words(scene: Scene) -> str:
    return " ".join(" ".join(i.block.text.split()) for i in scene.blocks if isinstance(i.block, Drawing))


def lengths(scene: Scene) -> dict[tuple[str, str], Box]:
    """The boxes of the facts that are seen as lengths, by certification and period."""
    return {(f.certification, f.period): box for item in scene.blocks for f, box in item.lengths}


# ── Sizes ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_pictures_have_the_sizes_that_are_asked_for() -> None:
    """Feeds take 1080 wide squares, portraits and stories and 1200 × 630 links; walls take A3 and tabloid."""
    sizes = {name: (PAGE_FORMATS[name].width, PAGE_FORMATS[name].height) for name in POSTS}
    assert sizes == {"square": (1080, 1080), "social": (1080, 1350), "story": (1080, 1920), "link": (1200, 630)}
    assert [round(side) for side in (PAGE_FORMATS["a3"].width, PAGE_FORMATS["a3"].height or 0)] == [842, 1191]
    assert (PAGE_FORMATS["tabloid"].width, PAGE_FORMATS["tabloid"].height) == (792, 1224)
    assert {PAGE_FORMATS[name].dpi for name in ("a3", "tabloid")} == {300}


@each_edition
@pytest.mark.parametrize("picture", FIXED)
def test_a_fixed_shape_is_kept(picture: str, data: str, context: LayoutContext) -> None:
    """A scene of a fixed format has exactly its size, whatever the edition has to tell."""
    assert composed(told(data), context, picture).size == PAGE_FORMATS[picture].size


@pytest.mark.parametrize(
    ("picture", "pixels"),
    [("square", (1080, 1080)), ("social", (1080, 1350)), ("story", (1080, 1920)), ("link", (1200, 630)),
     ("tabloid", (3300, 5100)), ("a3", (3508, 4961))],
)  # fmt: skip
def test_a_picture_has_its_pixels_and_its_resolution(
    picture: str, pixels: tuple[int, int], context: LayoutContext, tmp_path: Path
) -> None:
    """Screens get a pixel a point, walls 300 pixels an inch, which the file says too."""
    form = PAGE_FORMATS[picture]
    blank = Scene("blank", "Blank", form.size, ())
    path = tmp_path / "picture.png"
    path.write_bytes(render_png(render_pdf((blank,), context.brand, DocumentMetadata("a", "b", "en")), form.dpi / 72))
    with Image.open(path) as image:
        assert image.size == pixels
        assert image.info["dpi"] == pytest.approx((form.dpi, form.dpi), abs=0.02)


def test_an_unknown_picture_names_the_known_ones() -> None:
    """Who asks for a shape that does not exist is told which do."""
    assert find_picture_format("Story") is PAGE_FORMATS["story"]
    with pytest.raises(UsageError, match=f"no picture is called 'poster'; choose {', '.join(PICTURE_NAMES)}"):
        find_picture_format("poster")


# ── Legible ───────────────────────────────────────────────────────────────────────────────────────


@each_edition
@each_picture
def test_no_type_is_smaller_than_the_shape_allows(picture: str, data: str, context: LayoutContext) -> None:
    """28 or 30 pixels in feeds, 26 in the portrait, 12 points on a wall: nothing that is read is smaller."""
    runs = visible(composed(told(data), context, picture))
    assert [r.text for r in runs if r.size < SMALLEST[picture]] == []


@each_edition
@each_picture
def test_no_words_leave_a_picture_or_cover_each_other(picture: str, data: str, context: LayoutContext) -> None:
    """The proofreader finds nothing, the words of charts included."""
    assert list(find_layout_errors((composed(told(data), context, picture),))) == []


@pytest.mark.parametrize("change", OTHER)
def test_other_data_is_proofread_on_every_picture(change: str, package: Package, context: LayoutContext) -> None:
    """Whatever is missing, equal or large, no words of any shape leave it or cover others."""
    OTHER[change](package)
    insights = package.tell()
    for picture in PICTURE_NAMES:
        assert (picture, list(find_layout_errors((composed(insights, context, picture),)))) == (picture, [])


@each_edition
def test_a_story_leaves_its_top_and_foot_to_the_platform(data: str, context: LayoutContext) -> None:
    """Nothing but the ground is in the first and the last 250 pixels of a story."""
    scene = composed(told(data), context, "story")
    free = scene.size.height - 250
    assert [item.block for item in scene.blocks if item.box.y < 250 or item.box.bottom > free] == []


@pytest.mark.parametrize("picture", ["a3", "tabloid"])
@each_edition
def test_a_wall_is_filled(picture: str, data: str, context: LayoutContext) -> None:
    """Ladder and statistics both reach down to the foot: no lower third is empty."""
    scene = composed(told(data), context, picture)
    foot = next(i.box.y for i in scene.blocks if i.box.width == scene.size.width and i.box.bottom == scene.size.height)
    middle = context.with_page_format(PAGE_FORMATS[picture]).grid.x(7)
    for left, right in ((0, middle), (middle, scene.size.width)):
        ends = [i.box.bottom for i in scene.blocks if left <= i.box.x < right and i.box.bottom <= foot + 0.1]
        assert foot - max(ends) < 40


def test_a_wall_without_room_tells_less_before_it_is_refused(package: Package, context: LayoutContext) -> None:
    """Requirements that are too long push out whom the lanes serve; only what is still too long is refused."""
    serves = "Healthy people and those cleared by a doctor"
    assert serves in words(composed(package.tell(), context, "tabloid"))
    for code in ("CPT", "GEI", "HFS", "CES"):
        package.change("facts", {"kind": "education", "certification": code}, value="a degree " * 14 + "or other")
    assert serves not in words(composed(package.tell(), context, "tabloid"))
    package.change("facts", {"kind": "education", "certification": "CPT"}, value="a degree " * 200 + "or other")
    with pytest.raises(FitError, match="the ladder 'tabloid' does not fit"):
        composed(package.tell(), context, "tabloid")


# ── What every picture says ───────────────────────────────────────────────────────────────────────


@each_edition
@each_picture
def test_every_picture_says_whose_it_is_and_of_when(picture: str, data: str, context: LayoutContext) -> None:
    """Source with publisher, date of the statistics, and that ACSM did not publish or endorse it."""
    text = words(composed(told(data), context, picture))
    assert "Independent" in text
    assert "not published or endorsed by ACSM" in text or "not published, endorsed or reviewed by" in text
    assert "Source" in text and "ACSM" in text
    assert "Statistics as of " in text


@each_picture
def test_data_without_exams_is_told_by_what_the_lanes_ask(
    picture: str, package: Package, context: LayoutContext
) -> None:
    """Without any statistics a shape tells the steps, and claims no rate."""
    package.keep("facts", lambda row: row["kind"] in ("education", "clinical_hours", "minimum_age"))
    text = words(composed(package.tell(), context, picture))
    assert "Which certification is your lane?" in text
    assert "Bachelor’s" in text and "Diploma" in text
    assert "%" not in text


@pytest.mark.parametrize("picture", POSTS)
def test_a_lane_is_as_long_as_its_rate(picture: str, insights: Insights, context: LayoutContext) -> None:
    """Lanes begin at zero together; a rate of 55 is drawn 55 hundredths as long as the way to the finish."""
    boxes = lengths(composed(insights, context, picture))
    rates = {
        (r.certification.code, s.year): s.rate.number for r in insights.records for s in (r.exam_years[0], r.latest)
    }
    assert boxes.keys() == rates.keys()
    assert len({box.x for box in boxes.values()}) == 1
    scales = [boxes[key].width / rate for key, rate in rates.items()]
    assert all(math.isclose(scale, scales[0], rel_tol=1e-9) for scale in scales)


@pytest.mark.parametrize("picture", POSTS)
def test_a_rate_that_rose_still_shows_where_it_was(picture: str, package: Package, context: LayoutContext) -> None:
    """A first year that the latest one passes lies upon it, and is not hidden behind."""
    package.change("facts", {"kind": "pass_rate", "certification": "CPT", "period": "2014"}, value="90")
    scene = composed(package.tell(), context, picture)
    item = next(i for i in scene.blocks if any(f.certification == "CPT" for f, _ in i.lengths))
    assert [fact.period for fact, _ in item.lengths] == ["2014", "2012"]  # the later is painted first


def test_the_names_of_lanes_are_all_there_or_none(context: LayoutContext) -> None:
    """A picture names every lane or lets the codes speak: a name is never missing from one of them."""
    for data in DATASETS:
        insights = told(data)
        for picture in POSTS:
            text = words(composed(insights, context, picture))
            named = [r.certification.name in text for r in insights.records]
            assert len(set(named)) == 1, (data, picture)


def test_lanes_that_would_be_too_low_are_refused(context: LayoutContext) -> None:
    """Nine lanes stand in a social picture; where none can be read, it is an error that says what is missing."""
    on = context.with_page_format(PAGE_FORMATS["social"])
    assert len(LaneArea(on, Box(0, 400, 1000, 620), 64).lane_boxes(9)) == 9
    with pytest.raises(FitError, match=r"the course '20 lanes' does not fit"):
        LaneArea(on, Box(0, 400, 1000, 620), 64).lane_boxes(20)


# ── The field ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("picture", ["infographic", "a3", "tabloid"])
def test_a_lane_of_the_field_is_as_wide_as_its_share(picture: str, insights: Insights, context: LayoutContext) -> None:
    """The widths of the lanes are in the proportion of the people, and all stand side by side."""
    scene = composed(insights, context, picture)
    boxes = [(f.number, box) for item in scene.blocks for f, box in item.lengths if f.kind == "certified"]
    assert len(boxes) == len(insights.certified_counts)
    assert all(math.isclose(box.width / people, boxes[0][1].width / boxes[0][0]) for people, box in boxes)
    assert all(a[1].right < b[1].x for a, b in pairwise(boxes))


@pytest.mark.parametrize("largest", ["CPT", "HFS", "CES", "RCEP"])
def test_no_leader_runs_through_the_words_of_another(largest: str, package: Package, context: LayoutContext) -> None:
    """Of narrow lanes at either end, every leader passes beside the words of the others."""
    for code in ("CPT", "HFS", "CES", "RCEP"):
        people = "40000" if code == largest else "3000"
        package.change("facts", {"kind": "certified", "certification": code}, value=people)
    on = context.with_page_format(PAGE_FORMATS["infographic"])
    placed = certified_shares(package.tell(), on, Box(0, 100, 1080, 400), 64, 1016)
    leaders = [i.box for i in placed if i.box.width < 8 and isinstance(i.block, Drawing) and not i.block.text]
    said = [i for i in placed if isinstance(i.block, Drawing) and i.block.text]
    assert len(leaders) == 3
    assert [(i.block, box) for i in said for box in leaders if i.box.overlaps(box)] == []


# ── Guides ────────────────────────────────────────────────────────────────────────────────────────


def test_the_steps_have_guides_that_no_words_stand_upon(insights: Insights, context: LayoutContext) -> None:
    """From each step's name a hairline runs down through the lanes, broken where words are."""
    scene = composed(insights, context, "infographic")
    lines = [
        m.path.bounds
        for item in scene.blocks
        if isinstance(item.block, Drawing)
        for m in item.block.marks
        if isinstance(m, Shape) and m.stroke and m.stroke.share == 30
    ]
    assert len({line.x for line in lines}) == len(insights.steps)
    texts = [
        i for i in scene.blocks if isinstance(i.block, Drawing) and i.block.text and not isinstance(i.block, Chart)
    ]
    for item in texts:
        wide = [Box(line.x - 1, line.y, 2, line.height) for line in lines]
        assert not any(item.box.overlaps(line) for line in wide), item.block


# ── Files ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_shapes_are_laid_out_as_they_were(
    insights: Insights, context: LayoutContext, golden: Callable[[str, str], None]
) -> None:
    """Every shape of fixed size is described by the golden, block by block."""
    scenes = [composed(insights, context, picture) for picture in FIXED]
    golden("pictures.txt", "\n".join(scene.describe() for scene in scenes))


@pytest.mark.browser
def test_the_command_makes_the_shape_that_is_asked_for(tmp_path: Path) -> None:
    """--format square writes a square of 1080 pixels, whose PDF is audited without a finding."""
    square, paper = tmp_path / "square.png", tmp_path / "square.pdf"
    assert run("infographic", "--format", "square", "-o", square).returncode == 0
    with Image.open(square) as image:
        assert image.size == (1080, 1080)
    assert run("infographic", "--format", "SQUARE", "--data", "acsm-2023", "-o", paper).returncode == 0
    audit = run("explain", "--all", paper, "--data", "acsm-2023")
    assert (audit.returncode, audit.stderr) == (0, "")
    document = pypdfium2.PdfDocument(paper)
    assert document[0].get_size() == (1080, 1080)
    document.close()


def test_an_unknown_shape_is_a_usage_error(tmp_path: Path) -> None:
    """--format with a name that does not exist ends with status 2 and writes nothing."""
    done = run("infographic", "--format", "banner", "-o", tmp_path / "x.png")
    assert done.returncode == 2
    assert "no picture is called 'banner'; choose infographic, square, social" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.browser
def test_a_wall_is_written_at_its_resolution(tmp_path: Path) -> None:
    """A build of a tabloid is 3300 × 5100 pixels at 300 an inch."""
    path = tmp_path / "wall.png"
    build({path: "infographic"}, BuildOptions(picture="tabloid"))
    with Image.open(path) as image:
        assert image.size == (3300, 5100)
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.02)


def test_a_white_ground_keeps_every_word_readable(brand: Brand, insights: Insights, context: LayoutContext) -> None:
    """On white no words in a stage's ink have a contrast below 4.5 with the ground."""
    white = load_brand(resources.find_brand_folder()).with_ground("white")
    for picture in POSTS:
        scene = compose(INFOGRAPHIC, insights, replace(context, brand=white, page_format=PAGE_FORMATS[picture]))[0]
        inks = {run.ink for run in visible(scene) if run.ink and run.ink.role.startswith("stage")}
        assert inks
        assert [i for i in inks if contrast_ratio(white.rgb(i), white.rgb(Ink("stage"))) < 4.5] == []
