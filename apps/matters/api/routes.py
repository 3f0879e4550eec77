"""Make the routes of a kind: its collection, its detail, and one path for each verb."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.serializers import Serializer

from apps.matters.api.views import MatterViews, StepView
from clue_transfer.machine import Machine, who_could


def step_routes(
    machine: Machine,
    *,
    collection: str,
    views: type[MatterViews],
    payloads: Mapping[str, type[Serializer[Any]]],
    nothing: type[Serializer[Any]],
    detail: type[Serializer[Any]],
) -> list[URLPattern]:
    """Make one documented route for each verb of the table."""
    routes = []
    for row in machine.rows:
        payload = payloads.get(row.verb, nothing)
        name = f"{collection}_{row.verb}".replace("-", "_")
        view: type[StepView] = type(
            f"{views.__name__}_{row.verb}",
            (StepView, views),
            {"verb": row.verb, "payload_serializer": payload, "__doc__": row.verb.label},
        )
        described = extend_schema_view(
            create=extend_schema(
                operation_id=name,
                summary=f"{row.verb.label} ({row.verb.english})",
                description=_describe(row),
                request=payload,
                responses={200: detail},
                tags=[collection],
            )
        )(view)
        routes.append(
            path(
                f"{collection}/<uuid:pk>/actions/{row.verb}/",
                described.as_view({"post": "create"}),
                name=name,
            )
        )
    return routes


def _describe(row: Any) -> str:
    lines = [f"办理：{who_could(row)}。状态：{'、'.join(sorted(s.label for s in row.sources))}"]
    if row.target is not None:
        lines.append(f"→ {row.target.label}")
    if row.needs:
        lines.append(f"必填：{'、'.join(row.needs)}")
    if row.note:
        lines.append(row.note)
    lines.append(f"事件：`{row.event}`")
    return "。\n".join(lines)
