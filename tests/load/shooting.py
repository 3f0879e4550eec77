"""Threads that call the service as fast as it answers; told by JSON, answers JSON."""

from __future__ import annotations

import http.client
import json
import os
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def shoot(plan: dict[str, Any]) -> dict[str, Any]:
    """Send the plan's requests from its threads until the time or the requests run out."""
    over = time.perf_counter() + plan["seconds"]
    left = list(reversed(plan["requests"]))
    again = plan["again"]
    lock = threading.Lock()

    def take() -> dict[str, Any] | None:
        with lock:
            if not left or time.perf_counter() >= over:
                return None
            return left[-1] if again else left.pop()

    told: dict[str, str] = {}

    def one_thread(_number: int) -> tuple[list[float], int, list[str]]:
        connection = http.client.HTTPConnection("127.0.0.1", plan["port"], timeout=30)
        took, size, wrong = [], 0, []
        while (request := take()) is not None:
            began = time.perf_counter()
            status, answered = send(connection, request, plan["headers"], told)
            took.append(time.perf_counter() - began)
            size += len(answered)
            if status != plan["status"]:
                wrong.append(f"{status} {answered[:300]!r}")
        connection.close()
        return took, size, wrong

    began = time.perf_counter()
    with ThreadPoolExecutor(plan["threads"]) as pool:
        parts = list(pool.map(one_thread, range(plan["threads"])))
    return {
        "wall": time.perf_counter() - began,
        "took": sorted(second for took, _, _ in parts for second in took),
        "bytes": sum(size for _, size, _ in parts),
        "told": told,
        "wrong": [line for _, _, wrong in parts for line in wrong][:5],
    }


def send(
    connection: http.client.HTTPConnection,
    request: dict[str, Any],
    headers: dict[str, str],
    told: dict[str, str],
) -> tuple[int, bytes]:
    """Send one request on a kept connection and read its whole answer, with its headers."""
    body = request.get("body")
    sent = {**headers, **request.get("headers", {})}
    if body is not None:
        sent |= {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    content = None if body is None else json.dumps(body).encode()
    if "matter" in request:
        content, kind = note_of(request["matter"])
        sent |= {"Content-Type": kind, "Idempotency-Key": str(uuid.uuid4())}
    connection.request(request["method"], request["path"], body=content, headers=sent)
    response = connection.getresponse()
    told.update((name.lower(), value) for name, value in response.getheaders())
    return response.status, response.read()


def note_of(matter: str) -> tuple[bytes, str]:
    """Write a form with a text of 1 MB that nobody has handed in before."""
    edge = uuid.uuid4().hex
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="matter"\r\n\r\n{matter}\r\n'
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{edge}.txt"\r\n'
        "Content-Type: text/plain\r\n\r\n"
    )
    text = os.urandom(2**19).hex().encode()
    content = b"".join([head.encode(), text, f"\r\n--{edge}--\r\n".encode()])
    return content, f"multipart/form-data; boundary={edge}"


if __name__ == "__main__":
    print(json.dumps(shoot(json.load(sys.stdin))))
