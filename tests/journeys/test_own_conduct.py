"""A clue about a department's own conduct or staff never goes to that department."""

from __future__ import annotations

from typing import Any

import pytest

from apps.matters.models import Access
from tests.client import Caller, draft, ok
from tests.stories import (
    BAIYIN,
    CHENGGUAN,
    LANZHOU,
    PROVINCE,
    REASON,
    WATER,
    Desk,
    Story,
    holder,
    refused,
    told,
)

SUPERVISION = "620100-supervision"
ABOVE = "620000-supervision"
BESIDE = "620400-supervision"


def about(department: str, receiver: str, **changes: Any) -> dict[str, Any]:
    return draft(
        about_department=department,
        receivers=[{"department": receiver, "role": "main"}],
        **changes,
    )


@pytest.mark.parametrize(
    ("receiver", "allowed"),
    [
        (PROVINCE, True),
        (SUPERVISION, True),
        (ABOVE, True),
        (LANZHOU, False),
        (CHENGGUAN, False),
        (BESIDE, False),
        (BAIYIN, False),
        ("620100-water", False),
    ],
)
def test_only_superiors_and_supervision_receive_it(receiver: str, allowed: bool) -> None:
    answer = Desk(WATER).liaison.post("clues/", about(LANZHOU, receiver))

    if allowed:
        assert ok(answer, 201)["about_department"]["code"] == LANZHOU
    else:
        problem = refused(answer, 422, "invalid")
        assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [
            ("/receivers/0/department", "own-conduct")
        ]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        (about(WATER, "620000-government"), "/about_department", "about-oneself"),
        (about("620000-nothing", PROVINCE), "/about_department", "unknown-department"),
        (draft(about_department=LANZHOU, kind="own", receivers=[]), "/kind", "own-conduct"),
    ],
)
def test_nobody_handles_it_who_should_not(body: Any, pointer: str, code: str) -> None:
    problem = refused(Desk(WATER).liaison.post("clues/", body), 422, "invalid")

    assert (pointer, code) in [(error["pointer"], error["code"]) for error in problem["errors"]]


def test_a_draft_that_turns_out_to_be_about_its_receiver_is_refused() -> None:
    story = Story()
    path, etag = f"clues/{story.clue_id}/", {"If-Match": '"1"'}

    answer = story.sender.liaison.patch(path, {"about_department": LANZHOU}, **etag)

    problem = refused(answer, 422, "invalid")
    assert [error["pointer"] for error in problem["errors"]] == ["/receivers/0/department"]
    assert story.clue()["about_department"] is None


def test_whose_conduct_it_is_reads_nothing_also_as_a_superior() -> None:
    # The city's bureau stands above its county branch, which reports it.
    story = Story(sender=CHENGGUAN, receiver=PROVINCE, about_department=LANZHOU).sent()
    accused = Desk(LANZHOU).lead

    for path in (
        f"clues/{story.clue_id}/",
        f"clues/{story.clue_id}/timeline/",
        f"clues/{story.clue_id}/duplicates/",
        f"transfers/{story.leg_id}/",
        f"matters/{story.leg_id}/parties/",
        f"matters/{story.clue_id}/evidence/",
    ):
        assert accused.get(path).status_code == 404, path
    for path in (
        "clues/",
        "clues/?search=黄河左岸",
        "transfers/",
        "queue/",
        "deadlines/",
        "subjects/",
    ):
        assert ok(accused.get(path))["results"] == [], path
    assert told(accused) == []
    assert story.clue()["about_department"]["code"] == LANZHOU
    codes = Access.objects.values_list("department__code", flat=True).distinct()
    assert LANZHOU not in codes
    assert {CHENGGUAN, PROVINCE} <= set(codes)


def test_it_is_not_redirected_to_whose_conduct_it_is() -> None:
    story = Story(receiver=SUPERVISION, about_department=LANZHOU)
    story.objected().on_leg(story.sender.lead, "take_back")

    for code in (LANZHOU, CHENGGUAN, BAIYIN):
        answer = story.sender.liaison.step(
            "clues", story.clue_id, "propose_redirect", {"receiver": code}
        )
        problem = refused(answer, 422, "invalid")
        assert [error["code"] for error in problem["errors"]] == ["own-conduct"]
    story.on_clue(story.sender.liaison, "propose_redirect", {"receiver": ABOVE})

    clue = story.on_clue(story.sender.lead, "redirect")

    assert [leg["receiver"]["code"] for leg in clue["legs"]] == [SUPERVISION, ABOVE]


def test_it_is_neither_forwarded_nor_designated_to_whose_conduct_it_is() -> None:
    story = Story(receiver=PROVINCE, about_department=LANZHOU).signed()

    problem = refused(
        story.receiver.lead.step("transfers", story.leg_id, "forward", {"receiver": LANZHOU}),
        422,
        "invalid",
    )

    assert [error["code"] for error in problem["errors"]] == ["own-conduct"]
    assert story.leg()["status"] == "signed"
    assert holder(story.leg()) == PROVINCE


def test_a_dispute_is_not_settled_by_whose_conduct_it_is() -> None:
    government = "620000-government"
    story = Story(receiver=ABOVE, about_department=government).objected()

    answer = story.sender.lead.step("transfers", story.leg_id, "insist", REASON)

    refused(answer, 409, "wrong-status")
    parties = ok(story.sender.lead.get(f"matters/{story.leg_id}/parties/"))["results"]
    assert {row["department"]["code"] for row in parties} == {WATER, ABOVE}


def test_the_departments_own_auditor_reads_nothing_of_it() -> None:
    story = Story(receiver="620000-supervision", about_department=LANZHOU).sent()
    entries = f"audit/entries/?matter={story.clue_id}"

    of_the_accused, of_the_sender, above = (
        Caller("auditor", code) for code in (LANZHOU, WATER, "620000-joint-office")
    )

    assert ok(of_the_accused.get(entries))["results"] == []
    assert ok(of_the_accused.get("audit/entries/"))["results"] == []
    verbs = [row["verb"] for row in ok(of_the_sender.get(entries))["results"]]
    assert verbs == ["approve", "submit", "open"]
    assert [row["verb"] for row in ok(above.get(entries))["results"]] == verbs


def test_an_auditor_reads_what_the_own_department_has_done() -> None:
    story = Story().accepted()
    entries = "audit/entries/?ordering=oldest&page_size=100"

    own = ok(Caller("auditor", LANZHOU).get(entries))["results"]

    assert {row["department"]["code"] for row in own} == {LANZHOU}
    assert {row["verb"] for row in own if row["matter"] == story.leg_id} == {"sign", "accept"}
    assert ok(Caller("auditor", BAIYIN).get(entries))["results"] == []
