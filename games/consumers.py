"""The table's WebSocket: who are you, parse, act, answer. Thin; plain ASGI, no thread hop a frame."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import parse_qs

from django.conf import settings
from django.db import DatabaseError
from django.http import parse_cookie
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from accounts import limits, trail
from accounts.addresses import client_address
from accounts.identity import BadToken, ForeignOrigin, identify
from accounts.limits import TooMany
from games import conversation, faults, frames, meters, stopping, tables
from games.fold import BrokenStream
from games.journal import Unavailable
from games.live import NoSuchTable
from games.rules.state import Phase
from games.viewers import Bye, Viewer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from games.live import LiveGame
    from games.models import Game
    from games.picture import Json
    from games.runtime import Runtime

    Scope = dict[str, Any]
    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]

LARGEST_READ: Final = 64 * 1024
"""Bytes; a larger frame closes the socket."""
SOCKETS_A_USER: Final = 20
CLOSE_CODES: Final = {
    "not_signed_in": 4401,
    "not_allowed": 4403,
    "banned": 4403,
    "session_ended": 4403,
    "no_such_table": 4404,
    "table_closed": 4404,
    "slow_down": 4429,
    "too_large": 1009,
    "restarting": 1012,
    "too_slow": 1013,
}


async def table_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application of one socket at one table."""
    trail.note(request=secrets.token_hex(8))
    await receive()  # websocket.connect
    await send({"type": "websocket.accept"})
    with translation.override(_language(scope)):
        try:
            await _serve(scope, receive, send)
        except Bye as bye:
            await _say_bye(send, bye)
        except (DatabaseError, Unavailable):
            await _say_bye(send, Bye("restarting", _("The site cannot be reached just now.")))
        except BrokenStream:
            await _say_bye(send, Bye("table_closed", faults.sentence()))


class Caller(NamedTuple):
    """Who opens a socket, and the table and game that they ask for. A socket keeps no more than this for its life."""

    table: int
    game: int
    user_id: int | None
    session: str | None
    address: str


async def _serve(scope: Scope, receive: Receive, send: Send) -> None:
    runtime: Runtime = scope["runtime"]
    runtime.admit()
    caller = await _introduce(runtime, scope)
    trail.note(table=caller.table, game=caller.game, user=caller.user_id)
    live = await runtime.games.get(runtime.current.get(caller.table, caller.game))
    if not tables.may_see(live, caller.user_id):
        if caller.user_id is None:
            raise Bye("not_signed_in", _("Sign in to see this table."))
        raise Bye("not_allowed", _("This table is private."))
    with _one_more_socket(runtime, caller.user_id):
        viewer = Viewer(caller.table, caller.user_id, caller.session, send, caller.address)
        try:
            await runtime.enter(viewer, live, lambda now: _first_frame(scope, now, viewer, runtime))
            await _converse(runtime, viewer, receive)
        finally:
            await asyncio.shield(asyncio.ensure_future(runtime.leave(viewer)))


async def _introduce(runtime: Runtime, scope: Scope) -> Caller:
    """Bye where nobody, or no table, comes of it."""
    try:
        return await runtime.threads.run(_look_up, scope)
    except BadToken:
        raise Bye("not_signed_in", _("This token is unknown or has expired.")) from None
    except ForeignOrigin:
        raise Bye("not_allowed", _("This page belongs to another site.")) from None
    except NoSuchTable:
        raise Bye("no_such_table", _("There is no such table.")) from None
    except TooMany:
        raise Bye("slow_down", _("Too many connections. Please come back in a while.")) from None


def _look_up(scope: Scope) -> Caller:
    address = client_address(*_peer(scope))
    limits.count(limits.SOCKETS_OF_AN_ADDRESS, address)
    identity = identify(scope)
    if identity.user is not None:
        limits.count(limits.SOCKETS, str(identity.user.pk))
    table = tables.find(scope["url_route"]["kwargs"]["code"])
    if table.game is None or table.game.phase == Phase.ABANDONED:
        raise _closed(table.game)
    user_id = identity.user.pk if identity.user else None
    return Caller(table.pk, table.game.pk, user_id, identity.session, address)


