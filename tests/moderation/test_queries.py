"""A page of the console asks the database as often with many rows as with few."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Letter, User
from games.models import Game, Seat, Table
from leaderboards.models import Unfolded
from moderation import audit
from moderation.audit import What
from moderation.models import Sanction, Signal
from moderation.roles import Role
from tests.kit.staff import Staff
from tests.kit.visitor import account

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    Most = Callable[[int], AbstractContextManager[Any]]

pytestmark = pytest.mark.django_db
MANY = 60
AHEAD = {"games": 20, "ahead": 20}


@pytest.fixture
def crowd(administrator: Staff) -> User:
    """Alice, to whom everything has happened, and many others."""
    alice = account("Alice")
    now = timezone.now()
    moderators = Group.objects.get(name="Moderator")
    for number in range(MANY):
        other = User.objects.create(
            username=f"user{number}",
            name=f"User {number}",
            is_staff=True,
            merged_into=alice if number % 2 else None,
        )
        other.groups.add(moderators)
        audit.record(What.WARNED, by=administrator.user, whom=alice, why="x")
        Sanction.objects.create(kind="warning", user=alice, by=other, why="x")
        Invitation.objects.create(made_by=alice, note="x")
        Letter.objects.create(kind="x", to="a@example.org", user=alice, subject="x", text="", html="")
        UserSession.objects.create(user=alice, ip="192.0.2.7", session_key=f"k{number}", user_agent="Firefox")
        table = Table.objects.create(code=f"T{number:05}", made_by=other)
        game = Game.objects.create(table=table, started_at=now, ended_at=now + timedelta(minutes=5))
        Seat.objects.create(game=game, number=0, user=alice)
        Seat.objects.create(game=game, number=1, user=other)
        Unfolded.objects.create(game=game, why="x")
        Signal.objects.create(user=other, kind="partner", other=alice, number=1e-9, facts=AHEAD)
    User.objects.filter(invitation=None, pk__gt=alice.pk).update(invitation=Invitation.objects.first())
    return alice


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("accounts_user_changelist", 13),
        ("accounts_invitation_changelist", 12),
        ("moderation_sanction_changelist", 12),
        ("moderation_auditentry_changelist", 15),
        ("accounts_letter_changelist", 16),
        ("games_game_changelist", 12),
        ("leaderboards_unfolded_changelist", 12),
        ("moderation_signal_changelist", 12),
    ],
)
def test_a_list_asks_seldom(
    crowd: User, administrator: Staff, django_assert_max_num_queries: Most, page: str, most: int
) -> None:
    with django_assert_max_num_queries(most):
        assert administrator.see(page).status_code == 200


def test_a_search_asks_seldom(crowd: User, administrator: Staff, django_assert_max_num_queries: Most) -> None:
    for term in ("user", "192.0.2.7", "a@example.org", str(crowd.pk)):
        with django_assert_max_num_queries(14):
            administrator.see("accounts_user_changelist", q=term)


def test_the_page_of_somebody_asks_seldom(
    crowd: User, administrator: Staff, django_assert_max_num_queries: Most
) -> None:
    with django_assert_max_num_queries(32):
        assert administrator.see("accounts_user_change", crowd.pk).status_code == 200


def test_an_invitation_names_those_who_came_at_once(
    crowd: User, administrator: Staff, django_assert_max_num_queries: Most
) -> None:
    first = Invitation.objects.first()
    assert first is not None
    with django_assert_max_num_queries(14):
        page = administrator.see("accounts_invitation_change", first.pk)
    assert "User 1" in page.content.decode()


def test_a_signal_names_the_accounts_of_an_address_at_once(
    crowd: User, administrator: Staff, django_assert_max_num_queries: Most
) -> None:
    them = list(User.objects.exclude(pk=crowd.pk).values_list("pk", flat=True))
    signal = Signal.objects.create(user=crowd, kind="address", number=len(them), facts={"accounts": them})
    with django_assert_max_num_queries(14):
        page = administrator.see("moderation_signal_change", signal.pk)
    assert "User 1" in page.content.decode()


def test_asking_about_many_asks_seldom(
    crowd: User, django_assert_max_num_queries: Most, administrator: Staff
) -> None:
    owner = Staff(Role.OWNER)
    ids = list(User.objects.exclude(pk=owner.user.pk).values_list("pk", flat=True)[:50])
    with django_assert_max_num_queries(14):
        page = owner.client.get(reverse("admin:accounts_user_deed", args=["ban"]), {"id": ids})
    assert page.status_code == 200


def test_a_list_is_counted_no_further_than_anybody_reads(crowd: User, administrator: Staff) -> None:
    page: Any = administrator.see("accounts_user_changelist")
    page.context["cl"].paginator.__dict__.pop("count", None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("moderation.console.few.COUNTED", 10)
        assert page.context["cl"].paginator.count == 10


@pytest.mark.parametrize("model", ["accounts_user", "moderation_auditentry", "moderation_sanction"])
def test_no_filter_counts_a_whole_list(administrator: Staff, model: str) -> None:
    page: Any = administrator.see(f"{model}_changelist", _facets="True")
    assert page.status_code == 200
    assert not page.context["cl"].add_facets
