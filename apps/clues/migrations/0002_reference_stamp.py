"""Number every change of the catalogues, whoever makes it."""

from __future__ import annotations

from django.db import migrations

CREATE = """
CREATE TRIGGER clues_violationtype_stamp
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON clues_violationtype
FOR EACH STATEMENT EXECUTE FUNCTION bump_reference_stamp();
CREATE TRIGGER clues_outcome_stamp
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON clues_outcome
FOR EACH STATEMENT EXECUTE FUNCTION bump_reference_stamp();
"""

DROP = """
DROP TRIGGER clues_outcome_stamp ON clues_outcome;
DROP TRIGGER clues_violationtype_stamp ON clues_violationtype;
"""


class Migration(migrations.Migration):
    """Attach the stamp's triggers."""

    dependencies = [
        ("clues", "0001_initial"),
        ("organizations", "0002_reference_stamp"),
    ]

    operations = [migrations.RunSQL(CREATE, DROP)]
