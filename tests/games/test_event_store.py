"""The store of events: appended in order, all or none, never changed, and in step with what is projected from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from games import bulk, event_store
from games.event_store import Conflict
from games.fold import BrokenStream
from games.models import Game, GameClock, GameEvent, Seat
from games.rules import events as e
from games.rules.house_rules import CLASSIC, HouseRules, from_json
from games.rules.state import Phase
from tests.kit import cast
from tests.kit.random_games import RandomGame
from tests.kit.streams import NOON, appended, later, lobby, new_game, stored_game

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.django_db


def events_of(game: int) -> list[e.Event]:
    return [stored.event for stored in event_store.load(game)]


def test_what_is_appended_is_loaded_in_order_and_with_its_time() -> None:
    game = new_game()
    event_store.append([appended(game, *lobby())])
    event_store.append([appended(game, e.PlayerJoined(1, None, "river"), after=3, at=later(2))])
    loaded = event_store.load(game)
    assert [stored.event for stored in loaded] == [*lobby(), e.PlayerJoined(1, None, "river")]
    assert [stored.seq for stored in loaded] == [0, 1, 2, 3, 4]
    assert [stored.time for stored in loaded] == [NOON] * 4 + [later(2)]
    assert event_store.load(game, after=3) == loaded[4:]


@pytest.mark.parametrize("seed", range(3))
def test_a_whole_game_is_loaded_as_it_was(seed: int) -> None:
    played = RandomGame(HouseRules(holes=2), 4, seed)
    played.play()
    people = {event.player for event in played.events if isinstance(event, e.PlayerJoined) and event.player}
    ids = {player: cast.person(f"Player {n}").id for n, player in enumerate(sorted(people))}
    stream = [
        e.PlayerJoined(event.seat, ids[event.player], None)
        if isinstance(event, e.PlayerJoined) and event.player
        else event
        for event in played.events
    ]
    game = stored_game(*stream)
    assert events_of(game) == stream
    row = Game.objects.get(pk=game)
    assert (row.phase, row.hole, row.ended_at) == (Phase.GAME_OVER, 2, NOON)


def test_the_second_to_append_an_event_of_that_number_is_told_so() -> None:
    game = stored_game(*lobby())
    event_store.append([appended(game, e.PlayerLeft(3), after=3)])
    with pytest.raises(Conflict):
        event_store.append([appended(game, e.PlayerLeft(2), after=3)])
    assert events_of(game)[-1] == e.PlayerLeft(3)
    assert set(Seat.objects.filter(game=game).values_list("number", flat=True)) == {0, 2}


def test_a_batch_is_stored_whole_or_not_at_all() -> None:
    first, second, late = new_game(), new_game(), stored_game(*lobby())
    batch = [appended(first, *lobby()), appended(late, e.PlayerLeft(0), after=1), appended(second, *lobby())]
    with pytest.raises(Conflict):
        event_store.append(batch)
    assert not GameEvent.objects.filter(game__in=[first, second]).exists()
    assert not Seat.objects.filter(game__in=[first, second]).exists()
    assert not GameClock.objects.filter(game__in=[first, second]).exists()
    assert events_of(late) == lobby()


def test_a_batch_of_many_tables_is_written_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    games = [new_game() for _ in range(20)]
    event_store.append([appended(game, e.GameCreated(CLASSIC, 2)) for game in games])
    written: list[list[int]] = []
    name = "write_at_once" if bulk.can_write_at_once() else "write"
    write = getattr(bulk, name)

    def counted(*rows: Sequence[object]) -> object:
        written.append([len(some) for some in rows])
        return write(*rows)

    monkeypatch.setattr(bulk, name, counted)
    event_store.append([appended(game, e.SeatTakenBack(0), after=0) for game in games])
    assert written == [[20, 0, 20] if bulk.can_write_at_once() else [20, 20]]
    assert {GameEvent.objects.filter(game=game).count() for game in games} == {2}


@pytest.mark.postgres
def test_who_comes_too_late_loses_alone_and_whole() -> None:
    """Even where only the first of its events is stored already."""
    early, late, other = (stored_game(*lobby()) for _ in range(3))
    event_store.append([appended(late, e.SeatTakenBack(2), after=3)])
    moves = [e.SeatTakenBack(0), e.SeatTakenBack(3)]
    batch = [appended(game, *moves, after=3, at=later(1), due=later(2)) for game in (other, late, early)]
    with pytest.raises(Conflict) as lost:
        event_store.append(batch)
    assert lost.value.late == frozenset({late})
    assert events_of(early) == events_of(other) == [*lobby(), *moves]
    assert events_of(late) == [*lobby(), e.SeatTakenBack(2)]
    due = dict(GameClock.objects.values_list("game", "due_at"))
    assert (due[early], due[late]) == (later(2), NOON)


def test_a_game_s_row_tells_its_phase_rules_seats_and_hole() -> None:
    rules = from_json({"holes": 3, "use_jokers": True})
    game = stored_game(e.GameCreated(CLASSIC, 5), e.RulesChanged(rules))
    row = Game.objects.get(pk=game)
    assert (row.phase, row.seat_count, row.hole) == ("lobby", 5, 0)
    assert row.rules == rules.to_json()
    assert row.started_at is None
    assert row.ended_at is None


def test_seats_follow_those_who_sit_down_and_leave() -> None:
    alice = cast.person("Alice")
    stream: list[e.Event] = [
        e.GameCreated(CLASSIC, 3),
        e.PlayerJoined(1, alice.id, None),
        e.PlayerJoined(0, None, "maya"),
    ]
    game = stored_game(*stream)
    seats = Seat.objects.filter(game=game).order_by("number").values_list("number", "user", "persona")
    assert list(seats) == [(0, None, "maya"), (1, alice.id, "")]
    event_store.append([appended(game, e.PlayerLeft(0), after=2)])
    assert list(seats.all()) == [(1, alice.id, "")]


def test_at_the_start_the_seats_close_up() -> None:
    game = stored_game(*lobby(seats=6))
    event_store.append([appended(game, e.GameStarted(9, "", ""), after=3, at=later(1), phase=Phase.OPENING)])
    assert list(Seat.objects.filter(game=game).order_by("number").values_list("number", "persona")) == [
        (0, "maya"),
        (1, "kenji"),
        (2, "sage"),
    ]
    row = Game.objects.get(pk=game)
    assert (row.phase, row.seat_count, row.started_at) == ("opening", 3, later(1))


def test_the_clock_s_row_is_written_with_the_events_and_loses_its_claim() -> None:
    game = stored_game(*lobby())
    GameClock.objects.filter(pk=game).update(claimed_until=later(1), resumed_at=later(-5))
    event_store.append([appended(game, e.PlayerLeft(3), after=3, due=later(7))])
    row = GameClock.objects.get(pk=game)
    assert (row.due_at, row.claimed_until, row.resumed_at) == (later(7), None, later(-5))


def test_a_game_that_is_over_is_never_due_again() -> None:
    game = stored_game(*lobby())
    over = appended(game, e.GameAbandoned("idle", None), after=3, due=None, phase=Phase.ABANDONED)
    event_store.append([over])
    assert not GameClock.objects.filter(pk=game).exists()
    assert Game.objects.get(pk=game).phase == "abandoned"


def test_an_event_cannot_be_saved() -> None:
    game = stored_game(*lobby())
    row = GameEvent.objects.filter(game=game).first()
    assert row is not None
    row.type = "player_left"
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        GameEvent(game_id=game, seq=9, time=NOON, type="x", data="").save()
    with pytest.raises(TypeError):
        GameEvent.objects.create(game_id=game, seq=9, time=NOON, type="x", data="")


def test_an_event_cannot_be_deleted() -> None:
    game = stored_game(*lobby())
    row = GameEvent.objects.filter(game=game).first()
    assert row is not None
    with pytest.raises(TypeError):
        row.delete()
    assert events_of(game) == lobby()


def test_it_tells_whether_exactly_these_events_are_stored() -> None:
    game = new_game()
    append = appended(game, *lobby())
    assert not event_store.holds(append)
    event_store.append([append])
    assert event_store.holds(append)
    assert not event_store.holds(appended(game, *lobby(), at=later(1)))
    assert not event_store.holds(appended(game, *lobby(seats=5)))
    assert not event_store.holds(appended(game, *lobby()[:3], e.PlayerLeft(0)))
    assert not event_store.holds(appended(game, *lobby(), e.PlayerLeft(0)))


def test_it_knows_the_last_event_of_many_games_in_one_query() -> None:
    one, other, empty = stored_game(*lobby()), stored_game(*lobby()[:2]), new_game()
    with CaptureQueriesContext(connection) as queries:
        assert event_store.last_seqs([one, other, empty]) == {one: 3, other: 1}
    assert len(queries) == 1


def test_a_stream_that_cannot_be_read_names_the_game_and_the_place() -> None:
    game = stored_game(*lobby())
    GameEvent.objects.bulk_create([GameEvent(game_id=game, seq=4, time=NOON, type="bogus", data="[]")])
    with pytest.raises(BrokenStream) as broken:
        event_store.load(game)
    assert (broken.value.game_id, broken.value.seq) == (game, 4)
    assert event_store.load(game, after=4) == []
