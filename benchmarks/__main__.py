"""`python -m benchmarks`: all figures, or those whose name holds a word given on the command line."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path


def main(words: list[str]) -> None:
    """Measure on a database of its own: SQLite in a temporary folder, unless DATABASE_URL names another, empty one."""
    with tempfile.TemporaryDirectory(prefix="golf-bench-") as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "golf_project.settings")
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        os.environ |= {"SECRET_KEY": secrets.token_hex(32), "ENV_FILE": os.devnull}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        for name, figure in figures():
            if not words or any(word in name for word in words):
                print(f"{name:<52} {figure()}", flush=True)


def figures() -> Iterator[tuple[str, Callable[[], str]]]:
    """Every measurement: its name, and the function that makes it."""
    from benchmarks import (
        analysis,
        archive,
        cpu_ratings,
        dashboard,
        files,
        judge,
        measures,
        my_games,
        replay,
        results,
        second_look,
        standings,
    )

    yield "fold: a nine-hole, four-seat game", measures.fold_game
    yield "decide and evolve: a nine-hole, four-seat game", measures.play_rules
    yield "choose: one decision of a CPU player", measures.choose_moves
    yield "play: a whole game of four CPU players, in memory", measures.play_game
    yield "view: one seat's table as JSON text", measures.view_table
    yield "act: a durable move at one table", measures.act_durably
    yield "load: a nine-hole game, cold, from its events", measures.load_cold
    yield "load: a nine-hole game, cold, from a snapshot", measures.load_kept
    yield "export: a nine-hole, four-seat game, from the database", files.export_games
    yield "check: the file of such a game, every event again", files.check_files
    yield "import: the same, into the database", files.import_files
    yield "results: folding nine-hole, four-seat games", results.fold_results
    yield "ratings: of nine-hole, four-seat games", results.rate_games
    yield "rebuild: everything of nine-hole, four-seat games", results.rebuild
    yield "personas: mu and sigma of each, after 800 games", cpu_ratings.personas
    yield "personas: mu of each level, after 800 games", cpu_ratings.levels
    yield "standings: everybody's, made anew", standings.make_anew
    yield "standings: a page, somebody's place and neighbours", standings.read
    yield "standings: profiles", standings.profile
    yield "standings: the plans of these", standings.explain
    yield "standings: refreshed, and a materialized view", standings.compare
    yield "dashboard: the console's first page", dashboard.read
    yield "dashboard: a sample", dashboard.sample
    yield "dashboard: the list of games", dashboard.lists
    yield "archive: ten thousand nine-hole games into files", archive.archive_games
    yield "list: a page of somebody's ten thousand games", my_games.list_games
    yield "analysis: a nine-hole, four-seat game, 1,000 deals", analysis.judge_usually
    yield "analysis: the same, 10,000 deals, a twentieth of it", analysis.judge_closer
    yield "judge: whether CPU players bear it out", judge.borne_out
    yield "second look: what it gains by real players", second_look.classic
    yield "second look: the same with all bonuses", second_look.all_bonuses
    yield "replay: nine holes, four seats", replay.nine_holes
    yield "replay: eighteen holes, six seats", replay.eighteen_holes


if __name__ == "__main__":
    main(sys.argv[1:])
