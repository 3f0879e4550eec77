"""What a procuratorate writes, how organs answer, and what follows when they do not."""

from __future__ import annotations

from time_machine import Traveller

from apps.opinions.models import Opinion as OpinionRow
from apps.opinions.models import OpinionMatter
from tests.client import Caller, ok
from tests.opinions import (
    JUDGMENT,
    SERVED,
    SUED,
    SUGGESTED,
    Inquiry,
    Linkage,
    Opinion,
    PublicInterest,
)
from tests.referrals import OVER, PERSONS, Referral
from tests.stories import (
    LANZHOU,
    REASON,
    Story,
    assert_record_is_sound,
    clocks,
    end_of,
    holder,
    on,
    refused,
    told,
    verbs,
)


def test_a_suggestion_is_answered_late_and_urged_and_found_satisfied(clock: Traveller) -> None:
    opinion = Opinion().served()
    shown = opinion.read()
    assert (shown["number"], shown["status"], holder(shown)) == (
        "兰检函〔2026〕1号",
        "served",
        LANZHOU,
    )
    assert clocks(shown) == {"suggestion_reply": ("J04", "running", end_of("2027-01-20"))}
    over = opinion.over
    refused(opinion.try_(over["procurator"], "urge", REASON), 409, "wrong-status")

    clock.move_to(on("2027-01-21"))
    opinion.take(over["procurator"], "urge", {**REASON, "due_on": "2027-02-01"})
    assert clocks(opinion.read()) == {"set_date": ("T20", "running", end_of("2027-02-01"))}
    opinion.take(opinion.organ.lead, "reply", {"reply": "已完成", "delay_reason": "人手不足"})
    assert clocks(opinion.read())["follow_up"][0] == "T22"
    opinion.take(over["procurator"], "find_satisfied")

    assert opinion.read()["status"] == "satisfied"
    assert_record_is_sound()


def test_silence_is_reported_to_both_superiors(clock: Traveller) -> None:
    opinion = Opinion().served()
    clock.move_to(on("2027-01-21"))
    opinion.take(opinion.over["procurator"], "urge", REASON)
    theirs = Caller("lead", "620000-ecology")
    ours = Caller("lead", "620000-procuratorate")
    told(theirs), told(ours)

    opinion.take(opinion.over["chief_procurator"], "report_up", REASON)

    assert told(theirs) == ["opinion.reported_up"]
    assert told(ours) == ["opinion.reported_up"]
    assert opinion.read(theirs)["status"] == "reported_up"


def test_a_draft_is_not_for_the_addressee() -> None:
    opinion = Opinion()
    lead = opinion.organ.lead
    assert lead.get(opinion.path).status_code == 404
    opinion.issued()
    assert lead.get(opinion.path).status_code == 404

    opinion.take(opinion.over["procurator"], "serve", SERVED)

    assert opinion.read(lead)["content"] == Opinion.about["content"]
    assert set(verbs(opinion.read(lead))) >= {"object_to", "reply"}


def test_the_reply_stands_still_while_an_objection_is_looked_at(clock: Traveller) -> None:
    opinion = Opinion().served()
    opinion.take(opinion.organ.lead, "object_to", REASON)
    assert clocks(opinion.read())["suggestion_reply"][1] == "suspended"

    clock.move_to(on("2026-11-27"))
    opinion.take(opinion.over["chief_procurator"], "keep", REASON)

    assert clocks(opinion.read()) == {
        "suggestion_reply": ("J04", "running", end_of("2027-01-26")),
    }


def test_a_revised_opinion_is_served_anew() -> None:
    opinion = Opinion().served()
    opinion.take(opinion.organ.lead, "object_to", REASON)
    chief = opinion.over["chief_procurator"]
    opinion.take(chief, "revise", {"content": "修改后的建议"})
    assert (opinion.read()["edition"], opinion.read()["served_at"]) == (2, None)

    opinion.take(opinion.over["procurator"], "serve", SERVED)

    assert opinion.read(opinion.organ.lead)["content"] == "修改后的建议"
    assert opinion.read()["number"] == "兰检函〔2026〕1号"


def test_an_opinion_on_transfer_puts_a_refused_case_before_its_head_again() -> None:
    case = Referral().reported()
    case.take(case.sender["head"], "refuse_transfer", REASON)

    opinion = Opinion(opinion_kind="suggest_transfer", about=[case.id]).served()

    shown = case.read()
    assert (shown["status"], clocks(shown)["transfer_decision"][0]) == ("reported", "C02")
    assert clocks(opinion.read())["opinion_reply"][0] == "C19"
    assert [row["id"] for row in opinion.read()["about"]] == [case.id]
    assert_record_is_sound()


def test_one_suggestion_is_about_several_matters_that_its_reader_may_know() -> None:
    cases = [Referral().received(), Referral().received()]
    opinion = Opinion(about=[case.id for case in cases]).served()
    assert OpinionMatter.objects.filter(opinion=opinion.id).count() == 2

    stranger = Opinion(addressee="620100-water", about=[cases[0].id]).served()

    assert len(opinion.read(opinion.organ.lead)["about"]) == 2
    assert stranger.read(Caller("lead", "620100-water"))["about"] == []


def test_an_opinion_is_about_what_its_procurator_may_read() -> None:
    case = Referral()
    body = {**Opinion.about, "about": [case.id]}

    answer = Caller("procurator", OVER).post("opinions/", body)

    problem = refused(answer, 422, "invalid")
    assert problem["errors"][0]["pointer"] == "/about/0"
    assert not OpinionRow.objects.exists()


