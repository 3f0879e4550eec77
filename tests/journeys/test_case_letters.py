"""Each step of a case asks for its paper, which its parties read and nobody else."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import docx
from django.utils import timezone
from docx.oxml.ns import qn
from time_machine import Traveller

from apps.documents.actions import render_pending
from apps.documents.models import Document
from tests.client import Caller, ok
from tests.opinions import Opinion
from tests.referrals import ATTACHMENTS, NUMBER, OVER, POLICE, Detention, Referral
from tests.stories import LANZHOU, REASON, Desk, on, paper, refused, upload


def kinds_of(matter: str) -> list[str]:
    """List the papers of a matter in order."""
    return list(
        Document.objects.filter(matter=matter).order_by("pk").values_list("kind", flat=True)
    )


def bytes_of(response: Any) -> bytes:
    """Read a streamed answer."""
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def lines_of(kind: str, reader: Caller) -> list[str]:
    """Read every line of the latest paper of a kind, as a reader takes it out in Word."""
    made = Document.objects.filter(kind=kind).latest("pk")
    content = bytes_of(reader.get(f"documents/{made.pk}/content/?type=docx"))
    body = docx.Document(io.BytesIO(content)).element.body
    lines = ("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
    return [line for line in lines if line]


def test_a_case_that_is_not_filed_leaves_its_papers() -> None:
    case = Referral().declined()
    case.take(case.sender.lead, "ask_reconsideration", REASON)
    number = {"number": "兰公（环）复字〔2026〕1号", "decided_on": "2026-11-20"}
    case.take(case.police["police_head"], "uphold", {**number, **REASON})
    case.take(case.sender.lead, "ask_supervision", REASON)
    case.take(case.over["procurator"], "ask_reasons", {"number": "兰检要说〔2026〕1号"})
    case.take(
        case.over["chief_procurator"], "notify_filing", {"number": "兰检通立〔2026〕1号", **REASON}
    )
    case.take(case.police["police_head"], "file", number)

    assert kinds_of(case.id) == [
        "crime_report",
        "crime_transfer_letter",
        "case_receipt",
        "non_filing_notice",
        "reconsideration_request",
        "supervision_suggestion",
        "reasons_request",
        "filing_order",
        "filing_notice",
    ]
    assert render_pending(now=timezone.now()) == 9
    asked = "（2026年11月25日前）"
    for kind, text in {
        "non_filing_notice": f"对本决定有异议的，可以自收到本通知书之日起3个工作日内{asked}"
        "向我单位申请复议，也可以建议人民检察院进行立案监督。",
        "reconsideration_request": f"请依法复议，自收到本申请书之日起3个工作日内{asked}作出决定，"
        "并将复议决定书面通知我单位。",
        "supervision_suggestion": "兰州市公安局对我单位移送的“兰州某化工有限公司涉嫌污染环境罪”"
        "案件（兰环移〔2026〕1号）作出维持不予立案的复议决定，我单位有异议，"
        "现建议你院进行立案监督。",
        "reasons_request": "请自收到本通知书之日起7日内（2026年11月27日前）书面说明不立案的情况、"
        "依据和理由，连同有关证据材料送我院。",
        "filing_order": "请自收到本通知书之日起15日内（2026年12月7日前）立案，"
        "并将立案决定书送达我院。",
        "filing_notice": "请将与案件有关的其他材料移交我单位。",
    }.items():
        assert text in lines_of(kind, case.sender.lead)


def test_the_transfer_letter_names_what_the_law_asks_for() -> None:
    case = Referral(goods=[{"name": "废机油桶", "quantity": "30个"}]).transferred()

    letter = Document.objects.get(kind="crime_transfer_letter")

    data = json.loads(letter.data)
    assert letter.number == case.read()["number"] == "兰环移〔2026〕1号"
    assert (data["sender"], data["charge"], data["copied"]) == (
        "兰州市生态环境局",
        "污染环境罪",
        ["兰州市人民检察院"],
    )
    assert len(data["investigators"]) == 2
    assert [row["group"] for row in data["attachments"]][:1] == ["案件调查报告"]
    assert data["goods"] == [{"name": "废机油桶", "quantity": "30个"}]


def test_papers_are_read_by_the_parties_alone() -> None:
    case = Referral().declined()
    letter = Document.objects.get(kind="non_filing_notice")
    readers = (case.sender.lead, case.police["police_officer"], case.over["procurator"])

    for reader in readers:
        ok(reader.get(f"documents/{letter.pk}/"))
    for role, code in (("lead", "620100-water"), ("police_officer", "620400-police")):
        assert Caller(role, code).get(f"documents/{letter.pk}/").status_code == 404


def test_the_report_is_not_for_the_police_before_they_have_the_case() -> None:
    case = Referral().reported()
    report = Document.objects.get(kind="crime_report")

    assert Caller("police_officer", POLICE).get(f"documents/{report.pk}/").status_code == 404
    ok(Caller("procurator", OVER).get(f"documents/{report.pk}/"))
    ok(case.sender["head"].get(f"documents/{report.pk}/"))


def test_opinions_and_suggestions_have_papers_of_their_own() -> None:
    Opinion().served()
    Opinion(opinion_kind="penalise").served()
    Detention().sent()

    assert set(Document.objects.values_list("kind", flat=True)) == {
        "suggestion_letter",
        "opinion_letter",
        "detention_letter",
    }
    assert render_pending(now=on("2026-11-20", 12)) == 3


def test_the_transfer_letter_lists_the_files_of_each_group() -> None:
    case = Referral()
    names = ("询问笔录.txt", "调查报告.txt")
    interview, report = (
        ok(upload(case.sender.handler, case.id, paper(name, name)), 201)["id"] for name in names
    )
    case.sender.handler.user.phone = "0931-8888101"
    case.sender.handler.user.save()
    case.transferred(
        attachments={
            **ATTACHMENTS,
            "investigation_report": {"items": [report]},
            "site_records": {"items": [interview]},
        }
    )
    render_pending(now=timezone.now())

    lines = lines_of("crime_transfer_letter", case.police["police_officer"])

    listed = lines.index("1. 案件移送书：本件")
    assert lines[listed : listed + 7] == [
        "1. 案件移送书：本件",
        "2. 案件调查报告：清单第1项",
        "3. 现场检查（勘察）笔录、调查询问笔录、现场勘验图、采样记录单等：清单第2项",
        "4. 涉案物品清单及相关手续：材料随纸质案卷移送",
        "5. 现场照片或录音录像资料及清单：材料随纸质案卷移送",
        "6. 监测、检验报告、调查报告、认定意见：材料随纸质案卷移送",
        "7. 行政处罚决定书：材料随纸质案卷移送",
    ]
    assert "附件：移送材料清单（共2项）" in lines
    assert lines.index("调查报告.txt") < lines.index("询问笔录.txt")
    assert f"handler.{LANZHOU}（0931-8888101）、lead.{LANZHOU}" in lines
    assert "抄送：兰州市人民检察院。" in lines


def test_supplement_and_receipt_say_when() -> None:
    case = Referral().received(goods=[{"name": "废机油桶", "quantity": "30个"}])
    officer = case.police["police_officer"]
    case.take(officer, "request_papers", {"items": ["称重单原件", "认定意见"]})
    case.take(case.police["police_head"], "file", NUMBER)
    render_pending(now=timezone.now())

    receipt, notice, filed = (
        lines_of(kind, case.sender.lead)
        for kind in ("case_receipt", "case_supplement_notice", "filing_notice")
    )

    assert receipt[receipt.index("接受案件时间") + 1] == "2026年11月20日10:00"
    assert receipt[receipt.index("接受民警") + 1] == "王警官"
    assert [line for line in notice if line[:2] in ("1.", "2.")] == ["1. 称重单原件", "2. 认定意见"]
    assert (
        "请自收到本通知书之日起3日内（2026年11月23日前）补正；因客观条件所限无法补正的，"
        "请书面说明。" in notice
    )
    assert filed[filed.index("废机油桶") + 1] == "30个"


def test_an_overdue_decision_is_what_supervision_is_asked_for(clock: Traveller) -> None:
    case = Referral().received()
    clock.move_to(on("2026-11-24"))
    case.take(case.sender.lead, "claim_overdue", REASON)
    case.take(case.over["procurator"], "ask_reasons", {"number": "兰检要说〔2026〕1号"})
    render_pending(now=timezone.now())

    suggestion = lines_of("supervision_suggestion", case.over["procurator"])
    asked = lines_of("reasons_request", case.police["police_officer"])

    assert (
        "兰州市公安局对我单位移送的“兰州某化工有限公司涉嫌污染环境罪”案件（兰环移〔2026〕1号）"
        "逾期未作出是否立案的决定，现建议你院进行立案监督。" in suggestion
    )
    assert "决定文号" not in suggestion + asked
    assert "兰检要说〔2026〕1号" in asked


def test_both_files_of_a_paper_are_hashed_and_for_the_parties_alone() -> None:
    case = Referral().transferred()
    render_pending(now=timezone.now())
    made = Document.objects.get(kind="crime_transfer_letter")
    path = f"documents/{made.pk}/content/"

    for reader in (case.police["police_officer"], case.over["procurator"]):
        pdf, word = bytes_of(reader.get(path)), bytes_of(reader.get(f"{path}?type=docx"))
        assert pdf.startswith(b"%PDF-")
        assert hashlib.sha256(pdf).hexdigest() == made.sha256
        assert hashlib.sha256(word).hexdigest() == made.docx_sha256
    outsider = Caller("police_officer", "620400-police")
    for tail in ("", "?type=docx"):
        refused(outsider.get(path + tail), 404, "not-found")
    refused(outsider.get(f"matters/{case.id}/documents/"), 404, "not-found")


def test_the_papers_of_a_restricted_case_are_for_the_named() -> None:
    people = {LANZHOU: ("handler", "lead", "head"), POLICE: ("police_officer", "police_head")}
    for code, roles in {**people, OVER: ("procurator", "chief_procurator")}.items():
        assert {Desk(code)[role].department for role in roles} == {code}
    case = Referral(secrecy="confidential").transferred()
    render_pending(now=timezone.now())
    letter = Document.objects.get(kind="crime_transfer_letter")

    lines = lines_of("crime_transfer_letter", case.sender.lead)

    assert "（本件限指定人员知悉，不得复制、转发）" in lines
    newcomer = Caller("police_officer", POLICE, suffix="-new")
    refused(newcomer.get(f"documents/{letter.pk}/"), 404, "not-found")
    refused(newcomer.get(f"documents/{letter.pk}/content/"), 404, "not-found")
