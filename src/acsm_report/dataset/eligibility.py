"""Who may take an exam: requirements in steps, and the questions that lead to a certification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from . import exam_statistics
from .model import Certification, Dataset, Fact, Term
from .schema import FACT_KINDS, RANGE_ENDS
from .terms import collect_terms

__all__ = ["DecisionQuestion", "Eligibility", "EligibilityStep"]


class EligibilityStep(NamedTuple):
    """A step of the requirements: the level of education, and whether clinical hours are needed too."""

    education: Term
    needs_hours: bool


@dataclass(frozen=True, slots=True)
class DecisionQuestion:
    """A question of the decision path. Whoever answers no takes one of these certifications; yes leads on."""

    term: Term  # a level of education that is asked for, or whom the certified serve
    answered_no: tuple[Certification, ...]


@dataclass(frozen=True)
class Eligibility:
    """What a dataset says about requirements. Each value is computed once, on first use."""

    dataset: Dataset
    certifications: tuple[Certification, ...]

    @cached_property
    def terms(self) -> dict[str, tuple[Term, ...]]:
        """The terms of each open list, in order."""
        return collect_terms(self.dataset)

    def term(self, name: str, key: str) -> Term:
        """Return a term of the open list `name`."""
        return next(term for term in self.terms[name] if term.key == key)

    def term_of(self, fact: Fact) -> Term:
        """Return the term that the dimension of a fact is."""
        return self.term(FACT_KINDS[fact.kind].term_list, fact.dimension)

    def track_of(self, certification: Certification) -> Term:
        """Return the track of a certification."""
        return self.term("track", certification.track)

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The levels of education, from the lowest."""
        return tuple(term.key for term in self.terms["education"])

    @cached_property
    def steps(self) -> tuple[EligibilityStep, ...]:
        """The distinct steps, from the lowest."""
        return tuple(sorted({r for c in self.certifications if (r := self.step_of(c))}, key=self._step_rank))

    def step_of(self, certification: Certification) -> EligibilityStep | None:
        """Return the step of a certification, or None if its education is not published."""
        education = self.lowest_education(certification)
        if education is None:
            return None
        return EligibilityStep(self.term_of(education), self.lowest_route_hours(certification) is not None)

    def lowest_route_hours(self, certification: Certification) -> Fact | None:
        """Return the fewest clinical hours required with the lowest education; None if none are known."""
        education = self.lowest_education(certification)
        routes = (*RANGE_ENDS, education.dimension) if education else (*RANGE_ENDS, *self.levels)
        found = (f for f in self.dataset.find("clinical_hours", certification.code) if f.dimension in routes)
        least = min(found, key=lambda f: f.number, default=None)
        return least if least and least.number else None

    def fewest_hours(self, certification: Certification) -> Fact | None:
        """Return the fewest clinical hours of any route; None if a route may need none or none are known."""
        found = [f for f in self.dataset.find("clinical_hours", certification.code) if f.dimension != RANGE_ENDS[1]]
        least = min(found, key=lambda f: f.number, default=None)
        return least if least and least.number else None

    @cached_property
    def longest_track(self) -> Term | None:
        """The track of which each certification has a higher step than all others; None if there is none."""
        ranks: dict[str, list[tuple[int, bool]]] = {}
        for c in self.certifications:
            step = self.step_of(c)
            if step is None:
                return None
            ranks.setdefault(c.track, []).append(self._step_rank(step))
        for track, own in ranks.items():
            others = [rank for name, some in ranks.items() if name != track for rank in some]
            if others and min(own) > max(others):
                return self.term("track", track)
        return None

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
            key=lambda f: self.levels.index(f.dimension),
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

    def _dividing_questions(self, remaining: list[Certification]) -> list[tuple[Term, list[Certification]]]:
        """Return the terms that split `remaining` into first certifications (no) and later ones (yes)."""
        ranks = [self.levels.index(r.education.key) if (r := self.step_of(c)) else -1 for c in remaining]
        found = []
        if count := _split(ranks):
            found.append((self.terms["education"][min(ranks[count:])], remaining[:count]))
        for term in self.terms["population"]:
            if count := _split([self._serves(c, term) for c in remaining]):
                found.append((term, remaining[:count]))
        return found

    def _serves(self, certification: Certification, population: Term) -> int:
        """Return 1 if its clients are such people, 0 if not, -1 if its population is not published."""
        served = self.dataset.find("population", certification.code)
        return int(any(f.dimension == population.key for f in served)) if served else -1

    def _step_rank(self, step: EligibilityStep) -> tuple[int, bool]:
        return self.levels.index(step.education.key), step.needs_hours


def _split(marks: Sequence[int]) -> int:
    """Return how many first marks are equal if all later ones are higher; 0 if not, or if the first is not known."""
    count = next((i for i, mark in enumerate(marks) if mark != marks[0]), 0)
    return count if count and marks[0] >= 0 and min(marks[count:]) > marks[0] else 0
