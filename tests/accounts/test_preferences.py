"""Preferences: kept for whoever has a row, in the session for a visitor, and refused where there is no such thing."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory

from accounts import limits, preferences
from accounts.models import User
from accounts.preferences import PREFERENCES
from tests.api.program import Program
from tests.kit.cast import person, session_of

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db

PAGE: Final = "/preferences/"
DEFAULTS: Final = {
    "theme": "auto",
    "motion": "auto",
    "sound": "on",
    "vibration": "on",
    "deck": "two",
    "cards": "normal",
    "back": "red",
    "confirm": "off",
    "phrases": "on",
}
OTHERS: Final = {
    "theme": "dark",
    "motion": "off",
    "sound": "off",
    "vibration": "off",
    "deck": "four",
    "cards": "big",
    "back": "violet",
    "confirm": "on",
    "phrases": "off",
}
FOR_SCRIPT: Final = {"accept": "application/json"}


class _Page(HTMLParser):
    """What the page says of preferences: the attributes of <html>, and which choices are made in the form."""

    def __init__(self, response: HttpResponseBase) -> None:
        super().__init__()
        self.attributes: dict[str, str] = {}
        self.checked: dict[str, str] = {}
        self.feed(response.getvalue().decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.attributes = {
                name.removeprefix("data-"): value for name, value in given.items() if name.startswith("data-")
            }
        if tag == "input" and "checked" in given:
            self.checked[given["name"]] = given["value"]


@pytest.fixture(autouse=True)
def no_limits(settings: Settings) -> None:
    settings.GOLF_RATE_LIMITS = False


@pytest.fixture
def visitor() -> Client:
    """Somebody who is nobody yet."""
    return Client()


@pytest.fixture
def alice() -> User:
    """Somebody with an account."""
    return person("Alice", guest=False).user


@pytest.fixture
def hers(alice: User) -> Client:
    """Alice's browser."""
    client = Client()
    client.force_login(alice)
    return client


def _on_page(client: Client, path: str = PAGE) -> dict[str, str]:
    return _Page(client.get(path)).attributes


def test_every_page_carries_what_holds_until_somebody_chooses(visitor: Client) -> None:
    assert _on_page(visitor, "/") == DEFAULTS
    assert {one.name: one.default for one in PREFERENCES} == DEFAULTS
    assert not Session.objects.exists()


@pytest.mark.parametrize("name", DEFAULTS)
def test_each_is_kept_for_somebody_with_a_row(name: str, hers: Client, alice: User) -> None:
    assert hers.post(PAGE, {name: OTHERS[name]}).status_code == 302
    alice.refresh_from_db()
    assert alice.preferences == {name: OTHERS[name]}
    assert _on_page(hers, "/rules/") == DEFAULTS | {name: OTHERS[name]}


def test_a_visitor_keeps_theirs_in_the_session_and_is_still_nobody(visitor: Client) -> None:
    visitor.post(PAGE, OTHERS)
    assert _on_page(visitor, "/") == OTHERS
    assert _on_page(Client(), "/") == DEFAULTS
    assert not User.objects.exists()


def test_what_a_visitor_chose_goes_with_them_when_they_become_a_guest(visitor: Client) -> None:
    visitor.post(PAGE, {"back": "green", "sound": "off"})
    table = visitor.post("/play/").headers["Location"]
    assert User.objects.get().preferences == {"back": "green", "sound": "off"}
    assert _on_page(visitor, table) == DEFAULTS | {"back": "green", "sound": "off"}
    visitor.post(PAGE, {"back": "slate"})
    assert User.objects.get().preferences == {"back": "slate", "sound": "off"}


