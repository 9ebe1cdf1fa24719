"""Old games in S3: the same as in a folder, through the storage that a site would name, against a server of its own."""

from __future__ import annotations

import time
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from games import archive_files, event_store, verify
from games.fold import OutOfReach
from games.models import Archive, Game
from games.rules.house_rules import HouseRules
from golf_project.doctor import files
from golf_project.doctor.findings import Level
from tests.kit.own_s3 import BUCKET, SECRET, OwnS3, own_s3
from tests.kit.random_games import RandomGame
from tests.kit.streams import NOON, played_game

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def s3(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnS3]:
    """The archive of this site."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    settings.MEDIA_ROOT = tmp_path
    with own_s3() as server:
        archive = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": server.options}
        settings.STORAGES = settings.STORAGES | {"archive": archive}
        yield server


@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch) -> int:
    """The id of a game that was played two years ago."""
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(days=730))
    return played_game(RandomGame(HouseRules(holes=1), 3, 1))


def run(**options: Any) -> str:
    out = StringIO()
    call_command("archive_games", stdout=out, **({"older_than": 365} | options))
    return out.getvalue().strip()


def doctor() -> list[tuple[Level, str]]:
    """What the doctor says of the archive's storage."""
    return [(one.level, one.sentence) for one in files.found() if "ARCHIVE_STORAGE" in one.sentence]


def test_a_game_is_archived_read_and_brought_back(s3: OwnS3, old: int, tmp_path: Path) -> None:
    rows, stream = event_store.rows(old), event_store.load(old)
    assert run().startswith(f"1 game, {len(rows)} events moved")
    name = archive_files.name_of(old)
    assert s3.objects == {name: archive_files.packed(rows)}
    assert not list(tmp_path.iterdir())
    assert event_store.load(old) == stream
    assert verify.verify(old).fault is None
    assert archive_files.storage().listdir("archive/0")[1] == [f"{old}.jsonl.gz"]
    assert run(older_than=None, restore=old) == f"game {old}: {len(rows)} events brought back"
    assert event_store.rows(old) == rows
    assert s3.objects == {}
    assert s3.asked[-1] == f"DELETE {name}"


def test_a_file_that_an_interrupted_run_left_is_written_anew(s3: OwnS3, old: int) -> None:
    s3.objects[archive_files.name_of(old)] = b"half of it"
    run()
    assert verify.verify(old).fault is None
    assert list(s3.objects) == [archive_files.name_of(old)]


def test_a_missing_or_changed_object_sets_the_game_aside_until_it_is_back(s3: OwnS3, old: int) -> None:
    run()
    name = archive_files.name_of(old)
    content = s3.objects.pop(name)
    assert "is missing" in str(verify.verify(old))
    s3.objects[name] = content[:-1] + b"x"
    assert "is not as it was written" in str(verify.verify(old))
    assert "is not as it was written" in Game.objects.get(pk=old).fault
    s3.objects[name] = content
    assert verify.verify(old).fault is None
    assert Game.objects.get(pk=old).fault == ""


def test_who_is_let_in_no_more_reads_nothing_and_sets_nothing_aside(s3: OwnS3, old: int) -> None:
    run()
    s3.refuses = True
    with pytest.raises(OutOfReach, match=r"cannot be reached: .*\(403\)"):
        event_store.load(old)
    assert "cannot be reached" in str(verify.verify(old))
    assert Game.objects.get(pk=old).fault == ""


def test_an_outage_is_told_in_one_sentence_and_loses_nothing(s3: OwnS3, old: int) -> None:
    stream = event_store.load(old)
    s3.stop()
    started = time.monotonic()
    with pytest.raises(CommandError, match="cannot be written: Could not connect to the endpoint") as told:
        run()
    assert "\n" not in str(told.value)
    assert SECRET not in str(told.value)
    assert not Archive.objects.exists()
    assert event_store.load(old) == stream
    assert time.monotonic() - started < 10


def test_an_outage_keeps_a_game_from_being_brought_back_until_it_is_over(s3: OwnS3, old: int) -> None:
    rows = event_store.rows(old)
    run()
    s3.refuses = True
    with pytest.raises(CommandError, match="cannot be reached"):
        run(older_than=None, restore=old)
    assert Archive.objects.filter(pk=old).exists()
    s3.refuses = False
    run(older_than=None, restore=old)
    assert event_store.rows(old) == rows


def test_the_doctor_tells_whether_it_keeps_files(s3: OwnS3, settings: Settings) -> None:
    assert doctor() == [(Level.OK, "ARCHIVE_STORAGE (S3Storage) keeps a file")]
    assert s3.objects == {}
    s3.refuses = True
    ((level, sentence),) = doctor()
    assert (level, "no file can be written" in sentence) == (Level.FAULT, True)
    assert "AccessDenied" in sentence
    s3.stop()
    ((level, sentence),) = doctor()
    assert "Could not connect to the endpoint" in sentence or "Connection was closed" in sentence
    assert level is Level.FAULT
    assert SECRET not in sentence


def test_the_doctor_tells_of_a_bucket_that_is_not_there(s3: OwnS3, settings: Settings) -> None:
    other = settings.STORAGES["archive"]["OPTIONS"] | {"bucket_name": f"{BUCKET}-2"}
    settings.STORAGES = settings.STORAGES | {"archive": settings.STORAGES["archive"] | {"OPTIONS": other}}
    ((level, sentence),) = doctor()
    assert (level, "NoSuchBucket" in sentence) == (Level.FAULT, True)
