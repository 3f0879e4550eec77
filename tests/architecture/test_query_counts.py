"""Every request costs the number of queries that is committed, and no more than is promised.

The numbers in `tests/query_counts.json` are rewritten on purpose only, by
`REWRITE_QUERY_COUNTS=1 pytest -n 0 tests/architecture/test_query_counts.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from apps.accounts.models import Substitution
from apps.accounts.queries import actor_of
from apps.clues.actions.drafting import create_clues
from apps.clues.models import (
    Clue,
    Duplicate,
    HandedList,
    ImportRun,
    Outcome,
    Transfer,
    ViolationType,
)
from apps.deadlines.models import Deadline
from apps.documents.actions import render_pending
from apps.evidence.models import Evidence
from apps.matters.actions import take_steps
from apps.matters.models import Link
from apps.notifications.actions import deliver
from apps.organizations.queries import directory, stamp
from clue_transfer.vocabulary import Kind, Verb
from tests.architecture.counting import Counting, committed, compare, routes
from tests.client import Caller, draft, ok
from tests.complaints import BODY as COMPLAINT
from tests.complaints import complain, hotline_list
from tests.complaints import step as complaint_step
from tests.stories import (
    BAIYIN,
    CHENGGUAN,
    DECISION,
    FEEDBACK,
    FILING,
    LANZHOU,
    MORNING,
    REASON,
    WATER,
    Desk,
    Story,
    paper,
    staff,
    upload,
)

LIST_LIMIT, DETAIL_LIMIT, CREATE_LIMIT, STEP_LIMIT = 6, 8, 15, 20

NOT_IN_TABLES = {
    "GET facts/",  # a catalogue of the kernel
    "GET imports/template/",  # a workbook made of words
}
STEPPED = (
    "POST clues/",
    "POST transfers/",
    "POST rectifications/",
    "POST complaints/",
    "POST extension-requests/",
)
NOBODY_BUT_THE_SYSTEM = {Verb.RAISE_LEVEL, Verb.RELEASE, Verb.SUCCEED}
NEVER_ON_A_PART = {
    f"POST {part}/<uuid:pk>/actions/{verb}/"
    for part in ("transfers", "rectifications", "extension-requests")
    for verb in (Verb.PROPOSE_LOWERING, Verb.LOWER_SECRECY)
}
ONLY_ON_A_LEG = {
    f"POST {collection}/<uuid:pk>/actions/{verb}/"
    for collection in ("clues", "rectifications", "complaints", "extension-requests")
    for verb in (Verb.PROPOSE_SUSPENSION, Verb.SUSPEND, Verb.RESUME)
}
"""No rule of the others' clocks names a cause for which people may suspend it."""


@pytest.fixture(autouse=True)
def world(seeded_db: None, tmp_path: Path, settings: Any) -> Iterator[None]:
    """A stopped clock, stores of the test's own, and warm snapshots of the reference facts."""
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with time_machine.travel(MORNING, tick=False):
        Story().sent()
        yield


@pytest.fixture
def counting(world: None, monkeypatch: pytest.MonkeyPatch) -> Counting:
    """Watch every request of the test."""
    return Counting(monkeypatch)


def test_a_list_costs_the_same_whatever_the_size_of_its_page(counting: Counting) -> None:
    paths = _thirty_of_everything()
    counts: dict[int, dict[str, int]] = {}

    for size in (3, 30):
        counting.most.clear()
        for path, caller in paths.items():
            mark = "&" if "?" in path else "?"
            rows = ok(caller.get(f"{path}{mark}page_size={size}"))["results"]
            assert (path, len(rows)) == (path, size)
        counts[size] = dict(sorted(counting.most.items()))

    assert counts[3] == counts[30]
    assert {name: n for name, n in counts[30].items() if n > LIST_LIMIT} == {}
    compare("lists", counts[30])


def test_a_detail_costs_no_more_than_promised(counting: Counting) -> None:
    paths = _everything_once()
    counting.most.clear()

    for path, caller in paths.items():
        response = caller.get(path)
        assert (path, response.status_code) == (path, 200)
        if response.streaming:
            assert b"".join(response) != b""

    measured = dict(sorted(counting.most.items()))
    assert {name: n for name, n in measured.items() if n > DETAIL_LIMIT} == {}
    compare("details", measured)


