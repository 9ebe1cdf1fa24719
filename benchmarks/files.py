"""Games out of the site as files, and in again."""

from __future__ import annotations

from datetime import timedelta

from benchmarks.games import played
from benchmarks.measures import stored_game
from benchmarks.timing import seconds
from games.fold import fold
from games.rules.events import PlayerJoined
from replays.document import document, persons, read
from replays.export import exported
from replays.importing import import_file
from replays.strict_json import written

MANY = 10


def _file() -> bytes:
    """The file of a game with somebody in it who could start it: an event a second, once all are there."""
    stream = [one._replace(time=one.time + timedelta(seconds=max(one.seq - 5, 0))) for one in played(6)]
    stream[1] = stream[1]._replace(event=PlayerJoined(0, 1, None))
    people = [{"name": "Alice", "kind": "guest"} for _person in persons(stream)]
    return written(document(stream, fold(stream, 0).state, people))


def export_games() -> str:
    """A stored game as a file."""
    number = stored_game().id
    spent = seconds(lambda: [exported(number) for _n in range(MANY)]) / MANY
    return f"{1 / spent:6.0f} a second ({spent * 1000:.1f} ms, {len(exported(number)):,} bytes)"


def check_files() -> str:
    """What `verify_game` does with a file."""
    file = _file()
    spent = seconds(lambda: [read(file) for _n in range(MANY)]) / MANY
    return f"{1 / spent:6.0f} a second ({spent * 1000:.1f} ms)"


def import_files() -> str:
    """Checked, and stored with a transaction of its own."""
    file = _file()
    spent = seconds(lambda: [import_file(file) for _n in range(MANY)]) / MANY
    return f"{1 / spent:6.0f} a second ({spent * 1000:.1f} ms)"
