"""The spine: everything that has a status, a clock, parties and a record is a matter."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """Register the spine."""

    name = "apps.matters"
    label = "matters"
    verbose_name = "事项"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may be told of matters, and note finished papers in the record."""
        from apps.matters.audience import readers_of
        from apps.notifications.queries import register_audience

        register_audience(readers_of)
