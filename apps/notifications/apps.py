"""The app `notifications` and where it stands."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Register the outbox and the notifications made from it."""

    name = "apps.notifications"
    label = "notifications"
    verbose_name = "消息通知"
    default_auto_field = "django.db.models.BigAutoField"
