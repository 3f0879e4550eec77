"""Read the record, and prove that it is what was written."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from apps.audit.models import (
    Entry,
    Reading,
    Seal,
    chained_hash,
    entry_leaf,
    merkle_root,
    reading_leaf,
)
from apps.common.prepared import Among

_CHUNK = 2_000

Verifier = Callable[[], Iterable[str]]
_verifiers: dict[str, Verifier] = {}


def entries_of(matters: models.QuerySet[Any]) -> models.QuerySet[Entry]:
    """Read what the record says of a few matters.

    As a list, not as a join: else the planner walks the whole record in the order of the answer.
    """
    return Entry.objects.filter(Among("matter_id", ArraySubquery(matters.values("pk"))))


def has_acted_on(user: int, *, by: int, events: Collection[str], since: datetime) -> bool:
    """Tell whether a person did one of these things to an account since a moment."""
    rows = Entry.objects.filter(event__in=events, person=by, at__gte=since)
    return any(entry.content.get("user") == user for entry in rows.iterator())


def register_verifier(name: str, *, verifier: Verifier) -> None:
    """Let an app above add what it keeps, such as stored files, to the verification."""
    _verifiers[name] = verifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a verification has read and what it has found wrong, in sentences that name places."""

    entries: int
    readings: int
    seals: int
    waiting: int
    faults: tuple[str, ...] = field(default=())

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong; a backlog of the sealer is not wrong."""
        return not self.faults


@dataclass(slots=True)
class _Count:
    """How many rows a walk has read."""

    entries: int = 0
    readings: int = 0
    seals: int = 0


def verify(*, most: int = 1_000) -> Report:
    """Read the whole record once, in streams, and name up to `most` things that are wrong."""
    count = _Count()
    with transaction.atomic():
        checks: list[Iterator[str]] = [
            _check_chains(count),
            _check_heads(),
            _check_seals(count),
            _check_cover(),
        ]
        faults = list(islice((fault for check in checks for fault in check), most))
        for verifier in _verifiers.values():
            faults.extend(islice(verifier(), most - len(faults)))
        waiting = _scalar("SELECT count(*) FROM audit_unsealed") + _scalar(
            "SELECT count(*) FROM audit_unsealedreading"
        )
    return Report(
        entries=count.entries,
        readings=count.readings,
        seals=count.seals,
        waiting=waiting,
        faults=tuple(faults),
    )


def public_keys_file() -> Path:
    """Say where the public keys stand, one a line: keep a copy where the database cannot reach."""
    path = Path(settings.SEAL_KEY_FILE)
    return path.with_name(f"{path.name}.pub")


def _check_chains(count: _Count) -> Iterator[str]:
    """Walk every chain from its first entry: no gap, no text changed, each follows the last."""
    chain, sequence, head = None, 0, ""
    for entry in Entry.objects.order_by("chain", "sequence").iterator(chunk_size=_CHUNK):
        count.entries += 1
        if entry.chain != chain:
            chain, sequence, head = entry.chain, 0, ""
        whose = f"matter {entry.matter_id}" if entry.matter_id else f"chain {entry.chain}"
        name = f"entry {entry.sequence} of {whose}"
        if entry.sequence > sequence + 1:
            gone = _span("entry", "entries", sequence + 1, entry.sequence - 1)
            yield f"{gone} of {whose} missing"
        elif entry.previous_hash != head:
            yield f"{name} does not follow entry {sequence}: previous hash differs"
        if chained_hash(entry.text, previous=entry.previous_hash) != entry.hash:
            yield f"{name} text changed: hash differs"
        elif wrong := _columns_that_differ(entry):
            yield f"{name} changed: {', '.join(wrong)} differs from the text"
        sequence, head = entry.sequence, entry.hash


def _columns_that_differ(entry: Entry) -> list[str]:
    """Name the columns that do not say what the hashed text says."""
    try:
        told = dict(json.loads(entry.text))
    except (ValueError, TypeError):
        told = {}
    stored = {
        "matter": str(entry.matter_id) if entry.matter_id else None,
        "chain": entry.chain,
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(),
        "person": entry.person_id,
        "department": entry.department_id,
        "on_behalf_of": entry.on_behalf_of_id,
        "event": entry.event,
        "verb": entry.verb,
    }
    return [name for name, value in stored.items() if told.get(name) != value]


def _check_heads() -> Iterator[str]:
    """Compare each matter's own head and count with its last entry: catches a cut-off end."""
    # By the foreign key, since this app lies below the matters and does not import them.
    matters: Any = Entry.matter.field.related_model
    of_matter = Entry.objects.filter(matter=OuterRef("pk")).order_by()
    head = of_matter.filter(sequence=OuterRef("record_count")).values("hash")[:1]
    rows = (
        matters.objects.annotate(
            head=Coalesce(Subquery(head), Value(""), output_field=models.TextField()),
            longer=Exists(of_matter.filter(sequence__gt=OuterRef("record_count"))),
        )
        .filter(~Q(head=F("record_head")) | Q(longer=True))
        .order_by("pk")
        .values_list("pk", "record_count", "head", "longer")
    )
    for pk, last, found, longer in rows.iterator(chunk_size=_CHUNK):
        if longer:
            yield f"matter {pk} has entries after its last, entry {last}"
        elif found:
            yield f"entry {last} of matter {pk} is not the head that the matter names"
        else:
            yield f"entry {last} of matter {pk} missing at the end"


