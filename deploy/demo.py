"""`make demo`: play the main job over HTTP against the running service, refusals included."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
import uuid
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from deploy.talking import Answer, Caller, Unexpected, heading, say  # noqa: E402  # after the search path is set
from seeds.demo.pictures import scene  # noqa: E402  # after the search path is set

BASE_URL = os.environ.get("BASE_URL") or f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
DATA = Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve()
PEOPLE = {
    "liaison": "liaison.620000-water",
    "lead": "lead.620000-water",
    "their_liaison": "liaison.620100-ecology",
    "their_handler": "handler.620100-ecology",
    "their_lead": "lead.620100-ecology",
    "outsider": "liaison.620400-agriculture",
}
CHINA = timezone(timedelta(hours=8))
PATIENCE = 60


def everybody() -> dict[str, Caller]:
    """Give each person of the story a token, as an administrator would: by the command."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "issue_token", *PEOPLE.values(), "--days", "1"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    tokens = done.stdout.split()
    if done.returncode != 0 or len(tokens) != len(PEOPLE):
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise Unexpected(
            f"No tokens could be issued ({' '.join(last)}). Does DATA_DIR name the folder of the "
            "running service, and was it started with its demonstration accounts?"
        )
    return {
        name: Caller(BASE_URL, username=username, token=token)
        for (name, username), token in zip(PEOPLE.items(), tokens, strict=True)
    }


def draft() -> dict[str, Any]:
    """Describe what the river patrol found."""
    return {
        "title": "黄河滩涂倾倒疑似危险废物",
        "description": "巡河发现滩涂堆放废机油桶约三十只，部分渗漏，地面有油渍。",
        "violation_type": "solid_waste_dumping",
        "source": "inspection",
        "division": "620104",
        "location": {"address": "兰州市西固区黄河左岸", "longitude": 103.6282, "latitude": 36.1008},
        "occurred_on": (today() - timedelta(days=1)).isoformat(),
        "discovered_on": today().isoformat(),
        "subjects": [
            {"name": "兰州某化工有限公司", "credit_code": "91620100MA00D00014", "role": "suspect"}
        ],
        "receivers": [{"department": "620100-ecology", "role": "main"}],
        "no_state_secrets": True,
        "facts": {"solid_waste_m3": 12.5},
    }


def today() -> date:
    """The day in China, which dates in payloads mean."""
    return datetime.now(tz=CHINA).date()


