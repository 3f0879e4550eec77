"""A suspected crime goes from the department to the police, and what becomes of it there."""

from __future__ import annotations

from time_machine import Traveller

from tests.client import Caller, ok
from tests.referrals import (
    APPROVAL,
    ATTACHMENTS,
    COURT,
    NUMBER,
    OVER,
    PERSONS,
    POLICE,
    RECEIPT,
    REFUSAL,
    REPORT,
    Referral,
)
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


def test_a_case_goes_from_the_report_to_the_judgment() -> None:
    case = Referral()
    assert case.read()["status"] == "draft"
    assert clocks(case.read()) == {"stale_draft": ("T25", "running", end_of("2026-11-27"))}

    case.reported()
    assert clocks(case.read()) == {"transfer_decision": ("C02", "running", end_of("2026-11-23"))}
    case.take(case.sender["head"], "approve_transfer", APPROVAL)
    assert clocks(case.read()) == {
        "transfer_handover": ("C03", "running", "2026-11-21T10:00:00+08:00")
    }
    case.take(case.sender.lead, "transfer", {"attachments": ATTACHMENTS})
    shown = case.read(case.police["police_officer"])
    assert (shown["number"], shown["status"], holder(shown)) == (
        "兰环移〔2026〕1号",
        "transferred",
        POLICE,
    )
    assert shown["copied_at"] == shown["transferred_at"]
    assert clocks(shown) == {"police_receipt": ("C04", "running", "2026-11-21T10:00:00+08:00")}
    case.take(case.police["police_officer"], "receipt", RECEIPT)
    assert clocks(case.read()) == {
        "police_supplement_notice": ("C05", "running", "2026-11-21T10:00:00+08:00"),
        "police_filing": ("C08", "running", end_of("2026-11-23")),
    }
    case.take(case.police["police_head"], "file", NUMBER)
    assert clocks(case.read()) == {}
    case.take(case.police["police_officer"], "request_prosecution", PERSONS)
    case.take(case.over["procurator"], "prosecute", PERSONS)
    case.take(case.court["judge_clerk"], "convict", PERSONS)

    ended = case.read()
    assert (ended["status"], ended["holder"]) == ("convicted", None)
    assert [row["verb"] for row in ended["stages"]] == [
        *("report", "approve_transfer", "transfer", "receipt", "file"),
        *("request_prosecution", "prosecute", "convict"),
    ]
    assert_record_is_sound()


def test_only_the_head_decides_and_only_with_both_conditions() -> None:
    case = Referral().reported()

    for role in ("lead", "handler", "liaison"):
        refused(case.try_(case.sender[role], "approve_transfer", APPROVAL), 403, "not-your-step")
    problem = refused(
        case.try_(
            case.sender["head"],
            "approve_transfer",
            {"procedure_lawful": True, "crime_evidenced": False},
        ),
        422,
        "invalid",
    )

    assert [each["pointer"] for each in problem["errors"]] == ["/crime_evidenced"]
    assert case.read()["status"] == "reported"


def test_a_report_needs_two_officers_of_the_department() -> None:
    case = Referral()
    alone = [case.sender.handler.user.username]
    stranger = Caller("handler", "620400-ecology").user.username

    for team in (alone, alone * 2, [*alone, stranger]):
        body = {**REPORT, "investigators": team}
        refused(case.try_(case.sender.handler, "report", body), 422, "invalid")

    assert case.read()["status"] == "draft"


def test_no_group_of_papers_may_be_missing_without_a_reason() -> None:
    case = Referral().approved()
    lacking = {name: row for name, row in ATTACHMENTS.items() if name != "site_records"}

    problem = refused(
        case.try_(case.sender.lead, "transfer", {"attachments": lacking}), 422, "invalid"
    )

    assert [each["pointer"] for each in problem["errors"]] == ["/attachments/site_records"]
    assert case.read()["status"] == "approved"


def test_the_procuratorate_has_its_copy_by_the_very_step_and_reads_uninvited() -> None:
    case = Referral().transferred()

    assert told(case.over["procurator"]) == ["crime_referral.transferred"]
    above = Caller("procurator", "620000-procuratorate")
    assert case.read(above)["status"] == "transferred"
    assert verbs(case.read(above)) == []
    elsewhere = Caller("procurator", "620400-procuratorate")
    assert elsewhere.get(f"crime-referrals/{case.id}/").status_code == 404
    parties = {row["part"] for row in case.read()["parties"]}
    assert parties == {"sender", "police", "procuratorate"}


