"""Derived facts of exams: formulas, inputs, and values checked by another computation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset import exam_statistics
from acsm_report.dataset.model import Certification, Fact
from acsm_report.dataset.schema import RATE_BASES

counts = st.integers(0, 20_000)
rates = st.integers(0, 1000).map(lambda tenths: tenths / 10)
exams = st.lists(st.tuples(counts, rates), min_size=1, max_size=5)


def exam_facts(count: int, rate: float, code: str = "CPT", period: str = "2014") -> tuple[Fact, Fact]:
    """Return the candidates and the pass rate of an exam, from two sources."""
    sat = Fact("candidates", count, "people", code, period=period, source="stats", place="facts.csv:2")
    return sat, Fact("pass_rate", rate, "%", code, period=period, source="page", place="facts.csv:3")


def exam_passes(*exams: tuple[int, float]) -> tuple[list[tuple[float, tuple[Fact, ...]]], Fact]:
    """Return the unrounded passes of several exams with their inputs, and their candidates together."""
    pairs = [exam_facts(count, rate, f"C{number}") for number, (count, rate) in enumerate(exams)]
    found: list[tuple[float, tuple[Fact, ...]]] = [(sat.number * rate.number / 100, (sat, rate)) for sat, rate in pairs]
    return found, exam_statistics.sum_candidates([sat for sat, _ in pairs])


def root(function: object, low: float, high: float) -> float:
    """Return where an increasing function crosses zero, by bisection."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if function(middle) > 0 else (middle, high)  # type: ignore[operator]
    return (low + high) / 2


def test_derived_facts_have_formula_and_inputs() -> None:
    """Each has a formula, its inputs, their sources and their period."""
    passes, total = exam_passes((500, 60), (100, 40.5))
    candidates, rate = passes[0][1]
    derived = [
        exam_statistics.compute_passes(candidates, rate),
        *(exam_statistics.compute_interval(candidates, rate) or ()),
        exam_statistics.compute_change("change", (rate, rate)),
        exam_statistics.sum_passes(passes, total),
        exam_statistics.compute_overall_rate(passes, total),
    ]
    for fact in derived:
        assert fact.formula
        assert {f.place for f in fact.inputs} <= {"facts.csv:2", "facts.csv:3"}
        assert fact.inputs
        assert fact.source == ", ".join(sorted({f.source for f in fact.inputs}))
        assert fact.period in ("2014", "2014/2014")
    assert (total.source, total.inputs) == ("stats", (passes[0][1][0], passes[1][1][0]))


@given(counts, rates)
def test_passes_do_not_exceed_candidates(count: int, rate: float) -> None:
    """Passes are candidates × rate, rounded to tens in large exams and to people in small ones."""
    passes = exam_statistics.compute_passes(*exam_facts(count, rate)).number
    assert 0 <= passes <= count
    assert abs(passes - count * rate / 100) <= (5 if count >= exam_statistics.SMALL_SAMPLE else 0.5)
    assert count < exam_statistics.SMALL_SAMPLE or passes % 10 == 0 or passes == count


def test_rate_of_100_passes_all() -> None:
    """If all pass, rounding adds nobody, in one exam and in several."""
    assert exam_statistics.compute_passes(*exam_facts(306, 100)).value == 306
    assert exam_statistics.sum_passes(*exam_passes((153, 100), (153, 100))).value == 306
    assert exam_statistics.compute_passes(*exam_facts(306, 98)).value == 300
    assert exam_statistics.compute_passes(*exam_facts(299, 98)).value == 293


@given(exams)
def test_total_passes_do_not_exceed_candidates(exams: list[tuple[int, float]]) -> None:
    """The sum is within rounding of the exact sum."""
    passes, total = exam_passes(*exams)
    together = exam_statistics.sum_passes(passes, total).number
    assert 0 <= together <= total.number == sum(count for count, _ in exams)
    assert abs(together - sum(count * rate / 100 for count, rate in exams)) <= 5 + 1e-6


