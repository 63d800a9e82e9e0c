"""An edition of a document: what can be chosen about it, and nothing of what it tells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .geometry import Format, Grid

if TYPE_CHECKING:
    from .brand import Brand
    from .dataset import Fact
    from .language import Language, Phrase

__all__ = ["Edition", "Style"]


@dataclass(frozen=True, slots=True)
class Style:
    """Type ready to be set: face, size, lead and tracking in points, colour by role."""

    family: str
    weight: int
    size: float
    lead: float
    tracking: float
    ink: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A brand, a language and a format. `say` and `style` are what pages and charts ask for.

    `issued` is the day of issue that was asked for, 2026-11-27, or ""; `code` names the figures of a document, once
    they are known.
    """

    brand: Brand
    language: Language
    format: Format
    issued: str = ""
    code: str = ""

    @property
    def grid(self) -> Grid:
        """The twelve columns of this format."""
        margin, gutter = self.brand.grid[self.format.scale]
        return Grid(self.format.width, margin, gutter)

    def style(self, name: str) -> Style:
        """Return the brand's style called `name` at this format's size."""
        spec = self.brand.styles[name]
        size, lead = self.brand.type[self.format.scale][spec.size]
        return Style(self.brand.faces[0].family, spec.weight, size, lead, spec.tracking * size / 1000, spec.ink)

    def measures(self, chart: str) -> dict[str, float]:
        """Return the brand's measures of a chart at this format's scale, in points."""
        return self.brand.charts[chart][self.format.scale]

    def say(self, key: str, **values: object) -> Phrase:
        """Return a phrase of the edition's language."""
        return self.language.say(key, **values)

    def counted(self, key: str, n: Fact, **values: object) -> Phrase:
        """Return the form of a phrase that the language's grammar wants for `n` things."""
        return self.language.counted(key, n, **values)

    def told(self, of: object, attribute: str) -> Phrase:
        """Return what a fact or a row of the data says under `attribute`, as a phrase that knows it."""
        return self.language.told(of, attribute)

    def literal(self, text: str, what: str) -> Phrase:
        """Return a numeral that is no fact as a phrase: `what` is one of language.LITERALS."""
        return self.language.literal(text, what)

    def on(self, format: Format) -> Edition:
        """Return the same edition in another format."""
        return replace(self, format=format)
