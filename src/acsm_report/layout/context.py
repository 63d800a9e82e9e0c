"""What pages are laid out with: brand, language, page format, and the organization that messages name."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..dataset.model import NO_ORGANIZATION, Fact, Organization, Term
from ..geometry import Grid
from ..i18n.catalog import Language
from ..i18n.organization import OrganizationTerms, organization_terms
from ..i18n.phrase import Phrase
from ..page_formats import PageFormat
from ..theme.model import Brand

__all__ = ["LayoutContext", "TextStyle"]


@dataclass(frozen=True, slots=True)
class TextStyle:
    """A text style at a page format's size: font, size, leading and tracking in points, color role."""

    family: str
    weight: int
    size: float
    leading: float
    tracking: float
    ink: str


@dataclass(frozen=True, slots=True)
class LayoutContext:
    """Brand, language, page format and organization. Pages and charts ask it for text, styles and metrics.

    `issued` is the requested issue date, 2026-11-27, or "". `edition_code` is "" until it is known.
    """

    brand: Brand
    language: Language
    page_format: PageFormat
    issued: str = ""
    edition_code: str = ""
    organization: Organization = NO_ORGANIZATION

    @property
    def grid(self) -> Grid:
        """The twelve columns of this page format."""
        margin, gutter = self.brand.grid[self.page_format.type_scale]
        return Grid(self.page_format.width, margin, gutter)

    def style(self, name: str) -> TextStyle:
        """Return the brand's text style `name` in the size of this page format."""
        spec = self.brand.styles[name]
        size, leading = self.brand.type[self.page_format.type_scale][spec.size]
        return TextStyle(
            self.brand.families[spec.font], spec.weight, size, leading, spec.tracking * size / 1000, spec.ink
        )

    def metrics(self, chart: str) -> dict[str, float]:
        """Return the brand's metrics of a chart for this page format, in points."""
        return self.brand.charts[chart][self.page_format.type_scale]

    def message(self, message_id: str, **values: object) -> Phrase:
        """Return a message in the language."""
        return self.language.message(message_id, organization=self._organization_terms, **values)

    def plural_message(self, message_id: str, n: Fact, **values: object) -> Phrase:
        """Return the plural form of a message for `n` things."""
        return self.language.plural_message(message_id, n, organization=self._organization_terms, **values)

    def term_message(self, message_id: str, term: Term, **values: object) -> Phrase:
        """Return a message with {label} and {short} of a term of an open list."""
        return self.language.term_message(message_id, term, organization=self._organization_terms, **values)

    @property
    def _organization_terms(self) -> OrganizationTerms:
        return organization_terms(self.language, self.organization)

    def attribute_phrase(self, origin: object, attribute: str) -> Phrase:
        """Return an attribute of a fact or a row of the data as a phrase with its span."""
        return self.language.attribute_phrase(origin, attribute)

    def period_label(self, fact: Fact) -> Phrase:
        """Return the period of a fact for a narrow place, such as the axis of a chart."""
        return self.language.attribute_phrase(fact, "period", short=True)

    def literal(self, text: str, kind: str) -> Phrase:
        """Return a numeral that is not a fact as a phrase. `kind` is one of LITERAL_KINDS."""
        return self.language.literal(text, kind)

    def with_page_format(self, page_format: PageFormat) -> LayoutContext:
        """Return the context with another page format."""
        return replace(self, page_format=page_format)
