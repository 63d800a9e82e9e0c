"""The brand file: what it promises to a reader's eyes, and how its mistakes are told."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from acsm_report.errors import ReportError, UsageError
from acsm_report.system import resources
from acsm_report.theme import brand_file
from acsm_report.theme.colors import contrast_ratio
from acsm_report.theme.loader import load_brand
from acsm_report.theme.model import Brand, Ink

SHIPPED = resources.find_brand_folder() / "brand.yml"
GROUNDS = ("paper", "ink")


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    """Write a brand.yml into a folder of the test's own."""

    def write(text: str) -> Path:
        (tmp_path / "brand.yml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def with_change(old: str, new: str) -> tuple[str, int, int]:
    """The shipped brand.yml with one place changed; the place's line and column."""
    text = SHIPPED.read_text(encoding="utf-8")
    before, found, after = text.partition(old)
    assert found, old
    return f"{before}{new}{after}", before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1


# ── Colours ───────────────────────────────────────────────────────────────────────────────────────


def test_contrast_is_that_of_the_standard() -> None:
    """Black on white is 21:1, a colour on itself 1:1, and the order does not matter."""
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast_ratio("#777777", "#FFFFFF") == contrast_ratio("#FFFFFF", "#777777") == pytest.approx(4.48, abs=0.01)
    assert contrast_ratio("#123456", "#123456") == 1


def test_words_can_be_read_on_paper(brand: Brand) -> None:
    """Every style of text has a contrast of at least 4.5:1 on paper and on panels."""
    for name, style in brand.styles.items():
        for ground in ("paper", "sand"):
            assert contrast_ratio(brand.rgb(Ink(style.ink), ground), brand.rgb(Ink(ground))) >= 4.5, (name, ground)


def test_words_in_a_lanes_colour_can_be_read_on_paper(brand: Brand) -> None:
    """A lane's code is at least 4.5:1 on paper, its colour 3:1, and the number upon it 3:1."""
    for number in range(1, len(brand.lanes) + 1):
        fill, paper = brand.rgb(Ink(f"lane.{number}")), brand.rgb(Ink("paper"))
        assert contrast_ratio(brand.rgb(Ink(f"lane.{number}.text")), paper) >= 4.5, number
        assert contrast_ratio(fill, paper) >= 2.995, number
        assert contrast_ratio(brand.rgb(Ink(f"lane.{number}.on")), fill) >= 3, number


def test_words_inside_a_bar_can_be_read(brand: Brand) -> None:
    """The year in a bar is at least 4.5:1 in every lane and in every shade of the years."""
    for lane in range(1, len(brand.lanes) + 1):
        for share in brand.years:
            bar = Ink(f"lane.{lane}", share)
            assert (
                contrast_ratio(brand.rgb(brand.contrasting_ink(bar, "paper"), "paper"), brand.rgb(bar, "paper")) >= 4.5
            ), (
                lane,
                share,
            )


def test_words_on_the_dark_ground_can_be_read(brand: Brand) -> None:
    """Words are at least 4.5:1 on the ground of the cover, on a screen and on white; its large figures 3:1."""
    for on in (brand, brand.with_ground("white")):
        dark = on.rgb(Ink("stage"))
        assert min(contrast_ratio(on.rgb(Ink(role)), dark) for role in ("stage.words", "stage.soft")) >= 4.5
        assert contrast_ratio(on.rgb(Ink("stage.words", 88, "stage"), "stage"), dark) >= 4.5
        assert contrast_ratio(on.rgb(Ink("stage.large")), dark) >= 3


def test_no_two_lanes_share_a_colour(brand: Brand) -> None:
    """A lane is known by its colour: no other has it."""
    fills = [lane.fill for lane in brand.lanes]
    assert len({brand.palette[name] for name in fills}) == len(fills)


def test_a_share_of_a_colour_is_mixed_with_its_ground(brand: Brand) -> None:
    """Nothing of a colour is its ground, all of it the colour, half of it lies between."""
    assert brand.rgb(Ink("ink", 0), "white") == brand.rgb(Ink("white"))
    assert brand.rgb(Ink("ink", 100), "white") == brand.rgb(Ink("ink"))
    assert brand.rgb(Ink("white", 50, "ink")) == "#838997"


@given(st.integers(1, 30))
def test_the_latest_year_is_in_full_colour(count: int) -> None:
    """However many years there are, their shades only grow, up to the lane's own colour."""
    brand = load_brand(resources.find_brand_folder())
    shades = [brand.year_share(index, count) for index in range(count)]
    assert shades == sorted(shades)
    assert shades[-1] == brand.years[-1]
    assert shades[0] >= brand.years[0]


def test_every_size_of_type_is_in_every_scale(brand: Brand) -> None:
    """The type scale of the page and that of the poster name the same sizes, each with a lead above it."""
    assert {tuple(scale) for scale in brand.type.values()} == {tuple(brand.type["page"])}
    assert all(lead > 0.9 * size for scale in brand.type.values() for size, lead in scale.values())


def test_a_brand_that_was_read_before_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the cache it is the same brand; without it, its YAML is read."""
    first = load_brand(resources.find_brand_folder(), tmp_path)
    load_brand.cache_clear()
    monkeypatch.setattr(brand_file, "_read_yaml", lambda path: pytest.fail(f"{path} is read again"))
    assert vars(load_brand(resources.find_brand_folder(), tmp_path)) == vars(first)


# ── Mistakes ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('crimson: "#B80628"', 'crimson: "rde"', r"crimson: .rde. .*did you mean .red."),
        ("figure_gap: 9", "figure_gap: wide", r"figure_gap: .*'wide'"),
        ("figure_gap: 9", "figure_gab: 9", r"figure_ga.: "),
        ("folio: {size: XS, weight: 700}", "folio: {sise: XS, weight: 700}", r"styles\.folio\.si.e: "),
        ("years: [40, 66, 100]", "years: [40, much]", r"years\.1: .*'much'"),
    ],
)
def test_a_wrong_value_is_told_with_its_place(
    old: str, new: str, told: str, written: Callable[[str], Path], tmp_path: Path
) -> None:
    """What is missing, misspelt or of the wrong kind is told with file:line:column and its key."""
    text, line, _ = with_change(old, new)
    with pytest.raises(UsageError, match=told) as error:
        load_brand(written(text))
    assert re.search(r"brand\.yml:(\d+):\d+$", error.value.where)
    for _ in range(2):  # what it says is in the cache then, its places are not
        with pytest.raises(UsageError, match=told) as again:
            load_brand(written(text), tmp_path / "cache")
        assert again.value.where == error.value.where
    if "figure_ga" not in told:  # a name that is missing is told where its corner begins
        assert f"brand.yml:{line}:" in error.value.where


def test_a_mistake_of_yaml_is_told_with_its_place(written: Callable[[str], Path]) -> None:
    """A bracket that is never closed is told with line and column."""
    with pytest.raises(UsageError, match=r"brand\.yml:\d+:\d+: .*; correct the YAML"):
        load_brand(written("meta: {name: [open\n"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("grey: slate", "grey: slade", r"roles\.grey: 'slade' is neither a color .*; did you mean 'slate'\?"),
        ("fill: orange", "fill: ornage", r"lanes\.0\.fill: 'ornage' is neither a color .*; did you mean 'orange'\?"),
        ("stage: iris", "stage: irish", r"'irish' is neither a color .*; did you mean 'iris'\?"),
        ("section: {size: XS, ink: grey}", "section: {size: XS, ink: gray}", "'gray' is not a role"),
        ("screen: {}", "screen: {papers: snow}", "'papers' is not a role"),
        (
            "folio: {size: XS, weight: 700}",
            "folio: {size: XXS, weight: 700}",
            "styles.folio.size: 'XXS' is not a size; choose ",
        ),
        ("SourceSansPro-Black.ttf", "SourceSansPro-Blank.ttf", "SourceSansPro-Blank.ttf is missing"),
    ],
)
def test_a_name_of_nothing_is_told(old: str, new: str, told: str, written: Callable[[str], Path]) -> None:
    """A role, lane, style or font that refers to what is not there is refused by name."""
    with pytest.raises(UsageError, match=told):
        load_brand(written(with_change(old, new)[0]))


def test_a_folder_without_a_brand_is_told(tmp_path: Path) -> None:
    """A folder that holds no brand.yml is named."""
    with pytest.raises(UsageError, match=r"there is no brand\.yml"):
        load_brand(tmp_path)


def test_a_file_in_place_of_a_brand_is_told(tmp_path: Path) -> None:
    """A file, where a brand's folder was meant, is an error that a user can read."""
    (tmp_path / "file").write_text("text")
    with pytest.raises(ReportError):
        load_brand(tmp_path / "file")


def test_a_folder_in_place_of_the_brand_file_is_told(tmp_path: Path) -> None:
    """So is a folder called brand.yml."""
    (tmp_path / "brand.yml").mkdir()
    with pytest.raises(ReportError):
        load_brand(tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b"", b"- a\n- b", b"a: *b", b"\x00", b"text", b"a: 1\na: 2"],
)
def test_no_content_is_more_than_an_error(content: bytes, tmp_path: Path) -> None:
    """Whatever stands in brand.yml, a user reads an error, not a traceback."""
    (tmp_path / "brand.yml").write_bytes(content)
    with pytest.raises(ReportError):
        load_brand(tmp_path)


