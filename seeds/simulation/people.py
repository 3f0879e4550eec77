"""Who plays: departments of different diligence, and what their people do when it is their turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random
from typing import Any

from apps.accounts.models import User
from apps.accounts.queries import actor_of
from clue_transfer.actors import Actor

SENDERS = (
    *("620000-water", "620000-forestry", "620000-agriculture", "620000-natural-resources"),
    *("620100-water", "620100-agriculture", "620400-water", "620400-forestry"),
    *("620102-water", "620123-agriculture", "620402-water", "622923-natural-resources"),
)
RECEIVERS = ("620100-ecology", "620400-ecology", "620102-ecology", "620402-ecology")


@dataclass(frozen=True, slots=True)
class Diligence:
    """How likely a department does on a working day what waits for it."""

    name: str
    daily: float

    def today(self, level: int) -> float:
        """The chance today: it grows with the level that a matter has been raised to."""
        return min(0.95, self.daily * (1 + level))


DILIGENT = Diligence("勤勉", 0.7)
AVERAGE = Diligence("一般", 0.4)
SLOW = Diligence("拖延", 0.12)


def diligence_of(code: str, *, seed: int) -> Diligence:
    """Say how diligent a department is in this world: the same at every run of a seed."""
    lot = Random(f"{seed} {code}").random()  # noqa: S311 - a made-up world
    if lot < 0.4:
        return DILIGENT
    return AVERAGE if lot < 0.8 else SLOW


@cache
def actor(role: str, code: str, day: date) -> Actor:
    """Give the person who has a role in a department, as of a day."""
    return actor_of(User.objects.get(username=f"{role}.{code}"), on=day)


def answer(status: str, *, random: Random, receiver: str) -> tuple[str, str, str, dict[str, Any]]:
    """Choose what is done with a leg of a status: whose side, role, verb and what is given."""
    ways = _WAYS[status]
    [way] = random.choices(ways, weights=[weight for weight, *_ in ways])
    _, side, role, verb, given = way
    if verb == "accept":
        given = {**given, "handler": f"handler.{receiver}"}
    return side, role, verb, dict(given)


_FEEDBACK = {
    "outcomes": [{"outcome": "no_violation"}],
    "summary": "现场核查未发现违法行为。",
}
_WAYS: dict[str, list[tuple[float, str, str, str, dict[str, Any]]]] = {
    "sent": [(1, "receiver", "liaison", "sign", {"manifest": []})],
    "signed": [
        (0.86, "receiver", "liaison", "accept", {}),
        (
            0.14,
            "receiver",
            "lead",
            "object",
            {"reason_code": "not_our_duty", "reason": "不属于本部门职责"},
        ),
    ],
    "objected": [(1, "sender", "lead", "insist", {"reason": "属于贵单位职责"})],
    "disputed": [
        (0.5, "sender", "lead", "propose_settlement", {"settlement": "here"}),
        (0.5, "receiver", "lead", "agree_here", {}),
    ],
    "accepted": [
        (0.5, "receiver", "lead", "file", {"case_number": "模罚立〔2026〕1号"}),
        (0.5, "receiver", "handler", "propose_feedback", _FEEDBACK),
    ],
    "accepted and proposed": [(1, "receiver", "lead", "feed_back", {})],
    "filed": [
        (0.2, "receiver", "handler", "report_progress", {"progress": "正在调查取证"}),
        (
            0.8,
            "receiver",
            "lead",
            "decide",
            {"decision_kind": "penalty", "decision_number": "模罚〔2026〕1号"},
        ),
    ],
    "decided": [
        (
            1,
            "receiver",
            "handler",
            "propose_feedback",
            {"outcomes": [{"outcome": "general_penalty"}], "summary": "已依法处罚。"},
        )
    ],
    "decided and proposed": [(1, "receiver", "lead", "feed_back", {})],
    "fed_back": [(1, "sender", "liaison", "confirm", {})],
}
