"""Keep a version of a threshold: what it replaces ends with the day before, the record tells."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction

from apps.audit.actions import record_apart
from apps.clues.models import Threshold
from clue_transfer.actors import Actor
from clue_transfer.errors import FieldError, Invalid, Refused
from clue_transfer.rule_versions import Version, gives_way, place_errors
from clue_transfer.thresholds import condition_errors

MAY_CHANGE_WHEN_MET = ("active", "effective_until", "confidence", "confirmed_by_id")
"""What leaves a hit with the words that it was met under."""


class ThresholdMet(Refused):
    """Facts of clues have met the version: what it says is changed by a new version."""

    code = "threshold-met"
    message = "已有线索按此版本筛查命中，请新建版本"
    http_status: ClassVar[int] = 409


def check_threshold(row: Threshold) -> None:
    """Refuse with Invalid, which names each field, what may not be kept."""
    errors = condition_errors({"all_of": row.all_of, "any_of": row.any_of})
    if not 0 <= row.margin <= 1:
        errors.append(FieldError("/margin", "invalid", "临界幅度应在 0 到 1 之间"))
    others = list(_others(row).values())
    errors += place_errors(_version(row), others=others)
    if errors:
        raise Invalid(errors=errors)


@transaction.atomic
def keep_threshold(row: Threshold, *, actor: Actor, now: datetime) -> Threshold:
    """Write a version; whoever keeps it active answers for its words, and is named.

    Raises Invalid as checked, and ThresholdMet where facts have met what would change. What
    changes nothing is not recorded.
    """
    list(Threshold.objects.select_for_update().filter(code=row.code).values_list("pk"))
    check_threshold(row)
    before = _facts(Threshold.objects.get(pk=row.pk)) if row.pk else {}
    if row.active and not before.get("active"):
        row.confirmed_by_id = actor.person
    after = {name: value for name, value in _facts(row).items() if before.get(name) != value}
    if before and not after.keys() <= set(MAY_CHANGE_WHEN_MET) and row.hits.exists():
        raise ThresholdMet
    if before and not after:
        return row
    version = _version(row)
    replaced = [pk for pk, other in _others(row).items() if gives_way(other, to=version)]
    Threshold.objects.filter(pk__in=replaced).update(
        effective_until=row.effective_from - timedelta(days=1)
    )
    row.save()
    content = {
        "code": row.code,
        "version": row.version,
        "before": {name: _plain(before[name]) for name in after if before},
        "after": {name: _plain(value) for name, value in after.items()},
    }
    record_apart("threshold.kept", chain="thresholds", actor=actor, now=now, content=content)
    return row


def _others(row: Threshold) -> dict[int, Version]:
    rows = Threshold.objects.filter(code=row.code)
    return {each.pk: _version(each) for each in rows if each.pk != row.pk}


def _version(row: Threshold) -> Version:
    return Version(number=row.version, since=row.effective_from, until=row.effective_until)


def _facts(row: Threshold) -> dict[str, Any]:
    fields = (field.attname for field in Threshold._meta.concrete_fields if not field.primary_key)
    return {name: getattr(row, name) for name in fields}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