def test_every_route_that_reads_is_measured() -> None:
    known = committed()

    measured = known["lists"].keys() | known["details"].keys()

    assert routes("GET") ^ measured == NOT_IN_TABLES


def test_every_step_costs_no_more_than_promised(counting: Counting) -> None:
    body = draft(secrecy="confidential")
    ok(Caller("liaison", WATER).post("clues/", body, **{"Idempotency-Key": str(uuid4())}), 201)
    _every_verb()

    steps = {
        name: most
        for name, most in sorted(counting.most.items())
        if name.startswith(STEPPED) or name.startswith(("PATCH clues/", "DELETE clues/"))
    }

    left_out = tuple(f"/actions/{verb}/" for verb in NOBODY_BUT_THE_SYSTEM)
    expected = (
        {
            name
            for name in routes("POST")
            if name.startswith(STEPPED) and not name.endswith(left_out)
        }
        - NEVER_ON_A_PART
        - ONLY_ON_A_LEG
    )
    assert steps.keys() - {"PATCH clues/<uuid:pk>/", "DELETE clues/<uuid:pk>/"} == expected
    assert max(steps["POST clues/"], steps["POST complaints/"]) <= CREATE_LIMIT
    assert steps["POST extension-requests/"] <= STEP_LIMIT  # it is a step on a dossier's clock
    assert {name: n for name, n in steps.items() if n > STEP_LIMIT} == {}
    compare("steps", steps)


# ---- rows to read


