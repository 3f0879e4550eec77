"""An officer subscribes to the department's deadlines from a phone."""

from __future__ import annotations

from typing import Any

from django.test import Client
from icalendar import Calendar
from time_machine import Traveller

from apps.accounts.models import Membership
from apps.audit.queries import verify
from apps.desk.models import CalendarFeed
from tests.client import Caller, ok
from tests.referrals import Referral
from tests.stories import LANZHOU, REASON, Story, on, refused, staff


def subscribe(caller: Caller, kind: str = "department", **changes: Any) -> str:
    """Make a calendar; answer its address without the host."""
    made = ok(caller.post("deadlines/feeds/", {"kind": kind, **changes}), 201)
    return str(made["url"]).partition("testserver")[2]


def events(path: str) -> dict[str, Any]:
    """Read the calendar as a phone does: name → event."""
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    found = Calendar.from_ical(answer.content)
    return {str(event["summary"]): event for event in found.walk("VEVENT")}


def test_a_liaison_sees_the_deadlines_of_the_department() -> None:
    story = Story().accepted()
    path = subscribe(story.receiver.liaison)

    shown = events(path)

    number = story.leg()["number"]
    title = story.leg()["title"]
    assert set(shown) == {f"{name}：{number} {title}" for name in ("立案审查", "反馈", "进展报告")}
    filing = shown[f"立案审查：{number} {title}"]
    assert str(filing["dtstart"].dt) == "2026-12-07"
    assert filing["sequence"] == 1
    assert "A01" in filing["description"]
    assert events(subscribe(Caller("liaison", "620400-ecology"))) == {}


def test_hours_are_moments_and_days_are_days() -> None:
    case = Referral().approved()

    [event] = events(subscribe(case.sender.liaison)).values()

    assert event["dtstart"].dt.isoformat() == "2026-11-21T02:00:00+00:00"


def test_mine_are_those_that_i_handle() -> None:
    story = Story().accepted()

    assert len(events(subscribe(story.receiver.handler, "mine"))) == 3
    assert events(subscribe(story.receiver.liaison, "mine")) == {}


def test_what_stands_still_or_is_over_disappears(clock: Traveller) -> None:
    story = Story().filed()
    path = subscribe(story.receiver.liaison)
    assert len(events(path)) == 2

    Referral.on(story).transferred()

    names = {name.partition("：")[0] for name in events(path)}
    assert names == set()
    clock.move_to(on("2026-11-23"))
    assert events(path) == {}


def test_what_only_named_persons_know_is_on_no_phone() -> None:
    staff(LANZHOU)
    story = Story().accepted()
    path = subscribe(story.receiver.lead)
    assert len(events(path)) == 3

    story.on_leg(story.receiver.lead, "raise_secrecy", {"secrecy": "confidential", **REASON})

    assert events(path) == {}


def test_a_guess_and_a_revoked_address_find_nothing() -> None:
    liaison = Caller("liaison", LANZHOU)
    path = subscribe(liaison)
    events(path)
    feed = CalendarFeed.objects.get()
    assert feed.digest not in path

    assert Client().get("/api/v1/deadlines/calendar.ics?token=guess").status_code == 404
    assert Client().get("/api/v1/deadlines/calendar.ics").status_code == 404
    stranger = Caller("liaison", "620400-ecology")
    assert stranger.post(f"deadlines/feeds/{feed.pk}/actions/revoke/").status_code == 404
    assert Client().get(path).status_code == 200
    ok(liaison.post(f"deadlines/feeds/{feed.pk}/actions/revoke/"))
    assert Client().get(path).status_code == 404
    assert verify().faults == ()


def test_who_has_left_reads_nothing_more() -> None:
    liaison, second = Caller("liaison", LANZHOU), Caller("handler", LANZHOU)
    left, gone = subscribe(liaison), subscribe(second)
    Membership.objects.filter(user=liaison.user).delete()
    second.user.is_active = False
    second.user.save()

    assert Client().get(left).status_code == 404
    assert Client().get(gone).status_code == 404


def test_a_repeated_request_makes_one_and_shows_its_address_once() -> None:
    liaison = Caller("liaison", LANZHOU)
    key, body = {"Idempotency-Key": "once"}, {"kind": "mine"}

    first = ok(liaison.post("deadlines/feeds/", body, **key), 201)
    again = ok(liaison.post("deadlines/feeds/", body, **key), 201)

    assert (again["id"], again["url"]) == (first["id"], None)
    assert first["url"] is not None
    assert CalendarFeed.objects.count() == 1


def test_there_are_few_calendars_a_person() -> None:
    liaison = Caller("liaison", LANZHOU)
    for _ in range(10):
        subscribe(liaison)

    refused(liaison.post("deadlines/feeds/", {"kind": "mine"}), 422, "invalid")

    assert CalendarFeed.objects.count() == 10
    assert len(ok(liaison.get("deadlines/feeds/"))["results"]) == 10


def test_english_is_spoken_on_request() -> None:
    story = Story().accepted()

    shown = events(subscribe(story.receiver.liaison, language="en"))

    assert any(name.startswith("filing") for name in shown)
