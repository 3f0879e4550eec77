"""Every verb of the referrals, taken at least once as people take it, most of them on a leg."""

from __future__ import annotations

import time_machine

from tests.client import Caller, ok
from tests.referrals import (
    ATTACHMENTS,
    NUMBER,
    ORIGINALS,
    PERSONS,
    RECEIPT,
    REFUSAL,
    Detention,
    Referral,
)
from tests.stories import LANZHOU, REASON, Story, on, paper, staff, upload

_ITEMS = {"items": ["危险废物认定意见原件"]}
_ORDER = {"number": "兰检〔2026〕1号", **REASON}
_GOODS = [{"name": "废机油桶", "quantity": "30个"}]
_OTHER = {"police": "620400-police", **REASON}


def every_case() -> None:
    """Take every verb of both referrals."""
    _refused_and_dropped()
    _filed_and_judged()
    _declined_and_supervised()
    _came_back()
    _detained()
    _restricted()


def _on_a_leg(**changes: object) -> Referral:
    return Referral.on(Story().filed(), **changes)


def _refused_and_dropped() -> None:
    case = Referral()
    case.take(case.sender.lead, "drop", REASON)
    case = _on_a_leg()
    case.take(case.sender.handler, "notify_police", {"note": "现场涉嫌犯罪"})
    case.reported().take(case.sender["head"], "refuse_transfer", REASON)
    case.take(case.sender.handler, "reopen", REASON)
    case.take(case.sender["head"], "refuse_transfer", REASON)
    case.take(case.over["procurator"], "accept_refusal")


def _filed_and_judged() -> None:
    case = _on_a_leg(goods=_GOODS).received()
    officer, head = case.police["police_officer"], case.police["police_head"]
    procurator, chief = case.over["procurator"], case.over["chief_procurator"]
    case.take(officer, "request_papers", _ITEMS)
    item = ok(upload(case.sender.handler, case.id, paper("认定意见")), 201)["id"]
    case.take(case.sender.handler, "supply_papers", {"note": "已补正", "evidence": [item]})
    case.take(officer, "request_evidence", _ITEMS)
    case.take(head, "choose_track", {"track": "seven", **REASON})
    case.take(head, "file", NUMBER)
    signed = {"handed_on": "2026-11-20", "handed_by": "李某", "taken_by": "王某"}
    case.take(case.sender.handler, "hand_over_goods", {**signed, "goods": _GOODS})
    case.take(officer, "change_police", _OTHER)
    case.read()
    officer = Caller("police_officer", "620400-police")
    case.take(officer, "request_prosecution", PERSONS)
    case.take(procurator, "return_for_investigation", REASON)
    case.take(officer, "request_prosecution", PERSONS)
    case.take(procurator, "prosecute", PERSONS)
    case.take(procurator, "convict", PERSONS)
    for verb in ("acquit", "exempt"):
        case = _on_a_leg().prosecuted()
        case.take(case.court["judge_clerk"], verb, PERSONS)
        case.take(case.sender.lead, "resume_penalty")
    case = _on_a_leg().prosecuted()
    case.take(chief, "withdraw_prosecution", {**NUMBER, **REASON})
    case = _on_a_leg().filed()
    case.take(case.police["police_officer"], "request_prosecution", PERSONS)
    case.take(chief, "not_prosecute", {**PERSONS, "ground": "discretionary"})


def _declined_and_supervised() -> None:
    case = _on_a_leg().declined()
    lead, police, over = case.sender.lead, case.police, case.over
    case.take(lead, "ask_reconsideration", REASON)
    case.take(police["police_head"], "uphold", {**NUMBER, **REASON})
    case.take(lead, "ask_supervision", REASON)
    case.take(over["procurator"], "ask_reasons", {"number": "兰检要说〔2026〕1号"})
    with time_machine.travel(on("2026-12-02"), tick=False):
        case.take(over["chief_procurator"], "correct", _ORDER)
        case.take(police["police_officer"], "give_reasons", REASON)
        case.take(over["chief_procurator"], "notify_filing", _ORDER)
        case.take(police["police_head"], "file", {**NUMBER, "decided_on": "2026-12-02"})
        case.take(over["procurator"], "urge", REASON)
        case.take(police["police_head"], "withdraw_case", {**REFUSAL, "decided_on": "2026-12-02"})
        case.take(lead, "accept_decline")
    case = _on_a_leg().declined()
    case.take(case.sender.lead, "ask_reconsideration", REASON)
    case.take(case.police["police_head"], "reverse", NUMBER)
    case = _on_a_leg().declined()
    case.take(case.sender.lead, "ask_supervision", REASON)
    case.take(over["procurator"], "ask_reasons")
    case.take(police["police_officer"], "give_reasons", REASON)
    case.take(over["chief_procurator"], "accept_reasons", REASON)


def _came_back() -> None:
    case = _on_a_leg().received()
    case.take(case.police["police_officer"], "request_papers", _ITEMS)
    case.take(case.sender.lead, "explain_papers", REASON)
    with time_machine.travel(on("2026-11-25"), tick=False):
        case.take(case.sender.lead, "claim_overdue", REASON)
    case.take(case.over["procurator"], "answer_not_due", REASON)  # as the clock was put back
    case.take(case.police["police_officer"], "reroute", _OTHER)
    case.read()
    other = Caller("police_officer", "620400-police")
    case.take(other, "receipt", RECEIPT)
    case.take(other, "return_case", REASON)
    case.take(case.sender.lead, "resume_penalty")


def _detained() -> None:
    case = Detention.on(Story().decided()).sent()
    officer, head = case.police["police_officer"], case.police["police_head"]
    case.take(officer, "reroute", _OTHER)
    case.read()
    officer = Caller("police_officer", "620400-police")
    head = Caller("police_head", "620400-police")
    case.take(officer, "take_up", RECEIPT)
    case.take(officer, "request_evidence", _ITEMS)
    case.take(case.sender.handler, "supply_evidence", {"note": "已补充"})
    case.take(head, "detain", PERSONS)
    case = Detention().sent()
    case.take(case.police["police_officer"], "take_up", RECEIPT)
    case.take(case.police["police_officer"], "request_evidence", _ITEMS)
    case.take(case.sender.lead, "explain_evidence", REASON)
    clock = {"clock": "detention_case"}
    since = on("2026-11-20").isoformat()
    asked = {**clock, "cause": "appraisal", "since": since, "paper": "委托书"}
    case.take(case.police["police_officer"], "propose_suspension", asked)
    case.take(case.police["police_head"], "suspend", clock)
    case.take(case.police["police_head"], "resume", clock)
    case.take(case.police["police_head"], "refuse", REFUSAL)
    case.take(case.sender.lead, "close")
    case = Detention().proposed()
    case.take(case.sender["head"], "refuse_transfer", REASON)


def _restricted() -> None:
    """Take the verbs that every track has."""
    staff(LANZHOU)
    other = Story().sent().clue_id
    for kind in (Referral, Detention):
        case = kind(secrecy="confidential")
        lead, head = case.sender.lead, case.sender["head"]
        person = {"person": case.sender.liaison.user.username, **REASON}
        case.take(lead, "admit", person)
        case.take(lead, "dismiss", person)
        case.take(lead, "raise_secrecy", {"secrecy": "sealed", **REASON})
        case.take(lead, "propose_lowering", {"secrecy": "internal", **REASON})
        case.take(head, "lower_secrecy")
        case.take(lead, "reassign", {"handler": case.sender.liaison.user.username})
        case.take(lead, "link", {"other": other})
        case.take(lead, "recuse", REASON)
    assert ATTACHMENTS.keys() == ORIGINALS.keys()
