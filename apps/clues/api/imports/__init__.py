"""Imports: bring a table in, make clues or complaints of it, send them off."""

from django.urls import path

from apps.clues.api.imports.steps import ApproveImport, CancelImport, CommitImport, SubmitImport
from apps.clues.api.imports.views import ImportTemplate, ImportViews

__all__ = ["routes"]

routes = [
    path("imports/", ImportViews.as_view({"get": "list", "post": "create"}), name="imports"),
    path("imports/template/", ImportTemplate.as_view({"get": "retrieve"}), name="import-template"),
    path("imports/<uuid:pk>/", ImportViews.as_view({"get": "retrieve"}), name="import"),
    path(
        "imports/<uuid:pk>/findings/",
        ImportViews.as_view({"get": "findings"}),
        name="import-findings",
    ),
    path("imports/<uuid:pk>/file/", ImportViews.as_view({"get": "file"}), name="import-file"),
    *(
        path(
            f"imports/<uuid:pk>/actions/{view.verb}/",
            view.as_view({"post": "create"}),
            name=f"import-{view.verb}",
        )
        for view in (CommitImport, SubmitImport, ApproveImport, CancelImport)
    ),
]
