"""Text that cannot be read: the color of brand.yml that is to blame, and the nearest one that passes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from acsm_report.dataset.diagnostics import Diagnostic
from acsm_report.dataset.insights import Insights
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE
from acsm_report.layout.context import LayoutContext
from acsm_report.page_formats import PAGE_FORMATS
from acsm_report.pipeline.contrast_faults import describe_unreadable_texts, find_unreadable_texts
from acsm_report.system import resources
from acsm_report.theme.colors import contrast_ratio
from acsm_report.theme.loader import load_brand
from acsm_report.theme.model import Brand

SHIPPED = resources.find_brand_file()
Find = Callable[[Brand], list[Diagnostic]]


@pytest.fixture
def unreadable(insights: Insights, context: LayoutContext) -> Find:
    """Find what cannot be read in the brochure, on each ground of a brand."""

    def find(brand: Brand) -> list[Diagnostic]:
        scenes = compose(BROCHURE, insights, LayoutContext(brand, context.language, PAGE_FORMATS["letter"]))
        grounds = (brand.with_ground(name) for name in brand.grounds)
        texts = [text for ground in grounds for text in find_unreadable_texts(scenes, ground, "brochure on letter")]
        return list(describe_unreadable_texts(texts, "data"))

    return find


def changed(folder: Path, old: str, new: str) -> tuple[Brand, int]:
    """Return the shipped brand with one place changed, and the line of the place."""
    before, found, after = SHIPPED.read_text(encoding="utf-8").partition(old)
    assert found, old
    (folder / "brand.yml").write_text(f"{before}{new}{after}", encoding="utf-8")
    return load_brand(folder), before.count("\n") + 1


FAULTS = [
    ("text: burnt-orange", "text: orange", "lanes.0.text", "#F0641E on #FBF8F1 is 3.02:1, below 4.5:1"),
    ("violet, on: snow", "violet, on: navy", "lanes.2.on", "#07132F on #6A2DDB is 2.63:1, below 4.5:1"),
    ("stage.soft: mist ", "stage.soft: slate ", "roles.stage.soft", "#55607A on #07132F is 2.92:1, below 4.5:1"),
    ("ink: navy  ", "ink: haze  ", "roles.ink", "#8E99B3 on "),
    ("section: {size: XS, ink: grey}", "section: {size: XS, ink: rule}", "styles.section", "#D9CFBC on #FBF8F1"),
    ("stage.soft: slate,", "stage.soft: cloud,", "grounds.white.stage.soft", "#CCD0D6 on #FFFFFF is 1.5"),
]


@pytest.mark.parametrize(("old", "new", "field", "what"), FAULTS, ids=[new for _, new, _, _ in FAULTS])
def test_a_color_that_cannot_be_read_is_an_error_at_its_line(
    old: str, new: str, field: str, what: str, unreadable: Find, tmp_path: Path
) -> None:
    """The error names both colors and their contrast, the line that sets the color, and a color that passes."""
    brand, line = changed(tmp_path, old, new)
    found = next(f for f in unreadable(brand) if f.field == f"defaults.acsm-report.{field}")
    assert found.what.startswith(what)
    assert (found.row, found.file, found.severity) == (line, str(tmp_path / "brand.yml"), "error")
    assert re.fullmatch(r"#[0-9A-F]{6} passes", found.hint)


@pytest.mark.parametrize(("old", "new", "field", "what"), FAULTS[:3], ids=[new for _, new, _, _ in FAULTS[:3]])
def test_obeying_the_hint_mends_it(old: str, new: str, field: str, what: str, unreadable: Find, tmp_path: Path) -> None:
    """With the color of the hint in that place, the error is gone."""
    brand, _ = changed(tmp_path, old, new)
    hint = next(f for f in unreadable(brand) if f.field.endswith(field)).hint
    key, _, value = new.rpartition(": ")
    changed(tmp_path, old, f'{key}: "{hint.split()[0]}" ')
    load_brand.cache_clear()
    assert not [f for f in unreadable(load_brand(tmp_path)) if f.field.endswith(field)], value


def test_the_shipped_brand_can_be_read_on_every_ground(unreadable: Find) -> None:
    """No text of the shipped brochure has too little contrast, labels on bars included."""
    assert unreadable(load_brand(SHIPPED)) == []


def test_colors_of_lanes_that_the_data_does_not_have_are_no_error(unreadable: Find, tmp_path: Path) -> None:
    """The data has five lanes, so the ninth is in no text."""
    brand, _ = changed(tmp_path, "text: marine, on: snow", "text: snow, on: marine")
    assert unreadable(brand) == []


def test_a_color_that_the_brand_does_not_set_is_not_blamed(unreadable: Find, context: LayoutContext) -> None:
    """Of the shipped brand, nobody is asked to change a color."""
    brand = load_brand(SHIPPED)
    found = unreadable(replace(brand, palette={**brand.palette, "slate": "#C9C9C9"}))
    assert {(f.file, f.hint) for f in found} == {("data", "report this")}


def test_a_hint_is_the_nearest_color(unreadable: Find, tmp_path: Path) -> None:
    """The color that passes has hardly more contrast than is needed."""
    brand, _ = changed(tmp_path, "text: burnt-orange", "text: orange")
    hint = next(f for f in unreadable(brand)).hint
    assert 4.5 <= contrast_ratio(hint.split()[0], brand.palette["cream"]) < 4.6
