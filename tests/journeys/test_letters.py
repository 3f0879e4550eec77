"""Each step that needs a letter leaves one: numbered, hashed into the record, for both parties."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import docx
from django.utils import timezone

from apps.audit.queries import verify
from apps.documents.actions import render_pending
from apps.documents.models import Document
from tests.client import Caller, ok
from tests.stories import (
    BAIYIN,
    CHENGGUAN,
    LANZHOU,
    PENALTY,
    REASON,
    WATER,
    Desk,
    Story,
    assert_record_is_sound,
    paper,
    refused,
    upload,
)

GOVERNMENT = "620000-government"
OBJECTION = {
    "reason_code": "not_our_division",
    "reason": "点位在白银市境内",
    "proposed_department": BAIYIN,
}


def letters(caller: Caller, leg: str) -> dict[str, str]:
    """Read a leg's letters: kind → number."""
    rows = ok(caller.get(f"matters/{leg}/documents/"))["results"]
    return {row["kind"]: row["number"] for row in rows}


def data_of(kind: str) -> Any:
    """Read what the latest letter of a kind is to say."""
    return json.loads(Document.objects.filter(kind=kind).latest("pk").data)


def bytes_of(response: Any) -> bytes:
    """Read a streamed answer."""
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_a_leg_goes_out_with_a_letter_that_lists_its_material() -> None:
    story = Story(urgency="urgent")
    item = ok(upload(story.sender.liaison, story.clue_id, paper("现场")), 201)

    story.sent()

    assert letters(story.receiver.liaison, story.leg_id) == {"transfer_letter": "甘水函〔2026〕1号"}
    data = data_of("transfer_letter")
    assert (data["issuer"], data["to"]) == ("甘肃省水利厅", ["兰州市生态环境局"])
    assert data["leg_number"] == "甘水线〔2026〕1号-1"
    assert data["urgency"] == "加急"
    assert data["violation_type"] != "hazardous_waste"
    assert data["items"] == [{"name": "记录.txt", "size": item["size"], "sha256": item["sha256"]}]
    assert [subject["name"] for subject in data["subjects"]] == ["兰州某化工有限公司"]


def test_both_files_are_hashed_and_are_for_the_parties_only() -> None:
    story = Story().sent()
    sender, receiver = story.sender.liaison, story.receiver.liaison
    path = f"matters/{story.leg_id}/documents/"
    [row] = ok(sender.get(path))["results"]
    assert (row["status"], row["docx"]) == ("pending", None)

    assert render_pending(now=timezone.now()) == 1

    for caller in (sender, receiver):
        [row] = ok(caller.get(path))["results"]
        pdf = bytes_of(caller.get(row["content"]))
        word = bytes_of(caller.get(row["docx"]["content"]))
        assert pdf.startswith(b"%PDF-")
        assert hashlib.sha256(pdf).hexdigest() == row["sha256"]
        assert hashlib.sha256(word).hexdigest() == row["docx"]["sha256"]
        assert "甘水函〔2026〕1号" in docx.Document(io.BytesIO(word)).paragraphs[0].text
    refused(sender.get(f"documents/{row['id']}/content/?type=exe"), 422, "invalid")
    for tail in ("", "content/", "content/?type=docx"):
        refused(Desk(BAIYIN).lead.get(f"documents/{row['id']}/{tail}"), 404, "not-found")
    timeline = ok(sender.get(f"transfers/{story.leg_id}/timeline/?ordering=-id"))["results"]
    changed = timeline[0]["changed"]
    assert changed["document_number"] == "甘水函〔2026〕1号"
    assert (changed["sha256"], changed["docx_sha256"]) == (row["sha256"], row["docx"]["sha256"])
    assert_record_is_sound()


def test_a_changed_letter_in_word_is_found_and_never_served(settings: Any) -> None:
    story = Story().sent()
    render_pending(now=timezone.now())
    made = Document.objects.get()
    path = settings.DOCUMENT_ROOT / made.docx_path
    path.chmod(0o640)
    path.write_bytes(path.read_bytes() + b"x")

    response = story.sender.liaison.get(f"documents/{made.pk}/content/?type=docx")

    refused(response, 409, "document-corrupt")
    assert any(str(made.pk) in str(fault) for fault in verify().faults)


