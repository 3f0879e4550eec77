"""Who is who: actors, members of departments, the owner of a token."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypedDict, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import JSONObject
from django.utils import timezone
from knox.crypto import hash_token

from apps.accounts.models import AuthToken, Membership, PowerGrant, Substitution, User
from apps.audit.queries import has_acted_on
from apps.common.prepared import Param, Prepared
from clue_transfer.actors import Actor
from clue_transfer.errors import NotAMember, NotASubstitute
from clue_transfer.powers import ENTRUSTED_FOR, Asked, Powers
from clue_transfer.vocabulary import AccountEvent, Role


class Held(TypedDict):
    """One role in one department, as the database builds it for a request."""

    department: int
    code: str
    name: str
    role: str
    primary: bool


_HELD = {
    "department": F("department_id"),
    "code": F("department__code"),
    "name": F("department__name"),
    "role": F("role"),
    "primary": F("primary"),
}


def held_by(user: OuterRef | int, *, on: date) -> QuerySet[Any]:
    """Read the roles that a person holds on a day, as JSON objects: the primary one first.

    A department that is no longer active gives its members nothing.
    """
    return (
        Membership.objects.valid_on(on)
        .filter(user=user, department__active=True)
        .order_by("-primary", "department_id", "role")
        .values(json=JSONObject(**_HELD))
    )


def lent_to(user: OuterRef | int, *, absent: int, on: date) -> QuerySet[Any]:
    """Read the roles that a person has on a day on behalf of an absent one, as JSON objects.

    Only what the absent one holds that day, and only in departments of which both are members.
    """
    own = Membership.objects.valid_on(on).filter(user=user, department=OuterRef("department"))
    lent = Substitution.objects.in_force(on).filter(
        substitute=user,
        absent=absent,
        department=OuterRef("department"),
        roles__contains=Func(
            OuterRef("role"),
            template="ARRAY[%(expressions)s]",
            output_field=ArrayField(CharField(max_length=30)),
        ),
    )
    return (
        Membership.objects.valid_on(on)
        .filter(
            Exists(own),
            Exists(lent),
            user=absent,
            user__is_active=True,
            department__active=True,
        )
        .order_by("department_id", "role")
        .values(json=JSONObject(**_HELD))
    )


def token_of(
    key: str, *, now: datetime, on: date, on_behalf_of: int | None = None
) -> AuthToken | None:
    """Find a token with its user and, as `held`, the user's roles: one query in all.

    With `on_behalf_of` also, as `lent`, the roles that the user has in that person's place.
    """
    given: dict[str, Any] = {"digest": hash_token(key), "now": now, "on": on}
    if on_behalf_of is None:
        return next(iter(_TOKEN.read(**given)), None)
    return next(iter(_SUBSTITUTES_TOKEN.read(**given, absent=on_behalf_of)), None)


def actor_of(
    user: User,
    *,
    department_code: str | None = None,
    on_behalf_of: int | None = None,
    on: date,
) -> Actor:
    """Make the actor that a person is on a day, for the named or their primary department.

    With `on_behalf_of` the actor has that person's roles instead of their own.
    """
    held = held_by(user.pk, on=on).values_list("json", flat=True)
    if on_behalf_of is None:
        return actor_from(user, held=held, department_code=department_code)
    lent = lent_to(user.pk, absent=on_behalf_of, on=on).values_list("json", flat=True)
    return substitute_from(
        user, held=held, lent=lent, department_code=department_code, on_behalf_of=on_behalf_of
    )


def actor_from(user: User, *, held: Iterable[Held], department_code: str | None = None) -> Actor:
    """Make the actor out of roles already read; a department that is not theirs is refused."""
    rows = list(held)
    code = department_code or (rows[0]["code"] if rows else "")
    there = [row for row in rows if row["code"] == code]
    if department_code and not there:
        raise NotAMember
    return Actor(
        person=user.pk,
        name=user.get_full_name(),
        department=there[0]["department"] if there else None,
        department_code=code,
        roles=frozenset(Role(row["role"]) for row in there),
    )


def substitute_from(
    user: User,
    *,
    held: Iterable[Held],
    lent: Iterable[Held],
    on_behalf_of: int,
    department_code: str | None = None,
) -> Actor:
    """Make the actor who has an absent person's roles in one department, and none of their own.

    The department is the named one, else the first in which something was lent to them.
    """
    rows = list(lent)
    own = actor_from(user, held=held, department_code=department_code)
    if rows and department_code is None:
        department_code = rows[0]["code"]
    there = [row for row in rows if row["code"] == (department_code or own.department_code)]
    if not there:
        raise NotASubstitute
    return Actor(
        person=user.pk,
        name=own.name,
        department=there[0]["department"],
        department_code=there[0]["code"],
        roles=frozenset(Role(row["role"]) for row in there),
        on_behalf_of=on_behalf_of,
    )


def with_powers(actor: Actor, *, now: datetime) -> Actor:
    """Give a superuser the powers that are on for them now; who stands in for another has none."""
    if actor.person is None or actor.on_behalf_of is not None:
        return actor
    rows = PowerGrant.objects.in_force(now).filter(user=actor.person, user__is_superuser=True)
    grant = rows.order_by("pk").first()
    if grant is None:
        return actor
    powers = Powers(grant=grant.pk, dossiers=frozenset(grant.dossiers), everything=grant.everything)
    return replace(actor, powers=powers)


def open_powers(user: int, *, now: datetime) -> PowerGrant | None:
    """Find what a person has asked for and what is undecided or on, if there is something."""
    rows = PowerGrant.objects.undecided(now) | PowerGrant.objects.in_force(now)
    return rows.filter(user=user).order_by("pk").first()


def asked(grant: PowerGrant) -> Asked:
    """Say of a grant what the kernel looks at."""
    return Asked(
        user=grant.user_id,
        asked_at=grant.asked_at,
        approved=grant.since is not None,
        ended=grant.ended_at is not None,
    )


def may_approve_powers(person: int, *, now: datetime) -> bool:
    """Whether a person has the office to approve powers: a superuser, or an administrator."""
    office = Membership.objects.valid_on(timezone.localdate(now)).filter(
        user=person, role=Role.ADMINISTRATOR, department__active=True
    )
    rows = User.objects.filter(pk=person, is_active=True)
    return rows.filter(Q(is_superuser=True) | Exists(office)).exists()


def entrusted_lately(person: int, *, by: int, now: datetime) -> bool:
    """Whether somebody has lately given a person their account, rights, roles or password."""
    return has_acted_on(person, by=by, events=_ENTRUSTING, since=now - ENTRUSTED_FOR)


_ENTRUSTING = (
    AccountEvent.MADE,
    AccountEvent.RIGHTS_CHANGED,
    AccountEvent.PASSWORD_SET,
    AccountEvent.MEMBERSHIP_GIVEN,
    AccountEvent.MEMBERSHIP_CHANGED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What a person may do in the administration: flags and groups."""

    superuser: bool = False
    staff: bool = False
    groups: frozenset[str] = frozenset()

    def content(self) -> dict[str, Any]:
        """Lay it out for the record."""
        return {
            "is_superuser": self.superuser,
            "is_staff": self.staff,
            "groups": sorted(self.groups),
        }


