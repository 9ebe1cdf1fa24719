"""People with accounts, and games that they have played, for a site that runs: `Site.know`.

Everything is made as the site itself makes it, in a process of its own that shares the site's database.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import django
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User

FRIENDS: Final = (
    ("ada", "Ada", "fox"),
    ("bjorn", "Björn", "owl"),
    ("chloe", "Chloé", "cat"),
    ("dmitri", "Dmitri", "bear"),
    ("eleni", "Eleni", "hare"),
)
AHEAD: Final = 60
"""Players who have won more than any of the friends."""
GAMES: Final = 14
FEW_WINS: Final = 20


def friends() -> dict[str, Any]:
    """Friends and their games, far behind many others. Who Ada is, the newest of her games, and a season that is over.

    Eleni shows her games to nobody.
    """
    from leaderboards import counts, rating_games, refreshing, results

    known = [_account(*friend) for friend in FRIENDS]
    games = [_game(number, known) for number in range(GAMES)]
    _others()
    results.fold_games(games)
    while rating_games.work_out():
        pass
    while refreshing.refresh():
        pass
    counts.refresh()
    known[-1].games_shown_to = "nobody"
    known[-1].save()
    return {"session": _session(known[0]), "game": games[-1], "season": _season(known)}


def _season(known: list[User]) -> str:
    """The month before this one, in which the friends were first, in their order."""
    from leaderboards import season_names, standings
    from leaderboards.models import Season, SeasonPlace

    month = season_names.before(standings.month_of())
    season = Season.objects.create(month=month, frozen_at=timezone.now(), players=len(known))
    for place, user in enumerate(known, 1):
        number = {"metric": "wins", "value": FEW_WINS - place, "games": 2 * FEW_WINS}
        SeasonPlace.objects.create(season=season, scope="all", place=place, user=user, **number)
    return month


def veteran(username: str) -> dict[str, Any]:
    """Somebody whose next hole is their thousandth."""
    user = _account(username, username.capitalize(), "badger")
    _tally(user, "all", wins=FEW_WINS, holes=999)
    return {"session": _session(user)}


def team() -> dict[str, Any]:
    """Nora and Emil, who have played together, two who look after the site, and Otto, whom they ban.

    Each one's session, and the game.
    """
    from django.contrib.auth.models import Group

    from accounts.models import User
    from leaderboards import results
    from moderation import signals
    from moderation.models import SignalKind

    staff = {}
    for username, group in (("mo", "Moderator"), ("agnes", "Administrator")):
        user = _known(username, username.capitalize(), "owl")
        User.objects.filter(pk=user.pk).update(is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        staff[username] = _session(user)
    nora, emil, vera = (
        _known(f"{name}-plays", name.capitalize(), "fox") for name in ("nora", "emil", "vera")
    )
    otto = _known("otto-plays", "Otto", "fox")
    game = _game(0, [nora, emil, vera])
    results.fold_games([game])
    left = {"left": 6, "behind": 6, "ahead": 0}
    signals.note([signals.Found(emil.pk, SignalKind.LEAVING, 6, left)])
    return staff | {
        "nora": _session(nora),
        "emil": _session(emil),
        "otto": _session(otto),
        "game": game,
    }


def two_days() -> dict[str, Any]:
    """Two days of samples, as of a site where people play by day."""
    from math import pi, sin

    from games import pulse
    from games.models import Total
    from moderation.models import Sample

    now = timezone.now().replace(second=0, microsecond=0)
    events, samples = 0, []
    for minute in range(2 * 24 * 60 + 70, -1, -5):
        at = now - timedelta(minutes=minute)
        events += int(90 + 80 * sin((at.hour + at.minute / 60 - 14) * pi / 12) + minute % 17)
        many = events // 700
        samples += [
            Sample(
                at=at,
                counted_until=at,
                events=events,
                people=many % 40,
                live=many % 15,
                begun=many,
                finished=many * 4 // 5,
                abandoned=many // 20,
                signed_up=many // 9,
                letters_failed=2,
            )
        ]
    Sample.objects.all().delete()
    Sample.objects.bulk_create(samples)
    Total.objects.update_or_create(name=pulse.EVENTS, defaults={"value": events})
    return {}


def broken_table(code: str) -> dict[str, Any]:
    """Have the newest event at this table be one that nobody can read: its game is stuck."""
    from games.models import GameEvent, Table

    game = Table.objects.get(code=code).game_id
    last = GameEvent.objects.filter(game=game).latest("seq")
    GameEvent.objects.filter(game=game, seq=last.seq).update(data="[7,")
    return {"game": game}


def _known(username: str, name: str, portrait: str) -> User:
    """Somebody with an account, once: several tests of one site may ask for them."""
    from accounts.models import User

    return User.objects.filter(username=username).first() or _account(username, name, portrait)


def _account(username: str, name: str, portrait: str) -> User:
    """Whoever is known already stays who they are: several tests of one site ask for them."""
    from accounts.models import User

    if known := User.objects.filter(username=username).first():
        return known
    begun = timezone.now() - timedelta(days=200)
    user = User(username=username, name=name, portrait=portrait, signed_up_at=begun)
    user.set_unusable_password()
    user.save()
    return user


def _game(number: int, known: list[User]) -> int:
    """A game of three holes, some days ago, in which Ada and two others sat, and once in a while Maya."""
    from games.models import Game, Seat
    from games.rules.house_rules import HouseRules
    from tests.kit.random_games import RandomGame
    from tests.kit.streams import played_game

    seats = 3
    game = played_game(RandomGame(HouseRules(holes=3), seats, number))
    ended = timezone.now() - timedelta(days=GAMES - number)
    Game.objects.filter(pk=game).update(results_due_at=timezone.now(), ended_at=ended)
    Game.objects.get(pk=game).events.update(time=ended)
    others = known[1:]
    who = [known[0], others[number % len(others)], others[(number + 1) % len(others)]]
    for seat in Seat.objects.filter(game=game).order_by("number"):
        if seat.number == seats - 1 and number % seats == 0:
            seat.user, seat.persona = None, "maya"
        else:
            seat.user, seat.persona = who[seat.number], ""
        seat.save()
    return game


def _others() -> None:
    from leaderboards import refreshing

    users = [_account(f"player-{number}", f"Player {number}", "") for number in range(AHEAD)]
    for number, user in enumerate(users):
        for part in ("all", "people"):
            _tally(user, part, wins=FEW_WINS + number, holes=900)
    refreshing.look_again(user.pk for user in users)


def _tally(user: User, part: str, *, wins: int, holes: int) -> None:
    from leaderboards.models import Tally

    Tally.objects.create(
        user=user, slice=part, games=100, wins=wins, left=0, holes=holes, strokes=7 * holes, holes_won=300,
        went_out=250, went_out_won=0, pairs=0, negative_holes=0, best_hole=1, worst_hole=40, best_game=4.0,
        worst_game=15.0, streak=0, longest_streak=3, last_at=timezone.now() - timedelta(days=300), last_game=0,
    )  # fmt: skip


def _session(user: User) -> str:
    from tests.kit.cast import session_of

    return session_of(user)


if __name__ == "__main__":
    django.setup()
    ways: dict[str, Callable[..., dict[str, Any]]] = {
        "friends": friends,
        "veteran": veteran,
        "team": team,
        "two_days": two_days,
        "broken_table": broken_table,
    }
    sys.stdout.write(json.dumps(ways[sys.argv[1]](*sys.argv[2:])))
