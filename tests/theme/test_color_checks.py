"""The judge of a brand's colours: it measures as the standards do, and finds each way to spoil a brand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from acsm_report.dataset.insights import Insights
from acsm_report.dataset.readers import read_package
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.scene import PageReferences
from acsm_report.system import resources
from acsm_report.theme import color_checks
from acsm_report.theme.color_checks import MIN_LANE_DISTANCE, ColorReport, check_colors
from acsm_report.theme.color_table import format_color_report
from acsm_report.theme.color_warnings import find_color_warnings
from acsm_report.theme.colors import contrast_ratio
from acsm_report.theme.loader import load_brand
from acsm_report.theme.model import Brand, Ink
from acsm_report.theme.vision import VISIONS, LabColor, color_difference, to_lab
from support.paths import BAD
from support.processes import run

SHIPPED = resources.find_brand_folder() / "brand.yml"


@pytest.fixture(scope="module")
def judgement() -> ColorReport:
    """What is found of the shipped brand."""
    return check_colors(load_brand(resources.find_brand_folder()))


@pytest.fixture
def spoilt(tmp_path: Path) -> Callable[[str, str], tuple[Path, int]]:
    """Write the shipped brand with one place changed; return its folder and the line of the place."""

    def write(old: str, new: str) -> tuple[Path, int]:
        before, found, after = SHIPPED.read_text(encoding="utf-8").partition(old)
        assert found, old
        (tmp_path / "brand.yml").write_text(f"{before}{new}{after}", encoding="utf-8")
        return tmp_path, before.count("\n") + 1

    return write


# ── Measures ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 3.1571, -77.2803), (50, 0, -82.7485), 2.8615),
        ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
        ((50, 2.4900, -0.0010), (50, -2.4900, 0.0009), 7.1792),
        ((50, 2.4900, -0.0010), (50, -2.4900, 0.0011), 7.2195),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (61, -5, 29), 22.8977),
        ((50, 2.5, 0), (58, 24, 15), 19.4535),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_a_difference_is_the_published_one(one: LabColor, other: LabColor, published: float) -> None:
    """CIEDE2000 of the test pairs of Sharma, Wu and Dalal (2005, table 1), to four decimals, in either order."""
    assert color_difference(one, other) == pytest.approx(published, abs=5e-5)
    assert color_difference(other, one) == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21),
        ("#FFFFFF", "#FFFFFF", 1),
        ("#767676", "#FFFFFF", 4.54),  # the lightest grey that words may have on white
        ("#777777", "#FFFFFF", 4.48),
        ("#949494", "#FFFFFF", 3.03),
        ("#FF0000", "#FFFFFF", 4.00),
        ("#0000FF", "#FFFFFF", 8.59),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    """Contrast agrees with well-known pairs of WCAG's formula, to two decimals."""
    assert contrast_ratio(one, other) == pytest.approx(ratio, abs=0.005)


def test_simulated_eyes_see_what_machado_says() -> None:
    """Pure red and green as each vision sees them are the first columns of the published matrices (2009, table 1)."""
    from coloraide import Color

    seen = {"protan": (0.152286, 0.114503, 0), "deutan": (0.367322, 0.280085, 0), "tritan": (1, 0, 0.004733)}
    for vision, linear in seen.items():  # in linear light, and cut off where no screen can follow
        expected = Color("srgb-linear", linear).convert("lab-d65").coords()
        assert to_lab("#FF0000", vision) == pytest.approx(expected, abs=0.01), vision
    assert to_lab("#FF0000") == pytest.approx((53.24, 80.09, 67.20), abs=0.02)
    assert to_lab("#FFFFFF", "deutan") == pytest.approx((100, 0, 0), abs=0.02)


def test_eyes_without_a_cone_confuse_what_they_are_known_to_confuse() -> None:
    """A red and a green of like brightness are far apart to most eyes and near for protans and deutans."""
    far = {vision: color_difference(to_lab("#B05028", vision), to_lab("#708020", vision)) for vision in VISIONS}
    assert far["normal"] > 35
    assert far["deutan"] < 12
    assert far["tritan"] > 25


# ── The shipped brand ─────────────────────────────────────────────────────────────────────────────


def test_the_shipped_brand_passes_on_every_ground(judgement: ColorReport, brand: Brand) -> None:
    """Nothing of it fails, and every ground was looked at."""
    assert judgement.passes
    assert {row.ground for row in judgement.contrasts} == set(brand.grounds)
    assert list(find_color_warnings(judgement, brand)) == []


