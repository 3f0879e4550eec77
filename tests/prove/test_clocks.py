"""Clocks whose time has come, and what may happen meanwhile: nothing is lost, nothing doubled."""

from __future__ import annotations

import signal
import time
from typing import Any

import pytest
import redis

from tests.prove.clocking import (
    MANY,
    an_hour_back,
    assert_once,
    look_again,
    over,
    pass_by,
    run,
    second_scheduler,
    sweep_in_hand,
    sweep_now,
    urgent_legs,
    wait_until_swept,
    waiting,
)
from tests.prove.crowding import (
    ACTED_ON,
    OPEN,
    RAISED,
    choose,
    counting_worker,
    crowd,
    let_be_due,
    sweep_counted,
)
from tests.prove.faulty import (
    BEGAN,
    DELETED,
    DUTY_OFFICERS,
    LIMITS,
    NEW_VERSION,
    OTHER_RULE,
    PUT_OFF,
    TOLD,
    UNDER_OTHER_RULE,
)
from tests.prove.serving import Service, family, folder, say, send, until

MATTERS, DUE = 20_000, 100


def test_after_three_days_without_a_scheduler_everybody_hears_the_highest_rung_once(
    service: Service,
) -> None:
    legs = urgent_legs(service)
    scheduler = service.processes()["scheduler"]
    send(signal.SIGSTOP, [scheduler])
    over(service, legs, hours=72)
    time.sleep(65)  # a sweep would have come
    assert (
        service.number(
            "SELECT count(*) FROM audit_entry WHERE verb = 'raise_level' AND matter_id = ANY(%s)",
            legs,
        )
        == 0
    )

    send(signal.SIGCONT, [scheduler])
    wait_until_swept(service, legs)

    sent = assert_once(service, legs, level=3)
    superseded = service.number(
        "SELECT count(*) FROM deadlines_reminder r JOIN deadlines_deadline d "
        "ON d.id = r.deadline_id WHERE r.state = 'superseded' AND d.matter_id = ANY(%s)",
        legs,
    )
    assert superseded > 0
    say(f"scheduler down: {len(legs)} clocks, {sent} heard once, {superseded} rungs superseded")


def test_two_schedulers_do_no_harm(service: Service) -> None:
    legs = urgent_legs(service)

    with second_scheduler(service):
        over(service, legs, hours=1)
        wait_until_swept(service, legs)
        over(service, legs, hours=3)
        wait_until_swept(service, legs)

    sent = assert_once(service, legs, level=2)
    say(f"two schedulers: {len(legs)} clocks, {sent} heard once")


def test_a_worker_killed_in_the_middle_of_a_batch_loses_nothing(service: Service) -> None:
    legs = urgent_legs(service)
    worker = family(service.processes()["worker"])
    with service.connect() as holder:
        # The ledger cannot be written: the sweep waits with its batch in hand.
        holder.execute("BEGIN")
        holder.execute("LOCK TABLE deadlines_reminder IN SHARE MODE")
        over(service, legs, hours=1)
        until(lambda: waiting(service, among=worker), within=120, what="the sweep waits to write")
        send(signal.SIGKILL, worker)
        service.ended()
        holder.close()
    assert service.runs() is False
    service.start()

    wait_until_swept(service, legs)

    sent = assert_once(service, legs, level=1)
    say(f"worker killed in mid-batch: {len(legs)} clocks, {sent} heard once; {service.verify()}")


def test_an_emptied_broker_delays_a_sweep_and_loses_none(service: Service) -> None:
    legs = urgent_legs(service)
    worker = family(service.processes()["worker"])
    send(signal.SIGSTOP, worker)
    over(service, legs, hours=3)
    time.sleep(65)  # a sweep lies in the broker now

    redis.Redis.from_url(service.addresses()["REDIS_URL"]).flushall()
    send(signal.SIGCONT, worker)
    wait_until_swept(service, legs)

    sent = assert_once(service, legs, level=2)
    say(f"broker emptied: {len(legs)} clocks, {sent} heard once")


@pytest.mark.parametrize("sign", [signal.SIGKILL])
def test_a_database_that_dies_in_the_middle_of_a_sweep_comes_back_with_all_of_it(
    service: Service, sign: int
) -> None:
    legs = urgent_legs(service)
    worker = family(service.processes()["worker"])
    holder: Any = service.connect()
    holder.execute("BEGIN")
    holder.execute("LOCK TABLE deadlines_reminder IN SHARE MODE")
    over(service, legs, hours=1)
    until(lambda: waiting(service, among=worker), within=120, what="the sweep waits to write")

    send(sign, [service.processes()["postgres"]])
    service.ended()
    with pytest.raises(Exception, match=r".*"):
        holder.execute("SELECT 1")
    service.start()
    wait_until_swept(service, legs)

    sent = assert_once(service, legs, level=1)
    say(f"database killed in mid-sweep: {len(legs)} clocks, {sent} heard once")


