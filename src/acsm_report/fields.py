"""The schema as a table: the columns of the three tables and the kinds of fact. A new kind is one row."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "CERTIFICATION_COLUMNS",
    "EDUCATION",
    "FACT_COLUMNS",
    "KINDS",
    "POPULATIONS",
    "RELIABILITIES",
    "SOURCE_COLUMNS",
    "TRACKS",
    "Kind",
]

CERTIFICATION_COLUMNS = ("certification", "lane", "name", "track", "code_now", "name_now", "source", "note")
FACT_COLUMNS = ("certification", "kind", "dimension", "period", "value", "unit", "source", "note")
SOURCE_COLUMNS = ("source", "title", "publisher", "url", "published", "reliability", "note")

TRACKS = ("fitness", "clinical")
EDUCATION = ("diploma", "bachelor", "master")  # from the lowest to the highest
POPULATIONS = ("individuals", "groups", "stable conditions", "disease")
RELIABILITIES = ("official", "official_copy", "secondary")  # from the most to the least trusted
RANGE = ("minimum", "maximum")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact: its unit ("" for words), whom it is about, and the dimensions that it knows.

    `low` and `high` bound a figure, in its unit; both ends are allowed.
    """

    name: str
    unit: str
    of_certification: bool
    dimensions: tuple[str, ...] = ("",)
    low: float = 0
    high: float = float("inf")


KINDS = {
    kind.name: kind
    for kind in (
        Kind("founded", "year", False, low=1000, high=9999),
        Kind("community", "people", False, ("more than", "")),
        Kind("core_certifications", "certifications", False, ("total", *TRACKS)),
        Kind("score_scale", "score", False, RANGE),
        Kind("passing_score", "score", False),
        Kind("population", "", True, POPULATIONS),
        Kind("minimum_age", "years", True, high=120),
        Kind("education", "", True, EDUCATION),
        Kind("life_support", "", True),
        Kind("clinical_hours", "hours", True, RANGE),
        Kind("candidates", "people", True),
        Kind("pass_rate", "%", True, high=100),
        Kind("certified", "people", True),
    )
}
