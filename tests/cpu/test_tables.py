"""Tables of what a grid is worth: what stands in them, how they are kept, and what is read where there are none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from games.cpu.estimate import estimate_for, facts_for
from games.cpu.tables import set_number, sorted_set
from games.cpu_tables import store
from games.cpu_tables.files import BadTables, from_bytes, to_bytes
from games.rules.cards import Card
from games.rules.house_rules import CLASSIC, PRESETS, HouseRules

if TYPE_CHECKING:
    from games.cpu.tables import Set, Tables


@pytest.fixture
def tables() -> Tables:
    found = store.tables_for(CLASSIC)
    assert found is not None
    return found


def blank_but_for(card: str) -> Set:
    """The columns of a grid in which one card lies face up."""
    facts = facts_for(CLASSIC)
    columns = facts.columns
    blank = columns.count - 1
    return sorted_set(columns.number[facts.number[Card(card)]][columns.size], blank, blank)


@pytest.mark.parametrize("preset", PRESETS)
def test_tables_come_with_the_package_for_every_preset(preset: str) -> None:
    tables = store.tables_for(PRESETS[preset].rules)
    assert tables is not None
    assert tables.size == facts_for(PRESETS[preset].rules).columns.size


def test_together_they_are_small() -> None:
    assert sum(path.stat().st_size for path in store.SHIPPED.glob("*.xz")) < 5_000_000


@pytest.mark.parametrize(("card", "strokes"), [("2C", 5.7), ("KC", 4.3), ("AC", 3.8), ("3C", 2.9)])
def test_a_card_in_a_fresh_column_is_worth_what_was_measured_elsewhere(
    tables: Tables, card: str, strokes: float
) -> None:
    blank = tables.columns.count - 1
    gain = tables.after((blank, blank, blank), 2) - tables.after(blank_but_for(card), 2)
    assert gain == pytest.approx(strokes, abs=0.4)


def test_time_helps(tables: Tables) -> None:
    blank = blank_but_for("9C")
    worths = [tables.after(blank, clock) for clock in range(1, 7)]
    assert worths == sorted(worths, reverse=True)
    assert tables.at_last(blank) > worths[0]


def test_sets_are_numbered_without_a_gap() -> None:
    numbers = [set_number((a, b, c)) for c in range(9) for b in range(c + 1) for a in range(b + 1)]
    assert numbers == list(range(len(numbers)))


def test_tables_are_read_as_they_were_written(tables: Tables) -> None:
    again = from_bytes(to_bytes(tables))
    assert list(again.last) == list(tables.last)
    assert [list(worth) for worth in again.worth] == [list(worth) for worth in tables.worth]


@pytest.mark.parametrize("packed", [b"", b"no tables", to_bytes.__name__.encode()])
def test_what_is_no_table_is_told(packed: bytes) -> None:
    with pytest.raises(BadTables):
        from_bytes(packed)


def test_packs_holes_and_first_cards_change_no_table() -> None:
    assert store.name_of(HouseRules(holes=3, decks=2, initial_flips=0)) == store.name_of(CLASSIC)
    assert store.name_of(HouseRules(blackjack=True)) != store.name_of(CLASSIC)


def test_for_rules_of_its_own_a_table_has_an_estimate_at_first() -> None:
    rules = HouseRules(blackjack=True, ten_penny=True)
    assert store.tables_for(rules) is None
    columns = facts_for(rules).columns
    blank = columns.count - 1
    estimate = estimate_for(rules)
    assert 0 < estimate.after((blank, blank, blank), 4) < estimate.at_last((blank, blank, blank)) < 40


def test_whoever_can_wait_has_them_made_at_once(
    tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch, tables: Tables
) -> None:
    settings.GOLF_TABLES_DIR = tmp_path  # type: ignore[attr-defined]
    settings.GOLF_MAKE_TABLES = True  # type: ignore[attr-defined]
    monkeypatch.setattr("games.cpu_tables.build.build", lambda _rules: tables)
    rules = HouseRules(wolfpack=True, ten_penny=True)
    assert store.tables_now(rules) is tables
    assert [path.stem for path in tmp_path.iterdir()] == [store.name_of(rules)]


def test_a_file_that_is_damaged_is_as_none(tmp_path: Path, settings: object) -> None:
    settings.GOLF_TABLES_DIR = tmp_path  # type: ignore[attr-defined]
    rules = HouseRules(wolfpack=True)
    (tmp_path / f"{store.name_of(rules)}.xz").write_bytes(b"half a file")
    store.forget()
    assert store.tables_for(rules) is None


def test_no_move_waits_for_a_cache_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_arguments: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("games.cpu_tables.store.cache.get", away)
    store.forget()
    assert store.tables_for(HouseRules(wolfpack=True, blackjack=True)) is None
    assert store.tables_for(CLASSIC) is not None
