"""`Stale` gets a row a change, where it had one a player."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STALE = []
"""Whoever is stale stays so."""


def remember(apps, schema_editor):
    STALE[:] = apps.get_model("leaderboards", "Stale").objects.values_list("user_id", flat=True)


def put_back(apps, schema_editor):
    stale = apps.get_model("leaderboards", "Stale")
    stale.objects.bulk_create([stale(user_id=user) for user in STALE], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [
        ("leaderboards", "0005_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(remember, put_back),
        migrations.DeleteModel("Stale"),
        migrations.CreateModel(
            name="Stale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.RunPython(put_back, remember),
    ]
