"""A step that leaves papers and messages to be done calls a worker once, after its commit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from apps.common.tasks import wake_each
from apps.documents.actions import render_pending
from apps.documents.tasks import render_documents
from apps.notifications.tasks import deliver_outbox
from config.celery import app
from tests.apps.facts import NOW
from tests.stories import Story

Capture = Callable[..., Any]
BOTH = (render_documents.name, deliver_outbox.name)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[str, ...]]]:
    """What a broker was asked for that is away at once."""
    sent: list[tuple[str, tuple[str, ...]]] = []

    def fail(name: str, args: tuple[str, ...], **options: Any) -> None:
        sent.append((name, args))
        raise ConnectionError

    monkeypatch.setattr(app, "send_task", fail)
    return sent


def test_one_call_after_the_commit_asks_for_both_and_a_dead_broker_is_survived(
    seeded_db: None,
    sent: list[tuple[str, tuple[str, ...]]],
    django_capture_on_commit_callbacks: Capture,
    tmp_path: Path,
    settings: Any,
) -> None:
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    story = Story().submitted()

    with django_capture_on_commit_callbacks(execute=True):
        story.on_clue(story.sender.lead, "approve")

    assert sent == [(wake_each.name, BOTH)]
    assert render_pending(now=NOW.replace(year=NOW.year + 1)) == 1


def test_the_worker_asks_for_each(sent: list[tuple[str, tuple[str, ...]]]) -> None:
    wake_each(*BOTH)

    assert sent == [(name, ()) for name in BOTH]
