"""A dispute: water and ecology of Lanzhou do not agree, the people's government designates."""

from __future__ import annotations

from collections.abc import Mapping

from deploy.scenes.scene import Scene, draft
from deploy.talking import Caller

LIAISON, LEAD = "liaison.620100-water", "lead.620100-water"
THEIR_LIAISON, THEIR_LEAD = "liaison.620100-ecology", "lead.620100-ecology"
THEIR_HANDLER = "handler.620100-ecology"
GOVERNMENT, COORDINATOR = "lead.620100-government", "coordinator.620100-government"
OUTSIDER = "lead.620400-government"
PEOPLE = (
    LIAISON,
    LEAD,
    THEIR_LIAISON,
    THEIR_LEAD,
    THEIR_HANDLER,
    GOVERNMENT,
    COORDINATOR,
    OUTSIDER,
)
OBJECTION = {
    "reason_code": "not_our_duty",
    "reason": "河道采砂尾水由水行政部门管理",
    "proposed_department": "620100-water",
}


def play(people: Mapping[str, Caller]) -> None:
    """Object, insist, negotiate in vain, refer up, designate, and go on."""
    scene = Scene(people)
    clue = scene.make(
        LIAISON,
        draft(
            title="河道内洗砂尾水直排黄河支流",
            division="620102",
            violation_type="wastewater_discharge",
        ),
    )
    scene.upload(LIAISON, clue["id"], name="洗砂尾水.png", picture="pipe")
    leg = scene.send(clue, by=LIAISON, lead=LEAD)
    scene.sign(THEIR_LIAISON, leg)
    scene.step(THEIR_LEAD, leg, "object", OBJECTION, status="objected")
    scene.step(LEAD, leg, "insist", {"reason": "违法事实为超标排放水污染物"}, status="disputed")
    scene.step(THEIR_LEAD, leg, "propose_settlement", {"settlement": "back"})
    scene.step(LEAD, leg, "propose_settlement", {"settlement": "here"})
    scene.step(LEAD, leg, "refer_up", {"reason": "协商不成"}, status="referred")
    people[OUTSIDER].get(f"/api/v1/transfers/{leg['id']}/", expect=404, code="not-found")
    ruling = {"receiver": "620100-ecology", "reason": "以排放污染物为主，由生态环境部门管辖"}
    scene.step(COORDINATOR, leg, "designate", ruling, expect=422, code="incomplete")
    scene.step(GOVERNMENT, leg, "designate", ruling, status="designated")
    clue = scene.read(THEIR_LIAISON, "clues", clue["id"])
    new = scene.read(THEIR_LIAISON, "transfers", clue["legs"][-1]["id"], leg_kind="designated")
    scene.sign(THEIR_LIAISON, new)
    scene.step(THEIR_LEAD, new, "object", OBJECTION, expect=409, code="wrong-status")
    scene.step(THEIR_LIAISON, new, "accept", {"handler": THEIR_HANDLER}, status="accepted")
    notice = scene.paper(THEIR_LIAISON, leg["id"], "designation_notice")
    people[THEIR_LIAISON].get(notice["content"], expect=200)
