"""A request that is sent twice is done once: the key, its lock and its first result."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from django.db import connection, transaction
from django.http import HttpResponseBase
from rest_framework.request import Request

from apps.common.api.problems import Malformed
from apps.common.models import IdempotencyKey
from clue_transfer.errors import FieldError, Invalid, Refused

HEADER = "Idempotency-Key"
Answer = TypeVar("Answer", bound=HttpResponseBase)
_KEY = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?")

# One statement: the lock is asked for first, and only its holder may insert.
_TAKE = """
    WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(%s) AS taken)
    INSERT INTO common_idempotencykey
        (user_id, department_id, route, key, body_hash, result_kind, result_id, status)
    SELECT %s::bigint, %s::bigint, %s::text, %s::text, %s::text, %s::text, %s::text, %s::smallint
    FROM turn WHERE taken
    ON CONFLICT DO NOTHING
    RETURNING id
"""


class InProgress(Refused):
    """The same request is being done at this moment."""

    code = "idempotency-in-progress"
    message = "同一请求正在办理，请稍候重试"
    http_status: ClassVar[int] = 409
    headers: ClassVar[dict[str, str]] = {"Retry-After": "1"}


class Mismatch(Invalid):
    """The key was used for another body."""

    code = "idempotency-mismatch"
    message = "该幂等键已用于内容不同的请求"


@dataclass(slots=True)
class Slot:
    """The place where a request's result is kept; already filled if the request was done before."""

    replayed: bool = False
    result_kind: str = ""
    result_id: str = ""
    status: int | None = None
    _row: int | None = None

    def keep(self, *, kind: str, id: object, status: int) -> None:  # noqa: A002 - the word is id
        """Keep the result, so that the next request with the key gets it again."""
        _check_success(status)
        given = (kind, str(id), status)
        if self._row is not None and given != (self.result_kind, self.result_id, self.status):
            IdempotencyKey.objects.filter(pk=self._row).update(
                result_kind=kind, result_id=str(id), status=status
            )
        self.result_kind, self.result_id, self.status = given

    def mark(self, response: Answer) -> Answer:
        """Say on the answer whether it is a repetition."""
        if self.replayed:
            response["Idempotency-Replayed"] = "true"
        return response


def body_hash(data: Any) -> str:
    """Hash a parsed body, whatever the order of its keys and its spaces were."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def idempotent(
    request: Request,
    *,
    body_hash: str,
    route: str | None = None,
    result_kind: str = "",
    result_id: object = None,
    status: int = 201,
) -> Iterator[Slot]:
    """Open the request's transaction and its slot: look whether it was done, else do it inside.

    With `result_id` known at the start the result is kept by the one statement that takes the
    slot. Raises Malformed (a bad key), InProgress and Mismatch. The route is the whole path
    unless given: the same key on another matter is another request.
    """
    key = _key_of(request)
    user = getattr(request.user, "pk", None)
    with transaction.atomic():
        if not key or user is None:
            yield Slot()
            return
        who = {
            "user_id": user,
            "department_id": getattr(getattr(request, "actor", None), "department", None),
            "route": _behalf(request) + (route or f"{request.method} {request.path}"),
            "key": key,
        }
        slot = _take(who, body_hash, result_kind=result_kind, result_id=result_id, status=status)
        yield slot
        if slot.status is None:
            # A slot without a result would answer a repetition with nothing.
            raise RuntimeError("the result of an idempotent request was not kept")


def _behalf(request: Request) -> str:
    """Keep apart what somebody asks for themselves and on behalf of an absent colleague."""
    absent = getattr(getattr(request, "actor", None), "on_behalf_of", None)
    return "" if absent is None else f"for {absent}: "


def _take(
    who: dict[str, Any], body_hash: str, *, result_kind: str, result_id: object, status: int
) -> Slot:
    known = result_id is not None
    if known:
        _check_success(status)
    result = (
        result_kind if known else "",
        str(result_id) if known else "",
        status if known else None,
    )
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [_lock_of(who), *who.values(), body_hash, *result])
        row = cursor.fetchone()
    if row is not None:
        kind, key, answered = result
        return Slot(result_kind=kind, result_id=key, status=answered, _row=row[0])
    done = IdempotencyKey.objects.filter(**who).first()
    if done is None:
        raise InProgress
    if done.body_hash != body_hash:
        raise Mismatch
    return Slot(
        replayed=True, result_kind=done.result_kind, result_id=done.result_id, status=done.status
    )


def _check_success(status: int) -> None:
    if not 200 <= status < 300:
        raise ValueError("only successful answers are kept: raise, and nothing stays behind")


def _key_of(request: Request) -> str:
    given = request.headers.get(HEADER, "").strip()
    if given and not _KEY.fullmatch(given):
        raise Malformed(
            "Idempotency-Key应为1至255个可打印的ASCII字符",
            errors=[FieldError(f"/header/{HEADER}", "invalid", "应为1至255个可打印的ASCII字符")],
        )
    return given


def _lock_of(who: dict[str, Any]) -> int:
    """Turn the request's identity into the number of an advisory lock."""
    text = json.dumps(list(who.values()), ensure_ascii=False)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)
