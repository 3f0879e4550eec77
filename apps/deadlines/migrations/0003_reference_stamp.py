"""Number every change of the rules, whoever makes it."""

from __future__ import annotations

from django.db import migrations

CREATE = """
CREATE TRIGGER deadlines_rule_stamp
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON deadlines_rule
FOR EACH STATEMENT EXECUTE FUNCTION bump_reference_stamp();
"""

DROP = "DROP TRIGGER deadlines_rule_stamp ON deadlines_rule;"


class Migration(migrations.Migration):
    """Attach the stamp's trigger."""

    dependencies = [
        ("deadlines", "0002_initial"),
        ("organizations", "0002_reference_stamp"),
    ]

    operations = [migrations.RunSQL(CREATE, DROP)]