def inherited() -> Iterator[tuple[str, ...]]:
    """Keys that come from the shipped brand if a brand leaves them out."""
    corner = YAML(typ="safe").load(SHIPPED)["defaults"]["acsm-report"]
    yield from (("styles", name) for name in ("body", "title", "code"))
    yield from (("type", scale) for scale in corner["type"])
    yield from (("grid", scale) for scale in corner["grid"])
    yield from (("charts", "pass_rates"), ("charts", "certified", "poster"), ("charts", "candidates", "page", "bar"))
    yield from (("figures", character) for character in "0%,-+")
    yield from (("charts",), ("years",), ("figure_gap",))


def decisions(brand: Brand) -> dict[str, Any]:
    """Return what a brand decides, without where it is written."""
    names = {field.name for field in fields(brand)} - {"path", "color_keys", "contact_keys"}
    return {name: getattr(brand, name) for name in names}


def without(keys: tuple[str, ...], folder: Path) -> Path:
    """Write the shipped brand.yml without one key of our section; its fonts are found in their package."""
    tree: Any = YAML().load(SHIPPED)
    branch = tree["defaults"]["acsm-report"]
    for key in keys[:-1]:
        branch = branch[key]
    del branch[keys[-1]]
    with (folder / "brand.yml").open("w", encoding="utf-8") as file:
        YAML().dump(tree, file)
    return folder


