"""Where somebody is signed in, in words, and the way to end it."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession

from accounts.devices import device_in_words, place_in_words
from tests.kit.visitor import Visitor, account

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"


def at(agent: str, address: str = "203.0.113.9", name: str = "Alice") -> Visitor:
    """Somebody who has just signed in with this browser, from there."""
    who = Visitor(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    who.sign_in(name)
    return who


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Safari on iPhone"),
        (LAPTOP, "Chrome on Windows"),
        (LAPTOP + " Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("python-requests/2.32", "Python"),
        ("", "An unknown device"),
        ("<script>", "An unknown device"),
    ],
)
def test_a_device_in_words(agent: str, words: str) -> None:
    assert device_in_words(agent) == words


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("127.0.0.1", "the machine that the site runs on"),
        ("192.168.3.4", "the site's own network"),
        ("8.8.8.8", "the internet address 8.8.8.8"),
        ("what?", "an unknown place"),
    ],
)
def test_a_place_in_words(address: str, words: str) -> None:
    assert place_in_words(address) == words


def test_the_list_shows_each_device_and_which_is_this() -> None:
    account("Alice")
    phone, laptop = at(PHONE, "8.8.4.4"), at(LAPTOP, "8.8.8.8")
    shown = laptop.see("usersessions_list").context["sessions"]  # type: ignore[attr-defined]
    assert [(row["device"], row["place"], row["is_this"]) for row in shown] == [
        ("Chrome on Windows", "the internet address 8.8.8.8", True),
        ("Safari on iPhone", "the internet address 8.8.4.4", False),
    ]
    assert phone.user is not None


def test_one_session_is_ended() -> None:
    account("Alice")
    phone, laptop, tablet = at(PHONE), at(LAPTOP), at(PHONE)
    row = UserSession.objects.get(session_key=phone.key)
    laptop.send("usersessions_list", end=row.pk)
    assert phone.user is None
    assert laptop.user is not None
    assert tablet.user is not None


def test_all_others_are_ended() -> None:
    account("Alice")
    others = [at(PHONE), at(LAPTOP)]
    this = at(LAPTOP)
    this.send("usersessions_list", end="others")
    assert [other.user for other in others] == [None, None]
    assert this.user is not None


def test_nobody_ends_somebody_elses_session() -> None:
    account("Alice")
    account("Bob")
    alices, bobs = at(PHONE), at(LAPTOP, name="Bob")
    row = UserSession.objects.get(session_key=alices.key)
    for which in (str(row.pk), "0", "-1", "99999999999999999999", "x", ""):
        bobs.send("usersessions_list", end=which)
    assert alices.user is not None
