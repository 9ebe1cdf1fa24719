"""Old games in files: read without a difference, nothing lost wherever it is interrupted, and back again."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from games import archive, archive_files, event_store, verify
from games.fold import BrokenStream, OutOfReach
from games.models import Archive, Game, GameEvent
from games.rules import events as e
from games.rules.house_rules import HouseRules
from replays.export import exported
from tests.kit.processes import Processes
from tests.kit.random_games import RandomGame
from tests.kit.streams import NOON, lobby, played_game, stored_game

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = (
    (archive_files, "packed"),
    (archive_files, "write"),
    (archive_files, "_to_disk"),
    (archive_files, "read"),
    (Archive.objects, "create"),
    (event_store, "forget"),
)


class Interrupted(BaseException):
    """What nobody catches."""


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def two_years_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(days=730))


@pytest.fixture
def old() -> int:
    return old_game(1)


def old_game(seed: int) -> int:
    """The id of a game that was played two years ago."""
    return played_game(RandomGame(HouseRules(holes=1), 3, seed))


def run(**options: Any) -> str:
    out = StringIO()
    call_command("archive_games", stdout=out, **({"older_than": 365} | options))
    return out.getvalue().strip()


def is_archived(game: int) -> bool:
    """Whether its events are in a file and nowhere else."""
    here, there = GameEvent.objects.filter(game=game).exists(), Archive.objects.filter(pk=game).exists()
    assert here != there
    return there


def path_of(game: int, media: Path) -> Path:
    return media / archive_files.name_of(game)


def test_an_archived_game_is_read_without_a_difference(old: int, media: Path) -> None:
    stream, tail, last = event_store.load(old), event_store.load(old, 20), event_store.last_seqs([old])
    file = exported(old)
    some = event_store.load_some([old], [e.HoleEnded], [e.CardDrawn])
    size = sum(len(row.data) + len(row.type) for row in event_store.rows(old))
    count = len(stream)
    assert run(dry_run=True) == f"1 game, {count} events, {size:,} bytes would be moved"
    assert not is_archived(old)
    packed = len(archive_files.packed(event_store.rows(old)))
    assert run() == f"1 game, {count} events moved into {packed:,} bytes"
    assert is_archived(old)
    assert path_of(old, media).stat().st_size == packed
    assert (event_store.load(old), event_store.load(old, 20)) == (stream, tail)
    assert event_store.load(old, stream[-1].seq) == []
    assert event_store.last_seqs([old]) == last
    assert event_store.load_some([old], [e.HoleEnded], [e.CardDrawn]) == some
    assert exported(old) == file
    assert verify.verify(old).fault is None
    assert run() == "0 games, 0 events moved into 0 bytes"


def test_a_game_is_brought_back_as_it_was(old: int, media: Path) -> None:
    rows = event_store.rows(old)
    run()
    assert run(older_than=None, restore=old) == f"game {old}: {len(rows)} events brought back"
    assert event_store.rows(old) == rows
    assert not is_archived(old)
    assert not path_of(old, media).exists()
    with pytest.raises(CommandError, match="has no archive"):
        run(older_than=None, restore=old)


def test_the_same_events_give_the_same_bytes(old: int) -> None:
    rows = event_store.rows(old)
    assert archive_files.packed(rows) == archive_files.packed(rows)
    assert archive_files.unpacked(old, archive_files.packed(rows)) == rows


@pytest.mark.parametrize(("owner", "step"), STEPS, ids=[step for _owner, step in STEPS])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_interrupted_anywhere_it_loses_nothing_and_a_second_run_finishes(
    owner: Any, step: str, after: bool, old: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = event_store.load(old)
    real = getattr(owner, step)

    def broken(*args: Any, **kwargs: Any) -> None:
        if after:
            real(*args, **kwargs)
        raise Interrupted

    with monkeypatch.context() as patched:
        patched.setattr(owner, step, broken)
        with pytest.raises(Interrupted):
            run()
    assert not is_archived(old)
    assert event_store.load(old) == stream
    run()
    assert is_archived(old)
    assert event_store.load(old) == stream


def test_what_a_storage_did_not_keep_well_is_not_forgotten(old: int, monkeypatch: pytest.MonkeyPatch) -> None:
    write = archive_files.write
    monkeypatch.setattr(archive_files, "write", lambda game, content: write(game, content[:-9]))
    with pytest.raises(BrokenStream, match="not as it was written"):
        run()
    assert not is_archived(old)


def test_only_old_sound_games_that_are_over_are_moved(old: int) -> None:
    recent, live, faulty = old_game(2), stored_game(*lobby()), old_game(3)
    Game.objects.filter(pk=recent).update(ended_at=timezone.now() - timedelta(days=364))
    Game.objects.filter(pk=faulty).update(fault="event 3: what is that")
    run()
    assert [is_archived(game) for game in (old, recent, live, faulty)] == [True, False, False, False]
    assert [archive.archive(game) for game in (old, live, faulty)] == [None, None, None]


def test_a_limit_and_control_c_end_between_two_games(old: int, monkeypatch: pytest.MonkeyPatch) -> None:
    games = [old, old_game(2), old_game(3)]
    assert run(limit=1).startswith("1 game,")
    assert [is_archived(game) for game in games] == [True, False, False]
    move = archive.archive

    def moved(game: int) -> archive.Moved | None:
        signal.raise_signal(signal.SIGINT)
        return move(game)

    monkeypatch.setattr(archive, "archive", moved)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(CommandError, match="run it again"):
        run()
    assert signal.getsignal(signal.SIGINT) is before
    assert [is_archived(game) for game in games] == [True, True, False]


def test_a_file_that_is_missing_or_changed_sets_the_game_aside_until_it_is_back(
    old: int, media: Path
) -> None:
    run()
    path = path_of(old, media)
    content = path.read_bytes()
    path.unlink()
    assert "is missing" in str(verify.verify(old))
    path.write_bytes(content[:-1] + b"x")
    assert "is not as it was written" in str(verify.verify(old))
    assert "is not as it was written" in Game.objects.get(pk=old).fault
    with pytest.raises(CommandError, match="is not as it was written"):
        run(older_than=None, restore=old)
    path.write_bytes(content)
    assert verify.verify(old).fault is None
    assert Game.objects.get(pk=old).fault == ""


def test_a_storage_out_of_reach_sets_no_game_aside(old: int, monkeypatch: pytest.MonkeyPatch) -> None:
    run()

    def away(*_args: Any) -> None:
        raise TimeoutError("no answer")

    with monkeypatch.context() as patched:
        patched.setattr(storages["archive"], "open", away)
        with pytest.raises(OutOfReach, match="cannot be reached: no answer"):
            event_store.load(old)
        assert "cannot be reached" in str(verify.verify(old))
    assert Game.objects.get(pk=old).fault == ""
    assert verify.verify(old).fault is None


def test_with_a_game_goes_its_file(old: int, media: Path) -> None:
    run()
    assert path_of(old, media).exists()
    Game.objects.get(pk=old).delete()
    assert not path_of(old, media).exists()


def test_a_process_that_is_killed_loses_nothing(
    media: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    games = [old_game(seed) for seed in range(12)]
    streams = {game: event_store.load(game) for game in games}
    site = Processes(tmp_path_factory.mktemp("site"), DATABASE_URL=_database(), MEDIA_ROOT=str(media))
    process = site.manage("archive_games", "--older-than", "1")
    while Archive.objects.count() < 3 and process.poll() is None:
        time.sleep(0.002)
    process.kill()
    process.wait()
    assert {game: event_store.load(game) for game in games} == streams
    assert Archive.objects.count() >= 3, site.log.read_text()
    run()
    assert all(map(is_archived, games))
    assert {game: event_store.load(game) for game in games} == streams


def _database() -> str:
    """The address of the database that this test is on."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"


def test_wrong_arguments_are_refused() -> None:
    for options in ({"older_than": None}, {"older_than": 0}, {"limit": 0}, {"restore": 1}):
        with pytest.raises(CommandError):
            run(**options)
