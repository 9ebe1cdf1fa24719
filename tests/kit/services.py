"""Which of the things that tests need are there: PostgreSQL, Redis, Chromium, Node.

What is missing is named, and its tests are skipped; where CI is set they fail instead. Imported by the test
settings, so nothing of Django or of the site may be imported here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import psycopg
import redis

POSTGRES_HERE = "postgres://postgres@127.0.0.1:5432/postgres"
REDIS_HERE = "redis://127.0.0.1:6379/9"
# The first has no windows of its own to open: a page costs it a fifth of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
OLDEST_NODE = 20


@dataclass(frozen=True)
class Service:
    """`at` is how to reach it, an address or a program; empty where `missing` says what is not there."""

    at: str
    missing: str = ""


def in_ci() -> bool:
    """Whether a missing service is a failure."""
    return os.environ.get("CI", "").lower() not in {"", "0", "false"}


@cache
def postgres() -> Service:
    """The PostgreSQL at DATABASE_URL, else at its usual local port."""
    given = _given("DATABASE_URL")
    at = given if given.startswith("postgres") else POSTGRES_HERE
    try:
        psycopg.connect(at, connect_timeout=2).close()
    except psycopg.Error:
        return Service("", f"no PostgreSQL at {without_password(at)}")
    return Service(at)


@cache
def redis_server() -> Service:
    """The Redis at REDIS_URL, else at its usual local port."""
    at = _given("REDIS_URL") or REDIS_HERE
    client = redis.Redis.from_url(at, socket_connect_timeout=2, socket_timeout=2)
    try:
        client.ping()
    except (redis.RedisError, OSError):
        return Service("", f"no Redis at {without_password(at)}")
    finally:
        client.close()
    return Service(at)


@cache
def chromium() -> Service:
    """The browser: CHROMIUM, else the first of the usual names on the PATH."""
    for name in (os.environ.get("CHROMIUM", ""), *BROWSERS):
        if name and (path := shutil.which(name)):
            return Service(path)
    return Service("", "no Chromium (CHROMIUM says where one is)")


@cache
def gettext() -> Service:
    """GNU gettext, which collects the sentences of the site."""
    path = shutil.which("xgettext")
    return Service(path) if path else Service("", "no GNU gettext (its xgettext collects sentences)")


@cache
def node() -> Service:
    """Node, if it is young enough."""
    path = shutil.which("node")
    if path is None:
        return Service("", "no Node")
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    major = version.removeprefix("v").partition(".")[0]
    if not major.isdigit() or int(major) < OLDEST_NODE:
        return Service("", f"Node {version} is older than {OLDEST_NODE}")
    return Service(path)


def chosen(environ: Mapping[str, str], folder: str) -> dict[str, str]:
    """DATABASE_URL and REDIS_URL of a run, whose own files are in `folder`."""
    given = bool(environ.get("DATABASE_URL") or environ.get("REDIS_URL"))
    on = environ.get("GOLF_TEST_SERVICES") or ("real" if given else "sqlite")
    if on not in {"sqlite", "real"}:
        raise SystemExit(f"GOLF_TEST_SERVICES must be sqlite or real, not {on!r}.")
    inside = {
        "DATABASE_URL": f"sqlite:///{folder}/golf.sqlite3",
        "REDIS_URL": "",
        "GOLF_TEST_SERVICES": on,
        "GOLF_TEST_GIVEN_DATABASE_URL": _given("DATABASE_URL"),
        "GOLF_TEST_GIVEN_REDIS_URL": _given("REDIS_URL"),
    }
    if on == "sqlite":
        return inside
    return inside | {
        name: service.at
        for name, service in (("DATABASE_URL", postgres()), ("REDIS_URL", redis_server()))
        if service.at
    }


def _given(name: str) -> str:
    """The variable as it was before the run chose its own; `chosen` keeps it."""
    return os.environ.get(f"GOLF_TEST_GIVEN_{name}", os.environ.get(name, ""))


def without_password(url: str) -> str:
    """The address as it may be shown."""
    return url.rpartition("@")[2] if "@" in url else url.partition("://")[2]
