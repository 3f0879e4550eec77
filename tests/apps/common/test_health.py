"""What machines that watch the service are told."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, override_settings

from apps.common import health
from apps.common.ids import new_id

pytestmark = pytest.mark.urls("apps.common.urls")


def test_a_living_process_asks_nobody(client: Client) -> None:
    answer = client.get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_ready_service_has_all_that_it_needs(
    db: None, client: Client, broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "migrations", health.Migrations())

    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "checks": {"database": "ok", "broker": "ok", "migrations": "ok"},
    }


@override_settings(CELERY_BROKER_URL="redis://127.0.0.1:1/0")
def test_without_a_broker_it_is_not_ready(db: None, client: Client) -> None:
    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Retry-After"] == "5"
    assert answer.json()["code"] == "not-ready"
    assert answer.json()["checks"]["broker"] == "failed"
    assert answer.json()["checks"]["database"] == "ok"


def test_without_a_migration_it_is_not_ready(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    class Behind:
        def __init__(self, connection: Any) -> None:
            asked.append(1)
            self.loader = self
            self.graph = self

        def leaf_nodes(self) -> list[Any]:
            return []

        def migration_plan(self, targets: list[Any]) -> list[str]:
            return ["0002"]

    monkeypatch.setattr(health, "MigrationExecutor", Behind)
    monkeypatch.setattr(health, "migrations", health.Migrations())

    answers = [client.get("/health/ready") for _ in range(3)]

    assert [one.status_code for one in answers] == [503, 503, 503]
    assert answers[0].json()["checks"]["migrations"] == "failed"
    assert asked == [1]


@pytest.mark.parametrize(
    ("where", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "192.0.2.1"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.1"}, 404),
        ({"REMOTE_ADDR": "192.0.2.1", "HTTP_AUTHORIZATION": "Bearer right"}, 200),
        ({"REMOTE_ADDR": "192.0.2.1", "HTTP_AUTHORIZATION": "Bearer wrong"}, 404),
    ],
)
@override_settings(METRICS_TOKEN="right")
def test_figures_are_not_public(client: Client, where: dict[str, str], status: int) -> None:
    answer = client.get("/metrics", **where)

    assert answer.status_code == status
    assert (b"http_request_duration_seconds" in answer.content) == (status == 200)


@pytest.mark.parametrize(("given", "status"), [("", 404), ("Bearer right", 200)])
@override_settings(METRICS_TOKEN="right", METRICS_NEED_TOKEN=True)
def test_behind_a_proxy_on_this_machine_only_the_token_opens_the_figures(
    client: Client, given: str, status: int
) -> None:
    answer = client.get("/metrics", REMOTE_ADDR="127.0.0.1", HTTP_AUTHORIZATION=given)

    assert answer.status_code == status
    assert (b"http_request_duration_seconds" in answer.content) == (status == 200)


def test_ids_sort_by_the_time_they_were_made() -> None:
    made = [new_id() for _ in range(1000)]

    assert made == sorted(made)
    assert {one.version for one in made} == {7}
