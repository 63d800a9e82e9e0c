"""Whatever the data: everything fits its page by the stated rules, on each paper, or the error says what does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from acsm_report.dataset.insights import compute_insights
from acsm_report.documents.brochure.history import history
from acsm_report.documents.citations import source_line
from acsm_report.documents.compose import compose
from acsm_report.documents.page_frame import footer_y
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC
from acsm_report.errors import FitError
from acsm_report.export.chrome.svg_import import place_labels
from acsm_report.export.pdf import conformance
from acsm_report.export.pdf.writer import render_pdf
from acsm_report.geometry import Box
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.flow import FlowColumn
from acsm_report.layout.measure import text_run_box
from acsm_report.layout.preflight import find_layout_errors
from acsm_report.layout.scene import (
    Chart,
    DocumentMetadata,
    Drawing,
    PageReferences,
    PlacedBlock,
    Scene,
    Shape,
    TextRun,
)
from acsm_report.layout.text import fitted_line, text_width
from acsm_report.page_formats import PAGE_FORMATS, PICTURE_NAMES, find_paper_format
from support.generated import DATASET_SHAPES, DatasetShape, generate_dataset
from support.packages import Package

EXAMPLES = settings().max_examples
SMALLEST, SCREEN = 7, 24  # points on paper, pixels of the portrait

# ── Claims ────────────────────────────────────────────────────────────────────────────────────────


def has_text(item: PlacedBlock) -> bool:
    return isinstance(item.block, Drawing) and any(isinstance(m, TextRun) and m.text.strip() for m in item.block.marks)


def at(item: PlacedBlock, runs: tuple[TextRun, ...]) -> Iterator[tuple[str, Box]]:
    """The words of a chart with their boxes on the page."""
    for run in runs:
        if run.text.strip():
            yield run.text, text_run_box(replace(run, x=item.box.x + run.x, y=item.box.y + run.y))


def words(scene: Scene) -> list[tuple[str, Box]]:
    """The blocks of text of a page, and the words of its charts."""
    told = [(item.block.text, item.box) for item in scene.blocks if has_text(item)]  # type: ignore[union-attr]
    for item in scene.charts:
        assert isinstance(item.block, Chart)
        told += at(item, item.block.labels)
    return told


def crossing(scene: Scene) -> Iterator[str]:
    """What stands on something else: words on words, charts on charts, words on the bars of a chart."""
    for (one, box), (other, place) in combinations(words(scene), 2):
        if box.overlaps(place):
            yield f"{one!r} on {other!r}"
    for left, right in combinations(scene.charts, 2):
        if left.box.overlaps(right.box):
            yield f"{left.block} on {right.block}"
    texts = [item for item in scene.blocks if has_text(item)]
    for chart in scene.charts:
        assert isinstance(chart.block, Chart)
        kept = [replace(box, x=chart.box.x + box.x, y=chart.box.y + box.y) for _, box in chart.block.reserved_boxes]
        free = [item for item in texts if not any(box.contains(item.box) for box in kept)]
        for length in chart.lengths:
            yield from (f"{i.block.text!r} on a bar of {chart.alt!r}" for i in free if i.box.overlaps(length.box))  # type: ignore[union-attr]


def leaving(scene: Scene, context: LayoutContext) -> Iterator[str]:
    """What is not wholly between the margins, or in the place of the footer; on the covers only the sheet counts."""
    bare = scene.ground == "stage"
    side = 0 if scene.name == "cover" else context.grid.margin
    room = Box(side, 0, scene.size.width - 2 * side, scene.size.height if bare else footer_y(context) + 0.5)
    footer = () if bare else scene.blocks[-3:]
    for item in scene.blocks:
        solid = has_text(item) or isinstance(item.block, Chart)
        if solid and not (scene.size.box if item in footer else room).contains(item.box, tolerance=0.5):
            yield f"{item.block} at {item.box}"[:300]
    for item in scene.charts:
        assert isinstance(item.block, Chart)
        yield from (f"{text!r} at {box}" for text, box in at(item, item.block.labels) if not room.contains(box, 0.5))


def tiny(scene: Scene, least: float = SMALLEST) -> Iterator[str]:
    """Words that are seen and too small to be read."""
    for item in scene.blocks:
        marks = item.block.labels if isinstance(item.block, Chart) else item.block.marks
        yield from (m.text for m in marks if isinstance(m, TextRun) and m.ink and m.size < least)


def straights(scene: Scene, width: float) -> Iterator[Box]:
    """The straight parts of lines of that width."""
    marks = (m for item in scene.blocks if isinstance(item.block, Drawing) for m in item.block.marks)
    for shape in marks:
        if isinstance(shape, Shape) and shape.stroke and shape.stroke_width == width:
            for (_, start), (to, end) in pairwise(shape.path.segments):
                if to == "L":
                    x, y = (min(start[i - 2], end[i]) - width / 2 for i in (0, 1))
                    yield Box(x, y, abs(start[-2] - end[0]) + width, abs(start[-1] - end[1]) + width)


def strayed(scene: Scene, context: LayoutContext) -> Iterator[str]:
    """What is wrong with the portrait: words on words or on a chart, under a lane, outside the margins, too small."""
    room = Box(context.grid.margin, 0, context.grid.text_width, scene.size.height)
    yield from (
        *map(str, find_layout_errors((scene,))),
        *crossing(scene),
        *(f"{text!r} is tiny" for text in tiny(scene, SCREEN)),
    )
    yield from (f"{text!r} at {box}" for text, box in words(scene) if not room.contains(box, tolerance=0.5))
    lanes = list(straights(scene, context.metrics("run_up")["lane"]))
    numbers = {str(lane) for lane in range(1, 10)}  # they stand in start blocks, on their lanes
    for text, box in words(scene):
        yield from (f"{text!r} under a lane" for lane in lanes if text not in numbers and box.overlaps(lane))


def misled(scenes: tuple[Scene, ...]) -> Iterator[str]:
    """Numbers of pages that are not those of the page that they lead to, or on which they stand."""
    references = {scene.name: number for number, scene in enumerate(scenes, 1)}
    for scene in scenes:
        for item in scene.blocks:
            runs = [m for m in item.block.marks if isinstance(m, TextRun)] if isinstance(item.block, Drawing) else []
            for run in runs:
                shown = [run.text[s.start : s.end] for s in run.spans if s.shows in ("page", "folio")]
                where = (
                    references.get(run.link.target[1:])
                    if run.link and run.link.target.startswith("#")
                    else references[scene.name]
                )
                if where is None or any(text != str(where) for text in shown):
                    yield f"{run.text!r} on {scene.name} leads to {run.link}: {where}"


def amiss(scenes: tuple[Scene, ...], context: LayoutContext) -> list[str]:
    """Everything that is wrong with these pages."""
    found = [*map(str, find_layout_errors(scenes)), *misled(scenes)]
    for scene in scenes:
        told = (*crossing(scene), *leaving(scene, context), *(f"{text!r} is tiny" for text in tiny(scene)))
        found += [f"page {scene.name}: {what}" for what in told]
    return found if len(scenes) % BROCHURE.page_multiple == 0 else [*found, f"{len(scenes)} pages"]


# ── The pages ─────────────────────────────────────────────────────────────────────────────────────


def quickly(examples: int) -> settings:
    """So many examples; a package that fails is shown as it was drawn, for to shrink one takes minutes."""
    return settings(max_examples=max(examples, 1), phases=(Phase.explicit, Phase.generate))


def test_everything_fits_whatever_the_data(context: LayoutContext) -> None:
    """Of any package each page is composed: nothing is outside, on anything else, below 7 pt or misnumbered."""

    @quickly(EXAMPLES)
    @given(shape=DATASET_SHAPES, paper=st.sampled_from(("letter", "a4")))
    def check(shape: DatasetShape, paper: str) -> None:
        on = context.with_page_format(PAGE_FORMATS[paper])
        assert amiss(compose(BROCHURE, compute_insights(generate_dataset(shape)), on), on) == []

    check()


REFUSAL = re.compile(r"page [a-z0-9-]+: the [a-z ]+ ['\"].+['\"…] does not fit: it needs [0-9]+\.[0-9] pt more; \w+")


def test_another_paper_fits_too_or_is_refused(context: LayoutContext) -> None:
    """On a paper of any size all is as it should be, or page, block, words and the points that lack are named."""

    @quickly(EXAMPLES // 4)
    @given(shape=DATASET_SHAPES, width=st.integers(190, 300), height=st.integers(240, 320))
    def check(shape: DatasetShape, width: int, height: int) -> None:
        on = context.with_page_format(find_paper_format(f"{width}x{height}mm"))
        try:
            scenes = compose(BROCHURE, compute_insights(generate_dataset(shape)), on)
        except FitError as error:
            assert REFUSAL.match(str(error)), error
            return
        assert amiss(scenes, on) == []

    check()


# ── The pictures ──────────────────────────────────────────────────────────────────────────────────


def test_the_portrait_fits_whatever_the_data(context: LayoutContext) -> None:
    """Of any package the portrait is composed: nothing is outside, on anything else, under a lane or below 24 px."""
    on = context.with_page_format(PAGE_FORMATS["infographic"])

    @quickly(EXAMPLES * 2 // 5)
    @given(shape=DATASET_SHAPES)
    def check(shape: DatasetShape) -> None:
        (scene,) = compose(INFOGRAPHIC, compute_insights(generate_dataset(shape)), on)
        assert list(strayed(scene, on)) == []

    check()


@pytest.mark.parametrize("picture", [name for name in PICTURE_NAMES if PAGE_FORMATS[name].height])
def test_a_fixed_shape_fits_or_is_refused(picture: str, context: LayoutContext) -> None:
    """Of any package a picture of fixed shape is clean, or page, block, words and the points that lack are named."""
    on = context.with_page_format(PAGE_FORMATS[picture])

    @quickly(EXAMPLES * 2 // 5)
    @given(shape=DATASET_SHAPES)
    def check(shape: DatasetShape) -> None:
        try:
            scenes = compose(INFOGRAPHIC, compute_insights(generate_dataset(shape)), on)
        except FitError as error:
            assert REFUSAL.match(str(error)), error
            return
        assert [*map(str, find_layout_errors(scenes)), *crossing(scenes[0])] == []

    check()


# ── The finished file ─────────────────────────────────────────────────────────────────────────────


def unseen(text: Any, i: int) -> bool:
    """Whether a letter is text behind lane figures: those have commas and dollars of their own, less deep."""
    letter = pdfium.FPDFText_GetTextObject(text.raw, i)
    return bool(pdfium.FPDFTextObj_GetTextRenderMode(letter) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)


def printed(page: Any) -> Iterator[tuple[str, Box, float]]:
    """The words of a page of a PDF as another reader finds them: their ink and the size of their type."""
    text, high, size = page.get_textpage(), page.get_height(), 0.0
    word, boxes = "", list[Box]()
    for i in range(text.count_chars() + 1):
        letter = text.get_text_range(i, 1) if i < text.count_chars() else " "
        left, bottom, right, top = text.get_charbox(i) if letter.strip() else (0.0,) * 4
        box = Box(left, high - top, right - left, top - bottom)
        apart = boxes and (abs(box.x - boxes[-1].right) > size / 2 or abs(box.y - boxes[-1].y) > size)
        if boxes and (apart or not letter.strip()):
            yield word, Box.bounding(boxes), size
            word, boxes = "", []
        if letter.strip():
            word, size = word + letter, pdfium.FPDFText_GetFontSize(text.raw, i)
            boxes += [box] if letter.isdigit() or not unseen(text, i) else []


def unread(page: Any) -> Iterator[str]:
    """What is wrong with a page of a PDF."""
    told, room = list(printed(page)), Box(0, 0, page.get_width(), page.get_height())
    yield from (f"{word!r} leaves the page" for word, box, _ in told if not room.contains(box, tolerance=0.5))
    yield from (f"{word!r} of {size:g} pt" for word, _, size in told if size < SMALLEST)
    above: list[tuple[str, Box]] = []
    for word, box, _ in sorted(told, key=lambda one: one[1].y):
        above = [one for one in above if one[1].bottom > box.y]
        yield from (f"{word!r} on {other!r}" for other, place in above if box.overlaps(place))
        above.append((word, box))


def test_the_finished_file_reads_so_too(context: LayoutContext) -> None:
    """Another reader finds on the pages of the PDF no word on another, none outside, none below 7 pt.

    And the file is what it claims to be.
    """
    about = DocumentMetadata("Made", "made", "en")

    @quickly(EXAMPLES // 6)
    @given(shape=DATASET_SHAPES, paper=st.sampled_from(("letter", "a4")))
    def check(shape: DatasetShape, paper: str) -> None:
        scenes = place_labels(
            compose(BROCHURE, compute_insights(generate_dataset(shape)), context.with_page_format(PAGE_FORMATS[paper]))
        )
        made_of = render_pdf(scenes, context.brand, about)
        found = conformance.find_faults(made_of, scenes, context.brand, about)
        assert [str(fault) for some in found.values() for fault in some] == []
        document = pypdfium2.PdfDocument(made_of)
        assert len(document) == len(scenes)
        for number, page in enumerate(document, 1):
            assert (number, list(unread(page))) == (number, [])

    check()


# ── The rules, one by one ─────────────────────────────────────────────────────────────────────────


def test_a_line_takes_the_first_style_that_holds_it(context: LayoutContext) -> None:
    """Words that are too wide for one style stand a step smaller, are marked so, and else named with what lacks."""
    styles, word = ("lead", "label.small", "axis.strong"), "Certification"
    wide = {style: text_width(context, style, word) for style in styles}
    for style, fit in (("lead", ""), ("label.small", "smaller"), ("axis.strong", "smaller")):
        placed = fitted_line(context, styles, 0, 20, wide[style], word, "name")
        assert (round(placed.box.width, 3), placed.fit) == (round(wide[style], 3), fit)
    with pytest.raises(FitError, match=r"the name 'Certification' does not fit: it needs 5\.0 pt more"):
        fitted_line(context, styles, 0, 20, wide["axis.strong"] - 5, word, "name")


@pytest.mark.parametrize(("letters", "fit"), [(20, ""), (43, "smaller"), (60, "continued")])
def test_a_long_name_of_the_portrait_steps_down(
    letters: int, fit: str, package: Package, context: LayoutContext
) -> None:
    """A word of a name that is too wide for the run-up is set smaller, or stands for another page: the code remains."""
    package.change("certifications", {"certification": "CPT"}, name="a" * letters, code_now="CPT", name_now="")
    (scene,) = compose(INFOGRAPHIC, package.tell(), context.with_page_format(PAGE_FORMATS["infographic"]))
    named = [(item.block.text, item.fit) for item in scene.blocks if item.tag == "H3" and has_text(item)]  # type: ignore[union-attr]
    code = named.index(("CPT", fit if fit == "continued" else ""))
    assert ((named[code + 1]) == ("a" * letters, fit)) is (fit != "continued")
    assert fit != "continued" or "a" * letters not in dict(named)


def test_a_column_steps_down_for_a_long_word(context: LayoutContext) -> None:
    """A word that is wider than its column is set a step smaller there, and said to be; one that still is, refused."""
    body, small = (text_width(context, style, "Physiologists") for style in ("body", "axis.ink"))
    for measure, fit in ((body, ""), (body - 1, "smaller"), (small, "smaller")):
        assert FlowColumn(context, 0, 0, measure).add_paragraph("body", "Physiologists of").fit == fit
    with pytest.raises(FitError, match="Physiologists"):
        FlowColumn(context, 0, 0, small - 1).add_paragraph("body", "Physiologists of")


def test_many_publishers_become_numbers(package: Package, context: LayoutContext) -> None:
    """A source line of more than two lines names the sources by their numbers alone."""
    insights = package.tell()
    fact = next(fact for fact in insights.dataset.facts if fact.kind == "passing_score")
    publisher = insights.dataset.sources[fact.source].publisher
    assert source_line(insights, context, [fact]).text.startswith(f"Source: {publisher}")
    for number, row in enumerate(package.rows("sources")):
        package.change("sources", {"source": row["source"]}, publisher=f"The institute for sources number {number}")
    insights = package.tell()
    told = source_line(insights, context, insights.dataset.facts).text
    assert re.fullmatch(r"Sources: \[[\d, –]+\]\.", told), told


def test_events_go_on_on_another_sheet(package: Package, context: LayoutContext) -> None:
    """More events than a page holds are all told, in order, on as many sheets as they need."""
    row = next(row for row in package.rows("facts") if row["kind"] == "event")
    said = [f"Happened as number {n} of very many things that happened" for n in range(99)]
    package.keep("facts", lambda r: r["kind"] != "event")
    package.add("facts", *({**row, "value": words, "period": f"{1900 + n}"} for n, words in enumerate(said)))
    scenes = history(package.tell(), context, PageReferences(1))
    assert [scene.name for scene in scenes] == ["changed", *(f"changed-{n}" for n in range(2, len(scenes) + 1))]
    assert len(scenes) > 2
    told = [item.block.text for scene in scenes for item in scene.blocks if has_text(item)]  # type: ignore[union-attr]
    assert [text for text in told if text in said] == said
