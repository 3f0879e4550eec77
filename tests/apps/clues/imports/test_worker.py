"""What the worker does with a large run: go on, be broken off, be cancelled, fail and say why."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from apps.clues.actions import imports
from apps.clues.actions.imports import makers, rows, runs, stepping
from apps.clues.actions.imports.files import path_of
from apps.clues.models import Clue, HandedList, ImportRun, Transfer
from apps.common.ids import new_id
from apps.matters.models import Counter, Matter
from apps.notifications.models import Outbox
from apps.organizations.models import Department
from clue_transfer.actors import Actor
from clue_transfer.errors import NotFound, WrongStatus
from clue_transfer.vocabulary import Role
from clue_transfer.workflows.import_run import ImportVerb
from tests.apps.clues.imports.test_checking import HEADINGS, book, row
from tests.client import person

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
SENDER = "620000-ecology"


def actor(role: Role, department: str = SENDER) -> Actor:
    user = person(role, department)
    at = Department.objects.get(code=department)
    return Actor(
        person=user.pk,
        name=user.username,
        department=at.pk,
        department_code=at.code,
        roles=frozenset({role}),
    )


def bring_in(content: BytesIO, *, dry_run: bool = True) -> ImportRun:
    pk = new_id()
    return imports.bring_in(
        content,
        pk=pk,
        kind="ministry_list",
        file_name="清单.xlsx",
        size=len(content.getvalue()),
        dry_run=dry_run,
        actor=actor(Role.LIAISON),
        now=NOW,
    )


def table(count: int = 12) -> BytesIO:
    return book(HEADINGS, *(row(点位编号=f"W-{n}") for n in range(count)))


def take(verb: ImportVerb, run: ImportRun, role: Role = Role.LIAISON) -> ImportRun:
    confirmed = verb is ImportVerb.SUBMIT
    return imports.take(verb, pk=run.pk, actor=actor(role), now=NOW, no_state_secrets=confirmed)


def now_at(pk: UUID) -> tuple[str, str, int]:
    run = ImportRun.objects.get(pk=pk)
    return run.status, run.busy, run.made


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    """Keep files apart from other tests': the same table has the same name everywhere."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is large: the worker does it, four rows at a time."""
    monkeypatch.setattr(runs, "_SMALL", 0)
    monkeypatch.setattr(runs, "AT_ONCE", 0)
    monkeypatch.setattr(rows, "CHUNK", 4)
    monkeypatch.setattr("apps.clues.actions.imports.stepping.BATCH", 4)


@pytest.fixture
def submitted(seeded_db: None, small_steps: None) -> ImportRun:
    """A run of twelve clues that waits for its approval."""
    run = bring_in(table(), dry_run=False)
    for _ in range(2):
        imports.go_on(run.pk, now=NOW)
    take(ImportVerb.SUBMIT, run)
    imports.go_on(run.pk, now=NOW)
    return run


def _breaking_at(place: int, error: BaseException, patch: pytest.MonkeyPatch) -> list[int]:
    """Let the procedure fail at one of its batches; answers the batches that were begun."""
    calls: list[int] = []
    steps = stepping.take_steps

    def breaking(*args: Any, pks: Any, **options: Any) -> Any:
        calls.append(len(pks))
        if len(calls) == place:
            raise error
        return steps(*args, pks=pks, **options)

    patch.setattr(stepping, "take_steps", breaking)
    return calls