@pytest.mark.parametrize("keys", list(inherited()), ids=".".join)
def test_a_key_that_a_brand_leaves_out_is_that_of_the_shipped_brand(
    keys: tuple[str, ...], written: Callable[[str], Path]
) -> None:
    """A brand written before a new chart, style or glyph existed keeps working."""
    assert decisions(load_brand(without(keys, written("")))) == decisions(load_brand(SHIPPED.parent))


def test_a_brand_keeps_its_own_measures_beside_shipped_ones(written: Callable[[str], Path]) -> None:
    """Of a chart with one measure of its own, the others are the shipped ones."""
    folder = without(("charts",), written(""))
    text = (folder / "brand.yml").read_text(encoding="utf-8")
    (folder / "brand.yml").write_text(f"{text}\n    charts: {{candidates: {{page: {{bar: 99}}}}}}\n", encoding="utf-8")
    own, shipped = load_brand(folder).charts, load_brand(SHIPPED.parent).charts
    assert own["candidates"]["page"] == {**shipped["candidates"]["page"], "bar": 99}
    assert {**own, "candidates": {}} == {**shipped, "candidates": {}}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"M16,0H38V100H16V24H0V11Q12,11 16,0Z"', '"no path at all"'),
        ("years: [40, 66, 100]", "years: []"),
        ("- {fill: orange, text: burnt-orange, on: navy}", ""),
    ],
    ids=["figure", "years", "a lane less is fine"],
)
def test_a_value_that_cannot_be_drawn_is_refused(old: str, new: str, written: Callable[[str], Path]) -> None:
    """A figure that is not a path, or years without a shade, are errors; to fewer lanes others are added."""
    folder = written(with_change(old, new)[0])
    if not new:
        assert len(load_brand(folder).lanes) == 9
        return
    with pytest.raises(UsageError):
        load_brand(folder)


def test_keys_of_the_standard_that_we_do_not_use_are_ignored(written: Callable[[str], Path]) -> None:
    """A brand.yml may have sections for other programs, and keys that a printed document has no use for."""
    text = SHIPPED.read_text(encoding="utf-8").replace("meta:\n", "meta:\n  motto: Faster\n")
    text = text.replace("defaults:\n", "defaults:\n  quarto: {format: {html: {theme: dark}}}\n")
    assert decisions(load_brand(written(text))) == decisions(load_brand(SHIPPED.parent))


def test_a_brand_is_a_folder_that_can_be_copied(tmp_path: Path) -> None:
    """A copy of the shipped folder is the same brand."""
    copy = shutil.copytree(SHIPPED.parent, tmp_path / "mine")
    assert load_brand(copy).palette == load_brand(SHIPPED.parent).palette


BOMB = "a: &a [x, x, x]\n" + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdefghijkl"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BOMB, r"brand\.yml:2:8: the alias \*a is not read; write out what it stands for"),
        ("[" * 90_000, "brand.yml: nested too deeply"),
        ("- " * 40_000, "brand.yml: nested too deeply"),
        ("# " + "x" * 100_000, r"brand\.yml: it is larger than 100,000 bytes"),
    ],
    ids=["aliases", "depth", "lists", "size"],
)
def test_a_file_that_stands_for_too_much_is_refused(text: str, told: str, tmp_path: Path) -> None:
    """Aliases, depth and size are limited, so that no brand can take the machine's memory."""
    (tmp_path / "brand.yml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=told):
        load_brand(tmp_path)
