"""Bring a long list in: write it, hand it in, wait for its worker, watch what that costs."""

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

from tests.prove.serving import ROOT, Service, family, processor_time, until

SAMPLE = ROOT / "tests" / "data" / "ministry_list_sample.xlsx"
LIAISON = "liaison.620000-ecology"
HEADER_ROW = 3


def under_way(service: Service, run: str) -> dict[str, int] | None:
    """Answer how far a commit has come, once it has written something."""
    told = service.call("GET", f"imports/{run}/", by=LIAISON).ok()
    assert told["status"] == "committing", (
        f"the commit was over already: {told['status']} {told['failure']}"
    )
    progress: dict[str, int] | None = told["progress"]
    return progress if progress and progress["done"] else None


def bring_in(service: Service, file: Path) -> Any:
    """Hand a file in as a list of the ministry; answer the run."""
    edge = uuid.uuid4().hex
    fields = {"kind": "ministry_list", "dry_run": "true"}
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    parts.append(
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode()
    )
    content = b"".join([*parts, file.read_bytes(), f"\r\n--{edge}--\r\n".encode()])
    return service.call(
        "POST",
        "imports/",
        by=LIAISON,
        content=content,
        Content_Type=f"multipart/form-data; boundary={edge}",
        Idempotency_Key=str(uuid.uuid4()),
    ).ok(201)


def wait(service: Service, run: str, status: str, *, within: float) -> Any:
    """Wait until a run stands so and no worker is at it; answer it."""

    def reached() -> Any:
        time.sleep(0.2)
        told = service.call("GET", f"imports/{run}/", by=LIAISON).ok()
        assert told["status"] not in {"failed", "cancelled"}, told["failure"]
        return told if told["status"] == status and not told["busy"] else None

    return until(reached, within=within, what=f"the run is {status}")


def make_list(service: Service, place: Path, *, rows: int, bad_every: int, series: str) -> Path:
    """Write a list of the good rows of the ministry's own, again and again, each with its id."""
    sheet = CalamineWorkbook.from_path(SAMPLE).get_sheet_by_index(0).to_python()
    wrong = {row["row"] for row in bring_in(service, SAMPLE)["errors"]}
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
def memory(service: Service) -> Iterator[dict[str, float]]:
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
def processors(service: Service) -> Iterator[dict[str, float]]:
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
