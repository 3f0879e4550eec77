"""The command puts right whatever has happened to the tables of waits and access."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from apps.matters.models import Access, Matter, Wait
from tests.concurrency.invariants import derived_rows
from tests.stories import Story


def test_lost_added_and_changed_rows_are_put_right(capsys: pytest.CaptureFixture[str]) -> None:
    Story().accepted()
    Story().concluded()
    stray = Story().sent()
    sound = derived_rows()
    row = Access.objects.filter(matter=stray.clue_id).first()
    Access.objects.filter(matter=stray.leg_id).delete()
    Access.objects.create(
        matter_id=stray.clue_id,
        department_id=row.department_id,
        why="copied",
        kind="clue",
        opened_at=row.opened_at,
    )
    Access.objects.update(next_due_at=timezone.now() + timedelta(days=400), open=False)
    Wait.objects.filter(verb="file").update(verb="approve", due_at=None)
    assert derived_rows() != sound

    call_command("rebuild_access", "--batch", "2")

    assert derived_rows() == sound
    matters = Matter.objects.count()
    assert capsys.readouterr().out == f"{matters} matters: waits and access rebuilt\n"
