"""An edition of a document: what can be chosen about it, and nothing of what it tells."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..dataset.model import Fact
from ..geometry import Grid
from ..i18n.catalog import Language
from ..i18n.phrase import Phrase
from ..page_formats import PageFormat
from ..theme.model import Brand

__all__ = ["LayoutContext", "TextStyle"]


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Type ready to be set: face, size, lead and tracking in points, colour by role."""

    family: str
    weight: int
    size: float
    leading: float
    tracking: float
    ink: str


@dataclass(frozen=True, slots=True)
class LayoutContext:
    """A brand, a language and a format. `say` and `style` are what pages and charts ask for.

    `issued` is the day of issue that was asked for, 2026-11-27, or ""; `code` names the figures of a document, once
    they are known.
    """

    brand: Brand
    language: Language
    page_format: PageFormat
    issued: str = ""
    edition_code: str = ""

    @property
    def grid(self) -> Grid:
        """The twelve columns of this format."""
        margin, gutter = self.brand.grid[self.page_format.type_scale]
        return Grid(self.page_format.width, margin, gutter)

    def style(self, name: str) -> TextStyle:
        """Return the brand's style called `name` at this format's size."""
        spec = self.brand.styles[name]
        size, lead = self.brand.type[self.page_format.type_scale][spec.size]
        return TextStyle(
            self.brand.font_faces[0].family, spec.weight, size, lead, spec.tracking * size / 1000, spec.ink
        )

    def metrics(self, chart: str) -> dict[str, float]:
        """Return the brand's measures of a chart at this format's scale, in points."""
        return self.brand.charts[chart][self.page_format.type_scale]

    def message(self, message_id: str, **values: object) -> Phrase:
        """Return a phrase of the edition's language."""
        return self.language.message(message_id, **values)

    def plural_message(self, message_id: str, n: Fact, **values: object) -> Phrase:
        """Return the form of a phrase that the language's grammar wants for `n` things."""
        return self.language.plural_message(message_id, n, **values)

    def attribute_phrase(self, origin: object, attribute: str) -> Phrase:
        """Return what a fact or a row of the data says under `attribute`, as a phrase that knows it."""
        return self.language.attribute_phrase(origin, attribute)

    def literal(self, text: str, kind: str) -> Phrase:
        """Return a numeral that is no fact as a phrase: `what` is one of language.LITERALS."""
        return self.language.literal(text, kind)

    def with_page_format(self, page_format: PageFormat) -> LayoutContext:
        """Return the same edition in another format."""
        return replace(self, page_format=page_format)