def rights_of(user: User) -> Rights:
    """Read a person's rights as they stand in the database."""
    row = User.objects.get(pk=user.pk)
    return Rights(
        superuser=row.is_superuser,
        staff=row.is_staff,
        groups=frozenset(row.groups.values_list("name", flat=True)),
    )


def holders_of(role: Role, *, on: date) -> list[int]:
    """List the active persons who hold a role in any department on a day."""
    rows = Membership.objects.valid_on(on).filter(
        role=role, user__is_active=True, department__active=True
    )
    return list(rows.order_by("user_id").values_list("user_id", flat=True).distinct())


def substitutions_of(user: int, *, on: date) -> QuerySet[Any]:
    """Read for whom a person stands in on a day."""
    return (
        Substitution.objects.in_force(on)
        .filter(
            substitute=user,
            absent__is_active=True,
            department__active=True,
            department__in=Membership.objects.valid_on(on).filter(user=user).values("department"),
        )
        .order_by("pk")
    )


def roles_in(user: int, *, department: int, on: date) -> frozenset[Role]:
    """Say what an active person is in a department on a day."""
    rows = Membership.objects.valid_on(on).filter(
        user=user, department=department, user__is_active=True
    )
    return frozenset(Role(role) for role in rows.values_list("role", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person in a department with those of their roles that were asked for."""

    user: int
    username: str
    name: str
    department: int
    roles: frozenset[Role]


def members(
    department_ids: Collection[int], *, roles: Collection[Role] = (), on: date
) -> list[Member]:
    """List the active members of departments on a day who hold one of the roles (or any)."""
    rows = (
        Membership.objects.valid_on(on)
        .filter(department_id__in=department_ids, user__is_active=True)
        .order_by("department_id", "user__pinyin", "user_id")
        .values_list("department_id", "user_id", "user__username", "user__full_name", "role")
    )
    if roles:
        rows = rows.filter(role__in=roles)
    found: dict[tuple[int, int, str, str], set[Role]] = {}
    for department, user, username, name, role in rows:
        found.setdefault((department, user, username, name), set()).add(Role(role))
    return [
        Member(
            user=user, username=username, name=name, department=department, roles=frozenset(held)
        )
        for (department, user, username, name), held in found.items()
    ]


def directory(*, on: date) -> QuerySet[Any]:
    """Read the active persons who hold a role on a day as rows, with their roles as `held`."""
    people: QuerySet[Any] = User.objects.filter(
        is_active=True, pk__in=Membership.objects.valid_on(on).values("user")
    )
    held = ArraySubquery(held_by(OuterRef("pk"), on=on))
    return people.annotate(held=held).values("id", "full_name", "phone", "held")


def hold_membership(user: int, *, department: int, roles: Collection[Role], on: date) -> bool:
    """Whether somebody is an active member in one of the roles, and stays so until the commit.

    Whoever ends the membership or deactivates the user at this moment comes first or waits.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [user, department, [str(role) for role in roles], on, on])
        return cursor.fetchone() is not None


_HOLD = """
    SELECT 1 FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
    WHERE u.id = %s AND u.is_active AND m.department_id = %s AND m.role = ANY(%s)
        AND m.since <= %s AND (m.until IS NULL OR m.until >= %s)
    FOR SHARE OF m, u
"""


_ON = cast("date", Param("on", DateField()))


def _tokens() -> QuerySet[AuthToken]:
    now = cast("datetime", Param("now", DateTimeField()))
    return (
        AuthToken.objects.select_related("user")
        .annotate(held=ArraySubquery(held_by(OuterRef("user"), on=_ON)))
        .usable_at(now)
        .filter(digest=Param("digest", CharField()))
    )


def _substitutes_tokens() -> QuerySet[AuthToken]:
    absent = cast("int", Param("absent", BigIntegerField()))
    lent = lent_to(OuterRef(OuterRef("user")), absent=absent, on=_ON)
    return _tokens().annotate(lent=ArraySubquery(lent))


_TOKEN, _SUBSTITUTES_TOKEN = Prepared(_tokens), Prepared(_substitutes_tokens)
