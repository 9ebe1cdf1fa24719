"""The code that ran before the newest migration serves whole games on the tables that it makes."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.kit.own_services import OwnPostgres, OwnRedis, quiet_port
from tests.kit.processes import PATIENCE, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.own_services, pytest.mark.timeout(600)]
MIGRATIONS: Final = ":(glob)*/migrations/0*.py"
FAR_BACK: Final = 20


def git(*words: str) -> str:
    ran = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return ran.stdout.strip() if ran.returncode == 0 else ""


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code as it was before the newest migration; of the commits before it, the last that stands by itself."""
    newest = git("log", "-1", "--diff-filter=A", "--format=%H", "--", MIGRATIONS)
    earlier = (
        git("rev-list", "--first-parent", f"--max-count={FAR_BACK}", f"{newest}^").split() if newest else []
    )
    if not earlier:
        pytest.skip("no history here (git), so no code of before")
    for commit in earlier:
        code = unpacked(commit, tmp_path_factory.mktemp("before"))
        if stands_by_itself(code):
            return code
    raise AssertionError(f"none of the {FAR_BACK} commits before {newest} stands by itself")


def unpacked(commit: str, folder: Path) -> Path:
    with (folder / "tar").open("wb") as file:
        subprocess.run(["git", "archive", "--format=tar", commit], cwd=ROOT, stdout=file, check=True)
    with tarfile.open(folder / "tar") as tar:
        tar.extractall(folder / "code", filter="data")
    return folder / "code"


def stands_by_itself(code: Path) -> bool:
    """Whether it can be started at all, and its migrations are those of its models."""
    asked = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
    environment = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "GOLF_PLAY": "1"}
    return subprocess.run(asked, cwd=code, env=environment, capture_output=True, check=False).returncode == 0


class Site:
    """Commands of the code of before, and of that of now, on one database."""

    def __init__(self, postgres: OwnPostgres, redis: OwnRedis, before: Path, folder: Path) -> None:
        self.before = before
        self.environment = {
            "PATH": os.environ["PATH"],
            "ENV_FILE": os.devnull,
            "SECRET_KEY": "only-for-this-test-" + "0123456789" * 5,
            "DATABASE_URL": postgres.url("upgraded"),
            "REDIS_URL": redis.url,
            "MEDIA_ROOT": str(folder),
            "GOLF_RATE_LIMITS": "off",
            "ADMIN_USERNAME": "robin",
            "ADMIN_EMAIL": "robin@example.org",
            "ADMIN_PASSWORD": "a-long-one-of-my-own",
        }

    def done(self, code: Path, *words: str) -> str:
        ran = subprocess.run(
            [sys.executable, *words],
            cwd=code,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "manage.py", *words], cwd=self.before, env=self.environment)


@pytest.fixture
def site(before: Path, tmp_path: Path) -> Iterator[Site]:
    postgres, redis = OwnPostgres(), OwnRedis()
    try:
        postgres.start()
        redis.start()
        postgres.new_database("upgraded")
        yield Site(postgres, redis, before, tmp_path)
    finally:
        redis.end()
        postgres.end()


def test_the_code_before_the_newest_migration_works_with_the_tables_of_now(site: Site) -> None:
    site.done(ROOT, "manage.py", "migrate", "--verbosity", "0")
    port = quiet_port()
    running = [site.start("serve", "--port", str(port)), site.start("run_clock")]
    try:
        until_ready(port)
        # A guest, a table, a whole game with two CPU players; then everything that looks back on it.
        site.done(site.before, "examples/bot.py", f"http://127.0.0.1:{port}")
        site.done(site.before, "manage.py", "create_admin")
        assert "sound" in site.done(site.before, "manage.py", "verify_game", "--all")
        if list(site.before.glob("*/management/commands/rebuild_stats.py")):
            site.done(site.before, "manage.py", "rebuild_stats")
        for page in ("", "leaderboards/", "api/v1/tables"):
            assert status(f"http://127.0.0.1:{port}/{page}") in {200, 404}, (
                page
            )  # It may not know a page yet.
    finally:
        for process in running:
            process.kill()
            process.wait()
    # And the code of now reads what that of before has written.
    assert "sound" in site.done(ROOT, "manage.py", "verify_game", "--all")
    site.done(ROOT, "manage.py", "rebuild_stats")
    assert "everything is what the events come to" in site.done(ROOT, "manage.py", "rebuild_stats", "--check")


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def until_ready(port: int) -> None:
    """Also for the code of before: it does not mind tables that it does not know."""
    for _try in range(PATIENCE * 5):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=10).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the code of before is not ready")
