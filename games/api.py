"""The HTTP API's calls about guests and tables. It describes itself at /api/v1/docs."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from accounts import guests
from accounts.addresses import address_of
from accounts.calls import BAD_BODY, NOT_SIGNED_IN, SIGNED_IN, Error, Strict, whoever
from accounts.models import User
from accounts.names import BadName
from accounts.refused import Refused
from games import faults, lists, tables
from games.fold import BrokenStream
from games.live import NoSuchTable
from games.rules.commands import Level
from games.rules.house_rules import NAMES, BadRules, from_json

router = Router()
Json = dict[str, Any]


class NewGuest(Strict):
    name: str = Field(
        default="", max_length=200, description="What others see; the site finds one if it is left out."
    )


NOTHING_ASKED = NewGuest()
"""An empty body is as good as an empty object."""


class Person(Schema):
    id: int
    name: str
    is_guest: bool


class GuestMade(Schema):
    token: str
    user: Person


class SeatHeld(Schema):
    table: str
    game: str
    seat: int


class Me(Person):
    preferences: Json
    seats: list[SeatHeld]


class NewTable(Strict):
    rules: Json = Field(default_factory=dict, description="House rules that differ from the defaults.")
    seats: int | None = Field(None, ge=2, le=6)
    cpus: list[str] = Field(default_factory=list, max_length=5, description="CPU players, by persona.")
    levels: dict[str, Level] = Field(
        default_factory=dict, description="How strong CPU players play, by persona; `club` unless said."
    )
    visibility: Literal["private", "public"] = "private"
    watch: bool = False
    pace: Literal["relaxed", "normal", "fast", "instant"] | None = None
    turn_seconds: int | None = Field(None, ge=0, le=600, description="Seconds for a turn; 0: no clock.")
    coaching: bool = Field(
        default=False, description="Hints may be asked for and moves taken back; its games count for nothing."
    )
    start: bool = False


class TableMade(Schema):
    code: str
    url: str
    ws: str


class TableShown(TableMade):
    visibility: str
    phase: str
    seats: list[Json | None]
    rules: Json
    hole: int
    holes: int
    watching: int | None = Field(description="How many people watch; null while nobody can know.")


class TableList(Schema):
    items: list[TableShown]
    next: str | None


@router.post("guests", response={201: GuestMade, 429: Error, **BAD_BODY}, auth=None)
def make_guest(request: HttpRequest, body: NewGuest = NOTHING_ASKED) -> Status[Json]:
    """A new guest, with a token that is good for 30 days and renewed by use."""
    try:
        guest = guests.new_guest(request, body.name)
    except BadName as error:
        raise Refused(422, "bad_name", str(error), "name") from error
    return Status(201, {"token": guests.new_token(guest), "user": _person(guest)})


@router.get("me", response={200: Me, 401: Error}, auth=SIGNED_IN)
def me(request: HttpRequest) -> Json:
    """Who I am, and at which tables I have a seat in a game that is not over."""
    user: User = request.auth  # type: ignore[attr-defined]
    seats = [
        {"table": code, "game": str(game), "seat": number} for code, game, number in lists.seats_of(user)
    ]
    return _person(user) | {"preferences": user.preferences, "seats": seats}


@router.post("tables", response={201: TableMade, 429: Error, **NOT_SIGNED_IN, **BAD_BODY}, auth=SIGNED_IN)
def make_table(request: HttpRequest, body: NewTable) -> Status[Json]:
    """A new table. The caller is its host and has seat 0, the CPU players have the next."""
    user: User = request.auth  # type: ignore[attr-defined]
    try:
        wish = tables.Wish(
            rules=from_json(body.rules),
            seats=body.seats,
            cpus=body.cpus,
            levels=body.levels,
            visibility=body.visibility,
            watch=body.watch,
            pace=body.pace or "",
            turn_seconds=body.turn_seconds,
            coaching=body.coaching,
            start=body.start,
        )
        table = tables.make(user, wish, address_of(request))
    except BadRules as error:
        field = f"rules.{error.field}" if error.field in NAMES else "rules"
        raise Refused(422, "bad_rules", _(error.message) % error.blanks, field) from error
    except tables.BadTable as error:
        raise Refused(422, "bad_table", error.message, error.field) from error
    return Status(201, lists.addresses(request, table.code))


@router.get("tables", response={200: TableList, 422: Error}, auth=None)
def list_tables(request: HttpRequest, after: str = "") -> Json:
    """Public tables that wait for players or are being played, newest first."""
    if after and not (after.isascii() and after.isdigit() and len(after) < 19):
        raise Refused(422, "bad_cursor", _("That is not the `next` of a list."), "after")
    items, following = lists.public_tables(request, int(after) if after else None)
    return {"items": items, "next": following}


@router.get("tables/{code}", response={200: TableShown, 404: Error, 503: Error, **NOT_SIGNED_IN}, auth=None)
def show_table(request: HttpRequest, code: str) -> Json:
    """One table, as the gallery sees it."""
    user = whoever(request)
    try:
        return lists.one_table(request, code, user.pk if user else None)
    except NoSuchTable:
        raise Refused(404, "no_such_table", _("There is no such table.")) from None
    except BrokenStream:
        raise Refused(503, "set_aside", faults.sentence()) from None
    except tables.NotForYou:
        raise Refused(403, "not_allowed", _("This table is private.")) from None


def _person(user: User) -> Json:
    return {"id": user.pk, "name": user.name, "is_guest": user.is_guest}
