"""The stamp changes with every write to reference data, whoever makes it."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from apps.organizations.models import CalendarYear, Department, Division
from apps.organizations.queries import directory, stamp


def test_stamp_rises_when_a_department_is_saved(seeded_db: None) -> None:
    before = stamp()

    Department.objects.get(code="620100-water").save()

    assert stamp() > before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE organizations_division SET short_name = short_name WHERE code = '620100'",
        "UPDATE organizations_department SET active = false WHERE code = '620100-water'",
        "UPDATE organizations_calendaryear SET version = 2 WHERE year = 2026",
        "DELETE FROM organizations_calendaryear WHERE year = 2022",
        "TRUNCATE organizations_calendaryear",
    ],
)
def test_stamp_rises_by_raw_sql(seeded_db: None, statement: str) -> None:
    before = stamp()

    with connection.cursor() as cursor:
        cursor.execute(statement)

    assert stamp() > before


def test_stamp_stays_without_a_write(seeded_db: None) -> None:
    before = stamp()

    list(Department.objects.all())

    assert stamp() == before


def test_a_rolled_back_change_never_lends_its_stamp_to_another(seeded_db: None) -> None:
    with transaction.atomic():
        Division.objects.filter(code="620100").update(short_name="甲")
        rolled_back = stamp()
        directory(rolled_back)
        transaction.set_rollback(True)

    Division.objects.filter(code="620100").update(short_name="乙")

    assert stamp() != rolled_back
    assert directory(stamp()).division("620100").short_name == "乙"


def test_stamp_takes_one_query(seeded_db: None, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):
        stamp()


def test_stamp_row_comes_back_when_it_was_lost(seeded_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM organizations_referencestamp")

    CalendarYear.objects.filter(year=2026).update(version=3)

    assert stamp() > 0