def test_what_is_missing_is_asked_for_in_one_notice() -> None:
    story = Story().signed()

    body = {"items": ["现场照片", "取样记录"], **REASON}
    story.on_leg(story.receiver.liaison, "request_supplement", body)

    assert letters(story.sender.lead, story.leg_id)["supplement_notice"] == "兰环函〔2026〕1号"
    data = data_of("supplement_notice")
    assert (data["missing"], data["to"]) == (["现场照片", "取样记录"], ["甘肃省水利厅"])
    assert data["due"].startswith("2026-11-25")


def test_an_objection_and_its_ruling_are_written() -> None:
    story = Story().signed()
    story.on_leg(story.receiver.lead, "object", OBJECTION)
    story.on_leg(story.sender.lead, "insist", REASON)
    story.on_leg(story.sender.lead, "refer_up")
    old, government = story.leg_id, Desk(GOVERNMENT)

    story.on_leg(government.lead, "designate", {"receiver": BAIYIN, **REASON})

    objection, notice = data_of("objection_letter"), data_of("designation_notice")
    assert (objection["reason_label"], objection["proposed"]) == (
        "不属于本行政区域",
        "白银市生态环境局",
    )
    assert notice["issuer"] == "甘肃省人民政府"
    assert notice["to"] == ["甘肃省水利厅", "兰州市生态环境局", "白银市生态环境局"]
    number = letters(story.sender.lead, old)["designation_notice"]
    assert number.endswith("函〔2026〕1号")
    assert letters(story.receiver.lead, old)["designation_notice"] == number
    new = story.follow()
    assert letters(Desk(BAIYIN).lead, new) == {"designation_notice": number}


def test_a_forwarded_leg_goes_with_the_forwarders_letter() -> None:
    story = Story().signed()

    story.on_leg(story.receiver.lead, "forward", {"receiver": CHENGGUAN})

    data = data_of("transfer_letter")
    assert (data["issuer"], data["via"]) == ("兰州市生态环境局", "兰州市生态环境局")
    assert letters(story.sender.lead, story.follow())["transfer_letter"] == "兰环函〔2026〕1号"


def test_the_result_is_fed_back_with_its_decision() -> None:
    story = Story().decided()
    subject = story.leg()["subjects"][0]
    outcome = {**PENALTY["outcomes"][0], "subject": subject["id"], "amount_yuan": "93200.00"}

    story.on_leg(story.receiver.handler, "propose_feedback", {**PENALTY, "outcomes": [outcome]})
    story.on_leg(story.receiver.lead, "feed_back")

    assert letters(story.sender.lead, story.leg_id)["feedback_letter"] == "兰环函〔2026〕1号"
    data = data_of("feedback_letter")
    assert (data["decision_number"], data["round"]) == ("兰环罚〔2026〕9号", 1)
    [row] = data["outcomes"]
    assert (row["subject"], row["amount_yuan"]) == (subject["name"], "93200.00")


def test_own_handling_needs_no_letter() -> None:
    story = Story(sender=LANZHOU, kind="own", receivers=[]).sent()
    story.on_leg(
        story.sender.lead, "feed_back", {"outcomes": [{"outcome": "no_violation"}], "summary": "无"}
    )

    assert Document.objects.count() == 0


def test_numbers_of_letters_have_no_gaps() -> None:
    two = [{"department": LANZHOU, "role": "main"}, {"department": BAIYIN, "role": "co"}]
    Story(receivers=two).sent()
    Story().sent()

    numbers = Document.objects.order_by("pk").values_list("number", flat=True)
    assert sorted(numbers) == [f"甘水函〔2026〕{n}号" for n in (1, 2, 3)]
    assert list(numbers)[-1] == "甘水函〔2026〕3号"


def test_a_closed_letter_is_for_the_named_only() -> None:
    for code in (WATER, LANZHOU):  # whoever is to be named must be there before
        assert {Desk(code)[role].department for role in ("lead", "head")} == {code}
    story = Story(secrecy="confidential").sent()
    [row] = ok(story.receiver.lead.get(f"matters/{story.leg_id}/documents/"))["results"]

    refused(story.receiver.liaison.get(f"documents/{row['id']}/"), 404, "not-found")
    assert data_of("transfer_letter")["named_only"] is True
