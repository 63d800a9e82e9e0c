"""The logical tree: which blocks make one element, what is read in which order, where links lead."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset.insights import Insights
from acsm_report.documents.compose import Document, compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC
from acsm_report.geometry import Box, Size, VectorPath
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.logical_tree import (
    HEADING_TAGS,
    Element,
    build_logical_tree,
    compose_alt_text,
    find_main_heading,
    text_of_element,
)
from acsm_report.layout.scene import Chart, DataTable, Drawing, Link, PlacedBlock, Scene, Shape, TextRun
from acsm_report.page_formats import PAGE_FORMATS, PICTURE_NAMES
from acsm_report.theme.model import Ink
from support.paths import DATASETS

HOLDERS = {"LI": "L", "Lbl": "LI TOCI", "LBody": "LI", "TR": "THead TBody", "TH": "TR", "TD": "TR", "THead": "Table",
           "TBody": "Table", "TOCI": "TOC", "Reference": "TOCI", "Caption": "Figure"}  # fmt: skip


def words(*texts: str, link: Link | None = None) -> Drawing:
    return Drawing(tuple(TextRun(0, 0, text, "Source Sans Pro", 400, 10, link=link) for text in texts))


def page(*blocks: tuple[str, Drawing | Chart] | PlacedBlock, name: str = "page") -> Scene:
    items = (b if isinstance(b, PlacedBlock) else PlacedBlock(Box(0, 0, 1, 1), b[1], b[0]) for b in blocks)
    return Scene(name, f"The {name}", Size(99, 99), tuple(items))


def described(*scenes: Scene) -> list[str]:
    return build_logical_tree(scenes).describe(scenes).splitlines()[1:]


@pytest.mark.parametrize("data", DATASETS)
@pytest.mark.parametrize("document", [BROCHURE, INFOGRAPHIC], ids=lambda d: d.name)
def test_every_page_is_tagged_as_it_was(
    data: str,
    document: Document,
    stories: dict[str, Insights],
    context: LayoutContext,
    golden: Callable[[str, str], None],
) -> None:
    """The tree of both documents of both editions is that of its golden, element by element."""
    scenes = compose(
        document,
        stories[data],
        context.with_page_format(PAGE_FORMATS["infographic"]) if document is INFOGRAPHIC else context,
    )
    golden(f"tags/{data}.{document.name}.txt", build_logical_tree(scenes).describe(scenes) + "\n")


def shown(document: Document, stories: dict[str, Insights], context: LayoutContext) -> list[tuple[Scene, ...]]:
    """A document in all its shapes, of both editions."""
    formats = (
        [PAGE_FORMATS["letter"], PAGE_FORMATS["a4"]]
        if document is BROCHURE
        else [PAGE_FORMATS[name] for name in PICTURE_NAMES]
    )
    return [
        compose(document, insights, context.with_page_format(format))
        for insights in stories.values()
        for format in formats
    ]


@pytest.mark.parametrize("document", [BROCHURE, INFOGRAPHIC], ids=lambda d: d.name)
def test_an_element_stands_where_the_standard_allows_it(
    document: Document, stories: dict[str, Insights], context: LayoutContext
) -> None:
    """Items are in lists, cells in rows, rows in tables, captions in figures; headings have no gaps; one H1 a page."""
    for scenes in shown(document, stories, context):
        levels = [HEADING_TAGS.index(e.tag) for e in build_logical_tree(scenes).walk() if e.tag in HEADING_TAGS]
        assert all(level <= before + 1 for before, level in zip([-1, *levels], levels, strict=False))
        for section in build_logical_tree(scenes).elements:
            assert [e.tag for e in section.walk()].count("H1") == 1, section.name
            for holder in section.walk():
                for kid in holder.elements:
                    assert holder.tag in HOLDERS.get(kid.tag, holder.tag).split(), f"{kid.tag} in {holder.tag}"


@pytest.mark.parametrize("document", [BROCHURE, INFOGRAPHIC], ids=lambda d: d.name)
def test_nothing_that_says_something_is_left_out(
    document: Document, stories: dict[str, Insights], context: LayoutContext
) -> None:
    """Every block but Artifacts is a part of the tree, once; an element without words is a cell or a figure."""
    for scenes in shown(document, stories, context):
        root = build_logical_tree(scenes)
        parts = [(p.page, p.block) for p in root.mark_ranges()]
        blocks = [
            (number, place)
            for number, scene in enumerate(scenes)
            for place, item in enumerate(scene.blocks)
            if item.role != "Artifact" and (isinstance(item.block, Chart) or item.block.marks)
        ]
        assert sorted(set(parts)) == blocks
        for element in root.walk():
            if not element.elements:
                assert text_of_element(element, scenes) or element.tag in ("TD", "Figure"), element.tag


def test_an_artifact_is_in_no_element() -> None:
    """What carries no meaning is left out, and does not part the blocks around it."""
    scene = page(("H2:1", words("CPT")), ("Artifact", words("4")), ("H2:1", words("Trainer")))
    assert described(scene) == ["  Sect", "    H2 CPT Trainer"]


def test_a_step_without_a_name_begins_an_element() -> None:
    """Two paragraphs are two elements; two blocks of one named heading are one."""
    scene = page(("P", words("a")), ("P", words("b")), ("P:x", words("c")), ("P:x", words("d")))
    assert described(scene) == ["  Sect", "    P a", "    P b", "    P c d"]


def test_paths_share_what_they_agree_on() -> None:
    """Cells go on in their row, rows in their table; another table begins where the path is another."""
    cells = ("Table:a/TR:1/TH", "Table:a/TR:1/TD", "Table:a/TR:2/TD", "Table:b/TR:2/TD")
    scene = page(*((path, words(str(number))) for number, path in enumerate(cells)))
    tags = [line.strip() for line in described(scene)]
    assert tags == ["Sect", "Table", "TR", "TH 0", "TD 1", "TR", "TD 2", "Table", "TR", "TD 3"]


def test_an_empty_cell_is_a_cell() -> None:
    """A block without marks is an element with nothing in it."""
    assert described(page(("Table/TR/TD", Drawing(())))) == ["  Sect", "    Table", "      TR", "        TD"]


def test_words_that_lead_somewhere_are_a_link_within_their_element() -> None:
    """A link says what for: what it was given, the title of the page, or its address."""
    web, here = Link("https://example.org"), Link("#page")
    scene = page(
        ("P", Drawing((*words("see ").marks, *words("page", link=here).marks))),
        ("P", words("a", "b", link=web)),
        ("P", words("c", link=web._replace(purpose="An example"))),
    )
    found = [(e.link.purpose, text_of_element(e, (scene,))) for e in build_logical_tree((scene,)).walk() if e.link]
    assert found == [("The page", "page"), ("https://example.org", "a b"), ("An example", "c")]


def test_blocks_of_one_element_that_lead_to_one_place_are_one_link() -> None:
    """A question and its page number are one link, not two."""
    here = Link("#page")
    scene = page(("Reference:1", words("Which?", link=here)), ("Reference:1", words("3", link=here)))
    assert described(scene) == ["  Sect", "    Reference", "      Link → The page Which? 3"]


def test_a_figure_has_the_alternative_the_table_and_the_box_of_all_its_blocks() -> None:
    """A chart and the words beside it are one figure; its caption is an element within, in either order."""
    chart, table = Chart("rates", {}, Size(30, 40), "Bar chart.", ()), DataTable(("Exam", "2014"), (("CPT", "55%"),))
    scene = page(
        ("Figure:rates/Caption", words("Pass rates")),
        PlacedBlock(Box(10, 10, 30, 40), chart, "Figure:rates", alt="Bar chart.", data_table=table),
        PlacedBlock(Box(50, 20, 10, 10), words("-14"), "Figure:rates"),
    )
    figure = next(e for e in build_logical_tree((scene,)).walk() if e.tag == "Figure")
    assert (figure.alt, figure.data_table, figure.box) == ("Bar chart.", table, Box(10, 10, 50, 40))
    assert described(scene)[1:] == ["    Figure “Bar chart.”", "      Caption Pass rates"]


def test_words_may_be_read_as_more_than_they_are() -> None:
    """What tells something only by where it stands has an alternative that is read in its place."""
    scene = page(
        PlacedBlock(Box(0, 0, 1, 1), words("55%"), "P:rate", alt="55% passed in 2014"), ("P:rate", words("2014"))
    )
    assert described(scene)[1:] == ["    P “55% passed in 2014” 55% 2014"]
    assert compose_alt_text(scene) == "55% passed in 2014"


def test_glued_words_are_read_as_one() -> None:
    """An address that is broken over two lines has no space in it."""
    marks = words("www.example.org/", "page").marks
    broken = Drawing((TextRun(0, 0, "www.example.org/", "Source Sans Pro", 400, 10, unspaced=True), marks[1]))
    assert described(page(("P", broken)))[1] == "    P www.example.org/page"


@pytest.mark.parametrize("drawn", [False, True])
def test_a_picture_is_told_in_reading_order(drawn: bool) -> None:
    """Its alternative is a line an element: words, and what a chart shows, drawn or not; no furniture and no shapes."""
    shapes = Drawing((Shape(VectorPath.rectangle(Box(0, 0, 1, 1)), Ink("ink")),))
    chart = words("CPT", "55%") if drawn else Chart("rates", {}, Size(30, 40), "Bar chart.", ())
    scene = page(
        ("H1", words("Pass ", "rates")),
        ("Artifact", words("Page 4")),
        PlacedBlock(Box(0, 0, 1, 1), chart, "Figure:rates", alt="Bar chart."),
        ("Figure:rates", words("-14")),
        ("P", shapes),
        ("P:1", words("55%")),
        ("P:1", words("passed")),
    )
    assert compose_alt_text(scene) == "Pass rates\nBar chart.\n55% passed"
    assert find_main_heading(scene) == "Pass rates"


PATHS = st.lists(
    st.lists(st.sampled_from(["P", "L", "LI:1", "LI:2", "LBody", "Table:a", "TR:1", "TD"]), min_size=1, max_size=4)
    .map("/".join),
    max_size=12,
)  # fmt: skip


@given(PATHS)
def test_whatever_the_paths_nothing_is_lost_and_the_order_stays(paths: list[str]) -> None:
    """The parts of the tree, in reading order, are the blocks in the order in which they were placed."""
    scene = page(*((path, words(str(number))) for number, path in enumerate(paths)))
    root = build_logical_tree((scene,))
    assert [part.block for part in root.mark_ranges()] == list(range(len(paths)))

    def deep(element: Element, path: str) -> dict[int, str]:
        own = {kid.block: path for kid in element.children if not isinstance(kid, Element)}
        for kid in element.elements:
            own |= deep(kid, f"{path}/{kid.tag}:{kid.name}".rstrip(":"))
        return own

    found = deep(root.elements[0], "")
    assert [found[number].lstrip("/") for number in range(len(paths))] == paths
