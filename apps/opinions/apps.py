"""What the procuratorate writes, and what is asked in writing."""

from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    """Register the tracks of opinions, public interest, reverse linkage and inquiries."""

    name = "apps.opinions"
    label = "opinions"
    verbose_name = "检察监督与咨询"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the spine what these are made of."""
        from apps.opinions import tracks

        tracks.register_all()
