"""A guest is asked to sign up once, after their first finished game."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accounts.models import User
from games.models import Game
from games.tables import Wish, make
from tests.kit.cast import game_of
from tests.kit.visitor import Visitor, account

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
QUESTION = "Keep what you have won?"


def asks(visitor: Visitor) -> bool:
    return QUESTION in visitor.see("home").content.decode()


def finish_a_game(user: User) -> None:
    table = make(user, Wish(cpus=["maya"]))
    Game.objects.filter(pk=game_of(table)).update(phase="game_over")


def test_once_and_not_before(client: Client) -> None:
    visitor = Visitor(client)
    visitor.client.post("/play/")
    guest = visitor.user
    assert guest is not None
    assert not asks(visitor)
    finish_a_game(guest)
    assert asks(visitor)
    assert not asks(visitor)


def test_whoever_has_an_account_is_not_asked(client: Client) -> None:
    visitor = Visitor(client)
    alice = account("Alice")
    visitor.sign_in("Alice")
    finish_a_game(alice)
    assert not asks(visitor)
