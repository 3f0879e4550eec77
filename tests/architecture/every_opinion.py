"""Every verb of opinions and what goes with them, taken at least once as people take it."""

from __future__ import annotations

from tests.opinions import (
    JUDGMENT,
    SERVED,
    SUED,
    SUGGESTED,
    Inquiry,
    Linkage,
    Opinion,
    PublicInterest,
    Written,
)
from tests.referrals import OVER, Referral
from tests.stories import LANZHOU, REASON, on, staff


def every_opinion() -> None:
    """Take every verb of the four tracks."""
    _opinions()
    _public_interest()
    _linkages_and_inquiries()
    _restricted()


def _opinions() -> None:
    opinion = Opinion()
    opinion.take(opinion.over["chief_procurator"], "drop")
    opinion = Opinion().served()
    over, organ = opinion.over, opinion.organ
    chief, procurator = over["chief_procurator"], over["procurator"]
    opinion.take(organ.lead, "object_to", REASON)
    opinion.take(chief, "keep", REASON)
    opinion.take(organ.lead, "object_to", REASON)
    opinion.take(chief, "revise", {"content": "改"})
    opinion.take(procurator, "serve", SERVED)
    opinion.take(organ.lead, "object_to", REASON)
    opinion.take(chief, "cancel", REASON)
    opinion = Opinion().replied()
    opinion.take(chief, "suspend_review", REASON)
    opinion.take(procurator, "resume_review")
    opinion.take(procurator, "find_unsatisfied", REASON)
    opinion.take(procurator, "urge", REASON)
    opinion.take(organ.lead, "reply", {"reply": "已整改"})
    opinion.take(procurator, "find_satisfied")
    opinion = Opinion().replied()
    opinion.take(procurator, "find_unsatisfied", REASON)
    opinion.take(chief, "report_up", {**REASON, "also": ["620100-government"]})
    for verb, body, who in (("judge", JUDGMENT, procurator), ("withdraw_suit", REASON, chief)):
        opinion = Opinion(opinion_kind="public_interest").replied()
        opinion.take(procurator, "find_unsatisfied", REASON)
        opinion.take(chief, "sue", SUED)
        opinion.take(who, verb, body)
    case = Referral().reported()
    case.take(case.sender["head"], "refuse_transfer", REASON)
    Opinion(opinion_kind="suggest_transfer", about=[case.id]).served()


def _public_interest() -> None:
    case = PublicInterest()
    chief, procurator = case.over["chief_procurator"], case.over["procurator"]
    case.take(procurator, "decline_filing", REASON)
    PublicInterest().take(procurator, "move", {"moved_to": "甘肃省人民检察院", **REASON})
    case = PublicInterest().filed()
    case.take(procurator, "consult", {"note": "已磋商"})
    case.take(chief, "suggest", SUGGESTED)
    case.take(chief, "suspend_review", REASON)
    case.take(procurator, "resume_review")
    case.take(procurator, "review_suit", REASON)
    case.take(chief, "sue", SUED)
    case.take(procurator, "judge", JUDGMENT)
    case = PublicInterest(suit_kind="civil").filed()
    announced = {"announced_on": "2026-11-20", "medium": "正义网"}
    case.take(procurator, "announce", announced)
    case.take(procurator, "review_suit", REASON)
    clock = {"clock": "prosecution_review"}
    since = on("2026-11-20").isoformat()
    asked = {**clock, "cause": "appraisal", "since": since, "paper": "委托书"}
    case.take(procurator, "propose_suspension", asked)
    case.take(chief, "suspend", clock)
    case.take(chief, "resume", clock)
    case.take(chief, "sue", SUED)
    case.take(chief, "withdraw_suit", REASON)
    PublicInterest().filed().take(chief, "end", REASON)


def _linkages_and_inquiries() -> None:
    linkage = Linkage().registered()
    chief, procurator = linkage.over["chief_procurator"], linkage.over["procurator"]
    linkage.take(chief, "suspend_review", REASON)
    linkage.take(procurator, "resume_review")
    linkage.take(chief, "issue_opinion", {"addressee": LANZHOU, **SUGGESTED})
    linkage = Linkage().registered()
    linkage.take(chief, "end", REASON)
    inquiry = Inquiry()
    inquiry.take(procurator, "answer", {"answer": "计入。"})
    inquiry = Inquiry()
    inquiry.take(inquiry.writer, "take_back", REASON)


def _restricted() -> None:
    """Take the verbs that every track has."""
    staff(LANZHOU, OVER)
    for kind in (Opinion, PublicInterest, Linkage, Inquiry):
        written: Written = kind(secrecy="confidential")
        desk = written.over
        chief, head = desk["chief_procurator"], desk["head"]
        person = {"person": desk.liaison.user.username, **REASON}
        written.read(chief)
        written.take(chief, "admit", person)
        written.take(chief, "dismiss", person)
        written.take(chief, "raise_secrecy", {"secrecy": "sealed", **REASON})
        written.take(chief, "propose_lowering", {"secrecy": "internal", **REASON})
        written.take(head, "lower_secrecy")
        handler = {"handler": desk["procurator"].user.username}
        written.take(chief, "reassign", handler)
        written.take(chief, "link", {"other": kind().id})
        written.take(chief, "recuse", REASON)
