"""Play the demonstration stories through the real actions, each step at its own time."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from apps.accounts.models import User
from apps.accounts.queries import actor_of
from apps.clues.actions.complaints.intake import take_in
from apps.clues.actions.drafting import create_clues
from apps.clues.models import Clue, ClueSubject, Complaint, Rectification, Transfer
from apps.common.ids import new_id
from apps.deadlines.models import Deadline
from apps.desk.actions import add_evidence
from apps.desk.actions.extensions import ask_extension
from apps.desk.models import ExtensionRequest
from apps.evidence.queries import manifest
from apps.matters.actions import take_step
from apps.matters.actions.comments import add_comment
from apps.matters.kinds import spec_of
from apps.organizations.queries import directory, stamp
from clue_transfer.actors import SYSTEM, Actor
from clue_transfer.calendars import WorkCalendar
from clue_transfer.vocabulary import DeadlineState, Kind, Verb
from seeds.demo import papers, pictures
from seeds.demo.cases import dated, open_case

PLOTS = Path(__file__).with_name("plots")
ZONE = ZoneInfo("Asia/Shanghai")
BETWEEN_UPLOADS = timedelta(minutes=4)
# The dates that a lead writes on a paper are those of the day on which the step is taken.
DATED = {
    Verb.FILE: "filed_on",
    Verb.DECIDE: "decided_on",
    Verb.SERVE_DECISION: "served_on",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing that one person does in a story."""

    at: datetime
    story: str
    by: str
    do: str
    leg: int = 0
    order: int = 0
    """Which rectification of the clue, in order of opening."""
    give: Mapping[str, Any] = field(default_factory=dict)
    file: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    draft: Mapping[str, Any] = field(default_factory=dict)
    complaint: Mapping[str, Any] = field(default_factory=dict)
    on: str = ""
    """`complaint` or `extension` when the step is theirs and not the clue's or a leg's."""
    case: str = ""
    """The name by which the story calls a case of the two laws, when the step is its."""
    makes: str = ""
    """The name of the case that the step itself opens."""


def load_stories(*, now: datetime, plots: Path = PLOTS) -> int:
    """Play the stories that are not there yet, all or none; answer how many were played."""
    stories = [
        story
        for file in sorted(plots.glob("*.toml"))
        for story in tomllib.loads(file.read_text(encoding="utf-8"))["story"]
    ]
    names = [story["id"] for story in stories]
    told = set(Clue.objects.filter(source_id__in=names).values_list("source_id", flat=True))
    complaints = Complaint.objects.filter(external_number__in=names)
    told |= set(complaints.values_list("external_number", flat=True))
    new = [story for story in stories if story["id"] not in told]
    days = _Days(directory(stamp()).calendar, today=now.astimezone(ZONE).date())
    acts = sorted((act for story in new for act in _acts(story, days)), key=lambda act: act.at)
    with transaction.atomic():
        player = _Player(on=now.astimezone(ZONE).date())
        for act in acts:
            player.play(act)
    return len(new)


class _Days:
    """Working days, counted back from today."""

    def __init__(self, calendar: WorkCalendar, *, today: date) -> None:
        self._calendar = calendar
        self._back = [today]

    def before(self, count: int) -> date:
        """Find the working day that lies so many before today; it is always in the past."""
        while len(self._back) <= count:
            day = self._back[-1] - timedelta(days=1)
            while not self._calendar.is_working_day(day):
                day -= timedelta(days=1)
            self._back.append(day)
        return self._back[count]

    def moment(self, count: int, at: str) -> datetime:
        """Find a time of that day."""
        return datetime.combine(self.before(count), time.fromisoformat(at), tzinfo=ZONE)


