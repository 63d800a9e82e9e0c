"""What the inner pages share: header, title, footer, and where things stand on a taller sheet.

The measures are those of the brand's design on US Letter, in points; `down` carries them over to
a sheet of another height.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ..dataset.insights import Insights
from ..dataset.model import Certification, Fact, Source
from ..i18n.phrase import Phrase, Span
from ..layout.context import LayoutContext
from ..layout.measure import wrap_text

__all__ = ["source_citations", "source_line", "source_number", "source_numbers"]

MAX_SOURCE_LINES = 2  # of a source line; a longer one names the sources by their numbers alone


def source_line_width(context: LayoutContext) -> float:
    """Return how wide the source line may be beside the page number."""
    return context.grid.text_width - 36


def source_line(insights: Insights, context: LayoutContext, rows: Iterable[Fact | Certification]) -> Phrase:
    """Return the source line of a page: who published what it tells, with the numbers of the sources.

    Where that is more than two lines, it is the numbers alone.
    """
    by: dict[str, list[Source]] = {}
    every = _sources_of_rows(insights, rows)
    for source in every:
        by.setdefault(source.publisher, []).append(source)
    named = [
        context.message("source.named", source=known[0], numbers=_format_source_numbers(insights, context, known))
        for known in by.values()
    ]
    key = "source.line.one" if len(named) == 1 else "source.line.other"
    if not named:
        return context.message("independent")
    told = context.message(key, names=context.language.format_list(named))
    if len(wrap_text(told.text, context.style("source"), source_line_width(context))) <= MAX_SOURCE_LINES:
        return told
    return context.message("source.line.numbers", numbers=_format_source_numbers(insights, context, every))


def source_numbers(insights: Insights, context: LayoutContext, rows: Iterable[Fact | Certification]) -> Phrase:
    """Return the numbers of the sources of these rows, "[1, 4]", under which the sources page lists them."""
    return _format_source_numbers(insights, context, _sources_of_rows(insights, rows))


def _sources_of_rows(insights: Insights, rows: Iterable[Fact | Certification]) -> list[Source]:
    keys = {key for row in rows for key in (row.sources if isinstance(row, Fact) else (row.source,))}
    return [insights.dataset.sources[key] for key in insights.source_numbers if key in keys]


def _format_source_numbers(insights: Insights, context: LayoutContext, sources: Iterable[Source]) -> Phrase:
    told = list[Phrase]()
    for row in map(list, _group_consecutive(insights, sources)):
        ends = [source_number(insights, source) for source in row]
        told += [context.message("source.range", first=ends[0], last=ends[-1])] if len(row) > 2 else ends
    return context.message("source.numbers", numbers=Phrase.join(", ", told)) if told else Phrase("")


def _group_consecutive(insights: Insights, sources: Iterable[Source]) -> Iterator[Iterator[Source]]:
    """Yield the sources by runs of consecutive numbers."""
    steps = groupby(enumerate(sources), lambda pair: insights.source_numbers[pair[1].key] - pair[0])
    return ((source for _, source in run) for _, run in steps)


def source_citations(insights: Insights, context: LayoutContext, rows: Iterable[Fact | Certification]) -> list[Phrase]:
    """Return the sources of these rows, each with its number, its publisher and its title."""
    return [
        context.message("source.cited", number=source_number(insights, source), source=source)
        for source in _sources_of_rows(insights, rows)
    ]


def source_number(insights: Insights, source: Source) -> Phrase:
    """Return the number of a source as a phrase that knows the source."""
    number = str(insights.source_numbers[source.key])
    return Phrase(number, (), (Span(0, len(number), source, "number"),))
