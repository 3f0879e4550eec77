"""Every write about people, each with its entry in the record."""

from apps.accounts.actions.granting import (
    end_substitution,
    issue_token,
    revoke_token,
    substitute,
)
from apps.accounts.actions.leaving import deactivate, end_lapsed, keep_membership, reactivate

__all__ = [
    "deactivate",
    "end_lapsed",
    "end_substitution",
    "issue_token",
    "keep_membership",
    "reactivate",
    "revoke_token",
    "substitute",
]
