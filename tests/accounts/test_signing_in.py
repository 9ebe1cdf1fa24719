"""Signing in and out: by name, address or code, with the same words for everybody, and limits."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from accounts.models import User
from tests.accounts.test_signing_up import count_hashes
from tests.kit.visitor import Visitor, account, code_in, errors, letters, shown

if TYPE_CHECKING:
    from django.http import HttpResponse
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


def is_refused(response: HttpResponse) -> bool:
    return response.status_code == 200 and "__all__" in errors(response)


@pytest.mark.parametrize("login", ["Alice", "alice", " ALICE ", "alice@example.org", "Alice@Example.org"])
def test_by_name_or_address_in_any_case(visitor: Visitor, login: str) -> None:
    alice = account("Alice")
    assert visitor.sign_in(login).headers["Location"] == "/"
    assert visitor.user == alice


def test_the_session_gets_a_new_key(visitor: Visitor) -> None:
    account("Alice")
    visitor.client.session.save()
    visitor.client.post("/play/")
    before = visitor.key
    visitor.sign_in("Alice")
    assert visitor.key != before
    assert not visitor.client.session.exists(before)


@pytest.mark.parametrize("known", ["Alice", "alice@example.org"])
def test_the_same_is_said_and_done_for_known_and_unknown(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, known: str
) -> None:
    account("Alice")
    hashed = count_hashes(monkeypatch)
    unknown = known.replace("lice", "licia")
    words = []
    for n, login in enumerate((known, unknown), start=1):
        response = visitor.sign_in(login, "not-the-right-one")
        assert is_refused(response)
        assert len(hashed) == n
        words.append(errors(response))
    assert words[0] == words[1]


@pytest.mark.parametrize("login", ["Alice", "Nobody"])
def test_five_wrong_passwords_close_an_account_for_a_while(login: str) -> None:
    account("Alice")
    answers = []
    for n in range(20):
        who = Visitor(REMOTE_ADDR=f"198.51.100.{n}")
        name = login if n % 2 else login.upper()
        answers.append(errors(who.sign_in(name, f"wrong-{n}"))["__all__"][0])
    assert answers[:5] == ["That name or password is not right."] * 5
    assert set(answers[5:]) == {"Too many tries. Please wait a quarter of an hour, or have a code sent."}
    right = Visitor(REMOTE_ADDR="198.51.100.99").sign_in(login)
    assert is_refused(right)


def test_tries_by_name_and_by_address_count_together() -> None:
    account("Alice")
    responses = [
        Visitor(REMOTE_ADDR=f"198.51.100.{n}").sign_in(login, "wrong")
        for n, login in enumerate(["Alice", "alice@example.org"] * 3)
    ]
    assert "Too many tries" in errors(responses[-1])["__all__"][0]


def test_an_address_has_ten_tries_a_minute() -> None:
    statuses = [Visitor(REMOTE_ADDR="198.51.100.7").sign_in(f"Nobody {n}").status_code for n in range(12)]
    assert statuses == [200] * 10 + [429] * 2
    assert Visitor(REMOTE_ADDR="198.51.100.8").sign_in("Nobody").status_code == 200


def test_behind_a_trusted_proxy_each_client_has_tries_of_its_own(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    for n in range(12):
        who = Visitor(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}")
        assert who.sign_in("Nobody").status_code == 200
    statuses = [
        Visitor(REMOTE_ADDR="203.0.113.1", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}")
        .sign_in(f"N {n}")
        .status_code
        for n in range(11)
    ]
    assert statuses[-1] == 429


def test_a_code_by_mail_signs_in(visitor: Visitor) -> None:
    alice = account("Alice")
    response = visitor.send("account_request_login_code", email="alice@example.org")
    assert response.headers["Location"] == "/accounts/login/code/confirm/"
    (letter,) = letters("alice@example.org")
    code = code_in(letter)
    assert code not in letter.subject
    visitor.send("account_confirm_login_code", code=code)
    assert visitor.user == alice


def test_a_wrong_code_does_not_and_three_end_it(visitor: Visitor) -> None:
    account("Alice")
    visitor.send("account_request_login_code", email="alice@example.org")
    code = code_in(letters()[0])
    for _try in range(3):
        visitor.send("account_confirm_login_code", code="WRONG1")
    visitor.send("account_confirm_login_code", code=code)
    assert visitor.user is None


def test_a_code_for_an_unknown_address_is_answered_alike_and_not_sent(visitor: Visitor) -> None:
    account("Alice")
    known = visitor.send("account_request_login_code", email="alice@example.org")
    stranger = Visitor()
    unknown = stranger.send("account_request_login_code", email="nobody@example.org")
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    pages = [shown(who.see("account_confirm_login_code")) for who in (visitor, stranger)]
    assert pages[0].replace("alice@", "nobody@") == pages[1]
    assert letters("nobody@example.org") == []


def test_five_letters_an_hour_go_to_one_address() -> None:
    account("Alice")
    for n in range(7):
        who = Visitor(REMOTE_ADDR=f"198.51.100.{n}")
        name = "account_reset_password" if n % 2 else "account_request_login_code"
        assert who.send(name, email="alice@example.org").status_code == 302
    assert len(letters("alice@example.org")) == 5


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
@pytest.mark.parametrize("page", ["account_login", "account_signup", "account_logout"])
def test_next_leads_nowhere_else(visitor: Visitor, elsewhere: str, page: str) -> None:
    account("Alice")
    visitor.see(page, next=elsewhere)
    if page == "account_signup":
        response = visitor.sign_up(next=elsewhere)
    else:
        response = visitor.sign_in("Alice", next=elsewhere if page == "account_login" else "")
    if page == "account_logout":
        response = visitor.send(page, next=elsewhere)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/")
    assert "evil" not in response.headers["Location"]


def test_next_leads_back_to_where_somebody_came_from(visitor: Visitor) -> None:
    account("Alice")
    assert visitor.sign_in("Alice", next="/rules/").headers["Location"] == "/rules/"


def test_whoever_is_barred_cannot_sign_in(visitor: Visitor) -> None:
    account("Alice", is_active=False)
    assert visitor.sign_in("Alice").headers["Location"].startswith(reverse("my_sanctions"))  # Which say why.
    assert visitor.user is None


def test_signing_out_ends_the_session(visitor: Visitor) -> None:
    account("Alice")
    visitor.sign_in("Alice")
    before = visitor.key
    assert visitor.send("account_logout").headers["Location"] == "/"
    assert visitor.user is None
    assert not visitor.client.session.exists(before)


def test_the_console_is_entered_through_the_sites_own_page(visitor: Visitor) -> None:
    account("Alice", is_staff=True, is_superuser=True)
    page = visitor.client.get("/admin/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/accounts/login/?next=")
    visitor.sign_in("Alice", next="/admin/")
    assert visitor.client.get("/admin/").status_code == 200


def test_whoever_is_not_of_the_staff_does_not_enter_the_console(visitor: Visitor) -> None:
    account("Alice")
    visitor.sign_in("Alice")
    assert visitor.client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("name", ["account_settings", "usersessions_list", "account_email", "mfa_index"])
def test_settings_are_for_those_who_have_an_account(visitor: Visitor, name: str) -> None:
    visitor.client.post("/play/")
    assert visitor.see(name).headers["Location"].startswith("/accounts/login/")


def test_a_nul_in_a_field_is_a_wrong_name_and_no_error(visitor: Visitor) -> None:
    assert visitor.sign_in("Al\x00ice").status_code == 200
    assert User.objects.count() == 0
