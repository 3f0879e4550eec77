"""Measure one page beside its baseline: in turns, so that what else the machine does hits both."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.load.pages import PAGES, Page
from tests.load.stage import Stage
from tests.prove.serving import ROOT

THREADS = 4
ROUNDS = 4


@dataclass(kw_only=True)
class Row:
    """What was measured of one page for one role at one size."""

    page: str
    role: str
    matters: int
    rows: int
    statements: int
    sql_ms: float = 0.0
    """How long the database took for one request's statements, the quickest of five, ms."""
    bytes: int = 0
    median_ms: float = 0.0
    p95_ms: float = 0.0
    per_second: float = 0.0
    web_ms: float = 0.0
    """Processor time of the web process a request, milliseconds."""
    database_ms: float = 0.0
    baseline_ms: float = 0.0
    ratio: float | None = None
    """Requests a second as a share of the baseline's in the same turns."""
    growth: float | None = None
    """The median as a multiple of that at the smallest size of the run."""


@dataclass
class _Turns:
    took: list[float] = field(default_factory=list)
    wall: float = 0.0
    web: float = 0.0
    database: float = 0.0
    bytes: int = 0

    def add(self, done: dict[str, Any], web: float, database: float) -> None:
        self.took += done["took"]
        self.wall += done["wall"]
        self.web += web
        self.database += database
        self.bytes += done["bytes"]


def measure(page: Page, role: str, user: str, stages: list[Stage], *, seconds: float) -> list[Row]:
    """Measure a page at every size in turns; answer a row a size."""
    places = [_Place(page, role, user, stage) for stage in stages]
    if not all(place.there for place in places):
        return []
    for _ in range(ROUNDS):
        for place in places:
            place.take_turns(seconds / ROUNDS)
    rows = [place.row() for place in places]
    for row in rows[1:]:
        if rows[0].median_ms:
            row.growth = round(row.median_ms / rows[0].median_ms, 2)
    return rows


class _Place:
    """One page for one role at one size."""

    def __init__(self, page: Page, role: str, user: str, stage: Stage) -> None:
        self.page, self.role, self.stage = page, role, stage
        self.headers = {
            "Authorization": f"Token {stage.service.token(user)}",
            "Host": "localhost",
        }
        self.pk, self.sql_ms = self._pk(), float("inf")
        self.there = bool(self.pk) or not page.of
        self.own, self.least = _Turns(), _Turns()
        if not self.there:
            return
        self.path = self._path()
        for _ in range(5):
            response, content = stage.ask(self.path, self.headers | {"X-Count": "1"})
            assert response.status == 200, content[:500]
            self.sql_ms = min(self.sql_ms, float(response.headers["X-Sql-Ms"]))
        self.statements = int(response.headers["X-Statements"])
        self.rows = len(json.loads(content).get("results", [0]))

    def _pk(self) -> str:
        """Find the matter that the page shows: the last of the first page of a list."""
        if not self.page.of:
            return ""
        _, content = self.stage.ask(f"/api/v1/{self.page.of}", self.headers)
        rows = json.loads(content)["results"]
        return str(rows[-1]["id"]) if rows else ""

    def _path(self) -> str:
        path = f"/api/v1/{self.page.path.format(pk=self.pk)}"
        if self.page.deep:
            path += "&" if "?" in path else "?"
            path += "page_size=25"
        for _ in range(self.page.deep):
            _, content = self.stage.ask(path, self.headers)
            after = json.loads(content)["next"]
            if after is None:
                break
            path = urlsplit(after)._replace(scheme="", netloc="").geturl()
        return path

    def take_turns(self, seconds: float) -> None:
        self._shoot(self.own, self.path, seconds)
        if self.page.baseline:
            of = f"?pk={self.pk}" if self.pk else ""
            self._shoot(self.least, f"/baseline/{PAGES.index(self.page)}/{of}", seconds)

    def _shoot(self, turns: _Turns, path: str, seconds: float) -> None:
        plan = {
            "port": self.stage.port,
            "threads": THREADS,
            "seconds": seconds,
            "status": 200,
            "headers": self.headers,
            "requests": [{"method": "GET", "path": path}],
            "again": True,
        }
        before = self.stage.processor()
        done = shoot(plan)
        after = self.stage.processor()
        assert done["wrong"] == [], (self.page.name, self.role, done["wrong"])
        turns.add(done, after[0] - before[0], after[1] - before[1])

    def row(self) -> Row:
        own, least = self.own, self.least
        count = len(own.took)
        own.took.sort()
        row = Row(
            page=self.page.name,
            role=self.role,
            matters=self.stage.matters,
            rows=self.rows,
            statements=self.statements,
            sql_ms=self.sql_ms,
            bytes=own.bytes // count,
            median_ms=round(statistics.median(own.took) * 1000, 2),
            p95_ms=round(own.took[int(count * 0.95)] * 1000, 2),
            per_second=round(count / own.wall, 1),
            web_ms=round(own.web / count * 1000, 2),
            database_ms=round(own.database / count * 1000, 2),
        )
        if least.took:
            row.baseline_ms = round(statistics.median(least.took) * 1000, 2)
            row.ratio = round((count / own.wall) / (len(least.took) / least.wall), 2)
        return row


def shoot(plan: dict[str, Any]) -> dict[str, Any]:
    """Let another process send requests as fast as they are answered."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.load.shooting"],
        input=json.dumps(plan),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result
