"""The ledger: what is printed or drawn where, and from which row of the data.

A figure of a page is a piece of text or the mark of a chart with its box in points from the top
left corner of its page; it names a record: a fact, a source, a certification, or a literal such
as the number of the page. A computed fact names its formula and its inputs, down to the rows.
The ledger is written beside the files and travels inside them; assets/ledger.schema.json is its
published JSON Schema.
"""

from __future__ import annotations

__all__ = ["LEDGER_FILE", "RECIPIENT_FILE"]

RECIPIENT_FILE = "recipient.json"
LEDGER_FILE = "ledger.json"
