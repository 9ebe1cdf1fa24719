"""The ratings that games bring, stored. One process at a time, in the order in which games ended.

A game that comes late, is annulled, or changes hands, is `Unrated` again: from it on every game is worked out anew that
it touches, directly or through those whom its people met later. So ratings are what a rebuild gives.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from heapq import merge
from itertools import groupby, islice, permutations
from typing import TYPE_CHECKING, Final, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import Q

from games.rules.house_rules import PRESETS
from leaderboards.models import Rating, RatingChange, Result, Rules, Unrated
from leaderboards.ratings import NEW, REMEMBERED, Strength, rate, weight_of
from leaderboards.refreshing import are_stale
from leaderboards.turns import RATINGS, take_turn
from leaderboards.upserts import upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import datetime

AT_ONCE: Final = 500
LAST: Final = 99
"""The rank of those who left: behind everybody who stayed."""
GUESTS: Final = 0
"""All guests together, where the meetings of pairs are counted: they cost nothing, so one is as good as another."""
_TOLD: Final = ("rank", "weight", "guest", "met_guest", "mu_before", "sigma_before", "mu", "sigma", "games")
_CHANGE: Final = ("game_id", "user_id", "ended_at", *_TOLD)
Key = tuple["datetime", int]
"""When a game ended, and its number: their order."""


class Ranked(NamedTuple):
    """Somebody in a game that counts."""

    rank: int
    """1 for the best."""
    guest: bool
    met_guest: bool
    """Whether one of the others was a guest."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stood after a game."""

    strength: Strength = NEW
    games: int = 0
    last: Key | None = None


def refuse_unknown_rules() -> None:
    """ImproperlyConfigured where GOLF_RATED_RULES names what is no preset."""
    if unknown := sorted(set(settings.GOLF_RATED_RULES) - PRESETS.keys()):
        raise ImproperlyConfigured(
            f"GOLF_RATED_RULES must be some of {', '.join(PRESETS)}, between commas, not {', '.join(unknown)!r}."
        )


def is_rated(rules: Rules | None) -> bool:
    """Whether games under these rules count for ratings."""
    listed = settings.GOLF_RATED_RULES
    return rules is not None and bool(rules.preset) and (not listed or rules.preset in listed)


def ranks_of(results: Iterable[Result]) -> dict[int, Ranked]:
    """The ranks of a game's people; none unless there are two of them, one of whom stayed to the end."""
    people = {one.user_id: one for one in results if one.user_id is not None}
    if len(people) < 2 or all(one.left for one in people.values()):
        return {}
    guests = {user for user, one in people.items() if one.guest}
    return {
        user: Ranked(LAST if one.left else one.place, one.guest, bool(guests - {user}))
        for user, one in sorted(people.items())
    }


def changes_of(
    key: Key, ranks: Mapping[int, Ranked], stood: Mapping[int, Standing], meetings: Meetings
) -> list[RatingChange]:
    """What a game does to the ratings of its people, who stood so before it. Nothing is stored."""
    weights = {
        user: weight_of(
            [meetings.lately(user, other, one.guest, key) for other, one in ranks.items() if other != user]
        )
        for user in ranks
    }
    order = [one.rank for one in ranks.values()]
    strengths = rate([stood[user].strength for user in ranks], order, list(weights.values()))
    return [
        RatingChange(
            game_id=key[1],
            user_id=user,
            ended_at=key[0],
            **ranks[user]._asdict(),
            weight=weights[user],
            mu_before=stood[user].strength.mu,
            sigma_before=stood[user].strength.sigma,
            mu=new.mu,
            sigma=new.sigma,
            games=stood[user].games + 1,
        )
        for user, new in zip(ranks, strengths, strict=True)
    ]


def after(change: RatingChange) -> Standing:
    """How somebody stands after this."""
    return Standing(Strength(change.mu, change.sigma), change.games, (change.ended_at, change.game_id))


