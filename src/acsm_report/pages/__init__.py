"""The pages, one a file: (story, edition, folios) → scenes, none where the data has nothing to tell.

Join one to a document in `documents`. `furniture`, `column` and `asked` are what they share; `addressed` lays out what
a copy says of its recipient.
"""

from .back import addressed_back, back
from .changed import changed
from .contents import contents
from .cover import cover
from .glance import glance
from .infographic import addressed_infographic, infographic
from .keep import keep
from .lanes import lanes
from .notes import lines, notes
from .pay import pay
from .requirements import requirements
from .sources import sources
from .statistics import statistics

__all__ = [
    "addressed_back",
    "addressed_infographic",
    "back",
    "changed",
    "contents",
    "cover",
    "glance",
    "infographic",
    "keep",
    "lanes",
    "lines",
    "notes",
    "pay",
    "requirements",
    "sources",
    "statistics",
]
