"""A guest who signs up keeps row, seat and socket; nobody at the table notices more than a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from accounts import barring
from accounts.models import User
from games.models import Table
from tests.kit.counts import start_afresh
from tests.kit.visitor import GOOD_PASSWORD, Visitor, account, letters, link_in

if TYPE_CHECKING:
    import pytest

    from tests.kit.club import Club
    from tests.kit.sockets import Socket


async def at_the_table(club: Club, visitor: Visitor, code: str) -> Socket:
    cookie = f"{settings.SESSION_COOKIE_NAME}={await club.ask(lambda: visitor.key)}"
    socket = club.socket(code, headers=[("Cookie", cookie), ("Origin", settings.SITE_URL)])
    await socket.open()
    return socket


def play_now(visitor: Visitor) -> tuple[str, User]:
    """Become a guest at a new table; its code, and the guest."""
    visitor.client.post(reverse("play"))
    guest = visitor.user
    assert guest is not None
    return Table.objects.latest("pk").code, guest


async def test_signing_up_keeps_the_seat_and_the_socket(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    start_afresh(monkeypatch)
    visitor = Visitor()
    code, guest = await club.ask(play_now, visitor)
    socket = await at_the_table(club, visitor, code)
    before = await club.ask(lambda: visitor.key)
    await club.ask(visitor.sign_up)
    assert await club.ask(lambda: visitor.key) != before
    await socket.ok("open", at=[0, 1])
    await club.ask(lambda: visitor.follow(link_in(letters("robin@example.org")[0])))
    await socket.until(lambda: socket.table["seats"][0]["name"] == "Robin")
    assert socket.table["seats"][0]["kind"] == "person"
    assert socket.you == {"seat": 0, "host": True}
    robin = await club.ask(User.objects.get, username="Robin")
    assert (robin.pk, robin.is_guest) == (guest.pk, False)
    assert (await club.state(code)).seat(0).player == guest.pk
    signed_in = await club.ask(lambda: visitor.user)
    assert signed_in == robin
    await socket.sync(0)


async def test_signing_out_ends_the_socket(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    start_afresh(monkeypatch)
    visitor = Visitor()
    await club.ask(account, "Alice")
    await club.ask(visitor.sign_in, "Alice")
    code, _alice = await club.ask(play_now, visitor)
    socket = await at_the_table(club, visitor, code)
    await club.ask(visitor.send, "account_logout")
    assert await socket.bye() == ("session_ended", 4403)


async def test_a_changed_password_ends_other_sockets_and_not_ones_own(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_afresh(monkeypatch)
    here, there = Visitor(), Visitor()
    await club.ask(account, "Alice")
    for visitor in (here, there):
        await club.ask(visitor.sign_in, "Alice")
    code, _alice = await club.ask(play_now, here)
    mine, other = await at_the_table(club, here, code), await at_the_table(club, there, code)
    new = "blue-lantern-over-9"
    await club.ask(
        here.send, "account_change_password", oldpassword=GOOD_PASSWORD, password1=new, password2=new
    )
    assert await other.bye() == ("session_ended", 4403)
    await mine.ok("open", at=[0, 1])


async def test_a_banned_user_is_put_out_and_cannot_come_back(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_afresh(monkeypatch)
    visitor = Visitor()
    alice = await club.ask(account, "Alice")
    await club.ask(visitor.sign_in, "Alice")
    code, _alice = await club.ask(play_now, visitor)
    socket = await at_the_table(club, visitor, code)
    await club.ask(barring.ban, alice)
    assert await socket.bye() == ("banned", 4403)
    assert await club.ask(lambda: visitor.user) is None
