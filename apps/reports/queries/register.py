"""The register of the shared platform: what each organ entered of a case, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Func, Q
from django.utils.timezone import localdate

from apps.common.api.wording import word_for
from apps.common.prepared import PKS, Among, Prepared
from apps.deadlines.models import Deadline, Rule
from apps.deadlines.queries import NoRule, kernel_rule
from apps.matters.kinds import spec_of
from apps.matters.rows import named
from apps.organizations.queries import Directory
from clue_transfer.deadlines import DeadlineRule
from clue_transfer.register import DUE, ENTRY_RULE, Entered, Entry, entries
from clue_transfer.vocabulary import DeadlineKind, DeadlineState, Kind, Party, Status, called

_COLUMN = {
    Party.SENDER: "sender_id",
    Party.POLICE: "police_id",
    Party.PROCURATORATE: "procuratorate_id",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Which decisions are asked for: whose, and entered from when until when."""

    organ: Party | None = None
    since: datetime | None = None
    until: datetime | None = None

    def hold(self, entry: Entry) -> bool:
        """Whether a decision is one of them."""
        return (
            self.organ in (None, entry.organ)
            and (self.since is None or self.since <= entry.entered_at)
            and (self.until is None or entry.entered_at <= self.until)
        )


class Took(Func):
    """Whether among stages one is of these verbs and was entered between two moments."""

    conditional = True
    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # Django passes more
        """Write the search through the stages; a moment that is not given sets no bound."""
        written = [compiler.compile(each) for each in self.get_source_expressions()]
        (stages, own), (verbs, which), (since, first), (until, last) = written
        text = (
            f"EXISTS (SELECT FROM jsonb_array_elements({stages}) AS stage"
            f" WHERE stage->>'verb' = ANY ({verbs}::text[])"
            f" AND (stage->>'at')::timestamptz >= coalesce({since}::timestamptz, '-infinity')"
            f" AND (stage->>'at')::timestamptz <= coalesce({until}::timestamptz, 'infinity'))"
        )
        return text, [*own, *which, *first, *last]


def register_rows(
    pks: list[UUID], *, kind: Kind, wanted: Entries, directory: Directory, now: datetime
) -> list[dict[str, Any]]:
    """Show cases with what was entered and what is missing: three queries whatever the number.

    Raises NoRule where no version of the rule of entry is in force.
    """
    found = {row["pk"]: row for row in _CASES[kind].read(pks=pks)}
    rule = _entry_rule(on=localdate(now))
    late: dict[UUID, list[Mapping[str, Any]]] = {}
    for clock in _LATE.read(pks=pks):
        if clock["due_at"] < now:
            late.setdefault(clock["matter_id"], []).append(clock)
    shown = []
    for pk in pks:
        row = found[pk]
        entered = entries(row["stages"], kind=kind, rule=rule, calendar=directory.calendar)
        missing = late.get(pk, [])
        shown.append(
            {
                "id": pk,
                "kind": kind,
                "number": row["number"],
                "title": row["title"],
                "status": row["status"],
                "status_label": word_for(called(Status(row["status"]), kind=kind)),
                "division": row["division_id"],
                "article": rule.citation,
                "days": rule.limit,
                "organs": {
                    str(part): named(directory, row[column]) for part, column in _COLUMN.items()
                },
                "entries": [
                    {
                        "verb": str(entry.verb),
                        "label": word_for(called(entry.verb, kind=kind)),
                        "organ": str(entry.organ),
                        "organ_label": word_for(entry.organ),
                        "decided_on": entry.decided_on,
                        "entered_at": entry.entered_at,
                        "due_at": entry.due_at,
                        "state": str(entry.state),
                        "state_label": word_for(entry.state),
                    }
                    for entry in entered
                    if wanted.hold(entry)
                ],
                "missing": [
                    {
                        "decision": clock["kind"],
                        "label": word_for(DeadlineKind(clock["kind"])),
                        "department": named(directory, clock["department_id"]),
                        "due_at": clock["due_at"],
                        "article": clock["rule__citation"],
                        "state": str(Entered.MISSING),
                        "state_label": word_for(Entered.MISSING),
                    }
                    for clock in missing
                ],
            }
        )
    return shown


def _entry_rule(*, on: date) -> DeadlineRule:
    """Read the version of the rule in force; no clock runs under it, so no rulebook has it."""
    rows = Rule.objects.filter(code=ENTRY_RULE, effective_from__lte=on)
    rows = rows.filter(Q(effective_until__isnull=True) | Q(effective_until__gte=on))
    row = rows.order_by("-version").first()
    if row is None:
        raise NoRule(what=ENTRY_RULE)
    return kernel_rule(row)


def _cases(kind: Kind) -> Prepared:
    columns = ("pk", "number", "title", "status", "division_id", "stages", *_COLUMN.values())
    return Prepared(lambda: spec_of(kind).model.objects.filter(Among("pk", PKS)).values(*columns))


_CASES = {kind: _cases(kind) for kind in (Kind.CRIME_REFERRAL, Kind.DETENTION_REFERRAL)}
_LATE = Prepared(
    lambda: (
        Deadline.objects.filter(
            Among("matter_id", PKS), kind__in=sorted(DUE), state=DeadlineState.RUNNING
        )
        .order_by("due_at", "pk")
        .values("matter_id", "kind", "department_id", "due_at", "rule__citation")
    )
)
