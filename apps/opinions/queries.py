"""Which other dossiers a step on an opinion touches."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from apps.clues.queries import merged_along
from apps.matters.models import Matter
from clue_transfer.vocabulary import Kind, Status, Verb


def referrals_along(pks: Collection[UUID], verb: Verb) -> list[UUID]:
    """Name the dossiers of refused transfers that an opinion puts before their head again."""
    if verb is not Verb.SERVE:
        return merged_along(pks, verb)
    refused = Matter.objects.filter(
        opinions__opinion__in=list(pks), kind=Kind.CRIME_REFERRAL, status=Status.REFUSED
    )
    return list(refused.order_by("root_id").values_list("root_id", flat=True).distinct())
