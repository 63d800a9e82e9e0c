"""The blocks of a copy that name its recipient: a line on the cover, and a panel with name, address, URL and code.

Copies of a document differ only in these blocks. All recipients have the same blocks in the same order, with empty text
for what is not known, so that every copy has the same logical tree.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from ..dataset.recipients import Recipient
from ..dataset.web_addresses import normalize_url
from ..errors import FitError
from ..geometry import Box, Size, VectorPath
from ..i18n.phrase import Phrase
from ..layout.context import LayoutContext
from ..layout.fitting import first_fit
from ..layout.logo import LogoLook, LogoPlace, fit_logo
from ..layout.measure import CAP_HEIGHT, DESCENT
from ..layout.qr import qr_code
from ..layout.scene import Drawing, PlacedBlock, Scene, Shape, TextRun
from ..layout.shapes import filled_rectangle, shape_block
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
    "smallest_logo_size",
    "white_panel",
]

# Lengths are in ems of the body style.
PADDING = 1.45  # of the panel, and the quiet zone of a QR code
QR_SIZE = 7.6  # side of the QR code
LOGO_SIZES = (Size(20, 7), Size(18, 5.2), Size(14, 3.2))  # of a logo at most, from the largest
LOGO_AREA = 80  # of a logo at most, in square ems, so that wide logos do not outweigh others
LOGO_GAP = 1.2  # from the logo to the name
NAME_OFFSET = 1.9  # largest distance from the top of the field on the cover to the name's baseline, in ems of the name
COVER_NAME_STYLES = NAME_STYLES = ("lead", "label.small", "body.semibold")  # from the largest
ADDRESS_STYLES, SMALL_STYLE = ("standfirst", "body", "axis.ink"), "axis"


class RecipientBlocks(NamedTuple):
    """The blocks of a page that name the recipient, and the box of the logo, if it has one. A plate is a block."""

    placed: tuple[PlacedBlock, ...]
    logo_box: Box | None = None


def recipient_blocks(
    context: LayoutContext, scene: Scene, recipient: Recipient, logo: LogoLook | None = None, has_qr_code: bool = True
) -> RecipientBlocks:
    """Lay out the recipient's blocks in the fields of a page.

    `has_qr_code=False` leaves out the QR code, which takes most of the time. Raise FitError for text that does not fit.
    """
    placed, logo_box = list[PlacedBlock](), None
    for recipient_field in scene.recipient_fields:
        blocks = LAYOUT_FUNCTIONS[recipient_field.kind](context, recipient_field.box, recipient, logo, has_qr_code)
        placed += blocks.placed
        logo_box = logo_box or blocks.logo_box
    return RecipientBlocks(tuple(placed), logo_box)


def recipient_font_faces(context: LayoutContext) -> set[tuple[str, int]]:
    """Return the font faces, as family and weight, of the text about a recipient."""
    return {
        (style.family, style.weight)
        for style in map(context.style, (*COVER_NAME_STYLES, *NAME_STYLES, *ADDRESS_STYLES, SMALL_STYLE))
    }


def largest_logo_size(context: LayoutContext) -> Size:
    """Return the largest size of a logo, in points."""
    em = context.style("body").size
    return Size(LOGO_SIZES[0].width * em, LOGO_SIZES[0].height * em)


def smallest_logo_size(context: LayoutContext) -> Size:
    """Return the size in which a logo is printed where there is least room, in points."""
    em = context.style("body").size
    return Size(LOGO_SIZES[-1].width * em, LOGO_SIZES[-1].height * em)


def white_panel(context: LayoutContext, box: Box) -> list[PlacedBlock]:
    """Return a white panel for a recipient's address or a stamp."""
    return [shape_block(Shape(VectorPath.rectangle(box), fill=Ink("white"), stroke=Ink("rule"), stroke_width=0.8))]


def sender_line(context: LayoutContext) -> Phrase | None:
    """Return a line that names the brand's contact as the sender; None if the brand has no contact."""
    contact = context.brand.contact
    if contact is None:
        return None
    parts = ", ".join(filter(None, (contact.name, *contact.lines, contact.link.partition("://")[2].rstrip("/"))))
    return context.message("addressed.by", parts=context.literal(parts, "contact"))


def _cover_name(
    context: LayoutContext, box: Box, recipient: Recipient, logo: LogoLook | None, has_qr_code: bool
) -> RecipientBlocks:
    """Place the name on one line of the cover."""
    text = (
        context.message("addressed.name", name=_recipient_text(context, recipient.name))
        if recipient.name
        else Phrase("")
    )
    style = context.style("lead")
    y = box.y + min((box.height + CAP_HEIGHT * style.size) / 2, NAME_OFFSET * style.size)
    return RecipientBlocks(
        (fitted_line(context, COVER_NAME_STYLES, box.x, y, box.width, text, "name", ink=Ink("stage.words")),)
    )


