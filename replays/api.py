"""The HTTP API's calls about finished games: taking one along as a file, bringing one in, and looking at it again."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status

from accounts.addresses import address_of
from accounts.calls import NOT_SIGNED_IN, SIGNED_IN, Error
from accounts.models import User
from accounts.refused import Refused
from games import faults
from games.fold import BrokenStream
from games.verify import NoSuchGame
from replays import schema, showing
from replays.export import NotOver, exported, may_have
from replays.importing import count, import_file
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
    token: str
    game: str
    imported_at: str | None
    started_at: str | None
    ended_at: str | None
    rules: Json
    seats: list[Json]
    people: list[Json]
    result: Json
    sha256: str
    frames: list[Json]
    events: list[Json]


@router.get("export.schema.json", response={200: Json}, auth=None)
def export_schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of the file of a game."""
    return JsonResponse(schema.schema())


@router.get(
    "games/{game}/export", response={200: Json, 404: Error, 503: Error, **NOT_SIGNED_IN}, auth=SIGNED_IN
)
def export_game(request: HttpRequest, game: str) -> HttpResponse:
    """A finished game as a file, for those who played it."""
    user: User = request.auth  # type: ignore[attr-defined]
    number = int(game) if game.isascii() and game.isdigit() and len(game) <= LONGEST_NUMBER else 0
    if not may_have(user, number):
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


@router.get("replays/{token}", response={200: Replay, 404: Error, 503: Error}, auth=None)
def show_replay(request: HttpRequest, token: str) -> Json:
    """A game that is over: what the gallery saw of it, frame by frame, and every event with every card."""
    try:
        return showing.shown(token)
    except showing.NoSuchReplay:
        raise Refused(404, "no_such_replay", _("There is no such replay.")) from None
    except BrokenStream:
        raise Refused(503, "set_aside", faults.sentence()) from None
