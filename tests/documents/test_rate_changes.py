"""The changes of pass rates beside the bars."""

from __future__ import annotations

import string
from pathlib import Path

from acsm_report.dataset.insights import Insights
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import INFOGRAPHIC
from acsm_report.export.chrome.svg_import import place_labels
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.preflight import preflight_scenes
from acsm_report.page_formats import PAGE_FORMATS
from acsm_report.theme.fonts import register_fonts
from acsm_report.theme.loader import load_brand
from acsm_report.theme.model import Brand
from support.small_fonts import make_font


def test_a_mark_of_two_lines_has_room(brand: Brand, context: LayoutContext, insights: Insights, tmp_path: Path) -> None:
    """In a wide font, "may be chance" takes two lines, and no number stands on them."""
    make_font(tmp_path / "wide.ttf", string.printable.strip() + "–’“”→×·é", "Wide", width=520)
    (tmp_path / "brand.yml").write_text("typography: {base: Wide}")
    wide = load_brand(tmp_path)
    register_fonts(wide)
    try:
        scenes = compose(INFOGRAPHIC, insights, LayoutContext(wide, context.language, PAGE_FORMATS["infographic"]))
        assert "may be " in [
            run.text
            for placed in scenes[0].blocks
            for run in getattr(placed.block, "marks", ())
            if hasattr(run, "text")
        ]
        preflight_scenes(place_labels(scenes))
    finally:
        register_fonts(brand)
