"""Clues brought to where a test begins, and what a journey looks at after each step."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apps.audit.actions import seal_all
from apps.audit.queries import verify
from apps.notifications.actions import deliver
from tests.client import Caller, draft, ok

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 20, 10, tzinfo=SHANGHAI)
"""A Friday; the journeys begin here, with the clock stopped."""

WATER, LANZHOU, BAIYIN = "620000-water", "620100-ecology", "620400-ecology"
PROVINCE, CHENGGUAN = "620000-ecology", "620102-ecology"

FILING = {"filed_on": "2026-11-20", "case_number": "兰环罚立〔2026〕12号"}
DECISION = {
    "decision_kind": "penalty",
    "decision_number": "兰环罚〔2026〕9号",
    "decided_on": "2026-11-20",
}
FEEDBACK = {"outcomes": [{"outcome": "no_violation"}], "summary": "现场核查未发现违法行为。"}
PENALTY = {"outcomes": [{"outcome": "general_penalty"}], "summary": "已依法处罚。"}
REASON = {"reason": "经研究决定"}


def end_of(day: str) -> str:
    """Write the last second of a day as the service shows it."""
    return f"{day}T23:59:59+08:00"


def on(day: str, hour: int = 10) -> datetime:
    """Say when: an hour of a day in Chinese time."""
    return datetime.fromisoformat(f"{day}T{hour:02}:00:00").replace(tzinfo=SHANGHAI)


class Desk:
    """One department; its people are hired when they are first asked for."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._people: dict[str, Caller] = {}

    def __getitem__(self, role: str) -> Caller:
        if role not in self._people:
            self._people[role] = Caller(role, self.code)
        return self._people[role]

    @property
    def liaison(self) -> Caller:
        """Who writes and signs."""
        return self["liaison"]

    @property
    def handler(self) -> Caller:
        """Who works on it."""
        return self["handler"]

    @property
    def lead(self) -> Caller:
        """Who decides."""
        return self["lead"]

    def waits(self) -> dict[str, str | None]:
        """Read the department's queue: each verb asked and by when."""
        caller = next(iter(self._people.values()), None) or self.lead
        rows = ok(caller.get("queue/"))["results"]
        return {row["verb"]: row["due_at"] for row in rows}


def staff(*codes: str) -> None:
    """Hire for departments whom a sealed matter needs, and others who are not named on it."""
    for code in codes:
        for role in ("lead", "head", "handler", "liaison"):
            Caller(role, code)


