"""Tests of the brand's logo on the pages: where, how large, on what, and what screen readers say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image

from acsm_report.dataset.insights import Insights
from acsm_report.documents.brand_logo import cover_logo
from acsm_report.documents.brochure.back_cover import back_cover, personalized_back_cover
from acsm_report.documents.brochure.cover import cover
from acsm_report.documents.compose import Document, PageFunction, compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC, PERSONALIZED_DOCUMENTS
from acsm_report.errors import UsageError
from acsm_report.geometry import Box
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.contrast import sample_inks
from acsm_report.layout.preflight import find_layout_errors
from acsm_report.layout.scene import Drawing, PageReferences, PlacedBlock, RasterPicture, Scene, Shape
from acsm_report.page_formats import PAGE_FORMATS, find_paper_format
from acsm_report.theme.loader import load_brand
from acsm_report.theme.model import Ink, Logo, LogoFile
from support.packages import Package

NAVY, WHITE = "#001F44", "#FFFFFF"
lengths = some.floats(-200, 400)
SHAPES = {"wide": (900, 150), "square": (400, 400), "tall": (150, 900)}


def svg(folder: Path, name: str, size: tuple[int, int], color: str = NAVY) -> LogoFile:
    width, height = size
    content = f'<circle r="1" fill="{color}"/><rect x="1" width="{width - 1}" height="{height}" fill="{color}"/>'
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{content}</svg>'
    (folder / name).write_text(picture)
    return LogoFile(folder / name)


def with_logo(context: LayoutContext, light: LogoFile | None, dark: LogoFile | None, **sizes: Logo) -> LayoutContext:
    """Return the context with a brand that has this logo in all sizes but those given."""
    logo = Logo(light, dark)
    logos = {"small": logo, "medium": logo, "large": logo, **sizes}
    return replace(context, brand=replace(context.brand, name="Brookfield Studio 24", logos=logos))


def figures(scene: Scene) -> list[PlacedBlock]:
    return [item for item in scene.blocks if item.role == "Figure:logo"]


def header_logo(scene: Scene) -> PlacedBlock:
    """The logo in the header: the first artifact that has the color of the logo."""
    return next(item for item in scene.blocks if item.role == "Artifact" and NAVY in colors(item))


def colors(placed: PlacedBlock) -> set[str]:
    marks = placed.block.marks if isinstance(placed.block, Drawing) else ()
    return {mark.fill.role for mark in marks if isinstance(mark, Shape) and mark.fill}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("format_name", ["letter", "a4"])
@pytest.mark.parametrize("document", [BROCHURE, PERSONALIZED_DOCUMENTS["brochure"]], ids=["plain", "personalized"])
def test_a_logo_is_on_both_covers_and_in_every_header(
    insights: Insights, context: LayoutContext, tmp_path: Path, document: Document, format_name: str, shape: str
) -> None:
    """It covers no text and stays within its limits, whatever its shape."""
    file = svg(tmp_path, "logo.svg", SHAPES[shape])
    branded = with_logo(context, file, file).with_page_format(PAGE_FORMATS[format_name])
    scenes = compose(document, insights, branded)
    assert list(find_layout_errors(scenes)) == []
    assert [scene.name for scene in scenes if figures(scene)] == ["cover", "back"]
    for scene in (scenes[0], scenes[-1]):
        (logo,) = figures(scene)
        assert logo.alt == "Logo of Brookfield Studio 24"
        assert 20 < max(logo.box.width, logo.box.height) <= 190
        assert not overlapping_text(scene, logo)
    for scene in scenes[1:-1]:
        box = header_logo(scene).box
        assert box.height <= 2.4 * context.style("wordmark").size + 0.01
        assert not overlapping_text(scene, header_logo(scene))


def overlapping_text(scene: Scene, logo: PlacedBlock) -> Sequence[str]:
    texts = (item for item in scene.blocks if isinstance(item.block, Drawing) and item.block.text.strip())
    return [item.block.text for item in texts if item.box.overlaps(logo.box)]  # type: ignore[union-attr]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("format_name", ["infographic", "square", "social", "story", "link", "a3", "tabloid"])
def test_a_logo_takes_the_place_of_the_wordmark_on_every_infographic(
    insights: Insights, context: LayoutContext, tmp_path: Path, format_name: str, shape: str
) -> None:
    file = svg(tmp_path, "logo.svg", SHAPES[shape])
    branded = with_logo(context, file, file).with_page_format(PAGE_FORMATS[format_name])
    (scene,) = compose(INFOGRAPHIC, insights, branded)
    (logo,) = figures(scene)
    assert list(find_layout_errors([scene])) == []
    assert not overlapping_text(scene, logo) and logo.box.y > 0
    words = [item.block.text.strip() for item in scene.blocks if isinstance(item.block, Drawing)]
    assert str(context.message("wordmark")) not in words


def test_a_logo_that_would_be_too_low_leaves_the_wordmark(
    insights: Insights, context: LayoutContext, tmp_path: Path
) -> None:
    """Thirty times as wide as high, it could not be read in a header."""
    file = svg(tmp_path, "logo.svg", (3000, 100))
    (scene,) = compose(INFOGRAPHIC, insights, with_logo(context, file, file).with_page_format(PAGE_FORMATS["square"]))
    assert figures(scene) == []
    assert "logoless" in [item.fit for item in scene.blocks]


@given(some.builds(Box, lengths, lengths, lengths, lengths), some.sampled_from([*SHAPES]))
def test_a_logo_on_a_cover_stays_in_its_room_or_is_left_out(
    context: LayoutContext, logo_folder: Path, room: Box, shape: str
) -> None:
    """A room of negative size, as small papers have it, gives no mirrored logo."""
    file = LogoFile(logo_folder / f"{shape}.svg")
    for placed in cover_logo(with_logo(context, file, file), room, (0, 0.5)):
        assert room.contains(placed.box) and min(placed.box.width, placed.box.height) > 0
        assert placed.role == "Artifact" or max(placed.box.width, placed.box.height) >= 24


@pytest.fixture(scope="module")
def logo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("logos")
    for shape, size in SHAPES.items():
        svg(folder, f"{shape}.svg", size)
    return folder


@pytest.mark.parametrize("page", [cover, back_cover, personalized_back_cover])
def test_a_small_paper_has_the_name_without_the_logo(
    package: Package, context: LayoutContext, logo_folder: Path, page: PageFunction
) -> None:
    """The logo has no room between nine lanes, and --explain-fit says so."""
    file = LogoFile(logo_folder / "wide.svg")
    small = with_logo(context, file, file).with_page_format(find_paper_format("220x150mm"))
    scenes = page(package.tell(), small, PageReferences(1))
    assert not any(map(figures, scenes))
    assert [item.fit for item in scenes[0].blocks if item.fit] == ["logoless"]


@pytest.mark.parametrize("count", [1, 2, 9])
def test_a_logo_has_room_among_any_number_of_lanes(
    package: Package, context: LayoutContext, tmp_path: Path, count: int
) -> None:
    """On the covers it stays clear of the lanes."""
    codes = [row["certification"] for row in package.rows("certifications")]
    package.only(*codes[:count])
    file = svg(tmp_path, "logo.svg", SHAPES["wide"])
    scenes = compose(BROCHURE, package.tell(), with_logo(context, file, file))
    for scene in (scenes[0], scenes[-1]):
        (logo,) = figures(scene)
        assert logo.box.height > 15
        assert not overlapping_text(scene, logo)
        assert inks_around(scene, logo) <= {None, Ink("white")}


def inks_around(scene: Scene, logo: PlacedBlock) -> set[Ink | None]:
    """The inks beneath a logo and in its clear space: none, or its plate."""
    blocks = scene.blocks[: scene.blocks.index(logo)]
    shapes = [m for b in blocks if isinstance(b.block, Drawing) for m in b.block.marks if isinstance(m, Shape)]
    return set(sample_inks(shapes, logo.box.padded(logo.box.height / 4), 24))


def test_each_place_has_its_size_and_each_ground_its_version(
    insights: Insights, context: LayoutContext, tmp_path: Path
) -> None:
    """The cover has the large dark version, the header the small light one, the infographic the medium dark one."""
    files = {
        (size, ground): replace(svg(tmp_path, f"{size}-{ground}.svg", (300, 100), color), alt=f"{size} {ground}")
        for size in ("small", "medium", "large")
        for ground, color in (("light", NAVY), ("dark", WHITE))
    }
    sizes = {size: Logo(files[size, "light"], files[size, "dark"]) for size in ("small", "medium", "large")}
    branded = with_logo(context, None, None, **sizes)
    brochure = compose(BROCHURE, insights, branded)
    (infographic,) = compose(INFOGRAPHIC, insights, branded.with_page_format(PAGE_FORMATS["square"]))
    assert [figures(scene)[0].alt for scene in (brochure[0], brochure[-1], infographic)] == [
        "large dark",
        "large dark",
        "medium dark",
    ]
    assert header_logo(brochure[2])


def test_a_dark_logo_alone_is_on_a_white_plate_on_the_cover(
    insights: Insights, context: LayoutContext, tmp_path: Path
) -> None:
    """The plate is a quarter of the logo's height larger on each side."""
    file = svg(tmp_path, "logo.svg", SHAPES["wide"])
    blocks = compose(BROCHURE, insights, with_logo(context, file, file))[0].blocks
    at = next(number for number, item in enumerate(blocks) if item.role == "Figure:logo")
    plate, logo = blocks[at - 1], blocks[at]
    assert colors(plate) == {"white"}
    assert plate.box.height == pytest.approx(1.5 * logo.box.height)


