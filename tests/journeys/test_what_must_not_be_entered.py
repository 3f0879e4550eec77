"""No state secret is entered, and a clue about somebody under 18 is sealed at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from apps.clues.models import Clue, Complaint
from apps.matters.models import Matter
from clue_transfer.visibility import is_minor
from tests.client import Caller, draft, ok
from tests.complaints import BODY as COMPLAINT
from tests.journeys.test_import import step, table
from tests.journeys.test_import import upload as bring
from tests.stories import LANZHOU, WATER, Desk, Story, on, refused, staff

CHILD = {"name": "未成年人甲", "role": "suspect"}


def errors(problem: Any) -> list[tuple[str, str]]:
    """Lay out a problem's errors."""
    return [(error["pointer"], error["code"]) for error in problem["errors"]]


# ---- state secrets


def test_a_clue_is_submitted_only_when_somebody_confirms_that_it_holds_no_state_secret() -> None:
    story = Story(no_state_secrets=False)
    liaison = story.sender.liaison
    assert story.clue()["no_state_secrets"] is None

    answer = liaison.step("clues", story.clue_id, "submit")

    assert errors(refused(answer, 422, "incomplete")) == [("/no_state_secrets", "required")]
    assert story.clue()["status"] == "draft"
    done = ok(liaison.step("clues", story.clue_id, "submit", {"no_state_secrets": True}))
    assert done["no_state_secrets"] == {"by": liaison.user.pk, "at": "2026-11-20T10:00:00+08:00"}


def test_a_changed_draft_is_confirmed_anew() -> None:
    story = Story()
    liaison, path = story.sender.liaison, f"clues/{story.clue_id}/"
    assert story.clue()["no_state_secrets"]["by"] == liaison.user.pk

    ok(liaison.patch(path, {"description": "另有情况"}, **{"If-Match": '"1"'}))

    answer = liaison.step("clues", story.clue_id, "submit")
    assert errors(refused(answer, 422, "incomplete")) == [("/no_state_secrets", "required")]
    handler, again = story.sender.handler, {"title": "改", "no_state_secrets": True}
    with time_machine.travel(on("2026-11-20", 11), tick=False):
        shown = ok(handler.patch(path, again, **{"If-Match": '"2"'}))
    assert shown["no_state_secrets"] == {"by": handler.user.pk, "at": "2026-11-20T11:00:00+08:00"}
    ok(liaison.step("clues", story.clue_id, "submit"))


def test_an_import_is_confirmed_once_for_all_its_rows() -> None:
    liaison = Desk(WATER).liaison
    run = ok(bring(liaison, table({}, {}), dry_run="false"), 201)["id"]

    answer = liaison.post(f"imports/{run}/actions/submit/")

    assert errors(refused(answer, 422, "incomplete")) == [("/no_state_secrets", "required")]
    assert set(Clue.objects.values_list("status", flat=True)) == {"draft"}
    ok(step(liaison, run, "submit"))
    confirmed = Clue.objects.values_list("status", "confirmed_by")
    assert set(confirmed) == {("submitted", liaison.user.pk)}


# ---- minors


@pytest.mark.parametrize(
    "child", [{**CHILD, "minor": True}, {**CHILD, "born_on": "2008-11-19"}], ids=["flag", "birth"]
)
def test_a_clue_about_somebody_under_18_is_sealed_when_it_is_made(child: dict[str, Any]) -> None:
    staff(WATER)
    other = Desk(WATER).handler

    story = Story(subjects=[child])

    clue = story.clue()
    assert (clue["secrecy"], clue["subjects"][0]["minor"]) == ("sealed", True)
    assert "born_on" not in str(ok(story.sender.lead.get(f"clues/{story.clue_id}/timeline/")))
    refused(other.get(f"clues/{story.clue_id}/"), 404, "not-found")
    assert story.clue(story.sender.liaison)["id"] == story.clue_id


