"""Rival: altair's charts through vl-convert, pages as HTML printed by WeasyPrint.

Usage: python altair_weasyprint.py SAME.json FOLDER
"""

from __future__ import annotations

import base64
import html
import json
import sys
from pathlib import Path
from typing import Any

from altair_charts import font_folders, svg
from weasyprint import HTML

Plain = dict[str, Any]
STYLE = "*{margin:0;padding:0} div,span,svg,img{position:absolute;white-space:pre;line-height:0;font-kerning:none}"


def document(pages: list[Plain], family: str) -> str:
    """Return a document as HTML, everything at its place."""
    first = pages[0]
    rules = f"@page{{size:{first['w']}pt {first['h']}pt;margin:0}} body{{font-family:'{family}'}}"
    sections = "".join(_page(page, family) for page in pages)
    return f'<!DOCTYPE html><html lang="en"><head><style>{STYLE}{rules}</style></head><body>{sections}</body></html>'


def _page(page: Plain, family: str) -> str:
    size = f"width:{page['w']}pt;height:{page['h']}pt"
    shapes = "".join(map(_shape, page["shapes"]))
    parts = [f'<svg style="{size};left:0;top:0" viewBox="0 0 {page["w"]} {page["h"]}">{shapes}</svg>']
    for chart in page["charts"]:
        data = base64.b64encode(svg(chart, family).encode()).decode()
        place = f"left:{chart['x']}pt;top:{chart['y']}pt;width:{chart['w']}pt;height:{chart['h']}pt"
        parts.append(f'<img style="{place}" src="data:image/svg+xml;base64,{data}" alt="{chart["name"]}">')
    parts += [_word(word) for word in page["words"]]
    whole = f"{size};position:relative;overflow:hidden;break-after:page;background:{page['ground']}"
    return f'<section style="{whole}">{"".join(parts)}</section>'


def _word(word: Plain) -> str:
    """Words with their baseline at y: a line of no height has it 0.35 em below its middle in this typeface."""
    style = (
        f"left:{word['x']}pt;top:{word['y'] - 0.355 * word['size']:.2f}pt;font-size:{word['size']}pt;"
        f"font-weight:{word['weight']};letter-spacing:{word['tracking']}pt;color:{word['colour']}"
    )
    return f'<span style="{style}">{html.escape(word["text"])}</span>'


def _shape(shape: Plain) -> str:
    path = "".join(step + ",".join(map(str, values)) for step, values in shape["path"])
    fill, stroke = shape["fill"] or "none", shape["stroke"] or "none"
    return f'<path d="{path}" fill="{fill}" stroke="{stroke}" stroke-width="{shape["width"]}"/>'


def main() -> None:
    """Draw the charts and print both documents."""
    description, folder = Path(sys.argv[1]), Path(sys.argv[2])
    same = json.loads(description.read_text(encoding="utf-8"))
    font_folders(same)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("brochure", "infographic"):
        HTML(string=document(same[name], same["family"])).write_pdf(folder / f"{name}.pdf")


if __name__ == "__main__":
    main()
