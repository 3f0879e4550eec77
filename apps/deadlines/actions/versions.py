"""Keep a version of a rule: what it replaces ends with the day before, and the record tells."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from apps.audit.actions import record_apart
from apps.deadlines.models import Rule
from apps.deadlines.queries import kernel_rule_of, versions_of
from clue_transfer.actors import Actor
from clue_transfer.errors import Invalid
from clue_transfer.rule_versions import Version, gives_way, version_errors


def check_version(row: Rule) -> None:
    """Refuse with Invalid, which names each field, what may not be kept."""
    version = Version(number=row.version, since=row.effective_from, until=row.effective_until)
    errors = version_errors(
        kernel_rule_of(row),
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
    """Write a version; the one in force before it ends with the day before. Invalid as checked.

    Clocks that run keep the version that they started under.
    """
    list(Rule.objects.select_for_update().filter(code=row.code).values_list("pk"))
    check_version(row)
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
        "limit": row.limit,
        "unit": row.unit,
        "regime": row.regime,
        "effective_from": row.effective_from.isoformat(),
        "effective_until": row.effective_until and row.effective_until.isoformat(),
        "replaces": sorted(replaced),
    }
    record_apart(
        "deadline_rule.kept", chain="deadline_rules", actor=actor, now=now, content=content
    )
    return row
