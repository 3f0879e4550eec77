"""Let the planner know of every department how much it reads: of a county it took the average."""

from __future__ import annotations

from django.db import migrations

_TO = "ALTER TABLE matters_access ALTER COLUMN department_id SET STATISTICS 2000"
_BACK = "ALTER TABLE matters_access ALTER COLUMN department_id SET STATISTICS -1"


class Migration(migrations.Migration):
    """Only the next ANALYZE reads it; no row is touched."""

    dependencies = [("matters", "0008_clock_access")]

    operations = [migrations.RunSQL(_TO, _BACK)]