def work_out(most: int = AT_ONCE) -> int:
    """Work out what games that are not rated yet, the oldest first, do to ratings. How many were done."""
    with transaction.atomic():
        take_turn(RATINGS)
        # Locked, so that whoever takes one of them back meanwhile waits, and marks it anew. A game that somebody has
        # locked just now is seen next time.
        found = Unrated.objects.select_for_update(
            skip_locked=connection.features.has_select_for_update_skip_locked
        )
        pending = list(found.order_by("ended_at", "game_id").values_list("ended_at", "game_id")[:most])
        if pending:
            _Walk(pending).go()
            Unrated.objects.filter(game__in=[game for _at, game in pending]).delete()
    return len(pending)


class _Walk:
    """Through all rated games from the first pending one on; `moved` are those whose rating is another than it was."""

    def __init__(self, pending: list[Key]) -> None:
        self.pending = pending
        self.moved: dict[int, Standing] = {}
        self.touched: set[int] = set()

    def go(self) -> None:
        pending = set(self.pending)
        others = (key for key in _rated_since(self.pending[0]) if key not in pending)
        games: Iterator[Key] = merge(self.pending, others)
        while chunk := list(islice(games, AT_ONCE)):
            if not self.moved and pending.isdisjoint(chunk):
                # Nothing in it can change; what is pending after it begins a walk of its own.
                continue
            self._through(chunk, pending)
        self._keep()

    def _through(self, chunk: list[Key], pending: Collection[Key]) -> None:
        numbers = [game for _at, game in chunk]
        stored = _changes(numbers)
        wanted = _wanted(game for at, game in chunk if (at, game) in pending)
        users = {user for one in stored.values() for user in one} | {
            user for one in wanted.values() for user in one
        }
        meetings = _met_before(users, chunk[0])
        ratings = {one.user_id: one for one in Rating.objects.filter(user__in=users)}
        gone: list[tuple[int, int]] = []
        rows: list[RatingChange] = []
        for key in chunk:
            before = stored.get(key[1], {})
            ranks = wanted.get(key[1], {}) if key in pending else _ranked(before)
            if key in pending or not self.moved.keys().isdisjoint(ranks):
                for user in before.keys() - ranks.keys():
                    gone.append((key[1], user))
                    self.moved.setdefault(user, _stood(user, key))
                rows += self._rate(key, ranks, before, ratings, meetings)
            meetings.add(key, ranks)
        for game, user in gone:
            RatingChange.objects.filter(game=game, user=user).delete()
        upsert(RatingChange, _CHANGE, [[getattr(row, name) for name in _CHANGE] for row in rows], key=2)

    def _rate(
        self,
        key: Key,
        ranks: Mapping[int, Ranked],
        stored: Mapping[int, RatingChange],
        ratings: Mapping[int, Rating],
        meetings: Meetings,
    ) -> list[RatingChange]:
        """The changes of one game that are others than those that are stored."""
        if not ranks:
            return []
        stood = {user: self._stood(user, key, stored.get(user), ratings.get(user)) for user in ranks}
        rows = []
        for row in changes_of(key, ranks, stood, meetings):
            if _same(row, stored.get(row.user_id)):
                self.moved.pop(row.user_id, None)
            else:
                self.moved[row.user_id] = after(row)
                rows.append(row)
        return rows

    def _stood(self, user: int, key: Key, stored: RatingChange | None, rating: Rating | None) -> Standing:
        """How they stood before this game."""
        if user in self.moved:
            return self.moved[user]
        if stored is not None:
            return Standing(Strength(stored.mu_before, stored.sigma_before), stored.games - 1)
        if rating is None or (rating.last_at, rating.last_game) < key:
            return _standing(rating)
        return _stood(user, key)

    def _keep(self) -> None:
        """Store how those stand now whose rating has moved."""
        rows = [
            (user, one.strength.mu, one.strength.sigma, one.games, *one.last)
            for user, one in sorted(self.moved.items())
            if one.last is not None
        ]
        upsert(Rating, ("user_id", "mu", "sigma", "games", "last_at", "last_game"), rows, key=1)
        none_left = [user for user, one in self.moved.items() if one.last is None]
        Rating.objects.filter(user__in=none_left).delete()
        are_stale(sorted(self.moved))


