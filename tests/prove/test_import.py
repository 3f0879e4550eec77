"""A list of 100,000 rows: read and committed fast, in little memory, and all or nothing."""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from tests.prove.serving import ROOT, Service, family, processor_time, say, until

SAMPLE = ROOT / "tests" / "data" / "ministry_list_sample.xlsx"
LIAISON = "liaison.620000-ecology"
HEADER_ROW = 3
ROWS, BAD_EVERY = 100_000, 1_000
MOST_MEGABYTES = 300


def test_a_hundred_thousand_rows_are_checked_and_committed(
    service: Service, tmp_path: Path
) -> None:
    service.learn_tokens(LIAISON)
    table = _table(service, tmp_path, rows=ROWS, bad_every=BAD_EVERY, series="PV")
    before = _matters(service)
    with _memory(service) as peak:
        began = time.monotonic()
        run = _bring_in(service, table)
        uploaded = time.monotonic() - began
        run = _wait(service, run["id"], "ready", within=300)
        checked = time.monotonic() - began
    checking = peak["megabytes"]

    bad = ROWS // BAD_EVERY
    assert (run["rows"], run["good"], run["error_count"]) == (ROWS, ROWS - bad, bad)
    named = [(row["row"], row["column"], row["value"]) for row in run["errors"]]
    assert named[0] == (HEADER_ROW + BAD_EVERY, "发现时间", "2026年2月30日")
    assert len(set(named)) == bad
    assert _matters(service) == before

    with _memory(service) as peak, _busy(service) as busy:
        began = time.monotonic()
        service.call("POST", f"imports/{run['id']}/actions/commit/", by=LIAISON, body={}).ok()
        run = _wait(service, run["id"], "committed", within=500)
        committed = time.monotonic() - began
    assert run["made"] == ROWS - bad
    assert _matters(service) == before + ROWS - bad
    made = service.number("SELECT count(*) FROM clues_clue WHERE import_run_id = %s", run["id"])
    assert made == ROWS - bad
    say(
        f"{ROWS:,} rows ({table.stat().st_size / 2**20:.1f} MB): taken in {uploaded:.1f} s, "
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
    table = _table(service, tmp_path, rows=20_000, bad_every=0, series="CX")
    run = _wait(service, _bring_in(service, table)["id"], "ready", within=120)
    before = _counts(service)
    service.call("POST", f"imports/{run['id']}/actions/commit/", by=LIAISON, body={}).ok()
    half = until(lambda: _under_way(service, run["id"]), within=60, what="the commit is under way")

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


def _under_way(service: Service, run: str) -> dict[str, int] | None:
    told = service.call("GET", f"imports/{run}/", by=LIAISON).ok()
    assert told["status"] == "committing", (
        f"the commit was over before it could be cancelled: {told}"
    )
    progress: dict[str, int] | None = told["progress"]
    return progress if progress and progress["done"] else None


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


def _bring_in(service: Service, table: Path) -> Any:
    edge = uuid.uuid4().hex
    fields = {"kind": "ministry_list", "dry_run": "true"}
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    parts.append(
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{table.name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode()
    )
    content = b"".join([*parts, table.read_bytes(), f"\r\n--{edge}--\r\n".encode()])
    return service.call(
        "POST",
        "imports/",
        by=LIAISON,
        content=content,
        Content_Type=f"multipart/form-data; boundary={edge}",
        Idempotency_Key=str(uuid.uuid4()),
    ).ok(201)


def _wait(service: Service, run: str, status: str, *, within: float) -> Any:
    def reached() -> Any:
        time.sleep(0.2)
        told = service.call("GET", f"imports/{run}/", by=LIAISON).ok()
        assert told["status"] not in {"failed", "cancelled"}, told["failure"]
        return told if told["status"] == status and not told["busy"] else None

    return until(reached, within=within, what=f"the run is {status}")


def _table(service: Service, place: Path, *, rows: int, bad_every: int, series: str) -> Path:
    """Write a list of the good rows of the ministry's own, again and again, each with its id."""
    sheet = CalamineWorkbook.from_path(SAMPLE).get_sheet_by_index(0).to_python()
    wrong = {row["row"] for row in _bring_in(service, SAMPLE)["errors"]}
    good = [
        row
        for number, row in enumerate(sheet, start=1)
        if number > HEADER_ROW and number not in wrong and str(row[1]).startswith("HH-2026-")
    ]
    assert len(good) > 20
    path = place / f"{series} {rows} rows.xlsx"
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    out = book.add_worksheet("交办清单")
    for number, row in enumerate(sheet[:HEADER_ROW]):
        out.write_row(number, 0, row)
    when = sheet[HEADER_ROW - 1].index("发现时间")
    for number, row in zip(range(1, rows + 1), itertools.cycle(good), strict=False):
        line = [number, f"{series}-2026-{number:06d}", *row[2:]]
        if bad_every and number % bad_every == 0:
            line[when] = "2026年2月30日"
        out.write_row(HEADER_ROW + number - 1, 0, line)
    book.close()
    return path


@contextmanager
def _memory(service: Service) -> Iterator[dict[str, float]]:
    """Watch how much memory the fattest process of the worker takes meanwhile."""
    found = {"megabytes": 0.0}
    over = threading.Event()
    worker = service.processes()["worker"]

    def watch() -> None:
        while not over.wait(0.1):
            found["megabytes"] = max(found["megabytes"], *map(_resident, family(worker)))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


@contextmanager
def _busy(service: Service) -> Iterator[dict[str, float]]:
    """Add up the processor time of the busiest process of the worker and of the database."""
    numbers = service.processes()
    found = {"seconds": 0.0}
    before = _processor_times(numbers)
    yield found
    after = _processor_times(numbers)
    for name, times in after.items():
        found["seconds"] += max(used - before[name].get(pid, 0.0) for pid, used in times.items())


def _processor_times(numbers: dict[str, int]) -> dict[str, dict[int, float]]:
    return {
        name: {pid: processor_time(pid) for pid in family(numbers[name])}
        for name in ("worker", "postgres")
    }


def _resident(number: int) -> float:
    try:
        status = Path(f"/proc/{number}/status").read_text()
    except OSError:
        return 0.0
    lines = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(lines[0].split()[1]) / 1024 if lines else 0.0
