"""Every route of the API, asked by everybody: who gets in, who is turned away, and how."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import URLPattern, URLResolver, get_resolver

from apps.clues.models import ScreeningHit
from apps.deadlines.models import Deadline, Rule
from tests.apps.permissions import BY_INTAKE, EXPECTED, ROLES
from tests.apps.permissions_of_two_laws import BY_THE_TWO_LAWS, COLLECTIONS, OF_THE_TWO_LAWS
from tests.books import table
from tests.client import Caller, draft, ok
from tests.complaints import BODY, REPORTER, complain
from tests.opinions import Inquiry, Linkage, Opinion, PublicInterest
from tests.referrals import CHARGE, Detention, Referral
from tests.stories import BAIYIN, LANZHOU, MORNING, Desk, Story, paper, upload

BASE = "api/v1/"
ORDERED = {"outcomes": [{"outcome": "correction_at_once"}], "summary": "已责令改正。"}
METHODS = ("get", "post", "put", "patch", "delete")


def walk(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """List method and route of every view below the API's base."""
    for entry in patterns:
        route = prefix + re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", str(entry.pattern)).strip("^$")
        route = route.replace("\\Z", "").replace("<uuid:pk>", "<pk>").replace("<int:pk>", "<pk>")
        if isinstance(entry, URLResolver):
            yield from walk(entry.url_patterns, route)
        elif isinstance(entry, URLPattern) and route.startswith(BASE):
            for method in methods_of(entry.callback):
                yield method.upper(), route.removeprefix(BASE)


def methods_of(callback: Any) -> list[str]:
    """List what a view answers to, HEAD and OPTIONS apart."""
    actions = getattr(callback, "actions", None)
    if actions:
        return [name for name in METHODS if name in actions]
    view = getattr(callback, "cls", None) or callback.view_class
    return [name for name in METHODS if hasattr(view, name)]


ROUTES = sorted(set(walk(get_resolver().url_patterns)), key=lambda pair: (pair[1], pair[0]))


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert {f"{method} {route}" for method, route in ROUTES} == EXPECTED.keys()


@dataclass
class World:
    """One leg that waits to be signed for, and everybody who may ask about it."""

    callers: dict[str, Any]
    keys: dict[str, Any]
    bodies: dict[str, Any]
    forms: dict[str, Callable[[], dict[str, Any]]]
    """Bodies with files, made anew for each request."""
    versions: dict[str, int]
    """At which version each collection's matter stands, where it is not the first."""

    def ask(self, role: str, method: str, route: str) -> int:
        """Ask, and undo what a write did; answer the status."""
        path = re.sub(r"<int:hit>", str(self.keys["hit"]), route)
        path = re.sub(r"<\w+>", str(self._key(route)), path)
        body = self.bodies.get(f"{method} {route}", {})
        caller = self.callers[role]
        client = caller._client if isinstance(caller, Caller) else caller
        version = self.versions.get(path.split("/", maxsplit=1)[0], 1)
        asked = {
            "content_type": "application/json",
            "headers": {"If-Match": f'"{version}"', "Idempotency-Key": "k"},
        }
        if f"{method} {route}" in self.forms:
            fields = self.forms[f"{method} {route}"]()
            asked["content_type"] = MULTIPART_CONTENT
            return self._write(client, method, path, encode_multipart(BOUNDARY, fields), asked)
        if method == "GET":
            # A download is logged in a transaction of its own, which must be the outermost.
            response = client.generic(method, f"/{BASE}{path}", **asked)
            if response.streaming:
                b"".join(response.streaming_content)
            return int(response.status_code)
        return self._write(client, method, path, json.dumps(body).encode(), asked)

    def _write(self, client: Any, method: str, path: str, content: bytes, asked: Any) -> int:
        with transaction.atomic():
            response = client.generic(method, f"/{BASE}{path}", content, **asked)
            transaction.set_rollback(True)
        return int(response.status_code)

    def _key(self, route: str) -> Any:
        if route.startswith("deadlines/feeds/"):
            return 0
        return self.keys.get(route.split("/", maxsplit=1)[0], self.keys["clues"])


def _asked(story: Story) -> str:
    """Let a receiver's lead ask the sender for more time; answer the request's key."""
    clock = Deadline.objects.get(matter=story.leg_id, kind="feedback")
    body = {"deadline": str(clock.pk), "days": 5, "reason": "案情复杂"}
    return str(ok(story.receiver.lead.post("extension-requests/", body), 201)["id"])


