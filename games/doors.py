"""What people at the tables are told of themselves: above all who has to leave, as a session or their access has ended.

Notices tell it at once; `look` is the net under them, as a notice may be lost.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_noop

from accounts import identity
from games import frames
from games.live import people
from games.viewers import Bye

if TYPE_CHECKING:
    from collections.abc import Iterable

    from games.bus import Notice
    from games.runtime import Runtime
    from games.viewers import Viewer

RENAMING_SECONDS: Final = 0.3
"""So long after a session's old key is gone the notice of its new one may still be on the way."""


async def heed(runtime: Runtime, notice: Notice) -> None:
    """Do here what the notice asks for."""
    viewers = runtime.hub.everybody()
    match notice.what:
        case "session_ended":
            _say_goodbye([viewer for viewer in viewers if viewer.session == notice.session])
        case "session_renamed":
            for viewer in viewers:
                if viewer.session == notice.session:
                    viewer.session = notice.after
        case "access_ended":
            theirs = [viewer for viewer in viewers if viewer.user_id == notice.user]
            others = [v for v in theirs if v.session is None or v.session != notice.session]
            _say_goodbye(others, banned=notice.why == "banned")
        case "person_changed":
            await _look_anew_at(runtime, notice.user)
        case "awarded":
            text = frames.dumps({"type": "awarded", "achievements": notice.achievements})
            for viewer in viewers:
                if viewer.user_id == notice.user:
                    viewer.send(text)


async def look(runtime: Runtime) -> None:
    """Ask the database whether everybody here may still be here. Whoever may not is told why, and put out."""
    doubtful = [v for v in await _unknown(runtime) if v.session is not None]
    if doubtful:
        await asyncio.sleep(RENAMING_SECONDS)
        _say_goodbye(set(doubtful) & set(await _unknown(runtime)))


async def _unknown(runtime: Runtime) -> list[Viewer]:
    """The viewers whose sessions are not known any more. Those who are barred are put out at once."""
    viewers = [viewer for viewer in runtime.hub.everybody() if viewer.user_id is not None]
    if not viewers:
        return []
    users = {viewer.user_id for viewer in viewers if viewer.user_id is not None}
    sessions = {viewer.session for viewer in viewers if viewer.session is not None}
    active, known = await runtime.threads.run(identity.still_welcome, users, sessions)
    _say_goodbye([viewer for viewer in viewers if viewer.user_id not in active], banned=True)
    return [viewer for viewer in viewers if viewer.session is not None and viewer.session not in known]


def _say_goodbye(viewers: Iterable[Viewer], *, banned: bool = False) -> None:
    for viewer in viewers:
        viewer.end(barred() if banned else signed_out())


def barred() -> Bye:
    """For somebody who may not play here any more."""
    return Bye("banned", gettext_noop("You may not play here any more. Sign in to read why."))


def signed_out() -> Bye:
    """For somebody whose session has ended."""
    return Bye("session_ended", gettext_noop("You have been signed out here."))


async def _look_anew_at(runtime: Runtime, user_id: int) -> None:
    """Show somebody's new name, and whether they are a guest, at their tables."""
    names = await runtime.threads.run(people, {user_id})
    for live in runtime.games.seating(user_id):
        live.people |= names
        if runtime.shown(live.table.id) is live:
            runtime.hub.show_afresh(live, runtime.people.present(live.table.id))
