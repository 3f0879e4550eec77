"""The daily, weekly and monthly word: once a person and period, at its hour, by wish."""

from __future__ import annotations

import json

import pytest
import time_machine
from django.utils import timezone

from apps.desk.actions import send_digests
from apps.notifications.actions import set_preferences
from apps.notifications.models import Digest, Outbox
from apps.organizations.models import CalendarYear
from tests.client import Caller, ok
from tests.stories import LANZHOU, WATER, Story, on, staff, told


def sent(day: str, hour: int = 9) -> int:
    with time_machine.travel(on(day, hour), tick=False):
        return send_digests(now=timezone.now())


def heard(caller: Caller) -> dict[str, str]:
    """Deliver; read what the person has heard by event."""
    told(caller)
    rows = ok(caller.get("notifications/?page_size=100"))["results"]
    return {row["event"]: row["title"] for row in rows if row["event"].startswith("digest.")}


@pytest.fixture
def done() -> Story:
    """A leg that waits to be signed for since Friday, and one that was confirmed."""
    Story().sent()
    return Story().concluded()


def test_leads_hear_daily_and_everybody_of_the_desk_weekly(done: Story) -> None:
    sent("2026-11-23")

    with time_machine.travel(on("2026-11-23", 9), tick=False):
        lead, liaison = heard(done.receiver.lead), heard(done.receiver.liaison)
        assert lead.keys() == {"digest.daily", "digest.weekly", "digest.monthly"}
        assert liaison.keys() == {"digest.weekly"}
        assert heard(done.receiver.handler) == {}
    assert lead["digest.daily"] == (
        "【每日抽查】2026年11月23日：待办1项，逾期0项，今日到期0项，七日内到期1项；"
        "期内新收2件，办结1件"
    )


def test_the_daily_word_names_matters_to_look_at_again(done: Story) -> None:
    sent("2026-11-23")

    row = Outbox.objects.get(event="digest.daily", recipient=done.receiver.lead.user)
    [place] = json.loads(row.payload)["content"]["departments"]
    assert place["spot_checks"] == [done.leg()["number"]]


@pytest.mark.parametrize(("day", "hour"), [("2026-11-22", 10), ("2026-11-23", 8)])
def test_nothing_is_said_on_a_day_of_rest_or_early(done: Story, day: str, hour: int) -> None:
    assert sent(day, hour) == 0
    assert Digest.objects.count() == 0


def test_a_period_is_told_once_whoever_asks_again(done: Story) -> None:
    first = sent("2026-11-23")

    assert first > 0
    assert sent("2026-11-23", 15) == 0
    assert Digest.objects.count() == first


def test_another_day_is_another_word_and_the_week_stays_told(done: Story) -> None:
    sent("2026-11-23")

    sent("2026-11-24")

    mine = Digest.objects.filter(recipient=done.receiver.lead.user)
    assert sorted(mine.values_list("kind", "period")) == [
        ("daily", "2026-11-23"),
        ("daily", "2026-11-24"),
        ("monthly", "2026-10"),
        ("weekly", "2026-W48"),
    ]


def test_who_wishes_none_gets_none(done: Story) -> None:
    set_preferences(done.receiver.lead.user.pk, wishes={"digest.*": "none"})

    sent("2026-11-23")

    with time_machine.travel(on("2026-11-23", 9), tick=False):
        assert heard(done.receiver.lead) == {}


def test_a_restricted_matter_is_in_no_figure() -> None:
    staff(WATER, LANZHOU)
    Story(secrecy="sealed").sent()

    sent("2026-11-23")

    with time_machine.travel(on("2026-11-23", 9), tick=False):
        daily = heard(Caller("lead", LANZHOU))["digest.daily"]
    assert "待办0项" in daily
    assert "新收0件" in daily


def test_administrators_are_warned_in_november_that_next_year_is_missing() -> None:
    administrator = Caller("administrator", LANZHOU)
    warnings = Outbox.objects.filter(event="calendar.missing", recipient=administrator.user)
    CalendarYear.objects.filter(year=2027).delete()

    sent("2026-10-30")
    assert warnings.count() == 0
    sent("2026-11-23")
    sent("2026-11-24")
    assert warnings.count() == 1
    sent("2026-11-30")
    assert warnings.count() == 2

    CalendarYear.objects.create(year=2027, holidays=[], makeup_workdays=[])
    sent("2026-12-07")
    assert warnings.count() == 2
