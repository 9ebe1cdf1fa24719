"""The database refuses to change or delete what stands in the audit trail.

SQLite drops a table's triggers where a later migration makes the table anew: such a migration seals it again.
"""

from django.db import migrations

TABLE = "moderation_auditentry"
POSTGRESQL = (
    """
    CREATE FUNCTION moderation_audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the audit trail is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER moderation_audit_rows BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION moderation_audit_refuses()
    """,
    f"""
    CREATE TRIGGER moderation_audit_truncate BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION moderation_audit_refuses()
    """,
)
SQLITE = tuple(
    f"""
    CREATE TRIGGER moderation_audit_{verb.lower()} BEFORE {verb} ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END
    """
    for verb in ("UPDATE", "DELETE")
)
POSTGRESQL_BACK = (
    f"DROP TRIGGER moderation_audit_rows ON {TABLE}",
    f"DROP TRIGGER moderation_audit_truncate ON {TABLE}",
    "DROP FUNCTION moderation_audit_refuses",
)
SQLITE_BACK = ("DROP TRIGGER moderation_audit_update", "DROP TRIGGER moderation_audit_delete")


def seal(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unseal(apps, schema_editor):
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_foundation")]

    operations = [migrations.RunPython(seal, unseal, elidable=False)]
