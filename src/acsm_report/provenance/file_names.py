"""Names of the JSON files that travel inside finished files and stand beside them."""

from __future__ import annotations

__all__ = ["LEDGER_FILE", "RECIPIENT_FILE"]

RECIPIENT_FILE = "recipient.json"
LEDGER_FILE = "ledger.json"