def test_the_first_five_lanes_are_far_apart(judgement: ColorReport) -> None:
    """The five certifications are at least 15 apart on paper, in every vision, as the design measured them."""
    measured = {"normal": 26.3, "protan": 19.2, "deutan": 18.1, "tritan": 17.1}
    for vision, expected in measured.items():
        closest = judgement.closest("fill", vision, 5)
        assert closest is not None
        assert closest.delta == pytest.approx(expected, abs=0.06)
        assert closest.delta >= 15


@pytest.mark.parametrize(("part", "least"), [("fill", 15), ("stage", 14)])
def test_nine_lanes_are_further_apart_than_they_must_be(judgement: ColorReport, part: str, least: float) -> None:
    """Any two of the nine lanes are 15 apart on paper and 14 on the stage, for all eyes; 10 is asked."""
    assert len(judgement.lightness) == 9
    closest = [judgement.closest(part, vision) for vision in VISIONS]
    assert all(pair is not None and pair.delta >= least > MIN_LANE_DISTANCE for pair in closest)


def test_a_lane_has_its_own_fill_again_on_a_white_stage(brand: Brand) -> None:
    """A lane that is lighter on the dark stage has its plain fill where the stage is white."""
    white = brand.with_ground("white")
    for n, lane in enumerate(brand.lanes, 1):
        assert white.rgb(Ink(f"lane.{n}.stage")) == white.rgb(Ink(f"lane.{n}"))
        assert brand.rgb(Ink(f"lane.{n}.stage")) == brand.palette[lane.stage or lane.fill]


def test_the_cover_uses_what_was_judged(insights: Insights, context: LayoutContext) -> None:
    """The lanes of the cover have their fills of the stage, and its shares are those that are judged."""
    from acsm_report.documents.brochure.cover import cover
    from acsm_report.layout.scene import Drawing, Shape

    scene = cover(insights, context, PageReferences(1))[0]
    marks = [m for item in scene.blocks if isinstance(item.block, Drawing) for m in item.block.marks]
    inks = {i for mark in marks for i in (getattr(mark, "ink", None), getattr(mark, "fill", None)) if i}
    inks |= {mark.stroke for mark in marks if isinstance(mark, Shape) and mark.stroke}
    lanes = {ink for ink in inks if ink.role.startswith("lane.")}
    assert lanes
    assert all(ink.role.endswith(".stage") for ink in lanes)
    assert {ink.share for ink in lanes} == {color_checks.APPROACH_SHARE, 100}
    assert {ink.share for ink in inks if ink.role == "stage.words"} == {color_checks.SECONDARY_TEXT_SHARE, 100}


# ── Spoilt brands ─────────────────────────────────────────────────────────────────────────────────

FAULTS = [
    ("fill: sky,", "fill: mist,", r"lane 4 on paper: #C9D0DF on #FBF8F1 is 1\.4\d:1, below 3:1; #[0-9A-F]{6} passes"),
    ("stage: scarlet", "stage: crimson", r"lane 2 on stage: #B80628 on #07132F is 2\.70:1, below 3:1; #[0-9A-F]{6} p"),
    ("fill: sage,", "fill: teal,", r"lanes 5 and 8 look alike \(fill\): ΔE2000 0\.00 in normal vision, below 10"),
    ("wine, on: snow, stage: blush", "wine, on: snow, stage: teal", r"lanes 5 and 7 look alike \(stage\)"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), FAULTS, ids=[new for _, new, _ in FAULTS])
def test_a_lane_that_is_hard_to_see_is_a_warning_at_its_line(
    old: str, new: str, message: str, spoilt: Callable[[str, str], tuple[Path, int]]
) -> None:
    """A lane with too little contrast, or like another lane, is a warning at the line that sets its color."""
    folder, line = spoilt(old, new)
    brand = load_brand(folder)
    found = list(find_color_warnings(check_colors(brand), brand))
    fitting = [warning for warning in found if re.match(message, warning.message)]
    assert [(warning.row, warning.severity) for warning in fitting] == [(line, "warning")], found


