"""Every route, by app."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerView

# TEMPORARY while the apps are being written
_api = [
    path("", include(f"apps.{app}.api.urls"))
    for app in (
        "common",
        "organizations",
        "accounts",
        "audit",
        "notifications",
        "deadlines",
        "clues",
        "matters",
        "desk",
    )
    if find_spec(f"apps.{app}")
    and find_spec(f"apps.{app}.api")
    and find_spec(f"apps.{app}.api.urls")
]

urlpatterns = [
    path("api/v1/", include(_api)),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    path("api/redoc/", SpectacularRedocView.as_view(url_name="schema"), name="redoc"),
    path("admin/", admin.site.urls),
]
if find_spec("apps.common.urls"):
    urlpatterns.append(path("", include("apps.common.urls")))
if find_spec("apps.accounts.urls"):
    urlpatterns.append(path("", include("apps.accounts.urls")))

for _name in ("handler400", "handler403", "handler404", "handler500"):
    try:
        import apps.common.api.problems as _problems
    except ImportError:
        break
    if hasattr(_problems, _name):
        globals()[_name] = f"apps.common.api.problems.{_name}"
