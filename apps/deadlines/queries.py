"""The rulebook: an unchangeable snapshot of the rules, read again when reference data change."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import ClassVar
from uuid import UUID

import structlog
from django.db import connection
from django.db.models import Q, QuerySet

from apps.deadlines.models import Deadline, Reminder, Rule
from clue_transfer.deadlines import DeadlineRule, unit_of
from clue_transfer.errors import Refused
from clue_transfer.rule_versions import Version
from clue_transfer.vocabulary import (
    Confidence,
    DeadlineKind,
    DeadlineState,
    Level,
    Nature,
    RuleSource,
    System,
    Unit,
    Urgency,
    Verb,
)

log = structlog.get_logger()


class NoRule(Refused):
    """No rule says how long."""

    code = "no-rule"
    message = "没有适用的期限规则：%(what)s"
    http_status: ClassVar[int] = 409


class RulesTied(Refused):
    """Two rules apply and neither is the more specific one; nobody guesses."""

    code = "rules-tied"
    message = "期限规则冲突：%(codes)s，请管理员处理"
    http_status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """One version of a rule, with whom and when it binds."""

    id: int
    rule: DeadlineRule
    systems: frozenset[System]
    levels: frozenset[Level]
    urgencies: frozenset[Urgency]
    named_only: bool
    effective_from: date
    effective_until: date | None

    def binds(self, *, system: str, level: str, urgency: str, on: date) -> bool:
        """Whether the rule binds such a department in such a matter on a day."""
        return (
            (not self.systems or system in self.systems)
            and (not self.levels or level in self.levels)
            and (not self.urgencies or urgency in self.urgencies)
            and self.effective_from <= on
            and (self.effective_until is None or on <= self.effective_until)
        )

    @property
    def weight(self) -> int:
        """How specific the rule is: each thing that it names counts once."""
        return bool(self.systems) + bool(self.levels) + bool(self.urgencies)


class Rulebook:
    """All rules at one stamp; nothing here asks the database."""

    def __init__(self, stamp: int, *, rules: Iterable[Applied]) -> None:
        self.stamp = stamp
        self._by_id = {applied.id: applied for applied in rules}
        self._by_word: dict[str, list[Applied]] = {}
        for applied in self._by_id.values():
            self._by_word.setdefault(applied.rule.code, []).append(applied)
            if not applied.named_only and applied.rule.kind != applied.rule.code:
                self._by_word.setdefault(applied.rule.kind, []).append(applied)

    def by_id(self, rule_id: int) -> DeadlineRule:
        """Return the version that a running clock started under."""
        try:
            return self._by_id[rule_id].rule
        except KeyError:
            raise NoRule(what=str(rule_id)) from None

    def rule(
        self, code_or_kind: str, *, system: str, urgency: str, on: date, level: str = ""
    ) -> tuple[int, DeadlineRule]:
        """Choose the rule of a kind, or of a code, that binds: the most specific one.

        Of one code the newest version that is in force counts. Raises NoRule, or RulesTied where
        two codes are equally specific.
        """
        newest: dict[str, Applied] = {}
        for applied in self._by_word.get(code_or_kind, ()):
            known = newest.get(applied.rule.code)
            if applied.binds(system=system, level=level, urgency=urgency, on=on) and (
                known is None or applied.rule.version > known.rule.version
            ):
                newest[applied.rule.code] = applied
        if not newest:
            raise NoRule(what=_label(code_or_kind))
        best = max(applied.weight for applied in newest.values())
        chosen = [applied for applied in newest.values() if applied.weight == best]
        if len(chosen) > 1:
            raise RulesTied(codes="、".join(sorted(each.rule.code for each in chosen)))
        return chosen[0].id, chosen[0].rule


def rulebook(stamp: int) -> Rulebook:
    """Return the rulebook at a stamp, read from the database once a stamp and process."""
    return _rulebook(str(connection.settings_dict["NAME"]), stamp)


@lru_cache(maxsize=4)
def _rulebook(database: str, stamp: int) -> Rulebook:  # noqa: ARG001 - part of the cache's key
    return Rulebook(stamp, rules=_applied())


def _applied() -> Iterable[Applied]:
    """Read every rule; one that no clock can run under is left out, and the others stand."""
    # Under what is kept for reference no step starts a clock.
    for row in Rule.objects.filter(reference_only=False).order_by("code", "version"):
        try:
            yield _snapshot(row)
        except (ValueError, TypeError, Refused) as error:
            log.warning("deadline_rule_broken", rule=str(row), error=repr(error))


def _snapshot(row: Rule) -> Applied:
    rule = kernel_rule(row)
    for urgency in Urgency:
        unit_of(rule, urgency=urgency)  # refuses an unknown regime and a senseless limit
    return Applied(
        id=row.pk,
        rule=rule,
        systems=frozenset(System(system) for system in row.applies_to_systems),
        levels=frozenset(Level(level) for level in row.applies_to_levels),
        urgencies=frozenset(Urgency(urgency) for urgency in row.applies_to_urgencies),
        named_only=row.named_only,
        effective_from=row.effective_from,
        effective_until=row.effective_until,
    )


def versions_of(code: str, *, but: int | None) -> list[Version]:
    """Read the versions of a code, without one of them."""
    rows = Rule.objects.filter(code=code).order_by("version")
    if but is not None:
        rows = rows.exclude(pk=but)
    found = rows.values_list("version", "effective_from", "effective_until")
    return [Version(number=number, since=since, until=until) for number, since, until in found]


def kernel_rule(row: Rule) -> DeadlineRule:
    """Carry a row into the kernel's terms."""
    return DeadlineRule(
        code=row.code,
        kind=DeadlineKind(row.kind),
        limit=row.limit,
        unit=Unit(row.unit),
        regime=row.regime,
        roll_over=row.roll_over,
        nature=Nature(row.nature),
        citation=row.citation,
        confidence=Confidence(row.confidence),
        source=RuleSource(row.source),
        urgent_limit=row.urgent_limit,
        urgent_unit=Unit(row.urgent_unit) if row.urgent_unit else None,
        emergency_limit=row.emergency_limit,
        emergency_unit=Unit(row.emergency_unit) if row.emergency_unit else None,
        extension_limits=tuple(int(limit) for limit in row.extension_limits),
        suspension_causes=frozenset(row.suspension_causes),
        on_expiry=Verb(row.on_expiry) if row.on_expiry else None,
        id=row.pk,
        version=row.version,
    )


