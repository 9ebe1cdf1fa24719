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
from leaderboards import rating_games, results
from leaderboards.models import Award, Career, Rating, RatingChange, Result, Stale, Tally, Unrated, Versus
from leaderboards.tasks import A_TASK
from leaderboards.upserts import upsert

if TYPE_CHECKING:
    from collections.abc import Callable

GAMES: Final = 250
PEOPLE: Final = 300
DIFFERENT: Final = 8
"""So many streams, stored again and again: playing takes longer than folding."""


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


@cache
def _finished_games() -> list[int]:
    table = tables.make(User.objects.create(username="bench-results", is_guest=True), tables.Wish())
    people = [User.objects.create(username=f"bench-{n}") for n in range(PEOPLE)]
    dice = random.Random(9)
    made: list[int] = []
    for stream in [played(seed) for seed in range(DIFFERENT)] * (GAMES // DIFFERENT + 1):
        game = Game.objects.create(table=table)
        events = tuple(stored.event for stored in stream)
        phase = fold(stream, game.pk).state.phase
        # One after the other, as games end.
        ended = stream[0].time + timedelta(seconds=len(made))
        event_store.append([Append(game.pk, 0, ended, events, None, phase)])
        for number in range(4):
            Seat.objects.filter(game=game, number=number).update(persona="", user=dice.choice(people))
        made.append(game.pk)
    return made[:GAMES]
