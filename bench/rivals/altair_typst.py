"""Rival: altair's charts through vl-convert, pages by typst.

Usage: python altair_typst.py SAME.json FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import typst
from altair_charts import font_folders, svg

Plain = dict[str, Any]
BASELINE = '"baseline"'


def pages(pages: list[Plain], family: str) -> tuple[str, dict[str, bytes]]:
    """Return the typst source of a document, and the charts that it shows by their file names."""
    files: dict[str, bytes] = {}
    parts = [f"#set text(font: {json.dumps(family)}, top-edge: {BASELINE}, bottom-edge: {BASELINE}, kerning: false)"]
    for page in pages:
        parts.append(
            f'#page(width: {page["w"]}pt, height: {page["h"]}pt, margin: 0pt, fill: rgb("{page["ground"]}"))[#{{'
        )
        parts += [_shape(shape) for shape in page["shapes"]]
        for chart in page["charts"]:
            name = f"{len(files)}.svg"
            files[name] = svg(chart, family).encode()
            picture = f'image("{name}", width: {chart["w"]}pt, height: {chart["h"]}pt)'
            parts.append(f"place(dx: {chart['x']}pt, dy: {chart['y']}pt, {picture})")
        parts += [_word(word) for word in page["words"]]
        parts.append("}]")
    return "\n".join(parts), files


def _word(word: Plain) -> str:
    style = f"size: {word['size']}pt, weight: {word['weight']}, tracking: {word['tracking']}pt"
    text = f'text({style}, fill: rgb("{word["colour"]}"), {json.dumps(word["text"], ensure_ascii=False)})'
    return f"place(dx: {word['x']}pt, dy: {word['y']}pt, box(width: 2000pt, {text}))"


def _shape(shape: Plain) -> str:
    def points(values: list[float]) -> str:
        return ", ".join(f"({a}pt, {b}pt)" for a, b in zip(values[::2], values[1::2], strict=True))

    steps = {"M": "move", "L": "line", "C": "cubic", "Z": "close"}
    path = ", ".join(f"curve.{steps[step]}({points(values)})" for step, values in shape["path"])
    fill = f'rgb("{shape["fill"]}")' if shape["fill"] else "none"
    stroke = f'{shape["width"]}pt + rgb("{shape["stroke"]}")' if shape["stroke"] else "none"
    return f"place(curve(fill: {fill}, stroke: {stroke}, {path}))"


def main() -> None:
    """Draw the charts, then set both documents; the infographic as PDF, SVG and PNG."""
    description, folder = Path(sys.argv[1]), Path(sys.argv[2])
    same = json.loads(description.read_text(encoding="utf-8"))
    places = font_folders(same)
    folder.mkdir(parents=True, exist_ok=True)
    for name, endings in (("brochure", ("pdf",)), ("infographic", ("pdf", "svg", "png"))):
        text, charts = pages(same[name], same["family"])
        source = {"main.typ": text.encode(), **charts}
        compiler = typst.Compiler(source, font_paths=places, ignore_system_fonts=True)
        for ending in endings:
            compiler.compile(source, output=str(folder / f"{name}.{ending}"), format=ending, ppi=72)


if __name__ == "__main__":
    main()
