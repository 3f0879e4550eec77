"""What every endpoint of matters keeps to: versions, keys, refusals, languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from apps.audit.models import Entry
from apps.clues.models import Clue
from apps.common.models import IdempotencyKey
from apps.documents.actions import render_pending
from apps.notifications.actions import deliver
from tests.client import Caller, draft, ok
from tests.stories import BAIYIN, LANZHOU, REASON, WATER, Story, paper, refused, upload

pytestmark = pytest.mark.usefixtures("morning")


def standing(story: Story) -> tuple[int, str, int]:
    """Say how the clue stands: version, status, entries of the record."""
    clue = Clue.objects.get(pk=story.clue_id)
    return clue.version, clue.status, Entry.objects.filter(matter__root=clue.pk).count()


# ---- versions


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        (None, 428, "version-missing"),
        ('"1"', 412, "stale"),
        ('W/"1"', 412, "stale"),
        ('"99"', 412, "stale"),
        ("*", 400, "malformed"),
        ("2", 400, "malformed"),
        ('"2", "3"', 400, "malformed"),
        ('"two"', 400, "malformed"),
    ],
)
@pytest.mark.parametrize("write", ["step", "patch", "delete"])
def test_a_write_names_the_version_that_was_read(
    write: str, header: str | None, status: int, code: str
) -> None:
    story = Story()
    liaison = story.sender.liaison
    ok(liaison.patch(f"clues/{story.clue_id}/", {"title": "第二版"}, **{"If-Match": '"1"'}))
    before = standing(story)
    headers = {} if header is None else {"If-Match": header}

    if write == "step":
        response = liaison.post(f"clues/{story.clue_id}/actions/submit/", {}, **headers)
    elif write == "patch":
        response = liaison.patch(f"clues/{story.clue_id}/", {"title": "第三版"}, **headers)
    else:
        response = story.sender.lead.delete(f"clues/{story.clue_id}/", **headers)

    refused(response, status, code)
    assert standing(story) == before == (2, "draft", 2)


@pytest.mark.parametrize("header", ['"1"', 'W/"1"'])
def test_a_strong_and_a_weak_tag_mean_the_same_version(header: str) -> None:
    story = Story()

    response = story.sender.liaison.post(
        f"clues/{story.clue_id}/actions/submit/", {}, **{"If-Match": header}
    )

    assert ok(response)["version"] == 2
    assert response["ETag"] == '"2"'


def test_what_hangs_on_a_matter_leaves_its_version() -> None:
    story = Story()
    liaison = story.sender.liaison

    ok(liaison.post(f"matters/{story.clue_id}/comments/", {"text": "请核实点位"}), 201)

    response = liaison.get(f"clues/{story.clue_id}/")
    assert (ok(response)["version"], response["ETag"]) == (1, '"1"')


# ---- a request that is sent twice


def test_a_step_sent_twice_is_taken_once() -> None:
    story = Story()
    liaison = story.sender.liaison

    first = liaison.step("clues", story.clue_id, "submit", version=1, key="one")
    again = liaison.step("clues", story.clue_id, "submit", version=1, key="one")

    assert ok(first) == ok(again)
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert again["ETag"] == first["ETag"] == '"2"'
    assert standing(story) == (2, "submitted", 2)
    assert IdempotencyKey.objects.filter(key="one").count() == 1


def test_a_draft_sent_twice_is_made_once() -> None:
    caller = Caller("liaison", WATER)

    first, again = (caller.post("clues/", draft(), **{"Idempotency-Key": "k"}) for _ in range(2))

    assert ok(first, 201)["id"] == ok(again, 201)["id"]
    assert again["Idempotency-Replayed"] == "true"
    assert Clue.objects.count() == 1


def test_a_key_belongs_to_one_body_one_matter_and_one_person() -> None:
    story, other = Story(), Story()
    liaison, lead = story.sender.liaison, story.sender.lead
    story.submitted()
    other.submitted()

    ok(lead.step("clues", story.clue_id, "disapprove", {"reason": "甲"}, key="k"))
    response = lead.step("clues", story.clue_id, "disapprove", {"reason": "乙"}, key="k")
    ok(lead.step("clues", other.clue_id, "disapprove", {"reason": "乙"}, key="k"))
    ok(liaison.step("clues", story.clue_id, "submit", key="k"))

    refused(response, 422, "idempotency-mismatch")
    assert standing(story)[:2] == (4, "submitted")
    assert standing(other)[:2] == (3, "draft")


def test_a_refusal_is_not_kept() -> None:
    story = Story()
    liaison = story.sender.liaison
    refused(liaison.step("clues", story.clue_id, "submit", version=9, key="k"), 412, "stale")

    response = liaison.step("clues", story.clue_id, "submit", version=1, key="k")

    assert ok(response)["status"] == "submitted"
    assert "Idempotency-Replayed" not in response


def test_a_repetition_is_answered_as_its_reader_sees_it_today() -> None:
    story = Story().sent()
    receiver = story.receiver
    body = {"manifest": []}
    first = receiver.liaison.step("transfers", story.leg_id, "sign", body, key="k")
    assert story.leg()["status"] == "signed"
    story.accept()

    again = receiver.liaison.step("transfers", story.leg_id, "sign", body, version=1, key="k")

    assert (ok(first)["status"], ok(again)["status"]) == ("signed", "accepted")
    assert again["Idempotency-Replayed"] == "true"


# ---- refusals


def test_a_step_of_somebody_else_is_refused_by_name() -> None:
    story = Story().submitted()
    before = standing(story)

    problem = refused(
        story.sender.liaison.step("clues", story.clue_id, "approve"), 403, "not-your-step"
    )

    assert problem["detail"] == "此步骤应由移送单位负责人办理"
    assert standing(story) == before


def test_a_step_out_of_turn_says_how_the_matter_stands() -> None:
    story = Story().sent()
    before = standing(story)

    problem = refused(
        story.sender.lead.step("clues", story.clue_id, "approve"), 409, "wrong-status"
    )

    assert problem["detail"] == "当前状态为“已移送”，不能“批准移送”"
    assert problem["current_status"] == "transferred"
    assert problem["available_actions"] == story.clue()["available_actions"]
    assert problem["available_actions"][0] == {
        "verb": "withdraw",
        "label": "撤回",
        "needs": ["reason"],
        "href": f"/api/v1/clues/{story.clue_id}/actions/withdraw/",
    }
    assert standing(story) == before


def test_nobody_learns_of_fields_before_their_right_and_turn() -> None:
    story = Story().sent()
    sender = story.sender

    who = sender.liaison.step("transfers", story.leg_id, "accept", {})
    when = story.receiver.liaison.step("transfers", story.leg_id, "accept", {})
    story.on_leg(story.receiver.liaison, "sign", {"manifest": []})
    what = story.receiver.liaison.step("transfers", story.leg_id, "accept", {})

    refused(who, 403, "not-your-step")
    refused(when, 409, "wrong-status")
    problem = refused(what, 422, "incomplete")
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [
        ("/handler", "required")
    ]
    assert story.leg()["status"] == "signed"


def test_what_is_not_available_is_explained() -> None:
    story = Story().sent()

    answer = ok(story.sender.liaison.get(f"transfers/{story.leg_id}/actions/"))

    assert answer["available"] == []
    reasons = {row["verb"]: row for row in answer["unavailable"]}
    assert (reasons["sign"]["code"], reasons["sign"]["who_could"]) == (
        "not-your-step",
        "接收单位值班员、联络员、负责人",
    )
    assert reasons["supplement"]["code"] == "wrong-status"


@pytest.mark.parametrize("department", [BAIYIN, "999999-ecology", "兰州"])
def test_nobody_acts_for_a_department_they_do_not_belong_to(department: str) -> None:
    story = Story()
    liaison = story.sender.liaison
    header = {"X-Acting-Department": department.encode().decode("latin-1")}

    refused(liaison.get(f"clues/{story.clue_id}/", **header), 403, "not-a-member")
    response = liaison.post(
        f"clues/{story.clue_id}/actions/submit/", {}, **header, **{"If-Match": '"1"'}
    )
    refused(response, 403, "not-a-member")
    assert standing(story) == (1, "draft", 1)


@pytest.mark.parametrize(
    "path",
    [
        "clues/{clue}/actions/celebrate/",
        "clues/{clue}/actions/sign/",
        "transfers/{leg}/actions/approve/",
        "clues/not-an-id/actions/submit/",
        "clues/{leg}/actions/submit/",
        "transfers/{clue}/actions/sign/",
    ],
)
def test_an_unknown_step_is_not_found(path: str) -> None:
    story = Story().sent()
    before = standing(story)

    response = story.sender.lead.post(
        path.format(clue=story.clue_id, leg=story.leg_id), {}, **{"If-Match": '"1"'}
    )

    refused(response, 404, "not-found")
    assert standing(story) == before


@pytest.mark.parametrize("given", [{"colour": "red"}, {"reason": "x", "status": "transferred"}])
def test_an_unknown_field_is_refused_by_name(given: dict[str, Any]) -> None:
    story = Story().submitted()

    problem = refused(
        story.sender.lead.step("clues", story.clue_id, "disapprove", given), 422, "invalid"
    )

    unknown = [*given][-1]
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [
        (f"/{unknown}", "unknown-field")
    ]
    assert standing(story)[:2] == (2, "submitted")


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("colour=red", "/query/colour"),
        ("cursor=eyJrIjoxfQ", "/query/cursor"),
        ("cursor=1:2:3", "/query/cursor"),
        ("ordering=title", "/query/ordering"),
        ("page_size=0", "/query/page_size"),
        ("page_size=1000", "/query/page_size"),
        ("count=maybe", "/query/count"),
        ("box=everything", "/query/box"),
        ("opened_after=yesterday", "/query/opened_after"),
        ("fields=password", "/query/fields"),
        ("search=%00", "/query/search"),
    ],
)
@pytest.mark.parametrize("collection", ["clues", "transfers"])
def test_a_wrong_parameter_is_refused_by_name(collection: str, query: str, pointer: str) -> None:
    story = Story().sent()

    problem = refused(story.sender.lead.get(f"{collection}/?{query}"), 400, "malformed")

    assert [error["pointer"] for error in problem["errors"]] == [pointer]


def test_a_cursor_belongs_to_its_list() -> None:
    story = Story().sent()
    Story().sent()
    link = ok(story.sender.lead.get("clues/?page_size=1"))["next"]
    cursor = link.split("cursor=")[1].split("&")[0]

    refused(story.sender.lead.get(f"transfers/?cursor={cursor}"), 400, "malformed")
    refused(story.sender.lead.get(f"clues/?cursor={cursor}&ordering=opened_at"), 400, "malformed")

    [row] = ok(story.sender.lead.get(f"clues/?page_size=1&cursor={cursor}"))["results"]
    assert row["id"] == story.clue_id


# ---- languages and headers


@pytest.mark.parametrize(
    ("step", "detail"),
    [
        ("approve", "This step belongs to: sender (lead)"),
        ("conclude", "This step belongs to: sender (lead), system"),
    ],
)
def test_a_refusal_speaks_the_readers_language(step: str, detail: str) -> None:
    story = Story().submitted()
    response = story.sender.liaison.post(
        f"clues/{story.clue_id}/actions/{step}/",
        {},
        **{"If-Match": '"2"', "Accept-Language": "en"},
    )

    problem = refused(response, 403, "not-your-step")

    assert (problem["title"], problem["detail"]) == ("The step belongs to others", detail)


def test_an_answer_says_on_what_it_depends() -> None:
    story = Story()

    response = story.sender.liaison.get(f"clues/{story.clue_id}/")

    varies = {name.strip() for name in response["Vary"].split(",")}
    assert {"X-Acting-Department", "Accept-Language"} <= varies


@pytest.mark.parametrize(
    ("header", "code"), [("x" * 256, "malformed"), ("键", "malformed"), ("a\tb", "malformed")]
)
def test_a_key_that_is_no_key_is_refused(header: str, code: str) -> None:
    caller = Caller("liaison", WATER)

    response = caller.post(
        "clues/", draft(), **{"Idempotency-Key": header.encode().decode("latin-1")}
    )

    refused(response, 400, code)
    assert Clue.objects.count() == 0


def test_the_way_back_from_the_receiver_is_closed_to_the_sender() -> None:
    story = Story().sent()
    before = story.leg()

    for verb, body in (("sign", {"manifest": []}), ("object", REASON), ("feed_back", {})):
        refused(story.sender.lead.step("transfers", story.leg_id, verb, body), 403, "not-your-step")

    assert story.leg() == before
    assert before["receiver"]["code"] == LANZHOU


# ---- lists


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("clues/", "number"),
        ("transfers/", "status"),
        ("queue/", "verb"),
        ("deadlines/", "kind"),
        ("documents/", "title"),
        ("evidence/", "name"),
        ("notifications/", "event"),
        ("subjects/", "name"),
        ("violation-types/", "code"),
        ("outcomes/", "code"),
        ("departments/", "code"),
        ("users/", "name"),
        ("matters/{clue}/timeline/", "verb"),
        ("matters/{clue}/comments/", "text"),
        ("matters/{clue}/deadlines/", "kind"),
        ("matters/{leg}/documents/", "title"),
        ("matters/{clue}/evidence/", "name"),
    ],
)
def test_every_list_answers_only_the_fields_that_are_asked_for(path: str, field: str) -> None:
    story = Story()
    ok(upload(story.sender.liaison, story.clue_id, paper("笔录")), 201)
    story.signed().sender.liaison.post(f"matters/{story.clue_id}/comments/", {"text": "已电话联系"})
    render_pending(now=timezone.now())
    deliver(now=timezone.now())
    reader = story.receiver.liaison
    at = path.format(clue=story.clue_id, leg=story.leg_id)

    rows = ok(reader.get(f"{at}?fields={field}"))["results"]

    assert {tuple(row) for row in rows} == {(field,)}
    wrong = refused(reader.get(f"{at}?fields=nothing_of_ours"), 400, "malformed")
    assert wrong["errors"][0]["pointer"] == "/query/fields"
