"""The tables of the spine."""

from apps.matters.models.access import (
    VIEWER,
    Access,
    NamedPerson,
    beside_visible,
    not_secret,
    opened_by_powers,
)
from apps.matters.models.clock_access import ClockAccess
from apps.matters.models.comment import Comment
from apps.matters.models.counter import Counter
from apps.matters.models.link import Link
from apps.matters.models.matter import Matter, MatterQuerySet
from apps.matters.models.party import PartyRow, Wait
from apps.matters.models.recusal import Recusal, recused_in, recused_persons
from apps.matters.models.staged import StagedMatter

__all__ = [
    "VIEWER",
    "Access",
    "ClockAccess",
    "Comment",
    "Counter",
    "Link",
    "Matter",
    "MatterQuerySet",
    "NamedPerson",
    "PartyRow",
    "Recusal",
    "StagedMatter",
    "Wait",
    "beside_visible",
    "not_secret",
    "opened_by_powers",
    "recused_in",
    "recused_persons",
]
