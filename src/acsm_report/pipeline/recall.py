"""Recall: tells whether a printed edition is current. Looks for its code in today's data, then in older data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from ..dataset.insights import compute_insights
from ..documents.compose import compose
from ..documents.registry import BROCHURE, INFOGRAPHIC
from ..errors import FitError, ReportError, SetupError, UsageError
from ..page_formats import PICTURE_NAMES, find_paper_format, find_picture_format
from ..provenance.attachments import read_ledger
from ..provenance.diff import LedgerDiff
from ..provenance.edition_code import edition_code_from_scenes
from ..provenance.file_names import LEDGER_FILE
from ..system import resources
from ..system.cache import Cache, cache_key
from ..system.git import find_repository
from ..theme.loader import load_brand
from . import build_manifest
from .build import read
from .diff_inputs import compare_inputs, open_diff_inputs
from .options import BuildOptions

__all__ = ["EditionStatus", "look_up_edition"]

LONGEST_ISSUE_DATE = "2026-09-30"  # takes the most room


@dataclass(frozen=True, slots=True)
class EditionStatus:
    """What is known of an edition code: whether it is current, its dataset and product, what has changed since.

    Everything but the code is empty for an unknown one.
    """

    code: str
    current: bool
    edition: str = ""
    product: str = ""
    since: LedgerDiff | None = None


class _OlderEdition(NamedTuple):
    """An older edition: its name for open_diff_inputs, its name for people, and the product."""

    diff_name: str
    name: str
    product: str


def look_up_edition(
    code: str,
    options: BuildOptions,
    search_paths: Sequence[str] = (),
    on_search: Callable[[str], object] = lambda where: None,
) -> EditionStatus:
    """Find the edition with a code: in the data of `options`, then in `search_paths`, git history and shipped datasets.

    `search_paths` are datasets and folders of finished files. `on_search` is called with each place. Raise ReportError
    for data of today that is not sound, UsageError for a search path that does not exist.
    """
    for name in search_paths:  # report a misspelled one whether or not it is needed
        try:
            resources.find_data_package(name)
        except UsageError as error:
            error.option = "--among"
            raise
    on_search(options.data)
    if product := _compute_codes(options).get(code):
        return EditionStatus(code, True, options.data, product)
    for older in _search_older_data(code, options, search_paths, on_search):
        document, _, picture = older.product.partition(" ")
        diff_options = options._replace(picture=picture or options.picture)
        with open_diff_inputs(older.diff_name, options.data, diff_options) as (before, after):
            difference = compare_inputs(replace(before, name=older.name), after)
        return EditionStatus(code, False, older.name, older.product, difference.for_document(document))
    return EditionStatus(code, False)


def _search_older_data(
    code: str, options: BuildOptions, search_paths: Sequence[str], on_search: Callable[[str], object]
) -> Iterator[_OlderEdition]:
    """Yield the editions with this code that are not of today's data.

    Raise UsageError at the end if git refused to search.
    """
    refusal: UsageError | None = None
    for name in search_paths:
        on_search(name)
        if product := _read_codes(name, options).get(code):
            yield _OlderEdition(name, name, product)
    try:
        yield from _search_git_history(code, options, on_search)
    except UsageError as error:
        refusal = error
    for name in resources.shipped_datasets():
        on_search(name)
        if product := _compute_codes(options._replace(data=name)).get(code):
            yield _OlderEdition(name, name, product)
    if refusal:
        raise refusal


def _search_git_history(
    code: str, options: BuildOptions, on_search: Callable[[str], object]
) -> Iterator[_OlderEdition]:
    """Yield the editions with this code in committed ledgers, then in each committed state of the data."""
    path, repository = resources.find_data_package(options.data), None
    with suppress(SetupError):  # no git
        repository = find_repository(path)
    if repository is None:
        return
    on_search("the files that git remembers")
    if found := repository.find_last_revision_with(code, LEDGER_FILE):
        revision, file = found
        with suppress(ReportError), repository.extract(revision.commit, file.parent) as folder:
            if product := _read_codes(str(folder), options).get(code):
                yield _OlderEdition(f"{revision.commit}:{file.parent}", str(revision), product)
    for revision in repository.revisions_of(path):
        on_search(str(revision))
        codes: dict[str, str] = {}
        with suppress(ReportError), repository.extract(revision.commit, path) as then:  # missing or not sound then
            codes = _compute_codes(options._replace(data=str(then)))
        if code in codes:
            yield _OlderEdition(f"{revision.commit}:{path}", str(revision), codes[code])


def _read_codes(name: str, options: BuildOptions) -> dict[str, str]:
    """Return the products of a folder of finished files, or of a dataset, by edition code."""
    ledger_file = Path(name) / LEDGER_FILE
    if ledger_file.is_file():
        return {code: document for document, code in read_ledger(ledger_file).codes.items()}
    return _compute_codes(options._replace(data=name))


def _compute_codes(options: BuildOptions) -> dict[str, str]:
    """Return the products of a dataset by edition code: the brochure, and the infographic in each picture format.

    They are laid out, not drawn; the codes are cached. A small paper or an issue date on a picture may leave out a
    number, so that one product can have several codes.
    """
    papers = list(dict.fromkeys((BuildOptions().paper, options.paper)))
    issue_dates = list(dict.fromkeys(("", options.issued or LONGEST_ISSUE_DATE)))
    inputs = build_manifest.collect_inputs(options.data, options.brand, {"papers": papers, "days": issue_dates})
    cache, key = Cache(options.cache), cache_key("codes", json.dumps(inputs, sort_keys=True))
    if inputs and (cached := cache.get(key)) is not None:
        return dict(json.loads(cached))
    dataset, context = read(options, load_brand(resources.find_brand_file(options.brand), options.cache))
    insights = compute_insights(dataset)
    printings = [
        (BROCHURE.name, BROCHURE, replace(context, page_format=find_paper_format(paper), issued="")) for paper in papers
    ]
    for picture in PICTURE_NAMES:
        product = INFOGRAPHIC.name if picture == INFOGRAPHIC.name else f"{INFOGRAPHIC.name} {picture}"
        for day in issue_dates:
            picture_context = replace(context, page_format=find_picture_format(picture), issued=day)
            printings.append((product, INFOGRAPHIC, picture_context))
    codes: dict[str, str] = {}
    for product, document, printing_context in printings:
        with suppress(FitError):  # then nobody can have printed it
            scenes = compose(document, insights, printing_context)
            codes.setdefault(edition_code_from_scenes(document.name, scenes), product)
    if inputs:
        cache.put({key: json.dumps(codes)})
    return codes
