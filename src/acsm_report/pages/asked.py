"""What is asked of who wants a certification, in words: shared by pages. No page of its own."""

from __future__ import annotations

from ..blocks import Words
from ..dataset import Certification
from ..edition import Edition
from ..fields import EDUCATION
from ..language import Phrase
from ..story import Story

__all__ = ["asked", "hours", "routes"]


def asked(story: Story, edition: Edition, certification: Certification) -> list[tuple[str, Words]]:
    """Return what is asked, each with the kind that names it; "" is not published."""
    return [
        *((kind, routes(story, edition, kind, certification)) for kind in ("minimum_age", "education", "life_support")),
        ("clinical_hours", hours(story, edition, certification)),
    ]


def routes(story: Story, edition: Edition, kind: str, certification: Certification) -> Words:
    """Return what is told of a kind; two rows are two routes, of which one is enough."""
    told = [edition.say("figure", fact=f) for f in story.dataset.find(kind, certification.code)]
    return edition.say("upper", words=Phrase.joined(edition.say("or").text, told)) if told else ""


def hours(story: Story, edition: Edition, certification: Certification) -> Words:
    """Return the clinical hours, a range or by the degree they come with."""
    low = story.dataset.first("clinical_hours", certification.code, "minimum")
    high = story.dataset.first("clinical_hours", certification.code, "maximum")
    if low and high:
        return edition.say("hours.range", low=low, high=high)
    if low or high:
        return edition.say("hours", low=low) if low else edition.say("hours.up", high=high)
    by_degree = [f for f in story.dataset.find("clinical_hours", certification.code) if f.dimension in EDUCATION]
    told = [edition.say("hours.route", hours=f, degree=edition.say(f"degree.{f.dimension}")) for f in by_degree]
    return Phrase.joined(edition.say("or").text, told) if told else ""
