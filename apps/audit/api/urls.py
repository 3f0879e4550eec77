"""Routes of the record."""

from rest_framework.routers import SimpleRouter

from apps.audit.api.views import EntryViewSet

router = SimpleRouter()
router.register("audit/entries", EntryViewSet, basename="audit-entry")

urlpatterns = router.urls
