"""What the spine must know of a crime referral."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from apps.clues.queries import merged_along
from apps.matters import kinds
from apps.matters.work import Work, acts_of
from apps.notifications.actions import TOLD_BY_DEFAULT
from apps.referrals.actions.crime_effects import EFFECTS
from apps.referrals.actions.following import follow_crime
from apps.referrals.actions.joining import joining
from apps.referrals.actions.letters import OF_A_CRIME
from apps.referrals.actions.opening import load_dossier, sender_law
from apps.referrals.models import CrimeReferral
from clue_transfer.offices import with_same_offices
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import DeadlineKind, Kind, Status, System, Verb
from clue_transfer.workflows import MACHINES
from clue_transfer.workflows.crime_referral.rules import PoliceTrack

_LAST_REVIEW_AFTER = timedelta(days=59)
_TRACKS = {PoliceTrack.SEVEN: Fact.TRACK_SEVEN, PoliceTrack.THIRTY: Fact.TRACK_THIRTY}


def crime_facts(work: Work, referral: Any) -> frozenset[Fact]:
    """Compute what the table asks of a crime referral."""
    found = set()
    ecology = work.directory.by_id(referral.sender_id).system == System.ECOLOGY
    if ecology:
        found.add(Fact.ECOLOGY_LAW)
    if referral.goods:
        found.add(Fact.HAS_GOODS)
    if referral.track:
        found.add(_TRACKS[PoliceTrack(referral.track)])
    if referral.track == PoliceTrack.THIRTY:
        found.add(Fact.TRACK_CHOSEN_LONGEST)
    found |= _lapsed(work, referral, ecology=ecology)
    return frozenset(found | _late(work, referral) | _done(work, referral))


def _lapsed(work: Work, referral: Any, *, ecology: bool) -> set[Fact]:
    """Say which rights can be used no longer: their clock is over, or gone."""

    def over(kind: DeadlineKind) -> bool:
        clock = work.clocks.find(referral.pk, kind)
        return clock is None or clock.due_at < work.now

    found = set()
    if over(DeadlineKind.POLICE_SUPPLEMENT_NOTICE):
        found.add(Fact.PAPERS_LAPSED)
    if referral.status == Status.DECLINED and over(DeadlineKind.RECONSIDERATION_REQUEST):
        found.add(Fact.RECONSIDERATION_LAPSED)
    # 17号 12 sets ecology departments no time to ask for supervision; 310号 9 sets the others one.
    if referral.status == Status.UPHELD and not ecology and over(DeadlineKind.FILING_SUPERVISION):
        found.add(Fact.SUPERVISION_LAPSED)
    return found


def _late(work: Work, referral: Any) -> set[Fact]:
    def late(*kinds_of_clock: DeadlineKind) -> bool:
        clocks = [work.clocks.find(referral.pk, kind) for kind in kinds_of_clock]
        return any(clock is not None and clock.due_at < work.now for clock in clocks)

    found = set()
    if late(DeadlineKind.POLICE_FILING):
        found.add(Fact.POLICE_OVERDUE)
    if late(DeadlineKind.EXPLANATION, DeadlineKind.FILING_ORDER):
        found.add(Fact.ANSWER_OVERDUE)
    return found


def _done(work: Work, referral: Any) -> set[Fact]:
    found, acts = set(), acts_of(referral)
    claimed, asked = acts.get(Verb.CLAIM_OVERDUE), acts.get(Verb.ASK_SUPERVISION)
    if claimed is not None and (asked is None or asked.at < claimed.at):
        found.add(Fact.CLAIMED_OVERDUE)
    if Verb.ASK_REASONS in acts:
        found.add(Fact.FILED_BY_SUPERVISION)
    refused = acts.get(Verb.REFUSE_TRANSFER)
    if refused is not None and work.now - refused.at >= _LAST_REVIEW_AFTER:
        found.add(Fact.REFUSAL_REMINDED)
    return found


SPEC = kinds.KindSpec(
    machine=MACHINES[Kind.CRIME_REFERRAL],
    model=CrimeReferral,
    collection="crime-referrals",
    facts=crime_facts,
    along=merged_along,
    companions=load_dossier,
    effects=EFFECTS,
    law=sender_law,
    party=joining,
    papers=OF_A_CRIME,
    after=follow_crime,
    told=with_same_offices(TOLD_BY_DEFAULT),
)
