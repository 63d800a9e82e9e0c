"""The pages: (story, edition, folio) → Scene, one page a file. Join one to a document in `documents`."""

from .cover import cover
from .glance import glance
from .infographic import infographic
from .requirements import requirements
from .sources import sources
from .statistics import statistics

__all__ = ["cover", "glance", "infographic", "requirements", "sources", "statistics"]
