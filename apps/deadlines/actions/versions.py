"""Keep a version of a rule: what it replaces ends with the day before, and the record tells."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction

from apps.audit.actions import record_apart
from apps.deadlines.models import Rule
from apps.deadlines.queries import kernel_rule, versions_of
from clue_transfer.actors import Actor
from clue_transfer.errors import Invalid, Refused
from clue_transfer.rule_versions import Version, gives_way, shape_errors, version_errors

MAY_CHANGE_IN_USE = ("effective_until", "note", "confidence", "citation", "consequence")
"""What moves no clock, so that it may still be written of a version that clocks run under."""


class RuleInUse(Refused):
    """Clocks run under the version: what they count is changed by a new version."""

    code = "rule-in-use"
    message = "已有期限按此版本计算，请新建版本"
    http_status: ClassVar[int] = 409


def check_version(row: Rule) -> None:
    """Refuse with Invalid, which names each field, what may not be kept."""
    errors = shape_errors(_facts(row))
    if errors:
        raise Invalid(errors=errors)
    version = Version(number=row.version, since=row.effective_from, until=row.effective_until)
    errors = version_errors(
        kernel_rule(row),
        version=version,
        others=versions_of(row.code, but=row.pk),
        systems=row.applies_to_systems,
        levels=row.applies_to_levels,
        urgencies=row.applies_to_urgencies,
    )
    if errors:
        raise Invalid(errors=errors)


@transaction.atomic
def keep_version(row: Rule, *, actor: Actor, now: datetime) -> Rule:
    """Write a version; the one in force before it ends with the day before.

    Raises Invalid as checked, and RuleInUse where clocks run under what would change: they keep
    the version that they started under. What changes nothing is not recorded.
    """
    list(Rule.objects.select_for_update().filter(code=row.code).values_list("pk"))
    check_version(row)
    before = _facts(Rule.objects.get(pk=row.pk)) if row.pk else {}
    after = {name: value for name, value in _facts(row).items() if before.get(name) != value}
    if before and not after.keys() <= set(MAY_CHANGE_IN_USE) and row.deadlines.exists():
        raise RuleInUse
    if before and not after:
        return row
    version = Version(number=row.version, since=row.effective_from, until=row.effective_until)
    replaced = [
        other.number for other in versions_of(row.code, but=row.pk) if gives_way(other, to=version)
    ]
    Rule.objects.filter(code=row.code, version__in=replaced).update(
        effective_until=row.effective_from - timedelta(days=1)
    )
    row.save()
    content = {
        "code": row.code,
        "version": row.version,
        "before": {name: _plain(before[name]) for name in after if before},
        "after": {name: _plain(value) for name, value in after.items()},
        "replaces": sorted(replaced),
    }
    record_apart(
        "deadline_rule.kept", chain="deadline_rules", actor=actor, now=now, content=content
    )
    return row


def _facts(row: Rule) -> dict[str, Any]:
    """Give what a row says, by the names that the seeds use."""
    fields = (field.attname for field in Rule._meta.concrete_fields if not field.primary_key)
    return {name: getattr(row, name) for name in fields}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