@pytest.mark.usefixtures("seeded_db", "small_steps")
class TestOneWorker:
    """One worker at a time."""

    def test_it_carries_a_run_from_the_file_to_numbered_legs(self) -> None:
        run = bring_in(table(), dry_run=False)
        assert now_at(run.pk) == ("validating", "validate", 0)

        imports.go_on(run.pk, now=NOW)
        assert now_at(run.pk) == ("committing", "commit", 0)
        imports.go_on(run.pk, now=NOW)
        assert now_at(run.pk) == ("committed", "", 12)
        take(ImportVerb.SUBMIT, run)
        assert now_at(run.pk) == ("committed", "submit", 12)
        imports.go_on(run.pk, now=NOW)
        take(ImportVerb.APPROVE, run, Role.LEAD)
        assert now_at(run.pk) == ("approving", "approve", 12)
        imports.go_on(run.pk, now=NOW)

        assert now_at(run.pk) == ("approved", "", 12)
        numbers = set(Transfer.objects.values_list("number", flat=True))
        assert numbers == {f"甘环线〔2026〕{n}号-1" for n in range(1, 13)}
        assert Counter.objects.get(series="clue").last == 12

    def test_a_file_that_cannot_be_read_fails_with_its_reason(self) -> None:
        run = bring_in(book(["一", "二"], ["三", "四"]))
        imports.go_on(run.pk, now=NOW)

        failed = ImportRun.objects.get(pk=run.pk)
        assert (failed.status, failed.busy) == ("failed", "")
        assert failed.failure["message"] == "找不到“%(form)s”的表头"

    def test_a_lost_file_is_said_to_be_lost(self) -> None:
        run = bring_in(table())
        path_of(run.sha256).unlink()
        imports.go_on(run.pk, now=NOW)

        failed = ImportRun.objects.get(pk=run.pk)
        assert (failed.status, failed.failure["message"][:4]) == ("failed", "文件已不")

    def test_a_fault_in_a_commit_leaves_nothing_and_the_run_ready(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run = bring_in(table())
        imports.go_on(run.pk, now=NOW)
        take(ImportVerb.COMMIT, run)
        calls: list[int] = []

        def breaking(drafts: Any, **options: Any) -> Any:
            calls.append(len(drafts))
            if len(calls) == 2:
                raise RuntimeError
            return create(drafts, **options)

        create = makers.create_clues
        monkeypatch.setattr(makers, "create_clues", breaking)
        imports.go_on(run.pk, now=NOW)

        assert calls == [4, 4]
        assert now_at(run.pk) == ("ready", "", 0)
        assert (Matter.objects.count(), HandedList.objects.count()) == (0, 0)

    def test_approving_begins_again_when_it_was_broken_off(
        self, submitted: ImportRun, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        take(ImportVerb.APPROVE, submitted, Role.LEAD)
        with monkeypatch.context() as patch:
            calls = _breaking_at(2, SystemExit(), patch)
            with pytest.raises(SystemExit):
                imports.go_on(submitted.pk, now=NOW)

        assert calls == [4, 4]
        assert (Transfer.objects.count(), Counter.objects.count()) == (0, 0)
        waiting = imports.unfinished(now=NOW + timedelta(hours=1), older_than=timedelta(0))
        assert waiting == [submitted.pk]
        imports.go_on(submitted.pk, now=NOW)
        assert now_at(submitted.pk) == ("approved", "", 12)
        numbers = set(Clue.objects.values_list("number", flat=True))
        assert numbers == {f"甘环线〔2026〕{n}号" for n in range(1, 13)}

    def test_a_refusal_in_the_last_batch_approves_nothing(
        self, submitted: ImportRun, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Outbox.objects.all().delete()
        take(ImportVerb.APPROVE, submitted, Role.LEAD)
        told: list[int] = []
        monkeypatch.setattr(
            "apps.clues.actions.imports.stepping.progress.tell",
            lambda _run, *, done, total: told.append(done),
        )
        calls = _breaking_at(3, WrongStatus("承办人已离职"), monkeypatch)
        imports.go_on(submitted.pk, now=NOW)

        assert (calls, told) == ([4, 4, 4], [4, 8])
        run = ImportRun.objects.get(pk=submitted.pk)
        assert (run.status, run.busy, run.failure["message"]) == ("submitted", "", "承办人已离职")
        assert set(Clue.objects.values_list("status", "number")) == {("submitted", None)}
        assert (Transfer.objects.count(), Counter.objects.count()) == (0, 0)
        assert Outbox.objects.count() == 0

    def test_the_department_is_told_once_of_each_step(self, submitted: ImportRun) -> None:
        own = Outbox.objects.filter(recipient_department__code=SENDER)
        assert list(own.values_list("event", "matter")) == [("clue.submitted", None)]

        take(ImportVerb.APPROVE, submitted, Role.LEAD)
        imports.go_on(submitted.pk, now=NOW)

        assert list(own.order_by("pk").values_list("event", "matter")) == [
            ("clue.submitted", None),
            ("clue.approved", None),
        ]
        assert json.loads(own.latest("pk").payload)["title"] == "清单（12）"
        sent = Outbox.objects.filter(event="transfer.sent").values("matter").distinct()
        assert sent.count() == 12

    def test_a_cancelled_validation_does_not_come_back(self) -> None:
        run = bring_in(table())
        take(ImportVerb.CANCEL, run)
        imports.go_on(run.pk, now=NOW)

        assert now_at(run.pk) == ("cancelled", "", 0)

    def test_another_department_finds_no_run(self) -> None:
        run = bring_in(table())

        with pytest.raises(NotFound):
            imports.take(
                ImportVerb.CANCEL,
                pk=run.pk,
                actor=actor(Role.LEAD, "620100-ecology"),
                now=NOW,
            )
        assert now_at(run.pk) == ("validating", "validate", 0)


@pytest.mark.usefixtures("small_steps")
def test_a_cancel_during_the_commit_leaves_nothing(
    at_once: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = bring_in(table())
    imports.go_on(run.pk, now=NOW)
    take(ImportVerb.COMMIT, run)
    begun, cancelled = threading.Event(), threading.Event()
    create = makers.create_clues

    def waiting(drafts: Any, **options: Any) -> Any:
        work = create(drafts, **options)
        begun.set()
        assert cancelled.wait(30)
        return work

    monkeypatch.setattr(makers, "create_clues", waiting)

    def cancel() -> None:
        assert begun.wait(30)
        take(ImportVerb.CANCEL, run)
        cancelled.set()

    results = at_once(lambda: imports.go_on(run.pk, now=NOW), cancel)

    assert results == [None, None]
    assert now_at(run.pk) == ("cancelled", "", 0)
    assert (Matter.objects.count(), HandedList.objects.count()) == (0, 0)


@pytest.mark.usefixtures("small_steps")
def test_two_workers_at_the_same_run_commit_it_once(at_once: Callable[..., list[Any]]) -> None:
    run = bring_in(table(), dry_run=False)
    imports.go_on(run.pk, now=NOW)

    results = at_once(*[lambda: imports.go_on(run.pk, now=NOW)] * 3)

    assert results == [None, None, None]
    assert now_at(run.pk) == ("committed", "", 12)
    assert Clue.objects.count() == 12


def test_two_runs_of_one_file_at_once_make_its_clues_once(
    at_once: Callable[..., list[Any]],
) -> None:
    first, second = bring_in(table()), bring_in(table())

    results = at_once(
        lambda: take(ImportVerb.COMMIT, first).made, lambda: take(ImportVerb.COMMIT, second).made
    )

    # The second comes while the first is at it and is refused, or after it and makes nothing.
    made = sorted(0 if isinstance(each, WrongStatus) else each for each in results)
    assert made == [0, 12]
    assert Clue.objects.count() == 12
