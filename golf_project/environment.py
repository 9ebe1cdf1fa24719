"""Reads the environment for settings.py: each value is checked, and a wrong one refused in one sentence."""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

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


POOL_PATIENCE = {"timeout": 5, "reconnect_timeout": 5}
"""Seconds. While the database is away the pool calls it ever more rarely, until it gives up and begins anew with the
next who asks: so that must be soon, or a site would be away much longer than its database."""


def read_file(path: Path) -> None:
    """Take from the file, if it is there, each variable that the environment does not have yet."""
    if path.is_file():
        environ.Env.read_env(path)


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


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """The variable as addresses and networks between commas."""
    try:
        return [ip_network(part) for part in listed(name)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be addresses or networks between commas: {error}.") from None


def site(name: str, default: str) -> str:
    """The variable as the site's address, without a slash at its end."""
    given = (given_as(name) or default).rstrip("/")
    parts = urlsplit(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(f"{name} must look like https://golf.example.org, not {given!r}.")
    return given


def database(name: str, *, default: Path, pool_size: int) -> dict[str, Any]:
    """The database at the variable's address, else SQLite in the file `default`.

    Every piece of work ends with its connection given back, so there is a pool, and connections have no age.
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
        options = {"pool": {"min_size": min(2, pool_size), "max_size": pool_size} | POOL_PATIENCE}
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
