"""A clue goes from provincial water to Lanzhou ecology and back."""

from __future__ import annotations

import pytest

from tests.client import Caller, draft, ok
from tests.stories import photo, upload

pytestmark = pytest.mark.usefixtures("seeded_db")

SENDER, RECEIVER = "620000-water", "620100-ecology"


def test_a_dumping_clue_is_handed_over_handled_and_concluded() -> None:
    liaison, lead = Caller("liaison", SENDER), Caller("lead", SENDER)
    theirs, their_lead = Caller("liaison", RECEIVER), Caller("lead", RECEIVER)
    handler = Caller("handler", RECEIVER)

    clue = ok(liaison.post("clues/", draft()), 201)
    assert (clue["status"], clue["number"], clue["version"]) == ("draft", None, 1)
    clue = ok(liaison.step("clues", clue["id"], "submit"))
    assert clue["status"] == "submitted"
    clue = ok(lead.step("clues", clue["id"], "approve"))
    assert (clue["status"], clue["number"]) == ("transferred", "甘水线〔2026〕1号")
    [leg] = clue["legs"]
    assert (leg["number"], leg["status"]) == ("甘水线〔2026〕1号-1", "sent")

    leg = ok(theirs.step("transfers", leg["id"], "sign", {"manifest": []}))
    assert leg["status"] == "signed"
    leg = ok(theirs.step("transfers", leg["id"], "request_supplement", {"items": ["现场照片"]}))
    assert leg["status"] == "supplement_requested"
    leg = ok(liaison.step("transfers", leg["id"], "supplement", {"note": "已补充照片"}))
    assert leg["status"] == "signed"
    leg = ok(theirs.step("transfers", leg["id"], "accept", {"handler": handler.user.username}))
    assert (leg["status"], leg["handler"]) == ("accepted", handler.user.pk)
    filing = {"filed_on": "2026-11-20", "case_number": "兰环罚立〔2026〕12号"}
    leg = ok(their_lead.step("transfers", leg["id"], "file", filing))
    assert leg["status"] == "filed"
    decision = {
        "decision_kind": "penalty",
        "decision_number": "兰环罚〔2026〕9号",
        "decided_on": "2026-11-20",
        "amounts": {"fine_yuan": "93200.00"},
    }
    leg = ok(their_lead.step("transfers", leg["id"], "decide", decision))
    assert leg["status"] == "decided"
    outcomes = [
        {
            "subject": leg["subjects"][0]["id"],
            "outcome": "general_penalty",
            "amount_yuan": "93200.00",
        }
    ]
    feedback = {"outcomes": outcomes, "summary": "已依法处罚并责令改正。"}
    ok(handler.step("transfers", leg["id"], "propose_feedback", feedback))
    leg = ok(their_lead.step("transfers", leg["id"], "feed_back"))
    assert leg["status"] == "fed_back"
    assert leg["outcomes"][0]["amount_yuan"] == "93200.00"
    leg = ok(liaison.step("transfers", leg["id"], "confirm"))
    assert leg["status"] == "confirmed"
    [order] = ok(handler.get(f"rectifications/?clue={clue['id']}"))["results"]
    item = ok(upload(handler, order["id"], photo()), 201)
    done = {"note": "已清运", "evidence": [item["id"]]}
    order = ok(handler.step("rectifications", order["id"], "report_done", done))
    assert order["status"] == "reported"
    order = ok(their_lead.step("rectifications", order["id"], "verify", {"note": "已核实"}))
    assert order["status"] == "verified"

    clue = ok(liaison.get(f"clues/{clue['id']}/"))
    assert clue["status"] == "concluded"
    assert clue["holder"] is None
    assert clue["deadlines"] == []
    assert clue["available_actions"] == []
