"""Reads the environment for settings.py: each value is checked, and a wrong one refused in one sentence."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Collection
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured

# Keys that stand in examples and tutorials: whoever knows them can sign a session for anybody.
KNOWN_KEYS = frozenset(
    {
        "",
        "change-me",
        "changeme",
        "change_me",
        "secret",
        "secret-key",
        "secret_key",
        "replace-me",
        "your-secret-key",
    }
)

SHORTEST_KEY = 32
SHORTEST_TOKEN = 16

KNOWN_PASSWORDS = frozenset(
    {"golf", "postgres", "password", "secret", "changeme", "change-me", "admin", "root"}
)
"""Of databases, in examples and tutorials."""

SECRETS = (
    "SECRET_KEY",
    "DATABASE_URL",
    "POSTGRES_PASSWORD",
    "REDIS_URL",
    "EMAIL_URL",
    "RESEND_API_KEY",
    "RESEND_SIGNING_SECRET",
    "ADMIN_PASSWORD",
    "ARCHIVE_STORAGE_OPTIONS",
    "BACKUP_KEY",
    "BACKUP_STORAGE_OPTIONS",
    "SENTRY_DSN",
    "METRICS_TOKEN",
)
"""What may be in a file of its own, which the variable with `_FILE` behind its name says."""

POOL_PATIENCE = {"timeout": 5, "reconnect_timeout": 5}
"""Seconds. While the database is away the pool calls it ever more rarely, until it gives up and begins anew with the
next who asks: so that must be soon, or a site would be away much longer than its database."""

DEAD_AFTER = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
"""Seconds, and milliseconds. A machine that is gone says no goodbye, and without these whoever asks its database would
wait for a quarter of an hour, and whoever waits for its next word for two hours."""


def read_file(path: Path) -> None:
    """Take from the file, if it is there, each variable that the environment does not have yet."""
    if path.is_file():
        environ.Env.read_env(path)


def read_secrets() -> None:
    """Take each secret that the environment does not have from the file that NAME_FILE says, if it does."""
    for name in SECRETS:
        path = given_as(f"{name}_FILE")
        if not path or given_as(name):
            continue
        try:
            os.environ[name] = Path(path).read_text().strip()
        except (OSError, UnicodeError) as error:
            raise ImproperlyConfigured(f"{name}_FILE must name a file that can be read: {error}.") from None


def given_as(name: str) -> str:
    """The variable as it was given; empty when it is not set. A leading `$` has no special meaning here."""
    return os.environ.get(name, "").strip()


def whole(name: str, default: int, *, least: int = 0, most: int = 1_000_000) -> int:
    """The variable as a whole number from `least` to `most`."""
    given = given_as(name)
    if not given:
        return default
    if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not {given!r}.")
    return int(given)


def seconds(name: str, default: float) -> float:
    """The variable as a number of seconds, fractions allowed."""
    given = given_as(name)
    if not given:
        return default
    try:
        number = float(given)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1_000_000:
        raise ImproperlyConfigured(f"{name} must be a number of seconds, 0 or more, not {given!r}.")
    return number


def one_of(name: str, choices: Collection[str], default: str) -> str:
    """The variable, which has to be one of `choices`."""
    given = given_as(name).lower() or default
    if given not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {given!r}.")
    return given


def time_zone(name: str, default: str) -> str:
    """The variable as the name of a time zone, like Europe/Berlin."""
    given = given_as(name) or default
    try:
        ZoneInfo(given)
    except (ZoneInfoNotFoundError, ValueError):
        message = f"{name} must be a time zone like Europe/Berlin, not {given!r}."
        raise ImproperlyConfigured(message) from None
    return given


def switch(name: str, *, default: bool) -> bool:
    """The variable as on or off."""
    given = given_as(name).lower()
    if given in {"1", "on", "true", "yes"}:
        return True
    if given in {"0", "off", "false", "no"}:
        return False
    if given:
        raise ImproperlyConfigured(f"{name} must be on or off, not {given!r}.")
    return default


def listed(name: str) -> list[str]:
    """The variable's parts between commas; empty when it is not set."""
    return [part.strip() for part in given_as(name).split(",") if part.strip()]


def hosts(name: str, *, port: int) -> list[tuple[str, int]]:
    """The variable's hosts between commas, each with its port, or with this one."""
    found = []
    for part in listed(name):
        host, _, given = part.partition(":")
        if not host or (given and not (given.isascii() and given.isdigit() and 0 < int(given) < 65536)):
            raise ImproperlyConfigured(
                f"{name} must look like sentinel-a:26379,sentinel-b:26379, not {part!r}."
            )
        found.append((host, int(given or port)))
    return found


def broker(redis_url: str, sentinels: Collection[tuple[str, int]]) -> str:
    """Celery's broker: Redis, by way of its sentinels where there are any; without Redis none."""
    if not redis_url or not sentinels:
        return redis_url or "memory://"
    parts = urlsplit(redis_url)
    if parts.scheme != "redis":
        raise ImproperlyConfigured("REDIS_URL must begin with redis:// where REDIS_SENTINELS are named.")
    whose = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    return ";".join(f"sentinel://{whose}{host}:{port}{parts.path}" for host, port in sentinels)


