"""A NUL, which no text of PostgreSQL's can hold: whatever address, form or call it is in, nothing breaks."""

from __future__ import annotations

import itertools
import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

import pytest
from django.test import Client
from django.urls import get_resolver
from django.urls.converters import IntConverter
from django.utils import timezone

from accounts.models import User
from leaderboards.models import Season
from tests.leaderboards.people import account, play, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from django.urls import URLResolver
    from pytest_django.fixtures import Settings

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

TEXTS: Final = ("\0", "x\0y", "\0" * 32)


@pytest.fixture(autouse=True)
def no_limits(settings: Settings) -> None:
    settings.GOLF_RATE_LIMITS = False
    settings.GOLF_LEADERBOARD_GAMES = 1


@pytest.fixture
def callers() -> list[Client]:
    """Nobody, somebody who has played, and the administrator; none of whom hears of an error but by the answer."""
    ada, root = account("Ada"), account("Root", is_staff=True, is_superuser=True)
    settle(play([ada, root]))
    Season.objects.create(month="2026-10", frozen_at=timezone.now(), players=1)
    clients = [Client(raise_request_exception=False) for _three in range(3)]
    clients[1].force_login(ada)
    clients[2].force_login(root)
    return clients


def addresses(text: str) -> Iterator[str]:
    """Every address of the site, with this text wherever there may be one, and 1 for a number."""
    return _addresses(get_resolver(), "/", text)


def _addresses(resolver: URLResolver, before: str, text: str) -> Iterator[str]:
    for _key, ways in resolver.reverse_dict.lists():
        for possibilities, _pattern, _defaults, converters in ways:
            for template, names in possibilities:
                number = {name: "1" for name in names if isinstance(converters.get(name), IntConverter)}
                yield before + template % (dict.fromkeys(names, text) | number)
    for prefix, inner in resolver.namespace_dict.values():
        yield from _addresses(inner, before + prefix, text)


def broken(answer: HttpResponse) -> bool:
    return answer.status_code >= 500 and answer.status_code != 503


def test_no_address_with_it_breaks(callers: list[Client]) -> None:
    found = {address for text in TEXTS for address in addresses(text) if "\0" in address}
    assert len(found) > 50
    assert "/players/\0/" in found
    assert "/api/v1/players/\0" in found
    told = set()
    for address in found:
        for caller in callers:
            answer = caller.get(address.replace("\0", "%00"))
            if answer.status_code != 404:
                told.add((address, answer.status_code))
    assert told == set()


def test_no_address_that_asks_with_it_breaks(callers: list[Client]) -> None:
    ways = itertools.cycle(["after=%00", "x=1&q=a%00b", "%00=1", "next=x&next=%00"])
    for address in sorted({one for text in ("1", "ada", "wins") for one in addresses(text)}):
        for caller in callers:
            asked = f"{address}?{next(ways)}"
            assert caller.get(asked).status_code in {302, 404, 405}, asked


class Forms(HTMLParser):
    """The forms of a page: where each goes, and the names of its fields with their values."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((named.get("method", "get").lower(), named.get("action", ""), {}))
        elif tag in {"input", "select", "textarea", "button"} and self.found and named.get("name"):
            self.found[-1][2][named["name"]] = named.get("value", "")


def test_no_form_that_is_sent_with_it_breaks(callers: list[Client]) -> None:
    told, sent = set(), set()
    pages = {one for text in ("1", "ada", "wins") for one in addresses(text) if "logout" not in one}
    for caller in callers:
        for address in sorted(pages):
            page = caller.get(address)
            if page.status_code != 200 or "text/html" not in page["Content-Type"]:
                continue
            for method, action, fields in Forms(page.content.decode()).found:
                where = action or address
                if "logout" in where or not where.startswith("/"):
                    continue
                for names in (tuple(fields), *((name,) for name in fields)):
                    if (caller, method, where, names) in sent:
                        continue  # As on every page: the choice of a language.
                    sent.add((caller, method, where, names))
                    answer = getattr(caller, method)(where, fields | dict.fromkeys(names, "x\0y"))
                    if broken(answer):
                        told.add((where, names))
    assert len(sent) > 300
    assert told == set()
    assert User.objects.filter(username="ada", is_active=True).exists()


def test_no_call_whose_body_has_it_breaks(callers: list[Client]) -> None:
    described = callers[0].get("/api/v1/openapi.json").json()
    told, sent = set(), 0
    for path, methods in described["paths"].items():
        for method in methods.keys() - {"get"}:
            body = methods[method].get("requestBody", {}).get("content", {}).get("application/json", {})
            name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
            fields = described["components"]["schemas"].get(name, {}).get("properties", {})
            for text in (*TEXTS, "\ud800"):
                for some in (dict.fromkeys(fields, text), *({field: text} for field in fields), {text: text}):
                    for caller in callers:
                        sent += 1
                        answer = getattr(caller, method)(
                            path.format_map(dict.fromkeys(("code", "token", "username"), "x") | {"game": 1}),
                            json.dumps(some),
                            content_type="application/json",
                        )
                        if broken(answer):
                            told.add((method, path, tuple(some)))
    assert sent > 100
    assert told == set()


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "django_language", "messages"])
def test_no_cookie_with_it_breaks(callers: list[Client], name: str) -> None:
    for text in (r'"\000\000\000\000\000\000\000\000\000"', "\0" * 32, r'"x\000y"'):
        answer = callers[0].get("/", headers={"Cookie": f"{name}={text}"})
        assert answer.status_code == 200