def _thirty_of_everything() -> dict[str, Caller]:
    """Make thirty rows for every list; answer who reads which list."""
    liaison, lead = Caller("liaison", WATER), Caller("lead", WATER)
    theirs, handler = Caller("liaison", LANZHOU), Caller("handler", LANZHOU)
    now = timezone.now()
    places = directory(stamp())
    water, lanzhou = places.department(WATER), places.department(LANZHOU)
    for catalogue in (Outcome, ViolationType):
        known = catalogue.objects.first()
        for n in range(30 - catalogue.objects.count()):
            known.code = f"{known.code[:20]}_{n}"
            known.save(force_insert=True)
    changes = {"leg_kind": "transfer", "occurred_on": None, "discovered_on": MORNING.date()}
    drafts = [
        draft(**changes, subjects=[{"name": f"第{n}号砂场", "role": "suspect"}]) for n in range(30)
    ]
    clues = list(create_clues(drafts, actor=_actor(liaison), now=now).matters)
    for verb, caller in ((Verb.SUBMIT, liaison), (Verb.APPROVE, lead)):
        _all(Kind.CLUE, verb, clues, caller)
    legs = list(Transfer.objects.filter(parent__in=clues).values_list("pk", flat=True))
    _all(Kind.TRANSFER, Verb.SIGN, legs, theirs, manifest=[])
    _all(Kind.TRANSFER, Verb.ACCEPT, legs, theirs, handler=handler.user.username)
    order = {"outcomes": [{"outcome": "correction_at_once"}], "summary": "已责令改正。"}
    for n in range(30):
        story = Story(subjects=[{"name": f"第{n}号渔场", "role": "suspect"}]).accepted()
        story.on_leg(Caller("lead", LANZHOU), "feed_back", order)
    asker = Caller("lead", LANZHOU)
    for row in Deadline.objects.filter(kind="feedback", matter__in=legs):
        body = {"deadline": str(row.pk), "days": 5, "reason": "案情复杂"}
        ok(asker.post("extension-requests/", body), 201)
    deliver(now=now)
    leg = legs[0]
    clue = Clue.objects.get(children=leg)
    for n in range(30):
        _all(Kind.TRANSFER, Verb.REPORT_PROGRESS, [leg], handler, progress=f"第{n}次")
        ok(liaison.post(f"matters/{clue.pk}/comments/", {"text": f"第{n}条"}), 201)
    Evidence.objects.bulk_create(
        Evidence(
            matter=clue,
            name=f"{n}.txt",
            size=1,
            media_type="text/plain",
            sha256="0" * 64,
            stored_at="00/0",
            uploaded_by=liaison.user,
            department_id=water.id,
            created_at=now,
        )
        for n in range(30)
    )
    evidence = Evidence.objects.first()
    for _ in range(30):
        evidence.custody.create(
            at=now, person=theirs.user, department_id=lanzhou.id, act="checked", ok=True
        )
    Duplicate.objects.all().delete()
    others = Clue.objects.exclude(pk__in=clues).values_list("pk", flat=True)
    alike = [pk for pk in (*clues, *others) if pk != clue.pk][:30]
    Duplicate.objects.bulk_create(
        Duplicate(clue=clue, other_id=pk, score=50, found_at=now) for pk in alike
    )
    Link.objects.bulk_create(
        Link(
            matter_id=clue.pk, other_id=pk, department_id=lanzhou.id, person=theirs.user, since=now
        )
        for pk in alike
    )
    HandedList.objects.bulk_create(
        HandedList(name=f"第{n}批", department_id=water.id, opened_at=now) for n in range(30)
    )
    ImportRun.objects.bulk_create(
        ImportRun(
            kind="ministry_list",
            department_id=water.id,
            created_by=liaison.user,
            created_at=now,
            status="ready",
            file_name=f"{n}.xlsx",
            sha256="0" * 64,
            size=1,
        )
        for n in range(30)
    )
    for n in range(30):
        colleague = Caller("handler", WATER, suffix=f".{n}")
        days = {"since": MORNING.date(), "until": MORNING.date()}
        Substitution.objects.create(
            absent=colleague.user,
            substitute=lead.user,
            department_id=water.id,
            roles=["handler"],
            made_by=lead.user,
            made_at=now,
            **days,
        )
    return {
        "clues/": liaison,
        "complaints/": _thirty_complaints(),
        "clues/?box=outgoing&search=砂场&status=transferred&open=true": liaison,
        "transfers/": theirs,
        "rectifications/": theirs,
        "ledger/": theirs,
        f"lists/{_list_of(clues, department=water.id)}/ledger/": liaison,
        "queue/": theirs,
        "deadlines/": theirs,
        "extension-requests/": theirs,
        "documents/": theirs,
        "evidence/": liaison,
        f"evidence/{evidence.pk}/custody/": liaison,
        "notifications/": theirs,
        f"matters/{clue.pk}/timeline/": liaison,
        f"matters/{clue.pk}/comments/": liaison,
        f"matters/{clue.pk}/links/": theirs,
        f"clues/{clue.pk}/duplicates/": liaison,
        f"matters/{clue.pk}/evidence/": liaison,
        f"clues/{clue.pk}/timeline/": liaison,
        f"transfers/{leg}/timeline/": theirs,
        "violation-types/": liaison,
        "outcomes/": liaison,
        "subjects/": liaison,
        "lists/": liaison,
        "imports/": liaison,
        "substitutions/": liaison,
        "deadline-rules/": liaison,
        "users/": liaison,
        "divisions/": liaison,
        "departments/": liaison,
        "audit/entries/": Caller("auditor", "620000-joint-office"),
    }


def _list_of(clues: list[Any], *, department: int) -> Any:
    """Hand the clues down in one list; answer its key."""
    row = HandedList.objects.create(
        name="同一批", department_id=department, opened_at=timezone.now()
    )
    Clue.objects.filter(pk__in=clues).update(handed_list=row)
    return row.pk


