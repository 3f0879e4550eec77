"""Reads of the ledger (台账): what became of each clue, and how far a list has come."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from apps.clues.models import Clue, ClueSubject, LegOutcome, Rectification, Transfer
from apps.common.api.wording import word_for
from apps.deadlines.models import Deadline
from apps.matters.models import Access
from apps.matters.rows import named
from apps.organizations.queries import Directory
from clue_transfer.actors import Actor
from clue_transfer.deadlines import standing
from clue_transfer.visibility import Why
from clue_transfer.vocabulary import DeadlineState, Kind, Status, called
from clue_transfer.workflows.rectification import LOOK_BACKS, NOT_YET_RIGHT

COUNTED = ("items", "concluded", "confirmed", "ordered", "rectified", "overdue")


def ledger_rows(
    pks: Sequence[UUID], *, actor: Actor, directory: Directory, now: datetime
) -> list[dict[str, Any]]:
    """Build the rows of a page in the order given: two queries whatever their number."""
    subjects = ClueSubject.objects.filter(clue_id=OuterRef("pk")).order_by("place")
    clues = {
        row["pk"]: row
        for row in Clue.objects.filter(pk__in=pks).values(
            *("pk", "number", "title", "status", "division_id", "violation_type_id"),
            *("opened_at", "concluded_at", "handed_list_id", "handed_list__due_on"),
            subjects=ArraySubquery(subjects.values("name")),
        )
    }
    legs = _legs(pks, actor=actor, directory=directory, now=now)
    return [
        {
            "id": pk,
            "number": row["number"],
            "title": row["title"],
            "status": row["status"],
            "status_label": word_for(called(Status(row["status"]), kind=Kind.CLUE)),
            "division": row["division_id"],
            "violation_type": row["violation_type_id"],
            "opened_at": row["opened_at"],
            "concluded_at": row["concluded_at"],
            "list": row["handed_list_id"],
            "due_on": row["handed_list__due_on"],
            "subjects": row["subjects"],
            "legs": legs.get(pk, []),
        }
        for pk, row in ((pk, clues[pk]) for pk in pks if pk in clues)
    ]


def completion(
    lists: Collection[UUID], *, actor: Actor, now: datetime
) -> dict[UUID, dict[str, int]]:
    """Count the visible items of lists by how far they have come, in one statement.

    A list is as long as the file that it came in, and its clues are found by its key: nothing
    that grows is counted.
    """
    orders = Rectification.objects.visible_to(actor).filter(root_id=OuterRef("pk"))
    now_read = Access.objects.filter(matter_id=OuterRef("pk"), department_id=actor.acting)
    now_read = now_read.exclude(why=Why.FORMER)
    late = Access.objects.filter(
        matter_id=OuterRef("pk"), department_id=actor.acting, open=True, next_due_at__lt=now
    )
    rows = (
        Clue.objects.visible_to(actor)
        .filter(Exists(now_read), handed_list_id__in=lists)
        .exclude(status__in=(Status.DISCARDED, Status.MERGED))
        .annotate(
            has_confirmed=Exists(
                Transfer.objects.filter(parent_id=OuterRef("pk"), status=Status.CONFIRMED)
            ),
            has_orders=Exists(orders),
            has_wrong=Exists(orders.filter(status__in=NOT_YET_RIGHT)),
            is_late=Exists(late),
        )
        .values("handed_list_id")
        .annotate(
            items=Count("pk"),
            concluded=Count("pk", filter=Q(status=Status.CONCLUDED)),
            confirmed=Count("pk", filter=Q(has_confirmed=True)),
            ordered=Count("pk", filter=Q(has_orders=True)),
            rectified=Count("pk", filter=Q(has_orders=True, has_wrong=False)),
            overdue=Count("pk", filter=Q(is_late=True)),
        )
    )
    return {
        row["handed_list_id"]: {name: row[name] for name in COUNTED}  # type: ignore[literal-required]  # the names are those annotated above
        for row in rows
    }


def _legs(
    clues: Sequence[UUID], *, actor: Actor, directory: Directory, now: datetime
) -> dict[UUID, list[dict[str, Any]]]:
    """Read the legs that the actor may see, with what was fed back and ordered, at once."""
    found: dict[UUID, list[dict[str, Any]]] = {}
    rows = (
        Transfer.objects.visible_to(actor)
        .filter(parent_id__in=clues)
        .order_by("parent_id", "sequence")
        .values(
            *("pk", "parent_id", "number", "leg_kind", "role", "receiver_id", "status"),
            fed_back=ArraySubquery(_outcomes()),
            orders=ArraySubquery(_orders(actor)),
        )
    )
    for row in rows:
        last = max((item["round"] for item in row["fed_back"]), default=0)
        found.setdefault(row["parent_id"], []).append(
            {
                "id": row["pk"],
                "number": row["number"],
                "kind": row["leg_kind"],
                "role": row["role"],
                "receiver": named(directory, row["receiver_id"]),
                "status": row["status"],
                "status_label": word_for(called(Status(row["status"]), kind=Kind.TRANSFER)),
                "outcomes": [
                    {name: value for name, value in item.items() if name != "round"}
                    for item in row["fed_back"]
                    if item["round"] == last
                ],
                "rectifications": [_order(item, now=now) for item in row["orders"]],
            }
        )
    return found


def _outcomes() -> Any:
    rows = LegOutcome.objects.filter(transfer_id=OuterRef("pk")).order_by("pk")
    return rows.values(
        json=JSONObject(
            subject="subject_id",
            outcome="outcome_id",
            outcome_name="outcome__name",
            amount_yuan="amount_yuan",
            decision_number="decision_number",
            decided_on="decided_on",
            round="round",
        )
    )


def _orders(actor: Actor) -> Any:
    clock = (
        Deadline.objects.filter(matter_id=OuterRef("pk"), state=DeadlineState.RUNNING)
        .order_by("due_at")
        .values(json=JSONObject(started_at="started_at", due_at="due_at"))[:1]
    )
    rows = Rectification.objects.visible_to(actor).filter(parent_id=OuterRef("pk"))
    return rows.order_by("pk").values(
        json=JSONObject(
            id="pk",
            subject="subject_id",
            outcome="outcome_id",
            status="status",
            due_on="due_on",
            look_backs=F("look_backs"),
            clock=Subquery(clock),
        )
    )


def _order(item: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    clock = item["clock"]
    times = clock and {name: datetime.fromisoformat(value) for name, value in clock.items()}
    return {
        "id": item["id"],
        "subject": item["subject"],
        "outcome": item["outcome"],
        "status": item["status"],
        "status_label": word_for(called(Status(item["status"]), kind=Kind.RECTIFICATION)),
        "due_on": item["due_on"],
        "due_at": times and times["due_at"],
        "standing": times and str(standing(**times, now=now, state=DeadlineState.RUNNING)),
        "look_backs": len(item["look_backs"]),
        "look_backs_wanted": LOOK_BACKS,
    }
