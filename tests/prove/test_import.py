"""A list of 100,000 rows: read and committed fast, in little memory, and all or nothing."""

from __future__ import annotations

import time
from pathlib import Path

from tests.prove.bringing import (
    HEADER_ROW,
    LIAISON,
    bring_in,
    make_list,
    memory,
    processors,
    under_way,
    wait,
)
from tests.prove.serving import Service, say, until

ROWS, BAD_EVERY = 100_000, 1_000
MOST_MEGABYTES = 300


def test_a_hundred_thousand_rows_are_checked_and_committed(
    service: Service, tmp_path: Path
) -> None:
    service.learn_tokens(LIAISON)
    file = make_list(service, tmp_path, rows=ROWS, bad_every=BAD_EVERY, series="PV")
    before = _matters(service)
    with memory(service) as peak:
        began = time.monotonic()
        run = bring_in(service, file)
        uploaded = time.monotonic() - began
        run = wait(service, run["id"], "ready", within=300)
        checked = time.monotonic() - began
    checking = peak["megabytes"]

    bad = ROWS // BAD_EVERY
    assert (run["rows"], run["good"], run["error_count"]) == (ROWS, ROWS - bad, bad)
    named = [(row["row"], row["column"], row["value"]) for row in run["errors"]]
    assert named[0] == (HEADER_ROW + BAD_EVERY, "发现时间", "2026年2月30日")
    assert len(set(named)) == bad
    assert _matters(service) == before

    with memory(service) as peak, processors(service) as busy:
        began = time.monotonic()
        service.call("POST", f"imports/{run['id']}/actions/commit/", by=LIAISON, body={}).ok()
        run = wait(service, run["id"], "committed", within=500)
        committed = time.monotonic() - began
    assert run["made"] == ROWS - bad
    assert _matters(service) == before + ROWS - bad
    made = service.number("SELECT count(*) FROM clues_clue WHERE import_run_id = %s", run["id"])
    assert made == ROWS - bad
    say(
        f"{ROWS:,} rows ({file.stat().st_size / 2**20:.1f} MB): taken in {uploaded:.1f} s, "
        f"checked in {checked:.1f} s ({ROWS / checked:,.0f} rows a second, worker at most "
        f"{checking:.0f} MB), {bad} bad rows named; {made:,} drafts committed in {committed:.1f} s "
        f"({made / committed:,.0f} a second; {made / busy['seconds']:,.0f} a second of processor, "
        f"worker and database together; worker at most {peak['megabytes']:.0f} MB)"
    )
    assert ROWS / checked >= 1_000
    # Worker and database take turns: on a machine with nothing else to do this is the rate, and
    # on one that others use as well it does not depend on them.
    assert made / busy["seconds"] >= 500
    assert max(checking, peak["megabytes"]) < MOST_MEGABYTES


def test_a_commit_that_is_cancelled_in_the_middle_leaves_nothing(
    service: Service, tmp_path: Path
) -> None:
    service.learn_tokens(LIAISON)
    file = make_list(service, tmp_path, rows=20_000, bad_every=0, series="CX")
    run = wait(service, bring_in(service, file)["id"], "ready", within=120)
    before = _counts(service)
    service.call("POST", f"imports/{run['id']}/actions/commit/", by=LIAISON, body={}).ok()
    half = until(lambda: under_way(service, run["id"]), within=60, what="the commit is under way")

    cancelled = service.call("POST", f"imports/{run['id']}/actions/cancel/", by=LIAISON, body={})

    assert cancelled.ok()["status"] == "cancelled"
    # the worker that was at it gives its lock back when it has noticed
    until(lambda: _nobody_at_it(service), within=60, what="the worker lets go")
    assert _counts(service) == before
    again = service.call("GET", f"imports/{run['id']}/", by=LIAISON).ok()
    assert (again["status"], again["busy"], again["made"]) == ("cancelled", False, 0)
    say(
        f"cancelled after {half['done']:,} of {half['total']:,} rows: nothing of them is there; "
        f"{service.verify()}"
    )


def _nobody_at_it(service: Service) -> bool:
    held = service.number(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7305012"
    )
    return bool(held == 0)


def _counts(service: Service) -> list[tuple[int, ...]]:
    return service.rows(
        """
        SELECT (SELECT count(*) FROM matters_matter), (SELECT count(*) FROM clues_clue),
               (SELECT count(*) FROM audit_entry), (SELECT count(*) FROM notifications_outbox)
        """
    )


def _matters(service: Service) -> int:
    return int(service.number("SELECT count(*) FROM matters_matter"))
