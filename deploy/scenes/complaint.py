"""A complaint: taken in by 12369, handled at home, answered; the reporter stays sealed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from deploy.scenes.scene import CHINA, Scene, today
from deploy.talking import Caller

INTAKE, LEAD = "intake.620100-ecology", "lead.620100-ecology"
LIAISON, HANDLER = "liaison.620100-ecology", "handler.620100-ecology"
OUTSIDER, SUPERIOR, SUPERUSER = "intake.620400-ecology", "lead.620000-ecology", "admin"
PEOPLE = (INTAKE, LEAD, LIAISON, HANDLER, OUTSIDER, SUPERIOR, SUPERUSER)
REPORTER = {"name": "欧阳某", "phone": "13800000000", "wishes": "希望电话答复"}


def told() -> dict[str, str]:
    """Say that the reporter was told today, by telephone."""
    return {"told_on": today().isoformat(), "told_way": "phone"}


def body() -> dict[str, Any]:
    """Write down what somebody called about."""
    return {
        "channel": "hotline",
        "external_number": f"12369-{uuid.uuid4().hex[:10]}",
        "received_at": datetime.now(tz=CHINA).replace(microsecond=0).isoformat(),
        "subject_name": "城关区某汽修厂",
        "division": "620100",
        "address": "兰州市城关区雁西路",
        "content": "夜间将废机油倒入下水道，气味刺鼻",
        "pollution_type": "solid_waste",
        "reporter": REPORTER,
    }


def play(people: Mapping[str, Caller]) -> None:
    """Take it in, accept it, handle it at home, answer it; nobody else learns who called."""
    scene = Scene(people)
    made = people[INTAKE].post(
        "/api/v1/complaints/",
        body(),
        headers={"Idempotency-Key": str(uuid.uuid4())},
        expect=201,
        status="received",
    )
    complaint = dict(made.body)
    reporter = f"/api/v1/complaints/{complaint['id']}/reporter/"
    read = people[INTAKE].get(reporter, expect=200, quiet=True)
    read.must("intake reads who called, and that is noted", read.body["name"] == REPORTER["name"])
    for nobody in (LEAD, LIAISON, OUTSIDER, SUPERIOR, SUPERUSER):
        people[nobody].get(reporter, expect=404, code="not-found")
    scene.step(INTAKE, complaint, "accept", {"handler": HANDLER, **told()}, status="accepted")
    scene.step(HANDLER, complaint, "open_clue", {"kind": "own"}, status="handling")
    clue = scene.read(LIAISON, "clues", complaint["clue"]["id"], status="draft")
    shown = people[LIAISON].get(f"/api/v1/clues/{clue['id']}/", expect=200, quiet=True)
    shown.must("the clue tells nothing of who called", REPORTER["name"].encode() not in shown.raw)
    scene.step(LIAISON, clue, "submit", {"no_state_secrets": True}, status="submitted")
    scene.step(LEAD, clue, "approve", status="transferred")
    leg = scene.read(LIAISON, "transfers", clue["legs"][0]["id"], leg_kind="own", status="accepted")
    feedback = {
        "outcomes": [{"outcome": "exemption"}],
        "summary": "情节轻微并当场改正，不予处罚：封堵排口，废机油交有资质单位处置。",
    }
    scene.step(HANDLER, leg, "propose_feedback", feedback)
    scene.step(LEAD, leg, "feed_back", status="fed_back")
    scene.step(LEAD, leg, "confirm", status="confirmed")
    complaint = scene.read(INTAKE, "complaints", complaint["id"])
    answer = {"answer": "您反映的问题已查实并当场改正，感谢监督。"}
    scene.step(HANDLER, complaint, "propose_answer", answer)
    scene.step(LEAD, complaint, "answer", told(), status="answered")
