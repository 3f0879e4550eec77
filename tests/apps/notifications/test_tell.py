"""Messages are written with the step, and a dead broker loses none."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from apps.notifications.actions import Message, deliver, tell
from apps.notifications.models import Notification, Outbox
from apps.notifications.tasks import deliver_outbox, sweep_outbox
from clue_transfer.vocabulary import Role
from config.celery import app
from tests.apps.facts import NOW, department, matter, person


def test_tell_writes_all_messages_in_one_statement(
    db: None, django_assert_num_queries: Any
) -> None:
    water = department()
    messages = [
        Message(event="transfer.sent", title=f"第{n}条", department_id=water.pk) for n in range(50)
    ]

    with django_assert_num_queries(1):
        tell(messages, now=NOW)

    assert Outbox.objects.count() == 50
    assert json.loads(Outbox.objects.first().payload) == {
        "title": "第0条",
        "roles": ["coordinator", "handler", "lead", "liaison"],
        "content": {},
    }


def test_tell_of_nothing_asks_nothing(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        tell([], now=NOW)


def test_worker_is_woken_after_the_commit_only(
    db: None, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(app, "send_task", lambda name, *args, **options: woken.append(name))

    with django_capture_on_commit_callbacks(execute=True):
        tell([_message()], now=NOW)
        before_commit = list(woken)

    assert before_commit == []
    assert woken == [deliver_outbox.name]


def test_step_stands_when_the_broker_is_down_and_the_sweep_delivers(
    committed_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    monkeypatch.setattr(app.conf, "broker_url", f"redis://127.0.0.1:{port}/0")
    app._after_fork()
    liaison = person("甲", works_in=department("620000-water"))

    with transaction.atomic():
        tell([_message()], now=NOW)
    undelivered = Outbox.objects.get().delivered_at
    sweep_outbox()

    app._after_fork()
    assert undelivered is None
    assert [(row.user_id, row.title) for row in Notification.objects.all()] == [
        (liaison.pk, "请签收")
    ]
    assert Outbox.objects.get().delivered_at is not None


def test_message_of_a_step_that_failed_is_not_there(db: None) -> None:
    message = _message()

    def step() -> None:
        with transaction.atomic():
            tell([message], now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        step()

    assert Outbox.objects.count() == 0


def test_database_refuses_a_message_to_nobody(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        tell([Message(event="transfer.sent", title="谁")], now=NOW)


def test_long_title_is_cut_and_the_message_goes(db: None) -> None:
    water = department()
    person("甲", works_in=water, role=Role.LEAD)
    tell([Message(event="clue.opened", title="长" * 500, department_id=water.pk)], now=NOW)

    delivered = deliver(now=NOW)

    assert delivered == 1
    assert Notification.objects.get().title == "长" * 300


def _message(**fields: Any) -> Message:
    return Message(
        **{
            "event": "transfer.sent",
            "title": "请签收",
            "department_id": department("620000-water").pk,
        }
        | fields
    )


def test_message_keeps_its_matter(db: None) -> None:
    water = department()
    clue = matter(water)

    tell([_message(matter_id=clue.pk)], now=NOW)

    assert Outbox.objects.get().matter_id == clue.pk
