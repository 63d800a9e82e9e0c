"""Errors that users see: text, exit status, safe quoting."""

from __future__ import annotations

import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report import errors
from acsm_report.errors import DataError, DataErrors, DrawError, ReportError, SetupError, UsageError, quote_value


def test_error_text_has_location_fault_and_hint() -> None:
    """The text says where it is, what is wrong, and how to fix it."""
    assert str(DataError("69% is not a number", "write digits", "facts.csv:3:5")) == (
        "facts.csv:3:5: 69% is not a number; write digits"
    )
    assert str(UsageError("no such page", "choose another")) == "no such page; choose another"


@given(st.text(), st.text(), st.text())
def test_error_text_is_one_line(what: str, hint: str, where: str) -> None:
    """Any error text is shown in one line."""
    assert len(str(ReportError(what, hint, where)).splitlines()) <= 1


def test_exit_status_of_each_error() -> None:
    """1 is for data, 2 for the command line, 3 for the machine, 4 for drawing."""
    assert [e.exit_status for e in (DataError, UsageError, SetupError, DrawError)] == [1, 2, 3, 4]


@pytest.mark.parametrize("error", [DataError, UsageError, SetupError, DrawError])
def test_docstring_lists_exit_status(error: type[ReportError]) -> None:
    """The tree in the module docstring has each error with its exit status."""
    line = re.search(rf"{error.__name__} .*exit (\d)", errors.__doc__ or "")
    assert line and int(line[1]) == error.exit_status
    assert error.__mro__[1] is ReportError


def test_several_data_errors() -> None:
    """Each has its own line; the text of all is the first line and a count."""
    three = DataErrors(["a: b; c", "d: e; f", "g: h; i"])
    assert three.lines == ("a: b; c", "d: e; f", "g: h; i")
    assert str(three) == "a: b; c (and 2 more)"
    assert str(DataErrors(["a: b; c"])) == "a: b; c"
    assert (DataErrors.exit_status, DataErrors.__mro__[1]) == (DataError.exit_status, DataError)
    assert DataError("b", "c", "a").lines == ("a: b; c",)
    assert re.search(r"└── DataErrors .*exit 1", errors.__doc__ or "")


def test_an_error_keeps_its_option_in_another_process() -> None:
    """An error that a worker raises still names its option after pickling."""
    error = pickle.loads(pickle.dumps(UsageError("no such paper", "choose another", option="--paper")))
    assert (error.option, str(error)) == ("--paper", "no such paper; choose another")
    assert ReportError("b", "c").option == ""


@given(st.text(max_size=300))
def test_quoted_value_is_printable_and_short(text: str) -> None:
    """A quoted value cannot forge or flood lines."""
    assert quote_value(text).isprintable()
    assert len(quote_value(text)) <= 80


def test_long_value_ends_in_ellipsis() -> None:
    """A value that is cut ends in an ellipsis."""
    assert quote_value("a" * 200).endswith("…")
    assert quote_value("short") == "'short'"
    assert "\\x1b" in quote_value("\x1b[31m")
