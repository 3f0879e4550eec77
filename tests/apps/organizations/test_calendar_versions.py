"""Every version of a year's notice stays: who loaded it, from which paper, under which hash."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client
from rest_framework.test import APIClient

from apps.organizations.actions import Notice, announce
from apps.organizations.models import CalendarNotice, CalendarYear
from apps.organizations.queries import calendars_at, directory, stamp
from clue_transfer.actors import SYSTEM
from tests.stories import MORNING

FIRST = Notice(
    year=2027,
    holidays=frozenset({date(2027, 1, 1)}),
    makeup_workdays=frozenset(),
    source="国办发明电〔2026〕9号",
)
SECOND = Notice(
    year=2027,
    holidays=frozenset({date(2027, 1, 1), date(2027, 2, 8)}),
    makeup_workdays=frozenset({date(2027, 2, 6)}),
    source="国办发明电〔2026〕10号",
)


@pytest.fixture
def client(seeded_db: None) -> APIClient:
    """Make a client that is logged in; no role is needed to read."""
    client = APIClient()
    client.force_authenticate(get_user_model().objects.create(username="reader"))
    return client


def versions(client: APIClient, year: int) -> list[dict[str, Any]]:
    """Read the versions of a year."""
    answer = client.get(f"/api/v1/calendars/{year}/versions/")
    assert answer.status_code == 200, answer.content
    rows: list[dict[str, Any]] = answer.json()["results"]
    return rows


def test_a_year_shows_its_newest_days_and_lists_all_versions(client: APIClient) -> None:
    announce([FIRST], actor=SYSTEM, now=MORNING)

    announce([SECOND], actor=SYSTEM, now=MORNING)

    now = client.get("/api/v1/calendars/2027/").json()
    assert (now["version"], now["holidays"]) == (2, ["2027-01-01", "2027-02-08"])
    rows = versions(client, 2027)
    assert [row["version"] for row in rows] == [2, 1]
    assert rows[1]["holidays"] == ["2027-01-01"]
    facts = {
        "holidays": ["2027-01-01"],
        "known": True,
        "makeup_workdays": [],
        "source": "国办发明电〔2026〕9号",
        "year": 2027,
    }
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    assert rows[1]["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert (rows[1]["source"], rows[1]["loaded_by"]) == ("国办发明电〔2026〕9号", None)
    assert rows[1]["loaded_at"] == "2026-11-20T10:00:00+08:00"
    assert [row["calendar_version"] for row in rows] == [7, 6]


def test_what_is_seeded_is_the_first_version_of_its_notice(client: APIClient) -> None:
    [row] = versions(client, 2026)

    assert (row["version"], row["source"]) == (1, "国办发明电〔2025〕7号")
    assert (row["loaded_by"], row["loaded_at"], row["calendar_version"]) == (None, None, 5)


def test_a_year_that_was_never_loaded_has_no_versions(client: APIClient) -> None:
    assert client.get("/api/v1/calendars/2031/versions/").status_code == 404


def test_the_calendar_is_had_again_as_it_was(seeded_db: None) -> None:
    seeded = directory(stamp()).calendar
    announce([FIRST], actor=SYSTEM, now=MORNING)
    first = directory(stamp()).calendar

    announce([SECOND], actor=SYSTEM, now=MORNING)

    assert calendars_at(range(1, 10)) == {5: seeded, 6: first, 7: directory(stamp()).calendar}


def test_two_years_in_one_notice_are_versions_of_their_own(seeded_db: None) -> None:
    other = Notice(year=2028, holidays=frozenset({date(2028, 1, 3)}), makeup_workdays=frozenset())

    announce([FIRST, other], actor=SYSTEM, now=MORNING)
    announce([FIRST, other], actor=SYSTEM, now=MORNING)

    kept = CalendarNotice.objects.filter(year__gt=2026).order_by("year")
    assert list(kept.values_list("year", "version", "calendar_version")) == [
        (2027, 1, 6),
        (2028, 1, 7),
    ]
    assert calendars_at([7]) == {7: directory(stamp()).calendar}


@time_machine.travel(MORNING, tick=False)
def test_what_is_written_in_the_admin_is_a_version_of_who_wrote_it(seeded_db: None) -> None:
    browser = Client()
    user = get_user_model().objects.create(
        username="admin", full_name="赵主任", is_staff=True, is_superuser=True
    )
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    year = CalendarYear.objects.get(year=2026)
    path = f"/admin/organizations/calendaryear/{year.pk}/change/"
    days = {"holidays": "2026-01-01", "makeup_workdays": "2026-01-04"}

    changed = browser.post(path, {**days, "known": "on", "source": "国办发明电〔2026〕1号"})
    withdrawn = browser.post(path, days)

    assert (changed.status_code, withdrawn.status_code) == (302, 302)
    kept = CalendarNotice.objects.filter(year=2026).order_by("version")
    assert list(kept.values_list("version", "known", "source", "loaded_by", "loaded_at")) == [
        (1, True, "国办发明电〔2025〕7号", None, None),
        (2, True, "国办发明电〔2026〕1号", user.pk, MORNING),
        (3, False, "", user.pk, MORNING),
    ]
    year.refresh_from_db()
    assert (year.version, year.known) == (3, False)
    assert browser.post(f"/admin/organizations/calendaryear/{year.pk}/delete/").status_code == 403


@pytest.mark.parametrize("page", ["add/", "{pk}/delete/"])
def test_versions_are_neither_made_nor_removed_by_hand(page: str, seeded_db: None) -> None:
    browser = Client()
    user = get_user_model().objects.create(username="admin", is_staff=True, is_superuser=True)
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    pk = CalendarNotice.objects.get(year=2026).pk
    path = "/admin/organizations/calendarnotice/"

    assert browser.get(path).status_code == 200
    assert browser.get(f"{path}{pk}/change/").status_code == 200
    assert browser.post(f"{path}{page.format(pk=pk)}", {"year": "2026"}).status_code == 403
    assert browser.post(f"{path}{pk}/change/", {"source": "改"}).status_code == 403

    assert CalendarNotice.objects.get(year=2026).source == "国办发明电〔2025〕7号"


def test_years_that_stood_there_are_kept_as_the_version_they_have(seeded_db: None) -> None:
    announce([FIRST], actor=SYSTEM, now=MORNING)
    announce([SECOND], actor=SYSTEM, now=MORNING)
    before = directory(stamp()).calendar
    seeded = CalendarNotice.objects.get(year=2026)
    CalendarNotice.objects.all().delete()
    migration = import_module("apps.organizations.migrations.0003_calendar_notices")

    migration.keep_what_is_there(apps, None)

    kept = CalendarNotice.objects.order_by("year").values_list("year", "version", "loaded_at")
    assert list(kept) == [*((year, 1, None) for year in range(2022, 2027)), (2027, 2, None)]
    assert calendars_at(range(1, 10)) == {before.version: before}
    row = CalendarNotice.objects.get(year=2026)
    assert (row.holidays, row.source) == (seeded.holidays, "")
    facts = {
        "holidays": [day.isoformat() for day in row.holidays],
        "known": True,
        "makeup_workdays": [day.isoformat() for day in row.makeup_workdays],
        "source": "",
        "year": 2026,
    }
    text = json.dumps(facts, separators=(",", ":"))
    assert row.sha256 == hashlib.sha256(text.encode()).hexdigest()
