"""Notices that arrive at the same moment: each is a version of the calendar of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model

from apps.desk.actions import announce_upload, try_notices, upload_notice
from apps.organizations.actions import Notice, announce
from apps.organizations.models import CalendarNotice
from apps.organizations.queries import calendars_at, directory, stamp
from clue_transfer.actors import SYSTEM, Actor
from clue_transfer.errors import Refused
from tests.journeys.test_calendar_change import NOTICE
from tests.stories import MORNING

AtOnce = Callable[..., list[Any]]


def _of(year: int) -> Callable[[], int]:
    notice = Notice(
        year=year, holidays=frozenset({date(year, 1, 3)}), makeup_workdays=frozenset(), source="X"
    )
    return lambda: len(announce([notice], actor=SYSTEM, now=MORNING))


def test_two_years_at_once_are_two_versions_of_the_calendar(at_once: AtOnce) -> None:
    before = directory(stamp()).calendar.version

    answers = at_once(_of(2027), _of(2028))

    assert answers == [1, 1]
    versions = CalendarNotice.objects.filter(year__gt=2026).values_list(
        "calendar_version", flat=True
    )
    assert sorted(versions) == [before + 1, before + 2]
    assert calendars_at([before + 2]) == {before + 2: directory(stamp()).calendar}


def test_an_upload_that_two_confirm_is_announced_once(at_once: AtOnce) -> None:
    user = get_user_model().objects.create(username="office")
    actor = Actor(person=user.pk)
    upload = upload_notice(NOTICE, actor=actor, now=MORNING)
    try_notices(now=MORNING)

    def confirm() -> str:
        try:
            announce_upload(upload.pk, sha256=upload.sha256, actor=actor, now=MORNING)
        except Refused as refusal:
            return refusal.code
        return "announced"

    answers = at_once(confirm, confirm)

    assert sorted(answers) == ["announced", "wrong-status"]
    assert CalendarNotice.objects.filter(year=2027).count() == 1