@pytest.mark.parametrize(
    ("lane", "message"), [("ivory", r"lane 1 on paper: .*; #\w{6} passes"), ("red", r"lanes 1 and 2 look alike")]
)
def test_a_lane_of_one_color_is_a_warning_at_its_line(lane: str, message: str, tmp_path: Path) -> None:
    """Its fill alone is written, so its other colors are derived from it."""
    text = f"meta:\n  name: Made-Up\ndefaults:\n  acsm-report:\n    lanes:\n      - {lane}\n      - {{fill: red}}\n"
    (tmp_path / "brand.yml").write_text(text)
    brand = load_brand(tmp_path)
    found = list(find_color_warnings(check_colors(brand, 2), brand))
    assert any(re.search(message, warning.message) and warning.row in (6, 7) for warning in found), found


def test_only_lanes_of_the_data_are_judged(spoilt: Callable[[str, str], tuple[Path, int]]) -> None:
    """With data of three certifications, nothing is said of the fourth lane."""
    brand = load_brand(spoilt("fill: sky,", "fill: mist,")[0])
    assert list(find_color_warnings(check_colors(brand, 3), brand)) == []


def test_what_just_fails_is_not_rounded_into_passing() -> None:
    """A contrast of 4.496 fails, and is printed as 4.49."""
    row = color_checks.ContrastCheck("screen", "ink", "paper", "#767776", "#FFFFFF", 4.5, ("roles", "ink"))
    assert 4.495 < row.ratio < 4.5
    assert not row.passes
    assert "4.49!" in format_color_report(ColorReport((row,), (), ()))


def test_a_brand_of_one_lane_can_be_judged(tmp_path: Path) -> None:
    """There is no neighbour to be taken for; the table has no such part."""
    text = re.sub(r"\n +- \{fill: (?!orange).*", "", SHIPPED.read_text(encoding="utf-8"))
    (tmp_path / "brand.yml").write_text(text, encoding="utf-8")
    found = check_colors(load_brand(tmp_path), 1)
    assert (len(found.lightness), found.distances, found.passes) == (1, (), True)
    assert "closest" not in format_color_report(found)


# ── The command ───────────────────────────────────────────────────────────────────────────────────


def test_the_table_says_what_was_measured(judgement: ColorReport) -> None:
    """The table has a line for each lane on each ground, the closest pairs, and marks nothing of the shipped brand."""
    text = format_color_report(judgement)
    assert text.count("\nlane 9 ") == 2
    assert re.search(r"^fill +deutan +10 +\d and \d +1\d\.\d\d +3 and 4 +18\.05$", text, re.MULTILINE)
    assert "In gray, lanes 2 and 3 are the closest neighbors: L* differs by 0.7." in text
    assert "!" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_the_command_prints_the_table_of_a_brand_that_is_named() -> None:
    """With --brand the table of the data's lanes is printed; without, only the data is judged."""
    named, plain = run("check", "--data", BAD / "base", "--brand", "track"), run("check", "--data", BAD / "base")
    assert (named.returncode, plain.returncode) == (0, 0)
    lanes = read_package(BAD / "base").rows["certifications"]
    table = format_color_report(check_colors(load_brand(resources.find_brand_file()), len(lanes)))
    assert named.stdout == f"{plain.stdout}{table}"
    assert run("check", "--data", BAD / "base", "--brand", "track", "--json").stdout.startswith("{")


def test_the_command_refuses_a_brand_that_fails(spoilt: Callable[[str, str], tuple[Path, int]]) -> None:
    """A spoilt brand is exit status 1 and an error at its line, for readers and programs, and marked in the table."""
    folder, line = spoilt("text: burnt-orange", "text: orange")
    done = run("check", "--data", BAD / "base", "--brand", folder)
    assert done.returncode == 1
    assert f"{folder}/brand.yml:{line}:24: error: #F0641E on #FBF8F1 is 3.02:1, below 4.5:1 (" in done.stdout
    assert "3.02!" in done.stdout
    assert done.stderr.startswith("1 error, ")
    told = json.loads(run("check", "--data", BAD / "base", "--brand", folder, "--json").stdout)
    errors = [problem for problem in told["problems"] if problem["severity"] == "error"]
    assert [(p["rule"], p["row"], p["field"]) for p in errors] == [
        ("contrast", line, "defaults.acsm-report.lanes.0.text")
    ]
    github = run("check", "--data", BAD / "base", "--brand", folder, "--output-format", "github").stdout
    assert f"::error file={folder}/brand.yml,line={line},col=24,title=contrast::" in github
