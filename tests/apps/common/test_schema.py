"""The description of the API says what every operation may refuse."""

from __future__ import annotations

from typing import Any

from apps.common.api.schema import add_conventions


def described(path: str, method: str, **operation: Any) -> dict[str, Any]:
    result = {"paths": {path: {method: operation}}}
    return add_conventions(result, None, None, True)


def headers(operation: dict[str, Any]) -> dict[str, bool]:
    return {one["name"]: one["required"] for one in operation["parameters"]}


def test_a_step_names_its_headers_and_refusals() -> None:
    path = "/api/v1/transfers/{id}/actions/accept/"

    result = described(path, "post", requestBody={}, responses={"200": {}})

    operation = result["paths"][path]["post"]
    assert headers(operation) == {
        "X-Acting-Department": False,
        "X-On-Behalf-Of": False,
        "Accept-Language": False,
        "Idempotency-Key": False,
        "If-Match": True,
    }
    assert sorted(operation["responses"]) == [
        "200", "400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "429",
    ]  # fmt: skip
    assert operation["responses"]["409"]["content"] == {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
    }
    assert "Retry-After" in operation["responses"]["429"]["headers"]
    assert "errors" in result["components"]["schemas"]["Problem"]["required"]


def test_a_read_names_fewer() -> None:
    result = described("/api/v1/clues/", "get", responses={"200": {}, "404": {"own": True}})

    operation = result["paths"]["/api/v1/clues/"]["get"]
    assert headers(operation) == {
        "X-Acting-Department": False,
        "X-On-Behalf-Of": False,
        "Accept-Language": False,
    }
    assert sorted(operation["responses"]) == ["200", "400", "401", "403", "404", "429"]
    assert operation["responses"]["404"] == {"own": True}


def test_an_operation_may_say_that_it_is_not_about_a_version() -> None:
    path = "/api/v1/imports/{id}/actions/commit/"

    operation = described(path, "post", **{"x-unversioned": True})["paths"][path]["post"]

    assert "If-Match" not in headers(operation)
    assert "412" not in operation["responses"]
    assert "x-unversioned" not in operation
