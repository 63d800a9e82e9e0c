"""Phrases, numbers, dates and lists as readers of English write them; the catalogue is whole."""

from __future__ import annotations

import ast
import re
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset.model import Fact, Source, Term
from acsm_report.dataset.rounding import round_number
from acsm_report.dataset.schema import SHIPPED_TERMS
from acsm_report.errors import UsageError
from acsm_report.i18n import catalog
from acsm_report.i18n.catalog import Language
from acsm_report.i18n.phrase import LITERAL_KINDS, LiteralText, Phrase, Span
from acsm_report.system import resources
from support.paths import SOURCE

ENGLISH = catalog.load_language("en")


def fact(value: float | str, unit: str = "people", **more: Any) -> Fact:
    return Fact("kind", value, unit, **more)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (5152, "people", "5,152"),
        (69, "%", "69%"),
        (600, "hours", "600 h"),
        (1954, "year", "1954"),
        (550, "score", "550"),
        (-14, "points", "-14"),
        (3, "points", "+3"),
        (0, "%", "0%"),
        ("adult CPR", "", "adult CPR"),
    ],
)
def test_a_figure_is_printed_with_its_unit(value: float | str, unit: str, text: str) -> None:
    """Thousands are grouped except in years and scores, changes carry their sign, units follow."""
    assert ENGLISH.format_value(fact(value, unit)) == text


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (fact(62.5, "%", formula="f"), "63%"), (fact(100 * 57 / 200, "%", formula="f"), "29%"),
        (fact(82.345, "%", decimals=2), "82.35%"), (fact(299.505, "USD"), "$299.51"), (fact(62.5, "%"), "62.5%"),
    ],
)  # fmt: skip
def test_halves_are_rounded_up(figure: Fact, text: str) -> None:
    """62.5 is 63 in print, not the nearest even number; what is published is not rounded."""
    assert ENGLISH.format_value(figure) == text


@pytest.mark.parametrize(("count", "text"), [(1, "40% of 1 candidate"), (5152, "40% of 5,152 candidates")])
def test_what_is_counted_has_its_plural(count: int, text: str) -> None:
    """One candidate is not candidates."""
    assert ENGLISH.message("sure.of", rate=fact(40, "%"), candidates=fact(count)).text == text


def test_a_lower_bound_is_printed_with_a_plus() -> None:
    """More than 45,000 is printed as 45,000+."""
    assert ENGLISH.format_value(fact(45000, dimension="more than")) == "45,000+"


@given(st.floats(-1e6, 1e6))
def test_no_figure_is_minus_nothing(value: float) -> None:
    """A change that rounds to nothing has no minus."""
    text = ENGLISH.format_number(fact(value, "points", formula="later − earlier"))
    assert int(text.replace(",", "")) == round_number(value)
    assert (text[0] in "+-") == (round_number(value) != 0)


@given(st.integers(0, 10**9))
def test_a_number_reads_back(value: int) -> None:
    """Digits are neither lost nor added by grouping."""
    assert int(ENGLISH.format_number(fact(value)).replace(",", "")) == value


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("2015/2016", "2015–16"),
        ("1999/2000", "1999–2000"),
        ("2014", "2014"),
        ("2015-06-23", "June 23, 2015"),
        ("2011/2014", "2011–2014"),
        ("2015-06", "June 2015"),
        ("2015-13", "2015-13"),
        ("", ""),
        ("2024 or later", "2024 or later"),
        ("undated, 2011–2014", "undated, 2011–2014"),
        ("spring/summer", "spring/summer"),
        ("a-b-c", "a-b-c"),
        ("2015-02-31", "2015-02-31"),
        ("2011/2015-06-23", "2011–June 23, 2015"),
        ("2022-01/2022-03", "Jan–Mar 2022"),
        ("2021-11/2022-01", "Nov 2021–Jan 2022"),
        ("2022-06-01/2022-06-05", "Jun 1–5, 2022"),
        ("2022-02-30/2022-03-05", "2022-02-30–March 5, 2022"),
    ],
)
def test_a_period_is_printed_as_a_reader_writes_it(period: str, text: str) -> None:
    """Days are spelt, years joined by a dash, and what is no date stays as its source prints it."""
    assert ENGLISH.format_period(period) == text


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("2014", "In 2014, in 2014"),
        ("2015/2016", "In 2015–16, in 2015–16"),
        ("2015-06", "In June 2015, in June 2015"),
        ("2015-06-23", "On June 23, 2015, on June 23, 2015"),
        ("2022-06-01/2022-06-05", "During Jun 1–5, 2022, during Jun 1–5, 2022"),
    ],
)
def test_a_period_takes_its_preposition(period: str, text: str) -> None:
    """{rate.period:in} is "in" a year, "on" a day and "during" several days; the span has the period alone."""
    rate = Fact("pass_rate", 55, "%", "CPT", "", period)
    told = Language("en", {**ENGLISH.messages, "a": "{rate.period:In}, {rate.period:in}"}).message("a", rate=rate)
    assert told.text == text
    assert {told.text[span.start : span.end] for span in told.spans} == {ENGLISH.format_period(period)}


