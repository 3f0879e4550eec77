"""A sealed clue: an outsider, a superior and a super-user try to see it; every read is noted."""

from __future__ import annotations

from collections.abc import Mapping

from deploy.scenes.scene import Scene, draft
from deploy.talking import Caller

LIAISON, LEAD, HEAD = "liaison.620100-water", "lead.620100-water", "head.620100-water"
THEIR_LIAISON, THEIR_LEAD = "liaison.620100-ecology", "lead.620100-ecology"
OUTSIDER, SUPERIOR, SUPERUSER = "lead.620400-agriculture", "lead.620000-water", "admin"
PEOPLE = (LIAISON, LEAD, HEAD, THEIR_LIAISON, THEIR_LEAD, OUTSIDER, SUPERIOR, SUPERUSER)


def play(people: Mapping[str, Caller]) -> None:
    """Send a sealed clue; only those who are named find it, by id, in lists and in searches."""
    scene = Scene(people)
    clue = scene.make(
        LIAISON, draft(title="涉黑涉恶非法采砂及倾倒线索", secrecy="sealed", division="620102")
    )
    evidence = scene.upload(LIAISON, clue["id"], name="夜间车辆.png", picture="river")
    scene.step(LIAISON, clue, "submit", status="submitted")
    scene.step(LEAD, clue, "approve", status="transferred")
    leg = clue["legs"][0]["id"]
    for nobody in (OUTSIDER, SUPERIOR, SUPERUSER, THEIR_LIAISON):
        caller = people[nobody]
        for path in (
            f"/api/v1/clues/{clue['id']}/",
            f"/api/v1/transfers/{leg}/",
            f"/api/v1/matters/{clue['id']}/timeline/",
            f"/api/v1/evidence/{evidence}/content/",
        ):
            caller.get(path, expect=404, code="not-found")
    for nobody in (OUTSIDER, SUPERIOR, THEIR_LIAISON):
        found = people[nobody].get(f"/api/v1/clues/?search={clue['number']}", expect=200)
        found.must("a search finds nothing", found.body["results"] == [])
    scene.read(HEAD, "clues", clue["id"])
    theirs = scene.read(THEIR_LEAD, "transfers", leg, status="sent")
    person = {"person": THEIR_LIAISON, "reason": "具体承办"}
    scene.step(THEIR_LEAD, theirs, "admit", person)
    scene.read(THEIR_LIAISON, "transfers", leg, status="sent")
