"""Ask one address for one caller and name every difference from the rules."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

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


Kept = dict[tuple[str, int], Answered]
"""What was answered to whom, of addresses that are the same in every world."""


def ask(
    case: Case, world: World, truth: Truth, caller: Caller, *, kept: Kept
) -> tuple[list[str], int]:
    """Answer what is wrong, and how many requests were sent."""
    actor = actor_of(caller.user, on=timezone.localdate())
    if caller.user.is_superuser:
        actor = with_powers(actor, now=timezone.now())
    marks = [mark for mark in world.marks if not truth.may_read(actor, mark)]
    hidden = {
        str(pk) for pk, kind in truth.kinds.items() if kind == "clue" and not truth.sees(actor, pk)
    } - {str(world.clue)}
    wrong: list[str] = []
    targets: list[Any] = list(case.place.targets(world)) if case.place.of else [(None, None)]
    for key, matter in targets:
        path = case.place.route.replace("<pk>", str(key))
        answer = _get(case, caller, path=path, kept=kept)
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


def _get(case: Case, caller: Caller, *, path: str, kept: Kept) -> Answered:
    at = f"{path}{case.place.query}", caller.user.pk
    if at in kept:
        return kept[at]
    last = Reading.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    response = caller.get(at[0])
    body = b"".join(response.streaming_content) if response.streaming else response.content
    rows = Reading.objects.filter(pk__gt=last, person=caller.user)
    read = {pk for matters in rows.values_list("matters", flat=True) for pk in matters}
    answer = Answered(response.status_code, body, frozenset(read))
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
    at = _came_about(case, key)
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
    """Ask all cases of one stage; answer what is wrong and how many requests it took."""
    wrong: list[str] = []
    asked = 0
    kept: Kept = {}
    for case in cases:
        caller = people[case.relation, case.role]
        found, sent = ask(case, worlds[case.kind], truth, caller, kept=kept)
        wrong += found
        asked += sent
    return wrong, asked
