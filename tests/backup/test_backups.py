"""A backup holds everything, comes back as it was into an empty installation, and a drill notices whatever is wrong."""

from __future__ import annotations

import json
import shutil
import stat
import tarfile
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.backup.conftest import KEY
from tests.kit.own_s3 import own_s3

if TYPE_CHECKING:
    from pathlib import Path

    from tests.backup.conftest import Site

pytestmark = [pytest.mark.own_services, pytest.mark.timeout(600)]
CHANGED: Final = """
    UPDATE games_gameevent SET data = jsonb_set(data::jsonb, '{0}', '5')
    WHERE game_id = 2 AND type LIKE 'card_swapped%'
"""
MISCOUNTED: Final = """
    UPDATE games_game SET results_due_at = NULL;
    UPDATE leaderboards_result SET strokes = strokes + 1
"""


def game_files(site: Site, folder: Path) -> list[bytes]:
    """Both games as files."""
    folder.mkdir()
    for number in ("1", "2"):
        site.done("export_game", number, "--output", str(folder / number))
    return [(folder / number).read_bytes() for number in ("1", "2")]


def taken(played: Site, site: Site) -> str:
    """The newest backup of the site that was played on, brought to another one; its name."""
    name = played.names()[-1]
    site.backups.mkdir(exist_ok=True)
    shutil.copy(played.backups / name, site.backups)
    return name


def test_what_was_backed_up_comes_back_byte_for_byte(played: Site, empty: Any, tmp_path: Path) -> None:
    site: Site = empty()
    said = site.done("restore", taken(played, site))
    assert "2 games" in said
    assert game_files(site, tmp_path / "new") == game_files(played, tmp_path / "old")
    assert (site.media / "portraits" / "1.webp").read_bytes() == (
        played.media / "portraits" / "1.webp"
    ).read_bytes()
    site.done("verify_game", "--all")
    assert "everything is what the events come to" in site.done("rebuild_stats", "--check")
    assert "No planned migration operations" in site.done("migrate", "--plan")
    rows = "SELECT count(*), max(id), min(username) FROM accounts_user"
    assert site.postgres.query(rows, site.database) == played.postgres.query(rows, played.database)


def test_it_is_for_its_owner_and_for_whoever_has_the_key(played: Site, empty: Any) -> None:
    name = played.names()[-1]
    assert name.endswith(".tar.age")
    assert stat.S_IMODE((played.backups / name).stat().st_mode) == 0o600
    site: Site = empty()
    taken(played, site)
    assert "was encrypted with another key" in site.refused("restore", name, BACKUP_KEY="another")
    assert "BACKUP_KEY must be the key" in site.refused("restore", name, BACKUP_KEY="")


def test_without_a_key_it_is_a_plain_tar(played: Site, tmp_path: Path) -> None:
    said = played.done("backup", BACKUP_KEY="", BACKUP_FOLDER=str(tmp_path))
    (path,) = tmp_path.iterdir()
    assert said.startswith(path.name)
    with tarfile.open(path) as tar:
        names = tar.getnames()
    assert names[0] == "database.dump"
    assert names[-1] == "manifest.json"
    assert "media/portraits/1.webp" in names
    assert any(name.startswith("archive/") for name in names)
    assert not any(name.startswith("media/archive/") for name in names)


def test_an_installation_that_is_in_use_is_left_as_it_is(played: Site, tmp_path: Path) -> None:
    before = game_files(played, tmp_path / "before")
    assert "This installation is not empty" in played.refused("restore", played.names()[-1])
    assert game_files(played, tmp_path / "after") == before


def test_an_installation_with_tables_but_nobody_in_it_is_empty(played: Site, empty: Any) -> None:
    site: Site = empty()
    site.done("migrate", "--verbosity", "0")
    site.done("restore", taken(played, site))
    site.done("verify_game", "--all")


def test_other_files_among_the_media_are_not_written_over(played: Site, empty: Any) -> None:
    site: Site = empty()
    (site.media / "portraits").mkdir(parents=True)
    (site.media / "portraits" / "1.webp").write_text("of somebody else")
    assert "there is another media/portraits/1.webp" in site.refused("restore", taken(played, site))
    assert (site.media / "portraits" / "1.webp").read_text() == "of somebody else"
    assert site.postgres.query(
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", site.database
    ) == [(0,)]


