"""Is a sheet of paper still right? Its edition code is sought: in the data of today, then wherever older data lies."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import product as pairs
from pathlib import Path

from . import brand as brands
from . import manifest, resources
from .build import Choice, told
from .cache import Cache, key
from .comparison import Comparison
from .documents import BROCHURE, INFOGRAPHIC, compose
from .errors import FitError, ReportError, SetupError
from .geometry import PICTURES, paper_named, picture_named
from .inspection import carried
from .ledger import FILE
from .revisions import repository
from .sides import compared, sides
from .stamp import stamped

__all__ = ["Sheet", "recall"]

LONG = "2026-09-30"  # a day of issue that takes the most room


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is known of a sheet by its code: whether it is current, its edition and product, what changed since.

    Of a code that nothing knows, all but the code is empty.
    """

    code: str
    current: bool
    edition: str = ""
    product: str = ""
    since: Comparison | None = None


def recall(
    code: str, choice: Choice, among: Sequence[str] = (), looking: Callable[[str], object] = lambda where: None
) -> Sheet:
    """Seek the edition with a code as it is printed: in the data of `choice`, in what `among` names, in its history.

    `among` are data packages and folders of finished files; git remembers older data and older files, and the shipped
    editions are looked at as well. `looking` is told where. Raise ReportError for data of today that is not sound.
    """
    for name in among:  # what is misspelt is told whether or not it will be needed
        resources.data_package(name)
    looking(choice.data)
    if product := _products(choice).get(code):
        return Sheet(code, True, choice.data, product)
    for old, edition, product in _elsewhere(code, choice, among, looking):
        document, _, shape = product.partition(" ")
        with sides(old, choice.data, replace(choice, picture=shape or choice.picture)) as (before, after):
            since = compared(replace(before, name=edition), after)
        return Sheet(code, False, edition, product, since.of(document))
    return Sheet(code, False)


def _elsewhere(
    code: str, choice: Choice, among: Sequence[str], looking: Callable[[str], object]
) -> Iterator[tuple[str, str, str]]:
    """Yield what `sides` calls an edition with this code, what people do, and the product."""
    for name in among:
        looking(name)
        if product := _held(name, choice).get(code):
            yield name, name, product
    yield from _remembered(code, choice, looking)
    for name in resources.editions():
        looking(name)
        if product := _products(replace(choice, data=name)).get(code):
            yield name, name, product


def _remembered(code: str, choice: Choice, looking: Callable[[str], object]) -> Iterator[tuple[str, str, str]]:
    """Yield the same of what git knows: ledgers of finished files that have the code, then each state of the data."""
    path, held = resources.data_package(choice.data), None
    with suppress(SetupError):  # no git
        held = repository(path)
    if held is None:
        return
    looking("the files that git remembers")
    if found := held.knowing(code, FILE):
        revision, file = found
        with suppress(ReportError), held.at(revision.commit, file.parent) as folder:
            if product := _held(str(folder), choice).get(code):
                yield f"{revision.commit}:{file.parent}", str(revision), product
    for revision in held.changing(path):
        looking(str(revision))
        product = None
        with suppress(ReportError), held.at(revision.commit, path) as then:  # it was not there, or was not sound
            product = _products(replace(choice, data=str(then))).get(code)
        if product:
            yield f"{revision.commit}:{path}", str(revision), product


def _held(name: str, choice: Choice) -> dict[str, str]:
    """Return the products of a folder of finished files, or of a data package, by their codes."""
    book = Path(name) / FILE
    if book.is_file():
        return {code: document for document, code in carried(book).codes.items()}
    return _products(replace(choice, data=name))


def _products(choice: Choice) -> dict[str, str]:
    """Return the products of a data package by their codes: the brochure, the infographic in each of its shapes.

    They are laid out, and nothing is drawn; what is known of the same data and brand is kept. A small paper may leave a
    figure out, and so may the day of issue on a picture for feeds, when it takes its room.
    """
    papers, days = dict.fromkeys((Choice().paper, choice.paper)), dict.fromkeys(("", choice.issued or LONG))
    known = manifest.inputs(choice.data, choice.brand, papers=[*papers], days=[*days])
    cache, name = Cache(choice.cache), key("codes", json.dumps(known, sort_keys=True))
    if known and (kept := cache.get(name)) is not None:
        return dict(json.loads(kept))
    story, edition = told(choice, brands.load(resources.brand_folder(choice.brand), choice.cache))
    products = [(BROCHURE.name, BROCHURE, replace(edition, format=paper_named(paper), issued="")) for paper in papers]
    for shape, day in pairs(PICTURES, days):
        called = INFOGRAPHIC.name if shape == INFOGRAPHIC.name else f"{INFOGRAPHIC.name} {shape}"
        products.append((called, INFOGRAPHIC, replace(edition, format=picture_named(shape), issued=day)))
    found: dict[str, str] = {}
    for called, document, each in products:
        with suppress(FitError):  # then nobody has printed it
            found.setdefault(stamped(document.name, compose(document, story, each)), called)
    if known:
        cache.put({name: json.dumps(found)})
    return found