@given(counts, rates)
def test_interval_is_wilson_score(count: int, rate: float) -> None:
    """Its ends are the shares p for which Z × √(p (1 − p) ÷ n) is the distance to the rate."""
    found = exam_statistics.compute_interval(*exam_facts(count, rate))
    if not count:
        assert found is None
        return
    assert found
    low, high = (end.number / 100 for end in found)
    share_passed = rate / 100

    def excess(share: float) -> float:
        return (share - share_passed) ** 2 - exam_statistics.Z_SCORE**2 * share * (1 - share) / count

    assert low == pytest.approx(root(lambda share: -excess(share), 0, share_passed), abs=1e-9)
    assert high == pytest.approx(root(excess, share_passed, 1), abs=1e-9)
    assert 0 <= low <= share_passed + 1e-12
    assert share_passed - 1e-12 <= high <= 1


def test_interval_matches_newcombe() -> None:
    """Newcombe (1998): 81 of 263 gives 0.2553 to 0.3662, and 0 of 20 gives 0 to 0.1611."""
    for passed, sat, low, high in ((81, 263, 25.53, 36.62), (0, 20, 0, 16.11), (1, 29, 0.61, 17.18)):
        found = exam_statistics.compute_interval(*exam_facts(sat, 100 * passed / sat))
        assert found and [end.number for end in found] == pytest.approx([low, high], abs=0.005)


@given(st.integers(1, 5000), st.integers(1, 5000), rates)
def test_interval_narrows_with_candidates(few: int, more: int, rate: float) -> None:
    """More candidates with the same rate give a narrower interval."""
    wide, narrow = (exam_statistics.compute_interval(*exam_facts(count, rate)) for count in (few, few + more))
    assert wide and narrow
    assert narrow[1].number - narrow[0].number < wide[1].number - wide[0].number


@given(exams)
def test_overall_rate_is_between_exam_rates(exams: list[tuple[int, float]]) -> None:
    """The weighted rate is within the rates of exams with candidates."""
    passes, total = exam_passes(*exams)
    if total.number:
        overall = exam_statistics.compute_overall_rate(passes, total).number
        rates = [rate for count, rate in exams if count]
        assert min(rates) - 1e-9 <= overall <= max(rates) + 1e-9


def test_rate_bases_cannot_be_mixed() -> None:
    """A change, sum or rank of rates of both bases raises ValueError."""
    one, other = (Fact(measure, 50, "%", "CPT", period="2014", source="s") for measure in RATE_BASES)
    with pytest.raises(ValueError, match="change would mix pass_rate and first_time_pass_rate"):
        exam_statistics.compute_change("change", (one, other))
    with pytest.raises(ValueError, match="rank would mix"):
        exam_statistics.derive_fact("rank", 1, "", (one, other), "place")


def test_points_changed_and_points_lost() -> None:
    """From 60 to 45 is a change of −15 points, or 15 points lost."""
    (_, before), (_, after) = exam_facts(1, 60, period="2012"), exam_facts(1, 45)
    change, lost = (
        exam_statistics.compute_change("change", (before, after)),
        exam_statistics.compute_change("points_lost", (before, after), sign=-1),
    )
    assert [(f.value, f.unit, f.period) for f in (change, lost)] == [
        (-15, "points", "2012/2014"),
        (15, "points lost", "2012/2014"),
    ]


def test_period_of_derived_fact() -> None:
    """Inputs of two years give no period."""
    (sat, _), (other, _) = exam_facts(1, 1), exam_facts(1, 1, period="2013")
    assert exam_statistics.sum_candidates([sat, sat]).period == "2014"
    assert exam_statistics.sum_candidates([sat, other]).period == ""


# ── Changes ────────────────────────────────────────────────────────────────────────────────────


