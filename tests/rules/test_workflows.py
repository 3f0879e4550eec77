"""The tables carry what was agreed: every verb, source, target, party, role and clock."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from clue_transfer import model_check
from clue_transfer.machine import Machine
from clue_transfer.vocabulary import DeadlineKind, Kind, Party, Status, Verb
from clue_transfer.workflows import (
    MACHINES,
    clue,
    common,
    complaint,
    crime_referral,
    detention_referral,
    extension_request,
    inquiry,
    opinion,
    public_interest,
    rectification,
    reverse_linkage,
    transfer,
)

AGREED = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "tracks.toml").read_text(encoding="utf-8")
)
CLOCKS = {
    "T01": DeadlineKind.APPROVAL,
    "T02": DeadlineKind.SIGNING,
    "T03": DeadlineKind.ACCEPTANCE,
    "T04": DeadlineKind.SUPPLEMENT,
    "T05": DeadlineKind.OBJECTION_RULING,
    "T06": DeadlineKind.NEGOTIATION,
    "T07": DeadlineKind.DESIGNATION,
    "T08": DeadlineKind.REDIRECT,
    "T09": DeadlineKind.FEEDBACK,
    "T10": DeadlineKind.PROGRESS,
    "T11": DeadlineKind.RESULT,
    "T12": DeadlineKind.CONFIRMATION,
    "T13": DeadlineKind.REWORK,
    "T14": DeadlineKind.RECTIFICATION_CHECK,
    "T15": DeadlineKind.LOOK_BACK,
    "T20": DeadlineKind.SET_DATE,
    "T23": DeadlineKind.EXTENSION_DECISION,
    "T24": DeadlineKind.SUSPENSION_REVIEW,
    "T25": DeadlineKind.STALE_DRAFT,
    "H01": DeadlineKind.INTAKE_REPLY,
    "H02": DeadlineKind.ASSIGNMENT,
    "H03": DeadlineKind.ASSIGNMENT,
    "H04": DeadlineKind.ANSWER,
    "A01": DeadlineKind.FILING,
    "A03": DeadlineKind.PENALTY,
    "A14": DeadlineKind.SERVICE,
    "C02": DeadlineKind.TRANSFER_DECISION,
    "C03": DeadlineKind.TRANSFER_HANDOVER,
    "C04": DeadlineKind.POLICE_RECEIPT,
    "C05": DeadlineKind.POLICE_SUPPLEMENT_NOTICE,
    "C06": DeadlineKind.CASE_SUPPLEMENT,
    "C08": DeadlineKind.POLICE_FILING,
    "C09": DeadlineKind.POLICE_FILING,
    "C10": DeadlineKind.POLICE_FILING,
    "C14": DeadlineKind.GOODS_HANDOVER,
    "C15": DeadlineKind.RECONSIDERATION_REQUEST,
    "C16": DeadlineKind.RECONSIDERATION_DECISION,
    "C25": DeadlineKind.CONSULTATION_REPLY,
    "G08": DeadlineKind.FILING_SUPERVISION,
    "P07": DeadlineKind.EXPLANATION,
    "P08": DeadlineKind.FILING_ORDER,
    "D02": DeadlineKind.DETENTION_TRANSFER,
    "D03": DeadlineKind.DETENTION_SUPPLEMENT,
    "D07": DeadlineKind.DETENTION_CASE,
    "T22": DeadlineKind.FOLLOW_UP,
    "J08": DeadlineKind.SUIT_FILING_SERVICE,
    "J09": DeadlineKind.SUGGESTION_SERVICE,
    "J10": DeadlineKind.PROSECUTION_REVIEW,
    "R01": DeadlineKind.REVERSE_HANDOVER,
    "R02": DeadlineKind.REVERSE_REVIEW,
}
REPLY = {DeadlineKind.OPINION_REPLY, DeadlineKind.SUGGESTION_REPLY}
"""The agreed rows write of these as “the reply clock”."""
ON_THE_LEG = {"accept_decline", "resume_penalty", "transfer"}
"""What these do to clocks they do to those of the leg, by a step on it."""
TRACKS = {
    "clue": clue.MACHINE,
    "transfer": transfer.MACHINE,
    "rectification": rectification.MACHINE,
    "complaint": complaint.MACHINE,
    "extension_request": extension_request.MACHINE,
    "crime_referral": crime_referral.MACHINE,
    "detention_referral": detention_referral.MACHINE,
    "opinion": opinion.MACHINE,
    "public_interest": public_interest.MACHINE,
    "reverse_linkage": reverse_linkage.MACHINE,
    "inquiry": inquiry.MACHINE,
}
ADDED = {
    "transfer": {Verb.INSPECT, Verb.CRIME_TRANSFER, Verb.RESUME_PENALTY, Verb.END_PENALTY},
    "crime_referral": {Verb.REMIND_REFUSAL},
}
"""Verbs that the product adds to what was agreed."""
ADDED_TO_ALL = {
    Verb.RAISE_SECRECY,
    Verb.PROPOSE_LOWERING,
    Verb.LOWER_SECRECY,
    Verb.RELEASE,
}
ROWS = [(track, *row) for track in TRACKS for row in AGREED[track]["rows"]]


def _grants(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for part in text.split("/"):
        party, _, roles = part.strip().partition(":")
        found.setdefault(party, set()).update(role for role in roles.split(",") if role)
    return found


@pytest.mark.parametrize(
    ("track", "verb", "sources", "target", "who", "effects"),
    ROWS,
    ids=[f"{row[0]}.{row[1]}" for row in ROWS],
)
def test_the_row_is_as_agreed(
    track: str, verb: str, sources: str, target: str, who: str, effects: str
) -> None:
    row = TRACKS[track].row(Verb(verb))

    assert row.sources == {Status(name) for name in sources.split("|")}
    assert row.target == (None if target == "=" else Status(target))
    grants: dict[str, set[str]] = {}
    for grant in row.who:
        # The coordinating office stands in for a superior that has no coordinator.
        party = Party.SUPERIOR if grant.party is Party.COORDINATOR else grant.party
        grants.setdefault(party, set()).update(grant.roles)
    assert grants == _grants(who)


@pytest.mark.parametrize(
    ("track", "verb", "effects"),
    [(row[0], row[1], row[5]) for row in ROWS],
    ids=[f"{row[0]}.{row[1]}" for row in ROWS],
)
def test_the_clocks_are_as_agreed(track: str, verb: str, effects: str) -> None:
    row = TRACKS[track].row(Verb(verb))
    wanted: dict[str, set[DeadlineKind]] = {sign: set() for sign in "+-~^*"}
    on_clue = set()
    for sign, code in re.findall(r"(?<![\w])([-+~^*])([A-Z]\d\d)", effects):
        if track == "crime_referral" and verb in ON_THE_LEG and sign in "~^":
            continue
        if code == "T08" and sign == "+":
            on_clue.add(CLOCKS[code])
        else:
            wanted[sign].add(CLOCKS[code])
    if verb == "agree_here":
        wanted["^"] = {
            DeadlineKind.ACCEPTANCE,
            DeadlineKind.FILING,
            DeadlineKind.PENALTY,
            DeadlineKind.FEEDBACK,
            DeadlineKind.PROGRESS,
            DeadlineKind.RESULT,
        }

    for sign, _ in re.findall(r"(?<![\w])([-+~^*]) (the )?reply clock", effects):
        wanted[sign] |= REPLY

    assert {start.kind for start in row.parent_starts} == on_clue
    if not row.stops_all:
        assert set(row.stops) >= wanted["-"]
    assert {start.kind for start in row.starts} >= wanted["+"]
    assert set(row.suspends) >= wanted["~"]
    assert set(row.resumes) == wanted["^"]
    assert {start.kind for start in row.restarts} == wanted["*"]


@pytest.mark.parametrize("track", TRACKS)
def test_nothing_is_dropped_and_nothing_is_added(track: str) -> None:
    machine = TRACKS[track]

    agreed = {Verb(row[0]) for row in AGREED[track]["rows"]}
    assert {row.verb for row in machine.rows} == agreed | ADDED.get(track, set())
    assert machine.initial == AGREED[track]["initial"]
    assert machine.final == {Status(name) for name in AGREED[track]["final"]}


@pytest.mark.parametrize("kind", MACHINES)
def test_every_kind_knows_the_common_verbs(kind: Kind) -> None:
    statuses = frozenset({Status.DRAFT})
    rows = common.rows_for(kind, open_statuses=statuses, final=frozenset(), handled=statuses)

    agreed = {Verb(row[0]): _grants(row[3]) for row in AGREED["common"]["rows"]}
    assert {row.verb for row in rows} == agreed.keys() | ADDED_TO_ALL
    for row in rows:
        wanted = agreed.get(row.verb)
        if row.verb in (Verb.ADMIT, Verb.DISMISS):  # each party for its own people
            assert {grant.party for grant in row.who} == {*wanted, Party.SENDER, Party.RECEIVER}
        elif wanted is not None:
            assert {grant.party: set(grant.roles) for grant in row.who} == wanted
        assert row.target is None
    assert {row.verb for row in MACHINES[kind].rows} >= agreed.keys()


@pytest.mark.parametrize("machine", MACHINES.values(), ids=[str(kind) for kind in MACHINES])
def test_the_model_check_finds_no_fault(machine: Machine) -> None:
    assert model_check.faults(machine) == []


def test_the_model_check_finds_a_state_that_cannot_be_reached_or_ended() -> None:
    rows = tuple(row for row in transfer.MACHINE.rows if row.verb is not Verb.ACCEPT)
    broken = Machine(
        kind=Kind.TRANSFER,
        initial=transfer.MACHINE.initial,
        final=transfer.MACHINE.final,
        openings={"": transfer.MACHINE.openings[""]},
        rows=rows,
        holders=transfer.MACHINE.holders,
        turns={},
    )

    faults = model_check.faults(broken)

    assert "accepted cannot be reached" in faults
    assert "in signed it may be nobody's turn, and no reason is written" in faults


def test_split_and_contest_and_insist_start_their_clocks() -> None:
    opening = transfer.MACHINE.openings[Status.OBJECTED]

    assert [start.kind for start in opening.starts] == [DeadlineKind.OBJECTION_RULING]