def _closed(game: Game | None) -> Bye:
    """For a table whose game was abandoned."""
    if game is not None and stopping.was_stopped(game.pk):
        return Bye("table_closed", stopping.sentence())
    return Bye("table_closed", _("This table has been closed."))


def _peer(scope: Scope) -> tuple[str, str]:
    """The address of the other end, and what it says of whom it speaks for."""
    forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return (scope.get("client") or ("", 0))[0], ", ".join(forwarded)


@contextlib.contextmanager
def _one_more_socket(runtime: Runtime, user_id: int | None) -> Any:
    """Counts a user's sockets while this one is open. Bye for one too many."""
    if user_id is None or not settings.GOLF_RATE_LIMITS:
        yield
        return
    try:
        if runtime.hub.open_socket(user_id) > SOCKETS_A_USER:
            raise Bye("slow_down", _("You have too many tables open at once."))
        yield
    finally:
        runtime.hub.close_socket(user_id)


def _first_frame(scope: Scope, live: LiveGame, viewer: Viewer, runtime: Runtime) -> Json:
    """A snapshot; or, for a client that says what it has seen, the events since."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    game, since = query.get("game", [""])[-1], query.get("since", [""])[-1]
    present = runtime.people.present(viewer.table) | (
        {viewer.user_id} if viewer.user_id is not None else set()
    )
    seen = (
        int(since)
        if game == str(live.id) and since.isascii() and since.isdigit() and len(since) < 10
        else None
    )
    if seen is not None:
        meters.RESYNCS.labels("came_back").inc()
    return frames.since_or_snapshot(
        live, live.seat_of(viewer.user_id), present, seen, signed_in=viewer.user_id is not None
    )


async def _converse(runtime: Runtime, viewer: Viewer, receive: Receive) -> None:
    """Hear the client until either side ends it. Bye where the server does, even while it waits for the client."""
    task, listening = asyncio.current_task(), True

    def interrupt(_ended: object) -> None:
        if task is not None and listening:
            task.cancel()

    viewer.ended.add_done_callback(interrupt)
    try:
        await _listen(runtime, viewer, receive)
    except asyncio.CancelledError:
        if task is None or not viewer.ended.done():
            raise
        task.uncancel()
    finally:
        listening = False
    try:
        if viewer.ended.done() and not viewer.ended.cancelled():
            # What was said before the goodbye still goes out, unless nobody reads it.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(viewer.caught_up(), 1)
            viewer.ended.result()
    finally:
        viewer.close()


async def _listen(runtime: Runtime, viewer: Viewer, receive: Receive) -> None:
    talk = conversation.Conversation(runtime, viewer)
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect" or viewer.ended.done():
            return
        text = message.get("text")
        if len(text or message.get("bytes") or b"") > LARGEST_READ:
            raise Bye("too_large", _("That message was far too large."))
        viewer.busy = True
        await talk.hear(text)
        viewer.answered()


async def _say_bye(send: Send, bye: Bye) -> None:
    """Best effort: the other side may be gone, or not reading."""
    meters.BYES.labels(bye.code).inc()
    frame = frames.dumps({"type": "bye", "code": bye.code, "message": _(bye.message)})
    with contextlib.suppress(Exception):
        await asyncio.wait_for(send({"type": "websocket.send", "text": frame}), 1)
    with contextlib.suppress(Exception):
        await asyncio.wait_for(
            send({"type": "websocket.close", "code": CLOSE_CODES[bye.code], "reason": bye.code}), 1
        )


def _language(scope: Scope) -> str:
    """The client's language: as chosen on the site, else as its browser asks."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    chosen = parse_cookie(headers.get("cookie", "")).get(settings.LANGUAGE_COOKIE_NAME, "")
    asked = parse_accept_lang_header(headers.get("accept-language", ""))
    for language in (chosen, *(language for language, _weight in asked)):
        with contextlib.suppress(LookupError):
            return translation.get_supported_language_variant(language)
    return settings.LANGUAGE_CODE
