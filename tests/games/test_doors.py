"""A socket ends with its session, and goes on when the session only gets another key."""

from __future__ import annotations

import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from accounts import news, tokens
from accounts.models import User
from games import bus, doors
from games.runtime import WATCH_SECONDS
from tests.kit.cast import Person, session_of

if TYPE_CHECKING:
    from tests.kit.club import Club
    from tests.kit.sockets import Socket

WITHIN = 2.0
"""Seconds in which a socket is gone."""


def store(key: str) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(key)


async def in_a_browser(club: Club, code: str, person: Person) -> tuple[str, Socket]:
    """Somebody at a table by the cookie of a new session, and the session's key."""
    key = await club.ask(session_of, person.user)
    cookie = f"{settings.SESSION_COOKIE_NAME}={key}"
    socket = club.socket(code, headers=[("Cookie", cookie), ("Origin", settings.SITE_URL)])
    await socket.open()
    return key, socket


async def test_a_socket_ends_with_its_session_and_with_no_other(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice)
    key, socket = await in_a_browser(club, code, alice)
    _key, at_home = await in_a_browser(club, code, alice)
    _key, bobs = await in_a_browser(club, code, bob)
    await club.ask(store(key).delete)
    assert await socket.bye() == ("session_ended", 4403)
    await at_home.sync(0)
    await bobs.sync(0)


async def test_a_programs_socket_ends_with_its_tokens_and_outlives_the_access_token(club: Club) -> None:
    robin = await club.person("Robin", guest=False)
    code = await club.table(robin)
    pair, other = await club.ask(tokens.begin, robin.user), await club.ask(tokens.begin, robin.user)
    socket = await club.at(code, Person(robin.user, pair.access))
    others = await club.at(code, Person(robin.user, other.access))
    await club.ask(tokens.refresh, pair.refresh)
    await doors.look(club.runtime)
    await socket.sync(0)
    await club.ask(tokens.revoke, pair.refresh)
    assert await socket.bye() == ("session_ended", 4403)
    await others.sync(0)


async def test_a_socket_goes_on_under_the_new_key_of_its_session(club: Club) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice)
    key, socket = await in_a_browser(club, code, alice)
    session = await club.ask(store, key)
    await club.ask(session.cycle_key)
    await club.ask(session.save)
    await doors.look(club.runtime)
    await socket.sync(0)
    await club.ask(store(session.session_key).delete)
    assert await socket.bye() == ("session_ended", 4403)


async def test_all_access_of_a_person_ends_but_the_session_that_is_kept(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice)
    key, kept = await in_a_browser(club, code, alice)
    _key, other = await in_a_browser(club, code, alice)
    program, bobs = await club.at(code, alice), await club.at(code, bob)
    await club.ask(news.access_ended.send, None, user_id=alice.id, kept=key, why="session_ended")
    assert await other.bye() == ("session_ended", 4403)
    assert await program.bye() == ("session_ended", 4403)
    await kept.sync(0)
    await bobs.sync(0)


async def test_whoever_is_banned_is_put_out(club: Club) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice)
    _key, socket = await in_a_browser(club, code, alice)
    await club.ask(news.access_ended.send, None, user_id=alice.id, kept=None, why="banned")
    assert await socket.bye() == ("banned", 4403)


async def test_what_no_notice_told_is_found_out(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "_tell_now", lambda _message: None)
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice)
    key, socket = await in_a_browser(club, code, alice)
    bobs = await club.at(code, bob)
    await club.ask(store(key).delete)
    await club.ask(User.objects.filter(pk=bob.id).update, is_active=False)
    ended_at = time.monotonic()
    assert await socket.bye() == ("session_ended", 4403)
    assert await bobs.bye() == ("banned", 4403)
    assert time.monotonic() - ended_at < WATCH_SECONDS + doors.RENAMING_SECONDS + WITHIN


async def test_a_new_name_is_shown_at_the_table_at_once(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice)
    watching = await club.at(code, bob)
    await club.ask(
        User.objects.filter(pk=alice.id).update, name="Alicia", is_guest=False, portrait="fox", country="FR"
    )
    await club.ask(news.person_changed.send, None, user_id=alice.id)
    await watching.until(lambda: watching.table["seats"][0]["name"] == "Alicia")
    assert watching.table["seats"][0]["kind"] == "person"
    assert watching.table["seats"][0]["portrait"] == "fox"
    assert watching.table["seats"][0]["country"] == "FR"


@pytest.mark.redis
async def test_another_process_hears_of_it(club: Club) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice)
    neighbour = await club.neighbour()
    key, socket = await in_a_browser(neighbour, code, alice)
    await club.ask(store(key).delete)
    assert await socket.bye() == ("session_ended", 4403)
