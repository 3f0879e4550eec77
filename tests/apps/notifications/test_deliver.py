"""Delivery reaches the right persons once, and no bad row stops it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from apps.notifications.actions import Message, deliver, mark_read, set_preferences, tell
from apps.notifications.models import Notification, Outbox
from apps.notifications.queries import unread_count
from clue_transfer.vocabulary import Role
from tests.apps.facts import NOW, department, joins, matter, person
from tests.apps.notifications.conftest import Readers


def _tell(**fields: Any) -> None:
    tell([Message(**{"event": "transfer.sent", "title": "请签收"} | fields)], now=NOW)


def _reached() -> set[str]:
    return set(Notification.objects.values_list("user__username", flat=True))


def test_active_members_in_the_three_roles_are_reached(db: None) -> None:
    water = department()
    for name, role in (
        ("联络", Role.LIAISON),
        ("负责", Role.LEAD),
        ("承办", Role.HANDLER),
        ("审计", Role.AUDITOR),
    ):
        person(name, works_in=water, role=role)
    joins(person("前任"), water, role=Role.LEAD, until=date(2026, 11, 15))
    joins(person("末日"), water, role=Role.LEAD, until=date(2026, 11, 16))
    left = person("离职", works_in=water, role=Role.LEAD)
    left.is_active = False
    left.save()
    person("外人", works_in=department("620000-ecology"))
    _tell(department_id=water.pk)

    delivered = deliver(now=NOW)

    assert delivered == 1
    assert _reached() == {"联络", "负责", "承办", "末日"}


def test_person_with_two_roles_is_told_once(db: None) -> None:
    water = department()
    joins(person("甲", works_in=water), water, role=Role.LEAD)
    _tell(department_id=water.pk)

    deliver(now=NOW)

    assert Notification.objects.count() == 1


def test_message_may_name_its_roles_or_its_person(db: None) -> None:
    water = department()
    person("联络", works_in=water)
    person("负责", works_in=water, role=Role.LEAD)
    named = person("某人")
    _tell(department_id=water.pk, roles=frozenset({Role.LEAD}))
    _tell(person_id=named.pk)

    deliver(now=NOW)

    assert _reached() == {"负责", "某人"}


def test_secret_matter_reaches_named_persons_only(db: None, readers: Readers) -> None:
    water = department()
    person("联络", works_in=water)
    named = person("知情", works_in=water)
    secret = matter(water, secrecy="sealed")
    readers.named[secret.pk] = {named.pk}
    _tell(department_id=water.pk, matter_id=secret.pk)

    delivered = deliver(now=NOW)

    assert delivered == 1
    assert _reached() == {"知情"}


def test_nothing_is_handed_out_while_nobody_says_who_may_read(db: None, monkeypatch: Any) -> None:
    monkeypatch.setattr("apps.notifications.queries._audience", [])
    water = department()
    person("联络", works_in=water)
    _tell(department_id=water.pk, matter_id=matter(water).pk)

    delivered = deliver(now=NOW)

    assert delivered == 0
    assert Notification.objects.count() == 0
    assert "LookupError" in Outbox.objects.get().error


def test_muted_events_do_not_arrive_and_the_longest_wish_wins(db: None) -> None:
    water = department()
    quiet = person("静", works_in=water)
    set_preferences(quiet.pk, wishes={"*": "none", "transfer.*": "none", "transfer.sent": "in_app"})
    _tell(department_id=water.pk)
    _tell(department_id=water.pk, event="transfer.signed")
    _tell(department_id=water.pk, event="clue.concluded")

    deliver(now=NOW)

    assert list(Notification.objects.values_list("event", flat=True)) == ["transfer.sent"]


def test_poison_row_is_put_off_and_the_others_arrive(db: None) -> None:
    water = department()
    person("甲", works_in=water)
    _tell(department_id=water.pk, title="一")
    _tell(department_id=water.pk, title="二")
    _tell(department_id=water.pk, title="三")
    poisoned = Outbox.objects.order_by("id")[1]
    Outbox.objects.filter(pk=poisoned.pk).update(payload="{not json")

    delivered = deliver(now=NOW)

    poisoned.refresh_from_db()
    assert delivered == 2
    assert set(Notification.objects.values_list("title", flat=True)) == {"一", "三"}
    assert (poisoned.delivered_at, poisoned.attempts) == (None, 1)
    assert poisoned.error.startswith("JSONDecodeError")


def test_row_that_the_database_refuses_does_not_stop_the_batch(db: None) -> None:
    water = department()
    person("甲", works_in=water)
    _tell(department_id=water.pk, title="好")
    _tell(department_id=water.pk, title="坏")
    bad = Outbox.objects.order_by("id")[1]
    Outbox.objects.filter(pk=bad.pk).update(
        payload='{"title":"\\u0000","roles":["liaison"],"content":{}}'
    )

    delivered = deliver(now=NOW)

    assert delivered == 1
    assert list(Notification.objects.values_list("title", flat=True)) == ["好"]
    assert Outbox.objects.get(pk=bad.pk).attempts == 1


def test_wait_after_a_failure_doubles(db: None) -> None:
    _tell(department_id=department().pk)
    Outbox.objects.update(payload="[]")
    waits, now = [], NOW

    for _ in range(4):
        deliver(now=now)
        row = Outbox.objects.get()
        waits.append(row.next_attempt_at - now)
        now = row.next_attempt_at

    assert [wait.total_seconds() for wait in waits] == [30, 60, 120, 240]


def test_wait_has_a_ceiling(db: None) -> None:
    _tell(department_id=department().pk)
    Outbox.objects.update(payload="[]", attempts=200)

    deliver(now=NOW)

    assert Outbox.objects.get().next_attempt_at - NOW == timedelta(hours=6)


def test_row_is_not_tried_before_its_time(db: None) -> None:
    _tell(department_id=department().pk)
    Outbox.objects.update(next_attempt_at=NOW + timedelta(seconds=1))

    delivered = deliver(now=NOW)

    assert delivered == 0


def test_second_delivery_of_the_same_row_adds_nothing(db: None) -> None:
    water = department()
    person("甲", works_in=water)
    _tell(department_id=water.pk)
    deliver(now=NOW)
    Outbox.objects.update(delivered_at=None)

    delivered = deliver(now=NOW)

    assert delivered == 1
    assert Notification.objects.count() == 1


def test_batch_costs_the_same_whatever_its_size(db: None, django_assert_num_queries: Any) -> None:
    water = department()
    person("甲", works_in=water)
    for n in range(30):
        _tell(department_id=water.pk, title=str(n), matter_id=matter(water).pk)

    with django_assert_num_queries(10):
        delivered = deliver(now=NOW)

    assert delivered == 30


def test_all_batches_are_delivered_in_one_go(db: None) -> None:
    water = department()
    person("甲", works_in=water)
    for n in range(7):
        _tell(department_id=water.pk, title=str(n))

    delivered = deliver(now=NOW, batch=3)

    assert delivered == 7
    assert Notification.objects.count() == 7


def test_two_deliverers_at_once_deliver_each_row_once(
    committed_db: str, at_once: Callable[..., list[Any]]
) -> None:
    water = department("620000-water")
    people = [person("甲", works_in=water), person("乙", works_in=water)]
    with transaction.atomic():
        for n in range(40):
            _tell(department_id=water.pk, title=str(n))

    results = at_once(
        lambda: deliver(now=NOW, batch=5),
        lambda: deliver(now=NOW, batch=5),
    )

    assert sum(results) == 40
    assert Notification.objects.count() == 40 * len(people)
    assert Outbox.objects.filter(delivered_at=None).count() == 0


def test_rows_that_another_deliverer_holds_are_skipped(
    committed_db: str, at_once: Callable[..., list[Any]]
) -> None:
    water = department("620000-water")
    person("甲", works_in=water)
    _tell(department_id=water.pk, title="held")
    _tell(department_id=water.pk, title="free")

    with transaction.atomic():
        Outbox.objects.select_for_update().order_by("id").first()
        [delivered] = at_once(lambda: deliver(now=NOW))

    assert delivered == 1
    assert Notification.objects.get().title == "free"


def test_person_reads_only_their_own(db: None) -> None:
    water = department()
    first, second = person("甲", works_in=water), person("乙", works_in=water)
    _tell(department_id=water.pk)
    deliver(now=NOW)
    of_second = Notification.objects.get(user=second)

    touched = mark_read(first.pk, now=NOW, ids=[of_second.pk])
    all_of_first = mark_read(first.pk, now=NOW)

    assert (touched, all_of_first) == (0, 1)
    assert (unread_count(first.pk), unread_count(second.pk)) == (0, 1)
