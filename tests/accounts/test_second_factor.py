"""A second factor: an app with codes, recovery codes; each change of them is told by mail."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import TestCase
from django.urls import reverse

from tests.kit.visitor import Visitor, account, code_in, letters

if TYPE_CHECKING:
    from accounts.models import User

pytestmark = pytest.mark.django_db


def code_of(secret: str) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30)))


@pytest.fixture
def alice() -> User:
    return account("Alice")


def with_app(visitor: Visitor) -> str:
    """Set the app up; its secret."""
    visitor.sign_in("Alice")
    visitor.assure()
    page = visitor.see("mfa_activate_totp")
    secret = str(page.context["form"].secret)  # type: ignore[attr-defined]
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = visitor.send("mfa_activate_totp", code=code_of(secret))
    assert response.status_code == 302, response.content.decode()
    return secret


def test_an_app_is_asked_for_at_the_next_time(visitor: Visitor, alice: User) -> None:
    secret = with_app(visitor)
    assert letters("alice@example.org")[-1].subject == "A second factor was added"
    other = Visitor()
    assert other.sign_in("Alice").headers["Location"] == "/accounts/2fa/authenticate/"
    assert other.user is None
    other.send("mfa_authenticate", code="000000" if code_of(secret) != "000000" else "111111")
    assert other.user is None
    Authenticator.objects.update(last_used_at=None)
    totp_code = code_of(secret)
    other.send("mfa_authenticate", code=totp_code)
    assert other.user == alice


def test_a_recovery_code_is_good_once(visitor: Visitor, alice: User) -> None:
    with_app(visitor)
    kept = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    code = RecoveryCodes(kept).get_unused_codes()[0]
    users = []
    for _time in range(2):
        other = Visitor()
        other.sign_in("Alice")
        other.send("mfa_authenticate", code=code)
        users.append(other.user)
    assert users == [alice, None]


def test_a_code_by_mail_does_not_go_round_it(visitor: Visitor, alice: User) -> None:
    with_app(visitor)
    other = Visitor()
    other.send("account_request_login_code", email="alice@example.org")
    code = code_in(letters("alice@example.org")[-1])
    response = other.send("account_confirm_login_code", code=code)
    assert response.headers["Location"] == "/accounts/2fa/authenticate/"
    assert other.user is None


def test_a_reset_password_does_not_go_round_it(visitor: Visitor, alice: User) -> None:
    with_app(visitor)
    alice.set_password("blue-lantern-over-9")
    alice.save()
    other = Visitor()
    other.sign_in("Alice", "blue-lantern-over-9")
    assert other.user is None


def test_before_it_is_switched_off_it_must_be_somebody_who_just_signed_in(
    visitor: Visitor, alice: User
) -> None:
    with_app(visitor)
    session = visitor.client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [one | {"at": one["at"] - 3600} for one in records]
    session.save()
    response = visitor.send("mfa_deactivate_totp")
    assert response.headers["Location"].startswith("/accounts/reauthenticate/")
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_switching_it_off_is_told_by_mail(visitor: Visitor, alice: User) -> None:
    with_app(visitor)
    visitor.send("mfa_deactivate_totp")
    assert not Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()
    assert "A second factor was removed" in [letter.subject for letter in letters("alice@example.org")]


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_generate_recovery_codes",
        "account_change_password",
        "account_email",
        "usersessions_list",
        "account_settings",
        "account_logout",
    ],
)
def test_each_page_is_one_of_our_own_and_no_script_stands_in_it(
    visitor: Visitor, alice: User, name: str
) -> None:
    visitor.sign_in("Alice")
    visitor.assure()
    page = visitor.client.get(reverse(name), follow=True).content.decode()
    assert 'class="sheet"' in page
    assert " style=" not in page
    assert "<script>" not in page
