"""Which users may read which matters, as those who hand out messages must ask."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from apps.matters.models import Matter, NamedPerson
from clue_transfer.vocabulary import Secrecy


def readers_of(matter_ids: Collection[UUID], user_ids: Collection[int]) -> set[tuple[UUID, int]]:
    """Keep the pairs in which secrecy lets the user read; departments are chosen by the step."""
    secrecy = dict(Matter.objects.filter(pk__in=matter_ids).values_list("pk", "secrecy"))
    named = set(
        NamedPerson.objects.filter(matter__in=matter_ids, person__in=user_ids).values_list(
            "matter_id", "person_id"
        )
    )
    everyone = {
        (pk, user)
        for pk, level in secrecy.items()
        if level == Secrecy.INTERNAL
        for user in user_ids
    }
    return everyone | named


def readers_among(pairs: Collection[tuple[UUID, int]]) -> set[tuple[UUID, int]]:
    """Keep the pairs of matter and person in which secrecy lets the person read."""
    if not pairs:
        return set()
    matters, users = {matter for matter, _ in pairs}, {user for _, user in pairs}
    open_to_all = set(
        Matter.objects.filter(pk__in=matters, secrecy=Secrecy.INTERNAL).values_list("pk", flat=True)
    )
    restricted = matters - open_to_all
    named = set(
        NamedPerson.objects.filter(matter__in=restricted, person__in=users).values_list(
            "matter_id", "person_id"
        )
    )
    return {pair for pair in pairs if pair[0] in open_to_all or pair in named}
