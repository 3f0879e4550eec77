"""Every address that reads, and what it must show to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from apps.clues.models import ScreeningHit
from apps.deadlines.models import Deadline
from apps.documents.models import Document
from apps.evidence.models import Evidence
from apps.matters.models import Matter, Wait
from clue_transfer.actors import Actor
from clue_transfer.board import Figure
from clue_transfer.register import DECISIONS
from tests.matrix.intake import NAME
from tests.matrix.truth import Truth
from tests.matrix.worlds import World

ELSEWHERE = {
    "audit/entries/": "auditors only; tests/apps/audit",
    "calendars/": "reference",
    "calendars/<year>/": "reference",
    "calendars/<year>/versions/": "reference",
    "deadline-rules/": "reference",
    "deadline-rules/<id>/": "reference",
    "deadlines/calendar.ics": "by its address alone; tests/journeys/test_calendar_feeds.py",
    "deadlines/feeds/": "a person's own",
    "departments/": "reference",
    "departments/<code>/": "reference",
    "divisions/": "reference",
    "divisions/<code>/": "reference",
    "facts/": "reference",
    "imports/template/": "reference",
    "lists/": "counts of visible clues; tests/journeys/test_import.py",
    "lists/<pk>/": "as `lists/`",
    "lists/<pk>/ledger/": "the rows of `ledger/`, of one list",
    "notifications/preferences/": "a person's own",
    "outcomes/": "reference",
    "substitutions/": "the department's own",
    "users/": "reference",
    "users/<pk>/": "reference",
    "violation-types/": "reference",
}
"""Addresses that show no matter of these worlds, and where they are proven."""

TWO_LAWS = {
    "crime_referral": "crime-referrals",
    "detention_referral": "detention-referrals",
    "opinion": "opinions",
    "public_interest": "public-interest",
    "reverse_linkage": "reverse-linkages",
    "inquiry": "inquiries",
}
"""The tracks of the two laws, and where each is read."""

Check = Callable[[World, Truth, Actor, Any], "list[str]"]
May = Callable[[Truth, Actor, UUID], bool]
"""Whether somebody may read what a key in an address names."""
Look = Callable[[Truth, Actor, UUID, Any], "list[str]"]
"""What is wrong with the answer about one key."""


@dataclass(frozen=True)
class Place:
    """One address: of what it is asked, and what it may answer."""

    route: str
    of: str = ""
    """Whose key stands in the address, `clue` or `evidence` or another of `targets`."""
    query: str = ""
    rows: Check | None = None
    may_be: frozenset[int] = frozenset({200})
    may: May | None = None
    """Another rule than that the key's matter is visible."""
    look: Look | None = None

    @property
    def of_all(self) -> bool:
        """Whether it is the same address in every world, so that asking once a person is enough."""
        return self.of in ("", "complaint", "opened", "run")

    def __str__(self) -> str:
        return f"{self.route}{self.query}"

    def targets(self, world: World, truth: Truth) -> list[tuple[UUID, UUID]]:
        """List (key in the address, matter that it belongs to)."""
        return truth.once(("targets", self.of, world.kind), lambda: list(self._targets(world)))

    def _targets(self, world: World) -> Iterable[tuple[UUID, UUID]]:
        taken = world.intake
        kept: dict[str, Callable[[], Iterable[tuple[UUID, UUID]]]] = {
            "clue": lambda: [(world.clue, world.clue)],
            "subject": lambda: [(world.subject, world.clue)],
            "leg": lambda: [(leg, leg) for leg in world.legs],
            "matter": lambda: [(pk, pk) for pk in world.matters],
            "order": lambda: [(pk, pk) for pk in world.orders],
            "request": lambda: [(pk, pk) for pk in world.requests],
            **{kind: partial(_of_kind, world, kind) for kind in TWO_LAWS},
            "evidence": lambda: world.evidence,
            "document": world.documents,
            "clock": world.clocks,
            "complaint": lambda: [(taken.complaint, taken.complaint)],
            "opened": lambda: [(taken.clue, taken.complaint)],
            "run": lambda: zip(taken.runs, taken.made[1:3], strict=True),
        }
        return kept[self.of]()


