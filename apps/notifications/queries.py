"""Who may be told of what: members of a department, their wishes, and who may read the matter."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from apps.accounts.models import Membership, Substitution, User
from apps.notifications.models import Digest, Notification, Preference
from clue_transfer.vocabulary import Role, Secrecy

Pair = tuple[uuid.UUID, int]
Readers = Callable[[Collection[uuid.UUID], Collection[int]], set[Pair]]

# The spine stands above this app and says here who may read its matters.
_audience: list[Readers] = []


def register_audience(readers_of: Readers) -> None:
    """Let an app above say which of some users may read which of some matters."""
    if readers_of not in _audience:
        _audience.append(readers_of)


def readers_of(matter_ids: Collection[uuid.UUID], user_ids: Collection[int]) -> set[Pair]:
    """Ask who may read what; where nobody answers for matters, nothing is handed out."""
    if not matter_ids or not user_ids:
        return set()
    if not _audience:
        raise LookupError("no app has registered who may read matters")
    return set().union(*(ask(matter_ids, user_ids) for ask in _audience))


def members_of(
    department_ids: Collection[int], *, on: date
) -> Mapping[int, Mapping[int, frozenset[Role]]]:
    """Answer the active members of departments on a day, with their roles there.

    Who stands in for somebody that day is told what concerns the absent one's roles.
    """
    found: dict[int, dict[int, set[Role]]] = defaultdict(lambda: defaultdict(set))
    if department_ids:
        rows = Membership.objects.valid_on(on).filter(
            department_id__in=department_ids, user__is_active=True
        )
        for department, user, role in rows.values_list("department_id", "user_id", "role"):
            found[department][user].add(Role(role))
        _add_substitutes(found, on=on)
    return {
        department: {user: frozenset(roles) for user, roles in members.items()}
        for department, members in found.items()
    }


def _add_substitutes(found: dict[int, dict[int, set[Role]]], *, on: date) -> None:
    rows = Substitution.objects.in_force(on).filter(department_id__in=list(found))
    lent = [
        (found[department], absent, substitute, {Role(role) for role in roles})
        for department, absent, substitute, roles in rows.values_list(
            "department_id", "absent_id", "substitute_id", "roles"
        )
    ]
    # What somebody has in another's place does not pass on: only own roles are looked at.
    added = [
        (there[substitute], there[absent] & roles)
        for there, absent, substitute, roles in lent
        if absent in there and substitute in there
    ]
    for roles, more in added:
        roles.update(more)


def active_users(user_ids: Collection[int]) -> frozenset[int]:
    """Keep the users that are still active."""
    if not user_ids:
        return frozenset()
    return frozenset(
        User.objects.filter(id__in=user_ids, is_active=True).values_list("id", flat=True)
    )


def muted(user_ids: Collection[int], *, events: Collection[str]) -> frozenset[tuple[int, str]]:
    """Answer which users want to hear nothing of which events: the longest pattern decides."""
    wishes: dict[int, list[tuple[str, str]]] = defaultdict(list)
    if user_ids:
        rows = Preference.objects.filter(user_id__in=user_ids)
        for user, pattern, channel in rows.values_list("user_id", "pattern", "channel"):
            wishes[user].append((pattern, channel))
    silent = set()
    for user, patterns in wishes.items():
        for event in events:
            fitting = [entry for entry in patterns if fits(event, pattern=entry[0])]
            if fitting and max(fitting, key=_weight)[1] == Preference.Channel.NONE:
                silent.add((user, event))
    return frozenset(silent)


def fits(event: str, *, pattern: str) -> bool:
    """Whether an event is meant by `transfer.accepted`, by `transfer.*` or by `*`."""
    if pattern.endswith("*"):
        return event.startswith(pattern[:-1])
    return event == pattern


def _weight(entry: tuple[str, str]) -> int:
    return len(entry[0])


def notifications_of(user_id: int) -> QuerySet[Notification]:
    """Read what a person was told, as far as secrecy still lets them know of it."""
    return Notification.objects.filter(user_id=user_id).filter(
        Q(matter__isnull=True)
        | Q(matter__secrecy=Secrecy.INTERNAL)
        | Q(matter__named__person_id=user_id)
    )


def unread_count(user_id: int) -> int:
    """Count what a person has not read yet."""
    return notifications_of(user_id).filter(read_at__isnull=True).count()


def holding(roles: Collection[Role], *, on: date) -> list[tuple[int, int]]:
    """List the departments with their active people who hold one of the roles on a day."""
    rows = Membership.objects.valid_on(on).filter(
        role__in=[str(role) for role in roles], user__is_active=True, department__active=True
    )
    found = rows.order_by("department_id", "user_id").values_list("department_id", "user_id")
    return list(found.distinct())


def not_yet_told(kind: str, *, period: str, among: Collection[int]) -> set[int]:
    """Keep the people who were not sent the digest of a period; whoever asks too waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"digest {kind} {period}"])
    told = Digest.objects.filter(kind=kind, period=period).values_list("recipient_id", flat=True)
    return set(among) - set(told)