def _everything_once() -> dict[str, Caller]:
    """Bring one clue with two legs and everything beside it to its end; answer who reads what."""
    story = Story(
        receivers=[
            {"department": LANZHOU, "role": "main"},
            {"department": BAIYIN, "role": "co"},
        ]
    )
    item = ok(upload(story.sender.liaison, story.clue_id, paper("现场")), 201)
    story.decided()
    story.on_leg(story.receiver.handler, "propose_feedback", FEEDBACK)
    story.on_leg(story.receiver.lead, "feed_back", PENALTY_NOW)
    clue, leg, caller = story.clue_id, story.leg_id, story.receiver.liaison
    order = ok(caller.get("rectifications/"))["results"][0]["id"]
    render_pending(now=timezone.now())
    deliver(now=timezone.now())
    paper_id = ok(caller.get("documents/"))["results"][0]["id"]
    other = Story().accepted()
    clock = str(Deadline.objects.get(matter=other.leg_id, kind="progress").pk)
    body = {"deadline": clock, "days": 5, "reason": "案情复杂"}
    request = ok(story.receiver.lead.post("extension-requests/", body), 201)["id"]
    subject = story.clue()["subjects"][0]["id"]
    water = directory(stamp()).department(WATER)
    sender = story.sender.liaison
    handed = HandedList.objects.create(
        name="清单", department_id=water.id, opened_at=timezone.now()
    )
    Clue.objects.filter(pk=clue).update(handed_list=handed)
    run = ImportRun.objects.create(
        kind="ministry_list",
        department_id=water.id,
        created_by=sender.user,
        created_at=timezone.now(),
        status="ready",
        file_name="清单.xlsx",
        sha256="0" * 64,
        size=1,
    )
    rule = ok(caller.get("deadline-rules/"))["results"][0]["id"]
    desk = Desk(WATER)
    again, found = complain(desk), complain(desk, external_number="Q-2")
    found = complaint_step(desk["intake"], found, "accept")
    found = complaint_step(desk["intake"], found, "open_clue", {"kind": "own"})
    kept = ok(desk["intake"].upload("imports/", hotline_list()), 201)["id"]
    return {
        f"complaints/{found['id']}/": desk["intake"],
        f"complaints/{found['id']}/actions/": desk["intake"],
        f"complaints/{again['id']}/duplicates/": desk["intake"],
        f"complaints/{found['id']}/reporter/": desk["intake"],
        f"clues/{found['clue']['id']}/reporter/": desk["intake"],
        "me/": caller,
        f"clues/{clue}/": caller,
        f"clues/{clue}/actions/": caller,
        f"transfers/{leg}/": caller,
        f"transfers/{leg}/actions/": caller,
        f"rectifications/{order}/": caller,
        f"rectifications/{order}/actions/": caller,
        f"matters/{clue}/": caller,
        f"matters/{clue}/parties/": caller,
        f"matters/{clue}/named-persons/": caller,
        f"matters/{leg}/deadlines/": caller,
        f"matters/{leg}/documents/": caller,
        f"deadlines/{clock}/": caller,
        f"extension-requests/{request}/": caller,
        f"extension-requests/{request}/actions/": caller,
        f"deadlines/{clock}/explanation/": caller,
        f"evidence/{item['id']}/": caller,
        f"evidence/{item['id']}/content/": caller,
        f"documents/{paper_id}/": caller,
        f"documents/{paper_id}/content/": caller,
        "notifications/preferences/": caller,
        f"subjects/{subject}/": caller,
        f"lists/{handed.pk}/": sender,
        f"imports/{run.pk}/": sender,
        f"imports/{run.pk}/findings/": sender,
        f"imports/{kept}/file/": desk["intake"],
        f"deadline-rules/{rule}/": caller,
        f"users/{caller.user.pk}/": caller,
        "divisions/620100/": caller,
        f"departments/{LANZHOU}/": caller,
        "calendars/": caller,
        "calendars/2026/": caller,
    }


def _thirty_complaints() -> Caller:
    desk = Desk(WATER)
    for n in range(30):
        complain(desk, external_number=f"Q-{n}")
    return desk["intake"]


def _actor(caller: Caller) -> Any:
    return actor_of(caller.user, on=timezone.localdate())


def _all(kind: Kind, verb: Verb, pks: list[Any], caller: Caller, **payload: Any) -> None:
    """Take one step on many matters at once."""
    actor = _actor(caller)
    model = Clue if kind is Kind.CLUE else Transfer
    among = model.objects.visible_to
    take_steps(kind, verb, among=among, pks=pks, actor=actor, payload=payload, now=timezone.now())


