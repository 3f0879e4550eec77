"""Ask one address for one caller and name every difference from the rules."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from apps.accounts.queries import actor_of, with_powers
from apps.audit.models import Reading
from apps.deadlines.models import Deadline
from apps.documents.models import Document
from apps.evidence.models import Evidence
from clue_transfer.actors import Actor
from clue_transfer.vocabulary import Role, Secrecy
from tests.client import Caller
from tests.matrix.places import Place
from tests.matrix.truth import Truth
from tests.matrix.worlds import World

NOWHERE = UUID(int=7)
_NOTHING: dict[str, bytes] = {}
_DOWNLOADS = ("content/", "file/", "reporter/")
_UUID = 36
_TABLES: dict[str, Any] = {"evidence": Evidence, "document": Document, "clock": Deadline}


@dataclass(frozen=True)
class Case:
    """One cell: who asks which address of which dossier at which stage."""

    stage: str
    kind: str
    relation: str
    role: str
    place: Place

    def __str__(self) -> str:
        return f"{self.stage} / {self.kind} / {self.relation} / {self.role} / {self.place}"


@dataclass(frozen=True)
class Answered:
    """What an address answered, and which matters the record says were read by it."""

    status: int
    content: bytes
    read: frozenset[UUID]

    def json(self) -> Any:
        """Read the body."""
        return json.loads(self.content)


@dataclass(frozen=True)
class Asker:
    """Who asks, and the clues whose very names must not be told to them."""

    caller: Caller
    actor: Actor
    hidden: frozenset[UUID]


def asker(caller: Caller, truth: Truth) -> Asker:
    """Look the caller's standing up, at a browser with the powers that were granted."""
    actor = actor_of(caller.user, on=timezone.localdate())
    if caller.user.is_superuser:
        actor = with_powers(actor, now=timezone.now())
    clues = (pk for pk, kind in truth.kinds.items() if kind == "clue")
    return Asker(caller, actor, frozenset(pk for pk in clues if not truth.sees(actor, pk)))


class Readings:
    """The record of who read what, gone through request by request."""

    def __init__(self) -> None:
        self._last = Reading.objects.aggregate(last=Max("pk"))["last"] or 0

    def since_last(self) -> frozenset[UUID]:
        """Which matters were read since this was last asked."""
        rows = list(Reading.objects.filter(pk__gt=self._last).values_list("pk", "matters"))
        self._last = max((pk for pk, _ in rows), default=self._last)
        return frozenset(pk for _, matters in rows for pk in matters)


Kept = dict[tuple[str, int], Answered]
"""What was answered to whom, of addresses that are the same in every world."""


def ask(
    case: Case, world: World, truth: Truth, by: Asker, *, kept: Kept, readings: Readings
) -> tuple[list[str], int]:
    """Answer what is wrong, and how many requests were sent."""
    caller, actor = by.caller, by.actor
    marks = [mark for mark in world.marks if not truth.may_read(actor, mark)]
    hidden = {str(pk) for pk in by.hidden} - {str(world.clue)}
    wrong: list[str] = []
    targets: list[Any] = case.place.targets(world, truth) if case.place.of else [(None, None)]
    for key, matter in targets:
        path = case.place.route.replace("<pk>", str(key))
        answer = _get(case, caller, path=path, kept=kept, readings=readings)
        if matter is None:
            if answer.status != 200:
                wrong.append(f"answers {answer.status}")
            elif case.place.rows is not None:
                wrong += case.place.rows(world, truth, actor, answer.json())
        else:
            wrong += _one(case, world, truth, actor, answer, key=key, matter=matter, caller=caller)
        text = answer.content.decode(errors="replace")
        wrong += [f"{path} shows {mark.text}" for mark in marks if mark.text in text]
        wrong += [f"{path} names {clue}" for clue in hidden if clue in text]
        wrong += _unrecorded(case, truth, actor, answer, key=key, matter=matter)
    return [f"{case}: {each}" for each in wrong], len(targets)


