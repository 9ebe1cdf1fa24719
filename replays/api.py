"""The HTTP API's calls about finished games: taking one along as a file, bringing one in, and looking at it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from ninja import Field, Router, Schema, Status
from ninja.decorators import decorate_view
from ninja.errors import AuthenticationError

from accounts.addresses import address_of
from accounts.calls import BAD_BODY, NOT_SIGNED_IN, SIGNED_IN, Error, Strict, whoever
from accounts.models import User
from accounts.refused import Refused
from games import faults, lists
from games.fold import BrokenStream
from games.verify import NoSuchGame
from replays import access, playing_on, schema, sharing, showing
from replays.event_form import moment
from replays.export import NotOver, exported, may_have
from replays.importing import count, import_file
from replays.models import Share
from replays.strict_json import MOST_BYTES, BadFile, TooLarge

router = Router()
Json = dict[str, Any]
LONGEST_NUMBER: Final = 18
A_FILE: Final[Json] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object", "description": f"The file of a game; its form: {schema.ADDRESS}"}
            }
        },
    }
}


class Imported(Schema):
    token: str
    game: str


class BadGame(Error):
    event: int | None = None


class Replay(Schema):
    token: str | None
    game: str
    title: str
    imported_at: str | None
    started_at: str | None
    ended_at: str | None
    rules: Json
    seats: list[Json]
    people: list[Json]
    result: Json
    sha256: str
    you: int | None
    turning_move: int | None
    frames: list[Json]
    events: list[Json]


@router.get("export.schema.json", response={200: Json}, auth=None)
def export_schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of the file of a game."""
    return JsonResponse(schema.schema())


