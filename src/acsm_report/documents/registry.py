"""The documents: which pages, in which order. A new page is one line here."""

from __future__ import annotations

from dataclasses import replace

from .brochure.back_cover import back_cover, personalized_back_cover
from .brochure.certification import certification_pages
from .brochure.contents import contents
from .brochure.cover import cover
from .brochure.decision_path import decision_path
from .brochure.history import history
from .brochure.notes import notes, ruled_page
from .brochure.pay import pay
from .brochure.renewal import renewal
from .brochure.requirements import requirements
from .brochure.sources import sources
from .brochure.statistics import statistics
from .compose import Document
from .infographic.formats import infographic
from .infographic.portrait import addressed_infographic

__all__ = ["BROCHURE", "DOCUMENTS", "INFOGRAPHIC", "PERSONALIZED_DOCUMENTS"]

BROCHURE = Document(
    "brochure",
    "brochure.name",
    (
        cover,
        contents,
        decision_path,
        certification_pages,
        requirements,
        statistics,
        renewal,
        pay,
        history,
        sources,
    ),
    closing=(back_cover,),
    fillers=(notes, ruled_page),
    page_multiple=4,
)
INFOGRAPHIC = Document("infographic", "infographic.name", (infographic,))
DOCUMENTS = {document.name: document for document in (BROCHURE, INFOGRAPHIC)}
PERSONALIZED_DOCUMENTS = {  # the same, with room for a recipient
    "brochure": replace(BROCHURE, closing=(personalized_back_cover,)),
    "infographic": replace(INFOGRAPHIC, pages=(addressed_infographic,)),
}