def test_narrow_places_have_short_months() -> None:
    """The axis of a chart prints "Jun 23, 2015" and "Jan–Mar 2022"."""
    periods = ("2014", "2015-06-23", "2022-01/2022-03")
    assert [ENGLISH.format_period(p, short=True) for p in periods] == ["2014", "Jun 23, 2015", "Jan–Mar 2022"]


def test_a_message_may_be_the_same_for_any_number() -> None:
    """Without ID.one and ID.other the message is ID."""
    told = Language("en", {**ENGLISH.messages, "a": "what it costs"})
    assert told.plural_message("a", fact(1)).text == told.plural_message("a", fact(7)).text == "what it costs"


def test_shipped_terms_may_share_a_message() -> None:
    """A shipped term has ID.shipped; one with words of the data has ID."""
    told = Language("en", {**ENGLISH.messages, "a": "({label})", "a.shipped": "with a {label}"})
    assert told.term_message("a", Term("education", "master")).text == "with a master’s degree"
    assert told.term_message("a", Term("education", "master", "scroll")).text == "(scroll)"


def test_small_numbers_are_words_and_large_ones_figures() -> None:
    """{n:words} spells one to twelve, {n:Words} begins a sentence."""
    told = Language("en", {**ENGLISH.messages, "a": "{n:words}", "b": "{n:Words}"})
    assert [told.message("a", n=fact(n)).text for n in (1, 5, 12, 13)] == ["one", "five", "twelve", "13"]
    assert told.message("b", n=fact(5)).text == "Five"
    assert told.message("b", n="éa").text == "Éa"


def test_a_plural_is_chosen_by_the_language() -> None:
    """One lane opens, two lanes open."""
    assert ENGLISH.plural_message("requirements.degree", fact(1)).text == "one needs a degree"
    assert ENGLISH.plural_message("requirements.degree", fact(3)).text == "three need a degree"


def test_a_list_reads_as_one() -> None:
    """Codes are listed with commas and an "and", without a comma before it."""
    codes = ["CPT", "GEI", "HFS"]
    told = [ENGLISH.format_list(codes[:count]).text for count in range(4)]
    assert told == ["", "CPT", "CPT and GEI", "CPT, GEI and HFS"]


def test_a_list_keeps_what_its_parts_tell() -> None:
    """A list of phrases knows where in it each stands."""
    one, two = ENGLISH.message("figure", fact=fact(5152)), ENGLISH.message("figure", fact=fact(55, "%"))
    listed = ENGLISH.format_list([one, "words", two])
    assert [listed.text[span.start : span.end] for span in listed.spans] == ["5,152", "55%"]


