"""Whatever is changed behind the database's back is named, with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from apps.audit import actions, queries
from apps.audit.models import Entry, Seal, chained_hash
from clue_transfer.actors import Actor

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)

MakeMatter = Callable[..., UUID]
Act = Callable[..., list[Entry]]


@contextmanager
def behind_the_database() -> Iterator[Any]:
    """Do what only the owner of the tables can, by switching the triggers off."""
    with connection.cursor() as cursor:
        # constraint checks that are waiting for the commit stand in the way of ALTER TABLE
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        tables = ("entry", "reading", "seal", "sealedentry", "sealedreading")
        for table in tables:
            cursor.execute(f"ALTER TABLE audit_{table} DISABLE TRIGGER ALL")
        yield cursor
        for table in tables:
            cursor.execute(f"ALTER TABLE audit_{table} ENABLE TRIGGER ALL")


@pytest.fixture
def matter(make_matter: MakeMatter, act: Act, actor: Actor) -> UUID:
    """Make a matter with six entries and two readings under two seals, and a seventh unsealed."""
    matter = make_matter()
    act(matter, {"n": 1}, {"n": 2}, {"n": 3})
    actions.record_reading("clues", actor=actor, now=NOW, matters=[matter])
    actions.seal(now=NOW)
    act(matter, {"n": 4}, {"n": 5}, {"n": 6})
    actions.record_reading("clues", actor=actor, now=NOW, matters=[])
    actions.seal(now=NOW)
    act(matter, {"n": 7})
    return matter


def test_a_sound_record_with_a_backlog_is_sound(matter: UUID) -> None:
    report = queries.verify()

    assert report == queries.Report(entries=7, readings=2, seals=2, waiting=1, faults=())
    assert report.sound


def test_an_empty_record_is_sound(db: None) -> None:
    assert queries.verify() == queries.Report(entries=0, readings=0, seals=0, waiting=0)


def test_a_changed_text_is_named(matter: UUID) -> None:
    with behind_the_database() as cursor:
        cursor.execute("UPDATE audit_entry SET text = replace(text, '2}', '9}') WHERE sequence = 2")

    assert queries.verify().faults == (f"entry 2 of matter {matter} text changed: hash differs",)


def test_a_changed_text_with_its_hash_is_named(matter: UUID) -> None:
    entry = Entry.objects.get(sequence=2)
    text = entry.text.replace("2}", "9}")
    with behind_the_database() as cursor:
        cursor.execute(
            "UPDATE audit_entry SET text = %s, hash = %s WHERE id = %s",
            [text, chained_hash(text, previous=entry.previous_hash), entry.pk],
        )

    assert queries.verify().faults == (
        f"entry 3 of matter {matter} does not follow entry 2: previous hash differs",
        "seal 1 root differs",
    )


def test_a_chain_rewritten_to_its_end_is_caught_by_the_seals(matter: UUID) -> None:
    head = ""
    with behind_the_database() as cursor:
        for entry in Entry.objects.order_by("sequence"):
            text = entry.text.replace('"n":2', '"n":9')
            hash_ = chained_hash(text, previous=head)
            cursor.execute(
                "UPDATE audit_entry SET text = %s, previous_hash = %s, hash = %s WHERE id = %s",
                [text, head, hash_, entry.pk],
            )
            head = hash_
        cursor.execute("UPDATE matters_matter SET record_head = %s", [head])

    assert queries.verify().faults == ("seal 1 root differs", "seal 2 root differs")


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ("at = at + interval '1 second'", "at"),
        ("person_id = NULL", "person"),
        ("department_id = NULL", "department"),
        ("event = 'clue.approved'", "event"),
        ("verb = 'approve'", "verb"),
    ],
)
def test_a_changed_column_is_named(change: str, column: str, matter: UUID) -> None:
    with behind_the_database() as cursor:
        cursor.execute(f"UPDATE audit_entry SET {change} WHERE sequence = 5")  # noqa: S608 - from above

    assert queries.verify().faults == (
        f"entry 5 of matter {matter} changed: {column} differs from the text",
    )


def test_a_deleted_entry_is_named_by_chain_and_position(matter: UUID) -> None:
    with behind_the_database() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE sequence = 5")

    assert queries.verify().faults == (
        f"entry 5 of matter {matter} missing",
        "the entry of position 5 missing",
    )


def test_a_deleted_entry_with_its_place_is_named(matter: UUID) -> None:
    with behind_the_database() as cursor:
        cursor.execute("DELETE FROM audit_sealedentry WHERE position IN (4, 5)")
        cursor.execute("DELETE FROM audit_entry WHERE sequence IN (4, 5)")

    assert queries.verify().faults == (
        f"entries 4 to 5 of matter {matter} missing",
        "positions 4 to 5 missing",
    )


def test_a_cut_off_end_is_named_by_the_matter(matter: UUID) -> None:
    with behind_the_database() as cursor:
        cursor.execute("DELETE FROM audit_unsealed")
        cursor.execute("DELETE FROM audit_entry WHERE sequence = 7")

    assert queries.verify().faults == (f"entry 7 of matter {matter} missing at the end",)


def test_an_entry_deleted_before_its_seal_leaves_a_trace(matter: UUID) -> None:
    waiting = Entry.objects.get(sequence=7)
    with behind_the_database() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE id = %s", [waiting.pk])

    assert queries.verify().faults == (
        f"entry 7 of matter {matter} missing at the end",
        f"entry with id {waiting.pk} missing before it was sealed",
    )


def test_an_entry_kept_from_the_sealer_is_named(matter: UUID) -> None:
    waiting = Entry.objects.get(sequence=7)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_unsealed")

    assert queries.verify().faults == (
        f"entry with id {waiting.pk} has no seal and does not wait for one",
    )


def test_a_forged_entry_at_the_end_is_named(matter: UUID, actor: Actor) -> None:
    last = Entry.objects.get(sequence=7)
    forged = actions.NewEntry(
        event="clue.approved",
        actor=actor,
        matter_id=matter,
        chain=last.chain,
        sequence=8,
        previous_hash=last.hash,
    )
    actions.record([forged], now=NOW)

    assert queries.verify().faults == (f"matter {matter} has entries after its last, entry 7",)


def test_a_changed_head_is_named(matter: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE matters_matter SET record_head = 'x'")

    assert queries.verify().faults == (
        f"entry 7 of matter {matter} is not the head that the matter names",
    )


def test_a_changed_reading_is_named(matter: UUID) -> None:
    reading = Seal.objects.get(number=2).sealed_readings.get().reading_id
    with behind_the_database() as cursor:
        cursor.execute(
            "UPDATE audit_reading SET matters = %s::uuid[] WHERE id = %s", [[uuid4()], reading]
        )

    assert queries.verify().faults == (f"reading {reading} changed: hash differs",)


def test_a_deleted_reading_is_named(matter: UUID) -> None:
    reading = Seal.objects.get(number=1).sealed_readings.get().reading_id
    with behind_the_database() as cursor:
        cursor.execute("DELETE FROM audit_reading WHERE id = %s", [reading])

    assert queries.verify().faults == (f"reading {reading} missing",)


def test_a_deleted_reading_with_its_place_is_named(matter: UUID) -> None:
    with behind_the_database() as cursor:
        cursor.execute("DELETE FROM audit_sealedreading WHERE seal_id = 1 RETURNING reading_id")
        cursor.execute("DELETE FROM audit_reading WHERE id = %s", cursor.fetchone())

    assert queries.verify().faults == ("seal 1 covers 1 readings, found 0",)


def test_a_changed_seal_is_named(matter: UUID) -> None:
    with behind_the_database() as cursor:
        cursor.execute("UPDATE audit_seal SET at = at + interval '1 day' WHERE number = 1")

    assert queries.verify().faults == ("seal 1 changed: hash differs",)


def test_a_seal_forged_without_the_key_is_named(matter: UUID) -> None:
    seal = Seal.objects.get(number=2)
    seal.root = "0" * 64
    with behind_the_database() as cursor:
        cursor.execute(
            "UPDATE audit_seal SET root = %s, hash = %s WHERE number = 2",
            [seal.root, seal.digest()],
        )

    assert queries.verify().faults == (
        "seal 2 signature does not match",
        "seal 2 root differs",
    )


def test_a_deleted_seal_is_named(matter: UUID) -> None:
    with behind_the_database() as cursor:
        cursor.execute("DELETE FROM audit_seal WHERE number = 1")

    assert queries.verify().faults[0] == "seal 1 missing"


def test_a_key_that_nobody_knows_is_named(matter: UUID, settings: Settings, tmp_path: Path) -> None:
    settings.SEAL_KEY_FILE = tmp_path / "other.key"

    assert queries.verify().faults == (
        "seal 1 is signed with an unknown key: not in other.key.pub",
        "seal 2 is signed with an unknown key: not in other.key.pub",
    )


def test_faults_are_counted_up_to_a_limit(matter: UUID) -> None:
    with behind_the_database() as cursor:
        cursor.execute("UPDATE audit_entry SET text = '{}'")

    assert len(queries.verify(most=3).faults) == 3


def test_an_app_above_adds_what_it_keeps(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_verifiers", {})
    queries.register_verifier("evidence", verifier=lambda: ["file ab12 changed"])

    assert queries.verify().faults == ("file ab12 changed",)


def test_the_command_says_that_all_is_sound(matter: UUID) -> None:
    out = StringIO()

    call_command("verify_record", stdout=out)

    assert out.getvalue() == (
        "7 entries, 2 readings, 2 seals read; 1 waiting to be sealed; sound\n"
    )


def test_the_command_names_the_place_and_fails(matter: UUID) -> None:
    out = StringIO()
    with behind_the_database() as cursor:
        cursor.execute("UPDATE audit_entry SET text = replace(text, '2}', '9}') WHERE sequence = 2")

    with pytest.raises(SystemExit) as left:
        call_command("verify_record", stdout=out)

    assert left.value.code == 1
    assert out.getvalue().splitlines()[0] == (
        f"entry 2 of matter {matter} text changed: hash differs"
    )
