"""What the game has done in the background."""

from __future__ import annotations

from celery import shared_task

from games.cpu_tables import store
from games.rules.house_rules import from_json


@shared_task
def make_tables(differences: dict[str, bool | int | str]) -> None:
    """Make the tables that CPU players read, for the rules that differ from the classic ones so; again is no harm."""
    rules = from_json(differences)
    if store.tables_for(rules) is None:
        store.make(rules)
