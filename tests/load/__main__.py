"""`make bench`: what every page costs each role, at one or more sizes, beside the least it can."""

from __future__ import annotations

import json
import os
import platform
from argparse import ArgumentParser
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.load.clocks import measure_clocks
from tests.load.importing import while_a_list_comes_in
from tests.load.measuring import Row, measure
from tests.load.pages import ROLES, pages_of_roles
from tests.load.stage import Stage, stage
from tests.load.steps import measure_steps, with_and_without_record
from tests.prove.serving import ROOT

_HEAD = (
    f"{'page':<24}{'role':<11}{'matters':>9}{'rows':>5}{'SQL':>4}{'median':>8}{'p95':>8}"
    f"{'req/s':>7}{'bytes':>8}{'web ms':>7}{'db ms':>7}{'SQL ms':>7}{'ratio':>7}{'growth':>7}"
)


def main() -> None:
    """Measure, print the table, write it as JSON and compare it with an earlier one."""
    given = _arguments()
    found: list[Row] = []
    with ExitStack() as stack:
        stages = [stack.enter_context(stage(size)) for size in sorted(given.matters or [10_000])]
        for each in stages:
            each.service.learn_tokens(*ROLES.values())
        print(_HEAD)
        for role, user, page in pages_of_roles(given.only):
            for row in measure(page, role, user, stages, seconds=given.seconds):
                found.append(row)
                print(_line(row), flush=True)
        for each in stages:
            for row in measure_steps(each, given.only, seconds=given.seconds):
                found.append(row)
                print(_line(row), flush=True)
        beside = _beside(stages, given)
    rows = [asdict(row) for row in found]
    report = {"machine": _machine(), "rows": rows, **beside}
    path = Path(given.json)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    print(f"written to {path}")
    if given.compare:
        _compare(found, json.loads(Path(given.compare).read_text()))


def _beside(stages: list[Stage], given: Any) -> dict[str, Any]:
    """Measure what is no page: the price of the record, the sweep of clocks, a list coming in."""
    found: dict[str, Any] = {"record": {}, "clocks": {}, "lists": {}}
    for each in stages:
        if given.only in "record":
            found["record"][each.matters] = told = with_and_without_record(each)
            print(f"{each.matters} matters, 16 writers, steps a second by the record: {told}")
        if given.only in "clocks":
            found["clocks"][each.matters] = told = measure_clocks(each)
            print(f"{each.matters} matters, the sweep of clocks: {told}")
        if given.rows:
            found["lists"][each.matters] = told = while_a_list_comes_in(each, given.rows)
            print(f"{each.matters} matters, a list comes in: {told}")
    return found


def _arguments() -> Any:
    base = Path(os.environ.get("DATA_DIR") or ROOT / ".data")
    parser = ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--matters", type=int, action="append", help="a size; may be given again")
    parser.add_argument("--only", default="", help="words of the page and role to measure")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long a page is asked for")
    parser.add_argument("--rows", type=int, default=0, help="bring in a list of so many rows")
    parser.add_argument("--json", default=str(base / "bench.json"), help="where the table goes")
    parser.add_argument("--compare", help="an earlier table to compare with")
    return parser.parse_args()


def _line(row: Row) -> str:
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    growth = "" if row.growth is None else f"{row.growth:.2f}"
    return (
        f"{row.page:<24}{row.role:<11}{row.matters:>9}{row.rows:>5}{row.statements:>4}"
        f"{row.median_ms:>8.1f}{row.p95_ms:>8.1f}{row.per_second:>7.0f}{row.bytes:>8}"
        f"{row.web_ms:>7.2f}{row.database_ms:>7.2f}{row.sql_ms:>7.1f}{ratio:>7}{growth:>7}"
    )


def _machine() -> dict[str, Any]:
    return {"cores": os.cpu_count(), "python": platform.python_version()}


def _compare(found: list[Row], earlier: Any) -> None:
    """Print how the shares of the baseline have changed: they hold on another machine too."""
    before = {(row["page"], row["role"], row["matters"]): row for row in earlier["rows"]}
    print(f"\n{'page':<24}{'role':<11}{'matters':>9}{'SQL':>10}{'ratio':>16}")
    for row in found:
        old = before.get((row.page, row.role, row.matters))
        if old is not None:
            print(
                f"{row.page:<24}{row.role:<11}{row.matters:>9}"
                f"{old['statements']:>5} →{row.statements:>3}"
                f"{old['ratio'] or 0:>8.2f} → {row.ratio or 0:.2f}"
            )


if __name__ == "__main__":
    main()
