"""Recording is one statement, chains are kept, sealing covers all that is committed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from apps.audit import actions
from apps.audit.models import (
    Entry,
    Reading,
    Seal,
    SealedEntry,
    SealedReading,
    Unsealed,
    UnsealedReading,
    entry_leaf,
    merkle_root,
)
from clue_transfer.actors import SYSTEM, Actor

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)

MakeMatter = Callable[..., UUID]
Act = Callable[..., list[Entry]]


def test_many_entries_are_one_statement(
    make_matter: MakeMatter, actor: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    new = [
        actions.NewEntry(
            event="clue.opened",
            actor=actor,
            matter_id=matter,
            chain=str(matter),
            sequence=1,
            previous_hash="",
        )
        for matter in (make_matter() for _ in range(30))
    ]

    with django_assert_num_queries(1):
        entries = actions.record(new, now=NOW)

    assert [entry.pk for entry in entries] == list(
        Unsealed.objects.order_by("entry_id").values_list("entry_id", flat=True)
    )


def test_entries_of_one_chain_in_one_batch_follow_each_other(
    make_matter: MakeMatter, act: Act
) -> None:
    first, second = act(make_matter(), {"n": 1}, {"n": 2})

    assert (first.sequence, second.sequence) == (1, 2)
    assert (first.previous_hash, second.previous_hash) == ("", first.hash)
    assert second.hash == hashlib.sha256(f"{first.hash}\n{second.text}".encode()).hexdigest()


def test_an_entry_gives_its_content_back(make_matter: MakeMatter, act: Act) -> None:
    act(make_matter(), {"标题": "倾倒", "tonnes": 3.4})

    assert Entry.objects.get().content == {"标题": "倾倒", "tonnes": 3.4}


def test_two_entries_cannot_take_one_place(make_matter: MakeMatter, actor: Actor) -> None:
    matter = make_matter()
    new = actions.NewEntry(
        event="clue.opened",
        actor=actor,
        matter_id=matter,
        chain=str(matter),
        sequence=1,
        previous_hash="",
    )
    actions.record([new], now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        actions.record([new], now=NOW)

    assert Entry.objects.count() == 1


def test_acts_without_a_matter_chain_by_kind(db: None) -> None:
    for number in (1, 2):
        actions.record_apart(
            "token.issued", chain="accounts", actor=SYSTEM, now=NOW, content={"n": number}
        )

    first, second = Entry.objects.order_by("id")
    assert [first.sequence, second.sequence] == [1, 2]
    assert second.previous_hash == first.hash


def test_a_reading_is_one_statement(
    make_matter: MakeMatter, actor: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    matters = [make_matter(), make_matter()]

    with django_assert_num_queries(1):
        actions.record_reading(
            "clues", actor=actor, now=NOW, matters=matters, filters="search=倾倒"
        )

    reading = Reading.objects.get()
    assert reading.matters == matters
    assert reading.hash == reading.digest()
    assert UnsealedReading.objects.get().reading_id == reading.pk


def test_a_seal_covers_what_waits_in_order_of_ids(
    make_matter: MakeMatter, act: Act, actor: Actor
) -> None:
    entries = [*act(make_matter(), {"n": 1}, {"n": 2}), *act(make_matter(), {"n": 3})]
    reading = actions.record_reading("clues", actor=actor, now=NOW, matters=[])

    seal = actions.seal(now=NOW)

    assert seal is not None
    assert (seal.number, seal.first_position, seal.last_position, seal.readings) == (1, 1, 3, 1)
    placed = SealedEntry.objects.order_by("position").values_list("position", "entry_id", "seal_id")
    assert list(placed) == [(at, entry.pk, 1) for at, entry in enumerate(entries, 1)]
    assert list(SealedReading.objects.values_list("reading_id", "seal_id")) == [(reading.pk, 1)]
    assert (Unsealed.objects.count(), UnsealedReading.objects.count()) == (0, 0)


def test_a_seal_is_signed_and_follows_the_one_before(make_matter: MakeMatter, act: Act) -> None:
    matter = make_matter()
    act(matter, {"n": 1})
    first = actions.seal(now=NOW)
    act(matter, {"n": 2})

    second = actions.seal(now=NOW)

    assert first is not None
    assert second is not None
    assert second.previous_hash == first.hash
    assert (second.number, second.first_position, second.last_position) == (2, 2, 2)
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(second.public_key))
    public.verify(bytes.fromhex(second.signature), bytes.fromhex(second.hash))


def test_nothing_waiting_makes_no_seal(db: None) -> None:
    assert actions.seal(now=NOW) is None
    assert Seal.objects.count() == 0


def test_batches_are_bounded(
    make_matter: MakeMatter, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "SEAL_BATCH", 2)
    act(make_matter(), *({"n": n} for n in range(5)))

    made = actions.seal_all(now=NOW)

    assert made == 3
    assert list(Seal.objects.order_by("number").values_list("first_position", "last_position")) == [
        (1, 2),
        (3, 4),
        (5, 5),
    ]


def test_sealing_costs_the_same_statements_whatever_waits(
    make_matter: MakeMatter, act: Act
) -> None:
    counts = []
    for size in (1, 40):
        act(make_matter(), *({"n": n} for n in range(size)))
        with CaptureQueriesContext(connection) as caught:
            actions.seal(now=NOW)
        counts.append(len(caught))

    assert counts[0] == counts[1]


def test_a_seal_with_readings_only_takes_no_position(actor: Actor) -> None:
    actions.record_reading("clues", actor=actor, now=NOW, matters=[])

    seal = actions.seal(now=NOW)

    assert seal is not None
    assert (seal.first_position, seal.last_position, seal.readings) == (1, 0, 1)


def test_a_leaf_alone_is_the_root_and_a_third_one_rises() -> None:
    one, two, three = (entry_leaf("ab" * 32, position=at) for at in (1, 2, 3))

    pair = hashlib.sha256(b"\x01" + one + two).digest()

    assert merkle_root([one]) == one.hex()
    assert merkle_root([one, two]) == pair.hex()
    assert merkle_root([one, two, three]) == hashlib.sha256(b"\x01" + pair + three).hexdigest()


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.parametrize("table", ["entry", "reading", "seal", "sealedentry", "sealedreading"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
    ],
    ids=["update", "delete", "truncate"],
)
def test_the_database_refuses_to_change_the_record(
    table: str, statement: str, make_matter: MakeMatter, act: Act, actor: Actor
) -> None:
    act(make_matter(), {"n": 1})
    actions.record_reading("clues", actor=actor, now=NOW, matters=[])
    actions.seal(now=NOW)
    column = {"entry": "text", "reading": "route", "seal": "root"}.get(table, "seal_id")
    sql = statement.format(table=f"audit_{table}", column=column)

    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        # what waits for the commit would stand in TRUNCATE's way
        run("SET CONSTRAINTS ALL IMMEDIATE", sql)

    word = statement.split(maxsplit=1)[0]
    assert f"the record is append-only: {word} of audit_" in str(refused.value)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM audit_{table}")  # noqa: S608 - a name from above
        assert cursor.fetchone() == (1,)


def test_a_session_that_poses_as_a_replica_is_refused_as_well(
    make_matter: MakeMatter, act: Act
) -> None:
    act(make_matter(), {"n": 1})

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run("SET LOCAL session_replication_role = replica", "DELETE FROM audit_entry")

    assert Entry.objects.count() == 1


def test_whom_the_record_names_cannot_be_deleted(
    make_matter: MakeMatter, act: Act, actor: Actor
) -> None:
    act(make_matter(), {"n": 1})

    with pytest.raises(IntegrityError), transaction.atomic():
        run(
            "DELETE FROM accounts_membership",
            f"DELETE FROM accounts_user WHERE id = {actor.person}",  # noqa: S608 - our own number
            "SET CONSTRAINTS ALL IMMEDIATE",
        )


def test_the_key_is_made_once_and_only_its_owner_reads_it(db: None) -> None:
    first = actions.public_text(actions.seal_key())

    again = actions.public_text(actions.seal_key())

    path = actions.public_keys_file()
    assert again == first
    assert path.read_text().split() == [first]
    assert path.with_suffix("").stat().st_mode & 0o777 == 0o600
