"""The language of somebody with an account meets that of their browser."""

from __future__ import annotations

import pytest

from accounts import belongings
from tests.kit.visitor import Visitor, account

pytestmark = pytest.mark.django_db


def language_of(visitor: Visitor) -> str:
    """In which language the browser, which asks for French, gets a page."""
    return str(visitor.client.get("/rules/", headers={"accept-language": "fr"})["Content-Language"])


def test_signing_in_shows_the_site_in_the_language_of_the_account(visitor: Visitor) -> None:
    account("Alice", language="de")
    visitor.client.cookies["django_language"] = "es"
    assert language_of(visitor) == "es"
    visitor.sign_in("Alice")
    assert language_of(visitor) == "de"


def test_so_it_does_for_a_guest_who_is_asked_what_to_bring(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = account("Guest")
    account("Alice", language="de")
    monkeypatch.setattr(belongings, "guest_before", lambda _request: guest)
    monkeypatch.setattr(belongings, "of", lambda _guest_id: (True,))
    assert "next=" in visitor.sign_in("Alice").headers["Location"]
    assert language_of(visitor) == "de"


def test_without_a_choice_the_browser_decides_after_signing_in_too(visitor: Visitor) -> None:
    account("Alice")
    visitor.sign_in("Alice")
    assert language_of(visitor) == "fr"


def test_choosing_at_the_foot_is_kept_with_the_account(visitor: Visitor) -> None:
    alice = account("Alice", language="de")
    visitor.sign_in("Alice")
    visitor.send("set_language", language="es", next="/rules/")
    alice.refresh_from_db()
    assert (alice.language, language_of(visitor)) == ("es", "es")


def test_a_language_that_the_site_does_not_speak_changes_nothing(visitor: Visitor) -> None:
    alice = account("Alice", language="de")
    visitor.sign_in("Alice")
    visitor.send("set_language", language="tlh", next="/rules/")
    alice.refresh_from_db()
    assert (alice.language, language_of(visitor)) == ("de", "de")
