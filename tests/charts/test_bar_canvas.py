"""The canvas on which charts with bars and words are drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acsm_report.charts.bar_canvas import BarCanvas
from acsm_report.layout.context import LayoutContext
from acsm_report.theme.fonts import register_fonts


@pytest.mark.parametrize(
    ("family", "passed"),
    [("Open Sans", "Open Sans"), ("Source Sans 3", "'Source Sans 3'"), ("M PLUS 1p", "'M PLUS 1p'")],
)
def test_a_family_that_is_no_css_identifier_is_quoted(family: str, passed: str, context: LayoutContext) -> None:
    """A browser ignores the name of a family with a number in it unless it is quoted."""
    brand = context.brand
    faces = tuple(replace(face, family=family) for face in brand.font_faces)
    renamed = replace(brand, font_faces=faces, families=dict.fromkeys(brand.families, family))
    register_fonts(renamed)
    try:
        canvas = BarCanvas(replace(context, brand=renamed), 200, max_value=100, label_width=40, right_margin=40)
        canvas.add_text("body", "55%", 0, 10)
        assert canvas.words[0]["family"] == passed
        assert canvas.labels[0].family == family
    finally:
        register_fonts(brand)
