"""The documents and their pages, in order. To add a page, add a line here."""

from __future__ import annotations

from dataclasses import replace

from .brochure.back_cover import back_cover, personalized_back_cover
from .brochure.certification import certification_pages
from .brochure.contents import contents
from .brochure.cover import cover
from .brochure.decision_path import decision_path
from .brochure.history import history
from .brochure.notes import notes, ruled_page
from .brochure.open_questions import open_questions
from .brochure.pay import pay
from .brochure.renewal import renewal
from .brochure.requirements import requirements
from .brochure.sources import sources
from .brochure.statistics import statistics
from .compose import Document, Page
from .infographic.formats import infographic
from .infographic.portrait import addressed_infographic

__all__ = ["BROCHURE", "DOCUMENTS", "INFOGRAPHIC", "PERSONALIZED_DOCUMENTS"]

BROCHURE = Document(
    "brochure",
    "brochure.name",
    pages=(
        Page("cover", cover),
        Page("contents", contents, lists_pages=True, is_optional=True),
        Page("glance", decision_path),
        Page("lanes", certification_pages, refers_to=("requirements", "keep")),
        Page("requirements", requirements),
        Page("statistics", statistics),
        Page("keep", renewal),
        Page("pay", pay),
        Page("changed", history),
        Page("sources", sources),
    ),
    closing_pages=(Page("back", back_cover, prints_edition_code=True),),
    filler_pages=(Page("notes", notes), Page("open", open_questions), Page("lines", ruled_page)),
    page_multiple=4,
)
INFOGRAPHIC = Document("infographic", "infographic.name", (Page("infographic", infographic, prints_edition_code=True),))
DOCUMENTS = {document.name: document for document in (BROCHURE, INFOGRAPHIC)}
PERSONALIZED_DOCUMENTS = {  # the same documents with room for a recipient
    "brochure": replace(BROCHURE, closing_pages=(Page("back", personalized_back_cover, prints_edition_code=True),)),
    "infographic": replace(INFOGRAPHIC, pages=(Page("infographic", addressed_infographic, prints_edition_code=True),)),
}
