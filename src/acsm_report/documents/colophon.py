"""The colophon of a product: edition code, issue date, and a QR code for the brand's website."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

from ..geometry import Box
from ..i18n.phrase import Phrase
from ..layout.context import LayoutContext
from ..layout.qr import qr_code
from ..layout.scene import PlacedBlock

__all__ = ["edition_code_text", "edition_line", "edition_qr_code", "issue_date_text"]


def edition_code_text(context: LayoutContext) -> Phrase:
    """Return "Edition M7DS-8BNB"."""
    return context.message("edition.code", code=context.literal(context.edition_code, "edition"))


def issue_date_text(context: LayoutContext) -> Phrase | None:
    """Return "Issued 27 November 2026"; None if no issue date is given."""
    return context.message("edition.issued", day=_issue_date(context)) if context.issued else None


def edition_line(context: LayoutContext) -> Phrase:
    """Return the edition code, with the issue date if one is given."""
    code = edition_code_text(context)
    return context.message("edition.code.issued", edition=code, day=_issue_date(context)) if context.issued else code


def edition_qr_code(context: LayoutContext, box: Box) -> list[PlacedBlock]:
    """Place a QR code of the brand's link with the edition code as a parameter; return [] if the brand has no link."""
    contact = context.brand.contact
    if not contact or not contact.link:
        return []
    parts = urlsplit(contact.link)
    query = "&".join(filter(None, (parts.query, urlencode({"edition": context.edition_code}))))
    return [qr_code(urlunsplit(parts._replace(query=query)), box)]


def _issue_date(context: LayoutContext) -> Phrase:
    return context.literal(context.language.format_period(context.issued), "issued")
