"""Parts of an address in columns of their own become the lines of an envelope."""

from __future__ import annotations

import pytest

from acsm_report.dataset.postal_address import join_address
from acsm_report.dataset.readers.rows import Row
from acsm_report.dataset.schema import ALL_TABLES


def row(**cells: str) -> Row:
    """Return a row whose columns are in this order."""
    texts = {column.name: cells.get(column.name, "") for column in ALL_TABLES["recipients"]}
    return Row("recipients", "gyms.csv", "", 2, tuple(cells), texts)


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        (
            {"street": "1 Track Road", "city": "Alder Creek", "state": "OH", "postcode": "02139", "country": "USA"},
            ("1 Track Road", "Alder Creek, OH 02139", "USA"),
        ),
        ({"street": "Weg 1", "postcode": "50667", "city": "Köln"}, ("Weg 1", "50667 Köln")),
        ({"address": "1 Track Road", "street_2": "Suite 4", "city": "Alder Creek"},
         ("1 Track Road", "Suite 4", "Alder Creek")),
        ({"address": "1 Track Road, 50667 Köln", "postcode": "50667", "city": "Köln"}, ("1 Track Road, 50667 Köln",)),
        ({"address": "0\n0"}, ("0", "0")),
        ({"name": "Gym"}, ()),
    ],
    ids=["american", "postcode first", "address and parts", "said already", "as written", "none"],
)  # fmt: skip
def test_lines(cells: dict[str, str], lines: tuple[str, ...]) -> None:
    """The postcode stands where the table has it, before or after the city; nothing is said twice."""
    assert join_address(row(**cells)) == lines
