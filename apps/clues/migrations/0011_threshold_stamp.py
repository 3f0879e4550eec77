"""Number every change of the criminal thresholds, whoever makes it."""

from __future__ import annotations

from django.db import migrations

CREATE = """
CREATE TRIGGER clues_threshold_stamp
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON clues_threshold
FOR EACH STATEMENT EXECUTE FUNCTION bump_reference_stamp();
"""

DROP = "DROP TRIGGER clues_threshold_stamp ON clues_threshold;"


class Migration(migrations.Migration):
    """Attach the stamp's trigger."""

    dependencies = [("clues", "0010_screening")]

    operations = [migrations.RunSQL(CREATE, DROP)]