def _acts(story: Mapping[str, Any], days: _Days) -> list[Act]:
    """Lay a story out as acts: the draft, its files, the steps."""
    start, name, author = days.moment(story["day"], story["at"]), story["id"], story["by"]
    discovered = days.before(story["day"] + story["found"])
    if "complaint" in story:
        complaint = {**story["complaint"], "external_number": name, "received_at": start}
        acts = [Act(at=start, story=name, by=author, do="complain", complaint=complaint)]
    else:
        draft = {**story["draft"], "discovered_on": discovered, "occurred_on": discovered}
        acts = [Act(at=start, story=name, by=author, do="draft", draft=draft)]
    acts += [
        Act(
            at=start + place * BETWEEN_UPLOADS,
            story=name,
            by=author,
            do=Verb.ADD_EVIDENCE,
            file=file,
        )
        for place, file in enumerate(story["files"], start=1)
    ]
    acts += [
        Act(
            at=days.moment(step["day"], step["at"]),
            story=name,
            **{key: value for key, value in step.items() if key not in {"day", "at"}},
        )
        for step in story["acts"]
    ]
    return acts


class _Player:
    """Takes the steps as the people would, and remembers the clues."""

    def __init__(self, *, on: date) -> None:
        self._on = on
        self._actors: dict[str, Actor] = {}
        self._clues: dict[str, UUID] = {}
        self._complaints: dict[str, UUID] = {}
        self._legs: dict[tuple[UUID, int], UUID] = {}
        self._cases: dict[tuple[str, str], tuple[Kind, UUID]] = {}

    def play(self, act: Act) -> None:
        """Do one thing of a story."""
        if act.do == "draft":
            self._draft(act)
        elif act.do == "complain":
            self._complain(act)
        elif act.do == Verb.ADD_EVIDENCE:
            self._upload(act, self._clues[act.story])
        elif act.do == "comment":
            leg = Transfer.objects.get(pk=self._leg(act))
            add_comment(leg, text=act.text, actor=self._actor(act.by), now=act.at)
        elif act.do == "ask_extension":
            self._ask(act)
        elif act.do == "open_case":
            self._open_case(act)
        else:
            self._step(act)

    def _draft(self, act: Act) -> None:
        data = {"urgency": "normal", "secrecy": "internal", "kind": "transfer", **act.draft}
        place = data["location"]
        data["location"] = {
            "address": place["address"],
            "longitude": Decimal(str(place["longitude"])),
            "latitude": Decimal(str(place["latitude"])),
        }
        data["leg_kind"] = data.pop("kind")
        data["source_id"] = act.story
        data["no_state_secrets"] = True
        work = create_clues([data], actor=self._actor(act.by), now=act.at)
        self._clues[act.story] = work.new[0].pk

    def _complain(self, act: Act) -> None:
        data = {name: value for name, value in act.complaint.items() if name != "reporter"}
        work = take_in(
            [data],
            reporters=[act.complaint.get("reporter")],
            actor=self._actor(act.by),
            now=act.at,
        )
        self._complaints[act.story] = work.new[0].pk

    def _upload(self, act: Act, matter: UUID) -> UUID:
        name, content = act.file["name"], _content(act)
        stored = add_evidence(
            io.BytesIO(content),
            matter_id=matter,
            name=name,
            actor=self._actor(act.by),
            now=act.at,
            declared_sha256=None,
            size=len(content),
            kind="photo" if "picture" in act.file else "record",
            remark=act.file.get("note", ""),
        )
        return UUID(str(stored.pk))

    def _ask(self, act: Act) -> None:
        """Ask for more time of the leg's running clock of a kind."""
        clock = Deadline.objects.get(
            matter_id=self._leg(act), kind=act.give["clock"], state=DeadlineState.RUNNING
        )
        ask_extension(
            pk=new_id(),
            deadline_id=clock.pk,
            days=act.give["days"],
            reason=act.give["reason"],
            actor=self._actor(act.by),
            now=act.at,
        )

    def _open_case(self, act: Act) -> None:
        given = dated(act.give, on=act.at.date())
        kind = Kind(given.pop("kind"))
        if act.leg:
            given["leg"] = self._leg(act)
        for name in ("beside", "about"):
            if name in given:
                about = [self._known(act, word) for word in given[name]]
                given[name] = about if kind == Kind.OPINION else about[0]
        opened = open_case(kind, given, actor=self._actor(act.by), now=act.at)
        self._cases[act.story, act.case] = opened

    def _known(self, act: Act, name: str) -> UUID:
        """Find the story's clue, or one of its cases by name."""
        return self._clues[act.story] if name == "clue" else self._cases[act.story, name][1]

    def _step(self, act: Act) -> None:
        kind, pk = self._matter(act)
        actor = self._actor(act.by)
        matters = spec_of(kind).model.objects
        payload = self._payload(act)
        if act.file:
            payload["evidence"] = [self._upload(act, pk)]
        work = take_step(
            kind,
            Verb(act.do),
            among=(lambda _: matters.all()) if actor.is_system else matters.visible_to,
            pk=pk,
            actor=actor,
            payload=payload,
            now=act.at,
        )
        if act.do == Verb.OPEN_CLUE:
            self._clues[act.story] = next(row.pk for row in work.new if row.kind == Kind.CLUE)
        if act.makes:
            self._cases[act.story, act.makes] = Kind(work.new[0].kind), work.new[0].pk

    def _matter(self, act: Act) -> tuple[Kind, UUID]:
        if act.case:
            return self._cases[act.story, act.case]
        if act.on == "extension":
            requests = ExtensionRequest.objects.filter(parent_id=self._leg(act))
            return Kind.EXTENSION_REQUEST, requests.latest("opened_at").pk
        if act.on:
            return Kind.COMPLAINT, self._complaints[act.story]
        if act.order:
            orders = Rectification.objects.filter(root_id=self._clues[act.story]).order_by("pk")
            return Kind.RECTIFICATION, orders[act.order - 1].pk
        if act.leg:
            return Kind.TRANSFER, self._leg(act)
        return Kind.CLUE, self._clues[act.story]

    def _payload(self, act: Act) -> dict[str, Any]:
        """Complete what a step is given: dates, numbers of the year, manifest, subjects."""
        if act.case:
            given: dict[str, Any] = dated(act.give, on=act.at.date())
            return given
        year = str(act.at.year)
        payload: dict[str, Any] = {
            name: value.replace("{year}", year) if isinstance(value, str) else value
            for name, value in act.give.items()
        }
        if day := DATED.get(Verb(act.do)):
            payload[day] = act.at.date()
        if "told_way" in payload:
            payload["told_on"] = act.at.date()
        if act.do == Verb.PROPOSE_SUSPENSION:
            payload["since"] = act.at
        if act.on:
            return payload
        clue = self._clues[act.story]
        if act.do == Verb.SIGN:
            items = manifest([clue, self._leg(act)])
            payload["manifest"] = [{"id": item["id"], "sha256": item["sha256"]} for item in items]
        if "outcomes" in payload:
            rows = ClueSubject.objects.filter(clue_id=clue).order_by("place")
            subjects = list(rows.values_list("subject_id", flat=True))
            payload["outcomes"] = [
                {**row, "subject": subjects[row["subject"] - 1]} if "subject" in row else row
                for row in payload["outcomes"]
            ]
        return payload

    def _leg(self, act: Act) -> UUID:
        key = self._clues[act.story], act.leg
        if key not in self._legs:
            leg = Transfer.objects.get(parent_id=key[0], sequence=key[1])
            self._legs[key] = leg.pk
        return self._legs[key]

    def _actor(self, username: str) -> Actor:
        if username == "system":
            return SYSTEM
        if username not in self._actors:
            user = User.objects.get(username=username)
            self._actors[username] = actor_of(user, on=self._on)
        return self._actors[username]


def _content(act: Act) -> bytes:
    """Make the file that somebody hands in."""
    name: str = act.file["name"]
    if "picture" in act.file:
        return pictures.scene(act.file["picture"], seed=f"{act.story} {name}")
    make = papers.pdf if name.endswith(".pdf") else papers.table
    return make(act.file["text"])
