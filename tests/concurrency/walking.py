"""People who take whatever step they are offered, at random."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

from clue_transfer.vocabulary import Kind, Status
from clue_transfer.workflows.common import rows_for
from tests.client import Caller, person
from tests.stories import (
    BAIYIN,
    CHENGGUAN,
    DECISION,
    FEEDBACK,
    FILING,
    LANZHOU,
    PROVINCE,
    REASON,
    WATER,
)

GOVERNMENT = "620000-government"
PEOPLE = (
    ("liaison", WATER),
    ("lead", WATER),
    ("handler", WATER),
    ("duty_officer", WATER),
    ("liaison", LANZHOU),
    ("lead", LANZHOU),
    ("handler", LANZHOU),
    ("liaison", BAIYIN),
    ("lead", BAIYIN),
    ("handler", BAIYIN),
    ("liaison", CHENGGUAN),
    ("lead", CHENGGUAN),
    ("handler", CHENGGUAN),
    ("lead", PROVINCE),
    ("lead", GOVERNMENT),
)
_NONE: frozenset[Status] = frozenset()
EVERYWHERE = {
    str(row.verb) for row in rows_for(Kind.CLUE, open_statuses=_NONE, final=_NONE, handled=_NONE)
}
"""What may be done to every open matter is left out: it leads nowhere."""
_RECEIVERS = (LANZHOU, BAIYIN, CHENGGUAN)
_OBJECTION = {"reason_code": "not_our_duty", **REASON}


def hire() -> None:
    """Make everybody beforehand, so that threads only ask for tokens."""
    for role, department in PEOPLE:
        person(role, department)


class Walker:
    """One thread's people, who walk over the dossiers together with other threads'."""

    def __init__(self, clues: Sequence[str], *, seed: int) -> None:
        self._random = random.Random(seed)
        self._clues = list(clues)
        self._callers: dict[tuple[str, str], Caller] = {}
        self.answers: Counter[int] = Counter()
        self.taken: Counter[str] = Counter()

    def reseed(self, seed: int) -> None:
        """Choose from here on as the seed says."""
        self._random = random.Random(seed)

    def walk(self, steps: int) -> Walker:
        """Take so many steps, or be refused."""
        for _ in range(steps):
            self._step(self.caller(self._random.choice(PEOPLE)))
        return self

    def caller(self, who: tuple[str, str]) -> Caller:
        """Find or make the person who calls."""
        if who not in self._callers:
            self._callers[who] = Caller(*who)
        return self._callers[who]

    def _step(self, caller: Caller) -> None:
        clue = caller.get(f"clues/{self._random.choice(self._clues)}/")
        self.answers[clue.status_code] += 1
        if clue.status_code != 200:
            clue = self.caller(("lead", WATER)).get(clue.request["PATH_INFO"])
        rows = [("clues", clue.json()["id"])]
        rows += [("transfers", leg["id"]) for leg in clue.json()["legs"]] * 3
        collection, pk = self._random.choice(rows)
        found = caller.get(f"{collection}/{pk}/")
        self.answers[found.status_code] += 1
        offered = [row["verb"] for row in found.json().get("available_actions") or []]
        if not set(offered) - EVERYWHERE:
            holder = (clue.json()["holder"] or {"code": WATER})["code"]
            caller = self.caller(self._random.choice([p for p in PEOPLE if p[1] == holder]))
            found = caller.get(f"{collection}/{pk}/")
            offered = [row["verb"] for row in found.json().get("available_actions") or []]
        if not set(offered) - EVERYWHERE:
            return
        verb = self._random.choice([verb for verb in offered if verb not in EVERYWHERE])
        body = self.payload(verb, caller, found.json())
        response = caller.step(collection, pk, verb, body, version=found.json()["version"])
        self.answers[response.status_code] += 1
        if response.status_code == 200:
            self.taken[verb] += 1

    def payload(self, verb: str, caller: Caller, detail: dict[str, Any]) -> dict[str, Any]:
        """Fill in what a verb needs, so that it can be taken where it is its turn."""
        handler = {"handler": f"handler.{caller.department}"}
        receiver = {"receiver": self._random.choice(_RECEIVERS)}
        subjects = [row["id"] for row in detail["subjects"]]
        fixed: dict[str, dict[str, Any]] = {
            "sign": {"manifest": []},
            "accept": handler,
            "request_supplement": {"items": ["现场照片"]},
            "supplement": {"note": "已补"},
            "object": _OBJECTION,
            "object_late": _OBJECTION,
            "split": {"subjects": subjects[:1], **REASON},
            "forward": receiver,
            "propose_redirect": receiver,
            "designate": {**receiver, **REASON},
            "propose_settlement": {"settlement": self._random.choice(["here", "back"])},
            "merge": {"survivor": self._random.choice(self._clues)},
            "file": FILING,
            "decline_filing": {"reason_code": "no_violation", **REASON},
            "report_progress": {"progress": "正在核查"},
            "decide": DECISION,
            "serve_decision": {"served_on": "2026-11-20", "service_way": "post"},
            "propose_feedback": FEEDBACK,
            "feed_back": FEEDBACK,
        }
        without = {"submit", "approve", "approve_urgent", "confirm_urgent", "redirect", "conclude"}
        without |= {"agree_here", "agree_back", "agree_return", "confirm", "refer_up"}
        without |= {"take_back", "unmerge"}
        return {} if verb in without else fixed.get(verb, REASON)