# ---- every verb of both tables, each at its fullest


def _every_verb() -> None:
    _to_the_end_with_two_legs()
    _withdrawn_and_recalled()
    _argued_about()
    _returned_and_split()
    _merged_reopened_and_urgent()
    _sealed()
    _suspended_and_extended()
    _complained()
    _put_right()


def _complained() -> None:
    desk = Desk(WATER)
    intake, told = desk["intake"], {"told_on": "2026-11-20", "told_way": "phone"}
    key = {"Idempotency-Key": str(uuid4())}
    first = ok(intake.post("complaints/", {**COMPLAINT, "repeat_of": None}, **key), 201)
    again = complain(desk, external_number="S-2", repeat_of=first["id"])
    away = complain(desk, external_number="S-3")
    body = {"reason_code": "repeated", "repeat_of": first["id"], **REASON, **told}
    complaint_step(intake, again, "refuse", body)
    complaint_step(intake, away, "move", {"moved_to": "信访局", **REASON, **told})
    body = {"handler": desk.handler.user.username, **told}
    complaint_step(intake, first, "accept", body)
    complaint_step(desk.lead, first, "reassign", {"handler": desk.liaison.user.username})
    complaint_step(desk.lead, first, "link", {"other": again["id"]})
    body = {"receivers": [{"department": LANZHOU, "role": "main"}]}
    complaint_step(desk.handler, first, "open_clue", body)
    complaint_step(desk.handler, first, "propose_answer", {"answer": "已处理"})
    complaint_step(desk.lead, first, "answer", told)
    closed = complain(desk, external_number="S-4", secrecy="confidential")
    for verb in ("admit", "dismiss"):
        body = {"person": desk["reward_officer"].user.username, **REASON}
        complaint_step(desk.lead, closed, verb, body)
    seal, low = {"secrecy": "sealed", **REASON}, {"secrecy": "internal", **REASON}
    complaint_step(desk.lead, closed, "raise_secrecy", seal)
    complaint_step(desk.lead, closed, "propose_lowering", low)
    complaint_step(desk["head"], closed, "lower_secrecy")
    complaint_step(desk.lead, closed, "recuse", REASON)


def _suspended_and_extended() -> None:
    story = Story().filed()
    handler, lead = story.receiver.handler, story.receiver.lead
    clock = str(Deadline.objects.get(matter=story.leg_id, kind="penalty").pk)
    now = MORNING.isoformat()
    body = {"clock": "penalty", "cause": "hearing", "since": now, "paper": "听证通知书"}
    story.on_leg(handler, "propose_suspension", body)
    story.on_leg(lead, "suspend", {"clock": "penalty"})
    story.on_leg(lead, "resume", {"clock": "penalty"})
    asked = {"deadline": clock, "days": 5, "reason": "案情复杂"}
    for verb in ("take_back", "refuse", "grant"):
        request = ok(handler.post("extension-requests/", asked, **_key()), 201)["id"]
        if verb == "grant":
            second = Caller("lead", LANZHOU, suffix=".second")
            other = {"handler": second.user.username}
            ok(second.step("extension-requests", request, "reassign", other))
            another = {"other": Story().sent().clue_id, **REASON}
            ok(second.step("extension-requests", request, "link", another))
            third = Caller("lead", LANZHOU, suffix=".third")
            ok(third.step("extension-requests", request, "recuse", REASON))
        who = handler if verb == "take_back" else lead
        ok(who.step("extension-requests", request, verb, REASON))


def _key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


def _two_receivers(**changes: Any) -> Story:
    rows = [{"department": LANZHOU, "role": "main"}, {"department": BAIYIN, "role": "co"}]
    return Story(receivers=rows, **changes)


