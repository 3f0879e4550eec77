"""What the good rows of a file become: drafts of one handed-down list, or complaints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from apps.clues.actions.complaints import take_in
from apps.clues.actions.drafting import create_clues
from apps.clues.imports.checking import Item
from apps.clues.imports.mapping import Form
from apps.clues.models import Clue, Complaint, HandedList, ImportRun
from apps.common.ids import new_id
from clue_transfer.actors import Actor


class Maker(Protocol):
    """Makes something of rows, chunk by chunk, within one transaction."""

    def known(self, items: Sequence[Item]) -> set[str]:
        """Name the identifiers that the department has already."""

    def make(self, items: Sequence[Item], *, actor: Actor, now: datetime) -> None:
        """Make what the rows say, all or none."""

    def finish(self, *, due_on: date | None) -> HandedList | None:
        """Close the list that the rows stand in, if they stand in one."""


def maker_for(run: ImportRun, form: Form, *, name: str) -> Maker:
    """Choose what the rows of a run become."""
    return _Complaints(run) if form.of_complaints else _Clues(run, source=form.source, name=name)


class _Clues:
    """Drafts of clues, in one handed-down list."""

    def __init__(self, run: ImportRun, *, source: str, name: str) -> None:
        self._run = run
        self._source = source
        self._name = name
        self._list = HandedList.objects.filter(department_id=run.department_id, name=name).first()

    def known(self, items: Sequence[Item]) -> set[str]:
        """Name the identifiers that the department has as clues of the source."""
        rows = Clue.objects.filter(
            sender_id=self._run.department_id,
            source=self._source,
            source_id__in=[each.source_id for each in items],
        )
        return {key for key in rows.values_list("source_id", flat=True) if key is not None}

    def make(self, items: Sequence[Item], *, actor: Actor, now: datetime) -> None:
        """Make drafts; the list comes into being with the first of them."""
        if self._list is None:
            self._list = HandedList.objects.create(
                id=new_id(),
                name=self._name,
                department_id=self._run.department_id,
                opened_at=now,
            )
        beside = {"handed_list": self._list.pk, "import_run": self._run.pk}
        create_clues([{**item.draft, **beside} for item in items], actor=actor, now=now)

    def finish(self, *, due_on: date | None) -> HandedList | None:
        """Give the list the latest date of its rows, unless it has one."""
        if self._list is not None and self._list.due_on is None and due_on is not None:
            self._list.due_on = due_on
            self._list.save(update_fields=["due_on"])
        return self._list


class _Complaints:
    """Complaints, each beside its sealed reporter."""

    def __init__(self, run: ImportRun) -> None:
        self._run = run

    def known(self, items: Sequence[Item]) -> set[str]:
        """Name the hotline's numbers that the department has registered."""
        rows = Complaint.objects.filter(
            intake_id=self._run.department_id,
            external_number__in=[each.source_id for each in items],
        )
        return {key for key in rows.values_list("external_number", flat=True) if key is not None}

    def make(self, items: Sequence[Item], *, actor: Actor, now: datetime) -> None:
        """Register the complaints."""
        take_in(
            [{**item.draft, "import_run": self._run.pk} for item in items],
            reporters=[item.reporter for item in items],
            actor=actor,
            now=now,
        )

    def finish(self, *, due_on: date | None) -> HandedList | None:  # of no list
        """Complaints stand in no list."""
        return None
