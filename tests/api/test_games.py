"""Taking a finished game along as a file, bringing one in, and looking at it again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from accounts.limits import Limit
from games.models import Game, Seat
from games.rules.house_rules import HouseRules
from replays import importing
from replays.export import exported
from replays.models import Import
from replays.strict_json import MOST_BYTES
from tests.api.program import Program
from tests.kit.cast import session_of
from tests.kit.random_games import RandomGame
from tests.kit.streams import played_game

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.kit.cast import Person

MOVES = 100


def of(person: Person, moves: int = 10_000) -> int:
    """A game in which this person had a seat, played so far."""
    game = played_game(RandomGame(HouseRules(holes=2), 3, 7), moves)
    seat = Seat.objects.filter(game=game).exclude(user=None).first()
    assert seat is not None
    Seat.objects.filter(pk=seat.pk).update(user=person.user)
    return game


# Export


def test_who_played_it_has_the_file_of_a_game(hers: Program, alice: Person) -> None:
    game = of(alice)
    answer = hers.get(f"games/{game}/export")
    assert answer.status == 200
    assert answer.body == json.loads(exported(game))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="golf-{game}.json"'


def test_nobody_else_has(hers: Program, alice: Person, bob: Person, stranger: Program) -> None:
    game = of(alice)
    assert Program(bob.token).get(f"games/{game}/export").refusal == (404, "no_such_game", None)
    assert stranger.get(f"games/{game}/export").refusal == (401, "not_signed_in", None)
    for wrong in ("0", "-1", "x", "9" * 18, "9" * 400, "²"):
        assert hers.get(f"games/{wrong}/export").refusal == (404, "no_such_game", None)


def test_a_running_game_is_told_to_nobody_who_ever_asks(hers: Program, alice: Person, bob: Person) -> None:
    game = of(alice, MOVES)
    assert hers.get(f"games/{game}/export").refusal == (403, "not_over", None)
    assert Program(bob.token).get(f"games/{game}/export").refusal == (404, "no_such_game", None)


def test_the_schema_is_published_and_right(hers: Program, alice: Person, stranger: Program) -> None:
    schema = stranger.get("export.schema.json")
    assert schema.status == 200
    Draft202012Validator(schema.body).validate(hers.get(f"games/{of(alice)}/export").body)


# Import


def file_of(person: Person) -> bytes:
    return exported(of(person))


def test_an_export_can_be_brought_in_and_taken_along_again_the_same(hers: Program, alice: Person) -> None:
    file = file_of(alice)
    answer = hers.send("POST", "replays/import", file)
    assert answer.status == 201
    found = Import.objects.get(token=answer.body["token"])
    assert answer.body["game"] == str(found.pk)
    assert found.imported_by == alice.user
    assert exported(found.pk) == file


def test_the_first_event_that_the_rules_do_not_allow_is_named(hers: Program, alice: Person) -> None:
    game = json.loads(file_of(alice))
    event = next(event for event in game["events"] if event["type"] == "card_swapped")
    event["out"] = "*S"
    answer = hers.post("replays/import", game)
    assert (answer.status, answer.body["code"]) == (422, "bad_game")
    assert answer.body["event"] == event["seq"]
    assert answer.body["field"] == f"events.{event['seq']}"
    assert "out is *S" in answer.body["message"]
    assert not Import.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 10_000, b'{"format":1,"format":1}', b"NaN"])
def test_what_is_no_game_is_refused_in_words(hers: Program, body: bytes) -> None:
    assert hers.send("POST", "replays/import", body).refusal[:2] == (422, "bad_game")


def test_what_is_too_large_is_not_looked_into(hers: Program) -> None:
    assert hers.send("POST", "replays/import", b" " * (MOST_BYTES + 1)).refusal == (413, "too_large", None)


def test_only_who_is_somebody_brings_games_in(stranger: Program, alice: Person) -> None:
    assert stranger.post("replays/import", {}).refusal == (401, "not_signed_in", None)
    browser = Program(session=session_of(alice.user))
    assert browser.post("replays/import", {}).refusal == (403, "not_allowed", None)


def test_nobody_brings_in_too_many(
    hers: Program, bob: Person, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.GOLF_RATE_LIMITS = True
    monkeypatch.setattr(importing, "IMPORTS", Limit("imports", 2, 3600))
    for _time in range(2):
        assert hers.post("replays/import", {}).status == 422
    answer = hers.post("replays/import", {})
    assert answer.refusal == (429, "slow_down", None)
    assert int(answer.headers["Retry-After"]) > 0
    assert Program(bob.token).post("replays/import", {}).status == 422


# Looking at it again


def watched(frames: list[dict[str, Any]]) -> dict[str, Any]:
    """The table as a client has it after these frames."""
    table: dict[str, Any] = {}
    for frame in frames:
        if frame["type"] == "snapshot":
            table = frame["table"]
            continue
        now = dict(frame["now"])
        for number, seat in now.pop("seats", {}).items():
            before = table["seats"][int(number)]
            table["seats"][int(number)] = before | seat if before and seat else seat
        table |= now
    return table


def events_in(frames: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [event for frame in frames if frame["type"] == "events" for event in frame["events"]]


def test_a_replay_has_the_frames_of_the_gallery_and_every_card(
    hers: Program, alice: Person, stranger: Program
) -> None:
    file = json.loads(file_of(alice))
    token = hers.post("replays/import", file).body["token"]
    replay = stranger.get(f"replays/{token}")
    assert replay.status == 200
    assert replay.body["events"] == file["events"]
    assert replay.body["people"] == file["people"]["shown"]
    frames = replay.body["frames"]
    looks = [frame["seq"] for frame in frames if frame["type"] == "snapshot"]
    told = looks + [event["seq"] for event in events_in(frames)]
    assert sorted(told) == list(range(len(file["events"]))), "at the first event and at the start a new look"
    table = watched(frames)
    assert table["phase"] == "game_over"
    assert [seat["total"] for seat in table["seats"]] == file["result"]["totals"]
    names = [one["name"] for one in file["people"]["shown"]]
    assert {seat["name"] for seat in table["seats"] if seat["kind"] != "cpu"} <= set(names)


def test_its_frames_hide_what_the_gallery_did_not_see(
    hers: Program, alice: Person, stranger: Program
) -> None:
    token = hers.send("POST", "replays/import", file_of(alice)).body["token"]
    frames = stranger.get(f"replays/{token}").body["frames"]
    drawn = [event for event in events_in(frames) if event["type"] == "card_drawn"]
    assert {event["card"] is None for event in drawn if event["from"] == "stock"} == {True}
    started = [event for event in events_in(frames) if event["type"] == "hole_started"]
    assert len(started) == 2
    assert all(isinstance(event["stock"], int) and "grids" not in event for event in started)
    assert all(frame["legal"] == [] for frame in frames)


def test_there_is_no_other_replay(stranger: Program, alice: Person) -> None:
    of(alice)
    for token in ("x", "9" * 300):
        assert stranger.get(f"replays/{token}").refusal == (404, "no_such_replay", None)


def test_no_game_that_was_brought_in_is_a_table(hers: Program, alice: Person) -> None:
    hers.send("POST", "replays/import", file_of(alice))
    code = Game.objects.get(imported=True).table.code
    assert hers.get(f"tables/{code}").refusal == (404, "no_such_table", None)
    assert hers.get("me").body["seats"] == []
