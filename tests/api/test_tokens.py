"""POST tokens, tokens/refresh, tokens/revoke: programs that act for an account."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import TYPE_CHECKING

import jwt
import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as site
from django.test import Client
from django.utils import timezone

from accounts import barring, deletion, tokens
from accounts.models import RefreshToken, TokenFamily, User
from tests.accounts.test_second_factor import code_of
from tests.api.program import Program
from tests.kit.visitor import Visitor, account

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.api.program import Json
    from tests.kit.cast import Person

PASSWORD = "quiet green table"


@pytest.fixture
def robin(db: None) -> User:
    """Somebody with an account."""
    return account("robin", password=PASSWORD)


@pytest.fixture
def pair(robin: User) -> Json:
    """Robin's program, just signed in."""
    answer = Program().post("tokens", {"login": "robin", "password": PASSWORD})
    assert answer.status == 200
    body: Json = answer.body
    return body


def who(access: str) -> int:
    """The status of a call with this token."""
    return Program(access).get("me").status


def refreshed(token: str) -> Json:
    answer = Program().post("tokens/refresh", {"refresh": token})
    assert answer.status == 200
    body: Json = answer.body
    return body


def test_a_name_and_a_password_give_a_pair(robin: User, pair: Json) -> None:
    assert set(pair) == {"access", "refresh", "expires_in"}
    assert pair["expires_in"] == 15 * 60
    assert Program(pair["access"]).get("me").body["id"] == robin.pk


def test_no_token_is_kept_as_it_is(pair: Json) -> None:
    assert not RefreshToken.objects.filter(digest=pair["refresh"]).exists()
    assert RefreshToken.objects.count() == 1


@pytest.mark.parametrize(
    ("login", "password"), [("robin", "wrong"), ("nobody", PASSWORD), ("", PASSWORD), ("robin", "")]
)
def test_what_is_wrong_is_not_told(robin: User, login: str, password: str) -> None:
    answer = Program().post("tokens", {"login": login, "password": password})
    assert answer.refusal == (401, "wrong_credentials", None)
    assert answer.body["message"] == "That is not the name and password of an account."
    assert not TokenFamily.objects.exists()


@pytest.mark.parametrize("login", ["ROBIN ", "robin@example.org", "Robin@Example.org"])
def test_name_or_address_in_any_case_will_do(robin: User, login: str) -> None:
    assert Program().post("tokens", {"login": login, "password": PASSWORD}).status == 200


def test_whoever_has_not_verified_their_address_has_no_account_yet(robin: User) -> None:
    User.objects.filter(pk=robin.pk).update(is_guest=True)
    assert (
        Program().post("tokens", {"login": "robin", "password": PASSWORD}).refusal[1] == "wrong_credentials"
    )


def test_a_second_factor_is_asked_of_programs_too(robin: User) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(robin, secret)
    body = {"login": "robin", "password": PASSWORD}
    assert Program().post("tokens", body).refusal == (401, "code_needed", None)
    assert Program().post("tokens", body | {"password": "wrong"}).refusal == (401, "wrong_credentials", None)
    code = code_of(secret)
    wrong = "000000" if code != "000000" else "111111"
    assert Program().post("tokens", body | {"code": wrong}).refusal == (401, "code_needed", None)
    assert Program().post("tokens", body | {"code": code_of(secret)}).status == 200
    recovery = RecoveryCodes.activate(robin).get_unused_codes()[0]
    assert Program().post("tokens", body | {"code": recovery}).status == 200
    assert Program().post("tokens", body | {"code": recovery}).refusal == (401, "code_needed", None)


def test_codes_are_not_to_be_guessed(robin: User, settings: Settings) -> None:
    settings.GOLF_RATE_LIMITS = True
    totp.TOTP.activate(robin, totp.generate_totp_secret())
    body = {"login": "robin", "password": PASSWORD, "code": "12345x"}
    tries = [Program().post("tokens", body).status for _try in range(6)]
    assert tries == [401] * 5 + [429]


def test_whoever_is_banned_reads_why_once_they_have_shown_their_password(robin: User) -> None:
    barring.ban(robin)
    body = {"login": "robin", "password": PASSWORD}
    answer = Program().post("tokens", body)
    assert answer.refusal == (403, "banned", None)
    address = answer.body["message"].rpartition(" ")[2]
    assert address.startswith(f"{site.SITE_URL}/sanctions/")
    assert Client().get(address.removeprefix(site.SITE_URL)).status_code == 200
    assert Program().post("tokens", body | {"password": "wrong"}).refusal == (401, "wrong_credentials", None)
    assert not TokenFamily.objects.exists()


def test_whoever_has_to_choose_a_new_password_is_told_once_they_have_shown_the_old(robin: User) -> None:
    barring.force_new_password(robin)
    barring.force_new_password(robin)
    body = {"login": "robin@example.org", "password": PASSWORD}
    answer = Program().post("tokens", body)
    assert answer.refusal == (403, "new_password_needed", None)
    assert f"{site.SITE_URL}/accounts/password/reset/" in answer.body["message"]
    assert Program().post("tokens", body | {"password": "wrong"}).refusal == (401, "wrong_credentials", None)
    assert not TokenFamily.objects.exists()


def test_whose_account_is_deleted_has_none(robin: User) -> None:
    User.objects.filter(pk=robin.pk).update(is_active=False, deleted_at=timezone.now())
    answer = Program().post("tokens", {"login": "robin", "password": PASSWORD})
    assert answer.refusal == (401, "wrong_credentials", None)


