"""What is true of the whole site, whichever process is asked: from the database and Redis, for `/metrics`.

Every process tells the same, so a dashboard takes the greatest and adds nothing up. Asked anew at most every ten
seconds for all of them; where something does not answer, `golf_site_answers` is 0 and what it knows is missing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

import redis
from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import REGISTRY, GaugeMetricFamily
from prometheus_client.registry import Collector

from accounts import redis_master
from accounts.models import Letter
from games import due, heart
from games.models import Game, GameClock
from golf_project import workers
from leaderboards import counts

log = logging.getLogger(__name__)

GOOD_FOR_SECONDS: Final = 10
STUCK: Final = timedelta(seconds=30)
LATELY: Final = timedelta(days=1)
PATIENCE_SECONDS: Final = 1.0
KEY: Final = "site-figures"

Figures = dict[tuple[str, str], float]
"""By name, and the value of its label, if it has one."""
HELP: Final = {
    "golf_site_answers": ("Whether database or Redis could say what they know.", "of"),
    "golf_site_live_games": ("Games that are being played.", "phase"),
    "golf_site_stuck_games": (
        "Live games that were due half a minute ago (overdue), or that no clock knows.",
        "why",
    ),
    "golf_site_set_aside_games": ("Live games that cannot be read.", ""),
    "golf_site_clock_lag_seconds": ("For how long the game has been due that waits for a clock longest.", ""),
    "golf_site_alive": ("Whether some clock, some worker is alive.", "role"),
    "golf_site_letters": ("Letters of the last day.", "state"),
    "golf_site_queue_age_seconds": ("How late the oldest work is that waits for a worker.", "queue"),
    "golf_site_queue_length": ("Tasks that wait for a worker.", "queue"),
    "golf_site_games_finished": ("Finished games that count, when last counted.", ""),
    "golf_site_players": ("People who have finished a game, when last counted.", ""),
}


def listen() -> None:
    """From now on these are among what this process measures."""
    REGISTRY.register(_SiteFigures())


class _SiteFigures(Collector):
    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing is asked just because this is registered."""
        return iter(_families({}).values())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        return iter(_families(_known()).values())


def _families(figures: Figures) -> dict[str, GaugeMetricFamily]:
    families = {
        name: GaugeMetricFamily(name, sentence, labels=[label] if label else [])
        for name, (sentence, label) in HELP.items()
    }
    for (name, value), figure in figures.items():
        families[name].add_metric([value] if HELP[name][1] else [], figure)
    return families


def _known() -> Figures:
    """What was asked a moment ago, by whichever process, else what is asked now."""
    try:
        found: Figures | None = cache.get(KEY)
        if found is None:
            found = ask()
            cache.set(KEY, found, GOOD_FOR_SECONDS)
    except Exception as error:  # noqa: BLE001 - without the cache each process asks for itself
        log.warning("figures could not be shared: %s", type(error).__name__)
        found = ask()
    return found


def ask() -> Figures:
    """All figures, now. Asks the database and Redis."""
    return _asked("database", _of_the_database) | _asked("redis", _of_redis)


def _asked(whom: str, question: Callable[[], Figures]) -> Figures:
    try:
        return question() | {("golf_site_answers", whom): 1}
    except Exception as error:  # noqa: BLE001 - whatever it is, the rest is told all the same
        log.warning("%s could not say what is true of the site: %s", whom, type(error).__name__)
        return {("golf_site_answers", whom): 0}


def _of_the_database() -> Figures:
    now = timezone.now()
    games, players = counts.site()
    return {
        **_counted(
            "golf_site_live_games", due.LIVE_PHASES, Game.objects.filter(phase__in=due.LIVE_PHASES), "phase"
        ),
        ("golf_site_stuck_games", "overdue"): GameClock.objects.filter(due_at__lt=now - STUCK).count(),
        ("golf_site_stuck_games", "unknown"): len(due.without_row()),
        ("golf_site_set_aside_games", ""): Game.objects.filter(phase__in=due.LIVE_PHASES)
        .exclude(fault="")
        .count(),
        ("golf_site_clock_lag_seconds", ""): _age(GameClock.objects.all(), "due_at", now),
        **_counted(
            "golf_site_letters", Letter.State.values, Letter.objects.filter(made_at__gt=now - LATELY), "state"
        ),
        ("golf_site_queue_age_seconds", "mail"): _age(
            Letter.objects.filter(state=Letter.State.QUEUED), "next_try_at", now
        ),
        ("golf_site_queue_age_seconds", "results"): _age(
            Game.objects.filter(results_due_at__isnull=False), "results_due_at", now
        ),
        ("golf_site_games_finished", ""): games,
        ("golf_site_players", ""): players,
    }


def _counted(name: str, values: list[Any], rows: Any, column: str) -> Figures:
    """How many rows have each of these values, 0 where there is none."""
    found = dict(rows.values_list(column).annotate(count=Count("pk")).order_by())
    return {(name, str(value)): found.get(str(value), 0) for value in values}


def _age(rows: Any, column: str, now: datetime) -> float:
    """For how many seconds the first of these has been due."""
    first = rows.aggregate(first=Min(column))["first"]
    return 0.0 if first is None else max((now - first).total_seconds(), 0.0)


def _of_redis() -> Figures:
    figures: Figures = {
        ("golf_site_alive", "clock"): int(heart.is_beating()),
        ("golf_site_alive", "worker"): int(workers.are_there()),
    }
    if not settings.REDIS_URL:
        return figures
    with redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=PATIENCE_SECONDS,
        socket_timeout=PATIENCE_SECONDS,
        **redis_master.options(),
    ) as server:
        for queue in settings.CELERY_TASK_QUEUES:
            length: Any = server.llen(
                f"{settings.CELERY_BROKER_TRANSPORT_OPTIONS['global_keyprefix']}{queue.name}"
            )
            figures["golf_site_queue_length", queue.name] = length
    return figures
