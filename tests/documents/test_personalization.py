"""Tests of the recipient's blocks: inside their fields, in the same order for all, an error if they do not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from acsm_report.dataset.insights import Insights
from acsm_report.dataset.recipients import NO_RECIPIENT, Recipient
from acsm_report.documents import personalization
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE, PERSONALIZED_DOCUMENTS
from acsm_report.errors import FitError, UsageError
from acsm_report.export.chrome.svg_import import place_labels
from acsm_report.geometry import Size
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.logo import LogoLook
from acsm_report.layout.preflight import find_layout_errors
from acsm_report.layout.scene import Drawing, PlacedBlock, Scene, TextRun
from acsm_report.page_formats import PAGE_FORMATS
from acsm_report.theme.model import Contact, Ink

ContextAndPages = tuple[LayoutContext, tuple[Scene, ...]]
LOGO = LogoLook(Size(900, 300))
GYM = Recipient(2, "Brookfield Gym", ("4 Stadium Way", "Brookfield, OH 44403"), "https://example.org/gym", "", "G-1")
word = some.text("abcdefgh XYZ0123456789.,-", min_size=1, max_size=40).map(str.strip)
url = some.text("abcdefghijk/-", max_size=180).map(lambda path: f"https://example.org/{path}")
anybody = some.builds(
    Recipient,
    row=some.just(2),
    name=word,
    address=some.lists(word.filter(bool), max_size=5).map(tuple),
    url=url | some.sampled_from(["", "https://a.b"]),
    code=some.just("") | some.text("ABC-123", max_size=12),
)


@pytest.fixture(scope="session", params=["letter", "a4", "infographic"])
def pages_with_fields(request: pytest.FixtureRequest, insights: Insights, context: LayoutContext) -> ContextAndPages:
    """Return the pages of a document that have recipient fields, with labels in place of charts."""
    name = "infographic" if request.param == "infographic" else "brochure"
    paper_context = context.with_page_format(PAGE_FORMATS[request.param])
    return paper_context, tuple(
        scene
        for scene in place_labels(compose(PERSONALIZED_DOCUMENTS[name], insights, paper_context))
        if scene.recipient_fields
    )


def panel(scenes: Sequence[Scene]) -> Scene:
    return next(scene for scene in scenes if scene.recipient_fields[0].kind == "panel")


def roles(placed: Sequence[PlacedBlock]) -> list[str]:
    return [item.role for item in placed if item.role != "Artifact"]


@given(anybody, some.booleans())
def test_every_recipient_has_the_same_blocks_in_the_same_order(
    pages_with_fields: ContextAndPages, recipient: Recipient, logo: bool
) -> None:
    """Missing values are blocks without text, so that every copy has the logical tree of the template."""
    context, scenes = pages_with_fields
    for scene in scenes:
        try:
            placed = personalization.recipient_blocks(context, scene, recipient, LOGO if logo else None).placed
        except FitError:
            continue
        assert roles(placed) == roles(personalization.recipient_blocks(context, scene, NO_RECIPIENT).placed)
        assert all(len(block.block.marks) > 0 for block in placed if isinstance(block.block, Drawing))


@given(anybody, some.booleans())
def test_a_recipient_stays_in_its_field_and_covers_nothing(
    pages_with_fields: ContextAndPages, recipient: Recipient, logo: bool
) -> None:
    """Any recipient fits or raises FitError. Text stays in its field, clear of other text, logo and QR code."""
    context, scenes = pages_with_fields
    for scene in scenes:
        try:
            own = personalization.recipient_blocks(context, scene, recipient, LOGO if logo else None)
        except FitError:
            continue
        scene_with_recipient = replace(scene, blocks=(*scene.blocks, *own.placed))
        assert [str(fault) for fault in find_layout_errors([scene_with_recipient])] == []
        words = [item.box for item in own.placed if item.role != "Artifact" and item.box.width]
        codes = [item.box for item in own.placed if item.role == "Artifact"]
        assert all(any(room.box.contains(box, 0.5) for room in scene.recipient_fields) for box in (*words, *codes))
        for occupied in (*codes, *filter(None, [own.logo_box])):
            assert not any(occupied.overlaps(box) for box in words)


def test_text_has_the_same_place_without_the_qr_code(pages_with_fields: ContextAndPages) -> None:
    """Without the QR code, the text has the same place as with it."""
    context, scenes = pages_with_fields
    for scene in scenes:
        with_code, without_code = (
            personalization.recipient_blocks(context, scene, GYM, None, has_qr_code=coded).placed
            for coded in (True, False)
        )
        assert [item for item in with_code if item.role != "Artifact"] == list(without_code)


def test_a_panel_shows_all_about_a_recipient(pages_with_fields: ContextAndPages) -> None:
    """In reading order: name, address, URL, code."""
    context, scenes = pages_with_fields
    placed = personalization.recipient_blocks(context, panel(scenes), GYM).placed
    texts = [p.block.text for p in placed if isinstance(p.block, Drawing) and p.role != "Artifact"]
    assert texts == ["Brookfield Gym", "4 Stadium Way Brookfield, OH 44403", "example.org/gym", "Sheet G-1"]


@pytest.mark.parametrize(
    ("recipient", "block"),
    [
        (Recipient(2, "Incomprehensibilities " * 9), "name"),
        (Recipient(2, "Gym", tuple(f"{n} Mill Lane" for n in range(18))), "address"),
        (Recipient(2, "Gym", ("4 Stadium Way " * 9,)), "address"),
        (Recipient(2, "Gym", code="C" * 99), "code"),
    ],
    ids=["name", "lines", "line", "code"],
)
def test_a_recipient_that_does_not_fit_is_an_error(
    pages_with_fields: ContextAndPages, recipient: Recipient, block: str
) -> None:
    """The error names the block that does not fit."""
    context, scenes = pages_with_fields
    with pytest.raises(FitError, match=f"the {block} .* does not fit"):
        for scene in scenes:
            personalization.recipient_blocks(context, scene, recipient)


@pytest.mark.parametrize("document", PERSONALIZED_DOCUMENTS)
def test_the_contact_is_named_above_the_recipient(document: str, insights: Insights, context: LayoutContext) -> None:
    """The brand's contact is a line above the recipient."""
    contact = Contact(name="Example Association", lines=("12 Track Road",), link="https://example.org/")
    paper = PAGE_FORMATS["infographic" if document == "infographic" else "letter"]
    brand_context = replace(context, brand=replace(context.brand, contact=contact)).with_page_format(paper)
    scene = panel(compose(PERSONALIZED_DOCUMENTS[document], insights, brand_context)[::-1])
    texts = [item.block.text for item in scene.blocks if isinstance(item.block, Drawing)]
    assert "Handed out by Example Association, 12 Track Road, example.org" in texts
    assert [str(fault) for fault in find_layout_errors(place_labels((scene,)))] == []


