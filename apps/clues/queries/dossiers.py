"""Reads of clues and legs that join or aggregate."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from apps.clues.models import (
    Clue,
    ClueSubject,
    Complaint,
    Outcome,
    Rectification,
    Transfer,
    ViolationType,
)
from apps.common.api.wording import word_for
from apps.common.prepared import PKS, Among, Prepared
from apps.matters.models import Matter
from apps.matters.rows import SPINE, named, nearest_deadlines, spine_row
from apps.matters.watching import watch
from apps.organizations.queries import Directory
from clue_transfer.actors import Actor
from clue_transfer.repeats import WITHIN, reasons
from clue_transfer.vocabulary import Status, Verb, called
from clue_transfer.workflows.transfer import CatalogueEntry

MOST_REPEATS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """What may be violated and how a case may end, of what is in use."""

    violation_types: frozenset[str]
    outcomes: Mapping[str, CatalogueEntry]
    names: Mapping[str, str]
    """What each outcome is called, also one that is no longer in use: old matters still say it."""
    type_names: Mapping[str, str]
    """What each violation type is called, also one that is no longer in use."""


def catalogue(at: int) -> Catalogue:
    """Return the catalogue at a stamp, read from the database once a stamp and process."""
    return _catalogue(connection.settings_dict["NAME"], at)


@lru_cache(maxsize=4)
def _catalogue(database: str, at: int) -> Catalogue:  # noqa: ARG001  # part of the cache's key
    outcomes = list(Outcome.objects.all())
    types = list(ViolationType.objects.all())
    return Catalogue(
        violation_types=frozenset(row.code for row in types if row.active),
        outcomes={
            row.code: CatalogueEntry(row.penalty, row.requires_kind, row.opens_rectification)
            for row in outcomes
            if row.active
        },
        names={row.code: row.name for row in outcomes},
        type_names={row.code: row.name for row in types},
    )


def merged_along(pks: Collection[UUID], verb: Verb) -> list[UUID]:
    """Name the dossiers of clues merged into those of some matters: they are as secret as these."""
    if verb not in (Verb.RAISE_SECRECY, Verb.LOWER_SECRECY):
        return []
    roots = Matter.objects.filter(pk__in=pks).values("root_id")
    merged = Clue.objects.filter(merged_into__root__in=roots, status=Status.MERGED)
    return list(merged.values_list("root_id", flat=True))


def rows_of_clues(
    pks: list[UUID], *, actor: Actor, directory: Directory, now: datetime
) -> list[dict[str, Any]]:
    """Build the list rows of clues in the order given: three queries whatever the number."""
    rows = {row["pk"]: row for row in _CLUES.read(pks=pks)}
    legs: dict[UUID, list[Any]] = {}
    for leg in _LEGS_OF_CLUES.read(pks=pks):
        legs.setdefault(leg["parent_id"], []).append(leg)
    nearest = nearest_deadlines(pks, now=now, dossier_of=actor)
    return [
        {
            **spine_row(rows[pk], directory=directory),
            "violation_type": rows[pk]["violation_type_id"],
            "source": rows[pk]["source"],
            "leg_kind": rows[pk]["leg_kind"],
            "sender": named(directory, rows[pk]["sender_id"]),
            "address": rows[pk]["address"],
            "list": rows[pk]["handed_list_id"],
            "subjects": rows[pk]["subjects"],
            "positive_list": rows[pk]["positive_list"],
            "key_unit": rows[pk]["key_unit"],
            "legs": [
                {
                    "id": leg["pk"],
                    "number": leg["number"],
                    "role": leg["role"],
                    "kind": leg["leg_kind"],
                    "receiver": named(directory, leg["receiver_id"]),
                    "status": leg["status"],
                }
                for leg in legs.get(pk, [])
            ],
            "nearest_deadline": nearest.get(pk),
        }
        for pk in pks
        if pk in rows
    ]


def rows_of_legs(
    pks: list[UUID], *, directory: Directory, now: datetime, former: Collection[UUID] = ()
) -> list[dict[str, Any]]:
    """Build the list rows of legs in the order given: two queries whatever the number.

    A `former` party is shown the clue that a leg was opened for, not where it hangs now.
    """
    rows = {row["pk"]: row for row in _LEGS.read(pks=pks)}
    nearest = nearest_deadlines(pks, now=now)
    return [
        {
            **spine_row(rows[pk], directory=directory),
            "clue": (pk in former and rows[pk]["came_with_id"]) or rows[pk]["parent_id"],
            "leg_kind": rows[pk]["leg_kind"],
            "role": rows[pk]["role"],
            "sender": named(directory, rows[pk]["sender_id"]),
            "receiver": named(directory, rows[pk]["receiver_id"]),
            "signed_at": rows[pk]["signed_at"],
            "subjects": rows[pk]["subjects"],
            "positive_list": rows[pk]["positive_list"],
            "key_unit": rows[pk]["key_unit"],
            "nearest_deadline": nearest.get(pk),
        }
        for pk in pks
        if pk in rows
    ]


def rows_of_complaints(
    pks: list[UUID], *, actor: Actor, directory: Directory, now: datetime
) -> list[dict[str, Any]]:
    """Build the list rows of complaints in the order given: two queries whatever the number."""
    own = (
        "intake_id",
        *("channel", "external_number", "received_at", "subject_name", "address"),
        *("pollution_type", "anonymous", "repeat_of_id"),
    )
    clue = Clue.objects.visible_to(actor).filter(pk=OuterRef("opened_clue_id"))
    rows = {
        row["pk"]: row
        for row in Complaint.objects.filter(pk__in=pks).values(
            "pk", *SPINE, *own, visible_clue=Subquery(clue.values("pk")[:1])
        )
    }
    nearest = nearest_deadlines(pks, now=now)
    return [
        {
            **spine_row(rows[pk], directory=directory),
            "intake": named(directory, rows[pk]["intake_id"]),
            **{name.removesuffix("_id"): rows[pk][name] for name in own[1:]},
            "clue": rows[pk]["visible_clue"],
            "nearest_deadline": nearest.get(pk),
        }
        for pk in pks
        if pk in rows
    ]


def repeats_of(complaint: Complaint, *, actor: Actor) -> list[dict[str, Any]]:
    """List earlier complaints of the same department about the same target, newest first."""
    same = Q()
    if complaint.subject_key:
        same |= Q(subject_key=complaint.subject_key)
    if complaint.place_key:
        same |= Q(place_key=complaint.place_key)
    since = complaint.received_at - WITHIN
    found = Complaint.objects.visible_to(actor).filter(
        Q(same, received_at__gte=since, received_at__lte=complaint.received_at)
        | Q(pk=complaint.repeat_of_id),
        intake_id=complaint.intake_id,
    )
    rows = found.exclude(pk=complaint.pk).order_by("-received_at", "-pk")[:MOST_REPEATS]
    watch(actor, [(row.pk, row.secrecy) for row in rows])
    return [
        {
            "id": row.pk,
            "external_number": row.external_number,
            "title": row.title,
            "status": row.status,
            "status_label": word_for(called(Status(row.status), kind=row.kind)),
            "received_at": row.received_at,
            "reasons": [
                {"code": str(reason), "label": word_for(reason)}
                for reason in reasons(
                    subject=(row.subject_key, complaint.subject_key),
                    place=(row.place_key, complaint.place_key),
                    named=row.pk == complaint.repeat_of_id,
                )
            ],
        }
        for row in rows
    ]


def rows_of_rectifications(
    pks: list[UUID], *, directory: Directory, now: datetime
) -> list[dict[str, Any]]:
    """Build the list rows of rectifications in the order given: two queries whatever the number."""
    rows = {
        row["pk"]: row
        for row in Rectification.objects.filter(pk__in=pks).values(
            "pk",
            *SPINE,
            "parent_id",
            "root_id",
            "subject_id",
            "outcome_id",
            "outcome__name",
            "due_on",
            "look_backs",
            leg=F("parent__number"),
            sender=F("parent__transfer__sender_id"),
            receiver=F("parent__transfer__receiver_id"),
            called=_name_of_subject(),
        )
    }
    nearest = nearest_deadlines(pks, now=now)
    return [
        {
            **spine_row(rows[pk], directory=directory),
            "clue": rows[pk]["root_id"],
            "transfer": rows[pk]["parent_id"],
            "transfer_number": rows[pk]["leg"],
            "sender": named(directory, rows[pk]["sender"]),
            "receiver": named(directory, rows[pk]["receiver"]),
            "subject": rows[pk]["subject_id"],
            "subject_name": rows[pk]["called"],
            "outcome": rows[pk]["outcome_id"],
            "outcome_name": rows[pk]["outcome__name"],
            "due_on": rows[pk]["due_on"],
            "look_backs": len(rows[pk]["look_backs"]),
            "nearest_deadline": nearest.get(pk),
        }
        for pk in pks
        if pk in rows
    ]


def _name_of_subject() -> Subquery:
    """Find what the subject of a rectification is called in its clue."""
    clue = _first("parent__transfer__came_with_id", "root_id")
    here = ClueSubject.objects.filter(clue_id=clue, subject_id=OuterRef("subject_id"))
    return Subquery(here.values("name")[:1])


def _any_subject(*clue: str, **flags: bool) -> Exists:
    wanted = {f"subject__{name}": value for name, value in flags.items()}
    return Exists(ClueSubject.objects.filter(clue_id=_first(*clue), **wanted))


def _first(*columns: str) -> Any:
    """Name the first of a row's columns that is filled."""
    of = [OuterRef(column) for column in columns]
    return Coalesce(*of) if len(of) > 1 else of[0]


