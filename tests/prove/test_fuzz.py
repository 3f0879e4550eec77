"""Whatever is sent to any operation: never a server error, and every refusal is a problem."""

from __future__ import annotations

import collections
import json
import re
import subprocess
from pathlib import Path

import pytest

from deploy.environment import FUZZER
from tests.prove.serving import ROOT, Service, environment, say

SEED = 20261123
SECONDS = 230  # a role
EXAMPLES = 25
IDS = {
    "clues": "SELECT id FROM matters_matter WHERE kind = 'clue' ORDER BY id",
    "transfers": "SELECT id FROM matters_matter WHERE kind = 'transfer' ORDER BY id",
    "matters": "SELECT id FROM matters_matter ORDER BY id",
    "deadlines": "SELECT id FROM deadlines_deadline ORDER BY id LIMIT 30",
    "deadline-rules": "SELECT id FROM deadlines_rule ORDER BY id LIMIT 10",
    "documents": "SELECT id FROM documents_document ORDER BY id LIMIT 10",
    "evidence": "SELECT id FROM evidence_evidence ORDER BY id LIMIT 10",
    "subjects": "SELECT id FROM clues_subject ORDER BY id LIMIT 10",
    "users": "SELECT id FROM accounts_user ORDER BY id LIMIT 10",
}
WORDS = {
    "department": ["620100-ecology", "620000-water", "620400-ecology", "620100-police"],
    "division": ["620100", "620102", "620000"],
    "violation_type": ["solid_waste_dumping", "hazardous_waste"],
    "handler": ["handler.620100-ecology", "liaison.620100-ecology", "handler.620000-water"],
    "credit_code": ["91620100MA0000000C", "91620100MA00D00014"],
    "role": ["main", "co", "suspect"],
    "outcome": ["general_penalty", "no_violation"],
    "decision_kind": ["penalty"],
    "amount_yuan": ["93200.00"],
}


@pytest.mark.parametrize("role", ["liaison.620100-ecology", "lead.620000-water"])
def test_no_input_to_any_operation_breaks_the_service(
    service: Service, tmp_path: Path, role: str
) -> None:
    FUZZER.ensure()
    facts = {
        "seed": SEED,
        "port": service.port,
        "token": service.token(role),
        "words": WORDS,
        "steps": _steps(service, role),
        "ids": {name: [str(pk) for (pk,) in service.rows(sql)] for name, sql in IDS.items()},
    }
    note = tmp_path / "facts.json"
    note.write_text(json.dumps(facts))
    report = tmp_path / "calls.ndjson"
    web = service.data / "logs" / "web.log"
    already = web.stat().st_size

    done = subprocess.run(
        [
            str(FUZZER.python.with_name("schemathesis")),
            "run",
            f"http://127.0.0.1:{service.port}/api/schema/",
            "--header",
            f"Authorization: Token {facts['token']}",
            "--checks",
            "not_a_server_error,errors_are_problems",
            "--phases",
            "examples,coverage,fuzzing",
            "--mode",
            "all",
            "--seed",
            str(SEED),
            "--max-examples",
            str(EXAMPLES),
            "--max-time",
            str(SECONDS),
            # two would meet a fault of Python 3.11: ast.parse counts its depth for all threads
            "--workers",
            "1",
            "--continue-on-failure",
            "--no-shrink",
            "--warnings",
            "off",
            "--suppress-health-check",
            "all",
            "--request-timeout",
            "30",
            "--report",
            "ndjson",
            "--report-ndjson-path",
            str(report),
            "--no-color",
        ],
        cwd=tmp_path,
        env=environment(
            SCHEMATHESIS_HOOKS="tests.prove.fuzzing",
            PYTHONPATH=str(ROOT),
            FUZZ_FACTS=str(note),
        ),
        capture_output=True,
        text=True,
        timeout=SECONDS + 300,
    )

    statuses = collections.Counter(re.findall(r'"status_code": ?(\d+)', report.read_text()))
    assert done.returncode == 0, done.stdout[-20000:] + done.stderr[-2000:]
    assert _failures(web, already) == {}
    selected = re.search(r"Tested: (\d+)", done.stdout)
    assert selected
    assert {"200", "400", "404", "409", "422"} <= set(statuses)  # it got past every door
    told = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    say(f"{role}: {selected[1]} operations, {sum(statuses.values())} answers ({told}), seed {SEED}")


def _steps(service: Service, role: str) -> dict[str, list[str]]:
    """Name the matters on which this person could take each step now."""
    found: dict[str, list[str]] = {}
    for collection in ("clues", "transfers"):
        for row in service.call("GET", f"{collection}/?page_size=100", by=role).ok()["results"]:
            detail = service.call("GET", f"{collection}/{row['id']}/", by=role).ok()
            for action in detail["available_actions"]:
                found.setdefault(f"{collection} {action['verb']}", []).append(row["id"])
    return found


def _failures(log: Path, already: int) -> dict[str, int]:
    """Count the requests that the service itself noted as failed meanwhile, by what was asked."""
    with log.open("rb") as file:
        file.seek(already)
        text = file.read().decode(errors="replace")
    found = re.findall(r"request_failed.*?request='?(\w+ [^'?]*)", text)
    return dict(collections.Counter(found))
