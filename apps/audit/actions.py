"""Write the record: entries, readings and the seals over them; nobody else writes these tables."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.conf import settings
from django.db import connection, transaction

from apps.audit.models import (
    Entry,
    Reading,
    Seal,
    chained_hash,
    entry_leaf,
    merkle_root,
    reading_leaf,
)
from apps.audit.queries import public_keys_file
from apps.common.rows import Insert
from clue_transfer.actors import Actor

SEAL_BATCH = 10_000

# Any number will do, as long as nothing else in the database takes it.
_SEALER_LOCK = 7_305_001
_CHAIN_LOCK = 7_305_002


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An act to record; `sequence` and `previous_hash` continue what the caller has locked.

    Several entries of one chain may stand in one batch: the first one's place counts, the
    others follow it.
    """

    event: str
    actor: Actor
    matter_id: UUID | None = None
    chain: str
    sequence: int
    previous_hash: str
    verb: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)


def chained(entries: Sequence[NewEntry], *, now: datetime) -> list[Entry]:
    """Make entries that are to be inserted; the last of a chain carries the chain's new head."""
    heads: dict[str, tuple[int, str]] = {}
    rows = []
    for new in entries:
        sequence, previous = heads.get(new.chain, (new.sequence, new.previous_hash))
        row = Entry(
            matter_id=new.matter_id,
            chain=new.chain,
            sequence=sequence,
            at=now,
            person_id=new.actor.person,
            department_id=new.actor.department,
            on_behalf_of_id=new.actor.on_behalf_of,
            event=new.event,
            verb=new.verb,
            previous_hash=previous,
        )
        row.text = row.envelope(new.content)
        row.hash = chained_hash(row.text, previous=previous)
        heads[new.chain] = (sequence + 1, row.hash)
        rows.append(row)
    return rows


def insertion(entries: Sequence[Entry]) -> Insert:
    """Offer entries to be written in one statement with the rows that they tell of."""
    return Insert(Entry, entries)


def record(entries: Sequence[NewEntry], *, now: datetime) -> list[Entry]:
    """Insert entries in one statement."""
    return Entry.objects.bulk_create(chained(entries, now=now))


@transaction.atomic
def record_apart(
    event: str, *, chain: str, actor: Actor, now: datetime, content: Mapping[str, Any]
) -> Entry:
    """Record an act that belongs to no matter, on the chain of its kind.

    The chain's head is held until the transaction ends: for rare acts only.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_CHAIN_LOCK, chain])
    head = (
        Entry.objects.filter(chain=chain)
        .order_by("-sequence")
        .values_list("sequence", "hash")
        .first()
    )
    sequence, previous = head or (0, "")
    new = NewEntry(
        event=event,
        actor=actor,
        chain=chain,
        sequence=sequence + 1,
        previous_hash=previous,
        content=content,
    )
    return record([new], now=now)[0]


def record_reading(
    route: str, *, actor: Actor, now: datetime, matters: Iterable[UUID], filters: str = ""
) -> Reading:
    """Record in one statement that somebody reads; call it before the answer is given."""
    reading = Reading(
        at=now,
        person_id=actor.person,
        department_id=actor.department,
        on_behalf_of_id=actor.on_behalf_of,
        powers_id=None if actor.powers is None else actor.powers.grant,
        route=route[:200],
        filter=filters,
        matters=list(matters),
    )
    reading.hash = reading.digest()
    reading.save(force_insert=True)
    return reading


def seal_all(*, now: datetime, most: int = 100) -> int:
    """Seal batch after batch until nothing committed waits; say how many seals were made."""
    for made in range(most):
        if seal(now=now) is None:
            return made
    return most


@transaction.atomic
def seal(*, now: datetime) -> Seal | None:
    """Seal one batch; nothing when nothing waits or when another sealer is at work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SEALER_LOCK])
        if not cursor.fetchone()[0]:
            return None
        entries = _waiting(cursor, _WAITING_ENTRIES)
        readings = _waiting(cursor, _WAITING_READINGS)
        if not entries and not readings:
            return None
        last = Seal.objects.order_by("-number").first()
        first = last.last_position + 1 if last else 1
        key = seal_key()
        new = Seal(
            number=last.number + 1 if last else 1,
            first_position=first,
            last_position=first + len(entries) - 1,
            readings=len(readings),
            root=merkle_root(
                [
                    *(
                        entry_leaf(hash_, position=at)
                        for at, (_, hash_) in enumerate(entries, first)
                    ),
                    *(reading_leaf(hash_, reading=pk) for pk, hash_ in readings),
                ]
            ),
            previous_hash=last.hash if last else "",
            at=now,
            public_key=public_text(key),
        )
        new.hash = new.digest()
        new.signature = key.sign(bytes.fromhex(new.hash)).hex()
        new.save(force_insert=True)
        entry_ids = [pk for pk, _ in entries]
        reading_ids = [pk for pk, _ in readings]
        cursor.execute(_PLACE_ENTRIES, [first, new.number, entry_ids])
        cursor.execute(_PLACE_READINGS, [new.number, reading_ids])
        cursor.execute("DELETE FROM audit_unsealed WHERE entry_id = ANY(%s)", [entry_ids])
        cursor.execute(
            "DELETE FROM audit_unsealedreading WHERE reading_id = ANY(%s)", [reading_ids]
        )
    return new


