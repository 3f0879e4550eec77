"""Moments come from the database as the framework would read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

MOMENTS = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30))  # noqa: DTZ001 - the test puts the zone on


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(moment=MOMENTS)
def test_a_moment_comes_back_as_it_went_in(db: None, moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [moment.replace(tzinfo=UTC)])
        [found] = cursor.fetchone()

    assert found == moment.replace(tzinfo=UTC)
    assert found.utcoffset() == timedelta(0)


def test_an_empty_moment_is_none_and_infinity_is_refused(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT NULL::timestamptz")
        assert cursor.fetchone() == (None,)
        cursor.execute("SELECT 'infinity'::timestamptz")
        with pytest.raises(ValueError, match="infinity"):
            cursor.fetchone()