@router.get("games/{game}/export", response={200: Json, 404: Error, 503: Error, **NOT_SIGNED_IN}, auth=None)
def export_game(request: HttpRequest, game: str, token: str = "") -> HttpResponse:
    """A finished game as a file, for those who played it, and for whoever has a link to it: its `token`."""
    user, number = whoever(request), game_number(game)
    if user is None and not token:
        raise AuthenticationError
    if not ((user is not None and may_have(user, number)) or _leads_to(token, number)):
        raise _no_such_game()
    try:
        content = exported(number)
    except NoSuchGame:
        raise _no_such_game() from None
    except NotOver:
        raise Refused(403, "not_over", _("This game is still being played.")) from None
    except BrokenStream:
        raise Refused(503, "set_aside", faults.sentence()) from None
    headers = {
        "Content-Disposition": f'attachment; filename="golf-{number}.json"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type="application/json", headers=headers)


def _leads_to(token: str, game_id: int) -> bool:
    try:
        return access.by_token(token).game.pk == game_id
    except access.NoSuchReplay:
        return False


def _no_such_game() -> Refused:
    return Refused(404, "no_such_game", _("There is no such game, or you did not play it."))


@router.post(
    "replays/import",
    response={201: Imported, 413: Error, 422: BadGame, 429: Error, **NOT_SIGNED_IN},
    auth=SIGNED_IN,
    openapi_extra=A_FILE,
)
def import_game(request: HttpRequest) -> Status[Json]:
    """Bring in the file of a game. Every event is decided again by the rules, and every shuffle checked."""
    user: User = request.auth  # type: ignore[attr-defined]
    count(user, address_of(request))
    try:
        found = import_file(request.read(MOST_BYTES + 1), user)
    except TooLarge as error:
        raise Refused(413, "too_large", error.message) from error
    except BadFile as error:
        field = error.field or ("body" if error.event is None else f"events.{error.event}")
        raise Refused(422, "bad_game", error.message, field, event=error.event) from error
    return Status(201, {"token": found.token, "game": str(found.pk)})


class NewShare(Strict):
    title: str = Field(default="", max_length=200)
    expires_in_days: int | None = Field(default=None, ge=1, le=sharing.MOST_DAYS)


NOTHING_ASKED = NewShare()
"""An empty body is as good as an empty object."""


class Shared(Schema):
    token: str
    url: str
    title: str
    expires_at: str | None
    views: int


class SharedList(Schema):
    items: list[Shared]
    next: str | None


@router.post(
    "games/{game}/share",
    response={201: Shared, 404: Error, 429: Error, **NOT_SIGNED_IN, **BAD_BODY},
    auth=SIGNED_IN,
)
def share_game(request: HttpRequest, game: str, body: NewShare = NOTHING_ASKED) -> Status[Json]:
    """A new link by which others may watch a finished game of yours."""
    user: User = request.auth  # type: ignore[attr-defined]
    try:
        made = sharing.share(user, game_number(game), body.title, body.expires_in_days)
    except access.NoSuchReplay:
        raise _no_such_game() from None
    except sharing.BadShare as error:
        raise Refused(422, "bad_share", error.message, error.field) from error
    return Status(201, _link(request, made))


class PlayOn(Strict):
    seq: int = Field(ge=0, le=10_000, description="The event after which to play on.")


class PlayedOn(Schema):
    code: str
    url: str
    ws: str


@router.post(
    "games/{game}/play_on",
    response={201: PlayedOn, 404: Error, 429: Error, 503: Error, **NOT_SIGNED_IN, **BAD_BODY},
    auth=SIGNED_IN,
)
def play_on(request: HttpRequest, game: str, body: PlayOn) -> Status[Json]:
    """A private table at which you play on from a moment of a finished game, against CPU players, same cards."""
    user: User = request.auth  # type: ignore[attr-defined]
    try:
        found = access.by_number(game_number(game), user)
        table = playing_on.play_on(user, found.game.pk, body.seq, address_of(request))
    except access.NoSuchReplay:
        raise _no_such_game() from None
    except playing_on.NothingToCome as error:
        raise Refused(422, "nothing_to_come", str(error), "seq") from error
    except BrokenStream:
        raise Refused(503, "set_aside", faults.sentence()) from None
    return Status(201, lists.addresses(request, table.code))


@router.get("games/{game}/share", response={200: SharedList, **NOT_SIGNED_IN}, auth=SIGNED_IN)
def list_shares(request: HttpRequest, game: str) -> Json:
    """Your own links to a game that are still good."""
    user: User = request.auth  # type: ignore[attr-defined]
    return {"items": [_link(request, one) for one in sharing.links_of(user, game_number(game))], "next": None}


@router.delete(
    "games/{game}/share/{token}", response={204: None, 404: Error, **NOT_SIGNED_IN}, auth=SIGNED_IN
)
def revoke_share(request: HttpRequest, game: str, token: str) -> Status[None]:
    """From now on this link leads nowhere."""
    user: User = request.auth  # type: ignore[attr-defined]
    try:
        sharing.revoke(user, game_number(game), token)
    except access.NoSuchReplay:
        raise Refused(404, "no_such_replay", _("There is no such replay.")) from None
    return Status(204, None)


def _link(request: HttpRequest, share: Share) -> Json:
    return {
        "token": share.token,
        "url": request.build_absolute_uri(reverse("replay", args=[share.token])),
        "title": share.title,
        "expires_at": moment(share.expires_at) if share.expires_at else None,
        "views": share.views,
    }


@router.get("replays/{token}", response={200: Replay, 404: Error, 503: Error}, auth=None)
@decorate_view(gzip_page)
def show_replay(request: HttpRequest, token: str) -> Json:
    """A game that is over: what the gallery saw of it, frame by frame, and every event with every card."""
    return _shown(request, lambda _user: access.by_token(token))


@router.get("games/{game}/replay", response={200: Replay, 404: Error, 503: Error, **NOT_SIGNED_IN}, auth=None)
@decorate_view(gzip_page)
def show_game(request: HttpRequest, game: str) -> Json:
    """The same for those who played it, and for everybody where all its people allow it."""
    return _shown(request, lambda user: access.by_number(game_number(game), user))


def _shown(request: HttpRequest, find: Callable[[User | None], access.Found]) -> Json:
    user = whoever(request)
    try:
        return showing.shown(find(user), user.pk if user else None)
    except access.NoSuchReplay:
        raise Refused(404, "no_such_replay", _("There is no such replay.")) from None
    except BrokenStream:
        raise Refused(503, "set_aside", faults.sentence()) from None


def game_number(game: str) -> int:
    """The number of a game; 0, which none has, for anything else."""
    return int(game) if game.isascii() and game.isdigit() and len(game) <= LONGEST_NUMBER else 0
