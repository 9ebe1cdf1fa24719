"""The settings, and how they go together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core import checks

from golf_project.doctor.findings import About

if TYPE_CHECKING:
    from collections.abc import Iterator

    from golf_project.doctor.findings import Finding, Findings

FEWEST_CHARACTERS: Final = 6
"""A key that repeats fewer different ones is no random text."""
OF_HTTP: Final = {"security.W004", "security.W008", "security.W012", "security.W016"}
"""What Django says of a site without https, which is said here in one sentence."""
SAID_HERE: Final = {"security.W009", "security.W018"}
HERE: Final = {"localhost", "127.0.0.1", "::1"}

about = About("settings")


def found() -> Findings:
    if settings.DEBUG:
        yield about.fault("DEBUG is on: every error page shows code and variables; switch it off")
    if settings.PLAY:
        yield about.ok("as `make play` has them: one process, no configuration")
    else:
        yield from _key()
        yield from _address()
        yield from _static_files()
    yield from _game()
    yield from _django()
    return True


def _key() -> Iterator[Finding]:
    if len(set(settings.SECRET_KEY)) < FEWEST_CHARACTERS:
        yield about.warning("SECRET_KEY repeats very few characters: use a long random text")
    else:
        yield about.ok(f"SECRET_KEY is set, with {len(settings.SECRET_KEY)} characters")


def _address() -> Iterator[Finding]:
    if settings.SITE_HOST in HERE:
        yield about.warning(f"SITE_URL is {settings.SITE_URL}: set it to the address that people use")
    elif not settings.HTTPS:
        yield about.warning(f"SITE_URL is {settings.SITE_URL}: without https, passwords travel in clear")
    elif not settings.TRUSTED_PROXIES:
        yield about.fault(
            "SITE_URL is https, and TRUSTED_PROXIES is empty: what ends the https in front of the site is not "
            "believed, and every page is sent round for ever"
        )
    else:
        proxies = ", ".join(map(str, settings.TRUSTED_PROXIES))
        yield about.ok(f"the site is {settings.SITE_URL}, behind a proxy at {proxies}")
    if any(network.prefixlen == 0 for network in settings.TRUSTED_PROXIES):
        yield about.warning("TRUSTED_PROXIES holds everybody: anybody may say which address they come from")
    if "*" in settings.ALLOWED_HOSTS:
        yield about.warning("ALLOWED_HOSTS holds *: the site answers to any name")


def _static_files() -> Iterator[Finding]:
    if settings.STATIC_ROOT is not None and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield about.warning(
            "`manage.py collectstatic` has not run: styles and scripts are sent without hashes"
        )


def _game() -> Iterator[Finding]:
    if not settings.GOLF_RATE_LIMITS:
        yield about.warning("GOLF_RATE_LIMITS is off, which is for load tests only")
    turn = (
        f"{settings.GOLF_TURN_SECONDS:g} s for a turn" if settings.GOLF_TURN_SECONDS else "no clock for turns"
    )
    idle = f"idle tables close after {settings.GOLF_IDLE_TABLE_MINUTES:g} minutes"
    yield about.ok(f"{turn}, {idle}, CPU players are {settings.GOLF_CPU_PACE}")


def _django() -> Iterator[Finding]:
    """What `manage.py check --deploy` says."""
    passed = True
    for message in checks.run_checks(include_deployment_checks=not settings.PLAY):
        if message.is_silenced() or message.id in SAID_HERE or (message.id in OF_HTTP and not settings.HTTPS):
            continue
        sentence = f"{message.id}: {message.msg.splitlines()[0]}"
        passed = False
        yield about.fault(sentence) if message.level >= checks.ERROR else about.warning(sentence)
    if passed:
        yield about.ok("`manage.py check` has nothing to say")
