"""A guest's token: kept hashed, good for 30 days, renewed by use."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts import guests
from accounts.models import GuestToken, User
from tests.kit.cast import Person, person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def alice() -> Person:
    return person("Alice")


def left() -> timedelta:
    """How long the only token is still good."""
    return GuestToken.objects.get().expires_at - timezone.now()


def age(time: timedelta) -> datetime:
    """Let the only token grow older; when it ends now."""
    token = GuestToken.objects.get()
    GuestToken.objects.update(expires_at=token.expires_at - time)
    return token.expires_at - time


def test_a_token_is_its_guests(alice: Person) -> None:
    person("Bob")
    assert guests.by_token(alice.token) == alice.user


def test_only_the_hash_of_a_token_is_kept(alice: Person) -> None:
    (row,) = GuestToken.objects.values()
    assert row["digest"] == hashlib.sha256(alice.token.encode()).hexdigest()
    assert alice.token not in str(row)
    assert guests.by_token(row["digest"]) is None


def test_tokens_differ(alice: Person) -> None:
    assert guests.new_token(alice.user) != alice.token


def test_a_token_is_good_for_thirty_days(alice: Person) -> None:
    assert timedelta(days=29, hours=23) < left() <= 30 * DAY


def test_use_renews_a_token(alice: Person) -> None:
    age(29 * DAY)
    assert guests.by_token(alice.token) == alice.user
    assert left() > timedelta(days=29, hours=23)


def test_use_on_the_same_day_writes_nothing(alice: Person) -> None:
    ends = age(timedelta(hours=23))
    assert guests.by_token(alice.token) == alice.user
    assert GuestToken.objects.get().expires_at == ends


def test_an_expired_token_is_refused_and_not_renewed(alice: Person) -> None:
    ends = age(30 * DAY)
    assert guests.by_token(alice.token) is None
    assert GuestToken.objects.get().expires_at == ends


@pytest.mark.parametrize("token", ["", "made-up", "a" * 100_000, "\x00", "ä"])
def test_an_unknown_token_is_nobodys(alice: Person, token: str) -> None:
    assert guests.by_token(token) is None


def test_a_token_of_somebody_shut_out_is_no_good(alice: Person) -> None:
    User.objects.update(is_active=False)
    assert guests.by_token(alice.token) is None


def test_a_token_goes_with_its_guest(alice: Person) -> None:
    alice.user.delete()
    assert guests.by_token(alice.token) is None
    assert not GuestToken.objects.exists()


def test_a_row_does_not_show_its_token_in_print(alice: Person) -> None:
    assert str(GuestToken.objects.get()) == f"token of {alice.id}"
