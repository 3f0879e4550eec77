"""Pass on what a department has beside its matters: imports and the lists that it handed down."""

from __future__ import annotations

from django.db import transaction

from apps.clues.models import HandedList, ImportRun
from apps.organizations.models import Department
from clue_transfer.succession import kept_apart

_LONGEST_NAME = 200


@transaction.atomic
def pass_belongings(predecessor: int, *, successor: str) -> None:
    """Give the imports and the lists of a department to its successor.

    What a worker is still to do with an import it does in the successor's place.
    """
    old = Department.objects.get(pk=predecessor)
    new = Department.objects.get(code=successor)
    for run in (
        ImportRun.objects.filter(department=old).order_by("pk").select_for_update(no_key=True)
    ):
        if run.asked_by.get("department") == old.pk:
            run.asked_by = {**run.asked_by, "department": new.pk, "department_code": new.code}
        run.department = new
        run.save(update_fields=["department", "asked_by"])
    taken = set(HandedList.objects.filter(department=new).values_list("name", flat=True))
    for row in (
        HandedList.objects.filter(department=old).order_by("pk").select_for_update(no_key=True)
    ):
        row.name = kept_apart(
            row.name, short_name=old.short_name, taken=taken, longest=_LONGEST_NAME
        )
        row.department = new
        row.save(update_fields=["name", "department"])
