"""Tables by program: made, listed, and shown without anything that is hidden."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from games import actions, lists
from games.live import load_game
from games.models import Table
from games.rules import commands as c
from games.rules.house_rules import from_json
from tests.api.program import Program
from tests.kit.cast import game_of

if TYPE_CHECKING:
    from games.rules.state import GameState
    from tests.kit.cast import Person

RUNNING = {"cpus": ["maya", "sage"], "start": True}


def made(program: Program, **wish: Any) -> str:
    """The code of a new table."""
    answer = program.post("tables", wish)
    assert answer.status == 201, answer.body
    code: str = answer.body["code"]
    return code


def state_at(code: str) -> GameState:
    return load_game(game_of(Table.objects.get(code=code))).fold.state


# Making


def test_a_table_says_where_it_is(hers: Program) -> None:
    answer = hers.post("tables", {})
    code = answer.body["code"]
    assert answer.status == 201
    assert answer.body == {
        "code": code,
        "url": f"http://testserver/t/{code}/",
        "ws": f"ws://testserver/ws/tables/{code}/",
    }
    assert len(code) == 6
    assert not set(code) - set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")


def test_the_caller_is_host_on_seat_0_and_cpu_players_have_the_next(hers: Program, alice: Person) -> None:
    state = state_at(made(hers, cpus=["maya", "sage"], seats=5))
    assert state.host == 0
    assert [(seat.player, seat.persona) if seat else None for seat in state.seats] == [
        (alice.id, None),
        (None, "maya"),
        (None, "sage"),
        None,
        None,
    ]


@pytest.mark.parametrize(("cpus", "seats"), [([], 2), (["maya"], 2), (["maya", "sage", "river"], 4)])
def test_there_is_a_seat_for_everybody_asked_and_two_at_least(
    hers: Program, cpus: list[str], seats: int
) -> None:
    assert len(state_at(made(hers, cpus=cpus)).seats) == seats


def test_a_table_is_private_and_classic_and_waits_unless_said_otherwise(hers: Program) -> None:
    code = made(hers)
    table = Table.objects.get(code=code)
    state = state_at(code)
    assert (table.visibility, table.watch, table.pace, table.turn_seconds) == ("private", False, "", None)
    assert (state.phase, state.rules) == ("lobby", from_json({}))


def test_a_table_is_made_as_it_was_asked_for(hers: Program) -> None:
    code = made(
        hers,
        rules={"holes": 3, "decks": 2, "flip_mode": "endgame", "knock_early": True},
        visibility="public",
        watch=True,
        pace="fast",
        turn_seconds=0,
    )
    table = Table.objects.get(code=code)
    assert (table.visibility, table.watch, table.pace, table.turn_seconds) == ("public", True, "fast", 0)
    assert state_at(code).rules == from_json(
        {"holes": 3, "decks": 2, "flip_mode": "endgame", "knock_early": True}
    )


def test_a_full_table_starts_at_once_where_asked(hers: Program) -> None:
    hole = state_at(made(hers, **RUNNING)).hole
    assert hole is not None
    assert (hole.number, len(hole.grids)) == (1, 3)


@pytest.mark.parametrize("wish", [{"start": True}, {"cpus": ["maya"], "seats": 3, "start": True}])
def test_it_does_not_start_with_a_seat_empty(hers: Program, wish: dict[str, Any]) -> None:
    assert hers.post("tables", wish).refusal == (422, "bad_table", "start")
    assert not Table.objects.exists()


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"tables": 3}, "tables"),
        ({"seats": 1}, "seats"),
        ({"seats": 7}, "seats"),
        ({"seats": True}, "seats"),
        ({"seats": "4"}, "seats"),
        ({"seats": 4.0}, "seats"),
        ({"seats": None}, "seats"),
        ({"cpus": "maya"}, "cpus"),
        ({"cpus": [1]}, "cpus.0"),
        ({"cpus": None}, "cpus"),
        ({"cpus": ["maya", "sage", "river", "diego", "kenji", "sofia"]}, "cpus"),
        ({"cpus": ["maya"], "levels": {"maya": "hard"}}, "levels.maya"),
        ({"cpus": ["maya"], "levels": ["tour"]}, "levels"),
        ({"cpus": ["maya"], "levels": None}, "levels"),
        ({"visibility": "secret"}, "visibility"),
        ({"visibility": None}, "visibility"),
        ({"watch": 1}, "watch"),
        ({"watch": "yes"}, "watch"),
        ({"start": "true"}, "start"),
        ({"pace": "warp"}, "pace"),
        ({"pace": None}, "pace"),
        ({"turn_seconds": -1}, "turn_seconds"),
        ({"turn_seconds": 601}, "turn_seconds"),
        ({"turn_seconds": True}, "turn_seconds"),
        ({"turn_seconds": None}, "turn_seconds"),
        ({"rules": None}, "rules"),
        ({"rules": ["holes"]}, "rules"),
        ({"rules": "classic"}, "rules"),
    ],
)
def test_a_malformed_field_is_named(hers: Program, wish: dict[str, Any], field: str) -> None:
    assert hers.post("tables", wish).refusal == (422, "malformed", field)
    assert not Table.objects.exists()


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"cpus": ["hal"]}, "cpus"),
        ({"cpus": ["Maya"]}, "cpus"),
        ({"cpus": ["maya", "maya"]}, "cpus"),
        ({"cpus": ["maya", "sage"], "seats": 2}, "cpus"),
        ({"cpus": ["maya"], "levels": {"sage": "tour"}}, "levels"),
        ({"levels": {"hal": "tour"}}, "levels"),
    ],
)
def test_a_table_that_cannot_be_is_refused(hers: Program, wish: dict[str, Any], field: str) -> None:
    assert hers.post("tables", wish).refusal == (422, "bad_table", field)
    assert not Table.objects.exists()


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"bogus": True}, "rules"),
        ({"flip_mode": "bogus"}, "rules.flip_mode"),
        ({"flip_mode": ["never"]}, "rules.flip_mode"),
        ({"knock_penalty": "yes"}, "rules.knock_penalty"),
        ({"knock_penalty": 1}, "rules.knock_penalty"),
        ({"knock_penalty": None}, "rules.knock_penalty"),
        ({"holes": 0}, "rules.holes"),
        ({"holes": 19}, "rules.holes"),
        ({"holes": True}, "rules.holes"),
        ({"holes": 3.0}, "rules.holes"),
        ({"holes": 10**400}, "rules.holes"),
        ({"decks": 4}, "rules.decks"),
        ({"initial_flips": 3}, "rules.initial_flips"),
        ({"initial_flips": {}}, "rules.initial_flips"),
    ],
)
def test_rules_that_cannot_be_played_are_refused(hers: Program, rules: dict[str, Any], field: str) -> None:
    assert hers.post("tables", {"rules": rules}).refusal == (422, "bad_rules", field)
    assert not Table.objects.exists()


# The list


def test_the_list_has_open_and_running_public_tables_newest_first(hers: Program, stranger: Program) -> None:
    waiting = made(hers, visibility="public", seats=3)
    running = made(hers, visibility="public", **RUNNING)
    made(hers)
    made(hers, watch=True)
    answer = stranger.get("tables")
    assert answer.status == 200
    assert [item["code"] for item in answer.body["items"]] == [running, waiting]
    assert answer.body["next"] is None


def test_a_table_in_the_list_says_what_one_wants_to_know(hers: Program, stranger: Program) -> None:
    code = made(hers, visibility="public", cpus=["maya"], seats=3, rules={"holes": 3})
    assert stranger.get("tables").body["items"] == [
        {
            "code": code,
            "url": f"http://testserver/t/{code}/",
            "ws": f"ws://testserver/ws/tables/{code}/",
            "visibility": "public",
            "phase": "lobby",
            "seats": [
                {"name": "Alice", "kind": "guest", "persona": None, "level": None, "portrait": None},
                {"name": "Maya", "kind": "cpu", "persona": "maya", "level": "club", "portrait": None},
                None,
            ],
            "rules": from_json({"holes": 3}).to_json(),
            "hole": 0,
            "holes": 3,
            "watching": None,
        }
    ]


def test_a_table_whose_game_is_over_is_in_the_list_no_more(hers: Program, stranger: Program) -> None:
    code = made(hers, visibility="public", **RUNNING)
    actions.act_now(game_of(Table.objects.get(code=code)), c.Abandon("idle"))
    assert stranger.get("tables").body["items"] == []


def test_the_list_goes_on_where_its_cursor_says(
    hers: Program, stranger: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    codes = [made(hers, visibility="public") for _ in range(5)][::-1]
    pages = []
    after = ""
    for _page in range(3):
        body = stranger.get(f"tables?after={after}").body
        pages.append([item["code"] for item in body["items"]])
        after = body["next"]
    assert pages == [codes[:2], codes[2:4], codes[4:]]
    assert after is None


def test_a_full_last_page_has_no_next(
    hers: Program, stranger: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    for _table in range(2):
        made(hers, visibility="public")
    assert stranger.get("tables").body["next"] is None


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "٣", "9" * 40])
def test_a_cursor_that_is_none_is_refused(stranger: Program, after: str) -> None:
    assert stranger.get(f"tables?after={after}").refusal == (422, "bad_cursor", "after")


# One table


def test_one_table_is_shown_as_the_contract_has_it(hers: Program) -> None:
    body = hers.get(f"tables/{made(hers, **RUNNING)}").body
    assert set(body) == {
        "code",
        "url",
        "ws",
        "visibility",
        "phase",
        "seats",
        "rules",
        "hole",
        "holes",
        "watching",
    }
    assert [seat["name"] for seat in body["seats"]] == ["Alice", "Maya", "Sage"]
    assert (body["phase"], body["hole"], body["holes"]) == ("opening", 1, 9)


def test_a_code_may_be_typed_in_small_letters(hers: Program) -> None:
    code = made(hers)
    assert hers.get(f"tables/{code.lower()}").body["code"] == code


@pytest.mark.parametrize("code", ["ZZZZZZ", "x", "AAAAAAA", "ÄÖÜäöü"])
def test_a_code_of_no_table_is_not_found(stranger: Program, code: str) -> None:
    assert stranger.get(f"tables/{code}").refusal == (404, "no_such_table", None)


def test_whoever_has_the_code_sees_a_private_table_until_it_begins(hers: Program, stranger: Program) -> None:
    assert stranger.get(f"tables/{made(hers)}").status == 200
    assert stranger.get(f"tables/{made(hers, **RUNNING)}").refusal == (403, "not_allowed", None)


def test_those_seated_see_their_private_table(hers: Program, bob: Person) -> None:
    code = made(hers, **RUNNING)
    assert hers.get(f"tables/{code}").status == 200
    assert Program(bob.token).get(f"tables/{code}").refusal == (403, "not_allowed", None)


@pytest.mark.parametrize("open_to_all", [{"visibility": "public"}, {"watch": True}])
def test_a_public_table_and_one_to_watch_are_everybodys_to_see(
    hers: Program, stranger: Program, open_to_all: dict[str, Any]
) -> None:
    assert stranger.get(f"tables/{made(hers, **open_to_all, **RUNNING)}").status == 200


def test_a_bad_token_is_not_taken_for_nobody(hers: Program) -> None:
    code = made(hers, visibility="public")
    assert Program("made-up").get(f"tables/{code}").refusal == (401, "not_signed_in", None)


@pytest.mark.parametrize("who", ["the host", "a stranger"])
def test_nothing_hidden_is_shown_of_a_running_game(hers: Program, stranger: Program, who: str) -> None:
    code = made(hers, visibility="public", **RUNNING)
    game = game_of(Table.objects.get(code=code))
    actions.act_now(game, c.Open(0, (0, 4)))
    body = (hers if who == "the host" else stranger).get(f"tables/{code}").body
    hole = load_game(game).fold.state.hole
    assert hole is not None
    assert [seat["grid"] for seat in body["seats"]] == [list(grid.seen) for grid in hole.grids]
    shown = {card for seat in body["seats"] for card in seat["grid"] if card}
    assert shown >= {hole.grids[0].cards[0], hole.grids[0].cards[4]}
    hidden = {*hole.stock, *(card for grid in hole.grids for card in grid.cards)} - shown
    assert len(hidden) > 30
    text = json.dumps(body)
    assert not [card for card in hidden if f'"{card}"' in text]
    assert hole.secret not in text


def test_the_list_shows_no_card_at_all(hers: Program, stranger: Program) -> None:
    made(hers, visibility="public", **RUNNING)
    (item,) = stranger.get("tables").body["items"]
    assert [set(seat) for seat in item["seats"]] == [{"name", "kind", "persona", "level", "portrait"}] * 3
