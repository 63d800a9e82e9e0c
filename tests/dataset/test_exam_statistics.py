"""What is computed: every figure says how and from what, and is right by another way of reckoning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset import exam_statistics
from acsm_report.dataset.model import Certification, Fact
from acsm_report.dataset.schema import RATE_BASES

counts = st.integers(0, 20_000)
rates = st.integers(0, 1000).map(lambda tenths: tenths / 10)
exams = st.lists(st.tuples(counts, rates), min_size=1, max_size=5)


def figures(count: int, rate: float, code: str = "CPT", period: str = "2014") -> tuple[Fact, Fact]:
    """The candidates and the pass rate of an exam, from two sources."""
    sat = Fact("candidates", count, "people", code, period=period, source="stats", place="facts.csv:2")
    return sat, Fact("pass_rate", rate, "%", code, period=period, source="page", place="facts.csv:3")


def counted(*each: tuple[int, float]) -> tuple[list[tuple[float, tuple[Fact, ...]]], Fact]:
    """The passes of several exams, and their candidates together."""
    pairs = [figures(count, rate, f"C{number}") for number, (count, rate) in enumerate(each)]
    found: list[tuple[float, tuple[Fact, ...]]] = [(sat.number * rate.number / 100, (sat, rate)) for sat, rate in pairs]
    return found, exam_statistics.sum_candidates([sat for sat, _ in pairs])


def root(function: object, low: float, high: float) -> float:
    """Where an increasing function of one number passes zero, by halving."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if function(middle) > 0 else (middle, high)  # type: ignore[operator]
    return (low + high) / 2


def test_a_computed_figure_keeps_its_formula_and_its_inputs() -> None:
    """It says how it was reckoned, from which facts, of which sources and of which period."""
    told, together = counted((500, 60), (100, 40.5))
    sat, rate = told[0][1]
    every = [
        exam_statistics.compute_passes(sat, rate),
        *(exam_statistics.compute_interval(sat, rate) or ()),
        exam_statistics.compute_change("change", (rate, rate)),
        exam_statistics.sum_passes(told, together),
        exam_statistics.compute_overall_rate(told, together),
    ]
    for fact in every:
        assert fact.formula
        assert {f.place for f in fact.inputs} <= {"facts.csv:2", "facts.csv:3"}
        assert fact.inputs
        assert fact.source == ", ".join(sorted({f.source for f in fact.inputs}))
        assert fact.period in ("2014", "2014/2014")
    assert (together.source, together.inputs) == ("stats", (told[0][1][0], told[1][1][0]))


@given(counts, rates)
def test_never_more_pass_than_sat(count: int, rate: float) -> None:
    """Passes are candidates × rate, to tens where many sat, to people where few did, and never above the candidates."""
    passes = exam_statistics.compute_passes(*figures(count, rate)).number
    assert 0 <= passes <= count
    assert abs(passes - count * rate / 100) <= (5 if count >= exam_statistics.SMALL_SAMPLE else 0.5)
    assert count < exam_statistics.SMALL_SAMPLE or passes % 10 == 0 or passes == count


def test_all_of_306_are_306() -> None:
    """Where everybody passed, rounding adds nobody; in one exam and in several."""
    assert exam_statistics.compute_passes(*figures(306, 100)).value == 306
    assert exam_statistics.sum_passes(*counted((153, 100), (153, 100))).value == 306
    assert exam_statistics.compute_passes(*figures(306, 98)).value == 300
    assert exam_statistics.compute_passes(*figures(299, 98)).value == 293


@given(exams)
def test_never_more_pass_together_than_sat_together(each: list[tuple[int, float]]) -> None:
    """The passes of several exams are within the candidates of all, and within the rounding of their sum."""
    told, together = counted(*each)
    passes = exam_statistics.sum_passes(told, together).number
    assert 0 <= passes <= together.number == sum(count for count, _ in each)
    assert abs(passes - sum(count * rate / 100 for count, rate in each)) <= 5 + 1e-6


@given(counts, rates)
def test_the_interval_is_that_of_wilson(count: int, rate: float) -> None:
    """Its ends are the shares p whose own spread, Z × √(p (1 − p) ÷ n), just reaches the rate."""
    found = exam_statistics.compute_interval(*figures(count, rate))
    if not count:
        assert found is None
        return
    assert found
    low, high = (end.number / 100 for end in found)
    told = rate / 100

    def beyond(share: float) -> float:
        return (share - told) ** 2 - exam_statistics.Z_SCORE**2 * share * (1 - share) / count

    assert low == pytest.approx(root(lambda share: -beyond(share), 0, told), abs=1e-9)
    assert high == pytest.approx(root(beyond, told, 1), abs=1e-9)
    assert 0 <= low <= told + 1e-12
    assert told - 1e-12 <= high <= 1


