"""What a copy says of its recipient: a line on the cover, a panel with name, address, web address and code.

All copies of a document are laid out alike but for these blocks, which come in the same order whatever a recipient
has: what one lacks has no words, so that every copy has the same tree.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from ..dataset.recipients import Recipient
from ..errors import FitError
from ..geometry import Box, Size, VectorPath
from ..i18n.phrase import Phrase
from ..layout.context import LayoutContext
from ..layout.fitting import first_fit
from ..layout.measure import CAP_HEIGHT, DESCENT
from ..layout.qr import qr_code
from ..layout.scene import Drawing, PlacedBlock, Scene, Shape, TextRun
from ..layout.shapes import shape_block
from ..layout.text import (
    break_url,
    fitted_line,
    fitted_paragraph,
    join_text_blocks,
    last_baseline,
    paragraph,
    text_width,
)
from ..theme.model import Ink

__all__ = [
    "RecipientBlocks",
    "largest_logo_size",
    "recipient_blocks",
    "recipient_font_faces",
    "sender_line",
    "white_panel",
]

PADDING, QR_SIZE = (
    1.45,
    7.6,
)  # in ems of the body: around what a panel holds, and any code's quiet zone; the code's side
LOGO_SIZE = (3.2, 14.0)  # the most height and width of a logo, in ems
NAME_OFFSET = 1.9  # from the cover's header to the baseline of the name, in ems of that, at most
COVER_NAME_STYLES = NAME_STYLES = ("lead", "label.small", "body.semibold")  # styles, from the largest
ADDRESS_STYLES, SMALL_STYLE = ("standfirst", "body", "axis.ink"), "axis"


class RecipientBlocks(NamedTuple):
    """A recipient's own blocks of a page, and the box of the logo there, if there is one."""

    placed: tuple[PlacedBlock, ...]
    logo_box: Box | None = None


def recipient_blocks(
    context: LayoutContext, scene: Scene, recipient: Recipient, logo_size: Size | None = None, has_qr_code: bool = True
) -> RecipientBlocks:
    """Lay out what a page says of a recipient; `logo` is a picture's size in any unit.

    Without `coded` the QR code is left out, which takes most of the time. Raise FitError for what has no room.
    """
    placed, place = list[PlacedBlock](), None
    for room in scene.recipient_fields:
        made = LAYOUT_FUNCTIONS[room.kind](context, room.box, recipient, logo_size, has_qr_code)
        placed += made.placed
        place = place or made.logo_box
    return RecipientBlocks(tuple(placed), place)


def recipient_font_faces(context: LayoutContext) -> set[tuple[str, int]]:
    """Return the faces, by family and weight, in which a recipient is told."""
    return {
        (style.family, style.weight)
        for style in map(context.style, (*COVER_NAME_STYLES, *NAME_STYLES, *ADDRESS_STYLES, SMALL_STYLE))
    }


def largest_logo_size(context: LayoutContext) -> Size:
    """Return how large a logo may be, in points."""
    em = context.style("body").size
    return Size(LOGO_SIZE[1] * em, LOGO_SIZE[0] * em)


def white_panel(context: LayoutContext, box: Box) -> list[PlacedBlock]:
    """Return the white panel on which a recipient, or a stamp, is to stand."""
    return [shape_block(Shape(VectorPath.rectangle(box), fill=Ink("white"), stroke=Ink("rule"), stroke_width=0.8))]


def sender_line(context: LayoutContext) -> Phrase | None:
    """Return who hands the copies out, in a line; None for a brand without a contact."""
    contact = context.brand.contact
    if contact is None:
        return None
    parts = ", ".join(filter(None, (contact.name, *contact.lines, contact.link.partition("://")[2].rstrip("/"))))
    return context.message("addressed.by", parts=context.literal(parts, "contact"))


def _cover_name(
    context: LayoutContext, box: Box, recipient: Recipient, logo_size: Size | None, has_qr_code: bool
) -> RecipientBlocks:
    """Set the name on one line of the cover."""
    told = (
        context.message("addressed.name", name=_recipient_text(context, recipient.name))
        if recipient.name
        else Phrase("")
    )
    style = context.style("lead")
    y = box.y + min((box.height + CAP_HEIGHT * style.size) / 2, NAME_OFFSET * style.size)
    return RecipientBlocks(
        (fitted_line(context, COVER_NAME_STYLES, box.x, y, box.width, told, "name", ink=Ink("stage.words")),)
    )


