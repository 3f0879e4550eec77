"""Let the database itself refuse to change the record, and queue what is to be sealed."""

from django.db import migrations

TABLES = ("entry", "reading", "seal", "sealedentry", "sealedreading")

# ENABLE ALWAYS: a session that poses as a replica (session_replication_role) is refused as well.
# The class 23 of the error code makes Django raise IntegrityError.
REFUSE = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is append-only: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation',
              HINT = 'Record a new entry that corrects the old one.';
END
$$;
"""
REFUSE_ON = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only;
"""

# One statement queues all rows that a statement has inserted.
QUEUE = """
CREATE FUNCTION audit_queue_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_unsealed{tail} ({name}_id) SELECT id FROM inserted;
    RETURN NULL;
END
$$;
CREATE TRIGGER audit_{name}_queue AFTER INSERT ON audit_{name}
REFERENCING NEW TABLE AS inserted
FOR EACH STATEMENT EXECUTE FUNCTION audit_queue_{name}();
ALTER TABLE audit_{name} ENABLE ALWAYS TRIGGER audit_{name}_queue;
"""
UNQUEUE = """
DROP TRIGGER audit_{name}_queue ON audit_{name};
DROP FUNCTION audit_queue_{name}();
"""

CREATE = (
    REFUSE
    + "".join(REFUSE_ON.format(table=f"audit_{table}") for table in TABLES)
    + QUEUE.format(name="entry", tail="")
    + QUEUE.format(name="reading", tail="reading")
)
DROP = (
    UNQUEUE.format(name="entry")
    + UNQUEUE.format(name="reading")
    + "".join(f"DROP TRIGGER audit_{table}_append_only ON audit_{table};\n" for table in TABLES)
    + "DROP FUNCTION audit_refuse();\n"
)


class Migration(migrations.Migration):
    """Triggers on the five tables of the record."""

    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