@pytest.fixture
def world(tmp_path: Path, settings: Any, seeded_db: None) -> Iterator[World]:
    """Bring a clue with evidence, paper and clock to its receiver."""
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with time_machine.travel(MORNING, tick=False):
        # A leg that has been signed for makes the paper; another one waits to be signed for.
        story = Story(
            receivers=[
                {"department": LANZHOU, "role": "main"},
                {"department": "620100-water", "role": "co"},
            ]
        )
        item = ok(upload(story.sender.liaison, story.clue_id, paper("证据")), 201)
        story.sent()
        sender, receiver, above = story.sender, story.receiver, Desk("620000-ecology")
        detail, clue = story.leg(), story.clue()
        other = Desk("620100-water").liaison
        manifest = [{"id": item["id"], "sha256": item["sha256"]}]
        ok(other.step("transfers", clue["legs"][1]["id"], "sign", {"manifest": manifest}))
        complaint = complain(sender)
        body = {"kind": "ministry_list", "file": table()}
        run = ok(sender.liaison.upload("imports/", body), 201)["id"]
        ok(sender.liaison.post(f"imports/{run}/actions/commit/"))
        handed = ok(sender.liaison.get(f"imports/{run}/"))["list"]
        letter, *_ = ok(sender.lead.get("documents/"))["results"]  # the latest: the receipt
        done = Story().accepted()
        done.on_leg(done.receiver.lead, "feed_back", ORDERED)
        [order] = ok(sender.lead.get("rectifications/"))["results"]
        asked = _asked(Story().accepted())
        crime, detention = Referral().received(), Detention().proposed()
        written = (Opinion().served(), PublicInterest().filed(), Linkage().registered(), Inquiry())
        callers = {
            "anonymous": Client(),
            "outsider": Desk(BAIYIN).lead,
            "sender liaison": sender.liaison,
            "sender lead": sender.lead,
            "receiver liaison": receiver.liaison,
            "receiver lead": receiver.lead,
            "superior lead": above.lead,
            "auditor": Desk("620000-joint-office")["auditor"],
        }
        assert tuple(callers) == ROLES
        callers["sender intake"] = sender["intake"]
        callers |= {name: Caller(*who) for name, who in OF_THE_TWO_LAWS.items()}
        yield World(
            callers,
            {
                "clues": story.clue_id,
                "transfers": story.leg_id,
                "complaints": complaint["id"],
                "rectifications": order["id"],
                "imports": run,
                "lists": handed,
                "matters": story.clue_id,
                "deadlines": detail["deadlines"][0]["id"],
                "extension-requests": asked,
                "crime-referrals": crime.id,
                "detention-referrals": detention.id,
                **{each.collection: each.id for each in written},
                "evidence": item["id"],
                "documents": letter["id"],
                "subjects": clue["subjects"][0]["id"],
                "users": sender.lead.user.pk,
                "divisions": "620100",
                "departments": LANZHOU,
                "calendars": 2026,
                "substitutions": 0,
                "hit": ScreeningHit.objects.filter(clue=story.clue_id).get().pk,
                "deadline-rules": Rule.objects.values_list("pk", flat=True).first(),
            },
            {
                "POST clues/": draft(receivers=[{"department": "620402-ecology"}]),
                "POST imports/<pk>/actions/submit/": {"no_state_secrets": True},
                "POST complaints/": {**BODY, "external_number": "P-1"},
                "POST crime-referrals/": CHARGE,
                "POST detention-referrals/": {"subjects": CHARGE["subjects"]},
                **{f"POST {each.collection}/": each.about for each in written},
                "PUT complaints/<pk>/reporter/": REPORTER,
                "POST matters/<pk>/comments/": {"text": "请核实"},
                "PUT notifications/preferences/": {"preferences": {"transfer.*": "none"}},
            },
            {
                "POST evidence/": lambda: {"matter": story.clue_id, "file": paper("另一份证据")},
                "POST imports/": lambda: {"kind": "ministry_list", "file": table()},
            },
            {
                "clues": story.clue()["version"],
                "crime-referrals": crime.read()["version"],
                "detention-referrals": detention.read()["version"],
                **{each.collection: each.read()["version"] for each in written},
            },
        )


@pytest.mark.parametrize("role", ROLES)
def test_every_route_answers_as_the_table_says(world: World, role: str) -> None:
    place = ROLES.index(role)

    found = {f"{method} {route}": world.ask(role, method, route) for method, route in ROUTES}

    assert found == {key: int(row.split()[place]) for key, row in EXPECTED.items()}


@pytest.mark.parametrize("role", OF_THE_TWO_LAWS)
def test_who_works_on_the_two_laws_gets_what_is_theirs(world: World, role: str) -> None:
    place = list(OF_THE_TWO_LAWS).index(role)
    theirs = [pair for pair in ROUTES if pair[1].startswith(COLLECTIONS)]

    found = {f"{method} {route}": world.ask(role, method, route) for method, route in theirs}

    assert found == {key: int(row.split()[place]) for key, row in BY_THE_TWO_LAWS.items()}


def test_intake_officers_get_what_is_theirs(world: World) -> None:
    found = {row: world.ask("sender intake", *row.split(" ")) for row in BY_INTAKE}

    assert found == BY_INTAKE
