"""read(): a data package into a Dataset of facts, each with its source and its place.

What `tables` reads and `validation` finds nothing wrong with becomes values here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..errors import DataErrors
from .diagnostics import Diagnostic, sort_diagnostics
from .model import Certification, Conflict, Dataset, Fact, Source
from .parsing import parse_number
from .readers.rows import DataPackage, Row
from .schema import FACT_KINDS
from .validation.rules import validate_package

__all__ = ["build_dataset"]


def build_dataset(package: DataPackage, extra_diagnostics: Iterable[Diagnostic] = ()) -> Dataset:
    """Read a data package. Raise DataErrors with everything that cannot be trusted, and `more` problems with it."""
    found = sort_diagnostics([*validate_package(package), *extra_diagnostics])
    if errors := [str(problem) for problem in found if problem.severity == "error"]:
        raise DataErrors(errors)
    sources = {row.cells["source"]: _build_source(row) for row in package.rows["sources"]}
    facts = [_build_fact(row, sources) for row in package.rows["facts"]]
    certifications = sorted(map(_build_certification, package.rows["certifications"]), key=lambda c: c.lane)
    told = tuple(fact for fact in facts if not fact.status)
    return Dataset(
        package.name,
        package.title,
        tuple(certifications),
        told,
        sources,
        _group_conflicts(facts),
        dict(package.digests),
    )


def _build_source(row: Row) -> Source:
    c = row.cells
    return Source(
        c["source"],
        c["title"],
        c["publisher"],
        c["url"],
        c["published"],
        c["reliability"],
        c["note"],
        row.location,
    )


def _build_certification(row: Row) -> Certification:
    c = row.cells
    return Certification(
        c["certification"],
        int(c["lane"]),
        c["name"],
        c["track"],
        c["code_now"],
        c["name_now"],
        c["source"],
        c["note"],
        row.location,
    )


def _build_fact(row: Row, sources: Mapping[str, Source]) -> Fact:
    c = row.cells
    figure = parse_number(c["value"]) if FACT_KINDS[c["kind"]].unit else None
    return Fact(
        kind=c["kind"],
        value=c["value"] if figure is None else figure,
        unit=c["unit"],
        certification=c["certification"],
        dimension=c["dimension"],
        period=c["period"],
        source=c["source"],
        note=c["note"],
        place=row.location,
        as_of=c["as_of"],
        reliability=c["reliability"] or sources[c["source"]].reliability,
        also=tuple(c["also"].split()),
        status=c["status"],
    )


def _group_conflicts(facts: list[Fact]) -> tuple[Conflict, ...]:
    told = {fact.subject: fact for fact in facts if not fact.status}
    kept: dict[tuple[str, str, str, str], list[Fact]] = {}
    for fact in facts:
        if fact.status:
            kept.setdefault(fact.subject, []).append(fact)
    return tuple(Conflict(told.get(about), tuple(others)) for about, others in kept.items())
