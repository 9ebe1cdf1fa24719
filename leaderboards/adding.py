"""Results into all that is told of their players, and out of it again.

In the caller's transaction; only one at a time changes a player's. Whatever the order in which results come and go,
what is stored is what the results that are there add up to.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import astuple, dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from accounts.models import User
from leaderboards import refreshing, standings, telling
from leaderboards.careers import Career as Played
from leaderboards.careers import Met
from leaderboards.models import Award, Career, Result, Tally, Versus
from leaderboards.tallies import ALL, NOTHING, Sum, slices
from leaderboards.turns import FOLD, share_turn
from leaderboards.upserts import upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from leaderboards.tallies import Line

COLUMNS: Final = tuple(one.name for one in fields(Sum))
_IN_COLUMNS: Final = attrgetter(*COLUMNS)
Pair = tuple[int, int]
"""Somebody, and somebody whom they have met."""


@dataclass(slots=True)
class Player:
    """All that is told of one player, on its way from the results to the database."""

    career: Played = field(default_factory=Played)
    sums: dict[str, Sum] = field(default_factory=dict)
    """By slice."""
    awards: dict[str, Award] = field(default_factory=dict)
    """Those that are new."""
    known: set[str] = field(default_factory=set)
    """The achievements that they have."""

    def add(self, user: int, line: Result, others: Iterable[Line], names: Iterable[str]) -> None:
        """One more result of this user, which ended after all others of theirs, and counts in these slices."""
        for name in names:
            self.sums[name] = self.sums.get(name, NOTHING).plus(line)
        self.career.add(line, others, self.sums[ALL])
        for key in self.career.earned(self.known):
            self.known.add(key)
            self.awards[key] = Award(user_id=user, key=key, game_id=line.game_id, awarded_at=line.ended_at)


def add(results: Collection[Result]) -> None:
    """Add these results, which have just been stored, to what is told of their players."""
    share_turn(FOLD)
    games, by_user = _by_game(results), _by_user(results)
    _lock(by_user)
    zone = standings.zone()
    in_slices = {id(line): slices(line, zone) for lines in by_user.values() for line in lines}
    players = _known(by_user, in_slices)
    late = {
        user for user, lines in by_user.items() if not players[user].sums.get(ALL, NOTHING).takes(lines[0])
    }
    for user in by_user.keys() - late:
        for line in by_user[user]:
            others = (one for one in games[line.game_id] if one.seat != line.seat)
            players[user].add(user, line, others, in_slices[id(line)])
    in_order = {user: players[user] for user in sorted(by_user.keys() - late)}
    _write(in_order)
    new = [award for one in in_order.values() for award in one.awards.values()]
    _award(new)
    _meet(_meetings(games))
    refreshing.look_again(by_user)
    telling.of_awards(new)
    if late:
        _fold_again(late)


def add_again(users: Collection[int], tell: bool = True) -> None:
    """Make all that is told of these players anew from their results."""
    if not users:
        return
    share_turn(FOLD)
    met = Versus.objects.filter(user__in=users).values_list("other_id", flat=True)
    _lock({*users, *met})
    _fold_again(users, tell)
    theirs = Result.objects.filter(user__in=users).values("game_id")
    games = _by_game(Result.objects.filter(game__in=theirs))
    Versus.objects.filter(Q(user__in=users) | Q(other__in=users)).delete()
    meetings = _meetings(games)
    _meet({pair: met for pair, met in meetings.items() if not set(users).isdisjoint(pair)})
    refreshing.look_again(users)


def add_to_empty(users: Collection[int]) -> None:
    """The same where nothing is stored of any of them yet, and from their side only."""
    players, meetings = fold(users)
    _write({user: player for user, player in players.items() if player.sums})
    Award.objects.bulk_create([award for one in players.values() for award in one.awards.values()])
    _meet(meetings)


def fold(users: Collection[int]) -> tuple[dict[int, Player], dict[Pair, Met]]:
    """What the results of these players come to, and how they fare against others. Nothing is stored."""
    theirs = Result.objects.filter(user__in=users).values("game_id")
    games = _by_game(Result.objects.filter(game__in=theirs))
    by_user = _by_user(line for lines in games.values() for line in lines)
    players = {user: Player() for user in sorted(users)}
    zone = standings.zone()
    for user, player in players.items():
        for line in by_user.get(user, ()):
            others = (one for one in games[line.game_id] if one.seat != line.seat)
            player.add(user, line, others, slices(line, zone))
    meetings = {pair: met for pair, met in _meetings(games).items() if pair[0] in players}
    return players, meetings


def _fold_again(users: Collection[int], tell: bool = True) -> None:
    """Tallies, careers and achievements of these players, anew."""
    players, _meetings_too = fold(users)
    Tally.objects.filter(user__in=users).delete()
    Career.objects.filter(user__in=users).delete()
    _write({user: player for user, player in players.items() if player.sums})
    _award_again(players, tell)


def _award_again(players: Mapping[int, Player], tell: bool) -> None:
    """What they have earned by now: new ones are told, those that stay are not told again, others are taken back."""
    had = {(one.user_id, one.key): one for one in Award.objects.filter(user__in=list(players))}
    earned = {(user, key): award for user, one in players.items() for key, award in one.awards.items()}
    for user, key in had.keys() - earned.keys():
        Award.objects.filter(user=user, key=key).delete()
    _award(earned.values())
    if tell:
        telling.of_awards([award for key, award in earned.items() if key not in had])


def _award(awards: Iterable[Award]) -> None:
    rows = [(one.user_id, one.key, one.game_id, one.awarded_at) for one in awards]
    upsert(Award, ("user_id", "key", "game_id", "awarded_at"), rows, key=2)


def _by_game(results: Iterable[Result]) -> dict[int, list[Result]]:
    games: dict[int, list[Result]] = defaultdict(list)
    for result in results:
        games[result.game_id].append(result)
    return games


def _by_user(results: Iterable[Result]) -> dict[int, list[Result]]:
    """People's results, of each in the order in which the games ended."""
    users: dict[int, list[Result]] = defaultdict(list)
    for result in sorted(results, key=lambda one: (one.ended_at, one.game_id)):
        if result.user_id is not None:
            users[result.user_id].append(result)
    return users