def test_the_shipped_brand_has_no_logo(insights: Insights, context: LayoutContext) -> None:
    """ACSM's logo is never used."""
    assert context.brand.logos == {}
    assert not any(figures(scene) for scene in compose(BROCHURE, insights, context))


def test_a_brand_of_three_lines_shows_its_png(insights: Insights, context: LayoutContext, tmp_path: Path) -> None:
    """Read from brand.yml, it is one image wherever it is."""
    Image.new("RGB", (900, 300), NAVY).save(tmp_path / "logo.png")
    (tmp_path / "brand.yml").write_text("meta:\n  name: Brookfield\nlogo: logo.png\n")
    scenes = compose(BROCHURE, insights, replace(context, brand=load_brand(tmp_path)))
    marks = [
        m for scene in scenes for item in scene.blocks if isinstance(item.block, Drawing) for m in item.block.marks
    ]
    images = [mark.image for mark in marks if isinstance(mark, RasterPicture)]
    assert len(images) == len(scenes) and len(set(images)) == 1


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"GIF89a", r"logo\.png: the logo is a GIF picture, whatever its name; save it as PNG, JPEG or SVG"),
        (
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n<text>A</text></svg>',
            r"logo\.png: the logo has text in line 2, which cannot be drawn; save it as PNG, or convert text to paths",
        ),
    ],
)
def test_a_logo_that_cannot_be_drawn_is_an_error_with_its_file(
    insights: Insights, context: LayoutContext, tmp_path: Path, content: bytes, what: str
) -> None:
    (tmp_path / "logo.png").write_bytes(content)
    file = LogoFile(tmp_path / "logo.png")
    with pytest.raises(UsageError, match=what):
        compose(BROCHURE, insights, with_logo(context, file, file))
