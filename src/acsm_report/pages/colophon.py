"""What a product says of its edition: the code by which it is recalled, the day of its issue, a QR code with both."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

from .. import blocks
from ..edition import Edition
from ..geometry import Box
from ..language import Phrase
from ..scene import Placed

__all__ = ["code", "issue", "line", "square"]


def code(edition: Edition) -> Phrase:
    """Return "Edition M7DS-8BNB"."""
    return edition.say("edition.code", code=edition.literal(edition.code, "edition"))


def issue(edition: Edition) -> Phrase | None:
    """Return "Issued 27 November 2026"; None where no day of issue was asked for."""
    return edition.say("edition.issued", day=_day(edition)) if edition.issued else None


def line(edition: Edition) -> Phrase:
    """Return the code and, where one was asked for, the day of issue."""
    told = code(edition)
    return edition.say("edition.code.issued", edition=told, day=_day(edition)) if edition.issued else told


def square(edition: Edition, box: Box) -> list[Placed]:
    """Place a QR code that leads to the brand's address and tells it the edition; nothing without an address."""
    contact = edition.brand.contact
    if not contact or not contact.link:
        return []
    parts = urlsplit(contact.link)
    query = "&".join(filter(None, (parts.query, urlencode({"edition": edition.code}))))
    return [blocks.qr_code(urlunsplit(parts._replace(query=query)), box)]


def _day(edition: Edition) -> Phrase:
    return edition.literal(edition.language.period(edition.issued), "issued")