class Meetings:
    """How often people have met one another in rated games lately, and guests; from game to game in their order."""

    def __init__(self) -> None:
        self._times: dict[tuple[int, int], list[Key]] = defaultdict(list)

    def add(self, key: Key, ranks: Mapping[int, Ranked]) -> None:
        """These have met, later than all who are in it."""
        for user, other in permutations(ranks, 2):
            if not ranks[other].guest:
                self._times[user, other].append(key)
        for user, one in ranks.items():
            if one.met_guest:
                self._times[user, GUESTS].append(key)

    def lately(self, user: int, other: int, guest: bool, key: Key) -> int:
        """How often somebody met this other, or where that is a guest any guest, before this game.

        Only in the time that is remembered; what is older is forgotten.
        """
        times = self._times[user, GUESTS if guest else other]
        del times[: bisect_left(times, (key[0] - REMEMBERED, 0))]
        return len(times)


def _met_before(users: Collection[int], before: Key) -> Meetings:
    """The meetings of these people before this game."""
    at, game = before
    earlier = Q(ended_at__lt=at) | Q(ended_at=at, game__lt=game)
    found = RatingChange.objects.filter(earlier, user__in=users, ended_at__gte=at - REMEMBERED)
    meetings = Meetings()
    for key, people in groupby(
        found.order_by("ended_at", "game_id"), lambda one: (one.ended_at, one.game_id)
    ):
        meetings.add(key, _ranked({one.user_id: one for one in people}))
    return meetings


def _ranked(changes: Mapping[int, RatingChange]) -> dict[int, Ranked]:
    """How those were ranked whose ratings changed so."""
    return {user: Ranked(one.rank, one.guest, one.met_guest) for user, one in changes.items()}


def _rated_since(key: Key) -> Iterator[Key]:
    """The games that are rated, from this one on, in order."""
    at, game = key
    later = Q(ended_at__gt=at) | Q(ended_at=at, game__gte=game)
    found = RatingChange.objects.filter(later, ended_at__gte=at).order_by("ended_at", "game_id")
    for found_key, _same in groupby(found.values_list("ended_at", "game_id").iterator()):
        yield found_key


def _changes(games: Iterable[int]) -> dict[int, dict[int, RatingChange]]:
    """What is stored of these games, by game and user."""
    found: dict[int, dict[int, RatingChange]] = defaultdict(dict)
    for change in RatingChange.objects.filter(game__in=list(games)):
        found[change.game_id][change.user_id] = change
    return found


def _wanted(games: Iterable[int]) -> dict[int, dict[int, Ranked]]:
    """The ranks in those of these games that count."""
    results: dict[int, list[Result]] = defaultdict(list)
    for one in Result.objects.filter(game__in=list(games), user__isnull=False):
        results[one.game_id].append(one)
    rules = Rules.objects.in_bulk({lines[0].rules for lines in results.values()})
    return {game: ranks_of(lines) for game, lines in results.items() if is_rated(rules.get(lines[0].rules))}


def _stood(user: int, before: Key) -> Standing:
    """How somebody stood before this game, by their earlier changes."""
    at, game = before
    earlier = Q(ended_at__lt=at) | Q(ended_at=at, game__lt=game)
    change = (
        RatingChange.objects.filter(earlier, user=user, ended_at__lte=at)
        .order_by("-ended_at", "-game_id")
        .first()
    )
    return after(change) if change else Standing()


def _standing(rating: Rating | None) -> Standing:
    if rating is None:
        return Standing()
    return Standing(Strength(rating.mu, rating.sigma), rating.games, (rating.last_at, rating.last_game))


def _same(new: RatingChange, old: RatingChange | None) -> bool:
    """Whether the next game of theirs finds the same, and nothing has to be written."""
    return old is not None and all(getattr(new, name) == getattr(old, name) for name in _TOLD)
