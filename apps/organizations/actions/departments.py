"""Take a department out of service: another one has its place from then on."""

from __future__ import annotations

from django.db import transaction

from apps.organizations.models import Department
from apps.organizations.queries import directory, stamp
from clue_transfer.errors import WrongStatus
from clue_transfer.succession import new_superior


@transaction.atomic
def end_department(predecessor: int, *, successor: int) -> int:
    """End a department; answers its successor, or who has taken that one's place by now.

    Who stood below it gets another superior, and whose counterpart it was another counterpart.
    WrongStatus when nobody is in service who could succeed.
    """
    rows = Department.objects.select_for_update(no_key=True).in_bulk([predecessor, successor])
    known = directory(stamp())
    live = known.in_place_of(successor)
    if live is None or live == predecessor:
        raise WrongStatus("承继部门已撤销或停用，请另行登记承继部门")
    ended = rows[predecessor]
    ended.active, ended.successor_id = False, live
    ended.save(update_fields=["active", "successor"])
    above = new_superior(
        predecessor=predecessor,
        superior=ended.superior_id,
        successor=live,
        above_successor=known.superior_chain(live),
    )
    Department.objects.filter(superior=predecessor).update(superior=above)
    for counterpart in ("counterpart_police", "counterpart_procuratorate"):
        theirs = Department.objects.filter(**{counterpart: predecessor}).exclude(pk=live)
        theirs.update(**{counterpart: live})
    return live