def _label(code_or_kind: str) -> str:
    try:
        return DeadlineKind(code_or_kind).label
    except ValueError:
        return code_or_kind


def computed_under_another_calendar(calendar_version: int) -> QuerySet[Deadline]:
    """Read the open clocks whose due time was computed under another calendar."""
    # Two ranges, which the index finds at once where nothing is to be done.
    other = Q(calendar_version__lt=calendar_version) | Q(calendar_version__gt=calendar_version)
    return Deadline.objects.filter(
        other, state__in=[DeadlineState.RUNNING, DeadlineState.SUSPENDED]
    )


@dataclass(frozen=True, slots=True)
class DueClock:
    """A running clock that must be looked at, its matter, and since when."""

    pk: UUID
    matter: UUID
    at: datetime


def due_for_action(now: datetime, *, after: DueClock | None = None, most: int) -> list[DueClock]:
    """Read the running clocks whose next action is due, longest due first, without a lock."""
    rows = Deadline.objects.filter(state=DeadlineState.RUNNING, next_action_at__lte=now)
    if after is not None:
        later = Q(next_action_at__gt=after.at) | Q(next_action_at=after.at, pk__gt=after.pk)
        rows = rows.filter(later, next_action_at__gte=after.at)
    found = rows.order_by("next_action_at", "pk").values_list("pk", "matter_id", "next_action_at")
    return [DueClock(pk, matter, at or now) for pk, matter, at in found[:most]]


def told_of(deadlines: Collection[UUID]) -> set[tuple[UUID, int, str, int]]:
    """Read who has heard of which rung of these clocks under which due date."""
    rows = Reminder.objects.filter(deadline_id__in=list(deadlines))
    return set(rows.values_list("deadline_id", "due_version", "rung", "recipient_id"))
