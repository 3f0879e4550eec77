"""The custody log is added to and never changed."""

from __future__ import annotations

from django.db import migrations

CREATE = """
CREATE FUNCTION evidence_custody_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the custody log is append-only' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER evidence_custody_no_change
BEFORE UPDATE OR DELETE ON evidence_custody
FOR EACH ROW EXECUTE FUNCTION evidence_custody_is_append_only();

CREATE TRIGGER evidence_custody_no_truncate
BEFORE TRUNCATE ON evidence_custody
FOR EACH STATEMENT EXECUTE FUNCTION evidence_custody_is_append_only();
"""

DROP = """
DROP TRIGGER evidence_custody_no_truncate ON evidence_custody;
DROP TRIGGER evidence_custody_no_change ON evidence_custody;
DROP FUNCTION evidence_custody_is_append_only();
"""


class Migration(migrations.Migration):
    """Let the database refuse changes."""

    dependencies = [("evidence", "0002_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
