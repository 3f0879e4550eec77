"""Every write about people, each with its entry in the record."""

from apps.accounts.actions.granting import (
    end_substitution,
    issue_token,
    revoke_token,
    substitute,
)
from apps.accounts.actions.leaving import deactivate, end_lapsed, keep_membership, reactivate
from apps.accounts.actions.powers import approve_powers, ask_powers, end_powers, end_powers_of
from apps.accounts.actions.rights import note_account, note_password, note_rights

__all__ = [
    "approve_powers",
    "ask_powers",
    "deactivate",
    "end_lapsed",
    "end_powers",
    "end_powers_of",
    "end_substitution",
    "issue_token",
    "keep_membership",
    "note_account",
    "note_password",
    "note_rights",
    "reactivate",
    "revoke_token",
    "substitute",
]
