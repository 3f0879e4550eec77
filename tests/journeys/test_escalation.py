"""Nobody acts: who hears of it when, how it rises, and what silence does in the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import Substitution
from apps.deadlines.models import Deadline, Reminder, Rule
from apps.desk.actions import Swept, sweep
from apps.matters.models import Matter
from apps.notifications.models import Notification, Outbox
from apps.organizations.models import Department
from tests.client import Caller, ok
from tests.concurrency.invariants import assert_all_holds
from tests.stories import (
    CHENGGUAN,
    LANZHOU,
    PROVINCE,
    REASON,
    WATER,
    Desk,
    Story,
    acts,
    on,
    staff,
    told,
)


@contextmanager
def at(day: str, hour: int = 9) -> Iterator[Swept]:
    """Go to an hour of a day, and let the sweep look once."""
    with time_machine.travel(on(day, hour), tick=False):
        yield sweep(now=timezone.now())


def ledger(caller: Caller) -> list[tuple[str, str]]:
    """Read what the ledger says of a person, in order."""
    rows = Reminder.objects.filter(recipient=caller.user).order_by("pk")
    return list(rows.values_list("rung", "state"))


def level_of(story: Story) -> int:
    return int(Matter.objects.values_list("escalation_level", flat=True).get(pk=story.leg_id))


@pytest.fixture
def unsigned() -> Story:
    """A leg sent on Friday, to be signed for by Tuesday, November 24; everybody is there."""
    story = Story().sent()
    _ = story.receiver.liaison, story.receiver.lead
    for caller in (story.receiver.liaison, story.receiver.lead, story.sender.lead):
        told(caller)
    return story


def test_what_nobody_signs_for_is_reminded_and_rises_level_by_level(unsigned: Story) -> None:
    liaison, lead = unsigned.receiver.liaison, unsigned.receiver.lead
    superior, coordinator = Caller("lead", PROVINCE), Caller("coordinator", PROVINCE)

    with at("2026-11-23") as monday:
        assert monday.looked_at == 0
    with at("2026-11-24", 8) as early:
        assert (early.looked_at, early.reminded) == (0, 0)
    with at("2026-11-24") as tuesday:
        assert (tuesday.reminded, tuesday.raised) == (2, 0)
        assert told(liaison) == ["deadline.due_today"]
        assert told(lead) == ["deadline.due_today"]
    assert ledger(liaison) == [("soon", "superseded"), ("today", "sent")]
    assert ledger(lead) == [("today", "sent")]

    with at("2026-11-25", 0) as midnight:
        assert (midnight.raised, midnight.reminded) == (1, 0)
        assert level_of(unsigned) == 1
    with at("2026-11-25") as wednesday:
        assert (wednesday.raised, wednesday.reminded) == (0, 1)
        assert told(lead) == ["deadline.overdue"]
        assert told(superior) == []
    with at("2026-11-26") as thursday:
        assert (thursday.raised, thursday.reminded) == (1, 2)
        assert told(superior) == ["deadline.escalated"]
        assert told(coordinator) == ["deadline.escalated"]
        assert ok(superior.get(f"transfers/{unsigned.leg_id}/"))["escalation_level"] == 2
    with at("2026-12-01") as fifth:
        assert (fifth.raised, fifth.reminded) == (1, 1)
        assert told(coordinator) == ["deadline.escalated"]
    with at("2026-12-02") as nagged:
        assert nagged.reminded == 1
        assert told(lead) == ["deadline.still_overdue"]
        assert_all_holds()
    assert acts(lead, "transfers", unsigned.leg_id).count("raise_level") == 3


def test_a_second_look_says_nothing_twice(unsigned: Story) -> None:
    with at("2026-11-24") as first:
        assert first.reminded == 2
        Deadline.objects.filter(kind="signing").update(next_action_at=timezone.now())

        again = sweep(now=timezone.now())

        assert (again.looked_at, again.reminded) == (1, 0)
        assert Reminder.objects.filter(state="sent").count() == 2


def test_after_three_days_without_a_scheduler_everybody_hears_the_highest_rung_once(
    unsigned: Story,
) -> None:
    superior = Caller("lead", PROVINCE)

    with at("2026-11-27", 10) as back:
        assert (back.looked_at, back.raised) == (1, 2)
        assert level_of(unsigned) == 2
        assert told(unsigned.receiver.liaison) == ["deadline.due_today"]
        assert told(unsigned.receiver.lead) == ["deadline.overdue"]
        assert told(superior) == ["deadline.escalated"]
        assert ledger(unsigned.receiver.lead) == [("today", "superseded"), ("overdue", "sent")]
        assert sweep(now=timezone.now()) == Swept()
    assert acts(unsigned.receiver.lead, "transfers", unsigned.leg_id).count("raise_level") == 2


def test_it_ends_when_the_step_is_taken(unsigned: Story) -> None:
    with at("2026-11-25"):
        unsigned.on_leg(unsigned.receiver.liaison, "sign", {"manifest": unsigned.manifest()})
        told(unsigned.receiver.lead)

    with at("2026-11-26") as later:
        assert "deadline.escalated" not in told(unsigned.receiver.lead)
        assert later.raised == 0
        assert level_of(unsigned) == 1


def test_whoever_stands_in_hears_what_the_absent_one_would(unsigned: Story) -> None:
    liaison, other = unsigned.receiver.liaison, Caller("handler", LANZHOU)
    Substitution.objects.create(
        absent=liaison.user,
        substitute=other.user,
        department=Department.objects.get(code=LANZHOU),
        roles=["liaison"],
        since=on("2026-11-23").date(),
        until=on("2026-11-30").date(),
        reason="出差",
        made_by=unsigned.receiver.lead.user,
        made_at=on("2026-11-20"),
    )

    with at("2026-11-24"):
        assert told(other) == ["deadline.due_today"]


def test_where_nobody_is_there_the_superior_hears() -> None:
    story = Story(receiver=CHENGGUAN).sent()
    superior = Caller("lead", LANZHOU)
    told(superior)

    with at("2026-11-24"):
        assert told(superior) == ["deadline.due_today"]
        assert level_of(story) == 0


def test_silence_confirms_what_was_announced() -> None:
    story = Story().fed_back()
    liaison = story.sender.liaison
    told(liaison)

    with at("2026-11-27"):
        assert told(liaison) == ["deadline.due_today"]
        rows = ok(liaison.get("notifications/?page_size=5"))["results"]
        assert rows[0]["title"].startswith(
            "【今日到期】确认期限2026年11月27日届满，期满未办理的，视为确认反馈"
        )
    with at("2026-11-28", 0) as over:
        assert (over.silent, over.raised) == (1, 0)
        leg = story.leg()
        assert leg["status"] == "confirmed"
        assert story.clue()["status"] == "concluded"
        entry = ok(liaison.get(f"transfers/{story.leg_id}/timeline/?page_size=100"))["results"][-1]
        assert (entry["verb"], entry["actor"]) == ("confirm", None)
        assert_all_holds()


def test_a_dispute_that_nobody_settles_goes_up_by_itself() -> None:
    story = Story().disputed()
    superior = Desk("620000-government").lead
    told(superior)

    with at("2026-12-02", 0) as over:
        assert over.silent == 1
        assert story.leg()["status"] == "referred"
        assert "transfer.referred_up" in told(superior)
        assert_all_holds()


def test_while_more_time_is_asked_for_nothing_is_late() -> None:
    story = Story().filed()
    progress = Deadline.objects.get(kind="progress", matter=story.leg_id)
    due = timezone.localtime(progress.due_at)
    Deadline.objects.filter(pk=progress.pk).update(
        held_until=on("2026-12-31"), next_action_at=on("2026-12-12")
    )

    with time_machine.travel(on("2026-12-15", 10), tick=False):
        assert due < timezone.now()
        sweep(now=timezone.now())

        assert level_of(story) == 0
        assert Deadline.objects.get(pk=progress.pk).next_action_at == on("2026-12-31")


def test_a_right_is_reminded_and_then_it_is_over(unsigned: Story) -> None:
    Rule.objects.filter(code="T02").update(nature="right")

    with at("2026-11-24"):
        assert told(unsigned.receiver.liaison) == ["deadline.due_today"]
    with at("2026-11-25", 0) as over:
        assert (over.silent, over.raised) == (1, 0)
        clock = Deadline.objects.get(kind="signing")
        assert (clock.state, clock.stopped_by) == ("stopped", "lapse")
        assert level_of(unsigned) == 0
        assert acts(unsigned.receiver.lead, "transfers", unsigned.leg_id)[-1] == "lapse"


def test_one_broken_rule_does_not_stop_the_others(unsigned: Story) -> None:
    other = Story().sent()
    broken = Deadline.objects.get(matter=unsigned.leg_id, kind="signing")
    rule = Rule.objects.get(code="T02")
    bad = Rule.objects.create(
        code="T02x",
        kind="signing",
        label="坏",
        trigger="",
        limit=2,
        unit="hours",
        regime="months",
        citation="",
        confidence="V",
        source="default",
        effective_from=rule.effective_from,
    )
    Deadline.objects.filter(pk=broken.pk).update(rule=bad)

    with at("2026-11-25") as swept:
        assert (swept.failed, swept.raised) == (1, 1)
        assert level_of(other) == 1
        assert level_of(unsigned) == 0
        assert Deadline.objects.get(pk=broken.pk).next_action_at == on("2026-11-25", 10)


@pytest.mark.parametrize("secrecy", ["confidential", "sealed"])
def test_of_a_restricted_matter_only_those_who_are_named_hear(secrecy: str) -> None:
    staff(WATER, LANZHOU)
    story = Story(secrecy=secrecy).sent()
    named, not_named = story.receiver.lead, story.receiver.liaison
    told(named)

    with at("2026-11-25"):
        assert told(named) == ["deadline.overdue"]
        assert told(not_named) == []
    assert ledger(not_named) == []
    assert level_of(story) == 1


def test_a_withdrawn_matter_is_silent(unsigned: Story) -> None:
    unsigned.on_clue(unsigned.sender.lead, "withdraw", REASON)

    with at("2026-11-25") as swept:
        assert swept == Swept()
    assert Reminder.objects.count() == 0


def test_a_clock_put_back_an_hour_repeats_nothing(unsigned: Story) -> None:
    with at("2026-11-24", 9) as first:
        assert first.reminded == 2

    with at("2026-11-24", 8) as back:
        assert back.looked_at == 0
    with at("2026-11-24", 9) as again:
        assert again.reminded == 0
    with at("2026-11-25", 9) as later:
        assert (later.raised, later.reminded) == (1, 1)


def test_a_recipient_who_is_gone_is_passed_over_and_the_others_hear(unsigned: Story) -> None:
    liaison = unsigned.receiver.liaison.user
    liaison.is_active = False
    liaison.save(update_fields=["is_active"])

    with at("2026-11-24") as swept:
        assert (swept.reminded, swept.failed) == (1, 0)
        assert told(unsigned.receiver.lead) == ["deadline.due_today"]
    assert not Reminder.objects.filter(recipient=liaison).exists()


def test_a_recipient_who_leaves_after_it_was_written_gets_no_message(unsigned: Story) -> None:
    liaison = unsigned.receiver.liaison.user
    with at("2026-11-24"):
        liaison.is_active = False
        liaison.save(update_fields=["is_active"])

        assert told(unsigned.receiver.lead) == ["deadline.due_today"]

        assert not Notification.objects.filter(user=liaison, event="deadline.due_today").exists()
        assert not Outbox.objects.filter(delivered_at__isnull=True).exists()


def test_two_clocks_of_a_matter_are_each_heard_of() -> None:
    story = Story().filed()
    lead = story.receiver.lead
    told(lead)
    for kind in ("penalty", "progress"):
        Deadline.objects.filter(kind=kind).update(
            due_at=on("2026-11-25", 23), next_action_at=on("2026-11-25")
        )

    with at("2026-11-25", 10):
        assert told(lead) == ["deadline.due_today", "deadline.due_today"]


def test_a_batch_costs_the_same_statements_whatever_its_size() -> None:
    def statements(many: int) -> int:
        for _ in range(many):
            Story().sent()
        with (
            time_machine.travel(on("2026-11-25", 9), tick=False),
            CaptureQueriesContext(connection) as seen,
        ):
            assert sweep(now=timezone.now()).raised == many
        return len(seen)

    assert statements(2) == statements(9)
