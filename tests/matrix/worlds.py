"""One dossier a kind of leg, with every relation that a department may have to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone

from apps.accounts.models import PowerGrant, User
from apps.clues.models import Clue, Complaint, Rectification, Transfer
from apps.deadlines.models import Deadline
from apps.desk.models import ExtensionRequest
from apps.documents.models import Document
from apps.matters.actions import take_step
from apps.matters.kinds import spec_of
from apps.matters.models import Matter
from apps.notifications.actions import deliver
from clue_transfer.actors import SYSTEM
from clue_transfer.vocabulary import Kind, Verb
from clue_transfer.workflows import TWO_LAWS
from tests.client import Caller, ok
from tests.matrix.intake import Intake
from tests.matrix.marks import Mark
from tests.opinions import Inquiry, Linkage, Opinion, PublicInterest
from tests.referrals import RECEIPT, Detention, Referral
from tests.stories import CHENGGUAN, LANZHOU, PROVINCE, REASON, WATER, Desk, Story, paper, upload

CO, FORMER = "620402-agriculture", "620400-natural-resources"
GOVERNMENT, ELSEWHERE = "620000-government", "620123-ecology"
OVER, HAD_THE_CASE, HAS_THE_CASE = "620102-procuratorate", "620102-police", "620400-police"
ORGAN = {"name": "陕西省生态环境厅", "province": "陕西省"}
ORDER = {
    "outcomes": [
        {"outcome": "correction_by_date", "requirement": "清运", "due_on": "2026-12-01"},
    ],
    "summary": "已责令限期改正。",
}
RELATIONS: Mapping[str, str] = {
    "sender": WATER,
    "main receiver": CHENGGUAN,
    "co-receiver": CO,
    "former receiver": FORMER,
    "superior of main, or via": LANZHOU,
    "superior of co": "620400-agriculture",
    "superior of former": "620000-natural-resources",
    "further superior of main, or sender": PROVINCE,
    "further superior of co": "620000-agriculture",
    "common superior": GOVERNMENT,
    "outsider of the system": ELSEWHERE,
    "outsider": "622923-police",
    "procuratorate of the place": "620100-procuratorate",
    "procuratorate of the county": "620102-procuratorate",
    "procuratorate elsewhere": "620123-procuratorate",
    "police that had the case": "620102-police",
    "police that have the case": "620400-police",
    "joint office": "620000-joint-office",
    "nobody's": "",
    "superuser": "",
    "superuser, named dossiers": "",
    "superuser, everything": "",
}
SUPERUSERS = tuple(relation for relation in RELATIONS if relation.startswith("superuser"))
ROLES = (
    "lead",
    "head",
    "handler",
    "liaison",
    "duty_officer",
    "auditor",
    "coordinator",
    "procurator",
    "intake",
    "police_officer",
)
KINDS = ("transfer", "push", "own", "external", "designated", "reopened", "forwarded")
STAGES = ("internal", "internal, level 2", "confidential", "sealed")


@dataclass
class World:
    """A dossier: its matters and the keys of what hangs on them."""

    kind: str
    story: Story
    intake: Intake
    """What was taken in beside the dossiers; the same for all of them."""
    marks: list[Mark] = field(default_factory=list)
    evidence: list[tuple[UUID, UUID]] = field(default_factory=list)
    written: list[UUID] = field(default_factory=list)
    """What of the two laws has a dossier of its own."""

    @property
    def clue(self) -> UUID:
        """The root."""
        return UUID(self.story.clue_id)

    @property
    def legs(self) -> list[UUID]:
        """The legs in order."""
        legs = Transfer.objects.filter(parent_id=self.clue).order_by("sequence")
        return list(legs.values_list("pk", flat=True))

    @property
    def matters(self) -> list[UUID]:
        """The root, its legs, and what was ordered and asked about them; once the complaint."""
        taken = [self.intake.complaint] if self.kind == "own" else []
        written = [*self.cases, *self.written]
        return [self.clue, *self.legs, *self.orders, *self.requests, *taken, *written]

    @property
    def cases(self) -> list[UUID]:
        """What of the two laws stands in the dossier."""
        rows = Matter.objects.filter(root=self.clue, kind__in=TWO_LAWS).order_by("pk")
        return list(rows.values_list("pk", flat=True))

    @property
    def orders(self) -> list[UUID]:
        """The rectifications."""
        return list(Rectification.objects.filter(root=self.clue).values_list("pk", flat=True))

    @property
    def requests(self) -> list[UUID]:
        """The extension requests."""
        return list(ExtensionRequest.objects.filter(root=self.clue).values_list("pk", flat=True))

    @property
    def live(self) -> UUID:
        """The main leg that somebody works on."""
        legs = Transfer.objects.filter(parent_id=self.clue, concluded_at=None)
        return legs.order_by("-role", "sequence").values_list("pk", flat=True).first()

    @property
    def subject(self) -> UUID:
        """The one whom it is about."""
        return Clue.objects.get(pk=self.clue).clue_subjects.get().subject_id

    def documents(self) -> list[tuple[UUID, UUID]]:
        """Every paper with its matter."""
        papers = Document.objects.filter(matter__in=self.matters).order_by("pk")
        return list(papers.values_list("pk", "matter"))

    def clocks(self) -> list[tuple[UUID, UUID]]:
        """The last clock of each matter."""
        clocks = Deadline.objects.filter(matter__in=self.matters).order_by("matter", "-pk")
        return list(clocks.distinct("matter").values_list("pk", "matter"))

    def mark(self, caller: Caller, matter: UUID | str, what: str) -> None:
        """Leave a remark and a file that tell the matter from every other."""
        pk = UUID(str(matter))
        for n, name in enumerate(("remark", "file")):
            text = f"暗记{self.kind}{what}{len(self.marks)}号{name}"
            self.marks.append(Mark(text, pk, timezone.now()))
            if n == 0:
                ok(caller.post(f"matters/{pk}/comments/", {"text": text}), 201)
            else:
                item = ok(upload(caller, str(pk), paper(text, f"{text}.txt")), 201)
                self.evidence.append((UUID(item["id"]), pk))


def build(kind: str, *, intake: Intake) -> World:
    """Bring a dossier to where every relation of its kind exists."""
    sender = PROVINCE if kind == "push" else WATER
    first = LANZHOU if kind in ("forwarded", "designated") else CHENGGUAN
    receivers: list[dict[str, str]] = []
    if kind != "own":
        receivers = [
            {"external": ORGAN, "role": "main"}
            if kind == "external"
            else {"department": first, "role": "main"},
            {"department": CO, "role": "co"},
            {"department": FORMER, "role": "co"},
        ]
    subject = {"name": f"暗记{kind}主体", "role": "suspect"}
    extra: dict[str, Any] = {"receivers": receivers, "subjects": [subject]}
    if kind == "own":
        extra["kind"] = "own"
    story = Story(sender=sender, receiver=first, title=f"暗记{kind}线索", **extra)
    world = World(kind, story, intake, marks=list(intake.marks))
    world.mark(story.sender.liaison, story.clue_id, "线索")
    story.sent()
    if kind == "own":
        world.mark(story.sender.liaison, story.leg_id, "自办")
        world.evidence.append((intake.evidence, intake.complaint))
        return world
    main, co, former = world.legs
    for code, leg in ((first, main), (CO, co), (FORMER, former))[kind == "external" :]:
        lead, manifest = Desk(code).lead, story.manifest(Desk(code).lead)
        ok(lead.step("transfers", str(leg), "sign", {"manifest": manifest}))
        world.mark(lead, leg, "签收")
    objection = {"reason_code": "not_our_duty", **REASON}
    ok(Desk(FORMER).lead.step("transfers", str(former), "object", objection))
    ok(story.sender.lead.step("transfers", str(former), "take_back"))
    _go_on(world, first=first, main=str(main))
    world.mark(story.sender.liaison, story.clue_id, "之后")
    if kind != "reopened":
        world.mark(Desk(CO).lead, co, "协办")
    for order in world.orders:
        world.mark(Desk(CO).lead, order, "整改")
    return world


def _go_on(world: World, *, first: str, main: str) -> None:
    story = world.story
    story.leg(), story.clue()
    lead = Desk(first).lead
    if world.kind == "forwarded":
        ok(lead.step("transfers", main, "forward", {"receiver": CHENGGUAN}))
    elif world.kind == "designated":
        ok(lead.step("transfers", main, "object", {"reason_code": "not_our_duty", **REASON}))
        ok(story.sender.lead.step("transfers", main, "insist", REASON))
        body = {"receiver": CHENGGUAN, **REASON}
        ok(Desk(GOVERNMENT).lead.step("transfers", main, "designate", body))
    elif world.kind == "push":
        _order_and_ask(world, main=main)
        _hand_to_the_police(world, main=main)
    elif world.kind == "reopened":
        for story.leg_id, code in ((main, first), (str(world.legs[1]), CO)):
            story.receiver = Desk(code)
            story.leg()
            story.accept()
            story.feed_back()
            story.on_leg(story.sender.liaison, "confirm")
        if story.clue()["status"] == "transferred":
            ok(story.sender.lead.step("clues", story.clue_id, "conclude"))
        ok(story.sender.lead.step("clues", story.clue_id, "reopen", REASON))


def _order_and_ask(world: World, *, main: str) -> None:
    """Let the co-handler order something to be put right, and the main one ask for more time."""
    story = world.story
    story.leg_id, story.receiver = str(world.legs[1]), Desk(CO)
    story.leg()
    story.accept()
    story.on_leg(story.receiver.lead, "feed_back", ORDER)
    story.leg_id, story.receiver = main, Desk(CHENGGUAN)
    story.leg()
    story.accept()
    clock = next(row["id"] for row in story.leg()["deadlines"] if row["kind"] == "feedback")
    more = {"deadline": clock, "days": 20, **REASON}
    ok(story.receiver.lead.post("extension-requests/", more), 201)


def _hand_to_the_police(world: World, *, main: str) -> None:
    """Let the main handler find a crime and a detention, and the procuratorate write about it."""
    crime = Referral(sender=CHENGGUAN, leg=main)
    crime.police, crime.over = Desk(HAD_THE_CASE), Desk(OVER)
    crime.transferred().take(crime.police["police_officer"], "receipt", RECEIPT)
    world.mark(crime.sender.lead, crime.id, "移送")
    crime.take(crime.police["police_officer"], "reroute", {"police": HAS_THE_CASE, **REASON})
    world.mark(crime.sender.lead, crime.id, "转送之后")
    Detention(sender=CHENGGUAN, leg=main).proposed()
    opinion = Opinion(by=OVER, addressee=CHENGGUAN, about=[crime.id])
    case = PublicInterest(by=OVER, addressee=CHENGGUAN)
    for each in (opinion, case):
        each.organ = Desk(CHENGGUAN)
    asked = Inquiry(addressee=OVER)
    draft = Opinion(by=OVER, addressee=CHENGGUAN)
    made = (opinion.served(), case.filed(), draft, Linkage(by=OVER), asked)
    world.written += [UUID(each.id) for each in made]


def staff_everybody() -> dict[tuple[str, str], Caller]:
    """Hire a person a role and relation, so that who is named and who is not are both there."""
    people = {
        (relation, role): Caller(role, code)
        for relation, code in RELATIONS.items()
        if code
        for role in ROLES
    }
    stranger = Caller("auditor", ELSEWHERE, suffix=".gone")
    stranger.user.memberships.all().delete()
    people.update({("nobody's", role): stranger for role in ROLES})
    return people


def empower(people: dict[tuple[str, str], Caller], worlds: Mapping[str, World]) -> None:
    """Add superusers at their browsers: without powers, with some dossiers, with everything."""
    approver = User.objects.create(username="approver", is_superuser=True)
    now = timezone.now()
    scopes: dict[str, dict[str, Any]] = {
        "superuser, named dossiers": {"dossiers": [worlds[kind].clue for kind in KINDS[::2]]},
        "superuser, everything": {"everything": True},
    }
    for relation in SUPERUSERS:
        caller = Superuser(relation)
        people.update({(relation, role): caller for role in ROLES})
        if relation in scopes:
            PowerGrant.objects.create(
                user=caller.user,
                reason="核对",
                hours=4,
                asked_at=now,
                approved_by=approver,
                since=now,
                until=now + timedelta(hours=4),
                **scopes[relation],
            )


class Superuser(Caller):
    """A superuser of no department, who asks from a browser: a token has no powers."""

    def __init__(self, name: str) -> None:
        self.user = User.objects.create(username=name, is_superuser=True)
        self.department = ""
        self._client = Client()
        self._client.force_login(self.user, backend="django.contrib.auth.backends.ModelBackend")


def enter(stage: str, worlds: list[World]) -> None:
    """Bring every dossier to a stage; each follows on the one before."""
    intake = worlds[0].intake
    for world in worlds:
        live = world.live
        if stage == "internal":
            _raise_level(live, 1)
        elif stage == "internal, level 2":
            _raise_level(live, 2)
        else:
            holder = Transfer.objects.get(pk=live).holder
            body = {"secrecy": stage, **REASON}
            ok(Desk(holder.code).lead.step("transfers", str(live), "raise_secrecy", body))
            for pk in world.written:
                _restrict(pk, body)
    if stage.startswith("internal"):
        _raise_level(intake.complaint, 1 if stage == "internal" else 2, kind=Kind.COMPLAINT)
    else:
        intake.restrict(stage)
    deliver(now=timezone.now())


def _restrict(pk: UUID, body: dict[str, str]) -> None:
    matter = Matter.objects.select_related("holder").get(pk=pk)
    lead = Desk(matter.holder.code).lead
    ok(lead.step(spec_of(matter.kind).collection, str(pk), "raise_secrecy", body))


def _raise_level(pk: UUID, level: int, *, kind: Kind = Kind.TRANSFER) -> None:
    take_step(
        kind,
        Verb.RAISE_LEVEL,
        among=lambda _: (Complaint if kind is Kind.COMPLAINT else Transfer).objects.all(),
        pk=pk,
        actor=SYSTEM,
        payload={"level": level},
        now=timezone.now(),
    )
