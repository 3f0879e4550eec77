"""The app `deadlines` and where it stands."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """Register the rules of time and the clocks that run under them."""

    name = "apps.deadlines"
    label = "deadlines"
    verbose_name = "办理期限"
    default_auto_field = "django.db.models.BigAutoField"
