"""Clues for the measurement of steps, made by the real actions on a running service, as JSON."""

from __future__ import annotations

import json
import sys
from datetime import date
from decimal import Decimal
from typing import Any

import django

django.setup()

from django.utils import timezone  # noqa: E402  # after the apps are there

from apps.accounts.models import User  # noqa: E402  # as above
from apps.accounts.queries import actor_of  # noqa: E402  # as above
from apps.clues.actions.drafting import create_clues  # noqa: E402  # as above
from apps.clues.models import Clue  # noqa: E402  # as above
from apps.matters.actions import take_steps  # noqa: E402  # as above
from clue_transfer.actors import Actor  # noqa: E402  # as above
from clue_transfer.vocabulary import Kind, Verb  # noqa: E402  # as above
from tests.client import DRAFT  # noqa: E402  # as above

BATCH = 100


def actor(username: str) -> Actor:
    """Name a demonstration account as who acts."""
    return actor_of(User.objects.get(username=username), on=timezone.localdate())


def main(count: int) -> dict[str, Any]:
    """Make so many approved clues from water to ecology; answer them and their legs."""
    clues: list[str] = []
    legs: list[str] = []
    for start in range(0, count, BATCH):
        made, opened = _batch(min(BATCH, count - start))
        clues += made
        legs += opened
    return {"clues": clues, "legs": legs, "draft": DRAFT}


def _batch(count: int) -> tuple[list[str], list[str]]:
    water, lead = actor("liaison.620000-water"), actor("lead.620000-water")
    now = timezone.now()
    place = {
        name: Decimal(str(value)) if name != "address" else value
        for name, value in DRAFT["location"].items()
    }
    work = create_clues(
        [
            {
                **DRAFT,
                "title": f"黄河左岸滩涂倾倒疑似危险废物第{number}处",
                "leg_kind": "transfer",
                "location": place,
                "occurred_on": date.fromisoformat(DRAFT["occurred_on"]),
                "discovered_on": date.fromisoformat(DRAFT["discovered_on"]),
            }
            for number in range(count)
        ],
        actor=water,
        now=now,
    )
    clues = [clue.pk for clue in work.new]
    for verb, by in ((Verb.SUBMIT, water), (Verb.APPROVE, lead)):
        work = take_steps(
            Kind.CLUE,
            verb,
            among=Clue.objects.visible_to,
            pks=clues,
            actor=by,
            payload={},
            now=now,
        )
    return [str(pk) for pk in clues], [str(matter.pk) for matter in work.new]


if __name__ == "__main__":
    print("STOCK" + json.dumps(main(int(sys.argv[1]))))