class Story:
    """One clue on its way from one department to others."""

    def __init__(self, *, sender: str = WATER, receiver: str = LANZHOU, **changes: Any) -> None:
        self.sender, self.receiver = Desk(sender), Desk(receiver)
        body = {"receivers": [{"department": receiver, "role": "main"}], **changes}
        self.clue_id: str = ok(self.sender.liaison.post("clues/", draft(**body)), 201)["id"]
        self.leg_id = ""
        self._versions = {self.clue_id: 1}

    def clue(self, reader: Caller | None = None) -> Any:
        """Read the clue, as the sender's lead unless somebody else is named."""
        clue = ok((reader or self.sender.lead).get(f"clues/{self.clue_id}/"))
        self._versions[self.clue_id] = clue["version"]
        return clue

    def leg(self, reader: Caller | None = None) -> Any:
        """Read the leg that the story follows."""
        leg = ok((reader or self.sender.lead).get(f"transfers/{self.leg_id}/"))
        self._versions[self.leg_id] = leg["version"]
        return leg

    def on_clue(self, caller: Caller, verb: str, body: Any = None) -> Any:
        """Take a step on the clue that must succeed."""
        version = self._versions.get(self.clue_id)
        clue = ok(caller.step("clues", self.clue_id, verb, body, version=version))
        self._versions[self.clue_id] = clue["version"]
        if clue["legs"]:
            self.leg_id = self.leg_id or clue["legs"][0]["id"]
        return clue

    def on_leg(self, caller: Caller, verb: str, body: Any = None) -> Any:
        """Take a step on the leg that must succeed."""
        version = self._versions.get(self.leg_id, 1)
        leg = ok(caller.step("transfers", self.leg_id, verb, body, version=version))
        self._versions[self.leg_id] = leg["version"]
        self._versions.pop(self.clue_id, None)  # the clue may have followed its leg
        return leg

    def follow(self, place: int = -1) -> str:
        """Go on with another leg of the clue; answer its id."""
        legs = self.clue()["legs"]
        self.leg_id = legs[place]["id"]
        return self.leg_id

    def manifest(self, reader: Caller | None = None) -> list[dict[str, str]]:
        """Read the clue's list of evidence as the receiver confirms it."""
        reader = reader or self.receiver.liaison
        rows = ok(reader.get(f"matters/{self.clue_id}/evidence/"))["results"]
        return [{"id": row["id"], "sha256": row["sha256"]} for row in rows]

    # ---- one stretch of the way each

    def submitted(self) -> Story:
        """Hand the draft in."""
        self.on_clue(self.sender.liaison, "submit")
        return self

    def sent(self) -> Story:
        """Let it be approved."""
        self.submitted().on_clue(self.sender.lead, "approve")
        return self

    def signed(self) -> Story:
        """Let it be signed for."""
        self.sent()
        self.on_leg(self.receiver.liaison, "sign", {"manifest": self.manifest()})
        return self

    def accepted(self) -> Story:
        """Let the receiver accept it."""
        self.signed().accept()
        return self

    def accept(self) -> None:
        """Let the receiver accept what it has signed for."""
        handler = {"handler": self.receiver.handler.user.username}
        self.on_leg(self.receiver.liaison, "accept", handler)

    def filed(self) -> Story:
        """Let a case be filed."""
        self.accepted().on_leg(self.receiver.lead, "file", FILING)
        return self

    def decided(self) -> Story:
        """Let it be decided."""
        self.filed().on_leg(self.receiver.lead, "decide", DECISION)
        return self

    def fed_back(self) -> Story:
        """Let the receiver accept it and feed back at once."""
        self.accepted().feed_back()
        return self

    def feed_back(self) -> Any:
        """Let the handler propose and the lead feed back that there was nothing."""
        self.on_leg(self.receiver.handler, "propose_feedback", FEEDBACK)
        return self.on_leg(self.receiver.lead, "feed_back")

    def objected(self) -> Story:
        """Let the receiver object."""
        body = {"reason_code": "not_our_duty", "reason": "不属于生态环境部门职责"}
        self.signed().on_leg(self.receiver.lead, "object", body)
        return self

    def disputed(self) -> Story:
        """Let the sender insist."""
        self.objected().on_leg(self.sender.lead, "insist", REASON)
        return self

    def concluded(self) -> Story:
        """Let it come to its end."""
        self.fed_back().on_leg(self.sender.liaison, "confirm")
        return self


def clocks(detail: Mapping[str, Any]) -> dict[str, tuple[str, str, str]]:
    """Lay out a detail's open clocks: kind → rule, state, due."""
    return {row["kind"]: (row["rule"], row["state"], row["due_at"]) for row in detail["deadlines"]}


def verbs(detail: Mapping[str, Any]) -> list[str]:
    """List what the reader of a detail may do now."""
    return [action["verb"] for action in detail["available_actions"]]


def holder(detail: Mapping[str, Any]) -> str | None:
    """Say who holds what a detail shows."""
    return detail["holder"] and detail["holder"]["code"]


def told(caller: Caller) -> list[str]:
    """Deliver what is due; list the events of which the person was told since the last time."""
    deliver(now=timezone.now())
    rows = ok(caller.get("notifications/?unread=true&page_size=100"))["results"]
    ok(caller.post("notifications/actions/read/"))
    return sorted(row["event"] for row in rows)


def timeline(caller: Caller, collection: str, pk: str) -> list[str]:
    """Read the record's sentences in order."""
    rows = ok(caller.get(f"{collection}/{pk}/timeline/?page_size=100"))["results"]
    return [row["sentence"] for row in rows]


def acts(caller: Caller, collection: str, pk: str) -> list[str]:
    """Read the record's verbs in order."""
    rows = ok(caller.get(f"{collection}/{pk}/timeline/?page_size=100"))["results"]
    return [row["verb"] for row in rows]


def assert_record_is_sound() -> None:
    """Seal the record and check every chain, head and seal."""
    seal_all(now=timezone.now())
    report = verify()
    assert report.faults == ()
    assert report.sound


def refused(response: Any, status: int, code: str) -> Any:
    """Answer the problem document of a response that must have been refused."""
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["status"], problem["code"]) == (status, code)
    return problem


_DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def photo(name: str = "现场.png") -> SimpleUploadedFile:
    """Make a small picture."""
    return SimpleUploadedFile(name, _DOT, content_type="image/png")


def paper(text: str, name: str = "记录.txt") -> SimpleUploadedFile:
    """Make a small text; other words have another hash."""
    return SimpleUploadedFile(name, text.encode(), content_type="text/plain")


def upload(caller: Caller, matter: str, file: SimpleUploadedFile, **fields: Any) -> Any:
    """Hand a file in as evidence."""
    return caller.upload("evidence/", {"matter": matter, "file": file, **fields})
