"""Number every change of the reference tables, whoever makes it."""

from __future__ import annotations

from django.db import migrations

# The number is the database's clock in microseconds, at least one more than before. A counter would
# give a number again after a rollback, or in a restored or cloned database: snapshots are cached
# under it, so it must never mean two states of the data.
CREATE = """
CREATE FUNCTION bump_reference_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO organizations_referencestamp AS stamp (id, version)
    VALUES (1, floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
    ON CONFLICT (id) DO UPDATE SET version = greatest(
        stamp.version + 1, floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint
    );
    RETURN NULL;
END
$$;

INSERT INTO organizations_referencestamp (id, version)
VALUES (1, floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint);

CREATE TRIGGER organizations_division_stamp
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON organizations_division
FOR EACH STATEMENT EXECUTE FUNCTION bump_reference_stamp();

CREATE TRIGGER organizations_department_stamp
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON organizations_department
FOR EACH STATEMENT EXECUTE FUNCTION bump_reference_stamp();

CREATE TRIGGER organizations_calendaryear_stamp
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON organizations_calendaryear
FOR EACH STATEMENT EXECUTE FUNCTION bump_reference_stamp();
"""

DROP = """
DROP TRIGGER organizations_calendaryear_stamp ON organizations_calendaryear;
DROP TRIGGER organizations_department_stamp ON organizations_department;
DROP TRIGGER organizations_division_stamp ON organizations_division;
DROP FUNCTION bump_reference_stamp();
DELETE FROM organizations_referencestamp;
"""


class Migration(migrations.Migration):
    """Make the stamp's function and the triggers of this app's tables."""

    dependencies = [("organizations", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
