"""Is a sheet of paper still right? Its edition code is sought: in the data of today, then wherever older data lies."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import product as pairs
from pathlib import Path

from ..documents.compose import compose
from ..documents.registry import BROCHURE, INFOGRAPHIC
from ..errors import FitError, ReportError, SetupError
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
from .build import load_insights
from .diff_inputs import compare_inputs, open_diff_inputs
from .options import BuildOptions

__all__ = ["EditionStatus", "look_up_edition"]

LONGEST_ISSUE_DATE = "2026-09-30"  # a day of issue that takes the most room


@dataclass(frozen=True, slots=True)
class EditionStatus:
    """What is known of a sheet by its code: whether it is current, its edition and product, what changed since.

    Of a code that nothing knows, all but the code is empty.
    """

    code: str
    current: bool
    edition: str = ""
    product: str = ""
    since: LedgerDiff | None = None


def look_up_edition(
    code: str,
    choice: BuildOptions,
    search_paths: Sequence[str] = (),
    on_search: Callable[[str], object] = lambda where: None,
) -> EditionStatus:
    """Seek the edition with a code as it is printed: in the data of `choice`, in what `among` names, in its history.

    `among` are data packages and folders of finished files; git remembers older data and older files, and the shipped
    editions are looked at as well. `looking` is told where. Raise ReportError for data of today that is not sound.
    """
    for name in search_paths:  # what is misspelt is told whether or not it will be needed
        resources.find_data_package(name)
    on_search(choice.data)
    if product := _compute_codes(choice).get(code):
        return EditionStatus(code, True, choice.data, product)
    for old, edition, product in _search_older_data(code, choice, search_paths, on_search):
        document, _, shape = product.partition(" ")
        with open_diff_inputs(old, choice.data, replace(choice, picture=shape or choice.picture)) as (before, after):
            since = compare_inputs(replace(before, name=edition), after)
        return EditionStatus(code, False, edition, product, since.for_document(document))
    return EditionStatus(code, False)


def _search_older_data(
    code: str, choice: BuildOptions, search_paths: Sequence[str], on_search: Callable[[str], object]
) -> Iterator[tuple[str, str, str]]:
    """Yield what `sides` calls an edition with this code, what people do, and the product."""
    for name in search_paths:
        on_search(name)
        if product := _read_codes(name, choice).get(code):
            yield name, name, product
    yield from _search_git_history(code, choice, on_search)
    for name in resources.shipped_datasets():
        on_search(name)
        if product := _compute_codes(replace(choice, data=name)).get(code):
            yield name, name, product


def _search_git_history(
    code: str, choice: BuildOptions, on_search: Callable[[str], object]
) -> Iterator[tuple[str, str, str]]:
    """Yield the same of what git knows: ledgers of finished files that have the code, then each state of the data."""
    path, held = resources.find_data_package(choice.data), None
    with suppress(SetupError):  # no git
        held = find_repository(path)
    if held is None:
        return
    on_search("the files that git remembers")
    if found := held.find_last_revision_with(code, LEDGER_FILE):
        revision, file = found
        with suppress(ReportError), held.extract(revision.commit, file.parent) as folder:
            if product := _read_codes(str(folder), choice).get(code):
                yield f"{revision.commit}:{file.parent}", str(revision), product
    for revision in held.revisions_of(path):
        on_search(str(revision))
        product = None
        with suppress(ReportError), held.extract(revision.commit, path) as then:  # it was not there, or was not sound
            product = _compute_codes(replace(choice, data=str(then))).get(code)
        if product:
            yield f"{revision.commit}:{path}", str(revision), product


def _read_codes(name: str, choice: BuildOptions) -> dict[str, str]:
    """Return the products of a folder of finished files, or of a data package, by their codes."""
    book = Path(name) / LEDGER_FILE
    if book.is_file():
        return {code: document for document, code in read_ledger(book).codes.items()}
    return _compute_codes(replace(choice, data=name))


def _compute_codes(choice: BuildOptions) -> dict[str, str]:
    """Return the products of a data package by their codes: the brochure, the infographic in each of its shapes.

    They are laid out, and nothing is drawn; what is known of the same data and brand is kept. A small paper may leave a
    figure out, and so may the day of issue on a picture for feeds, when it takes its room.
    """
    papers, days = (
        dict.fromkeys((BuildOptions().paper, choice.paper)),
        dict.fromkeys(("", choice.issued or LONGEST_ISSUE_DATE)),
    )
    known = build_manifest.collect_inputs(choice.data, choice.brand, papers=[*papers], days=[*days])
    cache, name = Cache(choice.cache), cache_key("codes", json.dumps(known, sort_keys=True))
    if known and (kept := cache.get(name)) is not None:
        return dict(json.loads(kept))
    story, edition = load_insights(choice, load_brand(resources.find_brand_folder(choice.brand), choice.cache))
    products = [
        (BROCHURE.name, BROCHURE, replace(edition, page_format=find_paper_format(paper), issued="")) for paper in papers
    ]
    for shape, day in pairs(PICTURE_NAMES, days):
        called = INFOGRAPHIC.name if shape == INFOGRAPHIC.name else f"{INFOGRAPHIC.name} {shape}"
        products.append((called, INFOGRAPHIC, replace(edition, page_format=find_picture_format(shape), issued=day)))
    found: dict[str, str] = {}
    for called, document, each in products:
        with suppress(FitError):  # then nobody has printed it
            found.setdefault(edition_code_from_scenes(document.name, compose(document, story, each)), called)
    if known:
        cache.put({name: json.dumps(found)})
    return found
