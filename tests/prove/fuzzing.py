"""What the fuzzer is told about this service; it runs in an environment of its own.

Random ids and versions would end at 404 and 412: most calls get those of matters that are there,
and words that this service knows.
"""

from __future__ import annotations

import http.client
import json
import os
import random
from pathlib import Path
from typing import Any

import schemathesis

FACTS = json.loads(Path(os.environ["FUZZ_FACTS"]).read_text(encoding="utf-8"))
CHANCE = random.Random(FACTS["seed"])
MEMBERS = {"type", "title", "status", "detail", "code"}


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """Lead most calls past the first door."""
    ids = _fitting(case.operation.path)
    if ids and "id" in (case.path_parameters or {}) and CHANCE.random() < 0.8:
        case.path_parameters["id"] = CHANCE.choice(ids)
        if case.method.upper() != "GET" and CHANCE.random() < 0.8:
            case.headers["If-Match"] = _version(case) or '"1"'
    if CHANCE.random() < 0.6:
        case.body = _known(case.body)


def _fitting(path: str) -> list[str]:
    """Name what may be meant: mostly the matters on which the caller could take this step."""
    collection, *rest = path.removeprefix("/api/v1/").strip("/").split("/")
    open_for = FACTS["steps"].get(f"{collection} {rest[-1]}", []) if rest else []
    if open_for and CHANCE.random() < 0.8:
        return open_for
    return FACTS["ids"].get(collection, [])


def _version(case: Any) -> str | None:
    """Ask for the version that the matter has now."""
    collection = case.operation.path.split("/")[3]
    connection = http.client.HTTPConnection("127.0.0.1", FACTS["port"], timeout=30)
    try:
        path = f"/api/v1/{collection}/{case.path_parameters['id']}/"
        connection.request("GET", path, headers={"Authorization": f"Token {FACTS['token']}"})
        response = connection.getresponse()
        response.read()
        return response.headers["ETag"]
    finally:
        connection.close()


def _known(value: Any, name: str = "") -> Any:
    """Put words that the service knows where a body has such a field."""
    if isinstance(value, dict):
        return {key: _known(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_known(inner, name) for inner in value]
    if isinstance(value, str) and name in FACTS["words"] and CHANCE.random() < 0.7:
        return CHANCE.choice(FACTS["words"][name])
    return value


@schemathesis.check
def errors_are_problems(_context: Any, response: Any, _case: Any) -> None:
    """Insist that every refusal is a problem document that tells its own status."""
    if response.status_code < 400:
        return
    [kind] = response.headers["content-type"]
    assert kind.split(";")[0] == "application/problem+json", f"an error is {kind}"
    if response.content:
        body = json.loads(response.content)
        assert body.keys() >= MEMBERS, f"a problem lacks {MEMBERS - body.keys()}"
        assert body["status"] == response.status_code, "a problem tells another status"
        assert "Traceback" not in body["detail"], "a problem shows a stack"
