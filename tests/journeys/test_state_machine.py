"""Whatever several departments try on a clue with three legs, every rule holds after each step."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from apps.audit.models import Entry
from apps.clues.models import Clue, Rectification, Transfer
from apps.deadlines.models import Deadline
from apps.matters.models import Access, Matter, PartyRow, Wait
from apps.notifications.models import Outbox
from clue_transfer.vocabulary import Kind, Status
from clue_transfer.workflows import MACHINES
from tests.client import Caller, ok, person
from tests.concurrency.invariants import (
    assert_access_is_what_the_rules_say,
    assert_all_holds,
    assert_an_entry_a_step,
    assert_clues_are_held_where_their_legs_are,
    assert_held_by_one,
    assert_one_clock_of_a_kind,
    assert_somebody_is_awaited,
)
from tests.concurrency.walking import EVERYWHERE, PEOPLE, Walker, hire
from tests.stories import BAIYIN, LANZHOU, REASON, WATER, Story, paper, upload

JINCHANG = "620300-ecology"
RECEIVERS = [
    {"department": LANZHOU, "role": "main"},
    {"department": BAIYIN, "role": "co"},
    {"department": JINCHANG, "role": "co"},
]
THIRD = tuple((role, JINCHANG) for role in ("liaison", "lead", "handler"))
EVERYBODY = (*PEOPLE, *THIRD)
SUBJECTS = [{"name": "甲厂", "role": "suspect"}, {"name": "乙厂", "role": "suspect"}]
WRITTEN = (Matter, Clue, Transfer, Rectification, PartyRow, Wait, Access, Deadline, Entry, Outbox)
VERBS = {
    "clues": [str(row.verb) for row in MACHINES[Kind.CLUE].rows],
    "transfers": [str(row.verb) for row in MACHINES[Kind.TRANSFER].rows],
    "rectifications": [str(row.verb) for row in MACHINES[Kind.RECTIFICATION].rows],
}
MODELS: dict[str, Any] = {
    "clues": Clue,
    "transfers": Transfer,
    "rectifications": Rectification,
}
ORDERED = {
    "outcomes": [{"outcome": "correction_by_date", "requirement": "清运", "due_on": "2026-12-01"}],
    "summary": "已责令限期改正。",
}
REFUSED = {403, 404, 409, 412, 422}


class Dossier(RuleBasedStateMachine):
    """One clue with three legs, and everybody who may try anything on it."""

    answered: ClassVar[Counter[int]] = Counter()
    moved_by: ClassVar[Counter[str]] = Counter()
    moved: ClassVar[Counter[str]] = Counter()
    everybody: ClassVar[Sequence[tuple[str, str]]] = EVERYBODY
    models: ClassVar[Mapping[str, Any]] = MODELS
    verbs: ClassVar[Mapping[str, Sequence[str]]] = VERBS
    written: ClassVar[Sequence[Any]] = WRITTEN

    def __init__(self) -> None:
        super().__init__()
        self._undone = transaction.atomic()
        self._undone.__enter__()
        self.set_out()

    def set_out(self) -> None:
        """Bring about what the game is about."""
        story = Story(receivers=RECEIVERS, subjects=SUBJECTS).sent()
        item = ok(upload(story.sender.liaison, story.clue_id, paper("现场记录")), 201)
        self.evidence = [item["id"]]
        self.clue = story.clue_id
        self.manifest = story.manifest()
        self.walker = Walker([self.clue], seed=0)

    def teardown(self) -> None:
        """Check what is dear to check, and leave nothing behind."""
        try:
            assert_all_holds()
        finally:
            transaction.set_rollback(True)
            self._undone.__exit__(None, None, None)

    @initialize()
    def somebody_begins(self) -> None:
        """The last receiver begins, so that short runs step its leg as well."""
        assert self.attempt(self.walker.caller(THIRD[0]), *self.matter(2), "sign", seed=0)

    @rule(at=st.integers(0, 9), seed=st.integers(0, 999))
    def take_what_is_offered(self, at: int, seed: int) -> None:
        """Somebody of who holds it, or of its sender, takes a step that they are offered."""
        self.offered(at, seed)

    def offered(self, at: int, seed: int) -> None:
        """Take one of the steps that the people of the holder are offered."""
        collection, pk = self.matter(at)
        holder = Matter.objects.values_list("holder__code", flat=True).get(pk=pk)
        theirs = [who for who in self.everybody if who[1] == holder] or list(PEOPLE[:4])
        random.Random(seed).shuffle(theirs)
        for who in (*theirs, *PEOPLE[:2]):
            caller = self.walker.caller(who)
            offered = caller.get(f"{collection}/{pk}/").json().get("available_actions") or []
            leading = [row["verb"] for row in offered if row["verb"] not in {*EVERYWHERE, "merge"}]
            random.Random(seed).shuffle(leading)
            if any(self.attempt(caller, collection, pk, verb, seed=seed) for verb in leading[:3]):
                return

    @rule(
        who=st.sampled_from(EVERYBODY),
        at=st.integers(0, 9),
        verb=st.integers(0, 99),
        seed=st.integers(0, 999),
    )
    def try_anything(self, who: tuple[str, str], at: int, verb: int, seed: int) -> None:
        """Somebody tries a step, whether it is theirs or not."""
        self.anything(who, at, verb, seed)

    def anything(self, who: tuple[str, str], at: int, verb: int, seed: int) -> None:
        """Let somebody try a step, whatever comes of it."""
        collection, pk = self.matter(at)
        chosen = self.verbs[collection][verb % len(self.verbs[collection])]
        self.attempt(self.walker.caller(who), collection, pk, chosen, seed=seed)

    @invariant()
    def every_rule_holds(self) -> None:
        """One holder, a wait, one clock of a kind, an entry a step, access as the rules say."""
        for matter in Matter.objects.filter(root=self.clue):
            assert_held_by_one(matter)
            assert_somebody_is_awaited(matter)
            assert_an_entry_a_step(matter)
        assert_clues_are_held_where_their_legs_are()
        assert_one_clock_of_a_kind()
        assert_access_is_what_the_rules_say()
        self._concluded_when_it_was_due()

    def _concluded_when_it_was_due(self) -> None:
        clue = Clue.objects.get(pk=self.clue)
        if clue.status == Status.CONCLUDED:
            legs = Transfer.objects.filter(parent=clue)
            assert not legs.filter(concluded_at=None).exists()
            assert legs.filter(status=Status.CONFIRMED).exists()
            assert clue.acts["conclude"]["at"] == clue.concluded_at.isoformat()

    def matter(self, at: int) -> tuple[str, str]:
        """Choose one of the matters of the game."""
        legs = Transfer.objects.filter(root=self.clue).order_by("sequence")
        orders = Rectification.objects.filter(root=self.clue).order_by("pk")
        rows = [("transfers", str(leg.pk)) for leg in legs]
        rows += [("rectifications", str(order.pk)) for order in orders]
        rows.append(("clues", self.clue))
        return rows[at % len(rows)]

    def body(self, _collection: str, verb: str, caller: Caller, *, seed: int) -> dict[str, Any]:
        """Fill in what a verb needs."""
        rows = Clue.objects.get(pk=self.clue).clue_subjects.values_list("subject_id", flat=True)
        subjects = [{"id": str(subject)} for subject in rows.order_by("place")]
        self.walker.reseed(seed)
        shown = {"note": "已核查", "evidence": self.evidence}
        own = {
            "sign": {"manifest": self.manifest},
            "report_done": shown,
            "look_back": shown,
            "verify": {"note": "属实"},
            "reject": {"due_on": "2026-12-11", **REASON},
            "enforce": {"way": "daily_fine", "note": "按日连续处罚"},
            "close_enforced": {},
            "find_kept": {},
        }
        if verb in ("propose_feedback", "feed_back") and seed % 2:
            return ORDERED
        if verb in own:
            return own[verb]
        return self.walker.payload(verb, caller, {"subjects": subjects})

    def attempt(
        self,
        caller: Caller,
        collection: str,
        pk: str,
        verb: str,
        *,
        seed: int,
        body: dict[str, Any] | None = None,
    ) -> bool:
        """Try one step; answer whether it was taken."""
        model = self.models[collection]
        matter = model.objects.get(pk=pk)
        body = body or self.body(collection, verb, caller, seed=seed)
        of_the_verb = Entry.objects.filter(matter=pk, verb=verb)
        before, entries = self._fingerprint(), of_the_verb.count()

        response = caller.step(collection, pk, verb, body, version=matter.version)

        self.answered[response.status_code] += 1
        if response.status_code == 200:
            self.moved_by[caller.department] += 1
            self.moved[collection] += 1
            assert of_the_verb.count() == entries + 1, verb
            assert model.objects.get(pk=pk).version > matter.version
        else:
            assert response.status_code in REFUSED, response.content.decode()
            assert self._fingerprint() == before, (verb, response.content.decode())
        return bool(response.status_code == 200)

    def _fingerprint(self) -> list[Any]:
        """Read everything that a step writes."""
        return [sorted(map(repr, model.objects.values_list())) for model in self.written]


def play(
    game: type[RuleBasedStateMachine] = Dossier, *, games: int, steps: int, same: bool
) -> None:
    """Let everybody play, each game of so many steps, the same games each time or others."""
    hire()
    for role, department in getattr(game, "everybody", ()):
        person(role, department)
    assert PEOPLE[0][1] == WATER
    run_state_machine_as_test(
        game,
        settings=settings(
            max_examples=games,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=same,
        ),
    )


def test_every_rule_holds_after_every_step() -> None:
    play(games=4, steps=20, same=True)

    assert Dossier.answered[200] > 5
    assert sum(Dossier.answered[code] for code in REFUSED) > 5
    assert Dossier.moved_by[JINCHANG] > 0
