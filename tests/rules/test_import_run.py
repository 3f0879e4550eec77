"""Who may do what with an import run, and when."""

from __future__ import annotations

import pytest

from clue_transfer.actors import Actor
from clue_transfer.errors import NotYourStep, WrongStatus
from clue_transfer.vocabulary import ImportStatus, Role
from clue_transfer.workflows.import_run import (
    ROWS,
    ImportVerb,
    RunState,
    available,
    decide,
    may_import,
)


def actor(*roles: Role, person: int = 2) -> Actor:
    return Actor(person=person, department=1, roles=frozenset(roles))


def state(status: ImportStatus, *, busy: bool = False, good: int = 3) -> RunState:
    return RunState(status=status, busy=busy, good=good, authors=frozenset({1, 3}))


EVERYTHING = actor(Role.LIAISON, Role.LEAD)


@pytest.mark.parametrize(
    ("status", "verbs"),
    [
        (ImportStatus.VALIDATING, ["cancel"]),
        (ImportStatus.READY, ["commit", "cancel"]),
        (ImportStatus.COMMITTING, ["cancel"]),
        (ImportStatus.COMMITTED, ["submit", "cancel"]),
        (ImportStatus.SUBMITTED, ["approve"]),
        (ImportStatus.APPROVING, []),
        (ImportStatus.APPROVED, []),
        (ImportStatus.CANCELLED, []),
        (ImportStatus.FAILED, []),
    ],
)
def test_each_status_offers_its_verbs(status: ImportStatus, verbs: list[str]) -> None:
    assert available(state(status), actor=EVERYTHING) == verbs


@pytest.mark.parametrize(
    ("verb", "role"),
    [
        (ImportVerb.COMMIT, Role.LEAD),
        (ImportVerb.SUBMIT, Role.LEAD),
        (ImportVerb.APPROVE, Role.LIAISON),
        (ImportVerb.CANCEL, Role.AUDITOR),
    ],
)
def test_a_wrong_role_is_refused_before_the_status(verb: ImportVerb, role: Role) -> None:
    with pytest.raises(NotYourStep):
        decide(verb, run=state(ImportStatus.FAILED), actor=actor(role))


@pytest.mark.parametrize("person", [1, 3])
def test_neither_importer_nor_submitter_approves(person: int) -> None:
    with pytest.raises(NotYourStep):
        decide(
            ImportVerb.APPROVE,
            run=state(ImportStatus.SUBMITTED),
            actor=actor(Role.LEAD, person=person),
        )


@pytest.mark.parametrize(
    ("verb", "status"),
    [
        (ImportVerb.SUBMIT, ImportStatus.COMMITTED),
        (ImportVerb.CANCEL, ImportStatus.COMMITTED),
        (ImportVerb.COMMIT, ImportStatus.READY),
    ],
)
def test_nobody_steps_while_a_worker_is_at_it(verb: ImportVerb, status: ImportStatus) -> None:
    with pytest.raises(WrongStatus):
        decide(verb, run=state(status, busy=True), actor=EVERYTHING)


def test_a_running_commit_can_be_cancelled() -> None:
    run = state(ImportStatus.COMMITTING, busy=True)

    row = decide(ImportVerb.CANCEL, run=run, actor=actor(Role.LIAISON))
    assert row.target is ImportStatus.CANCELLED


def test_drafts_are_discarded_by_lead_or_handler_only() -> None:
    run = state(ImportStatus.COMMITTED)

    with pytest.raises(NotYourStep):
        decide(ImportVerb.CANCEL, run=run, actor=actor(Role.LIAISON))
    assert decide(ImportVerb.CANCEL, run=run, actor=actor(Role.HANDLER)).verb is ImportVerb.CANCEL


def test_a_run_without_a_good_row_is_not_committed() -> None:
    with pytest.raises(WrongStatus):
        decide(ImportVerb.COMMIT, run=state(ImportStatus.READY, good=0), actor=EVERYTHING)


def test_only_authors_bring_files_in() -> None:
    may_import(actor(Role.HANDLER))
    with pytest.raises(NotYourStep):
        may_import(actor(Role.LEAD))


def test_every_verb_but_the_first_has_its_row() -> None:
    assert [row.verb for row in ROWS] == [verb for verb in ImportVerb if verb != "import"]


INTAKE = actor(Role.INTAKE)


@pytest.mark.parametrize(
    ("status", "verbs"),
    [
        (ImportStatus.VALIDATING, ["cancel"]),
        (ImportStatus.READY, ["commit", "cancel"]),
        (ImportStatus.COMMITTED, []),
    ],
)
def test_a_run_of_complaints_is_intakes_and_ends_with_the_commit(
    status: ImportStatus, verbs: list[str]
) -> None:
    run = RunState(status=status, good=3, of_complaints=True, authors=frozenset({2}))

    assert available(run, actor=INTAKE) == verbs
    assert available(run, actor=EVERYTHING) == []


def test_who_may_bring_which_file_in() -> None:
    may_import(INTAKE, of_complaints=True)
    with pytest.raises(NotYourStep):
        may_import(INTAKE)
    with pytest.raises(NotYourStep):
        may_import(EVERYTHING, of_complaints=True)
