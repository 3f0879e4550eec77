"""The app of the conventions."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """What every app stands on."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "apps.common"
    label = "common"
    verbose_name = "公共"
