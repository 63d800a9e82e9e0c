"""What a page says of a recipient: in its room, in the same order for everybody, and refused where there is no room."""

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
from acsm_report.layout.preflight import find_layout_errors
from acsm_report.layout.scene import Drawing, PlacedBlock, Scene, TextRun
from acsm_report.page_formats import PAGE_FORMATS
from acsm_report.theme.model import Contact

Rooms = tuple[LayoutContext, tuple[Scene, ...]]
LOGO = Size(900, 300)
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
def rooms(request: pytest.FixtureRequest, insights: Insights, context: LayoutContext) -> Rooms:
    """The pages of a document with room for a recipient, labels in the place of their charts."""
    name = "infographic" if request.param == "infographic" else "brochure"
    on = context.with_page_format(PAGE_FORMATS[request.param])
    return on, tuple(
        scene for scene in place_labels(compose(PERSONALIZED_DOCUMENTS[name], insights, on)) if scene.recipient_fields
    )


def panel(scenes: Sequence[Scene]) -> Scene:
    return next(scene for scene in scenes if scene.recipient_fields[0].kind == "panel")


def marked(placed: Sequence[PlacedBlock]) -> list[str]:
    return [item.role for item in placed if item.role != "Artifact"]


@given(anybody, some.booleans())
def test_every_recipient_has_the_same_blocks_in_the_same_order(rooms: Rooms, recipient: Recipient, logo: bool) -> None:
    """What somebody lacks is a block without words: so the tree of the template is that of every copy."""
    context, scenes = rooms
    for scene in scenes:
        try:
            placed = personalization.recipient_blocks(context, scene, recipient, LOGO if logo else None).placed
        except FitError:
            continue
        assert marked(placed) == marked(personalization.recipient_blocks(context, scene, NO_RECIPIENT).placed)
        assert all(len(block.block.marks) > 0 for block in placed if isinstance(block.block, Drawing))


@given(anybody, some.booleans())
def test_what_is_said_keeps_to_its_room_and_covers_nothing(rooms: Rooms, recipient: Recipient, logo: bool) -> None:
    """Any recipient fits or is refused: no words leave the room, or lie on others, on the logo or on the QR code."""
    context, scenes = rooms
    for scene in scenes:
        try:
            own = personalization.recipient_blocks(context, scene, recipient, LOGO if logo else None)
        except FitError:
            continue
        whole = replace(scene, blocks=(*scene.blocks, *own.placed))
        assert [str(fault) for fault in find_layout_errors([whole])] == []
        words = [item.box for item in own.placed if item.role != "Artifact" and item.box.width]
        codes = [item.box for item in own.placed if item.role == "Artifact"]
        assert all(any(room.box.contains(box, 0.5) for room in scene.recipient_fields) for box in (*words, *codes))
        for taken in (*codes, *filter(None, [own.logo_box])):
            assert not any(taken.overlaps(box) for box in words)


def test_the_fast_way_to_see_what_fits_places_the_same_words(rooms: Rooms) -> None:
    """Without its QR code a recipient's words stand where they do with it."""
    context, scenes = rooms
    for scene in scenes:
        whole, fast = (
            personalization.recipient_blocks(context, scene, GYM, None, has_qr_code=coded).placed
            for coded in (True, False)
        )
        assert [item for item in whole if item.role != "Artifact"] == list(fast)


def test_a_page_says_all_that_is_known_of_a_recipient(rooms: Rooms) -> None:
    """In the order in which it is read: name, address, web address, code."""
    context, scenes = rooms
    placed = personalization.recipient_blocks(context, panel(scenes), GYM).placed
    told = [p.block.text for p in placed if isinstance(p.block, Drawing) and p.role != "Artifact"]
    assert told == ["Brookfield Gym", "4 Stadium Way Brookfield, OH 44403", "example.org/gym", "Sheet G-1"]


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
def test_what_has_no_room_is_refused(rooms: Rooms, recipient: Recipient, block: str) -> None:
    """The block that lacks room is named."""
    context, scenes = rooms
    with pytest.raises(FitError, match=f"the {block} .* does not fit"):
        for scene in scenes:
            personalization.recipient_blocks(context, scene, recipient)


@pytest.mark.parametrize("document", PERSONALIZED_DOCUMENTS)
def test_who_hands_it_out_is_named_above_the_recipient(
    document: str, insights: Insights, context: LayoutContext
) -> None:
    """A brand's contact is a line there, all of it."""
    contact = Contact(name="Example Association", lines=("12 Track Road",), link="https://example.org/")
    paper = PAGE_FORMATS["infographic" if document == "infographic" else "letter"]
    on = replace(context, brand=replace(context.brand, contact=contact)).with_page_format(paper)
    scene = panel(compose(PERSONALIZED_DOCUMENTS[document], insights, on)[::-1])
    told = [item.block.text for item in scene.blocks if isinstance(item.block, Drawing)]
    assert "Handed out by Example Association, 12 Track Road, example.org" in told
    assert [str(fault) for fault in find_layout_errors(place_labels((scene,)))] == []


def test_a_brochure_for_recipients_is_the_brochure(insights: Insights, context: LayoutContext) -> None:
    """But for the back cover, where a recipient takes the place of the contact, the pages are the same."""
    plain, copy = (compose(document, insights, context) for document in (BROCHURE, PERSONALIZED_DOCUMENTS["brochure"]))
    assert plain[:-1] == copy[:-1]


def test_an_infographic_of_another_shape_has_no_room(insights: Insights, context: LayoutContext) -> None:
    """Only the portrait grows with what stands on it."""
    with pytest.raises(UsageError, match="a square has no room for a recipient"):
        compose(PERSONALIZED_DOCUMENTS["infographic"], insights, context.with_page_format(PAGE_FORMATS["square"]))


@pytest.mark.parametrize("size", [Size(900, 300), Size(10, 400), Size(4000, 100)], ids=["usual", "tall", "wide"])
def test_a_logo_keeps_its_shape_and_its_room(rooms: Rooms, size: Size) -> None:
    """However tall or wide a picture is, it is not distorted and not larger than a logo may be."""
    context, scenes = rooms
    box, most = (
        personalization.recipient_blocks(context, panel(scenes), GYM, size).logo_box,
        personalization.largest_logo_size(context),
    )
    assert box and box.width / box.height == pytest.approx(size.width / size.height)
    assert box.width <= most.width + 0.01 and box.height <= most.height + 0.01


def test_every_numeral_of_a_recipient_is_declared(rooms: Rooms) -> None:
    """No numeral is typed in: each is what the table says."""
    context, scenes = rooms
    for scene in scenes:
        runs = [
            m
            for item in personalization.recipient_blocks(context, scene, GYM).placed
            for m in getattr(item.block, "marks", ())
        ]
        for run in (mark for mark in runs if isinstance(mark, TextRun)):
            covered = {i for span in run.spans for i in range(span.start, span.end)}
            assert all(i in covered for i, character in enumerate(run.text) if character.isdigit())
