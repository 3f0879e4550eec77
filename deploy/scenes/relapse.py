"""A relapse: what was put right goes wrong again, and the concluded clue is opened anew."""

from __future__ import annotations

from collections.abc import Mapping

from deploy.scenes.scene import Scene, draft, today
from deploy.talking import Caller

LIAISON, LEAD = "liaison.620000-water", "lead.620000-water"
THEIR_LIAISON, THEIR_LEAD = "liaison.620100-ecology", "lead.620100-ecology"
THEIR_HANDLER = "handler.620100-ecology"
PEOPLE = (LIAISON, LEAD, THEIR_LIAISON, THEIR_LEAD, THEIR_HANDLER)


def play(people: Mapping[str, Caller]) -> None:
    """Order it put right by a date, conclude, find it relapsed, begin again."""
    scene = Scene(people)
    clue = scene.make(LIAISON, draft(title="排洪沟反复倾倒养殖粪污", division="620123"))
    scene.upload(LIAISON, clue["id"], name="排洪沟.png", picture="pipe")
    leg = scene.send(clue, by=LIAISON, lead=LEAD)
    scene.sign(THEIR_LIAISON, leg)
    scene.step(THEIR_LIAISON, leg, "accept", {"handler": THEIR_HANDLER}, status="accepted")
    ordered = {
        "subject": leg["subjects"][0]["id"],
        "outcome": "correction_by_date",
        "requirement": "封堵溢流口，清理沟底粪污",
        "due_on": today().replace(year=today().year + 1).isoformat(),
    }
    feedback = {"outcomes": [ordered], "summary": "情节轻微，责令限期改正。"}
    scene.step(THEIR_HANDLER, leg, "propose_feedback", feedback)
    scene.step(THEIR_LEAD, leg, "feed_back", status="fed_back")
    scene.step(LIAISON, leg, "confirm", status="confirmed")
    scene.read(LIAISON, "clues", clue["id"], status="transferred")
    order = scene.put_right(clue["id"], handler=THEIR_HANDLER, lead=THEIR_LEAD)
    scene.read(LIAISON, "clues", clue["id"], status="concluded")
    again = {"reason": "回头看发现溢流口被重新打开，粪污再次入沟"}
    scene.step(LEAD, order, "find_relapsed", again, status="relapsed")
    clue = scene.read(LIAISON, "clues", clue["id"], status="transferred")
    scene.read(
        THEIR_LIAISON, "transfers", clue["legs"][-1]["id"], leg_kind="reopened", status="sent"
    )
