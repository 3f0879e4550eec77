"""Clocks whose time has come, and what may happen meanwhile: nothing is lost, nothing doubled."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import redis

from tests.client import DRAFT
from tests.prove.serving import ROOT, Service, environment, family, owner_of_port, say, send, until

LIAISON, LEAD = "liaison.620000-water", "lead.620000-water"
MANY = 12
WAITS = """
    SELECT client_port FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
# The clocks of urgent legs count hours: their messages go out whatever the hour.
OVER = """
    UPDATE deadlines_deadline SET next_action_at = now() - interval '1 minute',
        started_at = now() - make_interval(hours => %s + 6),
        due_at = now() - make_interval(hours => %s)
    WHERE matter_id = ANY(%s) AND kind = 'signing' AND state = 'running'
"""
LEFT = """
    SELECT count(*) FROM deadlines_deadline
    WHERE state = 'running' AND next_action_at <= now() AND matter_id = ANY(%s)
"""
SENT = """
    SELECT count(*) FROM deadlines_reminder r JOIN deadlines_deadline d ON d.id = r.deadline_id
    WHERE r.state = 'sent' AND d.matter_id = ANY(%s)
"""
HEARD = """
    SELECT count(*) FROM notifications_notification
    WHERE event LIKE 'deadline.%%' AND matter_id = ANY(%s)
"""


def _sent(service: Service, many: int = MANY) -> list[str]:
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


def _over(service: Service, legs: list[str], *, hours: int) -> None:
    """Let the time for signing have run out so many hours ago."""
    with service.connect() as connection:
        connection.execute(OVER, [hours, hours, legs])


def _wait_until_swept(service: Service, legs: list[str], *, within: float = 150) -> None:
    until(lambda: service.number(LEFT, legs) == 0, within=within, what="every clock is swept")
    until(
        lambda: service.number(
            "SELECT count(*) = 0 FROM notifications_outbox "
            "WHERE delivered_at IS NULL AND matter_id = ANY(%s)",
            legs,
        ),
        within=60,
        what="every reminder is delivered",
    )


def _assert_once(service: Service, legs: list[str], *, level: int) -> int:
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


@contextmanager
def _second_scheduler(service: Service) -> Iterator[None]:
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


def test_after_three_days_without_a_scheduler_everybody_hears_the_highest_rung_once(
    service: Service,
) -> None:
    legs = _sent(service)
    scheduler = service.processes()["scheduler"]
    send(signal.SIGSTOP, [scheduler])
    _over(service, legs, hours=72)
    time.sleep(65)  # a sweep would have come
    assert (
        service.number(
            "SELECT count(*) FROM audit_entry WHERE verb = 'raise_level' AND matter_id = ANY(%s)",
            legs,
        )
        == 0
    )

    send(signal.SIGCONT, [scheduler])
    _wait_until_swept(service, legs)

    sent = _assert_once(service, legs, level=3)
    superseded = service.number(
        "SELECT count(*) FROM deadlines_reminder r JOIN deadlines_deadline d "
        "ON d.id = r.deadline_id WHERE r.state = 'superseded' AND d.matter_id = ANY(%s)",
        legs,
    )
    assert superseded > 0
    say(f"scheduler down: {len(legs)} clocks, {sent} heard once, {superseded} rungs superseded")


def test_two_schedulers_do_no_harm(service: Service) -> None:
    legs = _sent(service)

    with _second_scheduler(service):
        _over(service, legs, hours=1)
        _wait_until_swept(service, legs)
        _over(service, legs, hours=3)
        _wait_until_swept(service, legs)

    sent = _assert_once(service, legs, level=2)
    say(f"two schedulers: {len(legs)} clocks, {sent} heard once")


def test_a_worker_killed_in_the_middle_of_a_batch_loses_nothing(service: Service) -> None:
    legs = _sent(service)
    worker = family(service.processes()["worker"])
    with service.connect() as holder:
        # The ledger cannot be written: the sweep waits with its batch in hand.
        holder.execute("BEGIN")
        holder.execute("LOCK TABLE deadlines_reminder IN SHARE MODE")
        _over(service, legs, hours=1)
        until(lambda: _waiting(service, among=worker), within=120, what="the sweep waits to write")
        send(signal.SIGKILL, worker)
        service.ended()
        holder.close()
    assert service.runs() is False
    service.start()

    _wait_until_swept(service, legs)

    sent = _assert_once(service, legs, level=1)
    say(f"worker killed in mid-batch: {len(legs)} clocks, {sent} heard once; {service.verify()}")


def _waiting(service: Service, *, among: list[int]) -> list[int]:
    found = []
    for (port,) in service.rows(WAITS):
        try:
            found.append(owner_of_port(port, among=among))
        except AssertionError:
            continue  # it belongs to another process of the service
    return found


def test_an_emptied_broker_delays_a_sweep_and_loses_none(service: Service) -> None:
    legs = _sent(service)
    worker = family(service.processes()["worker"])
    send(signal.SIGSTOP, worker)
    _over(service, legs, hours=3)
    time.sleep(65)  # a sweep lies in the broker now

    redis.Redis.from_url(service.addresses()["REDIS_URL"]).flushall()
    send(signal.SIGCONT, worker)
    _wait_until_swept(service, legs)

    sent = _assert_once(service, legs, level=2)
    say(f"broker emptied: {len(legs)} clocks, {sent} heard once")


@pytest.mark.parametrize("sign", [signal.SIGKILL])
def test_a_database_that_dies_in_the_middle_of_a_sweep_comes_back_with_all_of_it(
    service: Service, sign: int
) -> None:
    legs = _sent(service)
    worker = family(service.processes()["worker"])
    holder: Any = service.connect()
    holder.execute("BEGIN")
    holder.execute("LOCK TABLE deadlines_reminder IN SHARE MODE")
    _over(service, legs, hours=1)
    until(lambda: _waiting(service, among=worker), within=120, what="the sweep waits to write")

    send(sign, [service.processes()["postgres"]])
    service.ended()
    with pytest.raises(Exception, match=r".*"):
        holder.execute("SELECT 1")
    service.start()
    _wait_until_swept(service, legs)

    sent = _assert_once(service, legs, level=1)
    say(f"database killed in mid-sweep: {len(legs)} clocks, {sent} heard once")
