"""Routes of the directory."""

from rest_framework.routers import SimpleRouter

from apps.accounts.api.views import UserViewSet

router = SimpleRouter(use_regex_path=False)
router.register("users", UserViewSet, basename="user")

urlpatterns = router.urls
