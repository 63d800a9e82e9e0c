"""Draws QR codes."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from ..geometry import Box, VectorPath
from ..theme.model import Ink
from .scene import PlacedBlock, Shape
from .shapes import shape_block

__all__ = ["qr_code"]


def qr_code(address: str, box: Box, flush: bool = False) -> PlacedBlock:
    """Draw a QR code for the URL `address`, dark on white on any ground.

    The quiet zone lies inside the box, or around it if the code should be `flush` with other blocks.
    """
    import zxingcpp

    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture: Any = zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)
    rows: Any = memoryview(picture).tolist()  # lists in which 0 is dark
    side = box.width / (len(rows) + (0 if flush else 8))
    if flush:
        box = Box(box.x - 4 * side, box.y - 4 * side, box.width + 8 * side, box.height + 8 * side)
    ends = list[tuple[float, float, float]]()  # of dark runs: left, right, center
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
