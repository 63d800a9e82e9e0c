"""Insights of a few made-up rows, and the words and faults of the pages that they make."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from acsm_report.dataset.insights import Insights, compute_insights
from acsm_report.layout.preflight import find_layout_errors
from acsm_report.layout.scene import Drawing, Scene, TextRun

from .made_up import SOURCES
from .packages import read

CODES = ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF", "GGG", "HHH", "III")
NAMES = ("Juggler", "Clown", "Acrobat", "Magician", "Tightrope Walker", "Fire Eater", "Rider", "Ventriloquist", "Mime")


def insights_of(folder: Path, *facts: str, lanes: int = 2, tables: dict[str, str] | None = None) -> Insights:
    """Return the insights of a package with these rows of facts, each without its source, and further tables."""
    rows = (f"{code},{lane},Made-up {name},fitness,{code},Made-up {name},s" for lane, (code, name) in
            enumerate(zip(CODES[:lanes], NAMES, strict=False), 1))  # fmt: skip
    texts = {
        "certifications": "\n".join(("certification,lane,name,track,code_now,name_now,source", *rows, "")),
        "facts": "certification,kind,dimension,period,value,unit,source\n" + "".join(f"{fact},s\n" for fact in facts),
        "sources": SOURCES,
        **(tables or {}),
    }
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return compute_insights(read(folder))


def words(scenes: Iterable[Scene]) -> str:
    """Return all words of some pages."""
    blocks = [placed.block for scene in scenes for placed in scene.blocks]
    marks = (mark for block in blocks for mark in (block.marks if isinstance(block, Drawing) else block.labels))
    runs = (mark.text for mark in marks if isinstance(mark, TextRun))
    return " ".join(" ".join(runs).split())


def titles(scenes: Iterable[Scene]) -> list[str]:
    """Return the headings of some pages, each on one line."""
    heads = (placed for scene in scenes for placed in scene.blocks if placed.tag in ("H1", "H2", "H3"))
    return [" ".join(head.block.text.split()) for head in heads if isinstance(head.block, Drawing)]


def faults(scenes: tuple[Scene, ...]) -> list[str]:
    """Return what is wrong with the layout of some pages."""
    return [str(error) for error in find_layout_errors(scenes)]
