"""Who is at the other end of a socket."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as site

from accounts.identity import BadToken, ForeignOrigin, Identity, identify
from accounts.models import User
from tests.kit.cast import Person, person, session_of

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db
OURS = "https://golf.example.org"
NOBODY = Identity(None)


@pytest.fixture(autouse=True)
def host(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["golf.example.org", "localhost"]


@pytest.fixture
def alice() -> Person:
    return person("Alice")


def who(**headers: str) -> Identity:
    """Who opens a socket with these headers."""
    scope: dict[str, Any] = {
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    }
    return identify(scope)


def cookie_of(alice: Person) -> str:
    return f"sessionid={session_of(alice.user)}"


def test_a_bearer_is_known_by_their_token(alice: Person) -> None:
    assert who(authorization=f"Bearer {alice.token}") == Identity(alice.user)
    assert who(authorization=f"bearer  {alice.token} ") == Identity(alice.user)


def test_a_bearer_needs_no_origin_and_may_have_any(alice: Person) -> None:
    assert who(authorization=f"Bearer {alice.token}", origin="https://evil.example").user == alice.user


@pytest.mark.parametrize("token", ["made-up", "", "ä"])
def test_a_bad_token_is_not_taken_for_nobody(alice: Person, token: str) -> None:
    with pytest.raises(BadToken):
        who(authorization=f"Bearer {token}")


def test_a_bad_token_is_not_made_good_by_a_cookie(alice: Person) -> None:
    with pytest.raises(BadToken):
        who(authorization="Bearer made-up", cookie=cookie_of(alice), origin=OURS)


def test_a_browser_is_known_by_its_session(alice: Person) -> None:
    key = session_of(alice.user)
    assert who(cookie=f"sessionid={key}", origin=OURS) == Identity(alice.user, key)


def test_a_session_is_found_among_other_cookies(alice: Person) -> None:
    assert who(cookie=f'a[b]="c d"; {cookie_of(alice)}; x', origin=OURS).user == alice.user


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://golf.example.org.evil.example",
        "https://evil.example/golf.example.org",
        "https://golf.example.org@evil.example",
        "null",
        "",
        "https://[",
    ],
)
def test_a_page_of_another_site_is_refused(alice: Person, origin: str) -> None:
    with pytest.raises(ForeignOrigin):
        who(cookie=cookie_of(alice), origin=origin)
    with pytest.raises(ForeignOrigin):
        who(origin=origin)


def test_a_cookie_without_an_origin_is_refused(alice: Person) -> None:
    with pytest.raises(ForeignOrigin):
        who(cookie=cookie_of(alice))


def test_our_page_may_have_a_port(alice: Person) -> None:
    assert who(cookie=cookie_of(alice), origin="http://localhost:8000").user == alice.user


def test_without_cookie_and_token_it_is_nobody() -> None:
    assert who() == NOBODY
    assert who(origin=OURS) == NOBODY
    assert who(cookie="csrftoken=x", origin=OURS) == NOBODY
    assert who(authorization="Basic YTpi") == NOBODY


def test_an_ended_session_is_nobodys(alice: Person) -> None:
    key = session_of(alice.user)
    import_module(site.SESSION_ENGINE).SessionStore(key).delete()
    assert who(cookie=f"sessionid={key}", origin=OURS) == NOBODY


def test_a_session_ends_with_a_new_password(alice: Person) -> None:
    cookie = cookie_of(alice)
    alice.user.set_password("another")
    alice.user.save()
    assert who(cookie=cookie, origin=OURS) == NOBODY


def test_somebody_shut_out_is_nobody(alice: Person) -> None:
    cookie = cookie_of(alice)
    User.objects.update(is_active=False)
    assert who(cookie=cookie, origin=OURS) == NOBODY


@pytest.mark.parametrize("key", ["a" * 32, "x", "", "a" * 10_000, "../../etc/passwd"])
def test_a_made_up_session_is_nobodys(key: str) -> None:
    assert who(cookie=f"sessionid={key}", origin=OURS) == NOBODY
