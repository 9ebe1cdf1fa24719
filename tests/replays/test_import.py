"""Games that come in as files: stored whole and marked, or refused with a sentence and not stored at all."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from accounts import belongings, kept
from games import lists, verify
from games.models import Game, GameEvent, Table
from games.rules.house_rules import HouseRules
from replays import strict_json
from replays.export import exported
from replays.importing import import_file
from replays.models import Import
from replays.strict_json import MOST_BYTES, BadFile
from tests.kit import cast
from tests.kit.game_files import Json, played, with_digests
from tests.kit.random_games import RandomGame
from tests.kit.streams import played_game

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def file() -> bytes:
    return played(RandomGame(HouseRules(holes=2), 3, 7)).file


def refused(content: bytes) -> BadFile:
    """Why it is not taken; nothing of it is stored."""
    with pytest.raises(BadFile) as found:
        import_file(content)
    assert not Game.objects.exists()
    assert not Table.objects.exists()
    assert not GameEvent.objects.exists()
    return found.value


def test_a_game_of_this_site_goes_out_and_in_and_out_again_the_same() -> None:
    game = played_game(RandomGame(HouseRules(holes=2), 4, 3))
    first = exported(game)
    second = exported(import_file(first).pk)
    assert first == second == exported(import_file(second).pk)


def test_what_came_in_is_sound(file: bytes) -> None:
    found = import_file(file)
    assert verify.verify(found.pk).fault is None


def test_it_is_marked_and_nobody_s_and_at_no_table_that_can_be_found(file: bytes) -> None:
    alice = cast.person("Alice")
    found = import_file(file, alice.user)
    game = Game.objects.get(pk=found.pk)
    assert game.imported
    assert not game.seats.exclude(user=None).exists()
    assert game.table.game is None
    assert not list(lists.seats_of(alice.user))
    assert belongings.of(alice.id) == (0, 0)
    assert kept.about(alice.user)["games"] == []


def test_who_brought_it_is_told_so_and_forgotten_when_they_go(file: bytes) -> None:
    alice, account = cast.person("Alice"), cast.person("Bob", guest=False)
    found = import_file(file, alice.user)
    belongings.bring(alice.user, account.user)
    (told,) = kept.about(account.user)["imported_games"]
    assert told["token"] == found.token
    kept.forgetting.send(type(account.user), user=account.user)
    assert Import.objects.get().imported_by is None


def test_each_import_has_a_token_that_nobody_guesses(file: bytes) -> None:
    first, second = import_file(file).token, import_file(file).token
    assert first != second
    assert len(first) >= 20


# Refused


def changed(file: bytes, change: Callable[[Json], Any]) -> bytes:
    """The file with this done to it, and digests that fit."""
    game = json.loads(file)
    change(game)
    return with_digests(game)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"{]", "not JSON"),
        (b'{"format": "\\ud800"}', "not JSON"),
        (b"[]", "not the file of a game"),
        (b"7", "not the file of a game"),
        (b'{"format": "chess"}', "not the file of a game"),
        (b'{"format": NaN}', "not a whole number"),
        (b'{"format": 1.0}', "not a whole number"),
        (b'{"format": 1e400}', "not a whole number"),
        (b'{"format": ' + b"9" * 5000 + b"}", "too large"),
        (b'{"format": 9007199254740993}', "too large"),
        (b'{"format": 1, "format": 1}', "twice"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b" " * (MOST_BYTES + 1), "larger than"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_is_no_file_of_a_game_is_refused_in_words(content: bytes, sentence: str) -> None:
    assert sentence in refused(content).message


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        (lambda game: game.update(version=2), "version", "another version than 1"),
        (lambda game: game.update(version=True), "version", "another version"),
        (lambda game: game.update(version="1"), "version", "another version"),
        (lambda game: game.update(note=""), "note", "no such field"),
        (lambda game: game.pop("seats"), "seats", "missing"),
        (lambda game: game.update(events={}), "events", "not a list"),
        (lambda game: game["rules"].update(holes=3), "rules", "not what the events say"),
        (lambda game: game["rules"].update(decks=True), "rules", "not what the events say"),
        (lambda game: game["seats"].reverse(), "seats", "not what the events say"),
        (lambda game: game["result"]["totals"].reverse(), "result", "not what the events say"),
        (lambda game: game["people"]["shown"].pop(), "people", "not as many people"),
        (lambda game: game["people"]["shown"][0].update(email="a@b.org"), "people", "who the people are"),
        (lambda game: game["people"]["shown"][0].update(name="\x1b[31m"), "people", "who the people are"),
        (lambda game: game["people"]["shown"][0].update(name="x" * 25), "people", "who the people are"),
        (lambda game: game["people"].update(more=1), "people", "not what the events say"),
    ],
)
def test_what_is_told_beside_the_events_is_checked(
    file: bytes, change: Callable[[Json], Any], field: str, sentence: str
) -> None:
    found = refused(changed(file, change))
    assert (found.field, found.event) == (field, None)
    assert sentence in found.message


def test_another_digest_is_found(file: bytes) -> None:
    game = json.loads(file)
    game["sha256"] = "0" * 64
    assert refused(strict_json.written(game)).field == "sha256"


def test_another_name_is_found_by_the_digest_of_people(file: bytes) -> None:
    game = json.loads(file)
    game["people"]["shown"][0]["name"] = "Mallory"
    assert refused(strict_json.written(game)).field == "people"


def first(game: Json, kind: str) -> Json:
    found: Json = next(event for event in game["events"] if event["type"] == kind)
    return found


@pytest.mark.parametrize(
    ("kind", "change", "sentence"),
    [
        ("card_drawn", {"seat": "0"}, "is not what it should be"),
        ("card_drawn", {"seat": True}, "is not what it should be"),
        ("card_drawn", {"seat": 2**52}, "not what the rules give"),
        ("card_drawn", {"note": 1}, "a field 'note' too many"),
        ("card_drawn", {"by": None}, "not told as the form has it"),
        ("card_drawn", {"type": "card_eaten"}, "of an unknown type"),
        ("card_drawn", {"seq": False}, "its seq is not"),
        ("card_drawn", {"time": "2026-01-01T12:00:00Z"}, "its time is not of the form"),
        ("card_drawn", {"time": "2026-02-31T12:00:00.000000Z"}, "no such time"),
        ("card_drawn", {"time": "2025-01-01T12:00:00.000000Z"}, "older than the one before"),
        ("card_swapped", {"out": "*S"}, "out is *S, not"),
        ("card_swapped", {"at": 6}, "The rules do not allow event"),
        ("hole_ended", {"reveal": "00" * 32}, "reveal is"),
        ("cards_opened", {"cards": {"07": "AS"}}, "object of numbers"),
        ("cards_opened", {"cards": [["0", "AS"]]}, "object of numbers"),
        ("game_created", {"rules": {"holes": 2}}, "not complete"),
        ("game_created", {"rules": {"holes": 99}}, "cannot be played"),
        ("player_joined", {"person": -1}, "by number"),
        ("player_joined", {"person": 2}, "not told as the form has it"),
    ],
    ids=str,
)
def test_the_first_event_at_fault_is_named(file: bytes, kind: str, change: Json, sentence: str) -> None:
    seq = first(json.loads(file), kind)["seq"]
    found = refused(changed(file, lambda game: first(game, kind).update(change)))
    assert found.event == seq
    assert sentence in found.message


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda events: events.pop(), "game_ended is missing"),
        (lambda events: events.__delitem__(slice(40, None)), "not over"),
        (lambda events: events.clear(), "does not begin with game_created"),
    ],
)
def test_a_game_that_is_not_all_there_is_not_taken(
    file: bytes, change: Callable[[list[Json]], Any], sentence: str
) -> None:
    game = json.loads(file)
    change(game["events"])
    found = refused(with_digests(game))
    assert found.event == len(game["events"])
    assert sentence in found.message


# Commands


def test_the_command_says_where_the_game_is(file: bytes, tmp_path: Path) -> None:
    path, out = tmp_path / "game.json", StringIO()
    path.write_bytes(file)
    call_command("import_game", str(path), stdout=out)
    found = Import.objects.get()
    assert out.getvalue() == f"game {found.pk}, replay {found.token}\n"


def test_the_command_says_why_it_does_not_take_it(file: bytes, tmp_path: Path) -> None:
    path = tmp_path / "game.json"
    path.write_bytes(changed(file, lambda game: first(game, "card_swapped").update(out="*S")))
    seq = first(json.loads(file), "card_swapped")["seq"]
    with pytest.raises(CommandError, match=f"game.json, event {seq}: Event {seq} "):
        call_command("import_game", str(path))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_game", str(tmp_path / "nothing.json"))


def test_files_are_verified_beside_games(file: bytes, tmp_path: Path) -> None:
    sound, unsound, out = tmp_path / "sound.json", tmp_path / "unsound.json", StringIO()
    sound.write_bytes(file)
    unsound.write_bytes(file[:-1])
    number = import_file(file).pk
    with pytest.raises(CommandError, match="1 of 3 games not sound"):
        call_command("verify_game", str(sound), str(number), str(unsound), stdout=out)
    first_line, second, third = out.getvalue().splitlines()
    events = len(json.loads(file)["events"])
    assert first_line == f"{sound}: {events:,} events, 2 holes, sound"
    assert second == f"game {number}: {events:,} events, 2 holes, sound"
    assert third == f"{unsound}: The file is not JSON."