def _recipient_panel(
    context: LayoutContext, box: Box, recipient: Recipient, logo: LogoLook | None, has_qr_code: bool
) -> RecipientBlocks:
    """Place logo, name and address from the top, URL and code at the bottom, the QR code in the top right corner.

    The logo is as large as the words below it allow.
    """
    em = context.style("body").size
    pad, qr_side = PADDING * em, QR_SIZE * em if recipient.url else 0.0
    inner = Box(box.x + pad, box.y + pad, box.width - 2 * pad, box.height - 2 * pad)
    width = inner.width - (qr_side + pad if qr_side else 0)
    footer = _panel_footer(context, inner, width, recipient)
    bottom = min((item.box.y for item in footer if item.box.width), default=inner.bottom + em) - 0.6 * em

    def with_logo(place: LogoPlace | None) -> RecipientBlocks:
        top = place.outer.bottom + LOGO_GAP * em if place else inner.y
        words = _name_and_address(context, Box(inner.x, top, width, bottom - top), recipient)
        plate = [filled_rectangle(place.outer, logo.plate)] if place and logo and logo.plate else []
        return RecipientBlocks((*plate, *words, *footer), place.box if place else None)

    places = [_logo_place(inner, width, em, logo, limit) for limit in LOGO_SIZES] if logo else [None]
    blocks = first_fit(partial(with_logo, place) for place in places)
    if has_qr_code and recipient.url:
        code = qr_code(normalize_url(recipient.url), Box(inner.right - qr_side, inner.y, qr_side, qr_side), flush=True)
        blocks = blocks._replace(placed=(*blocks.placed, code))
    return blocks


def _logo_place(inner: Box, width: float, em: float, logo: LogoLook, limit: Size) -> LogoPlace:
    room = Box(inner.x, inner.y, min(limit.width * em, width), limit.height * em)
    return fit_logo(logo, room, LOGO_AREA * em * em)


def _name_and_address(context: LayoutContext, box: Box, recipient: Recipient) -> list[PlacedBlock]:
    """Place the name and below it the lines of the address, in the largest style that fits."""
    style = context.style(NAME_STYLES[0])
    size = Size(box.width, 2 * style.leading)
    y = box.y + CAP_HEIGHT * style.size
    name = fitted_paragraph(context, NAME_STYLES, box.x, y, size, _recipient_text(context, recipient.name), "name")
    assert isinstance(name.block, Drawing)
    largest = max(mark.size for mark in name.block.marks if isinstance(mark, TextRun))
    styles = (s for s in ADDRESS_STYLES if context.style(s).size <= largest)  # never larger than the name
    return [name, first_fit(partial(_address_lines, context, style, box, name, recipient) for style in styles)]


def _address_lines(
    context: LayoutContext, style: str, box: Box, name: PlacedBlock, recipient: Recipient
) -> PlacedBlock:
    """Place the address below the name, as one block. Raise FitError if it is too wide or too tall."""
    y, lines = last_baseline(name), list[PlacedBlock]()
    for line in recipient.address or ("",):
        y += context.style(style).leading
        lines.append(fitted_line(context, (style,), box.x, y, box.width, _recipient_text(context, line), "address"))
    missing = (lines[-1] if recipient.address else name).box.bottom - box.bottom
    if missing > 0.01:
        raise FitError("address", " / ".join((recipient.name, *recipient.address)), missing)
    return join_text_blocks(lines)


def _panel_footer(context: LayoutContext, inner: Box, width: float, recipient: Recipient) -> list[PlacedBlock]:
    """Place the URL and the code at the bottom of the panel."""
    style = context.style(SMALL_STYLE)
    url = break_url(context, SMALL_STYLE, _recipient_text(context, recipient.url), width)
    code = (
        context.message("addressed.code", code=_recipient_text(context, recipient.code))
        if recipient.code
        else Phrase("")
    )
    baseline = inner.bottom - DESCENT * style.size
    code_block = fitted_line(context, (SMALL_STYLE,), inner.right, baseline, inner.width, code, "code", anchor="end")
    y = baseline - (len(url.lines) - 1) * style.leading
    if recipient.code and code_block.box.x < inner.x + text_width(context, SMALL_STYLE, url.lines[-1]) + style.size:
        y -= style.leading
    return [paragraph(context, SMALL_STYLE, inner.x, y, width, url, unspaced=True), code_block]


def _recipient_text(context: LayoutContext, text: str) -> Phrase:
    return context.literal(text, "recipient")


LAYOUT_FUNCTIONS: dict[str, Callable[[LayoutContext, Box, Recipient, LogoLook | None, bool], RecipientBlocks]] = {
    "name": _cover_name,
    "panel": _recipient_panel,
}
