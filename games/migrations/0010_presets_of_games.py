from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from games.filling_in import fill_in_presets


def fill_in(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A transaction for each batch of games: nobody waits long for a row, and what was interrupted goes on."""
    games = apps.get_model("games", "Game").objects.using(schema_editor.connection.alias)
    for _filled in fill_in_presets(games.filter(preset="")):
        pass


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("games", "0009_game_preset"),
    ]

    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop, elidable=True)]
