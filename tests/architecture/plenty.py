"""Thirty rows of everything that is listed, and one of everything that has a page."""

from __future__ import annotations

from typing import Any

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
from tests.architecture.every_verb import PENALTY_NOW
from tests.client import Caller, draft, ok
from tests.complaints import complain, hotline_list
from tests.complaints import step as complaint_step
from tests.opinions import Inquiry, Linkage, Opinion, PublicInterest
from tests.referrals import OVER, Detention, Referral
from tests.stories import (
    BAIYIN,
    FEEDBACK,
    LANZHOU,
    MORNING,
    WATER,
    Desk,
    Story,
    paper,
    upload,
)

_WRITTEN = (Opinion, PublicInterest, Linkage, Inquiry)


def thirty_of_everything() -> dict[str, Caller]:
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
        **_thirty_referrals(),
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


def everything_once() -> dict[str, Caller]:
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
        **_referrals(),
        "deadlines/feeds/": caller,
        _calendar(caller): caller,
        "me/": caller,
        f"clues/{clue}/": caller,
        f"clues/{clue}/actions/": caller,
        f"clues/{clue}/screening/": caller,
        f"transfers/{leg}/": caller,
        f"transfers/{leg}/actions/": caller,
        f"rectifications/{order}/": caller,
        f"rectifications/{order}/actions/": caller,
        f"matters/{clue}/": caller,
        f"matters/{clue}/parties/": caller,
        f"matters/{clue}/named-persons/": caller,
        f"matters/{leg}/deadlines/": caller,
        f"matters/{leg}/deadlines/usage/": caller,
        f"matters/{leg}/documents/": caller,
        f"deadlines/{clock}/": caller,
        f"extension-requests/{request}/": caller,
        f"extension-requests/{request}/actions/": caller,
        f"deadlines/{clock}/explanation/": caller,
        f"deadlines/{clock}/explanation.svg": caller,
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
        "calendars/2026/versions/": caller,
        "two-laws/board/": Caller("procurator", OVER),
    }


def _calendar(caller: Caller) -> str:
    body = {"kind": "department"}
    address = ok(caller.post("deadlines/feeds/", body, **{"Idempotency-Key": "feed"}), 201)["url"]
    return str(address).partition("/api/v1/")[2]


def _referrals() -> dict[str, Caller]:
    story = Story().decided()
    crime = Referral.on(story).received()
    paths = (case.path for case in (crime, Detention.on(story).taken_up()))
    police = Caller("police_officer", "620100-police")
    found = {each: police for path in paths for each in (path, f"{path}actions/")}
    written = [Opinion(about=[crime.id]).replied(), PublicInterest().filed()]
    paths = (each.path for each in (*written, Linkage().registered(), Inquiry()))
    over = Caller("procurator", OVER)
    return found | {each: over for path in paths for each in (path, f"{path}actions/")}


def _thirty_referrals() -> dict[str, Caller]:
    for kind in (Referral, Detention):
        for n in range(30):
            kind(title=f"第{n}案")
    for kind in _WRITTEN:
        for n in range(30):
            kind(title=f"第{n}件")
    readers = (Referral.collection, Detention.collection)
    found = {f"{name}/": Caller("lead", LANZHOU) for name in readers}
    lead, over = Caller("lead", LANZHOU), Caller("procurator", OVER)
    found |= {"two-laws/board/matters/?figure=waits_for_me": lead, "two-laws/register/": lead}
    return found | {f"{kind.collection}/": over for kind in _WRITTEN}


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