@pytest.mark.parametrize("damage", ["cut", "changed", "none"])
def test_a_damaged_one_changes_nothing(played: Site, empty: Any, damage: str) -> None:
    site: Site = empty()
    path = site.backups / taken(played, site)
    data = path.read_bytes()
    path.write_bytes({"cut": data[:-1000], "changed": data[:5000] + b"x" + data[5001:], "none": b""}[damage])
    assert "cannot be read" in site.refused("restore", path.name)
    assert "cannot be read" in played.refused("backup_drill", "--backup", str(path))
    assert site.postgres.query(
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", site.database
    ) == [(0,)]
    assert site.names() == [path.name]


def test_one_that_is_not_there_is_said_to_be_missing(empty: Any) -> None:
    site: Site = empty()
    assert "There is no backup golf-1.tar" in site.refused("restore", "golf-1.tar")
    assert "There is no backup yet" in site.refused("backup_drill")


def test_a_drill_restores_beside_the_site_and_leaves_nothing(played: Site, tmp_path: Path) -> None:
    before, names = game_files(played, tmp_path / "before"), played.names()
    said = played.done("backup_drill")
    assert said.splitlines()[-1] == "the backup is good"
    assert "2 games sound" in said or "sound" in said
    assert game_files(played, tmp_path / "after") == before
    assert played.names() == names
    databases = played.postgres.query("SELECT datname FROM pg_database")
    assert not any(name.startswith("golf_drill") for (name,) in databases)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (
            CHANGED,
            "verify_game",
        ),
        (MISCOUNTED, "rebuild_stats"),
    ],
)
def test_a_drill_fails_where_games_or_statistics_are_not_what_they_should_be(
    played: Site, empty: Any, tmp_path: Path, fault: str, told: str
) -> None:
    site: Site = empty()
    site.done("restore", taken(played, site))
    site.postgres.query(fault, site.database)
    site.done("backup", BACKUP_FOLDER=str(tmp_path / "faulty"))
    assert f"CommandError: {told}: " in site.refused("backup_drill", BACKUP_FOLDER=str(tmp_path / "faulty"))


def test_no_password_and_no_key_is_ever_said(played: Site, tmp_path: Path) -> None:
    wrong = (
        played.environment["DATABASE_URL"]
        .replace("@127.0.0.1", ":top-secret@127.0.0.1")
        .replace("/played", "/nowhere")
    )
    told = played.refused("backup", DATABASE_URL=wrong, BACKUP_FOLDER=str(tmp_path))
    assert "top-secret" not in told
    assert KEY not in told


def test_backups_are_kept_in_s3_and_come_back_from_there(played: Site, empty: Any, tmp_path: Path) -> None:
    site: Site = empty()
    with own_s3() as s3:
        there = {
            "AWS_MAX_ATTEMPTS": "1",
            "BACKUP_STORAGE": "storages.backends.s3.S3Storage",
            "BACKUP_STORAGE_OPTIONS": json.dumps(s3.options),
        }
        # Of two in one night of a month long ago one stays; what is no backup is left alone.
        s3.objects |= dict.fromkeys(("golf-20200101T030000Z.tar", "golf-20200101T040000Z.tar", "notes"), b"")
        played.done("backup", **there)
        newest, *others = sorted(s3.objects)[1::-1]
        assert others == ["golf-20200101T040000Z.tar"]
        assert set(s3.objects) == {newest, *others, "notes"}
        assert played.done("backup", "--list", **there).splitlines()[0].startswith(newest)
        assert "2 games" in site.done("restore", newest, **there)
        s3.refuses = True
        told = played.refused("backup", **there)
        assert "BACKUP_STORAGE: An error occurred (AccessDenied)" in told
        assert s3.options["secret_key"] not in told
        assert "BACKUP_STORAGE: " in played.refused("backup", "--list", **there)
    assert game_files(site, tmp_path / "new") == game_files(played, tmp_path / "old")


def test_a_site_on_sqlite_is_told_what_to_do(played: Site, tmp_path: Path) -> None:
    told = played.refused("backup", DATABASE_URL=f"sqlite:///{tmp_path}/x.sqlite3")
    assert "needs PostgreSQL" in told
