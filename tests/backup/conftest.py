"""A site that has been played on, on a PostgreSQL of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import pytest

from tests.kit.own_services import OwnPostgres, OwnRedis, programs
from tests.kit.own_site import OwnSite
from tests.kit.processes import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KEY: Final = "only-for-these-backups"


class Site:
    """An installation: a database, and a folder for its media and its backups."""

    def __init__(self, postgres: OwnPostgres, database: str, folder: Path) -> None:
        self.postgres, self.database, self.folder = postgres, database, folder
        folder.mkdir(exist_ok=True)
        self.backups = folder / "backups"
        self.media = folder / "media"
        self.environment = {
            "PATH": f"{programs().at}:{os.environ['PATH']}",
            "ENV_FILE": os.devnull,
            "SECRET_KEY": "only-for-this-test-" + "0123456789" * 5,
            "DATABASE_URL": postgres.url(database),
            "MEDIA_ROOT": str(self.media),
            "BACKUP_FOLDER": str(self.backups),
            "BACKUP_KEY": KEY,
        }

    def manage(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment | more,
            capture_output=True,
            text=True,
            check=False,
        )

    def done(self, *words: str, **more: str) -> str:
        """What a command says that does what it is asked."""
        ran = self.manage(*words, **more)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def refused(self, *words: str, **more: str) -> str:
        """What a command says that does not."""
        ran = self.manage(*words, **more)
        assert ran.returncode == 1, ran.stdout
        assert "Traceback" not in ran.stderr
        return ran.stderr

    def names(self) -> list[str]:
        return sorted(path.name for path in self.backups.iterdir())


@pytest.fixture(scope="session")
def postgres() -> Iterator[OwnPostgres]:
    cluster = OwnPostgres()
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.end()


@pytest.fixture(scope="session")
def played(postgres: OwnPostgres, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Two games are over, one in the database and one in a file; there is a picture among the media, and a backup."""
    site = Site(postgres, "played", tmp_path_factory.mktemp("played"))
    postgres.new_database("played")
    site.done("migrate", "--verbosity", "0")
    with _open(site, tmp_path_factory.mktemp("playing")) as at:
        _play(at, "Robina")
        site.done("rebuild_stats")
        # Old for a moment, as archives are for old games.
        postgres.query("UPDATE games_game SET ended_at = ended_at - interval '3 days'", "played")
        site.done("archive_games", "--older-than", "1")
        postgres.query("UPDATE games_game SET ended_at = ended_at + interval '3 days'", "played")
        _play(at, "Jo")
    site.done("rebuild_stats")
    (site.media / "portraits").mkdir(parents=True)
    (site.media / "portraits" / "1.webp").write_bytes(os.urandom(100_000))
    site.done("backup")
    return site


@contextmanager
def _open(site: Site, folder: Path) -> Iterator[str]:
    """Where the site is played on, for as long as it is open."""
    redis = OwnRedis()
    redis.start()
    own = OwnSite(folder, site.postgres, redis, site.database)
    own.environment |= {name: site.environment[name] for name in ("MEDIA_ROOT", "BACKUP_FOLDER")}
    try:
        own.open(webs=1)
        yield f"http://127.0.0.1:{own.ports[0]}"
    finally:
        own.end()
        redis.end()


def _play(at: str, name: str) -> None:
    """A guest plays a whole game, of three holes."""
    bot = (ROOT / "examples" / "bot.py").read_text().replace("'Robin'", repr(name))
    short = bot.replace('"start": True', '"start": True, "rules": {"holes": 3}')
    assert short != bot
    subprocess.run([sys.executable, "-c", short, at], check=True, capture_output=True, timeout=100)


@pytest.fixture
def empty(postgres: OwnPostgres, tmp_path: Path) -> Iterator[Callable[[], Site]]:
    """Makes installations that have nothing yet, not even tables."""
    made: list[str] = []

    def make() -> Site:
        made.append(f"empty_{len(made)}")
        postgres.query(f"DROP DATABASE IF EXISTS {made[-1]}")
        postgres.new_database(made[-1])
        return Site(postgres, made[-1], tmp_path / made[-1])

    yield make
    for name in made:
        postgres.query(f"DROP DATABASE {name} WITH (FORCE)")
