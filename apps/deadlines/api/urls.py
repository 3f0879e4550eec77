"""Routes of the rules of time."""

from rest_framework.routers import SimpleRouter

from apps.deadlines.api.views import RuleViewSet

router = SimpleRouter()
router.register("deadline-rules", RuleViewSet, basename="deadline-rule")

urlpatterns = router.urls
