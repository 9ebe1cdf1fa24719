"""A lost or changed password: what was begun with the old one ends, and a notice goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core import mail

from accounts import guests, news, post
from accounts.models import GuestToken
from tests.kit.visitor import GOOD_PASSWORD, Visitor, account, letters, link_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db
NEW = "blue-lantern-over-9"


@pytest.fixture
def ended() -> Iterator[list[tuple[int, str | None, str]]]:
    """Whose access ended, with the session that was kept, and why."""
    heard: list[tuple[int, str | None, str]] = []

    def hear(user_id: int, kept: str | None, why: str, **_signal: object) -> None:
        heard.append((user_id, kept, why))

    news.access_ended.connect(hear)
    yield heard
    news.access_ended.disconnect(hear)


def reset(visitor: Visitor, link: str, password: str = NEW) -> None:
    page = visitor.open(link)
    path = page.redirect_chain[-1][0]  # type: ignore[attr-defined]
    visitor.client.post(path, {"password1": password, "password2": password})


def ask_for_link(visitor: Visitor, email: str = "alice@example.org") -> str:
    visitor.send("account_reset_password", email=email)
    return link_in(letters(email)[-1])


def test_the_link_sets_a_new_password(visitor: Visitor) -> None:
    alice = account("Alice")
    reset(visitor, ask_for_link(visitor))
    assert visitor.user is None
    assert Visitor().sign_in("Alice", GOOD_PASSWORD).status_code == 200
    visitor.sign_in("Alice", NEW)
    assert visitor.user == alice


def test_all_sessions_and_tokens_end_with_it(
    visitor: Visitor, ended: list[tuple[int, str | None, str]]
) -> None:
    alice = account("Alice")
    guests.new_token(alice)
    at_home = Visitor()
    at_home.sign_in("Alice")
    key = at_home.key
    reset(visitor, ask_for_link(visitor))
    assert at_home.user is None
    assert not at_home.client.session.exists(key)
    assert not GuestToken.objects.exists()
    assert ended == [(alice.pk, None, "session_ended")]


def test_a_notice_says_from_where(visitor: Visitor) -> None:
    account("Alice")
    visitor.client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"
    reset(visitor, ask_for_link(visitor))
    notice = str(letters("alice@example.org")[-1].body)
    assert "It was done with Firefox on Windows, from the machine that the site runs on" in notice


@pytest.mark.parametrize("which", ["used", "expired", "foreign", "tampered"])
def test_a_link_that_is_no_good_says_so(visitor: Visitor, settings: Settings, which: str) -> None:
    account("Alice")
    bob = account("Bob")
    link = ask_for_link(visitor)
    if which == "used":
        reset(visitor, link)
    elif which == "expired":
        settings.PASSWORD_RESET_TIMEOUT = -1
    elif which == "foreign":
        other = ask_for_link(Visitor(), "bob@example.org")
        uid, _dash, token = link.rpartition("/key/")[2].partition("-")
        link = (
            other.rpartition("/key/")[0]
            + "/key/"
            + other.rpartition("/key/")[2].partition("-")[0]
            + "-"
            + token
        )
        assert uid
    else:
        link = link[:-3] + ("aa/" if link[-3:-1] != "aa" else "bb/")
    page = Visitor().open(link).content.decode()
    assert "This link is not good any more" in page
    assert "/accounts/password/reset/" in page
    bob.refresh_from_db()
    assert bob.check_password(GOOD_PASSWORD)


def test_nobody_learns_who_is_known(visitor: Visitor) -> None:
    account("Alice")
    known = visitor.send("account_reset_password", email="alice@example.org")
    unknown = Visitor().send("account_reset_password", email="nobody@example.org")
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert letters("nobody@example.org") == []


def test_a_letter_leads_to_the_site_whatever_the_request_calls_it(
    visitor: Visitor, settings: Settings
) -> None:
    account("Alice")
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://golf.example.org"
    visitor.client.defaults["HTTP_HOST"] = "evil.example"
    assert ask_for_link(visitor).startswith("https://golf.example.org/accounts/password/reset/key/")
    assert "evil" not in str(letters()[-1].body)


def test_a_changed_password_ends_all_sessions_but_this(
    visitor: Visitor, ended: list[tuple[int, str | None, str]]
) -> None:
    alice = account("Alice")
    elsewhere = Visitor()
    elsewhere.sign_in("Alice")
    visitor.sign_in("Alice")
    before = visitor.key
    visitor.send("account_change_password", oldpassword=GOOD_PASSWORD, password1=NEW, password2=NEW)
    assert visitor.user == alice
    assert visitor.key != before
    assert elsewhere.user is None
    assert ended == [(alice.pk, visitor.key, "session_ended")]
    assert "was changed" in letters("alice@example.org")[-1].subject


def test_a_new_address_takes_over_once_it_is_verified_and_both_are_told(visitor: Visitor) -> None:
    alice = account("Alice")
    visitor.sign_in("Alice")
    visitor.assure()
    visitor.send("account_email", email="alice@new.example", action_add="1")
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
    visitor.follow(link_in(letters("alice@new.example")[0]))
    alice.refresh_from_db()
    assert alice.email == "alice@new.example"
    assert "from alice@example.org to alice@new.example" in str(letters("alice@example.org")[-1].body)


def test_an_address_that_somebody_has_is_added_with_the_same_words(visitor: Visitor) -> None:
    account("Alice")
    account("Bob")
    visitor.sign_in("Alice")
    visitor.assure()
    free = visitor.send("account_email", email="nobody@example.org", action_add="1")
    taken = visitor.send("account_email", email="bob@example.org", action_add="1")
    assert (taken.status_code, taken.headers.get("Location")) == (
        free.status_code,
        free.headers.get("Location"),
    )
    assert len(letters("bob@example.org")) == len(letters("nobody@example.org")) == 1
    page = visitor.open(link_in(letters("bob@example.org")[0]))
    assert "This address has an account" in page.content.decode()


@pytest.mark.parametrize("page", ["account_reset_password", "account_request_login_code"])
def test_one_mail_task_is_queued_whether_the_address_is_known(
    monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    account("Alice")
    queued: list[object] = []
    monkeypatch.setattr(post, "later", lambda task, *_args: queued.append(task))
    for n, email in enumerate(("alice@example.org", "nobody@example.org"), start=1):
        assert Visitor().send(page, email=email).status_code == 302
        assert queued == [post.send] * n
    post.send(0)
    assert mail.outbox == []
