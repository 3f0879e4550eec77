"""A referral is put right while it is a draft, and takes the clue's evidence along."""

from __future__ import annotations

from typing import Any

from apps.evidence.models import Evidence
from tests.client import Caller, ok
from tests.referrals import APPROVAL, ATTACHMENTS, Referral
from tests.stories import BAIYIN, Desk, Story, assert_record_is_sound, photo, refused, upload

FIRM = {"name": "兰州某化工有限公司"}


def carry(caller: Caller, evidence: str, to: str, **more: Any) -> Any:
    """Try to take a file over to another matter."""
    return caller.post(f"evidence/{evidence}/actions/carry/", {"matter": to, **more})


def at(version: int) -> dict[str, str]:
    """Name the version that the caller has read."""
    return {"If-Match": f'"{version}"'}


def custody(caller: Caller, evidence: str) -> list[str]:
    """Read what was done with a file."""
    return [row["act"] for row in ok(caller.get(f"evidence/{evidence}/custody/"))["results"]]


def test_a_draft_is_put_right_until_it_is_before_the_head() -> None:
    case = Referral()
    before = case.read()

    changed = ok(
        case.sender.handler.patch(
            case.path,
            {"charge": "非法处置进口的固体废物罪", "subjects": [FIRM, {"name": "李某"}]},
            **at(before["version"]),
        )
    )

    assert changed["charge"] == "非法处置进口的固体废物罪"
    assert [row["name"] for row in changed["subjects"]] == ["兰州某化工有限公司", "李某"]
    assert changed["version"] == before["version"] + 1
    found = ok(case.sender.lead.get("crime-referrals/?search=李某"))["results"]
    assert [row["id"] for row in found] == [case.id]

    case.read()
    case.reported()
    answer = case.sender.handler.patch(case.path, {"charge": "x"}, **at(case.read()["version"]))
    refused(answer, 409, "wrong-status")
    assert case.read()["charge"] == "非法处置进口的固体废物罪"
    assert_record_is_sound()


def test_a_draft_is_changed_by_who_may_open_one_and_with_sense() -> None:
    case = Referral()
    version = case.read()["version"]

    for caller, status, code in (
        (case.sender["head"], 403, "not-your-step"),
        (case.police["police_officer"], 404, "not-found"),
        (Desk(BAIYIN).handler, 404, "not-found"),
    ):
        refused(caller.patch(case.path, {"charge": "x"}, **at(version)), status, code)
    wrong = {"subjects": [{"name": "某厂", "credit_code": "91620100MA74ABCD0X"}]}
    answer = case.sender.handler.patch(case.path, wrong, **at(version))
    body = refused(answer, 422, "invalid")
    assert body["errors"][0]["pointer"] == "/subjects/0/credit_code"
    refused(
        case.sender.handler.patch(case.path, {"subjects": []}, **at(version)), 422, "incomplete"
    )
    refused(case.sender.handler.patch(case.path, {"charge": "x"}, **at(version + 1)), 412, "stale")
    refused(case.sender.handler.patch(case.path, {"leg": case.id}, **at(version)), 422, "invalid")

    assert case.read()["version"] == version
    assert case.read()["charge"] == "污染环境罪"


def test_the_clues_photo_goes_to_the_police_without_being_sent_again() -> None:
    story = Story().accepted()
    photo_of_site = ok(upload(story.sender.liaison, story.clue_id, photo()), 201)
    case = Referral.on(story)

    carried = ok(carry(case.sender.handler, photo_of_site["id"], case.id, note="现场照片"), 201)

    assert (carried["sha256"], carried["matter"]) == (photo_of_site["sha256"], case.id)
    assert carried["note"] == "现场照片"
    assert custody(case.sender.handler, carried["id"]) == ["carried"]
    assert custody(story.sender.liaison, photo_of_site["id"]) == ["uploaded", "carried"]
    case.read()
    case.reported()
    case.take(case.sender["head"], "approve_transfer", APPROVAL)
    papers = {**ATTACHMENTS, "photos": {"items": [carried["id"]]}}
    case.take(case.sender.lead, "transfer", {"attachments": papers})
    officer = case.police["police_officer"]
    assert ok(officer.get(f"evidence/{carried['id']}/"))["name"] == photo_of_site["name"]
    refused(officer.get(f"evidence/{photo_of_site['id']}/"), 404, "not-found")
    assert_record_is_sound()


def test_evidence_goes_nowhere_that_more_may_read_and_is_taken_by_nobody_else() -> None:
    story = Story().accepted()
    file = ok(upload(story.sender.liaison, story.clue_id, photo()), 201)
    case = Referral.on(story)
    other = Referral(sender=BAIYIN)
    sealed = Story(secrecy="sealed")
    closed = ok(upload(sealed.sender.liaison, sealed.clue_id, photo()), 201)
    open_one = Story()
    count = Evidence.objects.count()

    refused(carry(Desk(BAIYIN).handler, file["id"], other.id), 404, "not-found")
    refused(carry(case.sender.handler, file["id"], other.id), 404, "not-found")
    refused(carry(story.sender.liaison, file["id"], case.id), 404, "not-found")
    answer = carry(sealed.sender.liaison, closed["id"], open_one.clue_id)
    assert refused(answer, 422, "invalid")["errors"][0]["code"] == "less-secret"

    assert Evidence.objects.count() == count
    assert custody(story.sender.liaison, file["id"]) == ["uploaded"]


def test_carrying_the_same_file_twice_with_one_key_makes_one_line() -> None:
    story = Story().accepted()
    file = ok(upload(story.sender.liaison, story.clue_id, photo()), 201)
    case = Referral.on(story)
    handler = case.sender.handler
    key = {"Idempotency-Key": "carry-1"}
    where = f"evidence/{file['id']}/actions/carry/"

    first = ok(handler.post(where, {"matter": case.id}, **key), 201)
    again = ok(handler.post(where, {"matter": case.id}, **key), 201)

    assert again["id"] == first["id"]
    assert Evidence.objects.filter(matter=case.id).count() == 1
