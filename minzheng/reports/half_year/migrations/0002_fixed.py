"""A fixed report stays as it is: the database itself forbids changing or deleting it."""

from django.db import migrations

TABLES = ("half_year_report", "half_year_figuresnapshot")
MESSAGE = "half-year reports are append-only"


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
                )
        return
    schema_editor.execute(
        "CREATE FUNCTION half_year_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
    )
    for table in TABLES:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION half_year_refuse()"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION half_year_refuse()"
        )


class Migration(migrations.Migration):
    dependencies = [("half_year", "0001_initial")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
