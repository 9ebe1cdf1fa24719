"""Guests are users, bound to the session in which they were made."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as site
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory

from accounts import guests, limits
from accounts.models import User
from accounts.names import BadName
from tests.kit.cast import person

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limits(settings: Settings) -> None:
    settings.GOLF_RATE_LIMITS = False


@pytest.fixture
def request_of_nobody() -> HttpRequest:
    request: HttpRequest = RequestFactory().post("/play/")
    request.user = AnonymousUser()
    request.session = import_module(site.SESSION_ENGINE).SessionStore()
    return request


def test_somebody_new_becomes_a_guest_in_their_session(request_of_nobody: HttpRequest) -> None:
    guest = guests.signed_in(request_of_nobody, "Robin")
    assert (guest.name, guest.is_guest) == ("Robin", True)
    assert request_of_nobody.session["_auth_user_id"] == str(guest.pk)


def test_they_stay_the_same_guest(request_of_nobody: HttpRequest) -> None:
    guest = guests.signed_in(request_of_nobody)
    assert guests.signed_in(request_of_nobody) == guest
    assert User.objects.count() == 1


def test_whoever_is_signed_in_stays_who_they_are(request_of_nobody: HttpRequest) -> None:
    alice = person("Alice", guest=False).user
    request_of_nobody.user = alice
    assert guests.signed_in(request_of_nobody, "Robin") == alice
    assert User.objects.count() == 1


def test_a_guest_is_a_user_without_a_password_and_without_rights(request_of_nobody: HttpRequest) -> None:
    guest = guests.new_guest(request_of_nobody)
    stored = User.objects.get(pk=guest.pk)
    assert stored.is_active
    assert not stored.has_usable_password()
    assert not stored.is_staff
    assert not stored.is_superuser


def test_two_guests_may_have_the_same_name_but_never_the_same_username(
    request_of_nobody: HttpRequest,
) -> None:
    first, second = (guests.new_guest(request_of_nobody, "Robin") for _ in range(2))
    assert first.name == second.name
    assert first.username != second.username


def test_a_bad_name_makes_nobody(request_of_nobody: HttpRequest) -> None:
    with pytest.raises(BadName):
        guests.signed_in(request_of_nobody, "Admin")
    assert not User.objects.exists()
    assert "_auth_user_id" not in request_of_nobody.session


def test_too_many_guests_from_one_address_make_nobody(
    request_of_nobody: HttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(limit: limits.Limit, who: str) -> None:
        raise limits.TooMany(limit, 60)

    monkeypatch.setattr(limits, "count", full)
    with pytest.raises(limits.TooMany):
        guests.signed_in(request_of_nobody)
    assert not User.objects.exists()


def test_a_user_without_a_name_is_called_by_their_username() -> None:
    assert User.objects.create(username="robin").name == "robin"


def test_the_look_of_a_name_keeps_in_step_with_it() -> None:
    user = User.objects.create(username="robin", name="Robin")
    before = user.name_key
    user.name = "Marian"
    user.save()
    assert User.objects.get().name_key != before
