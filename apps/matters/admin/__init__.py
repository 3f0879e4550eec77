"""What hangs on matters, and powers to read them, in the admin: shown as the API shows it."""

from apps.matters.admin.powers import PowerGrantAdmin
from apps.matters.admin.satellites import CustodyAdmin, DocumentAdmin, EvidenceAdmin, OutboxAdmin

__all__ = [
    "CustodyAdmin",
    "DocumentAdmin",
    "EvidenceAdmin",
    "OutboxAdmin",
    "PowerGrantAdmin",
]
