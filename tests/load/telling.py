"""The table of a measurement as the documentation shows it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_HEAD = (
    "| Page | Role | Matters | Rows | SQL | Median ms | p95 ms | Requests/s | Bytes | Web CPU ms "
    "| DB CPU ms | SQL ms | Ratio | Growth |"
)


def markdown(rows: Sequence[Mapping[str, Any]]) -> str:
    """Write the rows of `bench.json` as a table."""
    lines = [_HEAD, "|---|---|" + "--:|" * 12]
    for row in rows:
        cells = [
            *(row["page"], row["role"], f"{row['matters']:,}", row["rows"], row["statements"]),
            *(f"{row['median_ms']:.0f}", f"{row['p95_ms']:.0f}", f"{row['per_second']:.0f}"),
            *(f"{row['bytes']:,}", f"{row['web_ms']:.1f}", f"{row['database_ms']:.1f}"),
            f"{row['sql_ms']:.1f}",
            *("" if row[name] is None else f"{row[name]:.2f}" for name in ("ratio", "growth")),
        ]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(markdown(json.loads(Path(sys.argv[1]).read_text())["rows"]))
