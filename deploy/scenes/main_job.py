"""The main job: from a river patrol's photo to the fine, refusals included."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deploy.scenes.scene import Scene, draft, today
from deploy.talking import Answer, Caller, heading, say

LIAISON, LEAD = "liaison.620000-water", "lead.620000-water"
THEIR_LIAISON, THEIR_HANDLER = "liaison.620100-ecology", "handler.620100-ecology"
THEIR_LEAD = "lead.620100-ecology"
OUTSIDER = "liaison.620400-agriculture"
PEOPLE = (LIAISON, LEAD, THEIR_LIAISON, THEIR_HANDLER, THEIR_LEAD, OUTSIDER)


def play(people: Mapping[str, Caller]) -> None:
    """Play every chapter."""
    story = MainJob(people)
    for chapter in (
        story.drafted,
        story.approved,
        story.signed,
        story.supplemented,
        story.handled,
        story.concluded,
        story.receipt,
    ):
        chapter()


def saved_in() -> Path:
    """Make the folder where papers are laid down to be looked at."""
    root = Path(__file__).resolve().parents[2]
    folder = Path(os.environ.get("DATA_DIR") or root / ".data").resolve() / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class MainJob(Scene):
    """The story of one clue: what each chapter leaves behind is kept for the next."""

    def __init__(self, people: Mapping[str, Caller]) -> None:
        super().__init__(people)
        self.clue: dict[str, Any] = {}
        self.leg: dict[str, Any] = {}
        self.manifest: list[dict[str, str]] = []

    def take(self, by: str, verb: str, body: Any = None, **more: Any) -> Answer:
        """Take a step on the clue or, once there is one, on its leg."""
        return self.step(by, self.leg or self.clue, verb, body, **more)

    def drafted(self) -> None:
        """Province water makes a draft; a second post with the same key makes no second one."""
        heading("1  甘肃省水利厅 drafts a clue, with a photo, and submits it")
        liaison, key = self.people[LIAISON], str(uuid.uuid4())
        body = draft()
        made = liaison.post(
            "/api/v1/clues/", body, headers={"Idempotency-Key": key}, expect=201, status="draft"
        )
        self.clue = dict(made.body)
        again = liaison.post(
            "/api/v1/clues/", body, headers={"Idempotency-Key": key}, expect=201, status="draft"
        )
        again.must("the same key gives the same clue", again.body["id"] == self.clue["id"])
        again.must("and says so", again.headers.get("Idempotency-Replayed") == "true")
        liaison.post(
            "/api/v1/clues/",
            {**body, "title": "另一条线索"},
            headers={"Idempotency-Key": key},
            expect=422,
            code="idempotency-mismatch",
        )
        self.upload(LIAISON, self.clue["id"], name="巡河照片.png", picture="river")
        self.take(LIAISON, "submit", status="submitted")

    def approved(self) -> None:
        """The lead approves; nobody else may, not twice, not unread, not without a version."""
        heading("2  Who may not; then the lead approves")
        outsider, clue = self.people[OUTSIDER], self.clue["id"]
        outsider.get(f"/api/v1/clues/{clue}/", expect=404, code="not-found")
        self.take(LIAISON, "approve", expect=403, code="not-your-step")
        self.take(LEAD, "approve", headers={"If-Match": '"99"'}, expect=412, code="stale")
        self.take(LEAD, "approve", headers={"If-Match": ""}, expect=428)
        self.take(LEAD, "approve", status="transferred")
        legs = self.clue["legs"]
        leg = self.people[THEIR_LIAISON].get(
            f"/api/v1/transfers/{legs[0]['id']}/", expect=200, status="sent"
        )
        self.leg = dict(leg.body)

    def signed(self) -> None:
        """Lanzhou ecology signs, each file's hash confirmed; a wrong hash is not signed for."""
        heading("3  兰州市生态环境局 signs for it, each file of the evidence list confirmed")
        queue = self.people[THEIR_LIAISON].get("/api/v1/queue/?page_size=100", expect=200)
        waiting = [row["number"] for row in queue.body["results"] if row["verb"] == "sign"]
        queue.must(f"{self.leg['number']} waits for a signature", self.leg["number"] in waiting)
        files = self.people[THEIR_LIAISON].get(
            f"/api/v1/matters/{self.clue['id']}/evidence/", expect=200
        )
        self.manifest = [
            {"id": row["id"], "sha256": row["sha256"]} for row in files.body["results"]
        ]
        wrong = [{**self.manifest[0], "sha256": "0" * 64}]
        self.take(THEIR_LIAISON, "sign", {"manifest": wrong}, expect=422, code="invalid")
        self.take(
            THEIR_LIAISON,
            "accept",
            {"handler": THEIR_HANDLER},
            expect=409,
            code="wrong-status",
        )
        self.take(
            THEIR_LIAISON,
            "sign",
            {"manifest": self.manifest, "remarks": "证据清单逐项核对一致"},
            status="signed",
        )

    def supplemented(self) -> None:
        """Lanzhou asks once for what is missing and gets it."""
        heading("4  A supplement is asked for, and given")
        items = ["油桶标识近景照片"]
        self.take(
            THEIR_LIAISON, "request_supplement", {"items": items}, status="supplement_requested"
        )
        self.upload(LIAISON, self.clue["id"], name="油桶标识近景.png", picture="label")
        self.take(LIAISON, "supplement", {"note": "已补充标识照片"}, status="signed")

    def handled(self) -> None:
        """Accepted, filed, decided, fed back, confirmed."""
        heading("5  Accepted, filed, decided, fed back")
        number = f"〔{today().year}〕{self.clue['id'][-4:]}号"
        self.take(THEIR_LIAISON, "accept", {"handler": THEIR_HANDLER}, status="accepted")
        self.take(
            THEIR_LEAD,
            "file",
            {"filed_on": today().isoformat(), "case_number": f"兰环罚立{number}"},
            status="filed",
        )
        self.take(
            THEIR_LEAD,
            "decide",
            {
                "decision_kind": "penalty",
                "decision_number": f"兰环罚{number}",
                "decided_on": today().isoformat(),
                "amounts": {"fine_yuan": "93200.00"},
            },
            status="decided",
        )
        outcome = {
            "subject": self.leg["subjects"][0]["id"],
            "outcome": "general_penalty",
            "amount_yuan": "93200.00",
        }
        feedback = {"outcomes": [outcome], "summary": "已处罚款9.32万元，油桶已规范清运。"}
        self.take(THEIR_HANDLER, "propose_feedback", feedback, status="decided")
        self.take(THEIR_LEAD, "feed_back", status="fed_back")

    def concluded(self) -> None:
        """The sender confirms, what was ordered is put right, and the clue concludes by itself."""
        heading("6  The sender confirms; what was ordered is put right; the clue concludes")
        self.take(THEIR_LIAISON, "confirm", expect=403, code="not-your-step")
        self.take(LIAISON, "confirm", status="confirmed")
        self.read(LIAISON, "clues", self.clue["id"], status="transferred")
        self.put_right(self.clue["id"], handler=THEIR_HANDLER, lead=THEIR_LEAD)
        clue = self.people[LIAISON].get(
            f"/api/v1/clues/{self.clue['id']}/", expect=200, status="concluded"
        )
        clue.must("nobody has anything left to do", clue.body["available_actions"] == [])
        told = self.people[LIAISON].get(f"/api/v1/clues/{self.clue['id']}/timeline/", expect=200)
        say(f"      {len(told.body['results'])} acts on the timeline")

    def receipt(self) -> None:
        """The receipt is downloaded and is what the record says it is."""
        heading("7  The receipt (线索接收回执) is downloaded")
        liaison = self.people[LIAISON]
        paper = self.paper(LIAISON, self.leg["id"], "receipt")
        self.people[OUTSIDER].get(paper["content"], expect=404, code="not-found")
        sent = liaison.get(paper["content"], expect=200)
        sent.must("it is a PDF", sent.raw.startswith(b"%PDF-"))
        sent.must("its size is as recorded", len(sent.raw) == paper["size"])
        sha256 = hashlib.sha256(sent.raw).hexdigest()
        sent.must("its SHA-256 is as recorded", sha256 == paper["sha256"])
        file = saved_in() / f"{paper['title']}.pdf"
        file.write_bytes(sent.raw)
        say(f"      {len(sent.raw):,} bytes, SHA-256 {sha256}")
        say(f"      saved as {file}")
