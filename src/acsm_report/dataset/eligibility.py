"""Who may start: the ladder of what is asked, and the path of questions that leads to a certification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from . import exam_statistics
from .model import Certification, Dataset, Fact
from .schema import EDUCATION_LEVELS, RANGE_ENDS

__all__ = ["DecisionQuestion", "Eligibility", "EligibilityStep"]


class EligibilityStep(NamedTuple):
    """A step of the run-up: the degree it asks for, and whether it asks for clinical hours too."""

    education: str
    needs_hours: bool


@dataclass(frozen=True, slots=True)
class DecisionQuestion:
    """A question of the decision path: who answers no takes one of these lanes, who answers yes goes on."""

    question: str  # "education.<degree>" or "population.<whom>"
    answered_no: tuple[Certification, ...]


@dataclass(frozen=True)
class Eligibility:
    """What the data tells of what is asked. Findings are computed when first asked for, and only once."""

    dataset: Dataset
    certifications: tuple[Certification, ...]

    @cached_property
    def steps(self) -> tuple[EligibilityStep, ...]:
        """The distinct steps of the run-up, from the lowest."""
        return tuple(sorted({r for c in self.certifications if (r := self.step_of(c))}, key=_step_rank))

    def step_of(self, certification: Certification) -> EligibilityStep | None:
        """Return the step that a certification starts from, or None when its education is not published."""
        education = self.lowest_education(certification)
        if education is None:
            return None
        return EligibilityStep(education.dimension, self.lowest_route_hours(certification) is not None)

    def lowest_route_hours(self, certification: Certification) -> Fact | None:
        """Return the fewest clinical hours asked with the lowest education, or None when none are known to be."""
        education = self.lowest_education(certification)
        routes = (*RANGE_ENDS, education.dimension) if education else (*RANGE_ENDS, *EDUCATION_LEVELS)
        found = (f for f in self.dataset.find("clinical_hours", certification.code) if f.dimension in routes)
        least = min(found, key=lambda f: f.number, default=None)
        return least if least and least.number else None

    def fewest_hours(self, certification: Certification) -> Fact | None:
        """Return the fewest clinical hours of any route, or None when a route may ask none or none are known."""
        found = [f for f in self.dataset.find("clinical_hours", certification.code) if f.dimension != RANGE_ENDS[1]]
        least = min(found, key=lambda f: f.number, default=None)
        return least if least and least.number else None

    @cached_property
    def is_clinical_longer(self) -> bool:
        """Whether every clinical certification is known to start from a higher step than every other."""
        heights: dict[bool, list[tuple[int, bool]]] = {True: [], False: []}
        for c in self.certifications:
            rung = self.step_of(c)
            if rung is None:
                return False
            heights[c.track == "clinical"].append(_step_rank(rung))
        return bool(heights[True] and heights[False]) and min(heights[True]) > max(heights[False])

    def count_open_with(self, degrees: Sequence[str]) -> Fact:
        """Return how many certifications start from one of these degrees."""
        lowest = [self.lowest_education(c) for c in self.certifications]
        inputs = tuple(f for f in lowest if f and f.dimension in degrees)
        formula = "number of certifications whose lowest education is such a one"
        return exam_statistics.derive_fact(
            "lanes", len(inputs), "certifications", inputs, formula, dimension="+".join(degrees)
        )

    def lowest_education(self, certification: Certification) -> Fact | None:
        """Return the education asked of a certification; of several routes the lowest."""
        return min(
            self.dataset.find("education", certification.code),
            key=lambda f: EDUCATION_LEVELS.index(f.dimension),
            default=None,
        )

    @cached_property
    def decision_path(self) -> tuple[DecisionQuestion, ...]:
        """The decision path: questions that let the first lanes off, one gate after another.

        Of the questions that can be asked, the one that lets off the fewest lanes comes first,
        so that lanes leave the path in their order. The last lanes need no gate.
        """
        left, gates = list(self.certifications), []
        while len(left) > 1:
            splits = [(len(no), question, no) for question, no in self._dividing_questions(left)]
            if not splits:
                break
            _, question, no = min(splits, key=lambda s: s[0])
            gates.append(DecisionQuestion(question, tuple(no)))
            left = left[len(no) :]
        return tuple(gates)

    def _dividing_questions(self, remaining: list[Certification]) -> list[tuple[str, list[Certification]]]:
        """The questions that divide `left` cleanly into first lanes (no) and later ones (yes)."""
        ranks = [EDUCATION_LEVELS.index(r.education) if (r := self.step_of(c)) else -1 for c in remaining]
        found = []
        for marks, name in ((ranks, "education"), ([self._serves_disease(c) for c in remaining], "population")):
            count = next((i for i, mark in enumerate(marks) if mark != marks[0]), 0)
            if count and marks[0] >= 0 and min(marks[count:]) > marks[0]:
                answer = EDUCATION_LEVELS[min(marks[count:])] if name == "education" else "disease"
                found.append((f"{name}.{answer}", remaining[:count]))
        return found

    def _serves_disease(self, certification: Certification) -> int:
        """Return whether its clients have a disease, 1 or 0; -1 when nobody says whom it serves."""
        served = self.dataset.find("population", certification.code)
        return int(any(f.dimension == "disease" for f in served)) if served else -1


def _step_rank(step: EligibilityStep) -> tuple[int, bool]:
    return EDUCATION_LEVELS.index(step.education), step.needs_hours