_SEALED_ENTRIES = """
    SELECT sealed.position, sealed.seal_id, entry.hash FROM audit_sealedentry sealed
    LEFT JOIN audit_entry entry ON entry.id = sealed.entry_id
    WHERE sealed.seal_id <= %s ORDER BY sealed.position
"""
_SEALED_READINGS = """
    SELECT sealed.reading_id, sealed.seal_id, reading.hash FROM audit_sealedreading sealed
    LEFT JOIN audit_reading reading ON reading.id = sealed.reading_id
    WHERE sealed.seal_id <= %s ORDER BY sealed.seal_id, sealed.reading_id
"""


def _check_seals(count: _Count) -> Iterator[str]:
    """Walk the seals: numbers and positions gap-free, chained, signed, roots as recomputed."""
    trusted = _public_keys()
    last = _scalar("SELECT coalesce(max(number), 0) FROM audit_seal")
    entries = _Peekable(_stream(_SEALED_ENTRIES, [last]))
    readings = _Peekable(_stream(_SEALED_READINGS, [last]))
    number, position, head = 0, 0, ""
    for seal in Seal.objects.filter(number__lte=last).order_by("number").iterator(_CHUNK):
        count.seals += 1
        name = f"seal {seal.number}"
        if seal.number > number + 1:
            yield f"{_span('seal', 'seals', number + 1, seal.number - 1)} missing"
        elif seal.previous_hash != head:
            yield f"{name} does not follow seal {number}: previous hash differs"
        elif seal.first_position != position + 1:
            yield f"{name} begins at position {seal.first_position}, not {position + 1}"
        if seal.digest() != seal.hash:
            yield f"{name} changed: hash differs"
        elif reason := _signature_fault(seal, trusted):
            yield f"{name} {reason}"
        placed = list(entries.while_at_most(0, seal.last_position))
        read = list(readings.while_at_most(1, seal.number))
        yield from _check_batch(seal, placed, read)
        number, position, head = seal.number, seal.last_position, seal.hash
    for at, _, _ in entries.rest():
        yield f"position {at} lies after the last seal"
    for pk, number, _ in readings.rest():
        yield f"reading {pk} names seal {number}, which does not exist"
    yield from _check_readings(count)


_Leaf = tuple[int, int, str | None]  # place or id, number of the seal, hash unless it is gone


