"""Clues and their legs: the main job."""

from django.apps import AppConfig


class CluesConfig(AppConfig):
    """Register the tracks of a clue and of a leg."""

    name = "apps.clues"
    label = "clues"
    verbose_name = "线索移送"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the spine what clues and legs are made of."""
        from apps.clues import checks, tracks  # noqa: F401  # importing registers the checks

        tracks.register_all()
