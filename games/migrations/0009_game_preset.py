from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("games", "0008_played_on"),
    ]

    operations = [
        migrations.AddField(
            model_name="game",
            name="preset",
            field=models.CharField(blank=True, db_default="", default="", max_length=16),
        ),
    ]
