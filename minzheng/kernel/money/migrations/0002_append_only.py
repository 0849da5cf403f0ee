"""The database itself refuses to change a posting, an answer of the bank or a sealed payment."""

from django.db import migrations

FROZEN = ("journalentry", "posting", "bankanswer", "returnfile", "linecoverage")
SEALED = {
    "paymentline": (
        "id", "area_id", "batch_id", "number", "end_to_end_id", "scheme", "month", "kind", "occasion",
        "beneficiary", "household_id", "payee_id", "account_id", "holder_name", "bank_code", "fen",
        "replaces_id", "reason", "explanation_digest",
    ),
    "payoutaccount": ("id", "payee_id", "holder_name", "bank_code", "last_four", "starts_on"),
    "paymentbatch": (
        "id", "area_id", "number", "request_key", "month", "schemes", "fund_id", "inputs", "inputs_digest",
        "maker_id", "made_on", "digest", "line_count", "people_count", "amount_fen", "event_sequence",
    ),
}  # fmt: skip
#: a draft is still being written inside its own transaction
EXCEPT = {"paymentbatch": "OLD.state <> 'draft' AND "}


def changed(table, columns, differs):
    tests = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)
    return f"{EXCEPT.get(table, '')}({tests})"


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in FROZEN:
            _sqlite(schema_editor, table, "update", "UPDATE", "")
        for table, columns in SEALED.items():
            _sqlite(schema_editor, table, "reseal", "UPDATE", f"WHEN {changed(table, columns, 'IS NOT')}")
        for table in (*FROZEN, *SEALED):
            _sqlite(schema_editor, table, "delete", "DELETE", "")
        return
    schema_editor.execute(
        "CREATE FUNCTION money_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'money row is sealed'; END $$"
    )
    for table in FROZEN:
        _postgresql(schema_editor, table, "update", "UPDATE", "")
    for table, columns in SEALED.items():
        condition = changed(table, columns, "IS DISTINCT FROM")
        _postgresql(schema_editor, table, "reseal", "UPDATE", f"WHEN ({condition})")
    for table in (*FROZEN, *SEALED):
        _postgresql(schema_editor, table, "delete", "DELETE", "")
        schema_editor.execute(
            f"CREATE TRIGGER money_{table}_no_truncate BEFORE TRUNCATE ON money_{table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION money_refuse()"
        )


def _sqlite(schema_editor, table, name, verb, when):
    schema_editor.execute(
        f"CREATE TRIGGER money_{table}_no_{name} BEFORE {verb} ON money_{table} FOR EACH ROW {when} "
        f"BEGIN SELECT RAISE(ABORT, 'money_{table} is sealed'); END"
    )


def _postgresql(schema_editor, table, name, verb, when):
    schema_editor.execute(
        f"CREATE TRIGGER money_{table}_no_{name} BEFORE {verb} ON money_{table} FOR EACH ROW {when} "
        "EXECUTE FUNCTION money_refuse()"
    )


class Migration(migrations.Migration):
    dependencies = [("money", "0001_initial")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
