"""Whatever department, police, procuratorate and court try on a case, every rule holds."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any, ClassVar

import time_machine
from django.db.models import Q
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from apps.deadlines.models import Suspension
from apps.desk.actions import sweep
from apps.matters.kinds import spec_of
from apps.matters.models import Matter
from clue_transfer.vocabulary import Kind
from clue_transfer.workflows import MACHINES
from clue_transfer.workflows.common import VERBS as ON_EVERYTHING
from tests.client import Caller
from tests.concurrency.cases import assert_cases_hold
from tests.concurrency.walking import Walker
from tests.journeys.playing_cases import EVERYBODY, given
from tests.journeys.test_state_machine import REFUSED, VERBS, WRITTEN, Dossier, play
from tests.opinions import Inquiry, Linkage, Opinion, PublicInterest
from tests.referrals import Detention, Referral
from tests.stories import MORNING, Story

KINDS = (
    *(Kind.CRIME_REFERRAL, Kind.DETENTION_REFERRAL, Kind.OPINION, Kind.PUBLIC_INTEREST),
    *(Kind.REVERSE_LINKAGE, Kind.INQUIRY),
)
KIND_OF = {spec_of(kind).collection: kind for kind in (*KINDS, Kind.CLUE, Kind.TRANSFER)}
OWN_VERBS = {
    spec_of(kind).collection: [str(row.verb) for row in MACHINES[kind].rows] for kind in KINDS
}
STRETCHES = ("approved", "received", "filed", "declined", "prosecuted")
PAPER = {"clock": "penalty", "cause": "hearing", "paper": "兰环听告〔2026〕3号"}
_IN_THE_DOSSIER = 12
_AT_A_TIME = 4


class Cases(Dossier):
    """A leg with its case before the police, and what procuratorates write beside it."""

    answered: ClassVar[Counter[int]] = Counter()
    moved_by: ClassVar[Counter[str]] = Counter()
    moved: ClassVar[Counter[str]] = Counter()
    everybody = EVERYBODY
    verbs: ClassVar[dict[str, list[str]]] = {**VERBS, **OWN_VERBS}
    models: ClassVar[dict[str, Any]] = {
        **Dossier.models,
        **{spec_of(kind).collection: spec_of(kind).model for kind in KINDS},
    }
    written: ClassVar[list[Any]] = [
        *WRITTEN,
        Suspension,
        *(spec_of(kind).model for kind in KINDS),
    ]

    def set_out(self) -> None:
        """Bring a leg to where its case has been filed, with what stands by itself beside it."""
        self._time = time_machine.travel(MORNING, tick=False)
        self._clock = self._time.start()
        self.story = Story().filed()
        self.clue, self.manifest, self.evidence = self.story.clue_id, [], []
        self.walker = Walker([self.clue], seed=0)
        self.beside: list[str] = []

    def teardown(self) -> None:
        """Check everything, and let the clock go."""
        try:
            assert_cases_hold()
            super().teardown()
        finally:
            self._time.stop()

    @initialize(stretch=st.sampled_from(STRETCHES))
    def somebody_begins(self, stretch: str) -> None:
        """The case begins somewhere on its way."""
        case = Referral.on(self.story)
        getattr(case, stretch)()
        about = {"about": [case.id]}
        self.beside += [Opinion(opinion_kind="penalise", **about).id, Linkage().id]
        self.beside += [PublicInterest(beside=case.id).id, Inquiry().id]

    @rule(at=st.integers(0, 99), seed=st.integers(0, 999))
    def take_what_is_offered(self, at: int, seed: int) -> None:
        """Those who hold a few of the matters take steps that they are offered."""
        for place in range(at, at + _AT_A_TIME):
            self.offered(place, seed)

    @rule(
        who=st.sampled_from(EVERYBODY),
        at=st.integers(0, 99),
        verb=st.integers(0, 99),
        seed=st.integers(0, 999),
    )
    def try_anything(self, who: tuple[str, str], at: int, verb: int, seed: int) -> None:
        """Somebody tries a step, whether it is theirs or not."""
        self.anything(who, at, verb, seed)

    @rule(days=st.integers(1, 20), hours=st.integers(0, 23))
    def days_pass(self, days: int, hours: int) -> None:
        """Time goes on, over ends of months and of the year, and the sweep does what is due."""
        self._clock.shift(timedelta(days=days, hours=hours))
        sweep(now=timezone.now())

    @rule(detention=st.booleans())
    def open_another(self, detention: bool) -> None:
        """The handler opens one more case on the leg, where it may."""
        kind = Detention if detention else Referral
        body = {**kind.about, "leg": self.story.leg_id}
        if Matter.objects.filter(root=self.clue).count() < _IN_THE_DOSSIER:
            answer = self.story.receiver.handler.post(f"{kind.collection}/", body)
            assert answer.status_code in (201, 422), answer.content.decode()

    @rule(back=st.integers(0, 400), decided=st.booleans())
    def stand_on_a_paper(self, back: int, decided: bool) -> None:
        """The penalty is to stand for a hearing, since a while ago perhaps; the lead agrees."""
        desk, since = self.story.receiver, timezone.now() - timedelta(hours=back)
        self._paper(desk.handler, "propose_suspension", {**PAPER, "since": since.isoformat()})
        if decided:
            self._paper(desk.lead, "suspend", {"clock": "penalty"})

    @rule(back=st.integers(0, 400))
    def run_on_after_the_paper(self, back: int) -> None:
        """The hearing is over, since a while ago perhaps."""
        until = timezone.now() - timedelta(hours=back)
        body = {"clock": "penalty", "until": until.isoformat()}
        self._paper(self.story.receiver.lead, "resume", body)

    @invariant()
    def every_rule_of_cases_holds(self) -> None:
        """Copies, outcomes, holders, and the days of the penalty."""
        assert_cases_hold()

    def matter(self, at: int) -> tuple[str, str]:
        """Choose one of the dossier, or of what stands beside it; the cases most of all."""
        rows = Matter.objects.filter(Q(root=self.clue) | Q(root__in=self.beside)).order_by("pk")
        found = []
        for pk, kind in rows.values_list("pk", "kind"):
            collection = "rectifications" if kind == Kind.RECTIFICATION else None
            collection = collection or spec_of(kind).collection
            found += [(str(collection), str(pk))] * (3 if kind in KINDS[:2] else 1)
        return found[at % len(found)]

    def body(self, collection: str, verb: str, caller: Caller, *, seed: int) -> dict[str, Any]:
        """Fill in what a verb needs."""
        kind = KIND_OF.get(collection)
        if kind in KINDS and verb not in ON_EVERYTHING:
            return given(kind, verb, seed=seed)
        return super().body(collection, verb, caller, seed=seed)

    def _paper(self, caller: Caller, verb: str, body: dict[str, Any]) -> None:
        self.attempt(caller, "transfers", self.story.leg_id, verb, seed=0, body=body)


def test_every_rule_holds_whatever_is_tried_on_a_case() -> None:
    play(Cases, games=5, steps=20, same=True)

    assert Cases.answered[200] > 20
    assert sum(Cases.answered[code] for code in REFUSED) > 20
    assert Cases.moved["crime-referrals"] > 0
