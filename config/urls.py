"""Every route, by app."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerView

from apps.accounts.views import LogOut

handler400 = "apps.common.api.problems.handler400"
handler403 = "apps.common.api.problems.handler403"
handler404 = "apps.common.api.problems.handler404"
handler500 = "apps.common.api.problems.handler500"

api_v1 = [
    path("", include("apps.reports.api.urls")),
    path("", include("apps.desk.api.urls")),
    path("", include("apps.referrals.api.urls")),
    path("", include("apps.opinions.api.urls")),
    path("", include("apps.clues.api.urls")),
    path("", include("apps.deadlines.api.urls")),
    path("", include("apps.accounts.api.urls")),
    path("", include("apps.organizations.api.urls")),
    path("", include("apps.audit.api.urls")),
]

admin.site.site_header = admin.site.site_title = "环境违法线索移送管理"
admin.site.index_title = "基础数据与留痕"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="docs"), name="home"),
    path("", include("apps.common.urls")),
    path("", include("apps.accounts.urls")),
    path("api/v1/", include(api_v1)),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    path("api/redoc/", SpectacularRedocView.as_view(url_name="schema"), name="redoc"),
    path("admin/login/", RedirectView.as_view(pattern_name="login", query_string=True)),
    path("admin/logout/", LogOut.as_view(next_page="login")),  # also there it ends powers
    path("admin/", admin.site.urls),
]
