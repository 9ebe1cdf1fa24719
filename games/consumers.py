"""The table's WebSocket: who are you, parse, act, answer. Thin; plain ASGI, no thread hop a frame."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

from django.conf import settings
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.identity import BadToken, ForeignOrigin, Identity, identify
from games import conversation, frames, tables
from games.fold import BrokenStream
from games.hub import Bye, Viewer
from games.journal import Unavailable
from games.live import NoSuchTable
from games.models import Table
from games.rules.state import Phase

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from games.frames import Json
    from games.live import LiveGame
    from games.runtime import Runtime

    Scope = dict[str, Any]
    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

log = logging.getLogger(__name__)

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
    await receive()  # websocket.connect
    await send({"type": "websocket.accept"})
    with translation.override(_language(scope)):
        try:
            await _serve(scope, receive, send)
        except Bye as bye:
            await _say_bye(send, bye)
        except (DatabaseError, Unavailable):
            await _say_bye(send, Bye("restarting", _("The site cannot be reached just now.")))
        except BrokenStream as error:
            log.error("%s", error)
            await _say_bye(send, Bye("table_closed", _("This game cannot be read any more.")))


async def _serve(scope: Scope, receive: Receive, send: Send) -> None:
    runtime: Runtime = scope["runtime"]
    identity, table, game_id = await _introduce(runtime, scope)
    live = await runtime.games.get(runtime.current.get(table.pk, game_id))
    user_id = identity.user.pk if identity.user else None
    if not tables.may_see(live, user_id):
        if user_id is None:
            raise Bye("not_signed_in", _("Sign in to see this table."))
        raise Bye("not_allowed", _("This table is private."))
    with _one_more_socket(runtime, user_id):
        viewer = Viewer(table.pk, user_id, identity.session)
        try:
            await runtime.enter(viewer, live, lambda now: _first_frame(scope, now, viewer, runtime))
            await _converse(runtime, viewer, receive, send)
        finally:
            await asyncio.shield(asyncio.ensure_future(runtime.leave(viewer)))


async def _introduce(runtime: Runtime, scope: Scope) -> tuple[Identity, Table, int]:
    """Who is there, and which table and game they ask for. Bye where that comes to nothing."""
    try:
        return await runtime.threads.run(_look_up, scope)
    except BadToken:
        raise Bye("not_signed_in", _("This token is unknown or has expired.")) from None
    except ForeignOrigin:
        raise Bye("not_allowed", _("This page belongs to another site.")) from None
    except NoSuchTable:
        raise Bye("no_such_table", _("There is no such table.")) from None


def _look_up(scope: Scope) -> tuple[Identity, Table, int]:
    identity = identify(scope)
    table = tables.find(scope["url_route"]["kwargs"]["code"])
    if table.game is None or table.game.phase == Phase.ABANDONED:
        raise Bye("table_closed", _("This table has been closed."))
    return identity, table, table.game.pk


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
    present = runtime.present(viewer.table) | ({viewer.user_id} if viewer.user_id is not None else set())
    seen = (
        int(since)
        if game == str(live.id) and since.isascii() and since.isdigit() and len(since) < 10
        else None
    )
    return frames.since_or_snapshot(
        live, live.seat_of(viewer.user_id), present, seen, signed_in=viewer.user_id is not None
    )


async def _converse(runtime: Runtime, viewer: Viewer, receive: Receive, send: Send) -> None:
    """Read and write until either side ends it. Bye where the server does."""
    reader = asyncio.ensure_future(_read(runtime, viewer, receive))
    writer = asyncio.ensure_future(_write(viewer, send))
    try:
        done, _pending = await asyncio.wait(
            {reader, writer, viewer.ended}, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            task.result()
    except Bye:
        # What was said before the goodbye still goes out, unless nobody reads it.
        with contextlib.suppress(Exception):
            await asyncio.wait_for(_flush(viewer, writer, send), 1)
        raise
    finally:
        for task in (reader, writer):
            task.cancel()
        await asyncio.gather(reader, writer, return_exceptions=True)


async def _read(runtime: Runtime, viewer: Viewer, receive: Receive) -> None:
    talk = conversation.Conversation(runtime, viewer)
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        text = message.get("text")
        if len(text or message.get("bytes") or b"") > LARGEST_READ:
            raise Bye("too_large", _("That message was far too large."))
        await talk.hear(text)


async def _write(viewer: Viewer, send: Send) -> None:
    while True:
        for text in await viewer.next_frames():
            await send({"type": "websocket.send", "text": text})


async def _flush(viewer: Viewer, writer: asyncio.Future[None], send: Send) -> None:
    writer.cancel()
    await asyncio.gather(writer, return_exceptions=True)
    for text in viewer.waiting():
        await send({"type": "websocket.send", "text": text})


async def _say_bye(send: Send, bye: Bye) -> None:
    """Best effort: the other side may be gone, or not reading."""
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
    chosen = next(
        (
            morsel.partition("=")[2]
            for morsel in headers.get("cookie", "").split("; ")
            if morsel.startswith(f"{settings.LANGUAGE_COOKIE_NAME}=")
        ),
        "",
    )
    asked = [part.partition(";")[0].strip() for part in headers.get("accept-language", "").split(",")]
    for language in (chosen, *asked):
        with contextlib.suppress(LookupError):
            return (
                translation.get_supported_language_variant(language) if language else settings.LANGUAGE_CODE
            )
    return settings.LANGUAGE_CODE
