"""The bureau's roles as rows."""

from django.db import migrations

from minzheng.kernel.access.roles import ROLES


def write_roles(apps, schema_editor):
    model = apps.get_model("access", "Role")
    for row in ROLES:
        model.objects.update_or_create(
            code=row.code, defaults={"zh": row.zh, "en": row.en, "sees_business": row.sees_business}
        )


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunPython(write_roles, migrations.RunPython.noop)]
