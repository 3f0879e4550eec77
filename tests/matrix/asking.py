"""Ask one address for one caller and name every difference from the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.accounts.queries import actor_of, with_powers
from apps.deadlines.models import Deadline
from apps.documents.models import Document
from apps.evidence.models import Evidence
from tests.client import Caller
from tests.matrix.places import Place
from tests.matrix.truth import Truth
from tests.matrix.worlds import World

NOWHERE = UUID(int=7)
_NOTHING: dict[str, bytes] = {}
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


def ask(case: Case, world: World, truth: Truth, caller: Caller) -> tuple[list[str], int]:
    """Answer what is wrong, and how many requests were sent."""
    actor = actor_of(caller.user, on=timezone.localdate())
    if caller.user.is_superuser:
        actor = with_powers(actor, now=timezone.now())
    marks = [mark for mark in world.marks if not truth.reaches(actor, mark.matter, mark.at)]
    hidden = {
        str(pk) for pk, kind in truth.kinds.items() if kind == "clue" and not truth.sees(actor, pk)
    } - {str(world.clue)}
    wrong: list[str] = []
    targets: list[Any] = list(case.place.targets(world)) if case.place.of else [(None, None)]
    for key, matter in targets:
        path = case.place.route.replace("<pk>", str(key))
        response = caller.get(f"{path}{case.place.query}")
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if matter is None:
            if response.status_code != 200:
                wrong.append(f"answers {response.status_code}")
            elif case.place.rows is not None:
                wrong += case.place.rows(world, truth, actor, response.json())
        else:
            wrong += _one(
                case, world, truth, actor, response, key=key, matter=matter, caller=caller
            )
        text = body.decode(errors="replace")
        wrong += [f"{path} shows {mark.text}" for mark in marks if mark.text in text]
        wrong += [f"{path} names {clue}" for clue in hidden if clue in text]
    return [f"{case}: {each}" for each in wrong], len(targets)


def _one(
    case: Case,
    world: World,
    truth: Truth,
    actor: Any,
    response: Any,
    *,
    key: UUID,
    matter: UUID,
    caller: Caller,
) -> list[str]:
    at = _came_about(case, key)
    gone = case.place.of == "clock" and truth.former(actor, matter)
    if (
        truth.sees(actor, matter)
        and not gone
        and (at is None or truth.reaches(actor, matter, at, last_step=case.place.of == "document"))
    ):
        ok = response.status_code in case.place.may_be
        return [] if ok else [f"{key} answers {response.status_code}"]
    if response.status_code != 404:
        return [f"{key} is shown: {response.status_code}"]
    if _nothing(case.place.route, caller) != response.content:
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
    for case in cases:
        found, sent = ask(case, worlds[case.kind], truth, people[case.relation, case.role])
        wrong += found
        asked += sent
    return wrong, asked