def test_a_personalized_brochure_differs_only_in_the_back_cover(insights: Insights, context: LayoutContext) -> None:
    """Only the back cover differs, where the recipient replaces the contact."""
    plain, copy = (compose(document, insights, context) for document in (BROCHURE, PERSONALIZED_DOCUMENTS["brochure"]))
    assert plain[:-1] == copy[:-1]


def test_only_the_portrait_can_be_personalized(insights: Insights, context: LayoutContext) -> None:
    """Only the portrait grows with its content."""
    with pytest.raises(UsageError, match="a square has no room for a recipient"):
        compose(PERSONALIZED_DOCUMENTS["infographic"], insights, context.with_page_format(PAGE_FORMATS["square"]))


@pytest.mark.parametrize("size", [Size(900, 300), Size(10, 400), Size(4000, 100)], ids=["usual", "tall", "wide"])
def test_a_logo_keeps_its_proportions_and_size_limit(pages_with_fields: ContextAndPages, size: Size) -> None:
    """A tall or wide logo keeps its proportions and the size limit."""
    context, scenes = pages_with_fields
    box, most = (
        personalization.recipient_blocks(context, panel(scenes), GYM, LogoLook(size)).logo_box,
        personalization.largest_logo_size(context),
    )
    assert box and box.width / box.height == pytest.approx(size.width / size.height)
    assert box.width <= most.width + 0.01 and box.height <= most.height + 0.01


def test_a_logo_is_smaller_where_the_address_needs_the_room(pages_with_fields: ContextAndPages) -> None:
    context, scenes = pages_with_fields
    long_address = GYM._replace(address=tuple(f"{number} Mill Lane" for number in range(6)))
    short, long = (
        personalization.recipient_blocks(context, panel(scenes), recipient, LogoLook(Size(1, 1))).logo_box
        for recipient in (GYM, long_address)
    )
    assert short and long and long.height < short.height


def test_a_logo_on_a_plate_has_clear_space_within_its_limit(pages_with_fields: ContextAndPages) -> None:
    """The plate is a quarter of the logo's height larger on each side, and still within the panel's padding."""
    context, scenes = pages_with_fields
    blocks = personalization.recipient_blocks(context, panel(scenes), GYM, LOGO._replace(plate=Ink("ink")))
    plate, box = blocks.placed[0].box, blocks.logo_box
    assert box and plate.height == pytest.approx(1.5 * box.height)
    assert plate.height <= personalization.largest_logo_size(context).height + 0.01
    assert panel(scenes).recipient_fields[0].box.contains(plate)


def test_every_numeral_of_a_recipient_is_declared(pages_with_fields: ContextAndPages) -> None:
    """Each digit is covered by a span that declares its origin."""
    context, scenes = pages_with_fields
    for scene in scenes:
        runs = [
            m
            for item in personalization.recipient_blocks(context, scene, GYM).placed
            for m in getattr(item.block, "marks", ())
        ]
        for run in (mark for mark in runs if isinstance(mark, TextRun)):
            covered = {i for span in run.spans for i in range(span.start, span.end)}
            assert all(i in covered for i, character in enumerate(run.text) if character.isdigit())
