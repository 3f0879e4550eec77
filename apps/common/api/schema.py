"""The conventions in the API's own description: every operation documents its errors."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from apps.common.api.problems import MEDIA_TYPE

_METHODS = ("get", "post", "put", "patch", "delete")
_VERSIONED = ("put", "patch", "delete")
UNVERSIONED = "x-unversioned"

_PROBLEM = {
    "type": "object",
    "description": "Why a request was refused (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "Stable; words with hyphens."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "A JSON pointer into the body, or /query/… or /header/….",
                    },
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
_MEANINGS = {
    400: "Malformed: JSON, cursor, a parameter or a header cannot be read.",
    401: "Nobody is logged in, or the token is not valid.",
    403: "The step belongs to others, or the acting department is not the caller's.",
    404: "There is no such thing, or the caller may not see it.",
    409: "The status does not allow it, or the same request is being done at this moment.",
    412: "The matter has changed since it was read.",
    413: "The body is too large.",
    415: "The media type is not taken.",
    422: "Something is missing, unknown or wrong; `errors` says what.",
    428: "`If-Match` is missing.",
    429: "Too many requests; `Retry-After` says when to come back.",
}


def _header(
    name: str, description: str, *, required: bool = False, **schema: Any
) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": description,
        "schema": {"type": "string", **schema},
    }


_ACTING = _header("X-Acting-Department", "The code of the department that the caller acts for.")
_BEHALF = _header(
    "X-On-Behalf-Of",
    "The id of an absent colleague for whom the caller stands in today: the request has their "
    "roles instead of the caller's own, and the record names both.",
)
_LANGUAGE = _header("Accept-Language", "`zh-CN` (default) or `en`.")
_IDEMPOTENCY = _header(
    "Idempotency-Key", "Repeats of the request are done once.", minLength=1, maxLength=255
)
_IF_MATCH = _header("If-Match", "The `ETag` of the version that was read.", required=True)


def add_conventions(result: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
    """Add shared headers and problem answers to every operation (a postprocessing hook)."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = _PROBLEM
    for path, item in result.get("paths", {}).items():
        for method in _METHODS:
            if method in item:
                _complete(item[method], path=path, method=method)
    return result


def is_versioned(path: str, *, method: str) -> bool:
    """Say whether a write is one to a matter: then it names the version that was read."""
    return method in _VERSIONED or (method == "post" and "}/actions/" in path)


def _complete(operation: dict[str, Any], *, path: str, method: str) -> None:
    unversioned = operation.pop(UNVERSIONED, False)
    versioned = is_versioned(path, method=method) and not unversioned
    headers = [_ACTING, _BEHALF, _LANGUAGE]
    if method == "post":
        headers.append(_IDEMPOTENCY)
    if versioned:
        headers.append(_IF_MATCH)
    parameters = operation.setdefault("parameters", [])
    known = {(one.get("in"), str(one.get("name")).lower()) for one in parameters}
    parameters.extend(one for one in headers if ("header", one["name"].lower()) not in known)

    statuses = {400, 401, 403, 404, 429}
    if method != "get":
        statuses |= {409, 422}
    if "requestBody" in operation:
        statuses |= {413, 415}
    if versioned:
        statuses |= {412, 428}
    responses = operation.setdefault("responses", {})
    for status in sorted(statuses):
        responses.setdefault(str(status), _answer(status))


def _answer(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": _MEANINGS.get(status, HTTPStatus(status).phrase),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == 429:
        seconds = {"type": "integer", "minimum": 1}
        answer["headers"] = {"Retry-After": {"schema": seconds, "description": "Seconds."}}
    return answer
