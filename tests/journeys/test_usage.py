"""How much of its limits each department has used, net of the time in which clocks stood still."""

from __future__ import annotations

from typing import Any

import time_machine

from apps.deadlines.models import Deadline
from apps.desk.tasks import recompute_deadlines
from apps.organizations.actions import announce, read_notices
from clue_transfer.actors import SYSTEM
from tests.client import Caller, ok
from tests.journeys.test_calendar_change import NOTICE
from tests.stories import BAIYIN, DECISION, LANZHOU, MORNING, Story, on


def used(caller: Caller, matter: str) -> dict[str, dict[str, Any]]:
    """Read what the clocks of a matter have used, by kind."""
    rows = ok(caller.get(f"matters/{matter}/deadlines/?page_size=100"))["results"]
    return {row["kind"]: row["usage"] for row in rows}


def summed(caller: Caller, matter: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Read what departments have used in the dossier of a matter."""
    rows = ok(caller.get(f"matters/{matter}/deadlines/usage/"))["results"]
    return {
        (row["department"]["code"], row["kind"]): tuple(
            row[name] for name in ("clocks", "unit", "used", "limit", "suspended")
        )
        for row in rows
    }


def test_days_are_used_by_whose_clock_runs(clock: time_machine.Traveller) -> None:
    story = Story().filed()
    lead = story.receiver.lead
    assert used(lead, story.leg_id)["penalty"] == {
        "unit": "natural_days",
        "used": 0,
        "limit": 90,
        "suspended": 0,
    }

    clock.move_to(on("2026-11-30"))

    penalty = used(lead, story.leg_id)["penalty"]
    assert (penalty["used"], penalty["limit"]) == (10, 90)
    rows = summed(lead, story.leg_id)
    assert rows[LANZHOU, "penalty"] == (1, "natural_days", 10, 90, 0)
    assert rows == summed(lead, story.clue_id)
    # what was done at once has used nothing, and is told
    assert rows[LANZHOU, "signing"] == (1, "working_days", 0, 2, 0)


def test_what_a_suspension_took_is_not_used(clock: time_machine.Traveller) -> None:
    story = Story().filed()
    body = {
        "clock": "penalty",
        "cause": "hearing",
        "since": "2026-11-20T10:00:00+08:00",
        "paper": "听证通知书",
    }
    clock.move_to(on("2026-11-23"))
    story.on_leg(story.receiver.handler, "propose_suspension", {**body})
    story.on_leg(story.receiver.lead, "suspend", {"clock": "penalty"})
    clock.move_to(on("2026-11-27"))
    reader = story.receiver.lead

    standing = used(reader, story.leg_id)["penalty"]
    story.on_leg(story.receiver.lead, "resume", {"clock": "penalty"})
    clock.move_to(on("2026-11-30"))

    assert (standing["used"], standing["suspended"]) == (0, 7)
    running = used(reader, story.leg_id)["penalty"]
    assert (running["used"], running["suspended"]) == (4, 6)
    assert summed(reader, story.leg_id)[LANZHOU, "penalty"] == (1, "natural_days", 4, 90, 6)


def test_a_clock_that_is_over_uses_no_more_whatever_the_calendar(
    clock: time_machine.Traveller,
) -> None:
    story = Story().filed()
    reader = story.receiver.lead
    announce(read_notices(NOTICE), actor=SYSTEM, now=MORNING)
    recompute_deadlines()
    clock.move_to(on("2026-12-01"))
    story.on_leg(story.receiver.lead, "decide", DECISION | {"decided_on": "2026-12-01"})
    before = summed(reader, story.leg_id)[LANZHOU, "penalty"]

    clock.move_to(on("2027-03-01"))
    announce(
        read_notices(NOTICE.replace("2027-02-18]", "2027-02-18, 2027-02-19]")),
        actor=SYSTEM,
        now=MORNING,
    )

    assert before == (1, "natural_days", 11, 90, 0)
    assert summed(reader, story.leg_id)[LANZHOU, "penalty"] == before
    assert used(reader, story.leg_id)["penalty"]["used"] == 11


def test_what_is_overdue_has_used_more_than_its_limit(clock: time_machine.Traveller) -> None:
    story = Story().sent()

    clock.move_to(on("2026-11-26"))

    # the 21st and 22nd are a weekend
    assert used(story.sender.lead, story.leg_id)["signing"] == {
        "unit": "working_days",
        "used": 4,
        "limit": 2,
        "suspended": 0,
    }


def test_everybody_counts_what_they_may_see() -> None:
    story = Story(
        receivers=[
            {"department": LANZHOU, "role": "main"},
            {"department": BAIYIN, "role": "co"},
        ]
    ).sent()
    other = Caller("lead", BAIYIN)
    legs = {row["receiver"]["code"]: row["id"] for row in story.clue()["legs"]}

    whole = summed(story.sender.lead, story.clue_id)
    theirs = summed(other, legs[BAIYIN])

    assert {code for code, kind in whole if kind == "signing"} == {LANZHOU, BAIYIN}
    # who handles it together with others does not read their legs
    assert {code for code, kind in theirs if kind == "signing"} == {BAIYIN}
    assert theirs == summed(other, story.clue_id)
    stranger = Caller("lead", "620600-ecology")
    for path in ("deadlines/", "deadlines/usage/"):
        assert stranger.get(f"matters/{story.clue_id}/{path}").status_code == 404


def test_what_is_used_costs_the_same_number_of_queries(
    django_assert_num_queries: Any, clock: time_machine.Traveller
) -> None:
    story = Story().filed()
    reader = story.receiver.lead
    announce(read_notices(NOTICE), actor=SYSTEM, now=MORNING)
    recompute_deadlines()
    # clocks of two calendars: what has ended keeps the one that it was reckoned under
    assert Deadline.objects.values("calendar_version").distinct().count() == 2
    summed(reader, story.leg_id)

    with django_assert_num_queries(5):
        used(reader, story.leg_id)
    with django_assert_num_queries(5):
        summed(reader, story.leg_id)
    clocks = len(Deadline.objects.filter(matter__root_id=story.clue_id))
    assert sum(row[0] for row in summed(reader, story.leg_id).values()) == clocks
