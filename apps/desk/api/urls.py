"""Routes of the desk."""

from __future__ import annotations

from django.urls import path

from apps.common.api.parsers import StrictJSONParser
from apps.desk.api import (
    documents,
    evidence,
    extensions,
    feeds,
    notifications,
    satellites,
    substitutions,
    views,
)
from apps.matters.api.routes import matter_routes

_timeline = satellites.Timeline.as_view({"get": "list"})
_evidence = evidence.EvidenceViews
_documents = documents.Documents

_extensions = extensions.ExtensionViews

urlpatterns = [
    path("me/", views.Me.as_view(), name="me"),
    path("queue/", views.Queue.as_view({"get": "list"}), name="queue"),
    path("deadlines/calendar.ics", feeds.CalendarFile.as_view(), name="deadline-calendar"),
    path(
        "deadlines/feeds/",
        feeds.Feeds.as_view({"get": "list", "post": "create"}),
        name="deadline-feeds",
    ),
    path(
        "deadlines/feeds/<int:pk>/actions/revoke/",
        feeds.Feeds.as_view({"post": "revoke"}),
        name="deadline-feed-revoke",
    ),
    path("deadlines/", views.Deadlines.as_view({"get": "list"}), name="deadlines"),
    path("deadlines/<uuid:pk>/", views.Deadlines.as_view({"get": "retrieve"}), name="deadline"),
    path(
        "deadlines/<uuid:pk>/explanation/",
        views.Deadlines.as_view({"get": "explanation"}),
        name="deadline-explanation",
    ),
    path(
        "deadlines/<uuid:pk>/explanation.svg",
        views.Deadlines.as_view({"get": "picture"}),
        name="deadline-picture",
    ),
    path(
        "extension-requests/",
        _extensions.as_view({"get": "list", "post": "create"}),
        name="extension-requests",
    ),
    path(
        "extension-requests/<uuid:pk>/",
        _extensions.as_view({"get": "retrieve"}),
        name="extension-request",
    ),
    *matter_routes(_extensions, collection="extension-requests", payloads=extensions.PAYLOADS),
    path("matters/<uuid:pk>/", satellites.AnyMatter.as_view(), name="matter"),
    path("matters/<uuid:pk>/links/", satellites.Links.as_view({"get": "list"}), name="links"),
    path("matters/<uuid:pk>/parties/", satellites.Parties.as_view(), name="matter-parties"),
    path(
        "matters/<uuid:pk>/named-persons/",
        satellites.NamedPersons.as_view(),
        name="matter-named-persons",
    ),
    path(
        "matters/<uuid:pk>/deadlines/",
        satellites.MatterDeadlines.as_view({"get": "list"}),
        name="matter-deadlines",
    ),
    path(
        "matters/<uuid:pk>/deadlines/usage/",
        satellites.MatterUsage.as_view(),
        name="matter-deadlines-usage",
    ),
    path(
        "matters/<uuid:pk>/documents/",
        _documents.as_view({"get": "of_matter"}),
        name="matter-documents",
    ),
    path(
        "matters/<uuid:pk>/evidence/",
        _evidence.as_view({"get": "of_matter"}),
        name="matter-evidence",
    ),
    path(
        "matters/<uuid:pk>/comments/",
        satellites.Comments.as_view({"get": "list", "post": "create"}),
        name="matter-comments",
    ),
    path("matters/<uuid:pk>/timeline/", _timeline, name="matter-timeline"),
    path(
        "clues/<uuid:pk>/timeline/",
        satellites.ClueTimeline.as_view({"get": "list"}),
        name="clue-timeline",
    ),
    path(
        "transfers/<uuid:pk>/timeline/",
        satellites.TransferTimeline.as_view({"get": "list"}),
        name="transfer-timeline",
    ),
    path(
        "substitutions/",
        substitutions.Substitutions.as_view({"get": "list", "post": "create"}),
        name="substitutions",
    ),
    path(
        "substitutions/<int:pk>/actions/end/",
        substitutions.Substitutions.as_view({"post": "end"}),
        name="substitution-end",
    ),
    path("evidence/", _evidence.as_view({"get": "list", "post": "create"}), name="evidence"),
    path("evidence/<uuid:pk>/", _evidence.as_view({"get": "retrieve"}), name="evidence-item"),
    path(
        "evidence/<uuid:pk>/content/",
        _evidence.as_view({"get": "content"}),
        name="evidence-content",
    ),
    path(
        "evidence/<uuid:pk>/actions/carry/",
        _evidence.as_view({"post": "carry"}, parser_classes=(StrictJSONParser,)),
        name="evidence-carry",
    ),
    path(
        "evidence/<uuid:pk>/custody/",
        _evidence.as_view({"get": "custody"}),
        name="evidence-custody",
    ),
    path("documents/", _documents.as_view({"get": "list"}), name="documents"),
    path("documents/<uuid:pk>/", _documents.as_view({"get": "retrieve"}), name="document"),
    path(
        "documents/<uuid:pk>/content/",
        _documents.as_view({"get": "content"}),
        name="document-content",
    ),
    path(
        "notifications/",
        notifications.Notifications.as_view({"get": "list"}),
        name="notifications",
    ),
    path(
        "notifications/actions/read/",
        notifications.Notifications.as_view({"post": "read"}),
        name="notifications-read",
    ),
    path(
        "notifications/preferences/",
        notifications.Preferences.as_view(),
        name="notification-preferences",
    ),
]