def _names_of_subjects(*clue: str) -> ArraySubquery:
    """Read the subjects' names of the clue that the first of the columns names that is filled."""
    named_here = ClueSubject.objects.filter(clue_id=_first(*clue))
    return ArraySubquery(named_here.order_by("place").values("name"))


_CLUES = Prepared(
    lambda: Clue.objects.filter(Among("pk", PKS)).values(
        "pk",
        *SPINE,
        "violation_type_id",
        "source",
        "leg_kind",
        "sender_id",
        "address",
        "handed_list_id",
        subjects=_names_of_subjects("pk"),
        positive_list=_any_subject("pk", positive_list=True),
        key_unit=_any_subject("pk", key_unit=True),
    )
)
_LEGS_OF_CLUES = Prepared(
    lambda: (
        Transfer.objects.filter(Among("parent_id", PKS))
        .order_by("parent_id", "sequence", "opened_at", "pk")
        .values("pk", "parent_id", "number", "role", "leg_kind", "receiver_id", "status")
    )
)
_LEGS = Prepared(
    lambda: Transfer.objects.filter(Among("pk", PKS)).values(
        "pk",
        *SPINE,
        "parent_id",
        "came_with_id",
        "leg_kind",
        "role",
        "sender_id",
        "receiver_id",
        "signed_at",
        subjects=_names_of_subjects("came_with_id", "parent_id"),
        positive_list=_any_subject("came_with_id", "parent_id", positive_list=True),
        key_unit=_any_subject("came_with_id", "parent_id", key_unit=True),
    )
)