def test_a_system_clock_an_hour_back_repeats_nothing_and_loses_nothing(service: Service) -> None:
    legs = urgent_legs(service)
    over(service, legs, hours=1)
    sweep_now(service)
    wait_until_swept(service, legs)
    heard = assert_once(service, legs, level=1)

    with an_hour_back(service):
        others = urgent_legs(service)
        [[began]] = service.rows(BEGAN, others)
        look_again(service, legs, behind=1)
        over(service, others, hours=1, behind=1)
        wait_until_swept(service, [*legs, *others], behind=1)  # the scheduler goes on at once
        repeated = assert_once(service, legs, level=1) - heard
        assert_once(service, others, level=1)
    over(service, [*legs, *others], hours=3)
    wait_until_swept(service, [*legs, *others])

    assert began == 1
    assert repeated == 0
    sent = assert_once(service, [*legs, *others], level=2)
    say(f"clock an hour back: {2 * MANY} clocks, {sent} heard once; {service.verify()}")


def test_a_recipient_deleted_in_the_middle_of_a_batch_is_passed_over(service: Service) -> None:
    legs = urgent_legs(service)
    run(service, f"NAMES = {['duty.stays', 'duty.goes']!r}\n{DUTY_OFFICERS}")
    over(service, legs, hours=1)

    with sweep_in_hand(service), service.connect() as connection:
        connection.execute(DELETED, ["duty.goes"])
    sweep_now(service)
    wait_until_swept(service, legs)

    sent = assert_once(service, legs, level=1)
    told = service.rows(TOLD, legs)
    assert [name for name, many in told if name.startswith("duty.") and many == MANY] == [
        "duty.stays"
    ]
    assert "duty.goes" not in dict(told)
    say(f"recipient deleted in mid-batch: {len(legs)} clocks, {sent} heard once by {len(told)}")


def test_one_broken_rule_stops_its_own_clocks_only_and_until_it_is_mended(
    service: Service,
) -> None:
    legs = urgent_legs(service)
    broken, sound = legs[:3], legs[3:]
    with service.connect() as connection:
        connection.execute(OTHER_RULE)
        connection.execute(UNDER_OTHER_RULE, [broken])
    over(service, legs, hours=1)
    sweep_now(service)
    wait_until_swept(service, legs)
    assert_once(service, legs, level=1)

    with service.connect() as connection:
        connection.execute("UPDATE deadlines_rule SET urgent_unit = 'moons' WHERE code = 'T02x'")
    over(service, legs, hours=3)
    sweep_now(service)
    wait_until_swept(service, legs)
    assert_once(service, sound, level=2)
    assert_once(service, broken, level=1)
    assert service.rows(PUT_OFF, broken) == [(True,)] * len(broken)

    with service.connect() as connection:
        connection.execute("UPDATE deadlines_rule SET urgent_unit = 'hours' WHERE code = 'T02x'")
    over(service, legs, hours=3)
    sweep_now(service)
    wait_until_swept(service, legs)

    sent = assert_once(service, legs, level=2)
    say(f"rule broken and mended: {len(legs)} clocks, {sent} heard once, {len(broken)} put off")


def test_a_rule_changed_in_mid_course_binds_only_what_begins_after_it(service: Service) -> None:
    old = urgent_legs(service)
    pass_by(service, old, hours=3)

    with sweep_in_hand(service):
        run(service, NEW_VERSION)
    new = urgent_legs(service)
    pass_by(service, new, hours=3)
    sweep_now(service)
    wait_until_swept(service, [*old, *new])

    assert service.rows(LIMITS, old) == [(1, 2)]
    assert service.rows(LIMITS, new) == [(2, 1)]
    sent = assert_once(service, old, level=1) + assert_once(service, new, level=2)
    say(f"rule changed in mid-course: {2 * MANY} clocks, {sent} heard once, each by its version")


def test_among_a_million_open_clocks_a_sweep_finds_the_due_ones_at_the_same_cost() -> None:
    with folder() as place:
        service = Service(data=place / "data")
        try:
            service.start()
            _sweep_among_a_million(service)
        finally:
            service.end()


def _sweep_among_a_million(service: Service) -> None:
    filled = service.manage("bench_data", "--matters", str(MATTERS), "--add")
    assert filled.returncode == 0, filled.stderr
    send(signal.SIGSTOP, family(service.processes()["scheduler"]))  # no sweep but those asked for
    assert choose(service, at_most=2 * DUE) == 2 * DUE

    with counting_worker(service) as counted:
        crowd(service, to=10_000)
        let_be_due(service, after=0, until=DUE)
        few = sweep_counted(service, counted)
        raised = service.number(RAISED)
        crowd(service, to=1_000_000)
        let_be_due(service, after=DUE, until=2 * DUE)
        many, again = sweep_counted(service, counted), sweep_counted(service, counted)

    assert (few.answer, many.answer, again.answer) == (DUE, DUE, 0)
    assert service.number(RAISED) - raised == DUE
    assert service.rows(ACTED_ON, 0, DUE) == [(DUE, DUE)]
    assert service.rows(ACTED_ON, DUE, 2 * DUE) == [(DUE, DUE)]
    assert service.number(OPEN) == 1_000_000
    assert many.statements <= few.statements  # the first also reads what is read once a process
    say(
        f"1,000,000 open clocks: {DUE} of them swept with {many.statements} statements, "
        f"among 10,000 with {few.statements}, in {many.seconds / few.seconds:.1f} times the time; "
        f"again: {again.statements}"
    )
