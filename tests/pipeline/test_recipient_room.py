"""What has no room is told in characters and lines."""

from __future__ import annotations

from acsm_report.dataset.recipients import Recipient
from acsm_report.pipeline.recipient_room import describe_excess

RECIPIENT = Recipient(2, "n" * 70, ("short", "l" * 50, "third", "fourth"), code="C" * 30)


def fits(recipient: Recipient) -> bool:
    """Tell whether a recipient fits a panel for 60 characters of name, 40 of a line, 3 lines and 10 of code."""
    lines = recipient.address
    return len(recipient.name) <= 60 and len(lines) <= 3 and max(map(len, lines), default=0) <= 40 and (
        len(recipient.code) <= 10
    )  # fmt: skip


def test_text() -> None:
    """The number that fits is that of the longest start of the text, whatever else does not fit."""
    assert describe_excess(RECIPIENT, "code", fits) == (
        f"the code '{'C' * 30}' has 30 characters; at most about 10 fit", "shorten it",
    )  # fmt: skip
    what, hint = describe_excess(RECIPIENT, "name", fits)
    assert what.endswith("n… has 70 characters; at most about 60 fit") and hint == "shorten it"


def test_wide_line() -> None:
    """The line of the address that is too wide is named."""
    what, hint = describe_excess(RECIPIENT, "address", fits)
    assert what == f"the line of the address '{'l' * 50}' has 50 characters; at most about 40 fit"
    assert hint == "shorten it"


def test_too_many_lines() -> None:
    """If each line has room, their number is what does not fit."""
    many = RECIPIENT._replace(name="Gym", address=("a", "b", "c", "d", "e"))
    assert describe_excess(many, "address", fits) == (
        "the address has 5 lines; at most 3 fit below this name", "join or remove lines",
    )  # fmt: skip
