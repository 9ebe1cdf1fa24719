"""A guest who signs in to an account is asked, and brings finished games and a running seat along."""

from __future__ import annotations

import random
from io import StringIO
from typing import TYPE_CHECKING, Any

from django.core.management import call_command

from accounts import belongings
from accounts.models import User
from accounts.tasks import bring_the_rest
from games import actions
from games.journal import Unavailable
from games.models import Seat, Table
from tests.games.test_guest_signs_up import at_the_table, play_now
from tests.kit.counts import start_afresh
from tests.kit.visitor import Visitor, account

if TYPE_CHECKING:
    import pytest

    from tests.kit.club import Club

DICE = random.Random(5)


async def test_whoever_says_yes_has_the_seat_and_goes_on_playing(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_afresh(monkeypatch)
    visitor = Visitor()
    alice = await club.ask(account, "Alice")
    code, guest = await club.ask(play_now, visitor)
    asked = await club.ask(visitor.sign_in, "Alice")
    assert asked.headers["Location"].startswith("/accounts/bring/?next=")
    page = (await club.ask(visitor.see, "account_bring")).content.decode()
    assert guest.name in page
    assert "So can your seat in a game that goes on." in page
    answer = await club.ask(lambda: visitor.send("account_bring", bring="yes", next=f"/t/{code}/"))
    assert answer.headers["Location"] == f"/t/{code}/"
    assert (await club.state(code)).seat(0).player == alice.pk
    socket = await at_the_table(club, visitor, code)
    assert socket.you == {"seat": 0, "host": True}
    assert socket.table["seats"][0]["name"] == "Alice"
    await socket.ok("open", at=[0, 1])
    await club.ask(call_command, "verify_game", str(await club.game_id(code)), stdout=StringIO())
    assert await club.ask(Seat.objects.filter(user=alice).count) == 1


async def test_those_at_the_table_see_the_new_name_in_a_frame(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_afresh(monkeypatch)
    visitor, bob = Visitor(), await club.person("Bob")
    alice = await club.ask(account, "Alice")
    code, guest = await club.ask(play_now, visitor)
    await club.ask(Table.objects.filter(code=code).update, visibility="public")
    watching = await club.at(code, bob)
    await club.ask(belongings.bring, guest, alice)
    told = await watching.told("seat_handed_over")
    assert (told["seat"], told["name"], told["kind"]) == (0, "Alice", "person")
    assert watching.table["seats"][0]["name"] == "Alice"


async def test_a_finished_game_goes_along_and_its_events_stay(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_afresh(monkeypatch)
    alice, guest = await club.ask(account, "Alice"), await club.person("Robin")
    code = await club.table(guest, cpus=["maya"], rules={"holes": 1}, start=True)
    socket = await club.at(code, guest)
    await club.play([socket], DICE, until=lambda: socket.table["phase"] == "game_over")
    before = await club.stored(code)
    assert await club.ask(belongings.of, guest.id) == (1, 0)
    assert await club.ask(belongings.bring, guest.user, alice)
    assert await club.ask(belongings.of, guest.id) == (0, 0)
    assert await club.ask(belongings.of, alice.pk) == (1, 0)
    assert await club.stored(code) == before
    assert not await club.ask(belongings.bring, guest.user, alice)


async def test_a_table_where_the_account_sits_already_is_left_alone(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_afresh(monkeypatch)
    alice, guest = await club.person("Alice", guest=False), await club.person("Robin")
    code = await club.table(alice, seats=2)
    robin = await club.at(code, guest)
    await robin.ok("sit")
    await club.ask(belongings.bring, guest.user, alice.user)
    state = await club.state(code)
    assert [seat.player for _n, seat in state.taken] == [alice.id, guest.id]


async def test_whoever_says_no_leaves_all_where_it_is_and_is_not_asked_again(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_afresh(monkeypatch)
    visitor = Visitor()
    await club.ask(account, "Alice")
    code, guest = await club.ask(play_now, visitor)
    await club.ask(visitor.sign_in, "Alice")
    await club.ask(lambda: visitor.send("account_bring", bring="no"))
    assert (await club.state(code)).seat(0).player == guest.pk
    again = await club.ask(visitor.see, "account_bring")
    assert again.headers["Location"] == "/"


async def test_nobody_takes_what_another_guest_has(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    start_afresh(monkeypatch)
    stranger, mallory = Visitor(), Visitor()
    await club.ask(account, "Mallory")
    code, guest = await club.ask(play_now, stranger)
    await club.ask(mallory.sign_in, "Mallory")
    await club.ask(lambda: mallory.send("account_bring", bring="yes", guest=str(guest.pk)))
    assert (await club.state(code)).seat(0).player == guest.pk
    assert await club.ask(User.objects.filter(merged_into__isnull=False).count) == 0


async def test_what_comes_between_is_gone_on_with(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    start_afresh(monkeypatch)
    alice, guest = await club.ask(account, "Alice"), await club.person("Robin")
    code = await club.table(guest, seats=2)
    act, away = actions.act_now, [True]

    def act_now(*given: Any, **named: Any) -> Any:
        if away:
            raise Unavailable
        return act(*given, **named)

    monkeypatch.setattr(actions, "act_now", act_now)
    assert await club.ask(belongings.bring, guest.user, alice)
    assert (await club.state(code)).seat(0).player == guest.id
    await club.ask(bring_the_rest)
    away.clear()
    await club.ask(bring_the_rest)
    assert (await club.state(code)).seat(0).player == alice.pk
    monkeypatch.setattr(actions, "act_now", None)  # Nobody is left to be asked about.
    await club.ask(bring_the_rest)
