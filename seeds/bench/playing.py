"""Play the stories that are to be copied, with their messages and papers."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Min

from apps.accounts.models import User
from apps.accounts.queries import actor_of
from apps.clues.actions.answering import answer_hit, approve_answer
from apps.clues.models import Clue, ScreeningHit, Transfer
from apps.deadlines.models import Deadline
from apps.documents.actions import render_pending
from apps.documents.actions.produce import after_ready
from apps.documents.models import Document
from apps.matters.models import Access, ClockAccess, Matter, PartyRow
from apps.notifications.actions import deliver
from apps.organizations.models import Department
from clue_transfer.thresholds import Answer
from clue_transfer.visibility import Why
from clue_transfer.vocabulary import DeadlineState, Kind, Party, Secrecy, System
from seeds.bench.people import load_people
from seeds.bench.templates import Template, templates
from seeds.demo import stories

PLOTS = Path(__file__).with_name("plots")
_MADE = (
    *("sha256", "size", "path", "docx_sha256", "docx_size", "docx_path"),
    *("status", "ready_at", "error"),
)


def played(*, now: datetime) -> list[Template]:
    """Play what is not there yet and cut it; nothing of the cutting stays in the database."""
    load_people()
    folders = (stories.PLOTS, PLOTS)
    for folder in folders:
        stories.load_stories(now=now, plots=folder)
    deliver(now=now)
    _issue_papers(now=now)
    names = [
        story["id"]
        for folder in folders
        for file in folder.glob("*.toml")
        for story in tomllib.loads(file.read_text(encoding="utf-8"))["story"]
        if not any(act["do"] == "open_case" and "leg" not in act for act in story["acts"])
    ]  # a case beside no leg has a dossier of its own, which a copied dossier would refer to
    _answer_hits(names)
    with transaction.atomic():
        _copy_to_the_procuratorates(names)
        found = templates(names)
        transaction.set_rollback(True)
    return found


def _issue_papers(*, now: datetime) -> None:
    """Render one paper of each kind; its files stand for all others of that kind."""
    pending = Document.objects.filter(status=Document.Status.PENDING)
    first = list(pending.order_by("kind", "pk").distinct("kind").values_list("pk", flat=True))
    others = list(pending.exclude(pk__in=first).order_by("pk"))
    pending.exclude(pk__in=first).update(next_attempt_at=datetime.max.replace(tzinfo=now.tzinfo))
    render_pending(now=now)
    made = {row.kind: row for row in Document.objects.filter(pk__in=first)}
    for document in others:
        for name in _MADE:
            setattr(document, name, getattr(made[document.kind], name))
        document.save(update_fields=[*_MADE, "next_attempt_at"])
        for tell in after_ready:
            tell(document)


def _answer_hits(names: list[str]) -> None:
    """Let who handled a case that is over answer what it met, as life would have it."""
    hits = ScreeningHit.objects.filter(
        clue__source_id__in=names, clue__concluded_at__isnull=False, approved_at__isnull=True
    )
    for hit in hits.select_related("clue"):
        at: Any = hit.clue.concluded_at
        case = Matter.objects.filter(root=hit.clue.root_id, kind=Kind.CRIME_REFERRAL).first()
        leg = Transfer.objects.filter(parent=hit.clue.pk).order_by("pk")[0]
        handler, lead = (
            actor_of(User.objects.get(username=f"{role}.{leg.receiver.code}"), on=at.date())
            for role in ("handler", "lead")
        )
        given: dict[str, Any] = {"kind": Answer.REASON, "reason": "经核实，数量未达到追诉标准"}
        if case is not None:
            given = {"kind": Answer.REFERRAL, "referral": case.pk}
        answer_hit(hit.clue.pk, hit.pk, given=given, actor=handler, now=at)
        approve_answer(hit.clue.pk, hit.pk, actor=lead, now=at)


def _copy_to_the_procuratorates(names: list[str]) -> None:
    """Let the procuratorate of the place read each clue that all of a department may read.

    Where facts have met a threshold it reads uninvited already.
    """
    offices = {
        row.division_id: row
        for row in Department.objects.filter(system=System.PROCURATORATE).order_by("pk")
    }
    clues: Any = Clue.objects.filter(source_id__in=names, secrecy=Secrecy.INTERNAL, two_laws=False)
    for clue in clues:
        office = offices[clue.division_id]
        running = Deadline.objects.filter(matter=clue, state=DeadlineState.RUNNING)
        PartyRow.objects.create(
            matter=clue, department=office, part=Party.COPIED, since=clue.opened_at
        )
        Access.objects.create(
            matter=clue,
            department=office,
            why=Why.COPIED,
            kind=clue.kind,
            opened_at=clue.opened_at,
            open=clue.concluded_at is None,
            next_due_at=running.aggregate(at=Min("due_at"))["at"],
        )
        for clock in Deadline.objects.filter(matter=clue, state__in=("running", "suspended")):
            ClockAccess.objects.create(
                deadline=clock, matter=clue, department=office, due_at=clock.due_at
            )
