"""Each step of a case asks for its paper, which its parties read and nobody else."""

from __future__ import annotations

import json

from django.utils import timezone

from apps.documents.actions import render_pending
from apps.documents.models import Document
from tests.client import Caller, ok
from tests.opinions import Opinion
from tests.referrals import OVER, POLICE, Detention, Referral
from tests.stories import REASON, on


def kinds_of(matter: str) -> list[str]:
    """List the papers of a matter in order."""
    return list(
        Document.objects.filter(matter=matter).order_by("pk").values_list("kind", flat=True)
    )


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