def _get(case: Case, caller: Caller, *, path: str, kept: Kept, readings: Readings) -> Answered:
    at = f"{path}{case.place.query}", caller.user.pk
    if at in kept:
        return kept[at]
    response = caller.get(at[0])
    body = b"".join(response.streaming_content) if response.streaming else response.content
    answer = Answered(response.status_code, body, readings.since_last())
    if case.place.of_all:
        kept[at] = answer
    return answer


def _unrecorded(
    case: Case, truth: Truth, actor: Actor, answer: Answered, *, key: Any, matter: Any
) -> list[str]:
    """Reads by procurators, under powers, of what is sealed, and downloads stand in the record."""
    if answer.status != 200:
        return []
    if matter is not None:
        shown = {key if key in truth.kinds else matter}
    else:
        rows = answer.json().get("results", [])
        ids = {UUID(row["id"]) for row in rows if len(str(row.get("id"))) == _UUID}
        shown = ids & truth.kinds.keys()
    watched = actor.powers is not None or actor.has(Role.PROCURATOR, Role.CHIEF_PROCURATOR)
    everything = watched or case.place.route.endswith(_DOWNLOADS)
    if case.place.of in ("run", "subject"):
        shown = set()
    due = {pk for pk in shown if everything or truth.facts[pk].secrecy is Secrecy.SEALED}
    return [f"{pk} is read without record" for pk in due - answer.read]


def _one(
    case: Case,
    world: World,
    truth: Truth,
    actor: Any,
    answer: Answered,
    *,
    key: UUID,
    matter: UUID,
    caller: Caller,
) -> list[str]:
    at = truth.once((key, case.place.of), lambda: _came_about(case, key))
    gone = case.place.of == "clock" and truth.former(actor, matter)
    if case.place.may is not None:
        readable = case.place.may(truth, actor, key)
    else:
        readable = truth.sees(actor, matter) and not gone
        readable = readable and (
            at is None or truth.reaches(actor, matter, at, last_step=case.place.of == "document")
        )
    if readable:
        if answer.status not in case.place.may_be:
            return [f"{key} answers {answer.status}"]
        look = case.place.look
        return [] if look is None else look(truth, actor, key, answer.json())
    if answer.status != 404:
        return [f"{key} is shown: {answer.status}"]
    if _nothing(case.place.route, caller) != answer.content:
        return [f"{matter} is told apart from nothing"]
    return []


def _nothing(route: str, caller: Caller) -> bytes:
    """What an address answers where there is nothing: the same for everybody, asked once."""
    if route not in _NOTHING:
        _NOTHING[route] = caller.get(route.replace("<pk>", str(NOWHERE))).content
    return _NOTHING[route]


def _came_about(case: Case, key: UUID) -> Any:
    """When that which the address names came about, if it hangs on a matter."""
    if case.place.of not in _TABLES:
        return None
    at = "started_at" if case.place.of == "clock" else "created_at"
    return getattr(_TABLES[case.place.of].objects.get(pk=key), at)


def walk(cases: list[Case], worlds: dict[str, World], people: Any, *, truth: Truth) -> Any:
    """Ask all cases of one stage; answer what is wrong and how many requests it took.

    Some people have the same account in every role: they are asked once.
    """
    wrong: list[str] = []
    asked = 0
    kept: Kept = {}
    readings = Readings()
    known: dict[int, Asker] = {}
    done: set[tuple[int, str, Place]] = set()
    for case in cases:
        caller = people[case.relation, case.role]
        cell = caller.user.pk, case.kind, case.place
        if cell in done:
            continue
        done.add(cell)
        if caller.user.pk not in known:
            known[caller.user.pk] = asker(caller, truth)
        by, world = known[caller.user.pk], worlds[case.kind]
        found, sent = ask(case, world, truth, by, kept=kept, readings=readings)
        wrong += found
        asked += sent
    return wrong, asked