def test_a_draft_is_nobodys_else() -> None:
    case = Referral()

    for role, code in (("procurator", OVER), ("police_officer", POLICE), ("lead", "620000-water")):
        assert Caller(role, code).get(f"crime-referrals/{case.id}/").status_code == 404


def test_the_penalty_stands_still_while_the_police_have_the_case_and_goes_on_after_a_non_filing(
    clock: Traveller,
) -> None:
    story = Story().filed()
    before = clocks(story.leg())
    assert before["penalty"] == ("A03", "running", end_of("2027-02-18"))
    case = Referral.on(story).received()
    standing = clocks(story.leg())
    assert {kind: state for kind, (_, state, _) in standing.items()} == {
        "penalty": "suspended",
        "progress": "suspended",
    }

    clock.move_to(on("2026-11-23"))
    case.take(case.police["police_head"], "decline", {**REFUSAL, "decided_on": "2026-11-23"})
    clock.move_to(on("2026-11-30"))
    case.take(case.sender.lead, "accept_decline")

    after = clocks(story.leg())
    assert after["penalty"] == ("A03", "running", end_of("2027-03-01"))
    assert case.read()["status"] == "closed"
    assert_record_is_sound()


def test_a_decided_penalty_is_not_held_up() -> None:
    story = Story().decided()
    before = clocks(story.leg())

    Referral.on(story).transferred()

    assert clocks(story.leg()) == before


def test_the_police_ask_for_papers_once_and_in_time(
    clock: Traveller,
) -> None:
    case = Referral().received()
    items = {"items": ["危险废物认定意见原件"]}
    case.take(case.police["police_officer"], "request_papers", items)
    shown = case.read()
    assert (shown["status"], holder(shown)) == ("papers_requested", LANZHOU)
    assert clocks(shown)["case_supplement"] == ("C06", "running", end_of("2026-11-23"))
    assert clocks(shown)["police_filing"] == ("C08", "running", end_of("2026-11-23"))

    case.take(case.sender.handler, "supply_papers", {"note": "已补正"})
    refused(case.try_(case.police["police_officer"], "request_papers", items), 409, "right-lapsed")
    assert case.read()["status"] == "received"


def test_late_police_are_brought_before_the_procuratorate(clock: Traveller) -> None:
    case = Referral().received()
    lead, over = case.sender.lead, case.over
    refused(case.try_(lead, "claim_overdue", REASON), 409, "wrong-status")

    clock.move_to(on("2026-11-24"))
    assert "claim_overdue" in verbs(case.read())
    case.take(lead, "claim_overdue", REASON)
    refused(case.try_(over["procurator"], "answer_not_due", REASON), 409, "wrong-status")
    case.take(over["procurator"], "ask_reasons", {"number": "兰检要说〔2026〕1号"})
    assert clocks(case.read())["explanation"] == ("P07", "running", end_of("2026-12-01"))
    case.take(case.police["police_officer"], "give_reasons", REASON)
    case.take(
        over["chief_procurator"], "notify_filing", {"number": "兰检通立〔2026〕1号", **REASON}
    )
    assert clocks(case.read())["filing_order"] == ("P08", "running", end_of("2026-12-09"))
    case.take(case.police["police_head"], "file", NUMBER)

    assert clocks(case.read()) == {"case_urging": ("P11", "running", end_of("2027-02-24"))}
    assert_record_is_sound()


def test_a_longer_track_is_chosen_upwards_from_the_acceptance(
    clock: Traveller,
) -> None:
    case = Referral().received()
    head = case.police["police_head"]
    case.take(head, "choose_track", {"track": "seven", "reason": "线索需要查证"})
    assert clocks(case.read())["police_filing"] == ("C09", "running", end_of("2026-11-27"))

    refused(case.try_(head, "choose_track", {"track": "seven", **REASON}), 422, "invalid")
    refused(case.try_(head, "choose_track", {"track": "thirty", **REASON}), 422, "invalid")
    clock.move_to(on("2026-11-25"))
    body = {"track": "thirty", "reason": "重大疑难复杂", "approval": "兰公批〔2026〕3号"}
    case.take(head, "choose_track", body)

    assert clocks(case.read())["police_filing"] == ("C10", "running", end_of("2026-12-21"))
    refused(case.try_(head, "choose_track", body), 409, "wrong-status")


