"""Make the routes of a kind: its collection, its detail, and one path for each verb."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.serializers import Serializer

from apps.common.api.payloads import Nothing
from apps.matters.api.payloads import PAYLOADS
from apps.matters.api.views import MatterViews, StepView
from clue_transfer.machine import who_could
from clue_transfer.vocabulary import called
from clue_transfer.workflows import MACHINES


def matter_routes(
    views: type[MatterViews],
    *,
    collection: str,
    payloads: Mapping[str, type[Serializer[Any]]],
) -> list[URLPattern]:
    """Make the routes of a kind: one documented route for each verb, and what may be done now."""
    return [
        *_step_routes(views, collection=collection, payloads={**PAYLOADS, **payloads}),
        path(f"{collection}/<uuid:pk>/actions/", views.as_view({"get": "actions"})),
    ]


def collection_routes(
    views: type[MatterViews],
    *,
    collection: str,
    payloads: Mapping[str, type[Serializer[Any]]],
    drafts: bool = False,
) -> list[URLPattern]:
    """Make all routes of a kind that is opened through its collection, perhaps as a draft."""
    name = collection.replace("-", "_")
    many: dict[str, Any] = {"get": "list", "post": "create"}
    one: dict[str, Any] = {"get": "retrieve"} | ({"patch": "partial_update"} if drafts else {})
    return [
        path(f"{collection}/", views.as_view(many), name=name),
        path(
            f"{collection}/<uuid:pk>/",
            views.as_view(one),
            name=f"{name}_detail",
        ),
        *matter_routes(views, collection=collection, payloads=payloads),
    ]


def _step_routes(
    views: type[MatterViews], *, collection: str, payloads: Mapping[str, type[Serializer[Any]]]
) -> list[URLPattern]:
    detail = views.serializer_class
    routes = []
    for row in MACHINES[views.kind].rows:
        payload = payloads.get(row.verb, Nothing)
        word = called(row.verb, kind=views.kind)
        name = f"{collection}_{row.verb}".replace("-", "_")
        view: type[StepView] = type(
            f"{views.__name__}_{row.verb}",
            (StepView, views),
            {"verb": row.verb, "payload_serializer": payload, "__doc__": row.verb.label},
        )
        described = extend_schema_view(
            create=extend_schema(
                operation_id=name,
                summary=f"{word.label} ({word.english})",
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
