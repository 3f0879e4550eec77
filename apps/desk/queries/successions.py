"""Reads of what departments that end leave behind, and who is to have it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from apps.accounts.models import Membership
from apps.clues.models import Clue
from apps.deadlines.models import Deadline
from apps.desk.models import Allotment, Succession
from apps.matters.models import Access, Matter, NamedPerson, PartyRow
from clue_transfer.succession import Place
from clue_transfer.visibility import Why
from clue_transfer.vocabulary import DeadlineState, Secrecy, Status, System

STRAGGLERS = timedelta(days=1)
"""How long after its end a succession is looked at again: a step may have been on its way."""


def to_carry_out(*, on: date, now: datetime) -> QuerySet[Succession]:
    """Read the successions whose day has come and that are not done, or were only just."""
    rows = Succession.objects.filter(effective_on__lte=on)
    return rows.filter(Q(done_at__isnull=True) | Q(done_at__gte=now - STRAGGLERS)).order_by("pk")


def left_behind(succession: Succession, *, among: Collection[UUID] | None = None) -> list[UUID]:
    """List the dossiers, `among` some or all, in which the ended department still stands.

    Each by its root. As a party, a holder, by a clock, as a superior who reads; as the one whose
    conduct it is about; as a receiver in a draft or in a proposal to redirect.
    """
    old = succession.predecessor_id
    rows = Matter.objects.order_by()
    if among is not None:
        rows = rows.filter(root__in=among)
    takers = [succession.successor_id]
    takers += Allotment.objects.filter(succession=succession).values_list("successor_id", flat=True)
    deals = PartyRow.objects.filter(
        matter__root=OuterRef("root"), department__in=takers, until__isnull=True
    )
    open_clocks = Deadline.objects.filter(
        department=old, state__in=(DeadlineState.RUNNING, DeadlineState.SUSPENDED)
    )
    drafts = Clue.objects.filter(
        status__in=(Status.DRAFT, Status.SUBMITTED), receivers__contains=[{"department": old}]
    )
    found: set[UUID] = set()
    for part in (
        rows.filter(holder=old),
        rows.filter(parties__department=old, parties__until__isnull=True),
        rows.filter(pk__in=_read_by(old).values("matter")),
        rows.filter(pk__in=open_clocks.values("matter")),
        rows.filter(~Exists(deals), about_department=old),
        rows.filter(pk__in=drafts.order_by().values("pk")),
        rows.filter(clue__redirect_receiver__department=old),
    ):
        found.update(part.values_list("root_id", flat=True))
    return sorted(found)


def allotted(succession: Succession) -> dict[UUID, int]:
    """Say which dossiers go to others than the main successor; merged clues go along."""
    rows = Allotment.objects.filter(succession=succession).values_list("root_id", "successor_id")
    found: dict[UUID, int] = dict(rows)
    merged = Clue.objects.filter(merged_into__root__in=list(found)).values_list(
        "root_id", "merged_into__root_id"
    )
    return {**{root: found[into] for root, into in merged}, **found}


def dossier_of(reference: str, *, department: int) -> UUID | None:
    """Find the root of a matter by number or key, if the department takes part in its dossier.

    By number only what is internal: nobody learns by trying numbers what is restricted.
    """
    try:
        matters = Matter.objects.filter(pk=UUID(reference))
    except ValueError:
        matters = Matter.objects.filter(number=reference, secrecy=Secrecy.INTERNAL)
    parts = PartyRow.objects.filter(
        matter__root=OuterRef("root"), department=department, until__isnull=True
    )
    # A clue that has been merged goes with the one that it went into.
    roots = matters.filter(Exists(parts)).annotate(
        goes_with=Coalesce("clue__merged_into__root_id", "root_id")
    )
    root: UUID | None = roots.values_list("goes_with", flat=True).first()
    return root


def place_of(department: int, *, system: str, active: bool) -> Place:
    """Show a department to the rules, with those who are registered to take over from it."""
    registered = dict(
        Succession.objects.filter(begun_at__isnull=True).values_list(
            "predecessor_id", "successor_id"
        )
    )
    line: list[int] = []
    at = registered.get(department)
    while at is not None and at not in line:
        line.append(at)
        at = registered.get(at)
    return Place(id=department, system=System(system), active=active, line=tuple(line))


def in_need_of_persons(departments: Collection[int], *, since: datetime, on: date) -> list[int]:
    """List the departments that came to a restricted matter of which nobody there may read."""
    theirs = Membership.objects.valid_on(on).filter(department=OuterRef(OuterRef("department")))
    named = NamedPerson.objects.filter(
        matter=OuterRef("matter"), person__in=theirs.values("user"), person__is_active=True
    )
    rows = PartyRow.objects.filter(
        ~Q(matter__secrecy=Secrecy.INTERNAL),
        ~Exists(named),
        department__in=departments,
        since__gte=since,
        until__isnull=True,
        matter__concluded_at__isnull=True,
    )
    return sorted(set(rows.values_list("department_id", flat=True)))


def _read_by(department: int) -> QuerySet[Access]:
    return Access.objects.filter(department=department).exclude(why=Why.FORMER)