def test_a_phrase_keeps_the_facts_that_fill_it() -> None:
    """Facts travel from inside a phrase to the phrase that it fills, in reading order."""
    sat, rate = fact(5152), fact(55, "%", period="2014")
    told = Language("en", {**ENGLISH.messages, "inner": "{rate}", "outer": "{sat}, {inner} in {rate.period}, {x}"})
    phrase = told.message("outer", sat=sat, inner=told.message("inner", rate=rate), rate=rate, x="words")
    assert (phrase.text, phrase.facts) == ("5,152, 55% in 2014, words", (sat, rate, rate))


def test_a_phrase_knows_where_what_stands() -> None:
    """Each place is known by its part of the text, what fills it, and what of that is shown."""
    sat, rate = fact(5152), fact(55, "%", period="2014")
    told = Language("en", {**ENGLISH.messages, "a": "In {rate.period} {rate} of {sat}: {page}"})
    phrase = told.message("a", sat=sat, rate=rate, page=ENGLISH.literal("7", "folio"))
    spans = [(phrase.text[span.start : span.end], span.origin, span.shows) for span in phrase.spans]
    assert spans == [
        ("2014", rate, "period"),
        ("55%", rate, "value"),
        ("5,152", sat, "value"),
        ("7", LiteralText("7", "folio"), "folio"),
    ]


def test_a_row_of_the_data_fills_a_place_too() -> None:
    """{source.title} is the title of a source, {source.published} its date as a reader writes it."""
    source = Source("s", "A title", "ACSM", "https://acsm.org", "2015-06-23", "official")
    told = Language("en", {**ENGLISH.messages, "a": "{source.title:Text}, {source.published}"})
    phrase = told.message("a", source=source)
    assert phrase.text == "A title, June 23, 2015"
    assert [(span.origin, span.shows) for span in phrase.spans] == [(source, "title"), (source, "published")]
    assert phrase.facts == ()


@given(st.lists(st.tuples(st.text(max_size=5), st.booleans()), max_size=6), st.integers(0, 40), st.integers(0, 40))
def test_a_part_of_a_phrase_knows_its_own(parts: list[tuple[str, bool]], start: int, end: int) -> None:
    """However a phrase is joined and cut, each of its spans still shows the same characters."""
    pieces: list[Phrase | str] = []
    for text, known in parts:
        pieces.append(Phrase(text, (), (Span(0, len(text), text),)) if known and text else text)
    whole = Phrase.join("-", pieces)
    assert whole.text == "-".join(text for text, _ in parts)
    assert all(whole.text[span.start : span.end] == span.origin for span in whole.spans)
    part = whole.slice(start, end)
    assert part.text == whole.text[start:end]
    assert all(part.text[span.start : span.end] in span.origin for span in part.spans)
    assert "".join(line.text for line in whole.lines) == whole.text.replace("\n", "")


def test_text_that_fills_a_place_is_never_a_place_itself() -> None:
    """Braces in the data are words."""
    assert ENGLISH.message("passed.pass_rate", passed="{fact.__class__}").text == "{fact.__class__} passed"


def test_an_unknown_phrase_is_loud() -> None:
    """A phrase that does not exist is a KeyError, never an empty text."""
    with pytest.raises(KeyError):
        ENGLISH.message("nothing.like.it")


def test_an_unknown_language_says_where_to_add_it() -> None:
    """A language that is not shipped is a UsageError with the file to add."""
    with pytest.raises(UsageError, match=r"no language 'xx'; add xx\.po"):
        catalog.load_language("xx")


# ── The catalogue ─────────────────────────────────────────────────────────────────────────────────


def alternatives(node: ast.expr) -> list[ast.expr]:
    """The values that an expression can have, through conditions and `or`."""
    if isinstance(node, ast.IfExp):
        return [*alternatives(node.body), *alternatives(node.orelse)]
    if isinstance(node, ast.BoolOp):
        return [leaf for value in node.values for leaf in alternatives(value)]
    return [node]


