"""What may be done with papers: ask for one in a step, render it after, take it out."""

from apps.documents.actions.open import DocumentCorrupt, DocumentNotReady, open_checked
from apps.documents.actions.produce import after_ready, render_pending, try_again
from apps.documents.actions.request import MAKE, NewDocument, requested

__all__ = [
    "MAKE",
    "DocumentCorrupt",
    "DocumentNotReady",
    "NewDocument",
    "after_ready",
    "open_checked",
    "render_pending",
    "requested",
    "try_again",
]