class Story:
    """The story of one clue: what each chapter leaves behind is kept for the next."""

    def __init__(self, people: dict[str, Caller]) -> None:
        self.people = people
        self.clue: dict[str, Any] = {}
        self.leg: dict[str, Any] = {}
        self.manifest: list[dict[str, str]] = []

    def step(self, who: str, verb: str, body: dict[str, Any] | None = None, **more: Any) -> Answer:
        """Take a step on the clue or, once there is one, on its leg, at the version last seen."""
        matter = self.leg or self.clue
        collection = "transfers" if self.leg else "clues"
        headers = {"If-Match": f'"{matter["version"]}"', "Idempotency-Key": str(uuid.uuid4())}
        headers |= more.pop("headers", {})
        expect = more.pop("expect", 200)
        answer = self.people[who].post(
            f"/api/v1/{collection}/{matter['id']}/actions/{verb}/",
            body or {},
            headers={name: value for name, value in headers.items() if value},
            expect=expect,
            **more,
        )
        if expect == 200 and answer.status == 200:
            matter.clear()
            matter.update(answer.body)
        return answer

    # ---- chapters

    def drafted(self) -> None:
        """Province water makes a draft; a second post with the same key makes no second one."""
        heading("1  甘肃省水利厅 drafts a clue, with a photo, and submits it")
        liaison, key = self.people["liaison"], str(uuid.uuid4())
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
        self.upload("巡河照片.png", scene("river", seed=self.clue["id"]))
        self.step("liaison", "submit", status="submitted")

    def upload(self, name: str, content: bytes) -> None:
        """Hand a picture in; the server's hash must be ours."""
        sha256 = hashlib.sha256(content).hexdigest()
        stored = self.people["liaison"].upload(
            "/api/v1/evidence/",
            {"matter": self.clue["id"], "sha256": sha256, "kind": "photo"},
            name=name,
            content=content,
            expect=201,
        )
        stored.must("the server counts the same SHA-256", stored.body["sha256"] == sha256)

    def approved(self) -> None:
        """The lead approves; nobody else may, not twice, not unread, not without a version."""
        heading("2  Who may not; then the lead approves")
        outsider, clue = self.people["outsider"], self.clue["id"]
        outsider.get(f"/api/v1/clues/{clue}/", expect=404, code="not-found")
        self.step("liaison", "approve", expect=403, code="not-your-step")
        self.step("lead", "approve", headers={"If-Match": '"99"'}, expect=412, code="stale")
        self.step("lead", "approve", headers={"If-Match": ""}, expect=428)
        self.step("lead", "approve", status="transferred")
        legs = self.clue["legs"]
        leg = self.people["their_liaison"].get(
            f"/api/v1/transfers/{legs[0]['id']}/", expect=200, status="sent"
        )
        self.leg = dict(leg.body)

    def signed(self) -> None:
        """Lanzhou ecology signs, each file's hash confirmed; a wrong hash is not signed for."""
        heading("3  兰州市生态环境局 signs for it, each file of the evidence list confirmed")
        queue = self.people["their_liaison"].get("/api/v1/queue/?page_size=100", expect=200)
        waiting = [row["number"] for row in queue.body["results"] if row["verb"] == "sign"]
        queue.must(f"{self.leg['number']} waits for a signature", self.leg["number"] in waiting)
        files = self.people["their_liaison"].get(
            f"/api/v1/matters/{self.clue['id']}/evidence/", expect=200
        )
        self.manifest = [
            {"id": row["id"], "sha256": row["sha256"]} for row in files.body["results"]
        ]
        wrong = [{**self.manifest[0], "sha256": "0" * 64}]
        self.step("their_liaison", "sign", {"manifest": wrong}, expect=422, code="invalid")
        self.step(
            "their_liaison",
            "accept",
            {"handler": PEOPLE["their_handler"]},
            expect=409,
            code="wrong-status",
        )
        self.step(
            "their_liaison",
            "sign",
            {"manifest": self.manifest, "remarks": "证据清单逐项核对一致"},
            status="signed",
        )

    def supplemented(self) -> None:
        """Lanzhou asks once for what is missing and gets it."""
        heading("4  A supplement is asked for, and given")
        items = ["油桶标识近景照片"]
        self.step(
            "their_liaison", "request_supplement", {"items": items}, status="supplement_requested"
        )
        self.upload("油桶标识近景.png", scene("label", seed=self.clue["id"]))
        self.step("liaison", "supplement", {"note": "已补充标识照片"}, status="signed")

    def handled(self) -> None:
        """Accepted, filed, decided, fed back, confirmed."""
        heading("5  Accepted, filed, decided, fed back")
        number = f"〔{today().year}〕{self.clue['id'][-4:]}号"
        self.step(
            "their_liaison", "accept", {"handler": PEOPLE["their_handler"]}, status="accepted"
        )
        self.step(
            "their_lead",
            "file",
            {"filed_on": today().isoformat(), "case_number": f"兰环罚立{number}"},
            status="filed",
        )
        self.step(
            "their_lead",
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
        self.step("their_handler", "propose_feedback", feedback, status="decided")
        self.step("their_lead", "feed_back", status="fed_back")

    def concluded(self) -> None:
        """The sender confirms, what was ordered is put right, and the clue concludes by itself."""
        heading("6  The sender confirms; what was ordered is put right; the clue concludes")
        self.step("their_liaison", "confirm", expect=403, code="not-your-step")
        self.step("liaison", "confirm", status="confirmed")
        self.people["liaison"].get(
            f"/api/v1/clues/{self.clue['id']}/", expect=200, status="transferred"
        )
        self.put_right()
        clue = self.people["liaison"].get(
            f"/api/v1/clues/{self.clue['id']}/", expect=200, status="concluded"
        )
        clue.must("nobody has anything left to do", clue.body["available_actions"] == [])
        told = self.people["liaison"].get(f"/api/v1/clues/{self.clue['id']}/timeline/", expect=200)
        say(f"      {len(told.body['results'])} acts on the timeline")

    def put_right(self) -> None:
        """The receiver reports the rectification done, with a picture, and the lead verifies it."""
        handler, lead = self.people["their_handler"], self.people["their_lead"]
        found = handler.get(f"/api/v1/rectifications/?clue={self.clue['id']}", expect=200)
        order = found.body["results"][0]
        picture = handler.upload(
            "/api/v1/evidence/",
            {"matter": order["id"], "kind": "photo"},
            name="清运后.png",
            content=scene("river", seed=order["id"]),
            expect=201,
        )
        done = {"note": "油桶和受污染土壤已清运", "evidence": [picture.body["id"]]}
        for who, verb, body, status in (
            (handler, "report_done", done, "reported"),
            (lead, "verify", {"note": "现场核实，已整改"}, "verified"),
        ):
            order = who.post(
                f"/api/v1/rectifications/{order['id']}/actions/{verb}/",
                body,
                headers={
                    "If-Match": f'"{order["version"]}"',
                    "Idempotency-Key": str(uuid.uuid4()),
                },
                expect=200,
                status=status,
            ).body

    def receipt(self) -> None:
        """The receipt is downloaded and is what the record says it is."""
        heading("7  The receipt (线索接收回执) is downloaded")
        liaison, until = self.people["liaison"], time.monotonic() + PATIENCE
        path = f"/api/v1/matters/{self.leg['id']}/documents/"
        while True:
            papers = liaison.get(path, expect=200, quiet=True).body["results"]
            if papers and papers[0]["status"] == "ready":
                break
            if time.monotonic() > until:
                raise Unexpected(
                    f"The receipt was not ready within {PATIENCE} s; does the worker run?"
                )
            time.sleep(0.3)
        liaison.get(path, expect=200)
        paper = papers[0]
        self.people["outsider"].get(paper["content"], expect=404, code="not-found")
        sent = liaison.get(paper["content"], expect=200)
        sent.must("it is a PDF", sent.raw.startswith(b"%PDF-"))
        sent.must("its size is as recorded", len(sent.raw) == paper["size"])
        sha256 = hashlib.sha256(sent.raw).hexdigest()
        sent.must("its SHA-256 is as recorded", sha256 == paper["sha256"])
        folder = DATA / "demo"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{paper['title']}.pdf"
        file.write_bytes(sent.raw)
        say(f"      {len(sent.raw):,} bytes, SHA-256 {sha256}")
        say(f"      saved as {file}")


def main() -> int:
    """Tell the story; 0 when every answer was the expected one."""
    started = time.monotonic()
    try:
        Caller(BASE_URL, username="nobody", token="").get("/health/ready", expect=200, quiet=True)
        people = everybody()
        heading(f"The main job over HTTP, against {BASE_URL}")
        Caller(BASE_URL, username="nobody", token="").get("/api/v1/me/", expect=401)
        story = Story(people)
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
    except Unexpected as reason:
        say(f"\n{reason}", error=True)
        return 1
    count, seconds = Caller.count, time.monotonic() - started
    say(f"\nEvery one of {count} answers was as expected ({seconds:.1f} s).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
