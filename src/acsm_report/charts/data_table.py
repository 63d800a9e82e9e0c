"""A chart's facts as a table of words: a row for each subject, a column for each kind, by period where there are many.

Where several kinds are told of the same periods, a row is a subject in a period, so that what belongs
together stands together: who sat and who passed, a rate and its interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from ..dataset.model import Fact
from ..dataset.schema import FACT_KINDS, RATE_BASES
from ..i18n.phrase import Phrase
from ..layout.context import LayoutContext
from ..layout.scene import DataTable

__all__ = ["add_column", "build_data_table", "capitalize_heading"]

KINDS_SPLIT_BY_DIMENSION = (
    "interval",
    "points_moved",
    "score_scale",
)  # kinds whose dimension is a column: low and high, lost and gained


class RowKey(NamedTuple):
    """What a row is about: a certification, one of its parts, a period; each "" where that tells no rows apart."""

    code: str
    dimension: str
    period: str = ""


class ColumnKey(NamedTuple):
    """What a column is about: a kind of fact, and which part of it."""

    kind: str
    part: str


def build_data_table(
    context: LayoutContext,
    facts: Iterable[Fact],
    codes: Sequence[str] = (),
    names: Mapping[str, Phrase] | None = None,
) -> DataTable | None:
    """Return the facts in words as a table, their values as they are printed; None without any.

    Rows and kinds are in the order of their first fact, periods in that of time. `codes` are certifications that
    have a row even if no fact is about them; `names` are the names of dimensions, which else name themselves. A cell
    without a fact says that it is not published, or not computed where the others of its column are. Raise KeyError
    for a kind that the language has no word for.
    """
    told = list(dict.fromkeys(facts))
    return _Pivot(context, told, tuple(codes), names or {}).build() if told else None


def add_column(table: DataTable, heading: Phrase | str, cells: Iterable[Phrase | str]) -> DataTable:
    """Return the table with one more column, a cell for each of its rows."""
    rows = zip(table.rows, cells, strict=True)
    return DataTable((*table.headers, str(heading)), tuple((*row, str(cell)) for row, cell in rows))


def capitalize_heading(context: LayoutContext, words: Phrase) -> Phrase:
    """Return words as the head of a column: with a capital."""
    return context.message("upper", words=words)


def _column_key(fact: Fact) -> ColumnKey:
    if fact.kind == "passes":  # of which measure its rate is, is all that tells its kinds apart
        return ColumnKey(fact.kind, next((f.kind for f in fact.inputs if f.kind in RATE_BASES), RATE_BASES[0]))
    return ColumnKey(fact.kind, fact.dimension if fact.kind in KINDS_SPLIT_BY_DIMENSION else "")


def _row_key(fact: Fact) -> RowKey:
    return RowKey(fact.certification, "" if fact.kind in KINDS_SPLIT_BY_DIMENSION else fact.dimension)


@dataclass(frozen=True)
class _Pivot:
    """The facts on their way into a table."""

    context: LayoutContext
    facts: list[Fact]
    codes: tuple[str, ...]
    names: Mapping[str, Phrase] = field(default_factory=dict)

    @cached_property
    def column_keys(self) -> list[ColumnKey]:
        return list(dict.fromkeys(map(_column_key, self.facts)))

    @cached_property
    def multi_period_keys(self) -> list[ColumnKey]:
        """The kinds that a subject has of several periods: only these are apart by period."""
        periods: dict[tuple[ColumnKey, RowKey], set[str]] = {}
        for fact in self.facts:
            periods.setdefault((_column_key(fact), _row_key(fact)), set()).add(fact.period)
        return list(dict.fromkeys(aspect for (aspect, _), found in periods.items() if len(found) > 1))

    @cached_property
    def is_long_format(self) -> bool:
        """Whether a row is a subject in a period: where other kinds are told of the periods that one is told of."""
        rows = {(_row_key(f), f.period) for f in self.facts if _column_key(f) in self.multi_period_keys}
        return bool(rows) and len(self.column_keys) > 1 and all((_row_key(f), f.period) in rows for f in self.facts)

    def build(self) -> DataTable:
        cells: dict[tuple[RowKey, tuple[ColumnKey, str]], list[Fact]] = {}
        columns: dict[tuple[ColumnKey, str], list[Fact]] = {}
        rows = dict.fromkeys(RowKey(code, "") for code in self.codes)
        for fact in self.facts:
            row = _row_key(fact)._replace(period=fact.period if self.is_long_format else "")
            column = (
                _column_key(fact),
                fact.period if _column_key(fact) in self.multi_period_keys and not self.is_long_format else "",
            )
            rows[row] = None
            cells.setdefault((row, column), []).append(fact)
            columns.setdefault(column, []).append(fact)
        order = sorted(columns, key=lambda column: (self.column_keys.index(column[0]), column[1]))
        heads = [self.row_heading(rows), *(self.column_heading(column, columns[column]) for column in order)]
        told = [
            [
                self.row_label(row, rows),
                *(self.format_cell(cells.get((row, c), []), columns[c], bool(c[1])) for c in order),
            ]
            for row in rows
        ]
        return DataTable(tuple(map(str, heads)), tuple(tuple(map(str, row)) for row in told))

    def has_codes(self, rows: Iterable[RowKey]) -> bool:
        """Whether rows need the code of their certification: of one exam its parts alone are told."""
        return len({row.code for row in rows}) > 1 or not any(row.dimension for row in rows)

    def row_heading(self, rows: Iterable[RowKey]) -> Phrase:
        """Return what a row is; of a single kind over several periods, what its cells are too."""
        found = list(rows)
        parts = ["certification"] if self.has_codes(found) and any(row.code for row in found) else []
        parts += dict.fromkeys(self.dimension_name(fact) for fact in self.facts if _row_key(fact).dimension)
        parts += ["period"] if self.is_long_format else []
        row = self.context.language.format_list(self.context.message(f"table.row.{part}") for part in parts or ["exam"])
        if len(self.column_keys) == 1 and self.multi_period_keys:
            return self.context.message("table.of", kind=self.column_name(self.column_keys[0]), row=row)
        return capitalize_heading(self.context, row)

    def dimension_name(self, fact: Fact) -> str:
        """Return what the dimension of a fact is."""
        is_term = fact.kind in FACT_KINDS and FACT_KINDS[fact.kind].term_list == "occupation"
        return "occupation" if is_term else "domain" if fact.kind == "domain_weight" else "part"

    def row_label(self, row: RowKey, rows: Iterable[RowKey]) -> Phrase:
        parts: list[Phrase | str] = [row.code] if row.code and self.has_codes(rows) else []
        about = [f for f in self.facts if _row_key(f) == row._replace(period="") and row.period in ("", f.period)]
        if row.dimension:
            parts.append(self.names.get(row.dimension) or self.context.attribute_phrase(about[0], "dimension"))
        if row.period:
            parts.append(self.context.attribute_phrase(about[0], "period"))
        return Phrase.join(", ", parts or [self.context.message("table.exams")])

    def column_name(self, key: ColumnKey) -> Phrase:
        """Return a kind of fact in words: those of the data have theirs, the computed ones the table's."""
        if key.part:
            return self.context.message(f"table.{key.kind}.{key.part}")
        return self.context.message(f"kind.{key.kind}" if key.kind in FACT_KINDS else f"table.{key.kind}")

    def column_heading(self, column: tuple[ColumnKey, str], facts: Sequence[Fact]) -> Phrase:
        """Return what a column holds, with its period where it has one; the period alone where nothing else differs."""
        aspect, period = column
        if period and len(self.column_keys) == 1:
            return self.context.attribute_phrase(facts[0], "period")
        same = len({fact.period for fact in facts}) == 1 and bool(facts[0].period) and not self.is_long_format
        name = self.column_name(aspect)
        return (
            self.context.message("table.head", name=name, fact=facts[0])
            if same
            else capitalize_heading(self.context, name)
        )

    def format_cell(self, facts: Sequence[Fact], column: Sequence[Fact], has_period: bool) -> Phrase:
        """Return what stands in a cell: with the period that neither its row nor the head of its column has."""
        if not facts:
            return self.context.message("table.uncomputed" if all(fact.formula for fact in column) else "unknown")
        bare = has_period or self.is_long_format or len({fact.period for fact in column}) == 1
        key = "figure" if bare else "table.dated"
        told = [self.context.message(key if fact.period else "figure", fact=fact) for fact in facts]
        return told[0] if len(told) == 1 else self.context.language.format_list(told)
