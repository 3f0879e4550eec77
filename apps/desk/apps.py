"""What a person at their desk asks for: me, queue, and the satellites of every matter."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Join the satellites to the record, and register extension requests."""

    name = "apps.desk"
    label = "desk"
    verbose_name = "工作台"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Write each finished paper's hash into its matter's record; register the desk's track."""
        from apps.desk import tracks
        from apps.desk.actions import note_document
        from apps.documents.actions import after_ready
        from apps.matters import kinds

        if note_document not in after_ready:
            after_ready.append(note_document)
        kinds.register(tracks.SPEC)