def pattern(node: ast.expr) -> str | None:
    """The keys that a string in the source can be, as a regular expression; None when it names none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        parts = [re.escape(str(v.value)) if isinstance(v, ast.Constant) else ".+" for v in node.values]
        return "".join(parts) if any(re.search("[a-z]", part) for part in parts) else None
    return None


def modules() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(SOURCE.rglob("*.py"))]


def asked() -> list[tuple[str, str]]:
    """Every key that a call of message, plural_message or term_message names, as (file:line, pattern)."""
    found = []
    for path, tree in modules():
        for call in ast.walk(tree):
            name = getattr(getattr(call, "func", None), "attr", "")
            if name in ("message", "plural_message", "term_message") and isinstance(call, ast.Call):
                ending = r"\.other" if name == "plural_message" else ""
                keys = [p for leaf in alternatives(call.args[0]) if (p := pattern(leaf))]
                found += [(f"{path.name}:{call.lineno}", f"{key}{ending}") for key in keys]
    return found


@pytest.mark.parametrize(("place", "key"), asked(), ids=lambda value: value)
def test_every_phrase_that_is_asked_for_exists(place: str, key: str) -> None:
    """Each key in the source is in the English catalogue; of a key with a place, at least one is."""
    assert any(re.fullmatch(key, known) for known in ENGLISH.messages), place


def test_every_phrase_is_asked_for() -> None:
    """The catalogue holds no phrase that no page, chart or document uses."""
    strings = {
        p for _, tree in modules() for node in ast.walk(tree) if isinstance(node, ast.expr) and (p := pattern(node))
    }
    counted = {key.replace(r"\.other", r"\..+") for _, key in asked() if key.endswith(r"\.other")}
    words = {key for key in strings if re.escape(re.sub(r"\\(.)", r"\1", key)) == key}  # without a place for anything
    used = re.compile("|".join(strings - words | counted))
    endings = rf"\.(?:own|unnamed|{'|'.join(map(re.escape, chain(*SHIPPED_TERMS.values())))})"
    assert [
        key
        for key in ENGLISH.messages
        for stem in [re.sub(rf"(?:{endings})+$", "", key)]
        if not any(re.escape(name) in words or used.fullmatch(name) for name in (key, stem))
    ] == []


def test_no_phrase_is_there_twice() -> None:
    """Of two phrases with one id the reader would take either."""
    ids = re.findall(r'^msgid "(.+)"', resources.language_file("en").read_text(encoding="utf-8"), re.MULTILINE)
    assert [key for key, count in Counter(ids).items() if count > 1] == []


def test_no_phrase_contains_a_number() -> None:
    """Numbers come from facts: a digit typed into a phrase would have no source."""
    assert {key: text for key, text in ENGLISH.messages.items() if re.search(r"\d", text)} == {}


def test_every_place_can_be_read() -> None:
    """Every {place} has a name and only the forms that the language knows."""
    for key, text in ENGLISH.messages.items():
        for place in re.findall(r"\{([^}]+)\}", text):
            assert re.fullmatch(
                r"[a-z]+(\.[a-z_]+)?(:(words|Words|number|candidates|people|credits|in|In|Text|Title|UPPER))?", place
            ), key


# ── No number is typed in ─────────────────────────────────────────────────────────────────────────

# "one to one" and "each one" count nothing
IDIOMS = {"term.population.individuals.short", "cover.asks.one", "cover.asks.other"}
FRACTIONS = "half."  # "two thirds" is a share
NUMBER_WORDS = re.compile(
    r"\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million)\b",
    re.IGNORECASE,
)


def test_no_phrase_holds_a_number() -> None:
    """A numeral or a number's word comes from a fact or a declared literal: the catalogue has none of its own."""
    for key, text in ENGLISH.messages.items():
        words = re.sub(r"\{[^}]*\}", "", text)
        assert not re.search(r"\d", words), key
        assert key.startswith(("number.", FRACTIONS)) or key in IDIOMS or not NUMBER_WORDS.search(words), key


def test_a_literal_is_declared() -> None:
    """Whatever a page prints that is no fact is of a declared kind."""
    for package in ("documents", "charts"):
        for file in (SOURCE / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "literal":
                    assert ast.literal_eval(node.args[1]) in LITERAL_KINDS, file.name
