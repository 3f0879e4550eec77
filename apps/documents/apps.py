"""The app `documents` and where it stands."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Register the papers that steps make."""

    name = "apps.documents"
    label = "documents"
    verbose_name = "文书"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the verification of the record read the stored files too."""
        from apps.audit.queries import register_verifier
        from apps.documents.queries import faults

        register_verifier("documents", verifier=faults)
