"""Routes of complaints and of their reporters."""

from __future__ import annotations

from django.urls import path

from apps.clues.api.complaints.reporters import ClueReporterViews, ReporterViews
from apps.clues.api.complaints.views import ComplaintViews
from apps.clues.api.payloads.complaint import PAYLOADS
from apps.matters.api.routes import matter_routes

routes = [
    path(
        "complaints/", ComplaintViews.as_view({"get": "list", "post": "create"}), name="complaints"
    ),
    path(
        "complaints/<uuid:pk>/",
        ComplaintViews.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="complaint",
    ),
    *matter_routes(ComplaintViews, collection="complaints", payloads=PAYLOADS),
    path(
        "complaints/<uuid:pk>/duplicates/",
        ComplaintViews.as_view({"get": "duplicates"}),
        name="complaint-duplicates",
    ),
    path(
        "complaints/<uuid:pk>/reporter/",
        ReporterViews.as_view({"get": "retrieve", "put": "update"}),
        name="complaint-reporter",
    ),
    path(
        "clues/<uuid:pk>/reporter/",
        ClueReporterViews.as_view({"get": "retrieve"}),
        name="clue-reporter",
    ),
]