def _exactly(key: str, expected: Callable[[World, Truth, Actor], set[Any]]) -> Check:
    """Of the world's rows, the answer holds these and no other."""

    def check(world: World, truth: Truth, actor: Actor, body: Any) -> list[str]:
        known = truth.once(("known", world.kind), lambda: _known(world))
        shown = {str(row[key]) for row in body["results"]} & known
        wanted = {str(each) for each in expected(world, truth, actor)}
        return [] if shown == wanted else [f"shows {shown - wanted}, hides {wanted - shown}"]

    return check


def _known(world: World) -> set[str]:
    tables = (Evidence, Document, Deadline, Wait)
    taken = world.intake
    keys = (*world.matters, world.subject, *taken.runs, *taken.matters)
    return {str(pk) for pk in keys} | {
        str(pk)
        for table in tables
        for pk in table.objects.filter(matter__in=world.matters).values_list("pk", flat=True)
    }


def _of_kind(world: World, kind: str) -> list[tuple[UUID, UUID]]:
    there = Matter.objects.filter(pk__in=world.matters, kind=kind).order_by("pk")
    return [(pk, pk) for pk in there.values_list("pk", flat=True)]


def _matters_of(world: World, truth: Truth) -> list[UUID]:
    return truth.once(("matters", world.kind), lambda: world.matters)


def _matters(kind: str) -> Callable[[World, Truth, Actor], set[Any]]:
    def expected(world: World, truth: Truth, actor: Actor) -> set[Any]:
        known = {*_matters_of(world, truth), *world.intake.matters}
        return {pk for pk in known if truth.kinds[pk] == kind and truth.sees(actor, pk)}

    return expected


def _runs(world: World, truth: Truth, actor: Actor) -> set[Any]:
    return {pk for pk in world.intake.runs if truth.sees_run(actor, pk)}


def _nothing(world: World, truth: Truth, actor: Actor) -> set[Any]:
    return set()


def _findings(truth: Truth, actor: Actor, run: UUID, body: Any) -> list[str]:
    """What was strange in the rows is told to who may read them."""
    told = bool(body["warnings"])
    return [] if told == truth.reads_run(actor, run) else [f"tells of rows: {told}"]


def _complaint(truth: Truth, actor: Actor, complaint: UUID, body: Any) -> list[str]:
    """The clue is named to who may read it, a proposal stays in the department."""
    row = truth.complaints[complaint]
    clue = truth.sees(actor, row.opened_clue_id)
    ours = actor.department == row.intake_id
    told = body["clue"] is not None, bool(body["proposal"])
    return [] if told == (clue, ours) else [f"tells of clue and proposal: {told}"]


def _rows_of(table: Any, at: str, **only: Any) -> Callable[[World, Truth, Actor], set[Any]]:
    def expected(world: World, truth: Truth, actor: Actor) -> set[Any]:
        found = table.objects.filter(matter__in=_matters_of(world, truth), **only)
        rows = truth.once(("rows", table, world.kind), lambda: list(found))
        last = table is Document
        return {
            row.pk
            for row in rows
            if truth.reaches(actor, row.matter_id, getattr(row, at), last_step=last)
            and not (table is Deadline and truth.former(actor, row.matter_id))
        }

    return expected


def _waits(world: World, truth: Truth, actor: Actor) -> set[Any]:
    rows = Wait.objects.filter(
        matter__in=_matters_of(world, truth), department_id=actor.department or 0
    )
    return {row.pk for row in rows if truth.sees(actor, row.matter_id)}


def _subject(world: World, truth: Truth, actor: Actor) -> set[Any]:
    subject = truth.once(("subject", world.kind), lambda: world.subject)
    return {subject} if truth.sees(actor, world.clue) else set()


