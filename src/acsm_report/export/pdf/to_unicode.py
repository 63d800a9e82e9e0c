"""Makes the ToUnicode tables of fonts conform to PDF/UA-1.

reportlab fills the unused codes of a font subset with U+0000. ISO 14289-1, 7.21.7, and Matterhorn 31-028 forbid that
value in the whole table, not only for codes that a page draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["remove_null_mappings"]

MAX_ROWS = 100  # entries that a CMap may have in a block (Adobe Technical Note 5014)
CMAP_TEMPLATE = """\
/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def remove_null_mappings(document: Any) -> None:
    """Rewrite the ToUnicode tables of a pikepdf document that reportlab wrote, without the codes that mean U+0000."""
    fonts = {font.objgen: font for page in document.pages for font in page.resources.get("/Font", {}).values()}
    for font in fonts.values():
        if "/ToUnicode" in font:
            mappings = _read_mappings(font.ToUnicode)
            font.ToUnicode.write(_build_cmap({code: text for code, text in mappings.items() if any(text)}))


def _read_mappings(stream: Any) -> dict[bytes, bytes]:
    """Return the UTF-16 text of each code in a table of single codes."""
    import pikepdf

    mappings: dict[bytes, bytes] = {}
    for instruction in pikepdf.parse_content_stream(stream, "endbfchar"):
        if str(instruction.operator) == "endbfchar":
            values = [bytes(operand) for operand in instruction.operands]
            mappings |= zip(values[::2], values[1::2], strict=True)
    return mappings


def _build_cmap(mappings: Mapping[bytes, bytes]) -> bytes:
    rows = [f"<{code.hex().upper()}> <{text.hex().upper()}>" for code, text in mappings.items()]
    blocks = [rows[start : start + MAX_ROWS] for start in range(0, len(rows), MAX_ROWS)]
    return CMAP_TEMPLATE.format(
        blocks="\n".join("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks)
    ).encode()
