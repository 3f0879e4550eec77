"""With real connections: one sealer at a time, no chain forks, late commits are not lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Barrier, Event
from typing import Any

from django.db import transaction

from apps.audit import actions, queries
from apps.audit.models import Entry, Seal, SealedEntry
from apps.audit.tasks import seal_entries
from clue_transfer.actors import SYSTEM

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)

AtOnce = Callable[..., list[Any]]


def note(chain: str = "races") -> Entry:
    return actions.record_apart("race.run", chain=chain, actor=SYSTEM, now=NOW, content={})


def test_acts_at_the_same_time_stand_in_one_chain(at_once: AtOnce) -> None:
    start = Barrier(6)

    def act() -> int:
        start.wait(30)
        return note().sequence

    sequences = at_once(*[act] * 6)

    assert sorted(sequences) == [1, 2, 3, 4, 5, 6]
    assert queries.verify().faults == ()


def test_sealers_at_the_same_time_seal_everything_once(at_once: AtOnce) -> None:
    for number in range(20):
        note(f"chain {number}")
    start = Barrier(4)

    def seal() -> int:
        start.wait(30)
        return actions.seal_all(now=NOW)

    made = at_once(*[seal] * 4)
    actions.seal_all(now=NOW)

    assert sum(made) <= 1
    assert list(Seal.objects.values_list("number", "first_position", "last_position")) == [
        (1, 1, 20)
    ]
    assert queries.verify() == queries.Report(entries=20, readings=0, seals=1, waiting=0)


def test_an_entry_that_is_committed_late_is_sealed_later(at_once: AtOnce) -> None:
    written, sealed = Event(), Event()

    def late() -> int:
        with transaction.atomic():
            entry = note("late")
            written.set()
            sealed.wait(30)
        return entry.pk

    def early() -> int:
        written.wait(30)
        entry = note("early")
        seal_entries()
        sealed.set()
        return entry.pk

    late_pk, early_pk = at_once(late, early)
    seal_entries()

    assert late_pk < early_pk
    places = SealedEntry.objects.order_by("position").values_list("position", "entry_id")
    assert list(places) == [(1, early_pk), (2, late_pk)]
    assert queries.verify().faults == ()


def test_nothing_that_is_rolled_back_is_sealed(committed_db: str) -> None:
    with transaction.atomic():
        note()
        transaction.set_rollback(True)

    made = seal_entries()

    assert made == 0
    assert queries.verify() == queries.Report(entries=0, readings=0, seals=0, waiting=0)


def test_sealers_that_meet_without_a_key_agree_on_one(at_once: AtOnce) -> None:
    start = Barrier(4)

    def key() -> str:
        start.wait(30)
        return actions.public_text(actions.seal_key())

    keys = at_once(*[key] * 4)

    assert len(set(keys)) == 1
    assert keys[0] in actions.public_keys_file().read_text().split()