def _no_hidden_matter(world: World, truth: Truth, actor: Actor, body: Any) -> list[str]:
    shown = {row["matter"] for row in body["results"]} & {
        str(pk) for pk in _matters_of(world, truth)
    }
    hidden = {str(pk) for pk in _matters_of(world, truth) if not truth.sees(actor, pk)}
    return [f"tells of {shown & hidden}"] if shown & hidden else []


def _ledger(world: World, truth: Truth, actor: Actor, body: Any) -> list[str]:
    now = truth.sees(actor, world.clue) and not truth.former(actor, world.clue)
    rows = [row for row in body["results"] if row["id"] == str(world.clue)]
    wrong = [] if bool(rows) == now else [f"shows the clue: {bool(rows)}, not {now}"]
    shown = {leg["id"] for row in rows for leg in row["legs"]}
    hidden = {str(pk) for pk in world.legs if not truth.sees(actor, pk)}
    return wrong + ([f"shows legs {shown & hidden}"] if shown & hidden else [])


def _all_counted(kind: str) -> Check:
    def check(world: World, truth: Truth, actor: Actor, body: Any) -> list[str]:
        n = sum(truth.sees(actor, pk) for pk, each in truth.kinds.items() if each == kind)
        return [] if body["count"] == n else [f"counts {body['count']}, not {n}"]

    return check


def _counters(world: World, truth: Truth, actor: Actor, body: Any) -> list[str]:
    rows = Wait.objects.filter(department_id=actor.department or 0)
    n = sum(truth.sees(actor, row.matter_id) for row in rows)
    told = body["counters"]["waiting"]
    return [] if told == n else [f"counts {told} waiting, not {n}"]


def _board(world: World, truth: Truth, actor: Actor, body: Any) -> list[str]:
    told = {figure["figure"]: figure["count"] for figure in body["figures"]}
    waits = Wait.objects.filter(department_id=actor.department or 0, matter__kind__in=TWO_LAWS)
    n = sum(truth.sees(actor, row.matter_id) for row in waits)
    wrong = [] if told["waits_for_me"] == n else [f"counts {told['waits_for_me']}, not {n}"]
    hits = ScreeningHit.objects.filter(approved_at__isnull=True).values_list("clue_id", flat=True)
    n = sum(truth.sees(actor, pk) and not truth.former(actor, pk) for pk in hits)
    found = told["unanswered_hits"]
    return wrong + ([] if found == n else [f"counts {found} hits, not {n}"])


