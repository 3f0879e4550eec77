"""Open clocks without number in the database of a running service, and a worker that counts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from celery import Celery
from psycopg.sql import SQL, Literal

from tests.prove.serving import ROOT, Service, environment, until

QUEUE = "counted"
# Nothing is due but what is made so.
_QUIET = """
    UPDATE deadlines_deadline SET next_action_at = now() + interval '10 years'
    WHERE state = 'running'
"""
# Clocks of duties that count days, one of a dossier, whose matters have not been raised yet.
_CHOSEN = """
    CREATE TABLE prove_chosen AS
    SELECT deadline, root, row_number() OVER (ORDER BY root) AS place FROM (
        SELECT DISTINCT ON (m.root_id) d.id AS deadline, m.root_id AS root
        FROM deadlines_deadline d JOIN matters_matter m ON m.id = d.matter_id
            JOIN deadlines_rule r ON r.id = d.rule_id
        WHERE d.state = 'running' AND d.urgency = 'normal' AND d.set_on IS NULL
            AND d.held_until IS NULL AND m.escalation_level = 0 AND m.concluded_at IS NULL
            AND r.nature = 'duty' AND r.on_expiry = '' AND r.unit <> 'hours'
        ORDER BY m.root_id, d.id
    ) of_a_dossier
    ORDER BY root LIMIT {}
"""
# Due until the end of yesterday: the first level is reached, the second is not.
_DUE = """
    UPDATE deadlines_deadline SET next_action_at = now() - interval '1 minute',
        started_at = now() - interval '40 days',
        due_at = date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai')
            AT TIME ZONE 'Asia/Shanghai' - interval '1 second'
    WHERE id IN (
        SELECT deadline FROM prove_chosen WHERE place > %s AND place <= %s
    )
"""
# The running clocks of other dossiers once more, for departments that have none of the kind there.
_MORE = """
    CREATE TABLE prove_more AS
    SELECT gen_random_uuid() AS id, d.id AS of, dep.id AS department_id
    FROM organizations_department dep CROSS JOIN (
        SELECT DISTINCT ON (d.matter_id, d.kind) d.id, d.matter_id, d.kind
        FROM deadlines_deadline d JOIN matters_matter m ON m.id = d.matter_id
        WHERE d.state = 'running' AND m.root_id NOT IN (SELECT root FROM prove_chosen)
        ORDER BY d.matter_id, d.kind, d.id
    ) d
    WHERE NOT EXISTS (
        SELECT FROM deadlines_deadline o
        WHERE o.matter_id = d.matter_id AND o.kind = d.kind AND o.department_id = dep.id
            AND o.state IN ('running', 'suspended')
    )
    ORDER BY dep.id, d.id LIMIT %s
"""
_COPIED = """
    INSERT INTO deadlines_deadline
    SELECT (jsonb_populate_record(
        d, jsonb_build_object('id', m.id, 'department_id', m.department_id)
    )).*
    FROM prove_more m JOIN deadlines_deadline d ON d.id = m.of
"""
# Every department that reads a matter now reads its clocks.
_READ = """
    INSERT INTO matters_clockaccess (deadline_id, matter_id, department_id, due_at)
    SELECT d.id, d.matter_id, a.department_id, d.due_at
    FROM prove_more m JOIN deadlines_deadline d ON d.id = m.id
        JOIN (SELECT DISTINCT matter_id, department_id FROM matters_access WHERE why <> 'former') a
            ON a.matter_id = d.matter_id
"""
OPEN = "SELECT count(*) FROM deadlines_deadline WHERE state IN ('running', 'suspended')"
ACTED_ON = """
    SELECT count(*), count(DISTINCT e.matter_id)
    FROM audit_entry e JOIN deadlines_deadline d ON d.matter_id = e.matter_id
        JOIN prove_chosen c ON c.deadline = d.id
    WHERE e.verb = 'raise_level' AND c.place > %s AND c.place <= %s
"""
RAISED = "SELECT count(*) FROM audit_entry WHERE verb = 'raise_level'"


@dataclass(frozen=True, slots=True)
class Counted:
    """What a task of the counting worker answered and took."""

    answer: int
    statements: int
    seconds: float


def choose(service: Service, *, at_most: int) -> int:
    """Quieten every clock, and choose those that may become due; say how many.

    The dossiers of the others are the stock that `crowd` multiplies.
    """
    with service.connect() as connection:
        connection.execute(_QUIET)
        connection.execute(SQL(_CHOSEN).format(Literal(at_most)))
    return int(service.number("SELECT count(*) FROM prove_chosen"))


def crowd(service: Service, *, to: int) -> None:
    """Add clocks that are not due, with who reads them, until so many are open."""
    with service.connect() as connection, connection.transaction():
        # What is written refers to what was just read: no need to look each row up.
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("DROP TABLE IF EXISTS prove_more")
        connection.execute(_MORE, [to - service.number(OPEN)])
        connection.execute(_COPIED)
        connection.execute(_READ)
    with service.connect() as connection:
        connection.execute("VACUUM ANALYZE deadlines_deadline, matters_clockaccess")


def let_be_due(service: Service, *, after: int, until: int) -> None:
    """Let the chosen clocks of these places have been due until yesterday."""
    with service.connect() as connection:
        connection.execute(_DUE, [after, until])


@contextmanager
def counting_worker(service: Service) -> Iterator[Path]:
    """Run a worker of its own queue; answer where it writes what its tasks took."""
    counted = service.data / "counted.jsonl"
    counted.touch()
    command = [sys.executable, "-m", "celery", "-A", "tests.prove.counting", "worker"]
    command += ["--concurrency", "1", "--queues", QUEUE, "--without-gossip", "--without-mingle"]
    more = {**service.addresses(), "DJANGO_SETTINGS_MODULE": "config.settings.development"}
    with (
        (service.data / "logs" / "counting.log").open("ab") as log,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(DATA_DIR=str(service.data), COUNTED=str(counted), **more),
            stdout=log,
            stderr=log,
        ) as worker,
    ):
        try:
            yield counted
        finally:
            worker.terminate()


def sweep_counted(service: Service, counted: Path) -> Counted:
    """Let the counting worker sweep once; answer what it took."""
    before = len(counted.read_text().splitlines())
    broker = Celery(broker=service.addresses()["REDIS_URL"])
    broker.send_task("desk.sweep_deadlines", queue=QUEUE)

    def done() -> list[str]:
        return counted.read_text().splitlines()[before:]

    [line] = until(done, within=540, what="the counting worker has swept")
    told: dict[str, Any] = json.loads(line)
    assert told["task"] == "desk.sweep_deadlines"
    return Counted(int(told["answer"]), told["statements"], told["seconds"])
