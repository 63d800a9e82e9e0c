"""Who may take an exam: requirements in steps, and the questions that lead to a certification."""

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
    """A step of the requirements: the degree, and whether clinical hours are needed too."""

    education: str
    needs_hours: bool


@dataclass(frozen=True, slots=True)
class DecisionQuestion:
    """A question of the decision path. Whoever answers no takes one of these certifications; yes leads on."""

    question: str  # "education.<degree>" or "population.<whom>"
    answered_no: tuple[Certification, ...]


@dataclass(frozen=True)
class Eligibility:
    """What a dataset says about requirements. Each value is computed once, on first use."""

    dataset: Dataset
    certifications: tuple[Certification, ...]

    @cached_property
    def steps(self) -> tuple[EligibilityStep, ...]:
        """The distinct steps, from the lowest."""
        return tuple(sorted({r for c in self.certifications if (r := self.step_of(c))}, key=_step_rank))

    def step_of(self, certification: Certification) -> EligibilityStep | None:
        """Return the step of a certification, or None if its education is not published."""
        education = self.lowest_education(certification)
        if education is None:
            return None
        return EligibilityStep(education.dimension, self.lowest_route_hours(certification) is not None)

    def lowest_route_hours(self, certification: Certification) -> Fact | None:
        """Return the fewest clinical hours required with the lowest education; None if none are known."""
        education = self.lowest_education(certification)
        routes = (*RANGE_ENDS, education.dimension) if education else (*RANGE_ENDS, *EDUCATION_LEVELS)
        found = (f for f in self.dataset.find("clinical_hours", certification.code) if f.dimension in routes)
        least = min(found, key=lambda f: f.number, default=None)
        return least if least and least.number else None

    def fewest_hours(self, certification: Certification) -> Fact | None:
        """Return the fewest clinical hours of any route; None if a route may need none or none are known."""
        found = [f for f in self.dataset.find("clinical_hours", certification.code) if f.dimension != RANGE_ENDS[1]]
        least = min(found, key=lambda f: f.number, default=None)
        return least if least and least.number else None

    @cached_property
    def is_clinical_longer(self) -> bool:
        """Whether each clinical certification has a higher step than each other certification."""
        ranks: dict[bool, list[tuple[int, bool]]] = {True: [], False: []}
        for c in self.certifications:
            step = self.step_of(c)
            if step is None:
                return False
            ranks[c.track == "clinical"].append(_step_rank(step))
        return bool(ranks[True] and ranks[False]) and min(ranks[True]) > max(ranks[False])

    def count_open_with(self, degrees: Sequence[str]) -> Fact:
        """Return how many certifications need one of these degrees at least."""
        lowest = [self.lowest_education(c) for c in self.certifications]
        inputs = tuple(f for f in lowest if f and f.dimension in degrees)
        formula = "number of certifications whose lowest education is such a one"
        return exam_statistics.derive_fact(
            "lanes", len(inputs), "certifications", inputs, formula, dimension="+".join(degrees)
        )

    def lowest_education(self, certification: Certification) -> Fact | None:
        """Return the lowest education of all routes to a certification."""
        return min(
            self.dataset.find("education", certification.code),
            key=lambda f: EDUCATION_LEVELS.index(f.dimension),
            default=None,
        )

    @cached_property
    def decision_path(self) -> tuple[DecisionQuestion, ...]:
        """The questions that lead to a certification, in order.

        The question that answers "no" for the fewest certifications comes first, so certifications leave the path in
        lane order. The last ones need no question.
        """
        remaining, path = list(self.certifications), []
        while len(remaining) > 1:
            splits = [(len(no), question, no) for question, no in self._dividing_questions(remaining)]
            if not splits:
                break
            _, question, no = min(splits, key=lambda s: s[0])
            path.append(DecisionQuestion(question, tuple(no)))
            remaining = remaining[len(no) :]
        return tuple(path)

    def _dividing_questions(self, remaining: list[Certification]) -> list[tuple[str, list[Certification]]]:
        """Return the questions that split `remaining` into first certifications (no) and later ones (yes)."""
        ranks = [EDUCATION_LEVELS.index(r.education) if (r := self.step_of(c)) else -1 for c in remaining]
        found = []
        for marks, name in ((ranks, "education"), ([self._serves_disease(c) for c in remaining], "population")):
            count = next((i for i, mark in enumerate(marks) if mark != marks[0]), 0)
            if count and marks[0] >= 0 and min(marks[count:]) > marks[0]:
                answer = EDUCATION_LEVELS[min(marks[count:])] if name == "education" else "disease"
                found.append((f"{name}.{answer}", remaining[:count]))
        return found

    def _serves_disease(self, certification: Certification) -> int:
        """Return 1 if its clients have a disease, 0 if not, -1 if its population is not published."""
        served = self.dataset.find("population", certification.code)
        return int(any(f.dimension == "disease" for f in served)) if served else -1


def _step_rank(step: EligibilityStep) -> tuple[int, bool]:
    return EDUCATION_LEVELS.index(step.education), step.needs_hours