# LATERAL … OFFSET 0: what waits is read first. A planner that is free to choose walks the whole
# record from its beginning when much of it waits, and the more the longer it has sealed.
_WAITING_ENTRIES = """
    SELECT entry.id, entry.hash FROM audit_unsealed unsealed
    CROSS JOIN LATERAL (
        SELECT id, hash FROM audit_entry WHERE id = unsealed.entry_id OFFSET 0
    ) AS entry
    ORDER BY unsealed.entry_id LIMIT %s
"""
_WAITING_READINGS = """
    SELECT reading.id, reading.hash FROM audit_unsealedreading unsealed
    CROSS JOIN LATERAL (
        SELECT id, hash FROM audit_reading WHERE id = unsealed.reading_id OFFSET 0
    ) AS reading
    ORDER BY unsealed.reading_id LIMIT %s
"""
_PLACE_ENTRIES = """
    INSERT INTO audit_sealedentry (position, entry_id, seal_id)
    SELECT %s + place - 1, id, %s FROM unnest(%s::bigint[]) WITH ORDINALITY AS batch (id, place)
"""
_PLACE_READINGS = """
    INSERT INTO audit_sealedreading (reading_id, seal_id)
    SELECT id, %s FROM (SELECT unnest(%s::bigint[]) AS id) AS batch ORDER BY id
"""


def _waiting(cursor: Any, query: str) -> list[tuple[int, str]]:
    """Read one batch of ids and hashes, smallest id first."""
    cursor.execute(query, [SEAL_BATCH])
    rows: list[tuple[int, str]] = cursor.fetchall()
    return rows


def seal_key() -> Ed25519PrivateKey:
    """Read the key that signs seals; on first use make it, and write its public half beside it."""
    path = Path(settings.SEAL_KEY_FILE)
    if not path.exists():
        _make_key(path)
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))


def public_text(key: Ed25519PrivateKey) -> str:
    """Write a key's public half as the seals carry it."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def _make_key(path: Path) -> None:
    """Write a new key that only its owner can read; of several that try at once, one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()).hex()
    # The public half first: nobody may meet a seal before the key that proves it is known.
    with public_keys_file().open("a") as file:
        file.write(f"{public_text(key)}\n")
    with NamedTemporaryFile("w", dir=path.parent, prefix=f"{path.name}.", delete=False) as draft:
        draft.write(f"{secret}\n")
        draft.flush()
        os.fsync(draft.fileno())
    with suppress(FileExistsError):
        os.link(draft.name, path)
    Path(draft.name).unlink()