def test_the_interval_is_the_published_one() -> None:
    """Newcombe (1998) prints the score interval of 81 of 263 as 0.2553 to 0.3662, of 0 of 20 as 0 to 0.1611."""
    for passed, sat, low, high in ((81, 263, 25.53, 36.62), (0, 20, 0, 16.11), (1, 29, 0.61, 17.18)):
        found = exam_statistics.compute_interval(*figures(sat, 100 * passed / sat))
        assert found and [end.number for end in found] == pytest.approx([low, high], abs=0.005)


@given(st.integers(1, 5000), st.integers(1, 5000), rates)
def test_more_candidates_are_surer(few: int, more: int, rate: float) -> None:
    """With more candidates the interval of the same rate is narrower."""
    wide, narrow = (exam_statistics.compute_interval(*figures(count, rate)) for count in (few, few + more))
    assert wide and narrow
    assert narrow[1].number - narrow[0].number < wide[1].number - wide[0].number


@given(exams)
def test_the_rate_of_all_lies_between_those_of_each(each: list[tuple[int, float]]) -> None:
    """A weighted rate is not above the highest and not below the lowest of those who sat."""
    told, together = counted(*each)
    if together.number:
        rate = exam_statistics.compute_overall_rate(told, together).number
        sat = [rate for count, rate in each if count]
        assert min(sat) - 1e-9 <= rate <= max(sat) + 1e-9


def test_two_measures_are_never_reckoned_together() -> None:
    """A change, a sum or a rank over rates of first attempts and of all is a ValueError."""
    one, other = (Fact(measure, 50, "%", "CPT", period="2014", source="s") for measure in RATE_BASES)
    with pytest.raises(ValueError, match="change would mix pass_rate and first_time_pass_rate"):
        exam_statistics.compute_change("change", (one, other))
    with pytest.raises(ValueError, match="rank would mix"):
        exam_statistics.derive_fact("rank", 1, "", (one, other), "place")


def test_points_are_told_as_lost_or_as_changed() -> None:
    """From 60 to 45 is a change of −15 points, or 15 points lost, from the one period to the other."""
    (_, before), (_, after) = figures(1, 60, period="2012"), figures(1, 45)
    change, lost = (
        exam_statistics.compute_change("change", (before, after)),
        exam_statistics.compute_change("points_lost", (before, after), sign=-1),
    )
    assert [(f.value, f.unit, f.period) for f in (change, lost)] == [
        (-15, "points", "2012/2014"),
        (15, "points lost", "2012/2014"),
    ]


def test_a_period_is_told_only_when_the_inputs_have_one() -> None:
    """What is reckoned from two years is of neither."""
    (sat, _), (other, _) = figures(1, 1), figures(1, 1, period="2013")
    assert exam_statistics.sum_candidates([sat, sat]).period == "2014"
    assert exam_statistics.sum_candidates([sat, other]).period == ""


# ── What moved ────────────────────────────────────────────────────────────────────────────────────


def record(*rates: tuple[str, float]) -> exam_statistics.ExamRecord:
    told = [Fact("pass_rate", rate, "%", "CPT", period=period, source="page") for period, rate in rates]
    sittings = tuple(exam_statistics.ExamYear(rate.period, rate, None, None) for rate in told)
    change = exam_statistics.compute_change("change", (told[0], told[-1])) if len(told) > 1 else None
    return exam_statistics.ExamRecord(Certification("CPT", 1, "CPT", "fitness", "CPT", "CPT", "page"), sittings, change)


@pytest.mark.parametrize(
    ("rates", "told"),
    [
        ([("2012", 69), ("2013", 61), ("2014", 55)], (14, "lost", 2)),
        ([("2013", 50.2), ("2014", 51)], (1, "gained", 1)),
        ([("2012", 50), ("2013", 50.5)], None),
        ([("2012", 50), ("2013", 70), ("2014", 50)], None),
        ([("2014", 50)], None),
        ([("2014-01", 50), ("2014-06", 60)], None),
        ([("2012-06", 60), ("2014-06", 40)], (20, "lost", 2)),
    ],
)
def test_what_was_lost_or_gained_is_told_in_whole_points_and_years(
    rates: list[tuple[str, float]], told: tuple[int, str, int] | None
) -> None:
    """From the first year to the last; nothing for what would be printed as 0, and within one year."""
    moved = record(*rates).rounded_change
    assert (moved and (moved[0].value, moved[0].dimension, moved[1].value)) == told
    if moved:
        assert all(fact.formula and len(fact.inputs) == 2 and fact.sources == ("page",) for fact in moved)
