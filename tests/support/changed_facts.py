"""Edits of the shipped data, for tests that lay out all pages with each."""

from __future__ import annotations

from collections.abc import Callable

from .packages import Package

CERTIFIED_CES = {"kind": "certified", "certification": "CES"}


REQUIREMENTS = ("education", "population", "clinical_hours")
OTHER: dict[str, Callable[[Package], object]] = {
    "four certifications": lambda p: p.only("CPT", "HFS", "CES", "RCEP"),
    "two certifications": lambda p: p.only("GEI", "CES"),
    "one certification": lambda p: p.only("CPT"),
    "one without statistics": lambda p: p.only("GEI"),
    "no facts at all": lambda p: p.keep("facts", lambda r: r["kind"] == "minimum_age" and r["certification"] == "CPT"),
    "no pass rates": lambda p: p.keep("facts", lambda r: r["kind"] != "pass_rate"),
    "no candidates": lambda p: p.keep("facts", lambda r: r["kind"] != "candidates"),
    "some candidates": lambda p: p.keep("facts", lambda r: (r["kind"], r["certification"]) != ("candidates", "CPT")),
    "one year": lambda p: p.keep("facts", lambda r: r["period"] not in ("2012", "2013")),
    "nobody certified": lambda p: p.keep("facts", lambda r: r["kind"] != "certified"),
    "certified on two days": lambda p: p.change("facts", CERTIFIED_CES, period="2014-12-31"),
    "no requirements": lambda p: p.keep("facts", lambda r: r["kind"] not in REQUIREMENTS),
    "no organisation": lambda p: p.keep("facts", lambda r: bool(r["certification"])),
    "rates rose": lambda p: [p.change("facts", {"kind": "pass_rate", "period": "2014"}, value="99")],
    "rates equal": lambda p: [p.change("facts", {"kind": "pass_rate"}, value="50")],
    "nobody passed": lambda p: [p.change("facts", {"kind": "pass_rate"}, value="0")],
    "nobody sat": lambda p: [p.change("facts", {"kind": "candidates"}, value="0")],
    "rates with a point": lambda p: [p.change("facts", {"kind": "pass_rate", "period": "2014"}, value="49.6")],
    "a million": lambda p: [p.change("facts", {"kind": k}, value="1234567") for k in ("candidates", "certified")],
    "all renamed": lambda p: p.change("certifications", {}, code_now="NEW", name_now="New Name"),
    "a year less": lambda p: p.keep("facts", lambda r: (r["certification"], r["period"]) != ("HFS", "2014")),
    "a source without a date": lambda p: p.change("sources", {}, published="n/a - no-date-given"),
}  # fmt: skip
