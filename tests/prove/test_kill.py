"""Whatever is killed in the middle of its work: nothing is lost, nothing is done twice."""

from __future__ import annotations

import signal
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException
from typing import Any

import redis

from tests.client import DRAFT
from tests.prove.serving import Answer, Service, family, owner_of_port, say, send, until

LIAISON, LEAD = "liaison.620000-water", "lead.620000-water"
THEIRS = "liaison.620100-ecology"
WAITS = """
    SELECT client_port FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
MATTER = "SELECT 1 FROM matters_matter WHERE id = '{}' FOR UPDATE"
SILENT = (OSError, HTTPException)


@contextmanager
def _held(service: Service, *statements: str) -> Iterator[None]:
    """Hold locks from a connection of our own, which may lose its database meanwhile."""
    with service.connect() as holder:
        holder.execute("BEGIN")
        for statement in statements:
            holder.execute(statement)
        try:
            yield
        finally:
            holder.close()


def _draft(service: Service, **changes: Any) -> str:
    body = {**DRAFT, **changes}
    return str(service.call("POST", "clues/", by=LIAISON, body=body).ok(201)["id"])


def _submitted(service: Service) -> str:
    pk = _draft(service)
    service.step("clues", pk, "submit", by=LIAISON).ok()
    return pk


def _sent_leg(service: Service) -> str:
    clue = service.step("clues", _submitted(service), "approve", by=LEAD).ok()
    return str(clue["legs"][0]["id"])


def _place_of(number: str) -> int:
    return int(number.partition("〕")[2].removesuffix("号"))


def _waiting(service: Service, *, among: list[int]) -> list[int]:
    """Find the client processes among some that wait for a lock in the database."""
    found = []
    for (port,) in service.rows(WAITS):
        try:
            found.append(owner_of_port(port, among=among))
        except AssertionError:
            continue  # it belongs to another process of the service
    return found


def _delivered(service: Service) -> bool:
    return bool(
        service.number("SELECT count(*) = 0 FROM notifications_outbox WHERE delivered_at IS NULL")
    )


def _doubled(service: Service) -> list[tuple[Any, ...]]:
    return service.rows(
        "SELECT outbox_id, user_id FROM notifications_notification "
        "GROUP BY 1, 2 HAVING count(*) > 1"
    )


def _revive_web(service: Service) -> str:
    """Wait until the service answers again, or start it again when it has ended itself."""

    def answers() -> bool:
        try:
            return service.call("GET", "/health/live", timeout=2).status == 200
        except SILENT:
            return not service.runs()

    until(answers, within=30, what="the web server answers again or ends")
    time.sleep(1)  # the launcher looks twice a second: it may be about to end
    if service.runs():
        return "the web server replaced it by itself"
    service.start()
    return f"the service ended itself and was started again ({service.seconds:.1f} s)"


def test_a_web_worker_killed_before_the_commit_leaves_nothing_and_the_retry_does_it_once(
    service: Service,
) -> None:
    service.learn_tokens(LIAISON, LEAD)
    first, last = _submitted(service), _submitted(service)
    etag = service.call("GET", f"clues/{first}/", by=LEAD).headers["etag"]
    key = str(uuid.uuid4())

    def approve() -> Answer:
        return service.step("clues", first, "approve", by=LEAD, If_Match=etag, Idempotency_Key=key)

    before = service.number("SELECT record_count FROM matters_matter WHERE id = %s", first)
    with ThreadPoolExecutor(1) as pool, _held(service, MATTER.format(first)):
        flight = pool.submit(approve)
        web = family(service.processes()["web"])
        [killed] = until(
            lambda: _waiting(service, among=web), within=30, what="the step waits for the lock"
        )
        send(signal.SIGKILL, [killed])
        assert isinstance(flight.exception(timeout=30), SILENT)
    how = _revive_web(service)
    again = until(
        lambda: _unless_in_progress(approve()), within=30, what="the retry is no longer refused"
    )
    third = approve()
    other = service.step("clues", last, "approve", by=LEAD).ok()

    clue = again.ok()
    assert "idempotency-replayed" not in again.headers
    assert third.headers["idempotency-replayed"] == "true"
    assert third.ok()["number"] == clue["number"]
    assert (clue["status"], len(clue["legs"])) == ("transferred", 1)
    assert _place_of(other["number"]) == _place_of(clue["number"]) + 1
    after = service.number("SELECT record_count FROM matters_matter WHERE id = %s", first)
    assert after == before + 1
    say(
        f"web worker killed before the commit: {how}; the retry gave {clue['number']}, the next "
        f"{other['number']}"
    )


def _unless_in_progress(answer: Answer) -> Answer | None:
    if answer.status == 409:
        assert answer.body["code"] == "idempotency-in-progress"
        assert answer.headers["retry-after"] == "1"
        return None
    return answer


def test_a_web_worker_killed_after_the_commit_has_done_it_and_the_retry_says_so(
    service: Service,
) -> None:
    service.learn_tokens(LIAISON, LEAD)
    first, last = _submitted(service), _submitted(service)
    etag = service.call("GET", f"clues/{first}/", by=LEAD).headers["etag"]
    key = str(uuid.uuid4())
    running = service.processes()

    def approve() -> Answer:
        return service.step("clues", first, "approve", by=LEAD, If_Match=etag, Idempotency_Key=key)

    # A broker that does not answer holds the request up between its commit and its answer.
    send(signal.SIGSTOP, [running["valkey"]])
    try:
        with ThreadPoolExecutor(1) as pool:
            flight: Future[Answer] = pool.submit(approve)
            until(
                lambda: service.number("SELECT number FROM matters_matter WHERE id = %s", first),
                within=30,
                what="the step is committed",
            )
            assert not flight.done()
            send(signal.SIGKILL, family(running["web"])[1:])
            assert isinstance(flight.exception(timeout=30), SILENT)
    finally:
        send(signal.SIGCONT, [running["valkey"]])
    how = _revive_web(service)
    again = approve()
    other = service.step("clues", last, "approve", by=LEAD).ok()

    clue = again.ok()
    assert again.headers["idempotency-replayed"] == "true"
    assert (clue["status"], len(clue["legs"])) == ("transferred", 1)
    assert _place_of(other["number"]) == _place_of(clue["number"]) + 1
    until(lambda: _delivered(service), within=45, what="the sweep delivers what nobody was told")
    assert _doubled(service) == []
    say(
        f"all web workers killed after the commit: {how}; the retry was a replay of "
        f"{clue['number']}, and its messages came with the sweep"
    )


def test_a_task_worker_killed_at_its_work_loses_nothing_and_does_nothing_twice(
    service: Service,
) -> None:
    service.learn_tokens(LIAISON, LEAD, THEIRS)
    leg = _sent_leg(service)
    until(lambda: _delivered(service), within=45, what="everything before is delivered")
    root = service.number("SELECT root_id FROM matters_matter WHERE id = %s", leg)
    worker = family(service.processes()["worker"])
    send(signal.SIGSTOP, worker)
    service.step("transfers", leg, "sign", by=THEIRS, body={"manifest": []}).ok()
    waiting = service.number("SELECT count(*) FROM notifications_outbox WHERE delivered_at IS NULL")
    assert waiting > 0

    # The receipt's hash goes into the leg's record, and a notification names its reader.
    with _held(service, MATTER.format(root), "SELECT 1 FROM accounts_user FOR UPDATE"):
        send(signal.SIGCONT, worker)
        stuck = until(
            lambda: len(found := _waiting(service, among=worker)) >= 2 and found,
            within=60,
            what="one task renders and one delivers, and both wait",
        )
        assert len(set(stuck)) == 2
        send(signal.SIGKILL, worker)
        code = service.ended()
    told = service.screen.read_text()
    assert code == 1
    assert "worker ended with -9" in told
    service.start()
    again = service.seconds
    began = time.monotonic()
    until(lambda: _delivered(service), within=75, what="the outbox is empty")
    until(
        lambda: service.number(
            "SELECT count(*) = 1 FROM documents_document "
            "WHERE matter_id = %s AND kind = 'receipt' AND status = 'ready'",
            leg,
        ),
        within=90,
        what="the receipt is ready",
    )
    seconds = time.monotonic() - began

    assert _doubled(service) == []
    papers = service.rows(
        "SELECT status, sha256 FROM documents_document WHERE matter_id = %s AND kind = 'receipt'",
        leg,
    )
    [(status, sha256)] = papers
    assert status == "ready"
    files = list((service.data / "documents").glob(f"*/{sha256}*"))
    assert len(files) == 1
    assert not list((service.data / "documents").glob("*/.*"))
    rendered = service.number(
        "SELECT count(*) FROM audit_entry WHERE matter_id = %s AND text LIKE %s", leg, f"%{sha256}%"
    )
    assert rendered == 1
    recipients = service.rows(
        """
        SELECT o.id, count(n.id) FROM notifications_outbox o
        LEFT JOIN notifications_notification n ON n.outbox_id = o.id
        WHERE o.matter_id = %s AND o.event = 'transfer.signed' GROUP BY o.id
        """,
        leg,
    )
    assert recipients
    assert all(count > 0 for _, count in recipients)
    say(
        f"task worker killed while it delivered and rendered: the service said so and ended with "
        f"1; started again in {again:.1f} s, delivered and rendered within {seconds:.0f} s, each "
        f"once; {service.verify()}"
    )


def test_an_emptied_broker_loses_no_message(service: Service) -> None:
    service.learn_tokens(LIAISON, LEAD, THEIRS)
    leg = _sent_leg(service)
    until(lambda: _delivered(service), within=45, what="everything before is delivered")
    worker = family(service.processes()["worker"])
    broker = redis.Redis.from_url(service.addresses()["REDIS_URL"])
    send(signal.SIGSTOP, worker)
    service.step("transfers", leg, "sign", by=THEIRS, body={"manifest": []}).ok()
    assert not _delivered(service)

    broker.flushall()
    send(signal.SIGCONT, worker)
    began = time.monotonic()
    until(lambda: _delivered(service), within=75, what="the sweep delivers")
    swept = time.monotonic() - began
    until(
        lambda: service.number(
            "SELECT count(*) = 1 FROM documents_document "
            "WHERE matter_id = %s AND kind = 'receipt' AND status = 'ready'",
            leg,
        ),
        within=90,
        what="the receipt is rendered",
    )
    rendered = time.monotonic() - began

    assert _doubled(service) == []
    # and the road is open again: the next step is delivered by its own wake, not by a sweep
    _sent_leg(service)
    began = time.monotonic()
    until(lambda: _delivered(service), within=75, what="the next step is delivered")
    say(
        f"broker emptied: the sweeps delivered after {swept:.0f} s and rendered after "
        f"{rendered:.0f} s; the next step was delivered after {time.monotonic() - began:.1f} s"
    )


def test_a_killed_database_recovers_everything_that_was_answered(service: Service) -> None:
    service.learn_tokens(LIAISON, LEAD)
    answered: dict[str, str] = {}
    unanswered: set[str] = set()
    enough, over = threading.Event(), threading.Event()

    def create_clues() -> None:
        while not over.is_set():
            key = str(uuid.uuid4())
            try:
                answer = _create(service, key)
            except SILENT:
                unanswered.add(key)
                return
            if answer.status != 201:
                unanswered.add(key)
                return
            answered[key] = str(answer.body["id"])
            if len(answered) >= 20:
                enough.set()

    with ThreadPoolExecutor(4) as pool:
        threads = [pool.submit(create_clues) for _ in range(4)]
        assert enough.wait(60)
        send(signal.SIGKILL, [service.processes()["postgres"]])
        code = service.ended()
        over.set()
        for thread in threads:
            thread.result(timeout=60)
    told = service.screen.read_text()
    assert code == 1
    assert "PostgreSQL ended; the end of its log:" in told
    service.start()

    assert service.verify().endswith("sound")
    kept = {str(pk) for (pk,) in service.rows("SELECT matter_ptr_id FROM clues_clue")}
    assert set(answered.values()) <= kept
    for key in sorted(unanswered):
        answered[key] = str(_create(service, key).ok(201)["id"])
    for key, pk in sorted(answered.items()):
        again = _create(service, key)
        assert again.headers["idempotency-replayed"] == "true"
        assert again.ok(201)["id"] == pk
    keys = list(answered)
    rows = service.rows("SELECT result_id FROM common_idempotencykey WHERE key = ANY(%s)", keys)
    assert sorted(pk for (pk,) in rows) == sorted(answered.values())
    assert len(set(answered.values())) == len(answered)
    say(
        f"PostgreSQL killed under load: the service said so and ended with 1; started again in "
        f"{service.seconds:.1f} s; {len(answered) - len(unanswered)} answered creations are all "
        f"there, {len(unanswered)} unanswered ones were repeated, each key made one clue; "
        f"{service.verify()}"
    )


def _create(service: Service, key: str) -> Answer:
    body = {**DRAFT, "title": f"并发登记 {key[:8]}"}
    return service.call("POST", "clues/", by=LIAISON, body=body, Idempotency_Key=key, timeout=20)
