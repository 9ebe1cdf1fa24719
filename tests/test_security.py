"""What every page and every answer is bound by, the console's included, and what a request may bring."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts import limits
from golf_project.request_size import no_larger
from tests.kit.html_page import Page
from tests.kit.visitor import account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from pytest_django.fixtures import Settings

ROOT: Final = Path(__file__).parent.parent
STRICT: Final = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


def addresses(patterns: Any = None, before: str = "/") -> Iterator[str]:
    """All addresses of the site that nothing has to be filled into."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and not set("<(?\\") & set(route):
            yield route


def check(answer: HttpResponse, page: str) -> None:
    headers = answer.headers
    policy = set(headers["Content-Security-Policy"].split("; "))
    assert policy >= STRICT, (page, STRICT - policy)
    assert "unsafe" not in headers["Content-Security-Policy"], page
    assert headers["X-Frame-Options"] == "DENY", page
    assert headers["X-Content-Type-Options"] == "nosniff", page
    assert headers["Referrer-Policy"] == "same-origin", page
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", page
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin", page
    permissions = set(headers["Permissions-Policy"].split(", "))
    assert {"camera=()", "clipboard-read=()", "clipboard-write=(self)"} <= permissions, page
    if not answer.streaming and "html" in headers.get("Content-Type", ""):
        assert not Page(answer.content.decode()).inline, page


@pytest.fixture
def owner() -> Client:
    """Whoever may see every page."""
    client = Client(raise_request_exception=False)
    client.force_login(account("Olivia", is_staff=True, is_superuser=True))
    return client


@pytest.mark.django_db
def test_every_page_is_strict(owner: Client) -> None:
    pages = [page for page in addresses() if "logout" not in page]
    assert len(pages) > 50
    for page in pages:
        for visitor in (Client(raise_request_exception=False), owner):
            check(visitor.get(page, headers={"Accept": "text/html"}), page)  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_every_page_of_the_console_is_strict(owner: Client, model: Any) -> None:
    row = model.objects.first()
    names = ["changelist", "add"]
    for name in names:
        page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}")
        check(owner.get(page), page)  # type: ignore[arg-type]
    if row is not None:
        for name in ("change", "delete"):
            page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=[row.pk])
            check(owner.get(page), page)  # type: ignore[arg-type]


OVER_HTTPS: Final = """
import django, json; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
client = Client(HTTP_X_FORWARDED_PROTO="https", SERVER_NAME="localhost")
told = {}
for page, form in (
    ("/play/", None), ("/accounts/login/", None), ("/rules/", None),
    ("/i18n/setlang/", {"language": "de"}), ("/play/", {}), ("/join/", {"code": "ZZZZZZ"}),
):
    answer = client.get(page) if form is None else client.post(page, form)
    told |= {name: cookie.OutputString() for name, cookie in answer.cookies.items()}
    told["hsts"] = answer.headers.get("Strict-Transport-Security")
print(json.dumps(told))
"""


def test_over_https_every_cookie_is_bound_to_this_host(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OVER_HTTPS],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "ENV_FILE": os.devnull,
            "DJANGO_SETTINGS_MODULE": "golf_project.settings",
            "SECRET_KEY": "only-for-this-test-" + "0123456789" * 5,
            "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3",
            "SITE_URL": "https://localhost",
            "TRUSTED_PROXIES": "127.0.0.1",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told.pop("hsts").startswith("max-age=31536000")
    assert told.keys() >= {"__Host-session", "__Host-csrf", "__Host-language"}
    for name, cookie in told.items():
        assert name.startswith("__Host-"), name
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; ")), cookie
        assert "Domain=" not in cookie


async def sent_to(app: Any, *parts: bytes, length: int | None = None) -> tuple[list[Any], bytes]:
    """What a client hears that sends these parts of a body, and what the application got of them."""
    heard, got = [], b""

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        nonlocal got
        while (message := await receive())["type"] == "http.request":
            got += message["body"]
            if not message["more_body"]:
                await send({"type": "http.response.start", "status": 200, "headers": []})
                return

    waiting = list(parts)

    async def receive() -> Any:
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message: Any) -> None:
        heard.append(message)

    headers = [] if length is None else [(b"content-length", str(length).encode())]
    await app(inner, 10)({"type": "http", "headers": headers}, receive, send)
    return heard, got


async def test_a_body_that_fits_comes_through() -> None:
    heard, got = await sent_to(no_larger, b"12345", b"67890", length=10)
    assert (heard[0]["status"], got) == (200, b"1234567890")


async def test_a_body_that_says_it_is_too_large_is_not_even_read() -> None:
    heard, got = await sent_to(no_larger, b"12345678901", length=11)
    assert (heard[0]["status"], got) == (413, b"")


async def test_a_body_that_does_not_say_how_large_it_is_is_cut_off() -> None:
    heard, got = await sent_to(no_larger, b"12345", b"67890", b"1", b"2")
    assert [message.get("status") for message in heard] == [413, None]
    assert got == b"1234567890"


def test_a_limit_may_have_another_number(settings: Settings) -> None:
    assert limits.CALLS.most == 120
    settings.GOLF_LIMITS = {"calls": 240}
    assert limits.CALLS.most == 240
    assert not limits.unknown()


def test_a_number_for_no_limit_is_a_fault(settings: Settings) -> None:
    settings.GOLF_LIMITS = {"cals": 240}
    (fault,) = limits.unknown()
    assert "no limit 'cals'" in fault.msg
    assert "calls" in fault.msg
