"""Paper and picture sizes: named, custom and invalid."""

from __future__ import annotations

import pytest

from acsm_report.errors import UsageError
from acsm_report.page_formats import INCH, MM, PAGE_FORMATS, find_paper_format


def test_standard_sizes() -> None:
    """Letter is 8.5 × 11 inches, A4 210 × 297 mm; the infographic is 1080 wide and has no fixed height."""
    assert (PAGE_FORMATS["letter"].width / INCH, PAGE_FORMATS["letter"].height) == (8.5, 11 * INCH)
    assert (PAGE_FORMATS["a4"].width / MM, PAGE_FORMATS["a4"].height) == (pytest.approx(210), pytest.approx(297 * MM))
    assert (PAGE_FORMATS["infographic"].width, PAGE_FORMATS["infographic"].height) == (1080, None)


def test_unknown_paper_lists_choices() -> None:
    """The error names all papers. Names ignore case."""
    assert find_paper_format("LETTER") is PAGE_FORMATS["letter"]
    with pytest.raises(UsageError, match=r"'a5'; choose letter, a4"):
        find_paper_format("a5")


@pytest.mark.parametrize(
    ("name", "width", "height"),
    [("200x250mm", 200 * MM, 250 * MM), ("8.5x11in", 612, 792), ("20 × 25 cm", 200 * MM, 250 * MM)],
)
def test_custom_paper_size(name: str, width: float, height: float) -> None:
    """Width and height with a unit give a paper with the type scale of a page."""
    paper = find_paper_format(name)
    assert (paper.width, paper.height, paper.type_scale) == (pytest.approx(width), pytest.approx(height), "page")


@pytest.mark.parametrize("name", ["20x25mm", "9000x9000in", "200x250", "200x250px", "x", "infographic", "-1x5in"])
def test_invalid_paper_size_raises(name: str) -> None:
    """A size without a unit, too small, too large, or a picture format is not a paper size."""
    with pytest.raises(UsageError, match="choose"):
        find_paper_format(name)