def record(*rates: tuple[str, float]) -> exam_statistics.ExamRecord:
    facts = [Fact("pass_rate", rate, "%", "CPT", period=period, source="page") for period, rate in rates]
    sittings = tuple(exam_statistics.ExamYear(rate.period, rate, None, None) for rate in facts)
    change = exam_statistics.compute_change("change", (facts[0], facts[-1])) if len(facts) > 1 else None
    return exam_statistics.ExamRecord(Certification("CPT", 1, "CPT", "fitness", "CPT", "CPT", "page"), sittings, change)


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ([("2012", 69), ("2013", 61), ("2014", 55)], (14, "lost", 2)),
        ([("2013", 50.2), ("2014", 51)], (1, "gained", 1)),
        ([("2012", 50), ("2013", 50.4)], None),
        ([("2012", 50), ("2013", 50.5)], (1, "gained", 1)),
        ([("2012", 50), ("2013", 70), ("2014", 50)], None),
        ([("2014", 50)], None),
        ([("2014-01", 50), ("2014-06", 60)], None),
        ([("2012-06", 60), ("2014-06", 40)], (20, "lost", 2)),
    ],
)
def test_rounded_change(rates: list[tuple[str, float]], expected: tuple[int, str, int] | None) -> None:
    """From the first year to the last. None if it rounds to 0 or is within one year."""
    moved = record(*rates).rounded_change
    assert (moved and (moved[0].value, moved[0].dimension, moved[1].value)) == expected
    if moved:
        assert all(fact.formula and len(fact.inputs) == 2 and fact.sources == ("page",) for fact in moved)


@pytest.mark.parametrize(("last", "expected"), [(50.4, False), (50.5, True), (49.5, True), (90, False)])
def test_only_a_change_that_is_printed_may_be_chance(last: float, expected: bool) -> None:
    """A change of 0.5 is printed as 1; one of 0.4 as 0, which is no change. Intervals that lie apart are no chance."""
    found = record(("2012", 50), ("2013", last))
    with_intervals = [
        replace(
            year,
            interval=(replace(year.rate, value=year.rate.number - 9), replace(year.rate, value=year.rate.number + 9)),
        )
        for year in found.exam_years
    ]
    assert replace(found, exam_years=tuple(with_intervals)).may_be_chance == expected


# ── Gaps ────────────────────────────────────────────────────────────────────────────────────────


def exam_years(*periods: str) -> list[exam_statistics.ExamYear]:
    rates = (Fact("pass_rate", 50, "%", "C1", period=period, source="s") for period in periods)
    return [exam_statistics.ExamYear(rate.period, rate, None, None) for rate in rates]


@pytest.mark.parametrize(
    ("periods", "gaps"),
    [
        (("2019", "2021"), ["2020"]),
        (("2014", "2018"), ["2015/2017"]),
        (("2015/2016", "2017/2018"), ["2016/2017"]),
        (("2019", "2020"), []),
        (("2019-01", "2019-02"), []),
        (("2019-11", "2020-02"), ["2019-12/2020-01"]),
        (("2019-01-07", "2019-03-07"), []),
        (("2019", "2021-03"), []),
    ],
)
def test_missing_years_are_a_gap(periods: tuple[str, ...], gaps: list[str]) -> None:
    """Years or months without a rate stand between those that have one, together; days are not expected."""
    found = exam_statistics.insert_gaps(exam_years(*periods), 1)
    assert [gap.period for gap in found if isinstance(gap, Fact)] == gaps


@pytest.mark.parametrize("periods", [("2016", "2018", "2020"), ("2019-01", "2019-04", "2019-07", "2019-10")])
def test_an_exam_of_every_second_year_or_third_month_has_no_gaps(periods: tuple[str, ...]) -> None:
    """What is expected follows from the periods that are published."""
    step = exam_statistics.smallest_step(periods)
    assert exam_statistics.insert_gaps(exam_years(*periods), step) == tuple(exam_years(*periods))
