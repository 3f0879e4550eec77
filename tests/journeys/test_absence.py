"""Who is away: a colleague stands in, a person with two departments, one who has a conflict."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from apps.accounts.models import Membership, Substitution
from apps.audit.models import Entry, Reading
from apps.common.models import IdempotencyKey
from tests.client import Caller, draft, ok
from tests.stories import (
    BAIYIN,
    FEEDBACK,
    LANZHOU,
    WATER,
    Desk,
    Story,
    assert_record_is_sound,
    on,
    paper,
    refused,
    staff,
    timeline,
    told,
)

TODAY = "2026-11-20"
LEAVE = {"since": TODAY, "until": "2026-11-24", "reason": "外出培训"}


class OnBehalf:
    """A caller whose requests are all made on behalf of somebody."""

    def __init__(self, caller: Caller, absent: Caller) -> None:
        self.caller, self.user = caller, caller.user
        self.headers = {"X-On-Behalf-Of": str(absent.user.pk)}

    def get(self, path: str) -> Any:
        return self.caller.get(path, **self.headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.caller.post(path, body, **headers, **self.headers)

    step = Caller.step


def leave(absent: Caller, substitute: Caller, **changes: Any) -> Any:
    """Let somebody stand in for a colleague as the colleague arranges it."""
    body = {"substitute": substitute.user.username, **LEAVE, **changes}
    return ok(absent.post("substitutions/", body), 201)


def second(role: str, code: str) -> Caller:
    return Caller(role, code, suffix=".2")


def test_a_substitute_acts_in_the_name_of_the_absent_lead_and_the_record_names_both() -> None:
    story = Story().submitted()
    lead, handler = story.sender.lead, story.sender.handler
    made = leave(lead, handler)
    told(handler)
    standing_in = OnBehalf(handler, lead)
    refused(handler.step("clues", story.clue_id, "approve"), 403, "not-your-step")

    clue = ok(standing_in.step("clues", story.clue_id, "approve"))

    assert clue["status"] == "transferred"
    assert (made["roles"], made["in_force"], made["presides"]) == (["lead"], True, False)
    [sentence] = [each for each in timeline(lead, "clues", story.clue_id) if "批准移送" in each]
    assert sentence == (f"甘肃省水利厅handler.{WATER}（代lead.{WATER}）：批准移送 {clue['number']}")
    entry = Entry.objects.get(event="clue.approved")
    assert (entry.person, entry.on_behalf_of) == (handler.user, lead.user)
    auditor = Desk("620000-joint-office")["auditor"]
    [shown] = ok(auditor.get("audit/entries/?event=clue.approved"))["results"]
    assert shown["on_behalf_of"] == {"id": lead.user.pk, "name": lead.user.full_name}
    assert_record_is_sound()


def test_me_shows_for_whom_one_stands_in_and_the_request_has_no_role_of_ones_own() -> None:
    lead, handler = Desk(WATER).lead, Desk(WATER).handler
    leave(lead, handler)
    standing_in = OnBehalf(handler, lead)

    me = ok(standing_in.get("me/"))

    assert me["id"] == handler.user.pk
    assert me["on_behalf_of"] == lead.user.pk
    assert me["roles"] == ["lead"]
    [row] = me["standing_in"]
    assert row["absent"] == {"id": lead.user.pk, "name": lead.user.full_name}
    assert (row["roles"], row["until"]) == (["lead"], "2026-11-24")
    assert ok(handler.get("me/"))["roles"] == ["handler"]
    refused(standing_in.post("clues/", draft()), 403, "not-your-step")


def test_nobody_approves_what_they_or_the_absent_one_submitted() -> None:
    sender = Desk(WATER)
    lead, liaison = sender.lead, sender.liaison
    Membership.objects.create(
        user=lead.user,
        department_id=lead.user.memberships.get().department_id,
        role="liaison",
        since=date(2026, 1, 1),
    )
    other = second("lead", WATER)
    leave(lead, liaison)
    standing_in = OnBehalf(liaison, lead)
    by_lead, by_liaison, for_lead = Story(), Story(), Story()
    ok(lead.step("clues", by_lead.clue_id, "submit"))
    ok(liaison.step("clues", by_liaison.clue_id, "submit"))
    ok(standing_in.step("clues", for_lead.clue_id, "submit"))
    before = Entry.objects.count()

    for caller, story in (
        (standing_in, by_lead),  # the absent one submitted
        (standing_in, by_liaison),  # the substitute themselves submitted
        (lead, for_lead),  # the substitute submitted for them
    ):
        refused(caller.step("clues", story.clue_id, "approve"), 403, "not-your-step")

    assert Entry.objects.count() == before
    ok(other.step("clues", for_lead.clue_id, "approve"))


def test_what_the_absent_handler_proposed_is_not_fed_back_in_their_leads_name() -> None:
    story = Story().accepted()
    receiver = story.receiver
    leave(receiver.lead, receiver.handler)
    story.on_leg(receiver.handler, "propose_feedback", FEEDBACK)
    standing_in = OnBehalf(receiver.handler, receiver.lead)

    answer = standing_in.step("transfers", story.leg_id, "feed_back")

    refused(answer, 403, "not-your-step")
    assert story.leg()["status"] == "accepted"


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        (on("2026-11-22", 23), False),
        (on("2026-11-23", 0), True),
        (on("2026-11-24", 23), True),
        (on("2026-11-25", 0), False),
    ],
)
def test_a_substitution_counts_from_its_first_day_to_its_last_in_local_time(
    moment: Any, allowed: bool, clock: time_machine.Traveller
) -> None:
    lead, handler = Desk(WATER).lead, Desk(WATER).handler
    leave(lead, handler, since="2026-11-23", until="2026-11-24")
    clock.move_to(moment)

    answer = OnBehalf(handler, lead).get("me/")

    if allowed:
        assert ok(answer)["roles"] == ["lead"]
    else:
        refused(answer, 403, "not-a-substitute")
        assert ok(handler.get("me/"))["standing_in"] == []


def test_an_ended_substitution_gives_nothing() -> None:
    lead, handler = Desk(WATER).lead, Desk(WATER).handler
    pk = leave(lead, handler)["id"]
    told(handler)

    ended = ok(lead.post(f"substitutions/{pk}/actions/end/"))
    again = ok(lead.post(f"substitutions/{pk}/actions/end/"))

    assert ended["ended_at"] == again["ended_at"] == on(TODAY).isoformat()
    assert ended["in_force"] is False
    refused(OnBehalf(handler, lead).get("me/"), 403, "not-a-substitute")
    assert told(handler) == ["substitution.ended"]
    events = Entry.objects.filter(chain="accounts", event__startswith="substitution")
    assert list(events.values_list("event", flat=True)) == [
        "substitution.made",
        "substitution.ended",
    ]


def test_a_substitutes_substitute_does_not_act_for_the_first() -> None:
    lead, handler, liaison = Desk(WATER).lead, Desk(WATER).handler, Desk(WATER).liaison
    leave(lead, handler)
    leave(handler, liaison)

    refused(OnBehalf(liaison, lead).get("me/"), 403, "not-a-substitute")

    assert ok(OnBehalf(liaison, handler).get("me/"))["roles"] == ["handler"]
    away = {"substitute": handler.user.username, **LEAVE}
    problem = refused(second("lead", WATER).post("substitutions/", away), 422, "invalid")
    assert [error["code"] for error in problem["errors"]] == ["away"]


def test_only_what_the_absent_one_still_is_passes_on() -> None:
    lead, handler = Desk(WATER).lead, Desk(WATER).handler
    leave(lead, handler)
    Membership.objects.filter(user=lead.user).update(until=date(2026, 11, 19))

    refused(OnBehalf(handler, lead).get("me/"), 403, "not-a-substitute")


@pytest.mark.parametrize("given", ["x", "-1", "99999999999999999999", "٣", "0"])
def test_an_impossible_absent_person_is_refused(given: str) -> None:
    caller = Desk(WATER).handler

    refused(
        caller._client.get("/api/v1/me/", headers={"X-On-Behalf-Of": given}),
        403,
        "not-a-substitute",
    )


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"until": "2026-11-19"}, "/until", "before-since"),
        ({"since": "2026-11-19"}, "/since", "in-the-past"),
        ({"until": "2027-02-18"}, "/until", "too-long"),
        ({"substitute": f"lead.{WATER}"}, "/substitute", "oneself"),
        ({"substitute": f"lead.{BAIYIN}"}, "/substitute", "not-a-member"),
        ({"substitute": "nobody"}, "/substitute", "not-a-member"),
        ({"roles": ["head"]}, "/roles", "not-held"),
        ({"roles": []}, "/roles", "required"),
    ],
)
def test_what_is_wrong_with_a_substitution_is_named(
    changes: dict[str, Any], pointer: str, code: str
) -> None:
    lead, handler = Desk(WATER).lead, Desk(WATER).handler
    Desk(BAIYIN).lead  # noqa: B018 - hires them
    body = {"substitute": handler.user.username, **LEAVE, **changes}

    problem = refused(lead.post("substitutions/", body), 422, "invalid")

    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [(pointer, code)]
    assert Substitution.objects.count() == 0


def test_ninety_days_are_not_too_many() -> None:
    made = leave(Desk(WATER).lead, Desk(WATER).handler, until="2027-02-17")

    assert made["until"] == "2027-02-17"


def test_the_heads_powers_pass_on_only_by_an_appointment_to_preside() -> None:
    head, lead, handler = Desk(WATER)["head"], Desk(WATER).lead, Desk(WATER).handler
    body = {
        "absent": head.user.username,
        "substitute": lead.user.username,
        "roles": ["head"],
        **LEAVE,
    }
    problem = refused(head.post("substitutions/", body), 422, "invalid")
    assert [error["code"] for error in problem["errors"]] == ["needs-appointment"]
    refused(lead.post("substitutions/", {**body, "presides": True}), 403, "not-your-step")
    refused(handler.post("substitutions/", body), 403, "not-your-step")

    made = ok(head.post("substitutions/", {**body, "presides": True}), 201)

    assert made["presides"] is True
    assert ok(OnBehalf(lead, head).get("me/"))["roles"] == ["head"]


def test_the_list_is_the_acting_departments_own() -> None:
    made = leave(Desk(WATER).lead, Desk(WATER).handler)

    assert [row["id"] for row in ok(Desk(WATER).liaison.get("substitutions/"))["results"]] == [
        made["id"]
    ]
    assert ok(Desk(BAIYIN).lead.get("substitutions/"))["results"] == []
    refused(Desk(BAIYIN).lead.post(f"substitutions/{made['id']}/actions/end/"), 404, "not-found")
    refused(
        Desk(WATER).liaison.post(f"substitutions/{made['id']}/actions/end/"),
        403,
        "not-your-step",
    )


def test_a_substitution_is_made_once_for_one_key() -> None:
    lead, handler = Desk(WATER).lead, Desk(WATER).handler
    body = {"substitute": handler.user.username, **LEAVE}
    key = {"Idempotency-Key": "once"}

    first = ok(lead.post("substitutions/", body, **key), 201)
    second_time = lead.post("substitutions/", body, **key)

    assert ok(second_time, 201) == first
    assert second_time["Idempotency-Replayed"] == "true"
    assert Substitution.objects.count() == 1


def test_what_the_absent_one_would_be_told_reaches_the_substitute() -> None:
    sender = Desk(WATER)
    intake = sender["intake"]
    leave(sender.lead, intake)
    told(intake)

    Story().submitted()

    assert told(intake) == ["clue.hit_found", "clue.submitted"]


def test_who_stands_in_for_a_named_person_is_not_named_thereby() -> None:
    staff(WATER, LANZHOU)
    story = Story(secrecy="confidential").submitted()
    lead, handler = story.sender.lead, story.sender.handler
    leave(lead, handler)
    told(handler)
    standing_in = OnBehalf(handler, lead)
    refused(standing_in.get(f"clues/{story.clue_id}/"), 404, "not-found")
    refused(standing_in.step("clues", story.clue_id, "approve", version=2), 404, "not-found")
    assert ok(standing_in.get("queue/"))["results"] == []
    assert told(handler) == []

    story.on_clue(lead, "admit", {"person": handler.user.username, "reason": "代理"})

    assert ok(standing_in.step("clues", story.clue_id, "approve"))["status"] == "transferred"


def test_a_reading_on_behalf_of_somebody_names_both() -> None:
    story = Story().signed()
    receiver = story.receiver
    leave(receiver.lead, receiver.handler)
    standing_in = OnBehalf(receiver.handler, receiver.lead)
    item = ok(
        receiver.lead.upload("evidence/", {"matter": story.leg_id, "file": paper("现场记录")}), 201
    )

    b"".join(standing_in.get(f"evidence/{item['id']}/content/").streaming_content)

    reading = Reading.objects.latest("pk")
    assert (reading.person, reading.on_behalf_of) == (receiver.handler.user, receiver.lead.user)


# ---- a person of two departments


def both(role: str, first: str, other: str) -> Caller:
    """Hire one person for two departments; the first is the primary one."""
    caller = Caller(role, first)
    caller.user.memberships.create(
        department_id=Desk(other).lead.user.memberships.get().department_id,
        role=role,
        since=date(2026, 1, 1),
    )
    return caller


def acting(caller: Caller, code: str, path: str) -> Any:
    return caller.get(path, **{"X-Acting-Department": code})


def test_who_works_for_two_departments_acts_for_exactly_one() -> None:
    caller = both("liaison", WATER, BAIYIN)
    for_water = ok(caller.post("clues/", draft()), 201)
    header = {"X-Acting-Department": BAIYIN}
    for_baiyin = ok(
        caller.post("clues/", draft(receivers=[{"department": LANZHOU, "role": "main"}]), **header),
        201,
    )

    lists = {
        code: [row["id"] for row in ok(acting(caller, code, "clues/"))["results"]]
        for code in (WATER, BAIYIN)
    }

    assert lists == {WATER: [for_water["id"]], BAIYIN: [for_baiyin["id"]]}
    assert [row["id"] for row in ok(caller.get("clues/"))["results"]] == lists[WATER]
    refused(acting(caller, BAIYIN, f"clues/{for_water['id']}/"), 404, "not-found")
    entries = Entry.objects.filter(event="clue.opened").order_by("pk")
    assert [entry.department.code for entry in entries] == [WATER, BAIYIN]
    refused(
        caller.post(f"clues/{for_water['id']}/actions/submit/", **header, **{"If-Match": '"1"'}),
        404,
        "not-found",
    )
    assert ok(caller.get(f"clues/{for_water['id']}/"))["status"] == "draft"


def test_roles_do_not_leak_from_one_department_into_the_other() -> None:
    caller = Caller("lead", WATER)
    caller.user.memberships.create(
        department_id=Desk(BAIYIN).lead.user.memberships.get().department_id,
        role="liaison",
        since=date(2026, 1, 1),
    )

    assert ok(caller.get("me/"))["roles"] == ["lead"]
    me = ok(acting(caller, BAIYIN, "me/"))

    assert (me["acting_department"], me["roles"]) == (BAIYIN, ["liaison"])
    refused(caller.post("clues/", draft()), 403, "not-your-step")


@pytest.mark.parametrize("code", [BAIYIN, "999999-water", "x"])
def test_a_department_that_is_not_ones_own_is_refused(code: str) -> None:
    answer = acting(Desk(WATER).liaison, code, "clues/")

    refused(answer, 403, "not-a-member")
    assert {"X-Acting-Department", "X-On-Behalf-Of", "Accept-Language"} <= set(
        answer["Vary"].split(", ")
    )


def test_one_key_serves_each_department_and_each_absent_person_apart() -> None:
    caller = both("liaison", WATER, BAIYIN)
    other = second("liaison", WATER)
    leave(other, caller)
    key = {"Idempotency-Key": "same"}
    body = draft(receivers=[{"department": LANZHOU, "role": "main"}])

    made = [
        ok(caller.post("clues/", body, **key, **headers), 201)["id"]
        for headers in (
            {},
            {"X-Acting-Department": BAIYIN},
            {"X-On-Behalf-Of": str(other.user.pk)},
            {},
        )
    ]

    assert len(set(made)) == 3
    assert made[0] == made[3]
    assert IdempotencyKey.objects.filter(key="same").count() == 3
