"""What may be done with evidence: hand it in, confirm a list of it, take it out."""

from apps.evidence.actions.carry import carry
from apps.evidence.actions.confirm import confirm
from apps.evidence.actions.content import MediaTypeRefused
from apps.evidence.actions.names import check_name
from apps.evidence.actions.open import EvidenceCorrupt, open_checked
from apps.evidence.actions.store import (
    TooLarge,
    check_declared_size,
    drop_unfinished,
    sha256_of,
    store,
)

__all__ = [
    "EvidenceCorrupt",
    "MediaTypeRefused",
    "TooLarge",
    "carry",
    "check_declared_size",
    "check_name",
    "confirm",
    "drop_unfinished",
    "open_checked",
    "sha256_of",
    "store",
]
