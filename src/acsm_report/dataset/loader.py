"""Builds a dataset from a data package that has no errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..errors import DataErrors
from .diagnostics import Diagnostic, sort_diagnostics
from .model import NO_ORGANIZATION, Certification, Conflict, Dataset, Fact, Organization, Source, Term
from .parsing import parse_number
from .readers.rows import DataPackage, Row
from .schema import FACT_KINDS
from .validation.current_codes import fill_current_codes
from .validation.rules import validate_package
from .validation.term_rules import unify_spelling

__all__ = ["build_dataset"]


def build_dataset(package: DataPackage, extra_diagnostics: Iterable[Diagnostic] = ()) -> Dataset:
    """Build a dataset. Raise DataErrors with all errors of the package and of `extra_diagnostics`."""
    package = unify_spelling(package)
    found = sort_diagnostics([*validate_package(package), *extra_diagnostics])
    if errors := [str(diagnostic) for diagnostic in found if diagnostic.severity == "error"]:
        raise DataErrors(errors)
    package = fill_current_codes(package)
    sources = {row.cells["source"]: _build_source(row) for row in package.rows["sources"]}
    facts = [_build_fact(row, sources) for row in package.rows["facts"]]
    certifications = sorted(map(_build_certification, package.rows["certifications"]), key=lambda c: c.lane)
    stated = tuple(fact for fact in facts if not fact.status)
    return Dataset(
        package.name,
        package.title,
        tuple(certifications),
        stated,
        sources,
        _group_conflicts(facts),
        dict(package.digests),
        next(map(_build_organization, package.rows.get("organization", ())), NO_ORGANIZATION),
        tuple(map(_build_term, package.rows.get("terms", ()))),
        len(found),
    )


def _build_organization(row: Row) -> Organization:
    return Organization(**row.cells, place=row.location)


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


def _build_term(row: Row) -> Term:
    c = row.cells
    return Term(c["list"], c["term"], c["label"], c["short"], row.location)


def _build_fact(row: Row, sources: Mapping[str, Source]) -> Fact:
    c = row.cells
    number = parse_number(c["value"]) if FACT_KINDS[c["kind"]].unit else None
    return Fact(
        kind=c["kind"],
        value=c["value"] if number is None else number,
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
    stated = {fact.subject: fact for fact in facts if not fact.status}
    others: dict[tuple[str, str, str, str], list[Fact]] = {}
    for fact in facts:
        if fact.status:
            others.setdefault(fact.subject, []).append(fact)
    return tuple(Conflict(stated.get(subject), tuple(rivals)) for subject, rivals in others.items())
