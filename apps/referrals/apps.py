"""Referrals to the police: suspected crimes and administrative detentions."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Register the tracks of the referrals."""

    name = "apps.referrals"
    label = "referrals"
    verbose_name = "行刑衔接移送"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the spine what referrals are made of."""
        from apps.referrals import tracks

        tracks.register_all()
