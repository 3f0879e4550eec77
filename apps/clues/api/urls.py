"""Routes of clues, legs and what belongs to them."""

from __future__ import annotations

from django.urls import path

from apps.clues.api import complaints, imports, ledger, rectifications, reference
from apps.clues.api.duplicates import Duplicates
from apps.clues.api.payloads import clue, transfer
from apps.clues.api.screening import Screening
from apps.clues.api.views import ClueViews, TransferViews
from apps.matters.api.routes import matter_routes

urlpatterns = [
    path("clues/", ClueViews.as_view({"get": "list", "post": "create"}), name="clues"),
    path(
        "clues/<uuid:pk>/",
        ClueViews.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="clue",
    ),
    path(
        "clues/<uuid:pk>/duplicates/", Duplicates.as_view({"get": "list"}), name="clue-duplicates"
    ),
    *matter_routes(ClueViews, collection="clues", payloads=clue.PAYLOADS),
    path("clues/<uuid:pk>/screening/", Screening.as_view({"get": "list"}), name="clue-screening"),
    *(
        path(
            f"clues/<uuid:pk>/screening/<int:hit>/actions/{verb}/",
            Screening.as_view({"post": verb}),
            name=f"clue-screening-{verb}",
        )
        for verb in ("answer", "approve", "send_back")
    ),
    path("transfers/", TransferViews.as_view({"get": "list"}), name="transfers"),
    path("transfers/<uuid:pk>/", TransferViews.as_view({"get": "retrieve"}), name="transfer"),
    *matter_routes(TransferViews, collection="transfers", payloads=transfer.PAYLOADS),
    *complaints.routes,
    *rectifications.routes,
    *ledger.routes,
    *reference.routes,
    *imports.routes,
]