def _meetings(games: Mapping[int, list[Result]]) -> dict[Pair, Met]:
    """What these games add to how people fare against one another, from both sides."""
    found: dict[Pair, Met] = {}
    for lines in games.values():
        people = [(line.user_id, line.place) for line in lines if line.user_id is not None]
        for user, place in people:
            for other, theirs in people:
                if user != other:
                    found[user, other] = found.get((user, other), Met()).plus(place, theirs)
    return found


def _lock(users: Iterable[int]) -> None:
    """Nobody else changes what is told of these players until the transaction ends. Nothing else is held up."""
    found = User.objects.filter(pk__in=set(users)).order_by("pk")
    list(found.select_for_update(no_key=True).values_list("pk"))


def _known(by_user: Mapping[int, list[Result]], in_slices: Mapping[int, Iterable[str]]) -> dict[int, Player]:
    """What is stored of these players, as far as their new lines change it."""
    players = {user: Player() for user in by_user}
    names = {name for some in in_slices.values() for name in some}
    tallies = Tally.objects.filter(user__in=by_user, slice__in=names)
    for user, name, *columns in tallies.values_list("user_id", "slice", *COLUMNS):
        players[user].sums[name] = Sum(*columns)
    for user, key in Award.objects.filter(user__in=by_user).values_list("user_id", "key"):
        players[user].known.add(key)
    for user, feats, rivals, rules in Career.objects.filter(user__in=by_user).values_list(
        "user_id", "feats", "rivals", "rules"
    ):
        career = players[user].career
        career.feats, career.rules = feats, set(rules)
        career.rivals = {persona: Met(*counts) for persona, counts in rivals.items()}
    for player in players.values():
        player.career.total = player.sums.get(ALL, NOTHING)
    return players


def _write(players: Mapping[int, Player]) -> None:
    """Store the sums and careers, over those that are there."""
    sums = [
        (user, name, *astuple_of(found)) for user, one in players.items() for name, found in one.sums.items()
    ]
    upsert(Tally, ("user_id", "slice", *COLUMNS), sums, key=2)
    careers = [(user, *_columns_of(one.career)) for user, one in players.items()]
    upsert(Career, ("user_id", "feats", "rivals", "rules"), careers, key=1)


def _columns_of(career: Played) -> tuple[dict[str, int], dict[str, tuple[int, ...]], list[str]]:
    rivals = {persona: astuple(met) for persona, met in career.rivals.items()}
    return career.feats, rivals, sorted(career.rules)


def astuple_of(found: Sum) -> tuple[Any, ...]:
    """Its columns. `dataclasses.astuple` copies each, which takes ten times as long."""
    columns: tuple[Any, ...] = _IN_COLUMNS(found)
    return columns


def _meet(meetings: Mapping[Pair, Met]) -> None:
    rows = [(*pair, met.games, met.ahead, met.behind) for pair, met in sorted(meetings.items())]
    upsert(Versus, ("user_id", "other_id", "games", "ahead", "behind"), rows, key=2, add=True)