def test_only_an_urgent_opinion_of_its_kind_sets_its_own_date() -> None:
    procurator = Caller("procurator", OVER)
    body = {**Opinion.about, "opinion_kind": "suggest_transfer", "reply_by": "2026-12-01"}
    refused(procurator.post("opinions/", body), 422, "invalid")

    opinion = Opinion(reply_by="2026-12-01").served()

    assert clocks(opinion.read())["suggestion_reply"][2] == end_of("2026-12-01")


def test_a_public_interest_case_runs_beside_a_crime_referral_to_its_judgment(
    clock: Traveller,
) -> None:
    story = Story().filed()
    crime = Referral.on(story).received()
    case = PublicInterest(beside=crime.id).filed()
    over = case.over
    case.take(over["procurator"], "consult", {"note": "已磋商"})
    case.take(over["chief_procurator"], "suggest", SUGGESTED)
    [row] = ok(over["procurator"].get("opinions/"))["results"]
    opinion = Opinion(pk=row["id"])
    assert opinion.read()["opinion_kind"] == "public_interest"
    opinion.served()
    assert clocks(opinion.read())["suggestion_reply"][0] == "J01"

    clock.move_to(on("2027-01-21"))
    case.take(over["procurator"], "review_suit", REASON)
    assert clocks(case.read())["prosecution_review"] == ("J10", "running", end_of("2027-02-22"))
    case.take(over["chief_procurator"], "sue", SUED)
    clerk = case.court["judge_clerk"]
    case.read(clerk)
    case.take(clerk, "judge", JUDGMENT)

    assert case.read()["status"] == "judged"
    assert case.read()["beside"]["id"] == crime.id
    assert crime.read()["status"] == "received"
    assert_record_is_sound()


def test_a_civil_case_is_announced_and_the_ecology_department_may_claim(clock: Traveller) -> None:
    case = PublicInterest(suit_kind="civil").filed()
    over = case.over
    refused(case.try_(over["chief_procurator"], "suggest", SUGGESTED), 409, "wrong-status")

    case.take(over["procurator"], "announce", {"announced_on": "2026-11-20", "medium": "正义网"})

    assert clocks(case.read()) == {
        "announcement": ("J13", "running", end_of("2026-12-21")),
        "damage_notice": ("J17", "running", end_of("2026-12-21")),
    }
    clock.move_to(on("2026-12-22"))
    case.take(over["procurator"], "review_suit", REASON)
    assert clocks(case.read())["prosecution_review"][0] == "J11"


def test_who_is_not_prosecuted_is_handed_over_for_a_penalty() -> None:
    crime = Referral.on(Story().filed()).filed()
    crime.take(crime.police["police_officer"], "request_prosecution", PERSONS)
    body = {**PERSONS, "ground": "discretionary", "link_back": True}
    crime.take(crime.over["chief_procurator"], "not_prosecute", body)
    [row] = ok(crime.over["procurator"].get("reverse-linkages/"))["results"]
    linkage = Linkage(pk=row["id"])
    assert clocks(linkage.read()) == {"reverse_handover": ("R01", "running", end_of("2026-11-25"))}
    linkage.registered()
    assert clocks(linkage.read())["reverse_review"] == ("R02", "running", end_of("2026-12-04"))

    given = {"addressee": LANZHOU, **SUGGESTED}
    linkage.take(linkage.over["chief_procurator"], "issue_opinion", given)
    [row] = ok(linkage.over["procurator"].get("opinions/"))["results"]
    opinion = Opinion(pk=row["id"]).served()

    assert clocks(opinion.read())["opinion_reply"] == ("R06", "running", end_of("2027-01-20"))
    justice = Caller("justice_officer", "620100-justice")
    assert opinion.read(justice)["opinion_kind"] == "penalise"
    assert linkage.read()["status"] == "opinion_issued"
    assert_record_is_sound()


def test_without_a_word_nobody_is_handed_over() -> None:
    crime = Referral().filed()
    crime.take(crime.police["police_officer"], "request_prosecution", PERSONS)

    body = {**PERSONS, "ground": "discretionary"}
    crime.take(crime.over["chief_procurator"], "not_prosecute", body)

    assert ok(crime.over["procurator"].get("reverse-linkages/"))["results"] == []


def test_a_review_stands_still_while_a_complaint_is_open(clock: Traveller) -> None:
    linkage = Linkage().registered()
    linkage.take(linkage.over["chief_procurator"], "suspend_review", REASON)
    assert clocks(linkage.read())["reverse_review"][1] == "suspended"

    clock.move_to(on("2026-12-04"))
    linkage.take(linkage.over["procurator"], "resume_review")

    assert clocks(linkage.read()) == {"reverse_review": ("R02", "running", end_of("2026-12-17"))}


def test_an_inquiry_is_answered_within_seven_days() -> None:
    inquiry = Inquiry()
    assert clocks(inquiry.read()) == {
        "consultation_reply": ("R09", "running", end_of("2026-11-27"))
    }
    procurator = inquiry.over["procurator"]
    assert told(procurator) == []
    assert "answer" in verbs(inquiry.read(procurator))

    inquiry.take(procurator, "answer", {"answer": "计入。"})

    assert (inquiry.read()["status"], inquiry.read()["answer"]) == ("answered", "计入。")


def test_outsiders_find_nothing() -> None:
    written = [Opinion().served(), PublicInterest().filed(), Linkage(), Inquiry()]
    outsiders = [
        Caller("lead", "620400-ecology"),
        Caller("procurator", "620400-procuratorate"),
        Caller("police_officer", "620100-police"),
    ]

    for each in written:
        for outsider in outsiders:
            assert outsider.get(each.path).status_code == 404, each.path


def test_who_is_no_procuratorate_writes_no_opinion() -> None:
    answer = Caller("procurator", LANZHOU).post("opinions/", Opinion.about)

    refused(answer, 422, "invalid")

    assert not OpinionRow.objects.exists()