def _check_batch(seal: Seal, placed: list[_Leaf], read: list[_Leaf]) -> Iterator[str]:
    """Recompute one seal's root; say first what is missing, since that explains the root."""
    whole = True
    expected = seal.first_position
    for at, owner, hash_ in [*placed, (seal.last_position + 1, seal.number, "end")]:
        if at > expected:
            whole = False
            yield f"{_span('position', 'positions', expected, at - 1)} missing"
        if owner != seal.number:
            whole = False
            yield f"position {at} names seal {owner}, not {seal.number}"
        if hash_ is None:
            whole = False
            yield f"the entry of position {at} missing"
        expected = at + 1
    for pk, owner, hash_ in read:
        if owner != seal.number:
            whole = False
            yield f"reading {pk} names seal {owner}, which does not exist"
        elif hash_ is None:
            whole = False
            yield f"reading {pk} missing"
    if len(read) != seal.readings:
        whole = False
        yield f"seal {seal.number} covers {seal.readings} readings, found {len(read)}"
    if whole:
        leaves = [entry_leaf(hash_ or "", position=at) for at, _, hash_ in placed]
        leaves += [reading_leaf(hash_ or "", reading=pk) for pk, _, hash_ in read]
        if merkle_root(leaves) != seal.root:
            yield f"seal {seal.number} root differs"


def _check_readings(count: _Count) -> Iterator[str]:
    """Recompute the hash of every reading."""
    for reading in Reading.objects.order_by("id").iterator(chunk_size=_CHUNK):
        count.readings += 1
        if reading.digest() != reading.hash:
            yield f"reading {reading.pk} changed: hash differs"


_UNCOVERED = """
    SELECT {name}.id FROM audit_{name} {name}
    WHERE NOT EXISTS (SELECT FROM audit_sealed{name} s WHERE s.{name}_id = {name}.id)
      AND NOT EXISTS (SELECT FROM audit_unsealed{tail} u WHERE u.{name}_id = {name}.id)
    ORDER BY {name}.id
"""
_ORPHANS = """
    SELECT {name}_id FROM audit_unsealed{tail} u
    WHERE NOT EXISTS (SELECT FROM audit_{name} {name} WHERE {name}.id = u.{name}_id)
    ORDER BY {name}_id
"""


def _check_cover() -> Iterator[str]:
    """Find what neither has a seal nor waits for one, and what waits but is gone."""
    for name, tail in (("entry", ""), ("reading", "reading")):
        for (pk,) in _stream(_UNCOVERED.format(name=name, tail=tail), []):
            yield f"{name} with id {pk} has no seal and does not wait for one"
        for (pk,) in _stream(_ORPHANS.format(name=name, tail=tail), []):
            yield f"{name} with id {pk} missing before it was sealed"


def _public_keys() -> frozenset[str]:
    """Read the keys that may have signed."""
    path = public_keys_file()
    return frozenset(path.read_text().split()) if path.exists() else frozenset()


def _signature_fault(seal: Seal, trusted: frozenset[str]) -> str | None:
    """Say what is wrong with a seal's signature."""
    if seal.public_key not in trusted:
        return f"is signed with an unknown key: not in {public_keys_file().name}"
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(seal.public_key))
        key.verify(bytes.fromhex(seal.signature), bytes.fromhex(seal.hash))
    except (InvalidSignature, ValueError):
        return "signature does not match"
    return None


class _Peekable:
    """A stream of rows that can be read up to a limit, again and again."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def while_at_most(self, column: int, limit: int) -> Iterator[Any]:
        """Read rows until one lies beyond the limit, which stays unread."""
        while self._next is not None and self._next[column] <= limit:
            yield self._next
            self._next = next(self._rows, None)

    def rest(self) -> Iterator[Any]:
        """Read what is left."""
        while self._next is not None:
            yield self._next
            self._next = next(self._rows, None)


def _stream(query: str, params: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Read rows through a cursor of the server, so that a million do not fill the memory."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, params)
        while rows := cursor.fetchmany(_CHUNK):
            yield from rows


def _scalar(query: str) -> int:
    """Read one number."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        value: int = cursor.fetchone()[0]
    return value


def _span(one: str, many: str, first: int, last: int) -> str:
    """Name one place or a run of places."""
    return f"{one} {first}" if first == last else f"{many} {first} to {last}"
