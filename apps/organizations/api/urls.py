"""Routes of the reference data of organizations."""

from rest_framework.routers import SimpleRouter

from apps.organizations.api import views

router = SimpleRouter()
router.register("divisions", views.DivisionViewSet, basename="division")
router.register("departments", views.DepartmentViewSet, basename="department")
router.register("calendars", views.CalendarViewSet, basename="calendar")

urlpatterns = router.urls
