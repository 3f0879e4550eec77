"""Somebody leaves: they act no more, and their work waits for another one of the department."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from apps.accounts.actions import deactivate, reactivate
from apps.accounts.models import AuthToken, Membership, Substitution
from apps.audit.models import Entry
from apps.clues.models import Transfer
from apps.desk.actions import return_work
from apps.desk.actions.leaving import return_work_of
from apps.matters.models import Matter, NamedPerson
from apps.notifications.actions import deliver
from apps.notifications.models import Notification
from apps.organizations.models import Department
from clue_transfer.actors import SYSTEM
from tests.architecture.counting import counted
from tests.client import Caller, ok
from tests.stories import (
    LANZHOU,
    WATER,
    Desk,
    Story,
    acts,
    assert_record_is_sound,
    on,
    refused,
    staff,
    told,
)


@pytest.fixture
def administrator() -> Client:
    """Open a superuser's browser."""
    user = get_user_model().objects.create(username="admin", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _form(user: object, **changes: str) -> dict[str, str]:
    """Fill the page of a person with one membership as it stands."""
    membership = Membership.objects.get(user=user)
    return {
        "username": user.username,
        "full_name": user.full_name,
        "is_active": "on",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "00:00:00",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": str(membership.pk),
        "memberships-0-user": str(user.pk),
        "memberships-0-department": str(membership.department_id),
        "memberships-0-role": membership.role,
        "memberships-0-primary": "on",
        "memberships-0-since": membership.since.isoformat(),
        **changes,
    }


def _titles(caller: Caller, event: str) -> list[str]:
    deliver(now=timezone.now())
    rows = Notification.objects.filter(user=caller.user, event=event)
    return list(rows.values_list("title", flat=True))


def test_a_deactivated_handlers_work_goes_back_and_the_lead_is_told_once(
    administrator: Client,
) -> None:
    first, second = Story().accepted(), Story().accepted()
    receiver = first.receiver
    handler, lead = receiver.handler, receiver.lead
    told(lead)
    form = _form(handler.user)
    del form["is_active"]

    answer = administrator.post(f"/admin/accounts/user/{handler.user.pk}/change/", form)
    returned = return_work(now=timezone.now())

    assert (answer.status_code, returned) == (302, 2)
    assert handler.get("me/").status_code == 401
    assert [story.leg()["handler"] for story in (first, second)] == [None, None]
    assert [story.leg()["status"] for story in (first, second)] == ["accepted", "accepted"]
    assert told(lead) == ["matter.work_returned"]
    assert _titles(lead, "matter.work_returned") == [
        "承办人停用或离任，2件未结事项已交回本单位待办，请改派承办人"
    ]
    assert acts(lead, "transfers", first.leg_id)[-1] == "release"
    entry = Entry.objects.get(event="transfer.released", matter=first.leg_id)
    assert (entry.person, entry.content["handler"]) == (None, [handler.user.pk, None])
    assert not AuthToken.objects.filter(user=handler.user, revoked_at__isnull=True).exists()
    by = Entry.objects.get(event="user.deactivated")
    assert (by.person.username, by.content["user"]) == ("admin", handler.user.pk)
    assert return_work(now=timezone.now()) == 0
    assert told(lead) == []
    body = {"handler": handler.user.username}
    problem = refused(lead.step("transfers", first.leg_id, "reassign", body), 422, "invalid")
    assert [row["code"] for row in problem["errors"]] == ["not-a-member"]
    assert_record_is_sound()


def test_sessions_and_substitutions_end_with_a_deactivation() -> None:
    desk = Desk(WATER)
    lead, handler = desk.lead, desk.handler
    body = {"substitute": handler.user.username, "until": "2026-11-24", "reason": "外出"}
    ok(lead.post("substitutions/", body), 201)
    browser = Client()
    browser.force_login(handler.user, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get("/api/v1/me/").status_code == 200

    assert deactivate(handler.user, actor=SYSTEM, now=timezone.now())

    assert browser.get("/api/v1/me/").status_code in (401, 403)
    assert Substitution.objects.get().ended_at == timezone.now()
    assert not deactivate(handler.user, actor=SYSTEM, now=timezone.now())
    assert reactivate(handler.user, actor=SYSTEM, now=timezone.now())
    assert browser.get("/api/v1/me/").status_code in (401, 403)
    assert handler.get("me/").status_code == 401


def test_after_the_last_day_of_a_membership_its_work_goes_back(
    administrator: Client, clock: time_machine.Traveller
) -> None:
    story = Story().accepted()
    handler = story.receiver.handler.user
    path = f"/admin/accounts/user/{handler.pk}/change/"
    form = _form(handler, **{"memberships-0-until": "2026-11-24"})
    assert administrator.post(path, form).status_code == 302
    assert Membership.objects.get(user=handler).until == date(2026, 11, 24)
    clock.move_to(on("2026-11-24", 23))
    assert return_work(now=timezone.now()) == 0
    clock.move_to(on("2026-11-25", 0))

    returned = return_work(now=timezone.now())

    assert returned == 1
    assert Transfer.objects.get(pk=story.leg_id).handler is None
    entry = Entry.objects.get(event="membership.changed")
    assert (entry.content["before"]["until"], entry.content["until"]) == (None, "2026-11-24")


def test_who_still_works_for_the_department_keeps_the_work() -> None:
    story = Story().accepted()
    user = story.receiver.handler.user
    held = Membership.objects.get(user=user)
    held.until = date(2026, 11, 19)
    held.save()
    Membership.objects.create(
        user=user, department=held.department, role="liaison", since=held.since
    )

    returned = return_work(now=timezone.now())

    assert returned == 0
    assert story.leg()["handler"] == user.pk


def test_a_sealed_matter_asks_for_another_named_person_without_saying_which() -> None:
    staff(WATER, LANZHOU)
    story = Story(secrecy="sealed").sent()
    head, lead = story.receiver["head"], story.receiver.lead
    named = NamedPerson.objects.filter(person=head.user)
    assert named.count() == 2
    told(lead)
    deactivate(head.user, actor=SYSTEM, now=timezone.now())

    returned = return_work(now=timezone.now())

    assert returned == 2
    assert not named.exists()
    assert told(lead) == ["matter.needs_named_person"]
    [title] = _titles(lead, "matter.needs_named_person")
    assert title == "有限定知悉范围的事项因人员停用或离任需要贵单位重新确定知悉人员"
    assert not Notification.objects.filter(
        event="matter.needs_named_person", matter__isnull=False
    ).exists()


def test_who_moves_on_to_the_superior_is_named_no_longer(clock: time_machine.Traveller) -> None:
    staff(WATER, LANZHOU)
    story = Story(secrecy="sealed").sent()
    head = story.receiver["head"]
    assert ok(head.get(f"transfers/{story.leg_id}/"))["secrecy"] == "sealed"
    Membership.objects.filter(user=head.user).update(until=date(2026, 11, 20))
    Membership.objects.create(
        user=head.user,
        department=Department.objects.get(code="620000-ecology"),
        role="head",
        since=date(2026, 11, 21),
    )
    clock.move_to(on("2026-11-23"))

    returned = return_work(now=timezone.now())

    assert returned == 2
    assert not NamedPerson.objects.filter(person=head.user).exists()
    head.department = "620000-ecology"
    refused(head.get(f"transfers/{story.leg_id}/"), 404, "not-found")


def test_who_was_named_while_working_for_both_stays_named() -> None:
    staff(WATER, LANZHOU)
    head = Desk(LANZHOU)["head"]
    Membership.objects.create(
        user=head.user,
        department=Department.objects.get(code="620000-ecology"),
        role="head",
        since=date(2026, 1, 1),
    )
    Story(secrecy="sealed").sent()
    Membership.objects.filter(user=head.user, department__code=LANZHOU).update(
        until=date(2026, 11, 19)
    )

    returned = return_work(now=timezone.now())

    assert returned == 0
    assert NamedPerson.objects.filter(person=head.user).count() == 2


def test_a_concluded_matter_keeps_who_handled_it() -> None:
    story = Story().concluded()
    handler = story.receiver.handler.user
    deactivate(handler, actor=SYSTEM, now=timezone.now())

    returned = return_work(now=timezone.now())

    assert returned == 0
    assert Matter.objects.get(pk=story.leg_id).handler == handler


def test_returning_many_costs_no_more_statements_than_returning_few() -> None:
    costs = []
    for number in (2, 6):
        stories = [Story().accepted() for _ in range(number)]
        user = stories[0].receiver.handler.user
        user.is_active = False
        user.save()
        with counted() as sent:
            assert return_work_of(user, now=timezone.now()) == number
        costs.append(len(sent))
        reactivate(user, actor=SYSTEM, now=timezone.now())
        Matter.objects.filter(handler=user).update(handler=None)

    assert costs[0] == costs[1]
