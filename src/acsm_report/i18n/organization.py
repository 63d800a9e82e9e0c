"""What messages say of the organization: {organization.label}, {organization.noun:Title} and so on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..dataset.model import Organization
from .catalog import Language
from .phrase import Phrase

__all__ = ["OrganizationTerms", "organization_terms"]

VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class OrganizationTerms:
    """The organization in a language. Without an organization, names are empty and nouns are those of the catalog.

    A message with the suffix `form`, own or unnamed, replaces the message for independent guides.

    `label` is for titles, `name` for sentences; both are the short name, if it has one. `possessive` is the name with
    its apostrophe. `full_name` also has the full one, `imprint` also the web address. `described` is what it certifies:
    health and fitness certifications.
    """

    form: str
    label: Phrase
    name: Phrase
    possessive: Phrase
    full_name: Phrase
    imprint: Phrase
    noun: Phrase
    a_noun: Phrase
    plural: Phrase
    described: Phrase
    handbook: Phrase


@lru_cache(maxsize=8)
def organization_terms(language: Language, organization: Organization) -> OrganizationTerms:
    """Return what messages say of an organization."""

    def term(text: str, default: str = "none") -> Phrase:
        """Return a cell as a phrase; a numeral in it is not a fact. An empty cell gives the message `default`."""
        is_numeric = any(character.isnumeric() for character in text)
        return language.literal(text, "organization") if is_numeric else Phrase(text or language.messages[default])

    name = term(organization.name_in_text or organization.name)
    short_name = term(organization.short_name)
    has_both = short_name.text not in ("", name.text, organization.name)
    full_name = language.message("organization.full", name=name, short=short_name) if has_both else name
    address = term(organization.url.partition(":")[2].strip("/"))
    noun, plural = term(organization.noun, "organization.noun"), term(organization.plural, "organization.plural")
    ending = "s" if (short_name.text or name.text).endswith("s") else "other"
    article = "vowel" if noun.text[0].lower() in VOWELS else "consonant"
    return OrganizationTerms(
        form="own" if organization.is_own else "" if organization.name else "unnamed",
        label=short_name if short_name.text else term(organization.name),
        name=short_name if short_name.text else name,
        possessive=language.message(f"organization.of.{ending}", name=short_name if short_name.text else name),
        full_name=full_name,
        imprint=Phrase.join(", ", [part for part in (full_name, address) if part.text]),
        noun=noun,
        a_noun=language.message(f"organization.a.{article}", noun=noun),
        plural=plural,
        described=term(organization.description) if organization.description else plural,
        handbook=term(organization.handbook, "organization.handbook"),
    )
