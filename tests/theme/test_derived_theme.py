"""A whole theme from few colors: text can be read, lanes can be told apart, and the brand's own colors come first."""

from __future__ import annotations

import tempfile
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acsm_report.system import resources
from acsm_report.theme.color_checks import check_colors
from acsm_report.theme.colors import contrast_ratio
from acsm_report.theme.lightness import nearest_with_contrast
from acsm_report.theme.loader import load_brand
from acsm_report.theme.model import Brand, Ink
from acsm_report.theme.vision import smallest_distance

COLORS = st.integers(0, 0xFFFFFF).map("#{:06X}".format)
TWO_COLORS = 'color: {palette: {blue: "#005CA9", gold: "#F2B700"}, foreground: "#1A1A1A", primary: blue}'


def brand_of(text: str) -> Brand:
    """Return the brand of a brand.yml with this text."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "brand.yml").write_text(text, encoding="utf-8")
        return load_brand(Path(folder))


def fills(brand: Brand, part: str = "fill") -> list[str]:
    return [brand.rgb(Ink(f"lane.{number}.{part}")) for number in range(1, len(brand.lanes) + 1)]


@pytest.fixture(scope="module")
def two_colors() -> Brand:
    return brand_of(TWO_COLORS)


@settings(max_examples=8)
@given(COLORS, COLORS, COLORS)
def test_any_three_colors_make_a_theme_that_can_be_read(foreground: str, background: str, primary: str) -> None:
    """Whatever the colors of a brand are, all text and all lanes have the contrast that they need."""
    brand = brand_of(f'color: {{foreground: "{foreground}", background: "{background}", primary: "{primary}"}}')
    assert [row for row in check_colors(brand).contrasts if not row.passes] == []


@settings(max_examples=5)
@given(st.lists(COLORS, min_size=1, max_size=3))
def test_nine_lanes_can_be_told_apart(palette: list[str]) -> None:
    """Any two of nine derived lanes differ for every kind of color vision, on paper and on the stage."""
    colors = ", ".join(f'c{number}: "{color}"' for number, color in enumerate(palette))
    brand = brand_of(f"color: {{palette: {{{colors}}}}}")
    assert len(brand.lanes) == 9
    for part in ("fill", "stage"):
        assert all(smallest_distance(one, [other]) >= 8 for one, other in combinations(fills(brand, part), 2))


def test_the_first_lanes_are_the_colors_of_the_brand(two_colors: Brand) -> None:
    """The first lane is the primary color; a color that is too light for paper is darkened there, not on the stage."""
    assert fills(two_colors)[:2] == ["#005CA9", nearest_with_contrast("#F2B700", ["#FFFFFF"], 3, lighter=False)]
    assert fills(two_colors, "stage")[1] == "#F2B700"


def test_a_brand_with_colors_has_none_of_the_shipped_lanes(two_colors: Brand) -> None:
    """No lane of the shipped brand is among those of a brand with colors of its own."""
    assert not set(fills(two_colors)) & set(fills(load_brand(resources.find_brand_file())))


def test_text_is_in_the_colors_of_the_brand(two_colors: Brand) -> None:
    """Text has the foreground color on the background color; the stage is a dark shade of the primary color."""
    assert (two_colors.rgb(Ink("ink")), two_colors.rgb(Ink("paper"))) == ("#1A1A1A", "#FFFFFF")
    assert two_colors.rgb(Ink("stage")) == nearest_with_contrast("#005CA9", ["#FFFFFF"], 14)


def test_pages_are_light_though_the_brand_is_dark() -> None:
    """Of white text on a dark ground, the dark color is the ink and the light one is the paper."""
    brand = brand_of("color: {foreground: white, background: '#101828', primary: '#7F56D9'}")
    assert (brand.rgb(Ink("ink")), brand.rgb(Ink("paper"))) == ("#101828", "#FFFFFF")


def test_the_stage_of_a_light_primary_color_is_the_ink() -> None:
    """Yellow darkened to a ground for white text would be brown, so the ink is the stage."""
    brand = brand_of("color: {foreground: '#10182F', background: white, primary: '#FFD100'}")
    assert brand.rgb(Ink("stage")) == "#10182F"


def test_a_role_of_the_brand_decides_those_that_depend_on_it() -> None:
    """With a stage of its own, a brand gets text for that stage."""
    brand = brand_of(f"{TWO_COLORS}\ndefaults: {{acsm-report: {{roles: {{stage: '#FFE9A8'}}}}}}")
    assert brand.rgb(Ink("stage")) == "#FFE9A8"
    assert contrast_ratio(brand.rgb(Ink("stage.soft")), "#FFE9A8") >= 4.5


def test_lanes_can_be_names_of_colors() -> None:
    """A list of colors is enough for lanes: text and the fill on the stage are derived, and lanes are added to nine."""
    brand = brand_of(f"{TWO_COLORS}\ndefaults: {{acsm-report: {{lanes: [gold, '#7A1F3D']}}}}")
    assert fills(brand)[:3] == ["#F2B700", "#7A1F3D", "#005CA9"]
    assert contrast_ratio(brand.rgb(Ink("lane.1.on")), "#F2B700") >= 4.5
    assert len(brand.lanes) == 9


def test_without_colors_the_lanes_after_a_brands_own_are_derived() -> None:
    """A brand with one lane and no other color has nine lanes on the shipped brand's paper."""
    brand = brand_of("defaults: {acsm-report: {lanes: ['#7A1F3D']}}")
    assert fills(brand)[0] == "#7A1F3D"
    assert (len(brand.lanes), brand.rgb(Ink("paper"))) == (9, load_brand(resources.find_brand_file()).rgb(Ink("paper")))


def test_text_on_a_color_between_dark_and_light_is_black() -> None:
    """Where neither ink nor white has 4.5:1 on a tint, text on it is black."""
    brand = brand_of("color: {foreground: '#595959', background: white, primary: '#777777'}")
    middle = Ink("#8A8A8A")
    assert brand.rgb(brand.contrasting_ink(middle)) == "#000000"


def test_derived_lanes_are_read_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time, nothing is derived, and the brand is the same."""
    (tmp_path / "brand.yml").write_text(TWO_COLORS)
    first = load_brand(tmp_path, tmp_path / "cache")
    load_brand.cache_clear()
    monkeypatch.setattr("acsm_report.theme.derived_theme.derive_lanes", lambda *_: pytest.fail("derived again"))
    assert load_brand(tmp_path, tmp_path / "cache").lanes == first.lanes


@pytest.mark.parametrize(
    ("color", "background", "ratio"),
    [("#3D94DC", "#FFFFFF", 4.5), ("#F2B700", "#FFFFFF", 3), ("#102040", "#000000", 7)],
)
def test_the_nearest_color_that_passes_is_no_further_than_needed(color: str, background: str, ratio: float) -> None:
    """The color found has the ratio, and hardly more."""
    found = nearest_with_contrast(color, [background], ratio)
    assert found is not None
    assert ratio <= contrast_ratio(found, background) < 1.02 * ratio


def test_no_lightness_passes_between_black_and_white() -> None:
    """No color has 4.5:1 with both black and white grounds at once beyond the middle."""
    assert nearest_with_contrast("#777777", ["#000000", "#FFFFFF"], 4.7) is None
