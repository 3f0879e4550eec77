"""A dead broker stops no step and loses no message; one bad recipient stops no other."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from apps.documents.models import Document
from apps.documents.tasks import sweep_documents
from apps.notifications.models import Notification, Outbox
from apps.notifications.tasks import sweep_outbox
from config.celery import app
from tests.client import ok
from tests.stories import BAIYIN, LANZHOU, MORNING, Desk, Story


@pytest.fixture(autouse=True)
def dead_broker(
    committed_db: str, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Point the tasks at a port on which nobody listens."""
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with monkeypatch.context() as patched:
        patched.setattr(app.conf, "broker_url", f"redis://127.0.0.1:{port}/0")
        app._after_fork()  # forgets the pools that were made for the other address
        # The clock runs on: the client gives its broker up after a time.
        with time_machine.travel(MORNING):
            yield
    app._after_fork()


def test_steps_go_on_and_the_sweeps_deliver_later() -> None:
    story = Story()
    liaison = story.receiver.liaison
    story.signed()
    untold = Notification.objects.count()
    unmade = [document.status for document in Document.objects.all()]

    sweep_outbox()
    sweep_documents()

    assert (untold, unmade) == (0, ["pending", "pending"])
    assert story.leg()["status"] == "signed"
    events = [row["event"] for row in ok(liaison.get("notifications/"))["results"]]
    assert events == ["transfer.sent"]
    papers = ok(liaison.get("documents/"))["results"]
    assert [(paper["kind"], paper["status"]) for paper in papers] == [
        ("receipt", "ready"),
        ("transfer_letter", "ready"),
    ]
    assert Outbox.objects.filter(delivered_at=None).count() == 0


def test_one_bad_recipient_does_not_stop_the_batch() -> None:
    receivers = [{"department": LANZHOU, "role": "main"}, {"department": BAIYIN, "role": "co"}]
    story, baiyin = Story(receivers=receivers), Desk(BAIYIN).liaison
    lanzhou = story.receiver.liaison
    story.sent()
    bad = Outbox.objects.get(recipient_department__code=LANZHOU)
    Outbox.objects.filter(pk=bad.pk).update(payload="{")

    sweep_outbox()
    sweep_outbox()

    assert [row["event"] for row in ok(baiyin.get("notifications/"))["results"]] == [
        "transfer.sent"
    ]
    assert ok(lanzhou.get("notifications/"))["results"] == []
    bad.refresh_from_db()
    assert (bad.delivered_at, bad.attempts) == (None, 1)
    assert bad.next_attempt_at > MORNING
    others = Outbox.objects.exclude(pk=bad.pk)
    assert (others.count(), others.filter(delivered_at=None).count()) == (4, 0)