def test_a_guest_has_no_password_to_sign_in_with(alice: Person) -> None:
    answer = Program().post("tokens", {"login": alice.user.username, "password": ""})
    assert answer.refusal == (401, "wrong_credentials", None)


@pytest.mark.parametrize(
    "body", [{}, {"login": "robin"}, {"login": 7, "password": "x"}, [], {"refresh": "x" * 401}]
)
def test_bodies_of_another_form_are_malformed(db: None, body: object) -> None:
    assert Program().post("tokens", body).status == 422
    assert Program().post("tokens/refresh", body).status == 422


def test_an_access_token_expires_after_a_quarter_of_an_hour(robin: User, pair: Json) -> None:
    claims = jwt.decode(pair["access"], options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 15 * 60
    family = TokenFamily.objects.get(user=robin)
    old = tokens._signed(family, timezone.now() - tokens.ACCESS_LIFE - timedelta(seconds=1))
    assert who(old) == 401


def forged(access: str, **changed: object) -> str:
    """The same token with other claims and the old signature."""
    head, body, signature = access.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    told = base64.urlsafe_b64encode(json.dumps(claims | changed).encode()).decode().rstrip("=")
    return f"{head}.{told}.{signature}"


def test_nobody_can_write_a_token_of_their_own(robin: User, pair: Json, alice: Person) -> None:
    claims = jwt.decode(pair["access"], options={"verify_signature": False})
    assert who(forged(pair["access"], sub=str(alice.id))) == 401
    assert who(jwt.encode(claims, "", algorithm="none")) == 401
    assert who(jwt.encode(claims, site.SECRET_KEY, algorithm="HS256")) == 401
    for broken in ("..", "a.b.c", pair["access"][:-2], "é.é.é"):
        assert who(broken) == 401


def test_refreshing_gives_another_pair_and_uses_the_token_up(pair: Json) -> None:
    second = refreshed(pair["refresh"])
    assert second["refresh"] != pair["refresh"]
    assert who(second["access"]) == who(pair["access"]) == 200


def test_whoever_uses_an_old_refresh_token_ends_the_whole_family(pair: Json) -> None:
    second = refreshed(pair["refresh"])
    again = Program().post("tokens/refresh", {"refresh": pair["refresh"]})
    assert again.refusal == (401, "bad_token", None)
    assert who(pair["access"]) == who(second["access"]) == 401
    assert Program().post("tokens/refresh", {"refresh": second["refresh"]}).status == 401


def test_a_refresh_token_expires_and_its_family_lives_on(pair: Json) -> None:
    RefreshToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Program().post("tokens/refresh", {"refresh": pair["refresh"]}).status == 401
    assert who(pair["access"]) == 200


def test_revoking_holds_at_once_and_touches_no_other_family(robin: User, pair: Json) -> None:
    other = tokens.begin(robin)
    assert Program().post("tokens/revoke", {"refresh": pair["refresh"]}).status == 204
    assert who(pair["access"]) == 401
    assert Program().post("tokens/refresh", {"refresh": pair["refresh"]}).status == 401
    assert who(other.access) == 200


def test_revoking_what_nobody_knows_is_no_error(db: None) -> None:
    assert Program().post("tokens/revoke", {"refresh": "unknown"}).status == 204


def test_whoever_may_not_act_any_more_is_out_at_once(robin: User, pair: Json) -> None:
    User.objects.filter(pk=robin.pk).update(is_active=False)
    assert who(pair["access"]) == 401
    assert Program().post("tokens/refresh", {"refresh": pair["refresh"]}).status == 401


def test_an_account_has_twenty_programs_and_the_oldest_makes_room(robin: User) -> None:
    first = tokens.begin(robin)
    second = tokens.begin(robin)
    for _more in range(tokens.MOST_FAMILIES - 1):
        tokens.begin(robin)
    assert (who(first.access), who(second.access)) == (401, 200)


def test_wrong_tries_are_counted_for_the_account_by_pages_and_programs_together(robin: User) -> None:
    programs = [Program(address=f"198.51.100.{n}") for n in range(5)]
    assert [p.post("tokens", {"login": "robin", "password": "wrong"}).status for p in programs[:3]] == [
        401
    ] * 3
    for n in (7, 8):
        Visitor(REMOTE_ADDR=f"198.51.100.{n}").sign_in("robin@example.org", "wrong")
    answer = programs[4].post("tokens", {"login": "ROBIN ", "password": PASSWORD})
    assert answer.refusal == (429, "slow_down", None)
    assert answer.headers["Retry-After"] == "900"


def test_an_address_may_try_ten_times_a_minute(db: None, settings: Settings) -> None:
    settings.GOLF_RATE_LIMITS = True
    tries = [Program().post("tokens", {"login": f"n{i}", "password": "wrong"}).status for i in range(11)]
    assert tries == [401] * 10 + [429]


@pytest.mark.parametrize("login", ["a\x00b", "a\x00@example.org"])
def test_what_no_database_takes_is_simply_wrong(db: None, login: str) -> None:
    assert Program().post("tokens", {"login": login, "password": PASSWORD}).refusal[1] == "wrong_credentials"


def test_a_program_that_signs_in_keeps_an_account_that_was_to_be_deleted(robin: User) -> None:
    deletion.ask(robin)
    assert Program().post("tokens", {"login": "robin", "password": PASSWORD}).status == 200
    robin.refresh_from_db()
    assert robin.deletion_at is None
