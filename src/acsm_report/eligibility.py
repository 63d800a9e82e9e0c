"""Who may start: the ladder of what is asked, and the path of questions that leads to a certification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from . import findings
from .dataset import Certification, Dataset, Fact
from .fields import EDUCATION, RANGE

__all__ = ["Eligibility", "Gate", "Rung"]


class Rung(NamedTuple):
    """A step of the run-up: the degree it asks for, and whether it asks for clinical hours too."""

    education: str
    hours: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """A question of the decision path: who answers no takes one of these lanes, who answers yes goes on."""

    question: str  # "education.<degree>" or "population.<whom>"
    no: tuple[Certification, ...]


@dataclass(frozen=True)
class Eligibility:
    """What the data tells of what is asked. Findings are computed when first asked for, and only once."""

    dataset: Dataset
    certifications: tuple[Certification, ...]

    @cached_property
    def ladder(self) -> tuple[Rung, ...]:
        """The distinct steps of the run-up, from the lowest."""
        return tuple(sorted({r for c in self.certifications if (r := self.rung(c))}, key=_height))

    def rung(self, certification: Certification) -> Rung | None:
        """Return the step that a certification starts from, or None when its education is not published."""
        education = self.education(certification)
        if education is None:
            return None
        return Rung(education.dimension, self.hours(certification) is not None)

    def hours(self, certification: Certification) -> Fact | None:
        """Return the fewest clinical hours asked with the lowest education, or None when none are known to be."""
        education = self.education(certification)
        routes = (*RANGE, education.dimension) if education else (*RANGE, *EDUCATION)
        found = (f for f in self.dataset.find("clinical_hours", certification.code) if f.dimension in routes)
        least = min(found, key=lambda f: f.number, default=None)
        return least if least and least.number else None

    def fewest_hours(self, certification: Certification) -> Fact | None:
        """Return the fewest clinical hours of any route, or None when a route may ask none or none are known."""
        found = [f for f in self.dataset.find("clinical_hours", certification.code) if f.dimension != RANGE[1]]
        least = min(found, key=lambda f: f.number, default=None)
        return least if least and least.number else None

    @cached_property
    def clinical_is_longer(self) -> bool:
        """Whether every clinical certification is known to start from a higher step than every other."""
        heights: dict[bool, list[tuple[int, bool]]] = {True: [], False: []}
        for c in self.certifications:
            rung = self.rung(c)
            if rung is None:
                return False
            heights[c.track == "clinical"].append(_height(rung))
        return bool(heights[True] and heights[False]) and min(heights[True]) > max(heights[False])

    def open_with(self, degrees: Sequence[str]) -> Fact:
        """Return how many certifications start from one of these degrees."""
        lowest = [self.education(c) for c in self.certifications]
        inputs = tuple(f for f in lowest if f and f.dimension in degrees)
        formula = "number of certifications whose lowest education is such a one"
        return findings.derived("lanes", len(inputs), "certifications", inputs, formula, dimension="+".join(degrees))

    def education(self, certification: Certification) -> Fact | None:
        """Return the education asked of a certification; of several routes the lowest."""
        return min(
            self.dataset.find("education", certification.code), key=lambda f: EDUCATION.index(f.dimension), default=None
        )

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """The decision path: questions that let the first lanes off, one gate after another.

        Of the questions that can be asked, the one that lets off the fewest lanes comes first,
        so that lanes leave the path in their order. The last lanes need no gate.
        """
        left, gates = list(self.certifications), []
        while len(left) > 1:
            splits = [(len(no), question, no) for question, no in self._questions(left)]
            if not splits:
                break
            _, question, no = min(splits, key=lambda s: s[0])
            gates.append(Gate(question, tuple(no)))
            left = left[len(no) :]
        return tuple(gates)

    def _questions(self, left: list[Certification]) -> list[tuple[str, list[Certification]]]:
        """The questions that divide `left` cleanly into first lanes (no) and later ones (yes)."""
        ranks = [EDUCATION.index(r.education) if (r := self.rung(c)) else -1 for c in left]
        found = []
        for marks, name in ((ranks, "education"), ([self._disease(c) for c in left], "population")):
            count = next((i for i, mark in enumerate(marks) if mark != marks[0]), 0)
            if count and marks[0] >= 0 and min(marks[count:]) > marks[0]:
                answer = EDUCATION[min(marks[count:])] if name == "education" else "disease"
                found.append((f"{name}.{answer}", left[:count]))
        return found

    def _disease(self, certification: Certification) -> int:
        """Return whether its clients have a disease, 1 or 0; -1 when nobody says whom it serves."""
        served = self.dataset.find("population", certification.code)
        return int(any(f.dimension == "disease" for f in served)) if served else -1


def _height(rung: Rung) -> tuple[int, bool]:
    return EDUCATION.index(rung.education), rung.hours
