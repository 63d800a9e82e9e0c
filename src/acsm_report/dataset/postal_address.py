"""Joins the parts of an address that a table has in columns of their own: street, city, state, postcode, country."""

from __future__ import annotations

from .readers.rows import Row

__all__ = ["ADDRESS_PARTS", "join_address"]

ADDRESS_PARTS = ("street", "street_2", "city", "state", "postcode", "country")


def join_address(row: Row) -> tuple[str, ...]:
    """Return the lines of a recipient's address in the order of an envelope. A part is left out if a line says it."""
    lines = list(filter(None, row.cells["address"].split("\n")))
    parts = (row.cells["street"], row.cells["street_2"], _locality(row), row.cells["country"])
    return (*lines, *(part for part in parts if part and part not in lines))


def _locality(row: Row) -> str:
    """Return "Springfield, OH 45501" or, if the postcode stands before the city, "50667 Köln"; "" if it is known."""
    city, state, postcode = (row.cells[name] for name in ("city", "state", "postcode"))
    if city and postcode and city in row.cells["address"] and postcode in row.cells["address"]:
        return ""
    place = ", ".join(filter(None, (city, state)))
    columns = row.columns
    if {"city", "postcode"} <= set(columns) and columns.index("postcode") < columns.index("city"):
        return f"{postcode} {place}".strip()
    return f"{place} {postcode}".strip()
