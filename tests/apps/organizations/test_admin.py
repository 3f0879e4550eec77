"""The admin: searched by autocomplete, no drop-down that grows with the number of departments."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client

from apps.organizations.models import CalendarYear, Department, Division
from apps.organizations.queries import directory, stamp


@pytest.fixture
def administrator(seeded_db: None) -> Client:
    """Open a superuser's browser."""
    client = Client()
    user = get_user_model().objects.create(username="admin", is_staff=True, is_superuser=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("model", ["division", "department", "calendaryear"])
def test_lists_open(administrator: Client, model: str) -> None:
    assert administrator.get(f"/admin/organizations/{model}/").status_code == 200


def test_department_form_holds_no_list_of_departments(administrator: Client) -> None:
    department = Department.objects.get(code="620102-water")

    answer = administrator.get(f"/admin/organizations/department/{department.pk}/change/")

    assert answer.status_code == 200
    assert answer.content.decode().count("<option") < 40


def test_departments_are_searched(administrator: Client) -> None:
    answer = administrator.get(
        "/admin/autocomplete/",
        {
            "app_label": "organizations",
            "model_name": "department",
            "field_name": "superior",
            "term": "兰州市水务",
        },
    )

    assert [row["text"] for row in answer.json()["results"]] == ["兰州市水务局"]


def test_renaming_a_department_renews_its_key_and_the_directory(administrator: Client) -> None:
    department = Department.objects.get(code="620100-water")
    before = stamp()

    answer = administrator.post(
        f"/admin/organizations/department/{department.pk}/change/",
        {
            "name": "兰州市水利局",
            "short_name": "兰水",
            "aliases": "兰州市水务局",
            "system": "water",
            "division": "620100",
            "superior": str(department.superior_id),
            "counterpart_police": str(department.counterpart_police_id),
            "counterpart_procuratorate": str(department.counterpart_procuratorate_id),
            "active": "on",
        },
    )

    assert answer.status_code == 302
    department.refresh_from_db()
    assert (department.code, department.pinyin) == ("620100-water", "lan zhou shi shui li ju")
    assert stamp() > before
    assert directory(stamp()).find_receiver("兰州市水务局").id == department.id


def test_changed_days_count_the_year_up(administrator: Client) -> None:
    year = CalendarYear.objects.get(year=2026)
    days = {"holidays": "2026-01-01", "makeup_workdays": "2026-01-04", "known": "on"}

    administrator.post(
        f"/admin/organizations/calendaryear/{year.pk}/change/", {"year": "2026", **days}
    )
    administrator.post(
        f"/admin/organizations/calendaryear/{year.pk}/change/", {"year": "2026", **days}
    )

    year.refresh_from_db()
    assert (year.version, len(year.holidays)) == (2, 1)


def test_a_day_of_another_year_is_refused(seeded_db: None) -> None:
    year = CalendarYear.objects.get(year=2026)
    year.holidays = [year.holidays[0].replace(year=2027)]

    with pytest.raises(ValidationError) as refused:
        year.full_clean()

    assert refused.value.messages == ["日期须在该年份之内：2027-01-01"]


def test_a_day_is_not_off_and_made_up(seeded_db: None) -> None:
    year = CalendarYear.objects.get(year=2026)
    year.makeup_workdays = year.holidays[:1]

    with pytest.raises(IntegrityError, match="calendar_day_off_or_made_up"):
        year.save()


def test_only_a_province_stands_alone(seeded_db: None) -> None:
    orphan = Division(code="629900", name="某市", short_name="某市", stem="某", level="prefecture")

    with pytest.raises(IntegrityError, match="division_parent_unless_province"):
        orphan.save()


def test_no_department_is_above_itself(seeded_db: None) -> None:
    department = Department.objects.get(code="620100-water")
    department.superior = department

    with pytest.raises(IntegrityError, match="department_not_its_own_superior"):
        department.save()