def _to_the_end_with_two_legs() -> None:
    story = _two_receivers()
    sender, receiver, baiyin = story.sender, story.receiver, Desk(BAIYIN)
    item = ok(upload(sender.liaison, story.clue_id, paper("现场")), 201)
    story.on_clue(sender.liaison, "submit")
    story.on_clue(sender.lead, "disapprove", REASON)
    story.on_clue(sender.liaison, "submit")
    legs = [leg["id"] for leg in story.on_clue(sender.lead, "approve")["legs"]]
    story.on_leg(receiver.liaison, "sign", {"manifest": story.manifest()})
    story.on_leg(receiver.liaison, "request_supplement", {"items": ["照片"]})
    story.on_leg(sender.liaison, "supplement", {"note": "已补", "evidence": [item["id"]]})
    story.accept()
    story.on_leg(receiver.lead, "reassign", {"handler": receiver.liaison.user.username})
    story.on_leg(receiver.liaison, "report_progress", {"progress": "已现场核查"})
    check = {"way": "on_site", "checked_on": "2026-11-20", "findings": "属实"}
    check |= {"approval": {"number": "兰环查〔2026〕1号", "approver": "李局长"}}
    story.on_leg(receiver.handler, "inspect", {**check, "evidence": [item["id"]]})
    story.on_leg(receiver.lead, "file", FILING)
    story.on_leg(receiver.lead, "decide", DECISION)
    story.on_leg(
        receiver.lead, "serve_decision", {"served_on": "2026-11-20", "service_way": "in_person"}
    )
    story.on_leg(receiver.handler, "propose_feedback", PENALTY_NOW)
    story.on_leg(receiver.lead, "revise_feedback", REASON)
    for answer in ("dispute_feedback", "dispute_feedback", "refer_feedback"):
        story.on_leg(receiver.handler, "propose_feedback", PENALTY_NOW)
        story.on_leg(receiver.lead, "feed_back")
        story.on_leg(sender.lead, answer, REASON)
    government = Desk("620000-government")
    story.on_leg(government.lead, "rule_rework", REASON)
    story.on_leg(receiver.lead, "feed_back", PENALTY_NOW)
    story.on_leg(sender.lead, "refer_feedback", REASON)
    story.on_leg(government.lead, "rule_final", REASON)
    story.leg_id = legs[1]
    story.on_leg(baiyin.liaison, "sign", {"manifest": story.manifest(baiyin.liaison)})
    story.on_leg(baiyin.liaison, "accept", {"handler": baiyin.handler.user.username})
    story.on_leg(baiyin.lead, "decline_filing", {"reason_code": "minor_corrected", **REASON})
    story.on_leg(baiyin.lead, "feed_back", FEEDBACK)
    story.on_leg(sender.liaison, "confirm")
    [order] = ok(receiver.lead.get("rectifications/"))["results"]
    _done(order["id"], by=receiver)
    assert story.clue()["status"] == "concluded"
    story.on_clue(sender.lead, "reopen", REASON)


PENALTY_NOW = {"outcomes": [{"outcome": "general_penalty"}], "summary": "已依法处罚。"}


def _withdrawn_and_recalled() -> None:
    story = _two_receivers().sent()
    story.on_clue(story.sender.lead, "withdraw", REASON)
    story = Story()
    story.on_clue(story.sender.lead, "discard", REASON)
    story = Story()
    path, sender = f"clues/{story.clue_id}/", story.sender
    ok(sender.liaison.patch(path, draft(title="改"), **{"If-Match": '"1"'}))
    gone = sender.lead.delete(path, **{"If-Match": '"2"'})
    assert gone.status_code == 204
    story = Story().sent()
    story.on_leg(story.sender.lead, "recall", REASON)
    story.on_clue(story.sender.lead, "close_no_receiver", REASON)
    story, baiyin = _two_receivers().sent(), Desk(BAIYIN)
    story.follow(1)
    story.on_leg(baiyin.liaison, "sign", {"manifest": []})
    story.on_leg(baiyin.lead, "object", {"reason_code": "not_our_duty", **REASON})
    story.on_leg(story.sender.lead, "take_back")
    story.follow(0)
    story.on_leg(story.receiver.liaison, "sign", {"manifest": []})
    story.accept()
    story.feed_back()
    story.on_leg(story.sender.liaison, "confirm")
    story.on_clue(story.sender.lead, "conclude")


