"""The HTTP API's calls about results: leaderboards, players and achievements."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from accounts.calls import Error, whoever
from accounts.models import User
from accounts.refused import Refused
from leaderboards import profiles, seasons, showing, standings
from leaderboards.achievements import ALL
from leaderboards.metrics import METRICS
from leaderboards.tallies import Sum

router = Router()
MetricKey = Literal["wins", "win_rate", "average", "rating", "holes_won", "went_out", "streak"]


class Place(Schema):
    place: int
    username: str
    name: str
    value: float
    games: int


class Leaderboard(Schema):
    metric: str
    scope: str
    period: str
    players: int
    items: list[Place]
    next: str | None
    you: list[Place]


class Numbers(Schema):
    games: int
    wins: int
    left: int
    holes: int
    holes_won: int
    strokes_per_hole: float | None
    best_hole: int | None
    worst_hole: int | None
    best_game: float | None
    worst_game: float | None
    streak: int
    longest_streak: int
    went_out: int
    went_out_won: int
    pairs: int
    negative_holes: int


class Strength(Schema):
    points: int
    uncertainty: int
    games: int


class Rules(Schema):
    name: str
    numbers: Numbers


class Against(Schema):
    name: str
    username: str | None
    games: int
    ahead: int
    behind: int
    rating: int | None
    """The fixed one of a CPU player."""


class Achievement(Schema):
    key: str
    name: str
    sentence: str
    target: int
    progress: int
    awarded_at: str | None


class Medal(Schema):
    season: str
    scope: str
    metric: str
    place: int


class Player(Schema):
    username: str
    name: str
    numbers: Numbers
    with_people: Numbers
    rating: Strength | None
    form: list[float]
    rules: list[Rules]
    people: list[Against]
    cpus: list[Against]
    achievements: list[Achievement]
    medals: list[Medal]


@router.get("leaderboards/{metric}", response={200: Leaderboard, 422: Error}, auth=None)
def leaderboard(
    request: HttpRequest,
    metric: MetricKey,
    scope: Literal["all", "humans"] = "all",
    period: Literal["all", "month", "week"] = "all",
    cursor: str = "",
) -> dict[str, Any]:
    """Who is best by a metric, twenty-five at a time, and the caller's own place with its neighbours."""
    user = whoever(request)
    after = showing.key_of(cursor)
    if cursor and after is None:
        raise Refused(422, "malformed", _("This is not a cursor of ours."), "cursor")
    board = standings.board(metric, scope, period)
    lines, more = standings.page(board, after)
    return {
        "metric": metric,
        "scope": scope,
        "period": period,
        "players": standings.players(board),
        "items": _places(metric, lines, user),
        "next": showing.key_text(lines[-1].key) if more else None,
        "you": _places(metric, standings.around(board, user.pk), user) if user else [],
    }


@router.get("players/{username}", response={200: Player, 403: Error, 404: Error}, auth=None)
def player(request: HttpRequest, username: str) -> dict[str, Any]:
    """How somebody plays, as far as they show it to the caller."""
    viewer = whoever(request)
    user = showing.account(username)
    if user is None:
        raise Refused(404, "no_such_player", _("There is no such player."))
    if not profiles.may_see(viewer, user):
        raise Refused(403, "not_shown", _("This player does not show their games to you."))
    found = profiles.profile(user, viewer)
    rating = found.rating
    return {
        "username": user.username,
        "name": user.name,
        "numbers": _numbers(found.everything),
        "with_people": _numbers(found.with_people),
        "rating": rating
        and {"points": rating.points, "uncertainty": rating.uncertainty, "games": found.rated_games},
        "form": [round(one, 2) for one in found.form],
        "rules": [{"name": one.name, "numbers": _numbers(one.sum)} for one in found.rules],
        "people": [_against(one) for one in found.against_people],
        "cpus": [_against(one) for one in found.against_computers],
        "achievements": [_achievement(one) for one in found.achievements],
        "medals": [
            {"season": one.season, "scope": one.scope, "metric": one.metric, "place": one.place}
            for one in seasons.medals(user.pk)
        ],
    }


@router.get("achievements", response={200: dict[str, list[Achievement]]}, auth=None)
def achievements(request: HttpRequest) -> dict[str, Any]:
    """Every achievement, with the caller's progress where they say who they are."""
    user = whoever(request)
    if user is not None:
        return {"items": [_achievement(one) for one in profiles.reached(user)]}
    return {"items": [_achievement(profiles.Reached(one, 0, None, None)) for one in ALL]}


def _places(metric: str, lines: list[standings.Line], user: User | None) -> list[dict[str, Any]]:
    return [
        {
            "place": row.place,
            "username": row.username,
            "name": row.name,
            "value": row.value,
            "games": row.games,
        }
        for row in showing.rows(METRICS[metric], lines, user)
    ]


def _numbers(found: Sum) -> dict[str, Any]:
    names = [name for name in Numbers.model_fields if name != "strokes_per_hole"]
    average = round(found.strokes / found.holes, 3) if found.holes else None
    return {name: getattr(found, name) for name in names} | {"strokes_per_hole": average}


def _against(one: profiles.Against) -> dict[str, Any]:
    # Guests have user names that nobody sees.
    account = one.user is not None and not one.user.is_guest
    return {
        "name": one.name,
        "username": one.user.username if one.user is not None and account else None,
        "games": one.met.games,
        "ahead": one.met.ahead,
        "behind": one.met.behind,
        "rating": one.points,
    }


def _achievement(one: profiles.Reached) -> dict[str, Any]:
    return {
        "key": one.achievement.key,
        "name": one.name,
        "sentence": one.sentence,
        "target": one.achievement.target,
        "progress": one.progress,
        "awarded_at": one.at.isoformat() if one.at else None,
    }
