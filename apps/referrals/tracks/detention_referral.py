"""What the spine must know of a detention referral."""

from __future__ import annotations

from typing import Any

from apps.clues.queries import merged_along
from apps.matters import kinds
from apps.matters.work import Work
from apps.notifications.actions import TOLD_BY_DEFAULT
from apps.referrals.actions.detention_effects import EFFECTS
from apps.referrals.actions.following import follow_detention
from apps.referrals.actions.joining import joining
from apps.referrals.actions.letters import OF_A_DETENTION
from apps.referrals.actions.opening import load_dossier, sender_law
from apps.referrals.models import DetentionReferral
from clue_transfer.offices import with_same_offices
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import DeadlineKind, Kind
from clue_transfer.workflows import MACHINES


def detention_facts(work: Work, referral: Any) -> frozenset[Fact]:
    """Compute what the table asks of a detention referral."""
    clock = work.clocks.find(referral.pk, DeadlineKind.DETENTION_SUPPLEMENT)
    if clock is None or clock.due_at < work.now:
        return frozenset({Fact.EVIDENCE_LAPSED})
    return frozenset()


SPEC = kinds.KindSpec(
    machine=MACHINES[Kind.DETENTION_REFERRAL],
    model=DetentionReferral,
    collection="detention-referrals",
    facts=detention_facts,
    along=merged_along,
    companions=load_dossier,
    effects=EFFECTS,
    law=sender_law,
    party=joining,
    papers=OF_A_DETENTION,
    after=follow_detention,
    told=with_same_offices(TOLD_BY_DEFAULT),
)
