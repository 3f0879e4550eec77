"""The log-in page and the way out, for browsers."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path, reverse_lazy

urlpatterns = [
    path(
        "login/",
        LoginView.as_view(template_name="accounts/login.html", next_page=reverse_lazy("login")),
        name="login",
    ),
    path("logout/", LogoutView.as_view(next_page=reverse_lazy("login")), name="logout"),
]
