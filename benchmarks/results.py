"""What finished games leave behind, folded as a worker does it."""

from __future__ import annotations

import random
import statistics
import time
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from accounts.models import User
from benchmarks.games import played
from benchmarks.timing import ROUNDS
from games import event_store, tables
from games.event_store import Append
from games.fold import fold
from games.models import Game, Seat
from leaderboards import rating_games, rebuilding, results
from leaderboards.models import Award, Career, Rating, RatingChange, Result, Stale, Tally, Unrated, Versus
from leaderboards.tasks import A_TASK
from leaderboards.upserts import upsert

if TYPE_CHECKING:
    from collections.abc import Callable

    from games.fold import Stored

GAMES: Final = 250
REBUILT: Final = (250, 500, 1000)
PEOPLE: Final = 300
DIFFERENT: Final = 8
"""So many streams, stored again and again: playing takes longer than folding."""
_DICE: Final = random.Random(9)


def fold_results() -> str:
    """Finished nine-hole, four-seat games of four people into rows, fifty in a transaction, by one process."""
    games = _finished_games()
    return _rate(games, lambda: _fold(games))


def rate_games() -> str:
    """What these games do to their people's ratings, in the order in which they ended."""
    games = _finished_games()
    _forget(games)
    _fold(games)
    due = list(Unrated.objects.values_list("game_id", "ended_at"))

    def again() -> None:
        RatingChange.objects.all().delete()
        Rating.objects.all().delete()
        upsert(Unrated, ("game_id", "ended_at"), due, key=1)

    return _rate(games, _work_out, again)


def rebuild() -> str:
    """`rebuild_stats` with ever more games: processor time and time by the clock for each."""
    told = []
    for count in REBUILT:
        _fold(_finished_games(count))
        begun, processor = time.perf_counter(), time.process_time()
        rebuilding.rebuild(lambda things, _total, _what: iter(things))
        spent, waited = time.process_time() - processor, time.perf_counter() - begun
        games = rebuilding.finished()
        told.append(
            f"{games} games {1000 * spent / games:.1f} ms each ({1000 * waited / games:.1f} by the clock)"
        )
    return ", ".join(told)


def _rate(games: list[int], work: Callable[[], None], before: Callable[[], None] | None = None) -> str:
    """How many of the games a second; what was done before is undone between the rounds."""
    waiting, spent = [], []
    for _round in range(ROUNDS):
        (before or (lambda: _forget(games)))()
        begun, processor = time.perf_counter(), time.process_time()
        work()
        waiting.append(time.perf_counter() - begun)
        spent.append(time.process_time() - processor)
    return (
        f"{len(games) / statistics.median(spent):6.0f} games a second of the processor,"
        f" {len(games) / statistics.median(waiting):.0f} with waiting for the database"
    )


def _forget(games: list[int]) -> None:
    """As if nothing had come of the games yet."""
    for model in (Result, Tally, Career, Versus, Award, Stale, Unrated):
        model.objects.all().delete()
    Game.objects.filter(pk__in=games).update(results_due_at=timezone.now())


def _fold(games: list[int]) -> None:
    for first in range(0, len(games), A_TASK):
        results.fold_games(games[first : first + A_TASK])


def _work_out() -> None:
    while rating_games.work_out():
        pass


def _finished_games(count: int = GAMES) -> list[int]:
    """So many of them, of which the first may have been made before."""
    while len(_made()) < count:
        _make_some(_made())
    return _made()[:count]


@cache
def _made() -> list[int]:
    return []


def _make_some(made: list[int]) -> None:
    """A game of each stream."""
    host, _new = User.objects.get_or_create(username="bench-results", is_guest=True)
    table = tables.make(host, tables.Wish()) if not made else Game.objects.get(pk=made[0]).table
    for stream in _streams():
        game = Game.objects.create(table=table)
        events = tuple(stored.event for stored in stream)
        phase = fold(stream, game.pk).state.phase
        # One after the other, as games end.
        ended = stream[0].time + timedelta(seconds=len(made))
        event_store.append([Append(game.pk, 0, ended, events, None, phase)])
        for number in range(4):
            Seat.objects.filter(game=game, number=number).update(persona="", user=_DICE.choice(_people()))
        made.append(game.pk)


@cache
def _streams() -> list[list[Stored]]:
    return [played(seed) for seed in range(DIFFERENT)]


@cache
def _people() -> list[User]:
    return [User.objects.create(username=f"bench-{n}") for n in range(PEOPLE)]
