"""What each step of the two laws is given in the random game."""

from __future__ import annotations

from typing import Any

from clue_transfer.vocabulary import Kind
from tests.opinions import JUDGMENT, SERVED, SUED, SUGGESTED
from tests.referrals import (
    APPROVAL,
    ATTACHMENTS,
    COURT,
    NUMBER,
    ORIGINALS,
    OVER,
    PENALTY,
    PERSONS,
    POLICE,
    PROPOSAL,
    RECEIPT,
    REFUSAL,
    REPORT,
)
from tests.stories import LANZHOU, REASON, WATER

JUSTICE, ELSEWHERE = "620100-justice", "620400-police"
OFFICES = (
    ("head", LANZHOU),
    ("police_officer", POLICE),
    ("police_head", POLICE),
    ("police_officer", ELSEWHERE),
    ("police_head", ELSEWHERE),
    ("procurator", OVER),
    ("chief_procurator", OVER),
    ("judge_clerk", COURT),
    ("liaison", JUSTICE),
)
CASE_SIDES = (
    *((role, WATER) for role in ("liaison", "lead")),
    *((role, LANZHOU) for role in ("liaison", "lead", "handler")),
)
EVERYBODY = (*CASE_SIDES, *OFFICES)
TEAM = [f"{role}.{LANZHOU}" for role in ("handler", "lead")]
_ITEMS = {"items": ["现场照片"]}
_NOTE = {"note": "已办"}
_REASONED = {**NUMBER, **REASON}
_OTHER_POLICE = [
    {"police": ELSEWHERE, "reason": "由犯罪地管辖"},
    {"police": POLICE, "reason": "由主要犯罪地管辖"},
]
_TRACKS = [
    {"track": "seven", "reason": "线索需要查证"},
    {"track": "thirty", "reason": "重大疑难复杂", "approval": "兰公批〔2026〕3号"},
]
_WITH_GOODS = {"attachments": ATTACHMENTS, "goods": [{"name": "废机油桶", "quantity": "30个"}]}
_FOR_A_CASE: dict[str, Any] = {
    "notify_police": _NOTE,
    "report": {**REPORT, "investigators": TEAM},
    "approve_transfer": APPROVAL,
    "transfer": [{"attachments": ATTACHMENTS}, _WITH_GOODS],
    "receipt": RECEIPT,
    "take_up": RECEIPT,
    "request_papers": _ITEMS,
    "request_evidence": _ITEMS,
    "supply_papers": _NOTE,
    "supply_evidence": _NOTE,
    "choose_track": _TRACKS,
    "reroute": _OTHER_POLICE,
    "change_police": _OTHER_POLICE,
    "file": NUMBER,
    "decline": REFUSAL,
    "refuse": REFUSAL,
    "withdraw_case": REFUSAL,
    "hand_over_goods": {"handed_on": "2026-11-20", "handed_by": "李某", "taken_by": "王某"},
    "request_prosecution": PERSONS,
    "prosecute": PERSONS,
    "not_prosecute": [
        {**PERSONS, "ground": "discretionary", "link_back": True},
        {**PERSONS, "ground": "statutory"},
    ],
    "withdraw_prosecution": _REASONED,
    "convict": PERSONS,
    "acquit": PERSONS,
    "exempt": PERSONS,
    "detain": PERSONS,
    "uphold": _REASONED,
    "reverse": NUMBER,
    "notify_filing": {"number": "兰检通立〔2026〕1号", **REASON},
    "correct": {"number": "兰检纠〔2026〕1号", **REASON},
    "propose": {**PROPOSAL, **PENALTY},
    "send": {"attachments": ORIGINALS, "copies_kept": True},
}
_WRITTEN: dict[str, Any] = {
    "serve": SERVED,
    "revise": {"content": "建议限期整改。"},
    "reply": {"reply": "已完成整改。"},
    "sue": SUED,
    "judge": JUDGMENT,
    "file": {"number": "兰检公立〔2026〕1号"},
    "serve_filing": SERVED,
    "consult": _NOTE,
    "suggest": SUGGESTED,
    "announce": {"announced_on": "2026-11-20", "medium": "正义网"},
    "move": {"moved_to": "620400-procuratorate", **REASON},
    "register": {"handler": f"procurator.{OVER}"},
    "issue_opinion": {"addressee": LANZHOU, "content": "建议处罚。", "law": "行政处罚法第27条"},
    "answer": {"answer": "计入。"},
}
_REFERRALS = {Kind.CRIME_REFERRAL, Kind.DETENTION_REFERRAL}
_WITHOUT = {
    *("approve", "accept_decline", "accept_refusal", "resume_penalty", "ask_reasons", "close"),
    *("issue", "resume_review", "find_satisfied"),
}


def given(kind: Kind, verb: str, *, seed: int) -> dict[str, Any]:
    """Fill in what a step of a case, or of what procuratorates write, needs."""
    if verb in _WITHOUT:
        return {}
    found = (_FOR_A_CASE if kind in _REFERRALS else _WRITTEN).get(verb, REASON)
    return dict(found[seed % len(found)] if isinstance(found, list) else found)
