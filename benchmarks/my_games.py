"""The list of somebody's own games, where they have played ten thousand."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta
from typing import Final

from django.db import connection
from django.utils import timezone

from accounts.models import User
from games.codes import new_code
from games.models import Game, Seat, Table
from games.rules.house_rules import PRESETS
from replays import my_games
from replays.my_games import Wanted

GAMES: Final = 10_000
RIVALS: Final = 20
ROUNDS: Final = 15
SPEEDY: Final = 50
"""Every so manieth game had the rules that are looked for."""


def list_games() -> str:
    """The first page, one near the end, and the first of three filters."""
    people = [User.objects.create(username=f"bench-list-{n}", name=f"Rival {n}") for n in range(RIVALS + 1)]
    me, *rivals = people
    games = _games(me, rivals)
    _games(rivals[0], rivals[1:])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    pages = {
        "first page": (Wanted(), None),
        "after 9,900 games": (Wanted(), games[100].pk),
        "won": (Wanted(result="won"), None),
        "one game in fifty, by its rules": (Wanted(rules="speed"), None),
        "nobody's name": (Wanted(name="zzz"), None),
    }
    return ", ".join(f"{name} {_elapsed(me, *asked):.0f} ms" for name, asked in pages.items())


def _elapsed(me: User, wanted: Wanted, before: int | None) -> float:
    """The median of milliseconds that a page takes by the clock: most of it is the database's work, not ours."""
    spent = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        my_games.page(me, wanted, before)
        spent.append(1000 * (time.perf_counter() - begun))
    return statistics.median(spent)


def _games(me: User, rivals: list[User]) -> list[Game]:
    """Rows of finished games, oldest first, without their events."""
    now = timezone.now()
    table = Table.objects.create(code=new_code())
    presets = [PRESETS["classic" if n % SPEEDY else "speed"] for n in range(GAMES)]
    times = [now - timedelta(hours=GAMES - n) for n in range(GAMES)]
    rows = [
        Game(
            table=table,
            phase="game_over",
            rules=preset.rules.to_json(),
            preset=preset.key,
            started_at=time,
            ended_at=time,
        )
        for time, preset in zip(times, presets, strict=True)
    ]
    games = Game.objects.bulk_create(rows, batch_size=1000)
    seats = [seat for n, game in enumerate(games) for seat in _seats(n, game, me, rivals)]
    Seat.objects.bulk_create(seats, batch_size=1000)
    return games


def _seats(n: int, game: Game, me: User, rivals: list[User]) -> tuple[Seat, ...]:
    return (
        Seat(game=game, number=0, user=me, place=1 + n % 3, total=n % 40),
        Seat(game=game, number=1, user=rivals[n % len(rivals)], place=2, total=9),
        Seat(game=game, number=2, persona="maya", place=3, total=20),
    )