def _argued_about() -> None:
    story = Story().disputed()
    story.on_leg(story.sender.lead, "propose_settlement", {"settlement": "here"})
    story.on_leg(story.receiver.lead, "agree_here")
    story = Story().disputed()
    story.on_leg(story.receiver.lead, "propose_settlement", {"settlement": "back"})
    story.on_leg(story.sender.lead, "agree_back")
    story = Story().disputed()
    story.on_leg(story.sender.lead, "refer_up")
    government = Desk("620000-government")
    story.on_leg(government.lead, "designate", {"receiver": BAIYIN, **REASON})
    story = Story().objected()
    story.on_leg(story.sender.lead, "take_back")
    story.on_clue(story.sender.liaison, "propose_redirect", {"receiver": BAIYIN})
    story.on_clue(story.sender.lead, "redirect")
    story.follow()
    baiyin = Desk(BAIYIN)
    story.on_leg(baiyin.liaison, "sign", {"manifest": []})
    story.on_leg(baiyin.lead, "contest", REASON)
    story = Story().accepted()
    late = {"reason_code": "not_our_duty", **REASON}
    story.on_leg(story.receiver.lead, "object_late", late)


def _returned_and_split() -> None:
    story = Story().accepted()
    story.on_leg(story.sender.lead, "ask_return", REASON)
    story.on_leg(story.receiver.lead, "agree_return")
    subjects = [{"name": "甲厂", "role": "suspect"}, {"name": "乙厂", "role": "suspect"}]
    story = Story(subjects=subjects).signed()
    kept = story.leg()["subjects"][0]["id"]
    story.on_leg(story.receiver.lead, "split", {"subjects": [kept], **REASON})
    story.on_leg(story.receiver.lead, "forward", {"receiver": CHENGGUAN})
    story = Story().signed()
    story.on_leg(story.receiver.liaison, "request_supplement", {"items": ["照片"]})
    story.on_leg(story.sender.lead, "explain_supplement", REASON)


def _merged_reopened_and_urgent() -> None:
    first, second = Story().sent(), Story(receiver=BAIYIN).sent()
    second.on_clue(first.sender.lead, "merge", {"survivor": first.clue_id})
    second.on_clue(first.sender.lead, "unmerge")
    story = Story().sent()
    theirs = story.receiver
    story.on_clue(theirs.lead, "reassign", {"handler": theirs.liaison.user.username})
    other = Story().sent()
    story.on_clue(theirs.lead, "link", {"other": other.clue_id})
    ok(theirs.lead.step("transfers", story.leg_id, "link", {"other": other.leg_id}))
    ok(theirs.lead.step("clues", story.clue_id, "recuse", REASON))
    other = Caller("lead", theirs.code, suffix=".2")
    ok(other.step("transfers", story.leg_id, "recuse", REASON))
    story = Story(urgency="urgent").submitted()
    story.on_clue(story.sender["duty_officer"], "approve_urgent")
    story.on_clue(story.sender.lead, "confirm_urgent")


def _sealed() -> None:
    staff(WATER, LANZHOU, BAIYIN)
    seal = {"secrecy": "sealed", **REASON}
    story = _two_receivers(secrecy="confidential").sent()
    story.on_leg(story.receiver.lead, "sign", {"manifest": []})
    lead, head = story.receiver.lead, story.receiver["head"]
    ok(lead.step("transfers", story.leg_id, "raise_secrecy", seal))
    ok(lead.step("clues", story.clue_id, "propose_lowering", {"secrecy": "internal", **REASON}))
    ok(head.step("clues", story.clue_id, "lower_secrecy"))
    ok(lead.step("clues", story.clue_id, "raise_secrecy", seal))
    for caller, collection, pk in (
        (story.receiver.lead, "clues", story.clue_id),
        (story.receiver.lead, "transfers", story.leg_id),
    ):
        handler = story.receiver.handler
        body = {"person": handler.user.username, **REASON}
        ok(caller.step(collection, pk, "admit", body))
        ok(caller.step(collection, pk, "dismiss", body))
    story.leg(lead)
    story.on_leg(lead, "accept", {"handler": lead.user.username})
    clock = Deadline.objects.get(matter=story.leg_id, kind="feedback")
    asked = {"deadline": str(clock.pk), "days": 5, "reason": "案情复杂"}
    request = ok(lead.post("extension-requests/", asked, **_key()), 201)["id"]
    above = story.sender.lead
    body = {"person": story.sender.handler.user.username, **REASON}
    ok(above.step("extension-requests", request, "admit", body))
    ok(above.step("extension-requests", request, "dismiss", body))
    story = Story().accepted()
    clock = Deadline.objects.get(matter=story.leg_id, kind="feedback")
    request = ok(lead.post("extension-requests/", {**asked, "deadline": str(clock.pk)}), 201)["id"]
    ok(above.step("extension-requests", request, "raise_secrecy", seal))


