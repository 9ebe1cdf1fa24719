"""Where tables are kept: with the package for the presets, on disk and in the cache for other rules.

What is nowhere yet is made in the background, on first use; until then CPU players have their estimate.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import threading
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

import redis
from django.conf import settings
from django.core.cache import cache
from kombu.exceptions import OperationalError

from games.cpu_tables.files import BadTables, from_bytes, to_bytes

if TYPE_CHECKING:
    from games.cpu.tables import Tables
    from games.rules.house_rules import HouseRules

log = logging.getLogger(__name__)

SHIPPED: Final = Path(__file__).parent / "presets"
IN_MEMORY: Final = 12
"""Tables that a process keeps, each some megabytes."""
LOOK_AGAIN: Final = 20.0
"""Seconds after which tables that were nowhere are looked for again."""
BEING_MADE: Final = 600
"""Seconds for which nobody else begins to make the same tables."""
CACHED: Final = 7 * 24 * 3600

_known: dict[str, Tables] = {}
_missed: dict[str, float] = {}
_lock = threading.Lock()


def essence(rules: HouseRules) -> HouseRules:
    """These rules as far as tables depend on them: not on holes, packs and first cards."""
    return replace(rules, holes=9, decks=1, initial_flips=0)


def name_of(rules: HouseRules) -> str:
    """The name under which the tables for these rules are kept."""
    told = json.dumps(essence(rules).to_json(), sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def tables_for(rules: HouseRules) -> Tables | None:
    """The tables for these rules; None if they are not there yet. Reads files and the cache: not for an event loop."""
    name = name_of(rules)
    found = _known.get(name)
    if found is not None or monotonic() < _missed.get(name, 0.0):
        return found
    _missed[name] = monotonic() + LOOK_AGAIN
    try:
        found = _read(name)
        if found is None:
            _have_made(rules, name)
    except (redis.RedisError, OSError, OperationalError) as error:
        # No move waits for a cache or a broker: the estimate is there.
        log.warning("tables could not be looked for: %s", type(error).__name__)
    if found is not None:
        _remember(name, found)
    return found


def tables_now(rules: HouseRules) -> Tables | None:
    """The tables for these rules, made here if they are nowhere; None where the settings have none made."""
    found = _read(name_of(rules))
    if found is None and settings.GOLF_MAKE_TABLES:
        found = make(rules)
    return found


def make(rules: HouseRules) -> Tables:
    """Make the tables for these rules and keep them; some seconds of work."""
    from games.cpu_tables.build import build  # NumPy only where tables are made

    tables = build(essence(rules))
    name, packed = name_of(rules), to_bytes(tables)
    _write(settings.GOLF_TABLES_DIR / f"{name}.xz", packed)
    with contextlib.suppress(redis.RedisError, OSError):
        cache.set(f"cpu-tables:{name}", packed, CACHED)
    _missed.pop(name, None)
    return tables


def forget() -> None:
    """Read everything anew."""
    _known.clear()
    _missed.clear()


def _remember(name: str, tables: Tables) -> None:
    with _lock:
        _known[name] = tables
        while len(_known) > IN_MEMORY:
            del _known[next(iter(_known))]


def _read(name: str) -> Tables | None:
    for folder in (SHIPPED, Path(settings.GOLF_TABLES_DIR)):
        path = folder / f"{name}.xz"
        if path.is_file() and (found := _unpacked(path.read_bytes(), name)):
            return found
    packed = cache.get(f"cpu-tables:{name}")
    return _unpacked(packed, name) if packed else None


def _unpacked(packed: bytes, name: str) -> Tables | None:
    try:
        return from_bytes(packed)
    except BadTables as error:
        log.warning("the tables %s cannot be read: %s", name, error)
        return None


def _have_made(rules: HouseRules, name: str) -> None:
    """Have the tables made in the background, by one process only."""
    if not settings.GOLF_MAKE_TABLES or not cache.add(f"cpu-tables-made:{name}", 1, BEING_MADE):
        return
    if settings.CELERY_TASK_ALWAYS_EAGER:
        threading.Thread(target=make, args=(rules,), name="golf-tables", daemon=True).start()
        return
    from games.tasks import make_tables

    make_tables.delay(rules.differences())


def _write(path: Path, packed: bytes) -> None:
    """Put the file in its place in one go; a disk that cannot be written to is no harm, as the cache has it too."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{threading.get_ident()}")
        partial.write_bytes(packed)
        partial.replace(path)
    except OSError as error:
        log.warning("tables could not be kept in %s: %s", path.parent, error)
