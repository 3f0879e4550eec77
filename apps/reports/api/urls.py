"""Routes of boards and registers."""

from django.urls import path

from apps.reports.api import views

urlpatterns = [
    path("two-laws/board/", views.Board.as_view(), name="two-laws-board"),
    path(
        "two-laws/board/matters/",
        views.BoardMatters.as_view({"get": "list"}),
        name="two-laws-board-matters",
    ),
    path("two-laws/register/", views.Register.as_view({"get": "list"}), name="two-laws-register"),
]
