"""Clocks of a running service: made due, watched while they are swept, asserted to be told once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from celery import Celery

from tests.client import DRAFT
from tests.prove.serving import (
    ROOT,
    Service,
    environment,
    family,
    folder,
    owner_of_port,
    until,
)

LIAISON, LEAD = "liaison.620000-water", "lead.620000-water"
MANY = 12
WAITS = """
    SELECT client_port FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
# The clocks of urgent legs count hours: their messages go out whatever the hour.
OVER = """
    UPDATE deadlines_deadline SET next_action_at = %(now)s - interval '1 minute',
        started_at = %(now)s - make_interval(hours => %(hours)s + 6),
        due_at = %(now)s - make_interval(hours => %(hours)s)
    WHERE matter_id = ANY(%(legs)s) AND kind = 'signing' AND state = 'running'
"""
PASSED = """
    UPDATE deadlines_deadline SET next_action_at = now() - interval '1 minute',
        started_at = started_at - make_interval(hours => %s),
        due_at = due_at - make_interval(hours => %s)
    WHERE matter_id = ANY(%s) AND kind = 'signing' AND state = 'running'
"""
AGAIN = """
    UPDATE deadlines_deadline SET next_action_at = %s - interval '1 minute'
    WHERE matter_id = ANY(%s) AND kind = 'signing' AND state = 'running'
"""
LEFT = """
    SELECT count(*) FROM deadlines_deadline
    WHERE state = 'running' AND next_action_at <= %s AND matter_id = ANY(%s)
"""
SENT = """
    SELECT count(*) FROM deadlines_reminder r JOIN deadlines_deadline d ON d.id = r.deadline_id
    WHERE r.state = 'sent' AND d.matter_id = ANY(%s)
"""
HEARD = """
    SELECT count(*) FROM notifications_notification
    WHERE event LIKE 'deadline.%%' AND matter_id = ANY(%s)
"""
# Read by every Python that starts, before anything else.
_AN_HOUR_BACK = """
import datetime
import time_machine
back = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
time_machine.travel(back, tick=True).start()
"""


def urgent_legs(service: Service, many: int = MANY) -> list[str]:
    """Send urgent clues; answer their legs, which nobody signs for."""
    service.learn_tokens(LIAISON, LEAD)
    legs = []
    for _ in range(many):
        body = {**DRAFT, "urgency": "urgent"}
        clue = service.call("POST", "clues/", by=LIAISON, body=body).ok(201)
        service.step("clues", str(clue["id"]), "submit", by=LIAISON).ok()
        sent = service.step("clues", str(clue["id"]), "approve", by=LEAD).ok()
        legs.append(str(sent["legs"][0]["id"]))
    return legs


def over(service: Service, legs: list[str], *, hours: int, behind: int = 0) -> None:
    """Let the time for signing have run out so many hours ago, by a clock that is behind."""
    with service.connect() as connection:
        connection.execute(OVER, {"now": _now(behind), "hours": hours, "legs": legs})


def pass_by(service: Service, legs: list[str], *, hours: int) -> None:
    """Let the legs have been sent so many hours earlier."""
    with service.connect() as connection:
        connection.execute(PASSED, [hours, hours, legs])


def look_again(service: Service, legs: list[str], *, behind: int = 0) -> None:
    """Let the clocks ask for a look although nothing has come about."""
    with service.connect() as connection:
        connection.execute(AGAIN, [_now(behind), legs])


def _now(behind: int) -> datetime:
    return datetime.now(UTC) - timedelta(hours=behind)


def wait_until_swept(
    service: Service, legs: list[str], *, within: float = 150, behind: int = 0
) -> None:
    """Wait until no clock of the legs is due and every reminder has been delivered."""
    until(
        lambda: service.number(LEFT, _now(behind), legs) == 0,
        within=within,
        what="every clock is swept",
    )
    until(
        lambda: service.number(
            "SELECT count(*) = 0 FROM notifications_outbox "
            "WHERE delivered_at IS NULL AND matter_id = ANY(%s)",
            legs,
        ),
        within=60,
        what="every reminder is delivered",
    )


def assert_once(service: Service, legs: list[str], *, level: int) -> int:
    """Assert that every leg has its level, each level stands in the record, nobody heard twice."""
    levels = service.rows("SELECT escalation_level FROM matters_matter WHERE id = ANY(%s)", legs)
    assert levels == [(level,)] * len(legs)
    raised = service.rows(
        "SELECT matter_id, count(*) FROM audit_entry "
        "WHERE verb = 'raise_level' AND matter_id = ANY(%s) GROUP BY 1",
        legs,
    )
    assert sorted(count for _, count in raised) == [level] * len(legs)
    twice = service.rows(
        "SELECT user_id, matter_id, event FROM notifications_notification "
        "WHERE event LIKE 'deadline.%%' AND matter_id = ANY(%s) GROUP BY 1, 2, 3 "
        "HAVING count(*) > 1",
        legs,
    )
    assert twice == []
    sent, heard = service.number(SENT, legs), service.number(HEARD, legs)
    assert sent == heard
    assert sent >= len(legs)
    return int(sent)


def sweep_now(service: Service) -> None:
    """Ask the workers for a sweep through the broker, as the scheduler does once a minute."""
    Celery(broker=service.addresses()["REDIS_URL"]).send_task("desk.sweep_deadlines")


@contextmanager
def sweep_in_hand(service: Service) -> Iterator[None]:
    """Let a sweep that has read its batch wait to write it: nobody may write the ledger."""
    worker = family(service.processes()["worker"])
    with service.connect() as holder:
        holder.execute("BEGIN")
        holder.execute("LOCK TABLE deadlines_reminder IN SHARE MODE")
        sweep_now(service)
        until(lambda: waiting(service, among=worker), within=120, what="the sweep waits to write")
        yield
        holder.execute("COMMIT")


@contextmanager
def an_hour_back(service: Service) -> Iterator[None]:
    """Start every program of the service but database and broker on a clock an hour back."""
    usual = service.more
    with folder() as place:
        (place / "sitecustomize.py").write_text(_AN_HOUR_BACK)
        service.more = {**usual, "PYTHONPATH": str(place)}
        try:
            assert service.stop() == 0
            service.start()
            yield
        finally:
            service.more = usual
            service.stop()
        service.start()


def run(service: Service, code: str) -> None:
    """Run a few lines on the service's data, in a process of their own."""
    done = service.manage("shell", "--no-imports", "-c", code)
    assert done.returncode == 0, done.stderr


@contextmanager
def second_scheduler(service: Service) -> Iterator[None]:
    """Run another scheduler beside the service's own."""
    schedule = service.data / "second-beat"
    command = [sys.executable, "-m", "celery", "-A", "config", "beat", "-s", str(schedule)]
    more = {**service.addresses(), "DJANGO_SETTINGS_MODULE": "config.settings.development"}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(DATA_DIR=str(service.data), **more),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as other:
        try:
            yield
        finally:
            other.terminate()


def waiting(service: Service, *, among: list[int]) -> list[int]:
    """Number the processes among these that wait for a lock in the database."""
    found = []
    for (port,) in service.rows(WAITS):
        try:
            found.append(owner_of_port(port, among=among))
        except AssertionError:
            continue  # it belongs to another process of the service
    return found
