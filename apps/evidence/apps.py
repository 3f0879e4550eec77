"""The app `evidence` and where it stands."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Register the evidence and its custody log."""

    name = "apps.evidence"
    label = "evidence"
    verbose_name = "证据材料"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the verification of the record read the stored files too."""
        from apps.audit.queries import register_verifier
        from apps.evidence.queries import faults

        register_verifier("evidence", verifier=faults)
