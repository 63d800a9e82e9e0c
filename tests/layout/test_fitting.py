"""Several layouts: the first that fits is taken."""

from __future__ import annotations

from functools import partial

import pytest

from acsm_report.errors import FitError
from acsm_report.layout.fitting import first_fit


def too_small(missing: float) -> str:
    raise FitError("name", "words", missing)


def test_the_first_layout_that_fits_is_taken_and_no_later_one_is_tried() -> None:
    """Candidates after the first that fits are not laid out."""
    tried: list[str] = []

    def layout(name: str, missing: float) -> str:
        tried.append(name)
        return too_small(missing) if missing else name

    candidates = [("large", 3.0), ("small", 0.0), ("smaller", 0.0)]
    assert first_fit(partial(layout, *candidate) for candidate in candidates) == "small"
    assert tried == ["large", "small"]


def test_when_nothing_fits_the_error_is_that_of_the_last_layout() -> None:
    """It is the layout that came closest."""
    with pytest.raises(FitError, match=r"1\.0 pt"):
        first_fit([lambda: too_small(3), lambda: too_small(1)])


def test_other_errors_are_not_taken_for_a_lack_of_room() -> None:
    """A missing key in a layout is a fault of the program."""
    with pytest.raises(KeyError):
        first_fit([lambda: dict[str, str]()["a"], lambda: "b"])
