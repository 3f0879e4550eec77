"""Users, memberships and tokens."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Register the people and teach the API's description how they identify themselves."""

    name = "apps.accounts"
    label = "accounts"
    verbose_name = "用户与权限"
    default_auto_field = "django.db.models.BigAutoField"