def test_a_water_department_goes_by_the_general_rules() -> None:
    case = Referral(sender="620100-water", division="620100").received()
    shown = clocks(case.read())

    assert shown["police_filing"][0] == "G05"
    assert shown["police_supplement_notice"][0] == "P02"
    body = {"track": "seven", "reason": "线索需要查证"}
    refused(case.try_(case.police["police_head"], "choose_track", body), 409, "wrong-status")
    case.take(case.police["police_head"], "decline", REFUSAL)
    assert clocks(case.read())["reconsideration_request"] == (
        "G06",
        "running",
        end_of("2026-11-23"),
    )


def test_the_right_to_reconsideration_lapses_and_supervision_stays_open(clock: Traveller) -> None:
    case = Referral().declined()
    assert clocks(case.read())["reconsideration_request"] == (
        "C15",
        "running",
        end_of("2026-11-25"),
    )

    clock.move_to(on("2026-11-26"))
    refused(case.try_(case.sender.lead, "ask_reconsideration", REASON), 409, "right-lapsed")
    case.take(case.sender.lead, "ask_supervision", REASON)

    assert holder(case.read()) == OVER


def test_a_refused_transfer_is_the_procuratorates_to_look_at() -> None:
    case = Referral().reported()
    case.take(case.sender["head"], "refuse_transfer", REASON)

    shown = case.read(case.over["procurator"])
    assert shown["status"] == "refused"
    assert [row["given"] for row in shown["stages"] if row["verb"] == "refuse_transfer"] == [REASON]
    assert case.over.waits() == {"accept_refusal": end_of("2026-12-21")}


def test_another_police_organ_begins_anew_and_the_first_reads_no_further(
    clock: Traveller,
) -> None:
    case = Referral().received()
    first = case.police["police_officer"]
    case.take(first, "reroute", {"police": "620400-police", "reason": "由犯罪地管辖"})
    second = Caller("police_officer", "620400-police")
    assert holder(case.read(second)) == "620400-police"
    clock.move_to(on("2026-11-20", 11))
    case.take(second, "receipt", RECEIPT)

    seen = ok(first.get(f"crime-referrals/{case.id}/"))

    assert seen["deadlines"] == []
    assert [row["verb"] for row in seen["stages"]][-1] == "reroute"
    refused(case.try_(first, "request_papers", {"items": ["x"]}), 403, "not-your-step")


def test_a_referral_keeps_its_clue_from_being_concluded() -> None:
    story = Story().accepted()
    case = Referral.on(story).transferred()
    story.leg()
    story.feed_back()
    story.on_leg(story.sender.liaison, "confirm")
    assert story.clue()["status"] == "transferred"

    case.take(case.police["police_officer"], "receipt", RECEIPT)
    case.take(case.police["police_officer"], "return_case", REASON)
    case.take(case.sender.lead, "resume_penalty")

    assert story.clue()["status"] == "concluded"


def test_a_crime_is_not_fed_back_without_its_referral() -> None:
    story = Story().accepted()
    outcome = {"outcomes": [{"outcome": "crime_transfer"}], "summary": "已移送公安机关。"}
    handler = story.receiver.handler
    answer = handler.step("transfers", story.leg_id, "propose_feedback", outcome)
    problem = refused(answer, 422, "invalid")
    assert problem["errors"][0]["code"] == "referral-missing"
    case = Referral.on(story).approved()
    refused(handler.step("transfers", story.leg_id, "propose_feedback", outcome), 422, "invalid")

    case.take(case.sender.lead, "transfer", {"attachments": ATTACHMENTS})

    story.leg()
    story.on_leg(handler, "propose_feedback", outcome)


def test_the_court_reads_from_the_accusation_on() -> None:
    case = Referral().filed()
    clerk = Caller("judge_clerk", COURT)
    assert clerk.get(f"crime-referrals/{case.id}/").status_code == 404

    case.take(case.police["police_officer"], "request_prosecution", PERSONS)
    case.take(case.over["procurator"], "prosecute", PERSONS)

    assert case.read(clerk)["court"]["code"] == COURT
    assert set(verbs(case.read(clerk))) == {"convict", "acquit", "exempt"}
