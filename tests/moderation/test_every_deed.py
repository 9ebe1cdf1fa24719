"""Every deed of the console, done: by a form alone, with a reason, once, and with an entry in the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, User
from games import tables
from games.models import Game, Table
from games.rules.state import Phase
from games.tables import Wish
from leaderboards.models import Unfolded
from moderation.models import Appeal, AuditEntry, Report, Sanction, Signal
from moderation.roles import Role
from tests.kit.staff import Staff
from tests.kit.visitor import account
from tests.moderation.test_every_page import DEEDS, deed_of

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
NOTHING: Final[dict[str, str]] = {}
TOLD: Final = {"template": "", "words": "Please do not."}
ANSWERS: Final[dict[str, dict[str, str]]] = {
    "accounts.user mute": {"how_long": "1"},
    "accounts.user ban": {"how_long": "for-good"},
    "accounts.user rename": {"name": "Quiet"},
    "accounts.user change-role": {"role": str(Role.OBSERVER.value)},
    "moderation.report warn": TOLD,
    "moderation.report mute": TOLD | {"days": "1"},
    "moderation.report ban": TOLD | {"days": "0"},
    "moderation.report rename": TOLD | {"name": "Quiet"},
}
"""What a deed asks for beside the reason."""


def a_person(key: str) -> User:
    alice = account("Alice")
    now = {"end-ban": {"is_active": False}, "end-mute": {"is_muted": True}}.get(key)
    if now:
        User.objects.filter(pk=alice.pk).update(**now)
    return alice


def a_game(key: str) -> Game:
    if key == "end":
        return Game.objects.get(table=tables.make(account("Alice"), Wish()))
    table = Table.objects.create(code="T00001", made_by=account("Alice"))
    return Game.objects.create(table=table, phase=Phase.GAME_OVER, ended_at=timezone.now())


def a_sanction(_key: str) -> Sanction:
    return Sanction.objects.create(kind="mute", user=account("Alice"), why="x")


def a_report(_key: str) -> Report:
    alice, bob = account("Alice"), account("Bob")
    return Report.objects.create(by=alice, about=bob, by_name="Alice", about_name="Bob", kind="name")


ROWS: Final[dict[str, Callable[[str], Any]]] = {
    "accounts.user": a_person,
    "accounts.invitation": lambda _key: Invitation.objects.create(note="x"),
    "games.game": a_game,
    "leaderboards.unfolded": lambda key: Unfolded.objects.create(game=a_game(key), why="x"),
    "moderation.sanction": a_sanction,
    "moderation.report": a_report,
    "moderation.appeal": lambda key: Appeal.objects.create(sanction=a_sanction(key), words="x"),
    "moderation.signal": lambda _key: Signal.objects.create(user=account("Alice"), kind="pace", number=0.1),
}


@pytest.mark.parametrize(("label", "key"), DEEDS)
def test_a_deed_wants_a_reason_and_is_done_once_with_an_entry(label: str, key: str) -> None:
    one, _deed = deed_of(label, key)
    row = ROWS[label](key)
    owner = Staff(Role.OWNER)
    address = reverse(f"admin:{one._deed_name}", args=[key])
    form = {"id": row.pk, "once": "0" * 32, **ANSWERS.get(f"{label} {key}", NOTHING)}
    asked: Any = owner.client.get(address, {**form, "reason": "By a link."})
    assert asked.context["effects"], [why for _name, why in asked.context["left_out"]]
    assert owner.client.post(address, {**form, "reason": " "}).status_code == 400
    assert owner.client.post(address, {**form, "reason": "x" * 2_001}).status_code == 400
    assert not AuditEntry.objects.exists()
    assert owner.client.post(address, {**form, "reason": "Because of that."}).status_code == 302
    entries = AuditEntry.objects.filter(by_id=owner.user.pk)
    assert "Because of that." in entries.values_list("why", flat=True)
    many = entries.count()
    owner.client.post(address, {**form, "reason": "Because of that."})
    assert entries.count() == many
