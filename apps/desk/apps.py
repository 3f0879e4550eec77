"""What a person at their desk asks for: me, queue, and the satellites of every matter."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Join the satellites to the record."""

    name = "apps.desk"
    label = "desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        """Write each finished paper's hash into its matter's record."""
        from apps.desk.actions import note_document
        from apps.documents.actions import after_ready

        if note_document not in after_ready:
            after_ready.append(note_document)
