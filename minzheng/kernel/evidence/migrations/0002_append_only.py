"""The chain's end row, and a database that itself forbids changing what was recorded."""

from django.db import migrations

MESSAGE = "evidence_event is append-only"


def protect(apps, schema_editor):
    apps.get_model("evidence", "Head").objects.get_or_create(pk=1)
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER evidence_event_no_{verb.lower()} BEFORE {verb} ON evidence_event "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
    else:
        schema_editor.execute(
            "CREATE FUNCTION evidence_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
        )
        schema_editor.execute(
            "CREATE TRIGGER evidence_event_append_only BEFORE UPDATE OR DELETE ON evidence_event "
            "FOR EACH ROW EXECUTE FUNCTION evidence_refuse()"
        )
        schema_editor.execute(
            "CREATE TRIGGER evidence_event_no_truncate BEFORE TRUNCATE ON evidence_event "
            "FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()"
        )


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
