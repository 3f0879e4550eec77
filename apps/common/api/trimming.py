"""`fields=a,b` and `expand=a,b`: what of a row a caller wants, from a list that the view allows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from rest_framework.request import Request

from apps.common.api.problems import Malformed
from clue_transfer.errors import FieldError


def wanted_fields(request: Request, *, among: Collection[str]) -> frozenset[str] | None:
    """Read `fields`, `None` if every field is wanted; raises Malformed for an unknown one."""
    return _names(request, "fields", among=among)


def wanted_expansions(request: Request, *, among: Collection[str]) -> frozenset[str]:
    """Read `expand`; raises Malformed for an unknown one."""
    return _names(request, "expand", among=among) or frozenset()


def trimmed(
    rows: Iterable[Mapping[str, Any]], *, fields: frozenset[str] | None
) -> list[dict[str, Any]]:
    """Leave in each row what is wanted of it."""
    if fields is None:
        return [dict(row) for row in rows]
    return [{name: value for name, value in row.items() if name in fields} for row in rows]


def _names(request: Request, parameter: str, *, among: Collection[str]) -> frozenset[str] | None:
    text = request.query_params.get(parameter)
    if text is None:
        return None
    names = frozenset(name.strip() for name in text.split(",")) - {""}
    unknown = sorted(names - set(among))
    if unknown:
        message = "没有此字段：%(names)s，可用：%(among)s"
        params = {"names": "、".join(unknown), "among": list(among)}
        wrong = FieldError(f"/query/{parameter}", "unknown-field", message, params)
        raise Malformed(message, errors=[wrong], **params)
    return names or None
