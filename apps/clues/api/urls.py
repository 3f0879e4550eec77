"""Routes of clues, legs and what belongs to them."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from rest_framework.serializers import Serializer

from apps.clues.api import imports, reference
from apps.clues.api.payloads import PAYLOADS, Nothing
from apps.clues.api.views import ClueViews, TransferViews
from apps.matters.api.routes import step_routes
from apps.matters.api.views import MatterViews
from clue_transfer.vocabulary import Kind
from clue_transfer.workflows import MACHINES


def _matter_routes(
    collection: str, kind: Kind, views: type[MatterViews], detail: type[Serializer[Any]]
) -> list[URLPattern]:
    steps = step_routes(
        MACHINES[kind],
        collection=collection,
        views=views,
        payloads=PAYLOADS,
        nothing=Nothing,
        detail=detail,
    )
    return [
        *steps,
        path(f"{collection}/<uuid:pk>/actions/", views.as_view({"get": "actions"})),
    ]


urlpatterns = [
    path("clues/", ClueViews.as_view({"get": "list", "post": "create"}), name="clues"),
    path(
        "clues/<uuid:pk>/",
        ClueViews.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="clue",
    ),
    *_matter_routes("clues", Kind.CLUE, ClueViews, ClueViews.serializer_class),
    path("transfers/", TransferViews.as_view({"get": "list"}), name="transfers"),
    path("transfers/<uuid:pk>/", TransferViews.as_view({"get": "retrieve"}), name="transfer"),
    *_matter_routes("transfers", Kind.TRANSFER, TransferViews, TransferViews.serializer_class),
    *reference.routes,
    *imports.routes,
]
