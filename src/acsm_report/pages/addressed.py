"""What a copy says of its recipient: a line on the cover, a panel with name, address, web address and code.

All copies of a document are laid out alike but for these blocks, which come in the same order whatever a recipient
has: what one lacks has no words, so that every copy has the same tree.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from .. import blocks, fonts
from ..brand import Ink
from ..edition import Edition
from ..errors import FitError
from ..geometry import Box, Path, Size
from ..language import Phrase
from ..recipients import Recipient
from ..scene import Drawing, Placed, Run, Scene, Shape

__all__ = ["Imprint", "faces", "imprint", "logo_room", "panelled", "sender"]

PAD, CODE = 1.45, 7.6  # in ems of the body: around what a panel holds, and any code's quiet zone; the code's side
LOGO = (3.2, 14.0)  # the most height and width of a logo, in ems
BELOW = 1.9  # from the cover's header to the baseline of the name, in ems of that, at most
COVER = NAME = ("lead", "label.small", "body.semibold")  # styles, from the largest
ADDRESS, SMALL = ("standfirst", "body", "axis.ink"), "axis"


class Imprint(NamedTuple):
    """A recipient's own blocks of a page, and the box of the logo there, if there is one."""

    placed: tuple[Placed, ...]
    logo: Box | None = None


def imprint(
    edition: Edition, scene: Scene, recipient: Recipient, logo: Size | None = None, coded: bool = True
) -> Imprint:
    """Lay out what a page says of a recipient; `logo` is a picture's size in any unit.

    Without `coded` the QR code is left out, which takes most of the time. Raise FitError for what has no room.
    """
    placed, place = list[Placed](), None
    for room in scene.rooms:
        made = ROOMS[room.kind](edition, room.box, recipient, logo, coded)
        placed += made.placed
        place = place or made.logo
    return Imprint(tuple(placed), place)


def faces(edition: Edition) -> set[tuple[str, int]]:
    """Return the faces, by family and weight, in which a recipient is told."""
    return {(style.family, style.weight) for style in map(edition.style, (*COVER, *NAME, *ADDRESS, SMALL))}


def logo_room(edition: Edition) -> Size:
    """Return how large a logo may be, in points."""
    em = edition.style("body").size
    return Size(LOGO[1] * em, LOGO[0] * em)


def panelled(edition: Edition, box: Box) -> list[Placed]:
    """Return the white panel on which a recipient, or a stamp, is to stand."""
    return [blocks.shapes(Shape(Path.box(box), fill=Ink("white"), stroke=Ink("rule"), width=0.8))]


def sender(edition: Edition) -> Phrase | None:
    """Return who hands the copies out, in a line; None for a brand without a contact."""
    contact = edition.brand.contact
    if contact is None:
        return None
    parts = ", ".join(filter(None, (contact.name, *contact.lines, contact.link.partition("://")[2].rstrip("/"))))
    return edition.say("addressed.by", parts=edition.literal(parts, "contact"))


def _name(edition: Edition, room: Box, recipient: Recipient, logo: Size | None, coded: bool) -> Imprint:
    """Set the name on one line of the cover."""
    told = edition.say("addressed.name", name=_told(edition, recipient.name)) if recipient.name else Phrase("")
    style = edition.style("lead")
    y = room.y + min((room.h + fonts.CAP * style.size) / 2, BELOW * style.size)
    return Imprint((blocks.line(edition, COVER, room.x, y, room.w, told, "name", ink=Ink("stage.words")),))


def _panel(edition: Edition, room: Box, recipient: Recipient, logo: Size | None, coded: bool) -> Imprint:
    """Set name and address below the logo, the web address and the code of the sheet at the foot, the QR code aside."""
    em = edition.style("body").size
    pad, side = PAD * em, CODE * em if recipient.url else 0.0
    inner = Box(room.x + pad, room.y + pad, room.w - 2 * pad, room.h - 2 * pad)
    measure = inner.w - (side + pad if side else 0)
    picture = _logo(inner, measure, em, logo) if logo else None
    top = picture.bottom + 0.8 * em if picture else inner.y
    below = _foot(edition, inner, measure, recipient)
    ends = min((item.box.y for item in below if item.box.w), default=inner.bottom + em) - 0.6 * em
    placed = [*_address(edition, Box(inner.x, top, measure, ends - top), recipient), *below]
    if coded and recipient.url:
        placed.append(blocks.qr_code(recipient.url, Box(inner.right - side, inner.y, side, side), flush=True))
    return Imprint(tuple(placed), picture)


def _logo(inner: Box, measure: float, em: float, logo: Size) -> Box:
    scale = min(LOGO[0] * em / logo.h, min(LOGO[1] * em, measure) / logo.w)
    return Box(inner.x, inner.y, logo.w * scale, logo.h * scale)


def _address(edition: Edition, room: Box, recipient: Recipient) -> list[Placed]:
    """Set the name and, one below another, the lines of the address, in the largest style in which all have room."""
    style = edition.style(NAME[0])
    tall = Size(room.w, 2 * style.lead)
    y = room.y + fonts.CAP * style.size
    name = blocks.fitted(edition, NAME, room.x, y, tall, _told(edition, recipient.name), "name")
    assert isinstance(name.block, Drawing)
    largest = max(mark.size for mark in name.block.marks if isinstance(mark, Run))
    *larger, least = (s for s in ADDRESS if edition.style(s).size <= largest)  # never larger than the name
    for step in larger:
        with suppress(FitError):
            return [name, _lines(edition, step, room, name, recipient)]
    return [name, _lines(edition, least, room, name, recipient)]


def _lines(edition: Edition, style: str, room: Box, name: Placed, recipient: Recipient) -> Placed:
    """Set the address below the name, as one block. Raise FitError where it needs more width or height."""
    y, lines = blocks.baseline(name), list[Placed]()
    for line in recipient.address or ("",):
        y += edition.style(style).lead
        lines.append(blocks.line(edition, (style,), room.x, y, room.w, _told(edition, line), "address"))
    missing = (lines[-1] if recipient.address else name).box.bottom - room.bottom
    if missing > 0.01:
        raise FitError("address", " / ".join((recipient.name, *recipient.address)), missing)
    return blocks.joined(lines)


def _foot(edition: Edition, inner: Box, measure: float, recipient: Recipient) -> list[Placed]:
    """Set the address of the web and the code of the sheet, from the bottom upwards."""
    style = edition.style(SMALL)
    url = blocks.address(edition, SMALL, _told(edition, recipient.url), measure)
    code = edition.say("addressed.code", code=_told(edition, recipient.code)) if recipient.code else Phrase("")
    last = inner.bottom - fonts.DESCENT * style.size
    foot = blocks.line(edition, (SMALL,), inner.right, last, inner.w, code, "code", anchor="end")
    y = last - (len(url.lines) - 1) * style.lead
    if recipient.code and foot.box.x < inner.x + blocks.text_width(edition, SMALL, url.lines[-1]) + style.size:
        y -= style.lead
    return [blocks.paragraph(edition, SMALL, inner.x, y, measure, url, glued=True), foot]


def _told(edition: Edition, text: str) -> Phrase:
    return edition.literal(text, "recipient")


ROOMS: dict[str, Callable[[Edition, Box, Recipient, Size | None, bool], Imprint]] = {"name": _name, "panel": _panel}