def _recipient_panel(
    context: LayoutContext, box: Box, recipient: Recipient, logo_size: Size | None, has_qr_code: bool
) -> RecipientBlocks:
    """Set name and address below the logo, the web address and the code of the sheet at the foot, the QR code aside."""
    em = context.style("body").size
    pad, side = PADDING * em, QR_SIZE * em if recipient.url else 0.0
    inner = Box(box.x + pad, box.y + pad, box.width - 2 * pad, box.height - 2 * pad)
    measure = inner.width - (side + pad if side else 0)
    picture = _logo_box(inner, measure, em, logo_size) if logo_size else None
    top = picture.bottom + 0.8 * em if picture else inner.y
    below = _panel_footer(context, inner, measure, recipient)
    ends = min((item.box.y for item in below if item.box.width), default=inner.bottom + em) - 0.6 * em
    placed = [*_name_and_address(context, Box(inner.x, top, measure, ends - top), recipient), *below]
    if has_qr_code and recipient.url:
        placed.append(qr_code(recipient.url, Box(inner.right - side, inner.y, side, side), flush=True))
    return RecipientBlocks(tuple(placed), picture)


def _logo_box(inner: Box, width: float, em: float, logo_size: Size) -> Box:
    scale = min(LOGO_SIZE[0] * em / logo_size.height, min(LOGO_SIZE[1] * em, width) / logo_size.width)
    return Box(inner.x, inner.y, logo_size.width * scale, logo_size.height * scale)


def _name_and_address(context: LayoutContext, box: Box, recipient: Recipient) -> list[PlacedBlock]:
    """Set the name and, one below another, the lines of the address, in the largest style in which all have room."""
    style = context.style(NAME_STYLES[0])
    tall = Size(box.width, 2 * style.leading)
    y = box.y + CAP_HEIGHT * style.size
    name = fitted_paragraph(context, NAME_STYLES, box.x, y, tall, _recipient_text(context, recipient.name), "name")
    assert isinstance(name.block, Drawing)
    largest = max(mark.size for mark in name.block.marks if isinstance(mark, TextRun))
    styles = (s for s in ADDRESS_STYLES if context.style(s).size <= largest)  # never larger than the name
    return [name, first_fit(partial(_address_lines, context, style, box, name, recipient) for style in styles)]


def _address_lines(
    context: LayoutContext, style: str, box: Box, name: PlacedBlock, recipient: Recipient
) -> PlacedBlock:
    """Set the address below the name, as one block. Raise FitError where it needs more width or height."""
    y, lines = last_baseline(name), list[PlacedBlock]()
    for line in recipient.address or ("",):
        y += context.style(style).leading
        lines.append(fitted_line(context, (style,), box.x, y, box.width, _recipient_text(context, line), "address"))
    missing = (lines[-1] if recipient.address else name).box.bottom - box.bottom
    if missing > 0.01:
        raise FitError("address", " / ".join((recipient.name, *recipient.address)), missing)
    return join_text_blocks(lines)


def _panel_footer(context: LayoutContext, inner: Box, width: float, recipient: Recipient) -> list[PlacedBlock]:
    """Set the address of the web and the code of the sheet, from the bottom upwards."""
    style = context.style(SMALL_STYLE)
    url = break_url(context, SMALL_STYLE, _recipient_text(context, recipient.url), width)
    code = (
        context.message("addressed.code", code=_recipient_text(context, recipient.code))
        if recipient.code
        else Phrase("")
    )
    last = inner.bottom - DESCENT * style.size
    foot = fitted_line(context, (SMALL_STYLE,), inner.right, last, inner.width, code, "code", anchor="end")
    y = last - (len(url.lines) - 1) * style.leading
    if recipient.code and foot.box.x < inner.x + text_width(context, SMALL_STYLE, url.lines[-1]) + style.size:
        y -= style.leading
    return [paragraph(context, SMALL_STYLE, inner.x, y, width, url, unspaced=True), foot]


def _recipient_text(context: LayoutContext, text: str) -> Phrase:
    return context.literal(text, "recipient")


LAYOUT_FUNCTIONS: dict[str, Callable[[LayoutContext, Box, Recipient, Size | None, bool], RecipientBlocks]] = {
    "name": _cover_name,
    "panel": _recipient_panel,
}
