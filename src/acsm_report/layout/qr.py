"""What can stand on a page: text, lane figures, shapes, the marks of the track. Each is Placed.

Positions are points from the top left corner; text is placed by its baseline.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from ..geometry import Box, VectorPath
from ..theme.model import Ink
from .scene import PlacedBlock, Shape
from .shapes import shape_block

__all__ = ["qr_code"]


def qr_code(address: str, box: Box, flush: bool = False) -> PlacedBlock:
    """Draw a QR code that leads to `address`: dark on white whatever the ground is, within its quiet zone.

    That lies inside the box, or around it where the code is to be `flush` with other things.
    """
    import zxingcpp

    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture: Any = zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)
    rows: Any = memoryview(picture).tolist()  # a list for each, in which 0 is dark
    side = box.width / (len(rows) + (0 if flush else 8))
    if flush:
        box = Box(box.x - 4 * side, box.y - 4 * side, box.width + 8 * side, box.height + 8 * side)
    ends = list[tuple[float, float, float]]()  # of the dark runs: left, right, middle
    for number, row in enumerate(rows):
        y, column = box.y + (number + 4.5) * side, 4
        for light, run in groupby(row):
            count = len(list(run))
            if not light:
                ends.append((box.x + column * side, box.x + (column + count) * side, y))
            column += count
    dark = VectorPath(tuple(part for left, right, y in ends for part in (("M", (left, y)), ("L", (right, y)))))
    return shape_block(
        Shape(VectorPath.rectangle(box), fill=Ink("white")), Shape(dark, stroke=Ink("ink"), stroke_width=side)
    )
