"""Citations of sources: their numbers in brackets, source lines, and full references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ..dataset.insights import Insights
from ..dataset.model import Certification, Fact, Source
from ..i18n.phrase import Phrase, Span
from ..layout.context import LayoutContext
from ..layout.measure import wrap_text

__all__ = ["source_citations", "source_line", "source_line_width", "source_number", "source_numbers"]

MAX_SOURCE_LINES = 2  # a source line with more lines only gives numbers


def source_line_width(context: LayoutContext) -> float:
    """Return the width of the source line in points; the page number stands to its right."""
    return context.grid.text_width - 36


def source_line(insights: Insights, context: LayoutContext, rows: Iterable[Fact | Certification]) -> Phrase:
    """Return the source line of a page: the publishers with the numbers of their sources.

    If that takes more than MAX_SOURCE_LINES lines, return only the numbers. Without sources, return the
    note that the guide is independent.
    """
    sources_by_publisher: dict[str, list[Source]] = {}
    sources = _sources_of_rows(insights, rows)
    for source in sources:
        sources_by_publisher.setdefault(source.publisher, []).append(source)
    named = [
        context.message("source.named", source=some[0], numbers=_format_source_numbers(insights, context, some))
        for some in sources_by_publisher.values()
    ]
    key = "source.line.one" if len(named) == 1 else "source.line.other"
    if not named:
        return context.message("independent")
    text = context.message(key, names=context.language.format_list(named))
    if len(wrap_text(text.text, context.style("source"), source_line_width(context))) <= MAX_SOURCE_LINES:
        return text
    return context.message("source.line.numbers", numbers=_format_source_numbers(insights, context, sources))


def source_numbers(insights: Insights, context: LayoutContext, rows: Iterable[Fact | Certification]) -> Phrase:
    """Return the numbers of the sources of these rows, as "[1, 4]". The sources page lists them."""
    return _format_source_numbers(insights, context, _sources_of_rows(insights, rows))


def _sources_of_rows(insights: Insights, rows: Iterable[Fact | Certification]) -> list[Source]:
    keys = {key for row in rows for key in (row.sources if isinstance(row, Fact) else (row.source,))}
    return [insights.dataset.sources[key] for key in insights.source_numbers if key in keys]


def _format_source_numbers(insights: Insights, context: LayoutContext, sources: Iterable[Source]) -> Phrase:
    numbers = list[Phrase]()
    for group in map(list, _group_consecutive(insights, sources)):
        ends = [source_number(insights, source) for source in group]
        numbers += [context.message("source.range", first=ends[0], last=ends[-1])] if len(group) > 2 else ends
    return context.message("source.numbers", numbers=Phrase.join(", ", numbers)) if numbers else Phrase("")


def _group_consecutive(insights: Insights, sources: Iterable[Source]) -> Iterator[Iterator[Source]]:
    """Yield the sources in groups with consecutive numbers."""
    steps = groupby(enumerate(sources), lambda pair: insights.source_numbers[pair[1].key] - pair[0])
    return ((source for _, source in run) for _, run in steps)


def source_citations(insights: Insights, context: LayoutContext, rows: Iterable[Fact | Certification]) -> list[Phrase]:
    """Return the sources of these rows, each with number, publisher and title."""
    return [
        context.message("source.cited", number=source_number(insights, source), source=source)
        for source in _sources_of_rows(insights, rows)
    ]


def source_number(insights: Insights, source: Source) -> Phrase:
    """Return the number of a source as a phrase with a span that refers to the source."""
    number = str(insights.source_numbers[source.key])
    return Phrase(number, (), (Span(0, len(number), source, "number"),))
