"""What people are called, or have written, turns no line of the console around, wherever it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Letter, User
from games.models import Game, Seat, Table
from leaderboards.models import Unfolded
from moderation import audit
from moderation.audit import What
from moderation.models import Appeal, Report, Sanction, Signal
from moderation.roles import Role
from tests.kit.staff import Staff
from tests.kit.visitor import account

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
TURNED: Final = "\u202e"
"""From here on a line runs from right to left."""
HIDDEN: Final = "\u200b\u2066"
MEAN: Final = f"<i>Al{TURNED}ice{HIDDEN}"


def renamed(user: User) -> User:
    """Somebody with a name that nobody can give themselves, but that may have come from elsewhere."""
    User.objects.filter(pk=user.pk).update(name=MEAN, username=f"{MEAN}{user.pk}")
    user.refresh_from_db()
    return user


@pytest.fixture
def owner() -> Staff:
    """Reads it all. Their own name stands in Django's frame, to themselves alone."""
    return Staff(Role.OWNER)


@pytest.fixture
def mean(owner: Staff) -> User:
    """Somebody of whom everything that can be said is said so, by others like them."""
    alice, bob = renamed(account("Alice")), renamed(account("Bob"))
    mo = renamed(Staff(Role.MODERATOR).user)
    User.objects.filter(pk=alice.pk).update(email=f"{MEAN}@example.org", merged_into=bob)
    User.objects.filter(pk=bob.pk).update(merged_into=alice)
    invitation = Invitation.objects.create(note=MEAN, made_by=mo)
    Invitation.objects.create(note=MEAN, made_by=alice)
    User.objects.filter(pk__in=[alice.pk, bob.pk]).update(invitation=invitation)
    UserSession.objects.create(user=alice, ip="192.0.2.7", session_key="k", user_agent=MEAN)
    Letter.objects.create(kind="x", to=MEAN, user=alice, subject=MEAN, reason=MEAN, text="", html="")
    game = Game.objects.create(table=Table.objects.create(code="T00001", made_by=bob), fault=MEAN)
    for number, user in enumerate((alice, bob)):
        Seat.objects.create(game=game, number=number, user=user)
    Unfolded.objects.create(game=game, why=MEAN)
    audit.record(What.WARNED, by=mo, whom=alice, game=game, why=MEAN, detail={"before": MEAN})
    Signal.objects.create(
        user=alice, kind="address", other=bob, number=4, facts={"accounts": [bob.pk]}, looked_by=mo,
        looked_at=timezone.now(),
    )  # fmt: skip
    Signal.objects.create(user=bob, kind="address", other=alice, number=4, facts={"accounts": [alice.pk]})
    for by, about, decided in ((alice, bob, None), (bob, alice, mo)):
        sanction = Sanction.objects.create(kind="mute", user=about, by=mo, why=f"{MEAN}\n{MEAN}")
        Appeal.objects.create(
            sanction=sanction, words=MEAN, answer=MEAN, decided_by=decided,
            decided_at=timezone.now() if decided else None,
        )  # fmt: skip
        Report.objects.create(
            by=by, about=about, by_name=MEAN, about_name=f"{MEAN}!", kind="name", words=MEAN, note=MEAN,
            game=game, seat=0, seq=0, claimed_by=mo, claimed_at=timezone.now(), sanction=sanction,
            decided_by=decided, decided_at=timezone.now() if decided else None,
        )  # fmt: skip
    return alice


def pages() -> list[str]:
    """Every list, every row, and every page that asks, of a console in which all of them have rows."""
    found = [reverse("admin:index")]
    for one in admin.site._registry.values():
        name = f"admin:{one.opts.app_label}_{one.opts.model_name}"
        numbers = list(one.model._default_manager.values_list("pk", flat=True))
        assert numbers, name
        found.append(reverse(f"{name}_changelist"))
        found += [reverse(f"{name}_change", args=[number]) for number in numbers]
        rows = "&".join(f"id={number}" for number in numbers)
        found += [f"{reverse(f'{name}_deed', args=[deed.key])}?{rows}" for deed in one.deeds]  # type: ignore[attr-defined]
    game = Game.objects.get().pk
    decided = ["moderation_report", "moderation_appeal"]
    found += [f"{reverse(f'admin:{name}_changelist')}?state=decided" for name in decided]
    found.append(f"{reverse('admin:moderation_signal_changelist')}?state=looked")
    return found + [reverse(f"admin:games_game_{page}", args=[game]) for page in ("gallery", "events")]


def shown(client: Client, address: str, **posted: Any) -> str:
    answer = client.post(address, posted, follow=True) if posted else client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def turned(page: str) -> list[str]:
    """The lines in which somebody else's marks work."""
    return [
        line.strip() for line in page.splitlines() if any(mark in line for mark in (TURNED, *HIDDEN, "<i>"))
    ]


def test_no_page_shows_what_hides_or_turns_the_line_around(owner: Staff, mean: User) -> None:
    found = {line: address for address in pages() for line in turned(shown(owner.client, address))}
    assert not found, "\n".join(map(ascii, found.items()))
    assert "⟨U+202E⟩" in shown(owner.client, reverse("admin:accounts_user_change", args=[mean.pk]))


def test_nor_does_what_is_said_after_a_deed(owner: Staff, mean: User) -> None:
    """Of one to whom it cannot be done any more, and where somebody else was quicker."""
    User.objects.filter(pk=mean.pk).update(is_active=True)
    cards = reverse("admin:games_game_cards", args=[Game.objects.get().pk])
    assert turned(shown(owner.client, cards, reason=MEAN)) == []
    decided = Report.objects.exclude(decided_at=None).get()
    decide = reverse("admin:moderation_report_deed", args=["nothing"])
    assert turned(shown(owner.client, decide, id=decided.pk, reason="x")) == []
    claim = reverse("admin:moderation_report_claim", args=[decided.pk])
    assert turned(shown(owner.client, claim, x="")) == []
    lift = reverse("admin:moderation_sanction_deed", args=["lift"])
    held = list(Sanction.objects.values_list("pk", flat=True))
    assert turned(shown(owner.client, lift, id=held, reason=MEAN)) == []
