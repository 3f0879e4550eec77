"""The log-in page and the way out, for browsers."""

from django.contrib.auth.views import LoginView
from django.urls import path, reverse_lazy

from apps.accounts.views import LogOut

urlpatterns = [
    path(
        "login/",
        LoginView.as_view(template_name="accounts/login.html", next_page=reverse_lazy("login")),
        name="login",
    ),
    path("logout/", LogOut.as_view(next_page=reverse_lazy("login")), name="logout"),
]