def _put_right() -> None:
    staff(WATER, LANZHOU)
    story, pk = _ordered(secrecy="confidential")
    lead, handler = story.receiver.lead, story.receiver.handler
    body = {"person": handler.user.username, **REASON}
    for verb in ("admit", "dismiss"):
        ok(lead.step("rectifications", pk, verb, body))
    ok(lead.step("rectifications", pk, "raise_secrecy", {"secrecy": "sealed", **REASON}))
    story, pk = _ordered()
    ok(lead.step("rectifications", pk, "link", {"other": story.clue_id}))
    ok(lead.step("rectifications", pk, "reassign", {"handler": handler.user.username}))
    shown = _shown(handler, pk)
    ok(handler.step("rectifications", pk, "report_done", shown))
    ok(lead.step("rectifications", pk, "reject", {**REASON, "due_on": "2026-11-30"}))
    story.on_leg(story.sender.lead, "confirm")
    _done(pk, by=story.receiver)
    assert story.clue()["status"] == "concluded"
    ok(handler.step("rectifications", pk, "look_back", shown))
    with time_machine.travel(MORNING + timedelta(days=1), tick=False):
        ok(handler.step("rectifications", pk, "look_back", shown))
        ok(handler.step("rectifications", pk, "find_kept", {}))
    _refused_and_enforced()
    for concluded in (True, False):
        story, pk = _ordered()
        _done(pk, by=story.receiver)
        if concluded:
            story.on_leg(story.sender.lead, "confirm")
        ok(lead.step("rectifications", pk, "find_relapsed", REASON))
    story, pk = _ordered()
    ok(story.receiver.lead.step("rectifications", pk, "recuse", REASON))


def _refused_and_enforced() -> None:
    story, pk = _ordered()
    story.on_leg(story.sender.lead, "confirm")
    for verb, body in (
        ("declare_refused", REASON),
        ("enforce", {"way": "daily_fine", "note": "按日计罚"}),
        ("close_enforced", {}),
    ):
        ok(story.receiver.lead.step("rectifications", pk, verb, body))
    assert story.clue()["status"] == "concluded"


def _shown(caller: Caller, pk: str) -> dict[str, Any]:
    """Upload what shows that something was put right."""
    item = ok(upload(caller, pk, paper("清运记录")), 201)
    return {"note": "已清运", "evidence": [item["id"]]}


def _done(pk: str, *, by: Desk) -> None:
    """Let something be put right and verified."""
    ok(by.handler.step("rectifications", pk, "report_done", _shown(by.handler, pk)))
    ok(by.lead.step("rectifications", pk, "verify", {"note": "属实"}))


def _ordered(**changes: Any) -> tuple[Story, str]:
    """Bring a clue to an order to put something right; answer that order's key."""
    story = Story(**changes).sent()
    lead = story.receiver.lead
    story.on_leg(lead, "sign", {"manifest": story.manifest(lead)})
    story.on_leg(lead, "accept", {"handler": lead.user.username})
    order = {"outcomes": [{"outcome": "correction_at_once"}], "summary": "已责令改正。"}
    story.on_leg(lead, "feed_back", order)
    return story, ok(lead.get(f"rectifications/?clue={story.clue_id}"))["results"][0]["id"]
