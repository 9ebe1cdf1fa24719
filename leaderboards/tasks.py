"""What Celery does for results. A commit only marks a game as due; here it is seen to."""

from __future__ import annotations

from typing import Final

from celery import shared_task

from accounts.chores import every
from accounts.later import later
from leaderboards import counts, rating_games, refreshing, results, seasons

LOOK_SECONDS: Final = 5
STANDINGS_SECONDS: Final = 10
SEASON_SECONDS: Final = 600
COUNT_SECONDS: Final = 300
MOST_BATCHES: Final = 20
"""What is left after so many waits for the next time: no task runs for minutes."""
A_TASK: Final = 50
"""Games that are folded together: one transaction, and few queries."""


@shared_task
def fold_results(*game_ids: int) -> None:
    """Store what finished games come to: once, however often this is done."""
    results.fold_games(game_ids)


@every(LOOK_SECONDS)
@shared_task
def send_due_results() -> None:
    """Have every game folded that is due. One that got lost is due again after a while."""
    due = results.claim_due()
    for first in range(0, len(due), A_TASK):
        later(fold_results, *due[first : first + A_TASK])


@every(STANDINGS_SECONDS)
@shared_task
def refresh_standings() -> None:
    """Work out what new games do to ratings, and bring the boards up to date."""
    for _batch in range(MOST_BATCHES):
        if not rating_games.work_out():
            break
    refreshing.catch_up()


@every(SEASON_SECONDS)
@shared_task
def close_season() -> None:
    """Make the standings of a month that is over final, and forget those of weeks and months long past."""
    while seasons.freeze_due():
        pass
    refreshing.drop_old()


@every(COUNT_SECONDS)
@shared_task
def count_anew() -> None:
    """The site's totals, which pages show."""
    counts.refresh()
