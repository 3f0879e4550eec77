"""Substitutes (代理): who may act on behalf of an absent colleague, for how long, in what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clue_transfer.actors import Actor
from clue_transfer.errors import FieldError, NotYourStep
from clue_transfer.vocabulary import Role

MOST_DAYS = 90
"""How long one substitution lasts at most, both ends counted; a longer absence is renewed."""

WORK_RETURNED = "matter.work_returned"
"""Tells a lead how much came back to the department when somebody left it."""

_NEVER = frozenset({Role.ADMINISTRATOR, Role.DIVISION_ADMINISTRATOR, Role.AUDITOR, Role.MACHINE})
_OF_REPORTERS = frozenset({Role.INTAKE, Role.REWARD_OFFICER})
"""Who may know who complained: that passes on only to somebody who may know it already."""
_APPOINT = frozenset({Role.HEAD, Role.ADMINISTRATOR})
_ARRANGE = frozenset({Role.LEAD, Role.HEAD, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A substitution as it is to be made; the roles held are those of the day on which it is."""

    absent: int
    substitute: int
    roles: frozenset[Role]
    since: date
    until: date
    presides: bool = False
    """A recorded appointment to preside (主持工作): only with it the head's powers pass on."""
    held: frozenset[Role] = frozenset()
    """What the absent person is in the department."""
    substitute_held: frozenset[Role] = frozenset()
    """What the substitute is there."""
    substitute_away: bool = False
    """Whether somebody stands in for the substitute on one of the days."""


def check_maker(actor: Actor, *, absent: int, substitute: int, presides: bool) -> None:
    """Refuse who may not arrange it: the absent person themselves, or who leads the department.

    To preside is decided by the head or an administrator of the department. Nobody takes another's
    place by their own act.
    """
    if substitute in actor.persons and absent != substitute:
        raise NotYourStep("不能自行安排由本人代理他人，请由被代理人或其他负责人办理")
    if presides and not actor.has(*_APPOINT):
        raise NotYourStep(who=tuple(sorted(_APPOINT)))
    if actor.on_behalf_of is not None:
        raise NotYourStep("代理人不能再安排代理")
    if actor.person != absent and not actor.has(*_ARRANGE):
        raise NotYourStep("此步骤应由本人或部门负责人办理")


def check_ender(actor: Actor, *, absent: int, substitute: int) -> None:
    """Refuse who may not end it: either of the two, or who leads the department."""
    if actor.person not in (absent, substitute) and not actor.has(*_ARRANGE):
        raise NotYourStep("此步骤应由本人或部门负责人办理")


def errors_of(proposed: Proposed, *, today: date) -> list[FieldError]:
    """Name all that is wrong with a substitution; empty when it may be made."""
    return [*_date_errors(proposed, today=today), *_person_errors(proposed), *_roles(proposed)]


def roles_passed_on(held: Iterable[Role], *, to: Iterable[Role]) -> frozenset[Role]:
    """Say which roles pass on unless some are named: all but the head's and offices of trust.

    `to` is what the substitute is in the department.
    """
    passed = frozenset(held) - _NEVER - {Role.HEAD}
    return passed if _OF_REPORTERS & frozenset(to) else passed - _OF_REPORTERS


def in_force(since: date, until: date, *, on: date) -> bool:
    """Whether a substitution gives anything on a day; its last day counts."""
    return since <= on <= until


def _date_errors(proposed: Proposed, *, today: date) -> list[FieldError]:
    if proposed.until < proposed.since:
        return [FieldError("/until", "before-since", "截止日期不能早于开始日期")]
    if proposed.since < today:
        return [FieldError("/since", "in-the-past", "代理不能追溯，请从今天或以后开始")]
    if (proposed.until - proposed.since).days >= MOST_DAYS:
        return [
            FieldError("/until", "too-long", "一次代理最长%(days)d天", {"days": MOST_DAYS}),
        ]
    return []


def _person_errors(proposed: Proposed) -> list[FieldError]:
    if proposed.absent == proposed.substitute:
        return [FieldError("/substitute", "oneself", "不能由本人代理本人")]
    found = []
    if not proposed.held:
        found.append(FieldError("/absent", "not-a-member", "此人不是本部门的成员"))
    if not proposed.substitute_held:
        found.append(FieldError("/substitute", "not-a-member", "此人不是本部门的成员"))
    if proposed.substitute_away:
        found.append(FieldError("/substitute", "away", "此人在该期间也由他人代理，不能再代理他人"))
    return found


def _roles(proposed: Proposed) -> list[FieldError]:
    roles = proposed.roles
    if proposed.held and not roles:
        return [FieldError("/roles", "required", "请列出所代理的角色")]
    if roles - proposed.held:
        return [FieldError("/roles", "not-held", "只能代理本人在本部门的角色")]
    if roles & _NEVER:
        return [FieldError("/roles", "not-to-be-passed-on", "该角色不能代理")]
    if roles & _OF_REPORTERS and not proposed.substitute_held & _OF_REPORTERS:
        message = "受理员、奖励经办人知悉举报人信息，只能由本部门的受理员或奖励经办人代理"
        return [FieldError("/roles", "reporter-sealed", message)]
    if Role.HEAD in roles and not proposed.presides:
        return [
            FieldError(
                "/roles", "needs-appointment", "正职职权只能凭主持工作的书面任命代理，不能委托"
            )
        ]
    return []