def test_who_signs_in_keeps_their_own_and_adds_what_they_chose_before(visitor: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(preferences={"back": "amber"})
    visitor.post(PAGE, {"back": "green", "sound": "off"})
    visitor.force_login(User.objects.get(pk=alice.pk))
    assert User.objects.get().preferences == {"back": "amber", "sound": "off"}


def test_a_change_undoes_no_other_that_was_made_in_the_meantime(hers: Client, alice: User) -> None:
    hers.post(PAGE, {"deck": "four"})
    request = RequestFactory().post(PAGE)
    request.user = alice
    assert alice.preferences == {}
    preferences.change(request, {"cards": "big"})
    assert User.objects.get().preferences == {"deck": "four", "cards": "big"} == alice.preferences


def test_a_form_may_name_some_and_the_others_stay(hers: Client) -> None:
    hers.post(PAGE, {"deck": "four"})
    hers.post(PAGE, {"cards": "big"})
    assert _on_page(hers) == DEFAULTS | {"deck": "four", "cards": "big"}


def test_the_form_shows_what_is_chosen_and_thanks_for_a_change(hers: Client) -> None:
    answer = hers.post(PAGE, OTHERS, follow=True)
    assert _Page(answer).checked == OTHERS
    assert "Your preferences are kept." in answer.content.decode()


@pytest.mark.parametrize("value", ["", "pink", "ON", "on ", "on\x00", "o" * 5_000, "<b>", "null"])
def test_a_value_that_there_is_not_is_refused_in_its_place(value: str, hers: Client, alice: User) -> None:
    answer = hers.post(PAGE, {"sound": value, "deck": "four"})
    assert answer.status_code == 422
    assert "That cannot be chosen here." in answer.content.decode()
    assert _Page(answer).checked == DEFAULTS | {"deck": "four"}
    alice.refresh_from_db()
    assert alice.preferences == {}


@pytest.mark.parametrize("name", ["volume", "is_staff", "", "__proto__", "n" * 900, "<b>"])
def test_a_name_that_there_is_not_is_refused(name: str, hers: Client, alice: User) -> None:
    answer = hers.post(PAGE, {name: "on"})
    assert answer.status_code == 422
    assert "There is no such preference." in answer.content.decode()
    alice.refresh_from_db()
    assert alice.preferences == {}


def test_a_script_hears_no_page(visitor: Client) -> None:
    kept = visitor.post(PAGE, {"theme": "dark"}, headers=FOR_SCRIPT)
    assert (kept.status_code, kept.content) == (204, b"")
    refused = visitor.post(PAGE, {"theme": "pink"}, headers=FOR_SCRIPT)
    assert refused.status_code == 422
    assert refused.json() == {
        "code": "malformed",
        "field": "theme",
        "message": "That cannot be chosen here. Please choose one of these.",
    }
    assert _on_page(visitor) == DEFAULTS | {"theme": "dark"}


def test_another_site_cannot_choose_for_anybody(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.post(PAGE, {"theme": "dark"}).status_code == 403
    alice.refresh_from_db()
    assert alice.preferences == {}


def test_an_address_cannot_open_session_after_session(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.GOLF_RATE_LIMITS = True
    monkeypatch.setattr(limits, "NEW_SESSIONS", limits.Limit("few-sessions", 1, 3600))
    visitor = Client()
    assert [visitor.post(PAGE, {"theme": "dark"}).status_code for _ in range(3)] == [302] * 3
    page, script = (
        Client().post(PAGE, {"theme": "dark"}),
        Client().post(PAGE, {"theme": "dark"}, headers=FOR_SCRIPT),
    )
    assert (page.status_code, script.status_code) == (429, 429)
    assert int(script.headers["Retry-After"]) > 0
    assert Session.objects.count() == 1


@pytest.mark.parametrize("stored", [{"theme": "pink", "volume": "11", "deck": "four"}, ["theme"], "dark", 7])
def test_what_another_version_stored_harms_nobody(stored: object, visitor: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(preferences=stored)
    visitor.post(PAGE, {"cards": "big"})
    visitor.force_login(User.objects.get())
    kept = {"deck": "four"} if isinstance(stored, dict) else {}
    assert _on_page(visitor) == DEFAULTS | kept | {"cards": "big"}


def test_programs_see_what_their_person_chose(alice: User, hers: Client) -> None:
    hers.post(PAGE, {"back": "blue"})
    assert Program(session=session_of(alice)).get("me").body["preferences"] == {"back": "blue"}
