"""While the police have a case its penalty stands still, whatever else is done to its clocks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from time_machine import Traveller

from apps.deadlines.models import Deadline
from apps.desk.actions import sweep
from tests.concurrency.invariants import assert_all_holds
from tests.referrals import NUMBER, PERSONS, REFUSAL, Referral
from tests.rules.brute_force import works
from tests.stories import DECISION, FILING, REASON, Story, acts, clocks, end_of, on

PENALTY = {"clock": "penalty"}
LATE = {"reason_code": "not_our_duty", **REASON}
PERIOD = timedelta(days=90)


def states(story: Story) -> dict[str, str]:
    """Read whether each open clock of the leg runs or stands."""
    return {kind: state for kind, (_, state, _) in clocks(story.leg()).items()}


def hearing(story: Story, since: datetime) -> None:
    """Let the penalty stand for a hearing, as the handler proposes and the lead decides."""
    body = {"cause": "hearing", "since": since.isoformat(), "paper": "兰环听告〔2026〕3号"}
    story.leg()
    story.on_leg(story.receiver.handler, "propose_suspension", {**PENALTY, **body})
    story.on_leg(story.receiver.lead, "suspend", PENALTY)


def hearing_ends(story: Story, until: datetime) -> None:
    """Let the lead note when the hearing was over."""
    story.leg()
    body = {**PENALTY, "until": until.isoformat()}
    story.on_leg(story.receiver.lead, "resume", body)


def walked(start: date, *pauses: tuple[str, str]) -> str:
    """Count ninety days from the filing on, without the days at whose end something stood."""
    day, left = start, PERIOD.days
    while left:
        day += timedelta(days=1)
        left -= not _stood(day, pauses)
    while not works(day) or _stood(day, pauses):
        day += timedelta(days=1)
    return end_of(str(day))


def _stood(day: date, pauses: tuple[tuple[str, str], ...]) -> bool:
    return any(since <= str(day) < until for since, until in pauses)


def returned(case: Referral, ended: str) -> None:
    """Let the criminal case end without a crime, in one of the ways that the law knows."""
    police, over, lead = case.police, case.over, case.sender.lead
    case.read()
    if ended == "declined":
        case.take(police["police_head"], "decline", REFUSAL)
        case.take(lead, "accept_decline")
        return
    case.take(police["police_head"], "file", NUMBER)
    if ended == "withdrawn":
        case.take(police["police_head"], "withdraw_case", REFUSAL)
        case.take(lead, "accept_decline")
        return
    case.take(police["police_officer"], "request_prosecution", PERSONS)
    if ended == "not_prosecuted":
        body = {**PERSONS, "ground": "discretionary"}
        case.take(over["chief_procurator"], "not_prosecute", body)
    else:
        case.take(over["procurator"], "prosecute", PERSONS)
        case.take(case.court["judge_clerk"], ended, PERSONS)
    case.take(lead, "resume_penalty")


@pytest.mark.parametrize(
    ("ended", "verb"),
    [
        ("declined", ""),
        ("withdrawn", ""),
        ("not_prosecuted", ""),
        ("acquitted", "acquit"),
        ("exempted", "exempt"),
    ],
)
def test_whatever_ends_the_criminal_case_gives_the_penalty_its_days_back(
    ended: str, verb: str, clock: Traveller
) -> None:
    story = Story().filed()
    clock.move_to(on("2026-11-30"))
    case = Referral.on(story).received()
    assert states(story) == {"penalty": "suspended", "progress": "suspended"}
    clock.move_to(on("2027-01-04"))

    returned(case, verb or ended)

    # over the end of a month and of a year: the days November 30 to January 3 are lost
    due = walked(date(2026, 11, 20), ("2026-11-30", "2027-01-04"))
    assert clocks(story.leg())["penalty"] == ("A03", "running", due)
    assert due == end_of("2027-03-25")
    assert_all_holds()


def test_a_hearing_that_ends_while_the_police_have_the_case_lets_nothing_run(
    clock: Traveller,
) -> None:
    story = Story().filed()
    clock.move_to(on("2026-12-01"))
    hearing(story, on("2026-12-01", 9))
    clock.move_to(on("2026-12-03"))
    case = Referral.on(story).received()

    clock.move_to(on("2026-12-08"))
    hearing_ends(story, on("2026-12-05", 9))

    assert states(story) == {"penalty": "suspended", "progress": "suspended"}
    spans = Deadline.objects.get(kind="penalty").suspensions.order_by("since")
    assert list(spans.values_list("cause", "since", "until")) == [
        ("hearing", on("2026-12-01", 9), on("2026-12-05", 9)),
        ("crime_transfer", on("2026-12-05", 9), None),
    ]
    assert acts(story.receiver.lead, "transfers", story.leg_id)[-2:] == ["resume", "crime_transfer"]
    clock.move_to(on("2027-01-04"))
    returned(case, "declined")
    due = walked(date(2026, 11, 20), ("2026-12-01", "2027-01-04"))
    assert clocks(story.leg())["penalty"] == ("A03", "running", due)
    assert_all_holds()


def test_a_hearing_that_was_over_before_the_police_got_the_case_takes_its_own_days_only(
    clock: Traveller,
) -> None:
    story = Story().filed()
    clock.move_to(on("2026-12-01"))
    hearing(story, on("2026-12-01", 9))
    clock.move_to(on("2026-12-07"))
    case = Referral.on(story).received()

    clock.move_to(on("2026-12-08"))
    hearing_ends(story, on("2026-12-03", 9))

    assert Deadline.objects.get(kind="penalty").suspended_at == on("2026-12-07")
    clock.move_to(on("2026-12-31"))
    returned(case, "withdrawn")
    pauses = (("2026-12-01", "2026-12-03"), ("2026-12-07", "2026-12-31"))
    assert clocks(story.leg())["penalty"][2] == walked(date(2026, 11, 20), *pauses)
    assert_all_holds()


def test_a_hearing_that_outlasts_the_criminal_case_stands_on_from_its_end(
    clock: Traveller,
) -> None:
    story = Story().filed()
    clock.move_to(on("2026-11-27"))
    case = Referral.on(story).received()
    clock.move_to(on("2026-12-30"))
    returned(case, "declined")
    clock.move_to(on("2027-01-06"))

    hearing(story, on("2026-12-30"))
    hearing_ends(story, on("2027-01-05", 9))

    due = walked(date(2026, 11, 20), ("2026-11-27", "2027-01-05"))
    assert clocks(story.leg())["penalty"] == ("A03", "running", due)
    assert_all_holds()


def test_a_case_that_is_filed_while_the_police_have_it_does_not_begin_to_count(
    clock: Traveller,
) -> None:
    story = Story().accepted()
    case = Referral.on(story).received()
    clock.move_to(on("2026-11-24"))
    story.leg()
    story.on_leg(story.receiver.lead, "file", {**FILING, "filed_on": "2026-11-24"})

    assert states(story) == {"penalty": "suspended", "progress": "suspended"}
    clock.move_to(on("2026-12-04"))
    returned(case, "declined")
    due = walked(date(2026, 11, 24), ("2026-11-24", "2026-12-04"))
    assert clocks(story.leg())["penalty"] == ("A03", "running", due)
    assert_all_holds()


def test_what_is_reworked_while_the_police_have_the_case_stands_as_well() -> None:
    story = Story().accepted()
    Referral.on(story).received()
    story.leg()
    story.feed_back()

    story.on_leg(story.sender.lead, "dispute_feedback", REASON)

    assert states(story) == {"rework": "running", "progress": "suspended"}
    assert_all_holds()


def test_a_decision_that_is_made_all_the_same_is_carried_out() -> None:
    story = Story().filed()
    Referral.on(story).received()
    story.leg()

    story.on_leg(story.receiver.lead, "decide", DECISION)

    # the days of the decision run (C21)
    assert states(story) == {
        "progress": "suspended",
        "service": "running",
        "result": "running",
    }
    assert_all_holds()


def test_a_dispute_that_ends_while_the_police_have_the_case_lets_nothing_run(
    clock: Traveller,
) -> None:
    story = Story().filed()
    case = Referral.on(story).received()
    story.leg()
    story.on_leg(story.receiver.lead, "object_late", LATE)
    clock.move_to(on("2026-11-24"))
    _settled_here(story)

    assert states(story) == {"penalty": "suspended", "progress": "suspended"}
    clock.move_to(on("2026-12-04"))
    returned(case, "declined")
    due = walked(date(2026, 11, 20), ("2026-11-20", "2026-12-04"))
    assert clocks(story.leg())["penalty"] == ("A03", "running", due)
    assert_all_holds()


def test_a_criminal_case_that_ends_during_a_dispute_lets_the_penalty_run_after_it(
    clock: Traveller,
) -> None:
    story = Story().filed()
    case = Referral.on(story).received()
    story.leg()
    story.on_leg(story.receiver.lead, "object_late", LATE)
    clock.move_to(on("2026-11-24"))

    returned(case, "declined")

    assert case.read()["status"] == "closed"
    assert states(story)["penalty"] == "suspended"
    clock.move_to(on("2026-11-30"))
    _settled_here(story)
    due = walked(date(2026, 11, 20), ("2026-11-20", "2026-11-30"))
    assert clocks(story.leg())["penalty"] == ("A03", "running", due)
    assert_all_holds()


def test_of_two_cases_on_one_leg_the_last_to_end_lets_the_penalty_run(clock: Traveller) -> None:
    story = Story().filed()
    first = Referral.on(story).received()
    clock.move_to(on("2026-11-25"))
    second = Referral.on(story, charge="非法经营罪").received()
    clock.move_to(on("2026-12-01"))

    returned(first, "declined")

    assert states(story)["penalty"] == "suspended"
    clock.move_to(on("2026-12-11"))
    returned(second, "withdrawn")
    due = walked(date(2026, 11, 20), ("2026-11-20", "2026-12-11"))
    assert clocks(story.leg())["penalty"] == ("A03", "running", due)
    assert_all_holds()


def _settled_here(story: Story) -> Any:
    """Let the two sides agree that the receiver goes on with it."""
    story.leg()
    story.on_leg(story.sender.lead, "insist", REASON)
    story.on_leg(story.sender.lead, "propose_settlement", {"settlement": "here"})
    return story.on_leg(story.receiver.lead, "agree_here")


def test_a_right_that_lapses_is_no_longer_the_next_that_its_clue_shows(clock: Traveller) -> None:
    story = Story().filed()
    Referral.on(story).declined()
    clock.move_to(on("2026-11-26"))

    sweep(now=timezone.now())

    assert "reconsideration_request" not in states(story)
    assert_all_holds()
