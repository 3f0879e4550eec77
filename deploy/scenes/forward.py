"""A forward: the prefecture hands the clue down to its county branch, and keeps reading."""

from __future__ import annotations

from collections.abc import Mapping

from deploy.scenes.scene import Scene, draft
from deploy.talking import Caller

LIAISON, LEAD = "liaison.620000-water", "lead.620000-water"
CITY_LIAISON, CITY_LEAD = "liaison.620100-ecology", "lead.620100-ecology"
COUNTY_LIAISON, COUNTY_HANDLER = "liaison.620102-ecology", "handler.620102-ecology"
COUNTY_LEAD = "lead.620102-ecology"
PEOPLE = (
    LIAISON,
    LEAD,
    CITY_LIAISON,
    CITY_LEAD,
    COUNTY_LIAISON,
    COUNTY_HANDLER,
    COUNTY_LEAD,
)


def play(people: Mapping[str, Caller]) -> None:
    """Sign in the city, forward to the county, refuse to send it round, feed back to the sender."""
    scene = Scene(people)
    clue = scene.make(LIAISON, draft(title="城关区雁滩河道倾倒建筑泥浆", division="620102"))
    scene.upload(LIAISON, clue["id"], name="泥浆.png", picture="heap")
    leg = scene.send(clue, by=LIAISON, lead=LEAD)
    scene.sign(CITY_LIAISON, leg)
    up = {"receiver": "620000-ecology"}
    scene.step(CITY_LEAD, leg, "forward", up, expect=422, code="invalid")
    down = {"receiver": "620102-ecology", "reason": "由属地分局办理"}
    scene.step(CITY_LEAD, leg, "forward", down, status="forwarded")
    clue = scene.read(CITY_LEAD, "clues", clue["id"])
    child = scene.read(COUNTY_LIAISON, "transfers", clue["legs"][-1]["id"], status="sent")
    scene.sign(COUNTY_LIAISON, child)
    scene.step(COUNTY_LIAISON, child, "accept", {"handler": COUNTY_HANDLER}, status="accepted")
    scene.read(CITY_LEAD, "transfers", child["id"], status="accepted")
    feedback = {
        "outcomes": [{"subject": child["subjects"][0]["id"], "outcome": "no_violation"}],
        "summary": "泥浆为市政工程临时堆放，已于当日清运，未发现违法排放。",
    }
    scene.step(COUNTY_HANDLER, child, "propose_feedback", feedback)
    scene.step(COUNTY_LEAD, child, "feed_back", status="fed_back")
    scene.step(LIAISON, child, "confirm", status="confirmed")
    scene.read(LIAISON, "clues", clue["id"], status="concluded")
