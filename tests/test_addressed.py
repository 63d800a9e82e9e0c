"""What a page says of a recipient: in its room, in the same order for everybody, and refused where there is no room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from acsm_report.brand import Contact
from acsm_report.documents import ADDRESSED, BROCHURE, compose
from acsm_report.edition import Edition
from acsm_report.errors import FitError, UsageError
from acsm_report.geometry import FORMATS, Size
from acsm_report.pages import addressed
from acsm_report.proof import faults
from acsm_report.recipients import NOBODY, Recipient
from acsm_report.scene import Drawing, Placed, Run, Scene
from acsm_report.story import Story
from conftest import labelled

Rooms = tuple[Edition, tuple[Scene, ...]]
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
def rooms(request: pytest.FixtureRequest, story: Story, edition: Edition) -> Rooms:
    """The pages of a document with room for a recipient, labels in the place of their charts."""
    name = "infographic" if request.param == "infographic" else "brochure"
    on = edition.on(FORMATS[request.param])
    return on, tuple(scene for scene in labelled(compose(ADDRESSED[name], story, on)) if scene.rooms)


def panel(scenes: Sequence[Scene]) -> Scene:
    return next(scene for scene in scenes if scene.rooms[0].kind == "panel")


def marked(placed: Sequence[Placed]) -> list[str]:
    return [item.role for item in placed if item.role != "Artifact"]


@given(anybody, some.booleans())
def test_every_recipient_has_the_same_blocks_in_the_same_order(rooms: Rooms, recipient: Recipient, logo: bool) -> None:
    """What somebody lacks is a block without words: so the tree of the template is that of every copy."""
    edition, scenes = rooms
    for scene in scenes:
        try:
            placed = addressed.imprint(edition, scene, recipient, LOGO if logo else None).placed
        except FitError:
            continue
        assert marked(placed) == marked(addressed.imprint(edition, scene, NOBODY).placed)
        assert all(len(block.block.marks) > 0 for block in placed if isinstance(block.block, Drawing))


@given(anybody, some.booleans())
def test_what_is_said_keeps_to_its_room_and_covers_nothing(rooms: Rooms, recipient: Recipient, logo: bool) -> None:
    """Any recipient fits or is refused: no words leave the room, or lie on others, on the logo or on the QR code."""
    edition, scenes = rooms
    for scene in scenes:
        try:
            own = addressed.imprint(edition, scene, recipient, LOGO if logo else None)
        except FitError:
            continue
        whole = replace(scene, items=(*scene.items, *own.placed))
        assert [str(fault) for fault in faults([whole])] == []
        words = [item.box for item in own.placed if item.role != "Artifact" and item.box.w]
        codes = [item.box for item in own.placed if item.role == "Artifact"]
        assert all(any(room.box.contains(box, 0.5) for room in scene.rooms) for box in (*words, *codes))
        for taken in (*codes, *filter(None, [own.logo])):
            assert not any(taken.overlaps(box) for box in words)


def test_the_fast_way_to_see_what_fits_places_the_same_words(rooms: Rooms) -> None:
    """Without its QR code a recipient's words stand where they do with it."""
    edition, scenes = rooms
    for scene in scenes:
        whole, fast = (addressed.imprint(edition, scene, GYM, None, coded=coded).placed for coded in (True, False))
        assert [item for item in whole if item.role != "Artifact"] == list(fast)


def test_a_page_says_all_that_is_known_of_a_recipient(rooms: Rooms) -> None:
    """In the order in which it is read: name, address, web address, code."""
    edition, scenes = rooms
    placed = addressed.imprint(edition, panel(scenes), GYM).placed
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
    edition, scenes = rooms
    with pytest.raises(FitError, match=f"the {block} .* does not fit"):
        for scene in scenes:
            addressed.imprint(edition, scene, recipient)


@pytest.mark.parametrize("document", ADDRESSED)
def test_who_hands_it_out_is_named_above_the_recipient(document: str, story: Story, edition: Edition) -> None:
    """A brand's contact is a line there, all of it."""
    contact = Contact(name="Example Association", lines=("12 Track Road",), link="https://example.org/")
    paper = FORMATS["infographic" if document == "infographic" else "letter"]
    on = replace(edition, brand=replace(edition.brand, contact=contact)).on(paper)
    scene = panel(compose(ADDRESSED[document], story, on)[::-1])
    told = [item.block.text for item in scene.items if isinstance(item.block, Drawing)]
    assert "Handed out by Example Association, 12 Track Road, example.org" in told
    assert [str(fault) for fault in faults(labelled((scene,)))] == []


def test_a_brochure_for_recipients_is_the_brochure(story: Story, edition: Edition) -> None:
    """But for the back cover, where a recipient takes the place of the contact, the pages are the same."""
    plain, copy = (compose(document, story, edition) for document in (BROCHURE, ADDRESSED["brochure"]))
    assert plain[:-1] == copy[:-1]


def test_an_infographic_of_another_shape_has_no_room(story: Story, edition: Edition) -> None:
    """Only the portrait grows with what stands on it."""
    with pytest.raises(UsageError, match="a square has no room for a recipient"):
        compose(ADDRESSED["infographic"], story, edition.on(FORMATS["square"]))


@pytest.mark.parametrize("size", [Size(900, 300), Size(10, 400), Size(4000, 100)], ids=["usual", "tall", "wide"])
def test_a_logo_keeps_its_shape_and_its_room(rooms: Rooms, size: Size) -> None:
    """However tall or wide a picture is, it is not distorted and not larger than a logo may be."""
    edition, scenes = rooms
    box, most = addressed.imprint(edition, panel(scenes), GYM, size).logo, addressed.logo_room(edition)
    assert box and box.w / box.h == pytest.approx(size.w / size.h)
    assert box.w <= most.w + 0.01 and box.h <= most.h + 0.01


def test_every_numeral_of_a_recipient_is_declared(rooms: Rooms) -> None:
    """No numeral is typed in: each is what the table says."""
    edition, scenes = rooms
    for scene in scenes:
        runs = [m for item in addressed.imprint(edition, scene, GYM).placed for m in getattr(item.block, "marks", ())]
        for run in (mark for mark in runs if isinstance(mark, Run)):
            covered = {i for span in run.spans for i in range(span.start, span.end)}
            assert all(i in covered for i, character in enumerate(run.text) if character.isdigit())