def test_who_was_18_on_the_day_of_the_act_is_no_minor() -> None:
    story = Story(subjects=[{**CHILD, "born_on": "2008-11-18"}])  # the act: 2026-11-18

    assert story.clue()["secrecy"] == "internal"
    assert is_minor(date(2008, 11, 19), on=date(2026, 11, 18))
    assert is_minor(date(2008, 2, 29), on=date(2026, 2, 28))
    assert not is_minor(date(2008, 2, 29), on=date(2026, 3, 1))


def test_a_draft_is_sealed_when_it_is_changed_and_stays_sealed() -> None:
    staff(WATER)
    story = Story()
    liaison, path = story.sender.liaison, f"clues/{story.clue_id}/"

    shown = ok(liaison.patch(path, {"subjects": [{**CHILD, "minor": True}]}, **{"If-Match": '"1"'}))

    assert shown["secrecy"] == "sealed"
    refused(story.sender.handler.get(path), 404, "not-found")
    shown = ok(liaison.patch(path, {"subjects": draft()["subjects"]}, **{"If-Match": '"2"'}))
    assert shown["secrecy"] == "sealed"


def test_a_dossier_about_a_minor_is_never_lowered() -> None:
    staff(WATER, LANZHOU)
    story = Story(subjects=[{**CHILD, "minor": True}])
    story.sent()
    lead = story.receiver.lead
    lower = {"secrecy": "confidential", "reason": "x"}

    answer = lead.step("clues", story.clue_id, "propose_lowering", lower)

    problem = refused(answer, 409, "wrong-status")
    assert "涉及未成年人" in problem["detail"]
    assert set(Matter.objects.values_list("secrecy", "about_minor")) == {("sealed", True)}


def test_an_imported_row_about_a_minor_is_sealed() -> None:
    staff(WATER)
    liaison: Caller = Desk(WATER).liaison
    row = {
        "来源编号": "1",
        "标题": "倾倒废液",
        "情况说明": "少年倾倒废液。",
        "违法类型": "非法倾倒、堆放固体废物",
        "行政区划": "兰州市西固区",
        "详细地址": "西固区1号",
        "发现日期": "2026-11-20",
        "涉案主体": "未成年人甲",
        "接收单位": "兰州市生态环境局",
    }
    lines = [[*row, "是否未成年人"], [*row.values(), "是"], ["2", *[*row.values()][1:], "否"]]
    content = "\n".join(",".join(line) for line in lines).encode()

    ok(bring(liaison, content, name="表.csv", kind="clues", dry_run="false"), 201)

    levels = dict(Clue.objects.values_list("source_id", "secrecy"))
    assert levels == {"1": "sealed", "2": "internal"}


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00", "9999-12-31T23:59:59"])
def test_a_moment_at_the_end_of_all_calendars_is_refused(moment: str) -> None:
    story = Story().filed()
    handler, intake = story.receiver.handler, story.receiver["intake"]
    pause = {"clock": "penalty", "cause": "hearing", "since": moment, "paper": "听证通知书"}
    complaint = {**COMPLAINT, "received_at": moment}

    wrong = [
        refused(
            handler.step("transfers", story.leg_id, "propose_suspension", pause), 422, "invalid"
        ),
        refused(intake.post("complaints/", complaint), 422, "invalid"),
    ]

    pointers = [row["pointer"] for answer in wrong for row in answer["errors"]]
    assert pointers == ["/since", "/received_at"]
    assert not Complaint.objects.exists()


def test_a_correction_is_not_due_in_a_hundred_years() -> None:
    story = Story().accepted()
    order = {"outcome": "correction_by_date", "requirement": "清运", "due_on": "9999-12-31"}
    body = {"outcomes": [order], "summary": "已责令限期改正。"}

    answer = story.receiver.lead.step("transfers", story.leg_id, "feed_back", body)

    assert errors(refused(answer, 422, "invalid")) == [("/outcomes/0/due_on", "too-far")]
    assert story.leg()["status"] == "accepted"
