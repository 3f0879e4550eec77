"""Routes of the reference data of organizations."""

from django.urls import re_path
from rest_framework.routers import SimpleRouter

from apps.organizations.api import views

router = SimpleRouter()
router.register("divisions", views.DivisionViewSet, basename="division")
router.register("departments", views.DepartmentViewSet, basename="department")
router.register("calendars", views.CalendarViewSet, basename="calendar")

_versions = views.CalendarVersionViewSet.as_view({"get": "list"})

urlpatterns = [
    *router.urls,
    re_path(r"^calendars/(?P<year>[0-9]{4})/versions/$", _versions, name="calendar-versions"),
]
