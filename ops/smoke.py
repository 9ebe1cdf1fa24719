"""Sees that the slimmed image still does what the site does, and ends with 1 at the first thing that it does not.

`python smoke.py` while the image is built, right after `slim.py` (docs/deploy.md). It asks no database and no network.
"""

from __future__ import annotations

import importlib
import io
import os
import pkgutil
import ssl
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parents[1]
PACKAGES: Final = ("golf_project", "accounts", "games", "leaderboards", "replays", "moderation")
NAMED_IN_SETTINGS: Final = (
    "anymail.backends.resend",
    "celery.bin.celery",
    "celery.concurrency.prefork",
    "channels_redis.pubsub",
    "django.contrib.sessions.backends.cached_db",
    "django.core.cache.backends.redis",
    "django.db.backends.postgresql.base",
    "django.db.backends.sqlite3.base",
    "httptools",
    "kombu.transport.redis",
    "sentry_sdk.integrations.celery",
    "sentry_sdk.integrations.django",
    "storages.backends.s3",
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
    "uvloop",
)
"""What nothing imports until a setting or an option asks for it."""
PAGES: Final = ("/health/live", "/manifest.webmanifest", "/sw.js", "/offline/", "/api/v1/openapi.json")
"""Pages that ask neither database nor Redis."""
NEAR_ENOUGH: Final = 50
"""Hundredths of a stroke, in the mean: rounding lets some holes of thousands run otherwise than on other machines."""


class Broken(Exception):
    """What does not work."""


def modules() -> str:
    """Every module of the site is imported, and what only settings name."""
    names = [*NAMED_IN_SETTINGS]
    for package in PACKAGES:
        found = importlib.import_module(package)
        names += [module.name for module in pkgutil.walk_packages(found.__path__, f"{package}.")]
    for name in names:
        importlib.import_module(name)
    return f"{len(names)} modules"


def checks() -> str:
    """Django's checks find nothing."""
    from django.core.management import call_command

    call_command("check", fail_level="WARNING", stdout=io.StringIO())
    return "no finding"


def pages() -> str:
    """Pages are answered in every language, by whole templates and with static files that are there."""
    from django.conf import settings
    from django.test import Client
    from django.utils import translation

    client = Client(headers={"host": "localhost"})
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for page in (*PAGES, "/jsi18n/"):
                status = client.get(page, headers={"accept-language": language}).status_code
                if status != 200:
                    raise Broken(f"{page} in {language}: {status}")
    return f"{len(PAGES) + 1} in {len(settings.LANGUAGES)} languages"


def static_files() -> str:
    """Whatever a template of the site, of its console or of its API's page links to lies there by its hashed name."""
    import re

    from django.conf import settings
    from django.templatetags.static import static

    if settings.STATIC_ROOT is None or not Path(settings.STATIC_ROOT, "staticfiles.json").exists():
        return "none collected"
    admin = Path(importlib.import_module("django.contrib.admin").__path__[0])
    swagger = Path(importlib.import_module("ninja").__path__[0], "templates", "ninja", "swagger.html")
    templates = [*(HERE / "templates").rglob("*.html"), *admin.rglob("templates/**/*.html"), swagger]
    linked = {
        name
        for path in templates
        for name in re.findall(r"{% static [\"']([^\"'{]+\.\w+)[\"'] %}", path.read_text())
    }
    files = {
        name: Path(settings.STATIC_ROOT, static(name).removeprefix(settings.STATIC_URL)) for name in linked
    }
    missing = sorted(name for name, path in files.items() if not path.is_file())
    if missing or not linked:
        raise Broken(f"not collected: {', '.join(missing)}")
    return f"{len(linked)} linked"


def tables() -> str:
    """A table for CPU players is made, and is what the one that is shipped says."""
    from games.cpu_tables.build import build
    from games.cpu_tables.files import from_bytes
    from games.cpu_tables.store import SHIPPED, essence, name_of
    from games.rules.house_rules import HouseRules

    rules = essence(HouseRules())
    made, shipped = build(rules), from_bytes((SHIPPED / f"{name_of(rules)}.xz").read_bytes())
    gaps = [abs(one - other) for one, other in zip(made.worth[0], shipped.worth[0], strict=True)]
    mean = sum(gaps) / len(gaps)
    if mean > NEAR_ENOUGH:
        raise Broken(f"a table differs by {mean:.1f} hundredths of a stroke")
    return f"{len(gaps):,} sets, {mean:.1f} hundredths of a stroke from the shipped ones"


def pictures() -> str:
    """The picture of a game and a QR code are drawn."""
    from PIL import Image

    from games import qr_code
    from replays.card_image import Panel, drawn

    grid = ("AS", "KH", "*H", "TD", "2C", "9S")
    code = qr_code.drawn("https://golf.example.org/t/ABCDE")
    picture = drawn("Augusta", "Nine holes", [Panel("Élodie", "Guest", 1, -3, grid)])
    with Image.open(io.BytesIO(picture)) as image:
        image.load()
        if len(image.getcolors(2**20) or ()) < 10:
            raise Broken("an empty picture")
        return f"{image.width} by {image.height}, and a QR code of {len(code)} bytes"


def secrets() -> str:
    """Passwords are hashed, backups encrypted, sockets secured; psycopg has its own library."""
    import psycopg
    from django.contrib.auth.hashers import check_password, make_password

    from golf_project.backup import age

    hashed = make_password("birdie")
    if not hashed.startswith("argon2") or not check_password("birdie", hashed):
        raise Broken("passwords")
    sealed = io.BytesIO()
    writer = age.Writer(sealed, "key")
    writer.write(b"events")
    writer.finish()
    sealed.seek(0)
    if b"".join(age.decrypted(sealed, "key")) != b"events":
        raise Broken("backups")
    if psycopg.pq.__impl__ != "binary" or ssl.create_default_context().verify_mode != ssl.CERT_REQUIRED:
        raise Broken("psycopg, or TLS")
    return f"Argon2, age, {ssl.OPENSSL_VERSION}, libpq {psycopg.pq.version()}"


def storage() -> str:
    """What is kept in S3 can be told of by signed addresses, so boto3 knows what it has to."""
    from django.utils.module_loading import import_string

    made = import_string("storages.backends.s3.S3Storage")
    kept = made(bucket_name="golf", region_name="eu-central-1", access_key="none", secret_key="none")
    url: str = kept.url("archive/1.jsonl.gz")
    if not url.startswith("https://golf.s3"):
        raise Broken(url)
    return "an address in S3 is signed"


STEPS: Final[tuple[Callable[[], str], ...]] = (
    modules,
    checks,
    pages,
    static_files,
    tables,
    pictures,
    secrets,
    storage,
)


def run(steps: Sequence[Callable[[], str]]) -> None:
    """Say what each step has seen; SystemExit with 1 at the first that does not work."""
    for step in steps:
        try:
            print(f"smoke: {step.__name__}: {step()}", flush=True)
        except Exception as error:
            print(f"smoke: {step.__name__}: {type(error).__name__}: {error}", file=sys.stderr)
            raise SystemExit(1) from error


def main() -> None:
    """Set Django up as a process of the site does, and take every step."""
    sys.path.insert(0, str(HERE))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "golf_project.settings")
    import django

    django.setup()
    run(STEPS)


if __name__ == "__main__":
    main()
