from django.db import migrations, models
from django.utils import timezone


def all_brought(apps, schema_editor):
    """Of those before it is not known when; nor whether anything was left."""
    apps.get_model("accounts", "User").objects.filter(merged_into__isnull=False).update(
        brought_at=timezone.now()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_private_unless_said"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="brought_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="given away"),
        ),
        migrations.RunPython(all_brought, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                fields=["id"],
                condition=models.Q(merged_into__isnull=False, brought_at=None),
                name="guests_half_brought_along",
            ),
        ),
    ]