_ALL = "?page_size=100"
_OPEN = {"state__in": ("running", "suspended")}
PLACES = (
    Place("clues/", query=_ALL, rows=_exactly("id", _matters("clue"))),
    Place("clues/", query=f"{_ALL}&search=暗记", rows=_exactly("id", _matters("clue"))),
    Place("clues/", query=f"{_ALL}&expand=parties", rows=_exactly("id", _matters("clue"))),
    Place("clues/", query=f"{_ALL}&count=exact", rows=_all_counted("clue")),
    Place("ledger/", query=_ALL, rows=_ledger),
    Place("transfers/", query=_ALL, rows=_exactly("id", _matters("transfer"))),
    Place("transfers/", query=f"{_ALL}&search=暗记", rows=_exactly("id", _matters("transfer"))),
    Place("transfers/", query=f"{_ALL}&count=exact", rows=_all_counted("transfer")),
    Place("rectifications/", query=_ALL, rows=_exactly("id", _matters("rectification"))),
    Place("rectifications/", query=f"{_ALL}&count=exact", rows=_all_counted("rectification")),
    Place("extension-requests/", query=_ALL, rows=_exactly("id", _matters("extension_request"))),
    Place("queue/", query=_ALL, rows=_exactly("id", _waits)),
    Place("deadlines/", query=_ALL, rows=_exactly("id", _rows_of(Deadline, "started_at", **_OPEN))),
    Place("evidence/", query=_ALL, rows=_exactly("id", _rows_of(Evidence, "created_at"))),
    Place("documents/", query=_ALL, rows=_exactly("id", _rows_of(Document, "created_at"))),
    Place("notifications/", query=_ALL, rows=_no_hidden_matter),
    Place("subjects/", query=_ALL, rows=_exactly("id", _subject)),
    Place("me/", rows=_counters),
    Place("two-laws/board/", rows=_board),
    *(
        Place("two-laws/board/matters/", query=f"{_ALL}&figure={each}", rows=_no_hidden_matter)
        for each in Figure
    ),
    *(
        Place(
            "two-laws/register/", query=f"{_ALL}&kind={kind}", rows=_exactly("id", _matters(kind))
        )
        for kind in DECISIONS
    ),
    Place("subjects/<pk>/", of="subject"),
    *(Place(f"clues/<pk>/{tail}", of="clue") for tail in ("", "actions/", "timeline/")),
    Place("clues/<pk>/duplicates/", of="clue"),
    Place("clues/<pk>/screening/", of="clue"),
    Place("clues/<pk>/reporter/", of="opened", may=Truth.knows_reporter_of_clue),
    Place("complaints/", query=_ALL, rows=_exactly("id", _matters("complaint"))),
    Place("complaints/", query=f"{_ALL}&search=暗记", rows=_exactly("id", _matters("complaint"))),
    Place("complaints/", query=f"{_ALL}&search={NAME}", rows=_exactly("id", _nothing)),
    Place("complaints/", query=f"{_ALL}&count=exact", rows=_all_counted("complaint")),
    Place("complaints/<pk>/", of="complaint", look=_complaint),
    Place("complaints/<pk>/actions/", of="complaint"),
    Place("complaints/<pk>/duplicates/", of="complaint"),
    Place("complaints/<pk>/reporter/", of="complaint", may=Truth.knows_reporter),
    Place("imports/", query=_ALL, rows=_exactly("id", _runs)),
    Place("imports/<pk>/", of="run", may=Truth.sees_run, look=_findings),
    Place("imports/<pk>/file/", of="run", may=Truth.reads_run),
    Place("imports/<pk>/findings/", of="run", may=Truth.reads_run),
    *(Place(f"transfers/<pk>/{tail}", of="leg") for tail in ("", "actions/", "timeline/")),
    *(Place(f"rectifications/<pk>/{tail}", of="order") for tail in ("", "actions/")),
    *(Place(f"extension-requests/<pk>/{tail}", of="request") for tail in ("", "actions/")),
    *(
        place
        for kind, collection in TWO_LAWS.items()
        for place in (
            Place(f"{collection}/", query=_ALL, rows=_exactly("id", _matters(kind))),
            Place(f"{collection}/", query=f"{_ALL}&count=exact", rows=_all_counted(kind)),
            Place(f"{collection}/<pk>/", of=kind),
            Place(f"{collection}/<pk>/actions/", of=kind),
        )
    ),
    *(
        Place(f"matters/<pk>/{tail}", of="matter")
        for tail in (
            "",
            "comments/",
            "deadlines/",
            "deadlines/usage/",
            "documents/",
            "evidence/",
            "links/",
            "named-persons/",
            "parties/",
            "timeline/",
        )
    ),
    Place("evidence/<pk>/", of="evidence"),
    Place("evidence/<pk>/content/", of="evidence"),
    Place("evidence/<pk>/custody/", of="evidence"),
    Place("documents/<pk>/", of="document"),
    Place("documents/<pk>/content/", of="document", may_be=frozenset({200, 409})),
    Place("deadlines/<pk>/", of="clock"),
    Place("deadlines/<pk>/explanation/", of="clock"),
    Place("deadlines/<pk>/explanation.svg", of="clock"),
)
