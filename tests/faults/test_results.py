"""Results of games, with real workers: one is killed, the broker forgets, tasks come twice. Each exactly once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import redis

from tests.faults.extent import extent
from tests.kit.processes import PATIENCE
from tests.kit.waiting import until

if TYPE_CHECKING:
    from tests.kit.own_site import OwnSite

GAMES = extent(12, 24)
PLAY = """
from leaderboards.tasks import send_due_results
from games.rules.house_rules import HouseRules
from tests.kit.random_games import RandomGame
from tests.kit.streams import played_game
for seed in range({first}, {first} + {games}):
    played_game(RandomGame(HouseRules(holes=1), 3, seed))
send_due_results()
"""
SETTLE = "from leaderboards.tasks import refresh_standings; refresh_standings.run()"
ASK = "from leaderboards.tasks import send_due_results; send_due_results()"
DUE = "UPDATE games_game SET results_due_at = now() - interval '1 second' WHERE results_due_at IS NOT NULL"
ALL_DUE = "UPDATE games_game SET results_due_at = now() - interval '1 second' WHERE phase = 'game_over'"
HOLD = "LOCK TABLE leaderboards_turn"
HELD_UP = "SELECT pid FROM pg_locks WHERE relation = 'leaderboards_turn'::regclass AND NOT granted"
STORED = "SELECT game_id, seat FROM leaderboards_result ORDER BY game_id, seat"
SEATS = """SELECT game_id, number FROM games_seat JOIN games_game ON games_game.id = game_id
           WHERE phase = 'game_over' ORDER BY game_id, number"""


def play(site: OwnSite, first: int) -> None:
    """Have some games played to their ends, from this seed on, and their results asked for."""
    assert site.manage("shell", "-c", PLAY.format(first=first, games=GAMES)).wait(PATIENCE) == 0


def ask(site: OwnSite) -> None:
    assert site.manage("shell", "-c", ASK).wait(PATIENCE) == 0


def rows(site: OwnSite, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in site.postgres.query(query, site.database)]


def test_every_result_is_stored_exactly_once_whatever_befalls_workers_and_broker(site: OwnSite) -> None:
    play(site, 0)
    everything = rows(site, SEATS)
    assert everything
    with psycopg.connect(site.postgres.url(site.database)) as holding:
        holding.execute(HOLD)
        doomed = site.celery("worker", "--pool", "solo", "-Q", "results")
        # Now it is in the middle of a task: results are written, and nothing is committed.
        until(lambda: rows(site, HELD_UP) != [], site)
        doomed.kill()
        doomed.wait(PATIENCE)
    assert rows(site, STORED) == []
    # What it had taken, and what the broker forgets now, is due again when the lease is over.
    server = redis.Redis.from_url(site.redis.url)
    server.flushall()
    server.close()
    site.postgres.query(DUE, site.database)
    workers = [site.celery("worker", "--concurrency", "1") for _two in range(2)]
    ask(site)
    until(lambda: rows(site, STORED) == everything, site)
    # Delivered once more, and all at once: nothing is stored twice.
    site.postgres.query(ALL_DUE, site.database)
    ask(site)
    due = "SELECT 1 FROM games_game WHERE results_due_at IS NOT NULL"
    until(lambda: not rows(site, due), site)
    assert rows(site, STORED) == everything
    assert site.logged("ERROR") == []
    # The broker goes and comes back while both workers are there.
    site.redis.stop()
    site.redis.start()
    play(site, GAMES)
    more = rows(site, SEATS)
    assert len(more) > len(everything)
    until(lambda: rows(site, STORED) == more, site)
    assert site.manage("shell", "-c", SETTLE).wait(PATIENCE) == 0
    assert site.manage("rebuild_stats", "--check").wait(PATIENCE) == 0, site.log.read_text()[-3000:]
    for worker in workers:
        worker.terminate()
        worker.wait(PATIENCE)
