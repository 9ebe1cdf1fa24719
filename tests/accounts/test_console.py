"""Users in the console: whoever is made inactive there is put out everywhere; names and addresses are their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import TestCase
from django.urls import reverse

from accounts import news
from accounts.models import Invitation, User
from tests.kit.visitor import Visitor, account

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(visitor: Visitor) -> Visitor:
    """An administrator in the console."""
    account("Robin", is_staff=True, is_superuser=True)
    visitor.sign_in("Robin")
    return visitor


@pytest.fixture
def banned() -> Iterator[list[int]]:
    """The ids of those whose access has ended by a ban."""
    heard: list[int] = []

    def hear(user_id: int, why: str, **_signal: object) -> None:
        if why == "banned":
            heard.append(user_id)

    news.access_ended.connect(hear)
    yield heard
    news.access_ended.disconnect(hear)


def save(admin: Visitor, user: User, **fields: str) -> int:
    form = {"name": user.name, "games_shown_to": "all", "preferences": "{}"} | fields
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = admin.client.post(reverse("admin:accounts_user_change", args=[user.pk]), form)
    return response.status_code


def test_whoever_is_made_inactive_is_put_out(admin: Visitor, banned: list[int]) -> None:
    alice = account("Alice")
    at_home = Visitor()
    at_home.sign_in("Alice")
    assert save(admin, alice) == 302
    assert banned == [alice.pk]
    assert at_home.user is None


def test_whoever_stays_active_is_left_alone(admin: Visitor, banned: list[int]) -> None:
    alice = account("Alice")
    at_home = Visitor()
    at_home.sign_in("Alice")
    assert save(admin, alice, is_active="on", username="Mallory", email="mallory@example.org") == 302
    alice.refresh_from_db()
    assert (alice.username, alice.email) == ("Alice", "alice@example.org")
    assert banned == []
    assert at_home.user == alice


def test_an_invitation_tells_who_made_it(admin: Visitor) -> None:
    admin.client.post(reverse("admin:accounts_invitation_add"), {"uses": "3", "note": "The club"})
    invitation = Invitation.objects.get()
    assert (invitation.uses, invitation.note) == (3, "The club")
    assert invitation.made_by == admin.user
