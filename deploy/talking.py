"""A client of the API that prints each request and its answer, and insists on the expected one."""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

# What is worth a glance in an answer, in this order.
_SHOWN = ("number", "status", "version", "holder", "code", "detail", "sha256", "size")
_WIDTH = 110
_COLORS = {"bold": "1", "green": "32", "yellow": "33", "red": "31", "grey": "90"}


class Unexpected(Exception):
    """An answer that the story did not expect."""


def say(text: str, *, error: bool = False) -> None:
    """Print a line at once."""
    print(text, file=sys.stderr if error else sys.stdout, flush=True)


def heading(text: str) -> None:
    """Print the title of a chapter."""
    say(f"\n{_paint(text, 'bold')}")


def _paint(text: str, color: str) -> str:
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\033[{_COLORS[color]}m{text}\033[0m"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the service said."""

    status: int
    headers: Mapping[str, str]
    raw: bytes
    body: Any

    def must(self, what: str, holds: bool) -> None:  # noqa: FBT001  # what must hold is a fact
        """Insist on something about the answer, and say that it holds."""
        if not holds:
            raise Unexpected(f"This does not hold: {what}.")
        say(_paint(f"      ✓ {what}", "green"))


class Caller:
    """One person with a token."""

    count: ClassVar[int] = 0
    # the service stands on this machine or next to it: never through a proxy
    _opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def __init__(self, base: str, *, username: str, token: str) -> None:
        self._base = base.rstrip("/")
        self.username = username
        self._token = token

    def get(self, path: str, **expected: Any) -> Answer:
        """Read something."""
        return self._call("GET", path, None, {}, **expected)

    def post(
        self, path: str, body: Any, *, headers: Mapping[str, str] | None = None, **expected: Any
    ) -> Answer:
        """Post JSON."""
        content = json.dumps(body, ensure_ascii=False).encode()
        all_headers = {"Content-Type": "application/json", **(headers or {})}
        return self._call("POST", path, content, all_headers, sent=body, **expected)

    def upload(
        self, path: str, fields: Mapping[str, str], *, name: str, content: bytes, **expected: Any
    ) -> Answer:
        """Post a form with one file."""
        edge = uuid.uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        parts.append(
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n".encode()
        )
        whole = b"".join([*parts, content, f"\r\n--{edge}--\r\n".encode()])
        headers = {
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "Idempotency-Key": str(uuid.uuid4()),
        }
        sent = f"{name}, {len(content):,} bytes"
        return self._call("POST", path, whole, headers, sent=sent, **expected)

    def _call(
        self,
        method: str,
        path: str,
        content: bytes | None,
        headers: Mapping[str, str],
        *,
        expect: int,
        quiet: bool = False,
        sent: Any = None,
        **fields: Any,
    ) -> Answer:
        """Send a request, print it with its answer, and insist on status and fields."""
        answer = self._send(method, path, content, headers)
        fits = answer.status == expect and isinstance(answer.body, dict | type(None))
        fits = fits and all((answer.body or {}).get(key) == value for key, value in fields.items())
        if not quiet or not fits:
            self._print(method, path, answer, sent=sent, fits=fits)
        if not fits:
            wanted = " ".join([str(expect), *(f"{key}={value}" for key, value in fields.items())])
            raise Unexpected(
                f"Expected {wanted}; the answer was:\n"
                f"{answer.raw[:2000].decode('utf-8', 'replace')}"
            )
        if not quiet:
            type(self).count += 1
        return answer

    def _send(
        self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        request = urllib.request.Request(  # noqa: S310  # the address is the user's own service
            self._base + urllib.parse.quote(path, safe="/?=&%"), data=content, method=method
        )
        if self._token:
            request.add_header("Authorization", f"Token {self._token}")
        for name, value in {"Accept-Language": "en", **headers}.items():
            request.add_header(name, value)
        try:
            try:
                with self._opener.open(request, timeout=30) as response:
                    status, got, raw = response.status, response.headers, response.read()
            except urllib.error.HTTPError as error:
                with error:
                    status, got, raw = error.code, error.headers, error.read()
        except OSError as error:
            raise Unexpected(
                f"Nothing answers at {self._base} ({error}). Start the service with `make run`, "
                "or name it with PORT or BASE_URL."
            ) from None
        is_json = "json" in (got.get("Content-Type") or "")
        return Answer(
            status=status, headers=got, raw=raw, body=json.loads(raw) if is_json else None
        )

    def _print(self, method: str, path: str, answer: Answer, *, sent: Any, fits: bool) -> None:
        color = "red" if not fits else "green" if answer.status < 400 else "yellow"
        shown = f"{method:<4} {_short(path)}"
        say(f"  {shown:<58} {_paint(self.username, 'grey')}")
        if sent:
            body = sent if isinstance(sent, str) else json.dumps(sent, ensure_ascii=False)
            say(_paint(f"    →    {_cut(body)}", "grey"))
        say(f"    {_paint(str(answer.status), color)}  {_cut(_told(answer))}")


def _cut(text: str) -> str:
    """Keep a line a line; Chinese characters take two places of a screen."""
    places = 0
    for at, character in enumerate(text):
        places += 1 if character < "\u1100" else 2
        if places > _WIDTH:
            return text[:at] + "…"
    return text


def _short(path: str) -> str:
    """Shorten the ids in a path to their last characters."""
    parts = path.removeprefix("/api/v1").split("/")
    return "/".join(f"…{part[-6:]}" if len(part) == 36 else part for part in parts)


def _told(answer: Answer) -> str:
    """Say in one line what an answer holds."""
    if not isinstance(answer.body, dict):
        return f"{answer.headers.get('Content-Type')}, {len(answer.raw):,} bytes"
    if "results" in answer.body:
        return f"{len(answer.body['results'])} rows"
    words = []
    for name in _SHOWN:
        value = answer.body.get(name)
        if name == "status" and "code" in answer.body:
            continue
        if isinstance(value, dict):
            value = value.get("name")
        if value not in (None, ""):
            words.append(f"{name}={value[:12] + '…' if name == 'sha256' else value}")
    words += [f"{item['pointer']}: {item['detail']}" for item in answer.body.get("errors", ())]
    if answer.headers.get("Idempotency-Replayed"):
        words.append("replayed")
    return "  ".join(words)
