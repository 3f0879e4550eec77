"""One key, one result: again, with another body, and from two connections at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from rest_framework.request import Request

from apps.common.actions import sweep_idempotency
from apps.common.api.idempotency import InProgress, Mismatch, body_hash, idempotent
from apps.common.api.problems import Malformed, of_refusal
from apps.common.models import IdempotencyKey
from tests.apps.common.asking import asked

ONE, OTHER = body_hash({"a": 1}), body_hash({"a": 2})
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def post(key: str | None = "k", **who: Any) -> Request:
    return asked(method="POST", headers={"Idempotency-Key": key} if key else None, **who)


def do(request: Request, *, body: str = ONE, id: object = "m1") -> str:  # noqa: A002 - the word is id
    with idempotent(request, body_hash=body) as slot:
        if not slot.replayed:
            slot.keep(kind="clue", id=id, status=201)
        return f"{slot.result_kind} {slot.result_id} {slot.status} {slot.replayed}"


def test_the_second_time_gives_the_first_result(db: None) -> None:
    assert do(post()) == "clue m1 201 False"
    assert do(post(), id="m2") == "clue m1 201 True"
    assert IdempotencyKey.objects.count() == 1


@pytest.mark.parametrize(
    "another",
    [
        {"key": "k2"},
        {"person": 8},
        {"department": 4},
        {"department": None},
        {"path": "/api/v1/things/2/"},
    ],
)
def test_a_key_is_of_one_user_department_and_route(db: None, another: dict[str, Any]) -> None:
    do(post())

    assert do(post(**another), id="m2") == "clue m2 201 False"
    assert do(post(**another), id="m3") == "clue m2 201 True"


def test_another_body_is_refused(db: None) -> None:
    do(post())

    with pytest.raises(Mismatch) as refused:
        do(post(), body=OTHER)

    answer = of_refusal(refused.value)
    assert (answer.status_code, answer.data["code"]) == (422, "idempotency-mismatch")


def test_without_a_key_nothing_is_kept(db: None) -> None:
    assert do(post(None)) == "clue m1 201 False"
    assert do(post(None), id="m2") == "clue m2 201 False"
    assert IdempotencyKey.objects.count() == 0


@pytest.mark.parametrize("key", ["a" * 256, "线索", "a\tb", "a\x7f"])
def test_a_key_is_printable_and_short(db: None, key: str) -> None:
    request = post(None)
    request.META["HTTP_IDEMPOTENCY_KEY"] = key

    with pytest.raises(Malformed):
        do(request)


def test_a_key_of_255_characters_is_taken(db: None) -> None:
    assert do(post("a" * 255)) == "clue m1 201 False"
    assert do(post("a" * 255)) == "clue m1 201 True"


def test_what_fails_leaves_nothing_behind(db: None) -> None:
    def fail() -> None:
        with idempotent(post(), body_hash=ONE) as slot:
            slot.keep(kind="clue", id="m1", status=201)
            raise LookupError

    with pytest.raises(LookupError):
        fail()

    assert IdempotencyKey.objects.count() == 0
    assert do(post(), id="m2") == "clue m2 201 False"


def test_only_successes_are_kept(db: None) -> None:
    with pytest.raises(ValueError, match="successful"), idempotent(post(), body_hash=ONE) as slot:
        slot.keep(kind="clue", id="m1", status=409)

    assert IdempotencyKey.objects.count() == 0


def test_a_forgotten_result_is_a_fault(db: None) -> None:
    with pytest.raises(RuntimeError, match="not kept"), idempotent(post(), body_hash=ONE):
        pass

    assert IdempotencyKey.objects.count() == 0


def test_a_known_result_costs_one_statement_an_unknown_one_two(db: None) -> None:
    with (
        CaptureQueriesContext(connection) as known,
        idempotent(post("a"), body_hash=ONE, result_kind="clue", result_id="m1") as slot,
    ):
        slot.keep(kind="clue", id="m1", status=201)
    with CaptureQueriesContext(connection) as unknown:
        do(post("b"))

    def statements(seen: CaptureQueriesContext) -> list[str]:
        return [one["sql"].split()[0] for one in seen if "SAVEPOINT" not in one["sql"]]

    assert statements(known) == ["WITH"]
    assert statements(unknown) == ["WITH", "UPDATE"]
    assert do(post("a")) == "clue m1 201 True"


def test_an_answer_says_that_it_is_a_repetition(db: None) -> None:
    with idempotent(post(), body_hash=ONE, result_kind="clue", result_id=1) as first:
        fresh = first.mark(HttpResponse())
    with idempotent(post(), body_hash=ONE, result_kind="clue", result_id=2) as second:
        again = second.mark(HttpResponse())

    assert "Idempotency-Replayed" not in fresh
    assert again["Idempotency-Replayed"] == "true"
    assert second.result_id == "1"


def test_a_body_is_the_same_whatever_its_order() -> None:
    assert body_hash({"a": [1, {"b": "线索", "c": None}], "d": 2.5}) == body_hash(
        {"d": 2.5, "a": [1, {"c": None, "b": "线索"}]}
    )
    assert body_hash([1, 2]) != body_hash([2, 1])
    assert body_hash({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_of_twins_at_the_same_time_one_works_and_one_waits(
    at_once: Callable[..., list[Any]],
) -> None:
    inside, tried = Barrier(2, timeout=20), Barrier(2, timeout=20)

    def first() -> str:
        with idempotent(post(), body_hash=ONE) as slot:
            inside.wait()
            tried.wait()
            slot.keep(kind="clue", id="m1", status=201)
        return "done"

    def twin() -> Exception | None:
        inside.wait()
        try:
            do(post(), id="m2")
        except InProgress as refused:
            return refused
        finally:
            tried.wait()
        return None

    done, refused = at_once(first, twin)

    assert done == "done"
    assert isinstance(refused, InProgress)
    answer = of_refusal(refused)
    assert (answer.status_code, answer["Retry-After"]) == (409, "1")
    assert answer.data["code"] == "idempotency-in-progress"
    assert do(post(), id="m3") == "clue m1 201 True"
    assert IdempotencyKey.objects.count() == 1


def test_a_killed_worker_leaves_the_way_free(at_once: Callable[..., list[Any]]) -> None:
    def killed() -> None:
        with idempotent(post(), body_hash=ONE) as slot:
            slot.keep(kind="clue", id="m1", status=201)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    (lost,) = at_once(killed)

    assert isinstance(lost, Exception)
    assert do(post(), id="m2") == "clue m2 201 False"


def test_keys_are_forgotten_after_seven_days(db: None) -> None:
    for days in (6, 7, 8, 9):
        IdempotencyKey.objects.create(
            user_id=1,
            route="r",
            key=str(days),
            body_hash=ONE,
            created_at=NOW - timedelta(days=days),
        )

    forgotten = sweep_idempotency(now=NOW, batch=1)

    assert forgotten == 2
    assert sorted(IdempotencyKey.objects.values_list("key", flat=True)) == ["6", "7"]
