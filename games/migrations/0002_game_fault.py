from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("games", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="game",
            name="fault",
            # A default of the database as well: processes of the version before make games while this one comes up.
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