def numbers(name: str) -> dict[str, int]:
    """The variable as names with whole numbers from 1, between commas: `calls=240,guests=40`."""
    found = {}
    for part in listed(name):
        key, _, number = (word.strip() for word in part.partition("="))
        if not key or not number.isascii() or not number.isdigit() or not 1 <= int(number) <= 1_000_000_000:
            raise ImproperlyConfigured(f"{name} must look like calls=240,guests=40, not {part!r}.")
        found[key] = int(number)
    return found


def token(name: str) -> str:
    """The variable as a secret that programs send, too long to be guessed; empty when it is not set."""
    given = given_as(name)
    if given and (len(given) < SHORTEST_TOKEN or not given.isascii() or given.lower() in KNOWN_KEYS):
        raise ImproperlyConfigured(f"{name} must be random, and {SHORTEST_TOKEN} characters or more.")
    return given


def dsn(name: str) -> str:
    """The variable as an address of Sentry; empty when it is not set."""
    if not (given := given_as(name)):
        return ""
    from sentry_sdk.utils import BadDsn, Dsn  # As in sentry.py.

    try:
        return str(Dsn(given))
    except (BadDsn, ValueError):
        # Without what was given: there is a key in it.
        raise ImproperlyConfigured(f"{name} must look like https://key@sentry.example.org/1.") from None


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """The variable as addresses and networks between commas."""
    try:
        return [ip_network(part) for part in listed(name)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be addresses or networks between commas: {error}.") from None


def options(name: str) -> dict[str, Any]:
    """The variable as a JSON object; empty when it is not set."""
    try:
        given = json.loads(given_as(name) or "{}")
    except ValueError:
        given = None
    if not isinstance(given, dict):
        # Without what was given: there may be a key in it.
        raise ImproperlyConfigured(f"{name} must be a JSON object.")
    return given


def site(name: str, default: str) -> str:
    """The variable as the site's address, without a slash at its end."""
    given = (given_as(name) or default).rstrip("/")
    parts = urlsplit(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(f"{name} must look like https://golf.example.org, not {given!r}.")
    return given


def database(name: str, *, default: Path, pool_size: int, known_passwords: bool = True) -> dict[str, Any]:
    """The database at the variable's address, else SQLite in the file `default`.

    An address without a password takes POSTGRES_PASSWORD. Unless `known_passwords`, one that everybody knows is
    refused. Every piece of work ends with its connection given back, so there is a pool, and connections have no age.
    """
    given = given_as(name) or f"sqlite:///{default}"
    scheme = given.partition("://")[0]
    if scheme == "sqlite":
        config: dict[str, Any] = environ.Env.db_url_config(given)
        _make_folder(name, Path(config["NAME"]).parent)
        options = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL, because an `ok` means that the move outlives a power cut.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    elif scheme in {"postgres", "postgresql"}:
        config = environ.Env.db_url_config(given)
        config["PASSWORD"] = config["PASSWORD"] or given_as("POSTGRES_PASSWORD")
        if not known_passwords and config["PASSWORD"].lower() in KNOWN_PASSWORDS:
            raise ImproperlyConfigured(
                f"{name} has a password that stands in examples: give the database, and {name}, a random one."
            )
        options = DEAD_AFTER | {
            "pool": {"min_size": min(2, pool_size), "max_size": pool_size} | POOL_PATIENCE
        }
    else:
        raise ImproperlyConfigured(f"{name} must begin with postgres:// or sqlite:///.")
    return config | {
        "OPTIONS": config.get("OPTIONS", {}) | options,
        "CONN_MAX_AGE": 0,
        "ATOMIC_REQUESTS": False,
    }


class Mail(NamedTuple):
    """How mail leaves."""

    backend: str
    folder: str | None = None
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    tls: bool = False
    ssl: bool = False


PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail(name: str) -> Mail:
    """The variable as the way that mail takes; onto the console when it is not set."""
    given = given_as(name) or "console:"
    parts = urlsplit(given)
    backends = "django.core.mail.backends"
    if given == "console:":
        return Mail(f"{backends}.console.EmailBackend")
    if parts.scheme == "file" and parts.path:
        return Mail(f"{backends}.filebased.EmailBackend", folder=unquote(parts.path))
    if parts.scheme in PORTS and parts.hostname:
        return Mail(
            f"{backends}.smtp.EmailBackend",
            host=parts.hostname,
            port=parts.port or PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=parts.scheme == "smtp+tls",
            ssl=parts.scheme == "smtps",
        )
    raise ImproperlyConfigured(
        f"{name} must be console:, file:///a/folder, or smtp://, smtp+tls:// or smtps://user:password@host."
    )


def _make_folder(name: str, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} must name a file in a folder that can be made: {folder}: {error.strerror}."
        ) from None


def secret_key(*, kept_in: Path | None) -> str:
    """SECRET_KEY; where there is none that is good, the one in the file `kept_in`, made at the first start."""
    given = given_as("SECRET_KEY")
    known = given.lower() in KNOWN_KEYS or given.startswith("django-insecure-")
    if not known and len(given) >= SHORTEST_KEY:
        return given
    if kept_in is not None:
        return _kept_key(kept_in)
    fault = (
        "is missing or a default"
        if known
        else f"is too short, with {len(given)} of {SHORTEST_KEY} characters"
    )
    raise ImproperlyConfigured(
        f"SECRET_KEY {fault}: set it, in the environment or in .env, to a long random text."
    )


def _kept_key(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside, then linked into place: of two first starts at once one wins, nobody reads half a key.
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    aside.touch(mode=0o600)
    aside.write_text(secrets.token_urlsafe(48))
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
    return path.read_text().strip()
