"""Reads of accounts: who acts, by which token, with which powers, and who is who."""

from apps.accounts.queries.actors import (
    Held,
    actor_from,
    actor_of,
    held_by,
    lent_to,
    substitute_from,
    substitutions_of,
)
from apps.accounts.queries.people import (
    Member,
    Rights,
    directory,
    hold_membership,
    holders_of,
    members,
    rights_of,
    roles_in,
    stand_ins,
)
from apps.accounts.queries.powers import (
    asked,
    entrusted_lately,
    may_approve_powers,
    open_powers,
    with_powers,
)
from apps.accounts.queries.tokens import (
    token_of,
)

__all__ = [
    "Held",
    "Member",
    "Rights",
    "actor_from",
    "actor_of",
    "asked",
    "directory",
    "entrusted_lately",
    "held_by",
    "hold_membership",
    "holders_of",
    "lent_to",
    "may_approve_powers",
    "members",
    "open_powers",
    "rights_of",
    "roles_in",
    "stand_ins",
    "substitute_from",
    "substitutions_of",
    "token_of",
    "with_powers",
]
