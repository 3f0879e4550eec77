"""What every scene does: make a draft, hand a file in, take a step at the version last seen."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from deploy.talking import Answer, Caller, Unexpected
from seeds.demo.pictures import scene

CHINA = timezone(timedelta(hours=8))
PATIENCE = 60
COLLECTIONS = {
    "clue": "clues",
    "transfer": "transfers",
    "rectification": "rectifications",
    "complaint": "complaints",
    "crime_referral": "crime-referrals",
}


def today() -> date:
    """The day in China, which dates in payloads mean."""
    return datetime.now(tz=CHINA).date()


def draft(**changes: Any) -> dict[str, Any]:
    """Describe what a river patrol found, with what is special to a scene."""
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
        "facts": {"solid_waste_m3": 12.5},
        "no_state_secrets": True,
        **changes,
    }


class Scene:
    """The people of a scene, and the matters as they were last seen."""

    def __init__(self, people: Mapping[str, Caller]) -> None:
        self.people = people

    def make(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Make a draft of a clue."""
        made = self.people[by].post(
            "/api/v1/clues/",
            body,
            headers={"Idempotency-Key": str(uuid.uuid4())},
            expect=201,
            status="draft",
        )
        return dict(made.body)

    def read(self, by: str, collection: str, pk: str, **expected: Any) -> dict[str, Any]:
        """Read a matter anew."""
        answer = self.people[by].get(f"/api/v1/{collection}/{pk}/", expect=200, **expected)
        return dict(answer.body)

    def step(
        self,
        by: str,
        matter: dict[str, Any],
        verb: str,
        body: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Answer:
        """Take a step at the version last seen; what it answers is what was seen last."""
        headers = {"If-Match": f'"{matter["version"]}"', "Idempotency-Key": str(uuid.uuid4())}
        headers |= more.pop("headers", {})
        expect = more.pop("expect", 200)
        answer = self.people[by].post(
            f"/api/v1/{COLLECTIONS[matter['kind']]}/{matter['id']}/actions/{verb}/",
            body or {},
            headers={name: value for name, value in headers.items() if value},
            expect=expect,
            **more,
        )
        if expect == 200:
            matter.clear()
            matter.update(answer.body)
        return answer

    def send(self, clue: dict[str, Any], *, by: str, lead: str) -> dict[str, Any]:
        """Submit and approve a draft; answer its first leg as the lead sees it."""
        self.step(by, clue, "submit", status="submitted")
        self.step(lead, clue, "approve", status="transferred")
        return self.read(lead, "transfers", clue["legs"][0]["id"])

    def sign(self, by: str, leg: dict[str, Any]) -> None:
        """Sign for a leg, each file of the evidence list confirmed."""
        path = f"/api/v1/matters/{leg['clue']}/evidence/"
        files = self.people[by].get(path, expect=200, quiet=True).body["results"]
        manifest = [{"id": row["id"], "sha256": row["sha256"]} for row in files]
        self.step(by, leg, "sign", {"manifest": manifest}, status="signed")

    def upload(self, by: str, matter: str, *, name: str, picture: str) -> str:
        """Hand a picture in; the server's hash must be ours. Answer the evidence's id."""
        content = scene(picture, seed=f"{matter} {name}")
        sha256 = hashlib.sha256(content).hexdigest()
        stored = self.people[by].upload(
            "/api/v1/evidence/",
            {"matter": matter, "sha256": sha256, "kind": "photo"},
            name=name,
            content=content,
            expect=201,
        )
        stored.must("the server counts the same SHA-256", stored.body["sha256"] == sha256)
        return str(stored.body["id"])

    def paper(self, by: str, matter: str, kind: str) -> dict[str, Any]:
        """Wait until the worker has made a paper of a matter."""
        path, until = f"/api/v1/matters/{matter}/documents/", time.monotonic() + PATIENCE
        while True:
            papers = self.people[by].get(path, expect=200, quiet=True).body["results"]
            for row in papers:
                if row["kind"] == kind and row["status"] == "ready":
                    return dict(row)
            if time.monotonic() > until:
                raise Unexpected(
                    f"The {kind} was not ready within {PATIENCE} s; does the worker run?"
                )
            time.sleep(0.3)

    def put_right(self, clue: str, *, handler: str, lead: str) -> dict[str, Any]:
        """Report the clue's rectification done, with a picture, and let the lead verify it."""
        found = self.people[handler].get(f"/api/v1/rectifications/?clue={clue}", expect=200)
        order = dict(found.body["results"][0])
        proof = self.upload(handler, order["id"], name="整改后.png", picture="river")
        done = {"note": "油桶和受污染土壤已清运", "evidence": [proof]}
        self.step(handler, order, "report_done", done, status="reported")
        self.step(lead, order, "verify", {"note": "现场核实，已整改"}, status="verified")
        return order
