"""`manage.py verify_game`: whole games are sound, and whatever was altered in the database is found."""

from __future__ import annotations

import random
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from accounts.models import User
from games import actions, event_store, faults, tables
from games.codec import encode
from games.management import progress
from games.models import Game, GameEvent, Seat
from games.rules import commands as c
from games.rules import events as e
from games.rules.fairness import commitment
from games.rules.house_rules import HouseRules, from_json
from games.rules.state import Phase
from games.verify import NoSuchGame, verify
from tests.kit import cast
from tests.kit.random_games import RandomGame
from tests.kit.streams import NOON, new_game, played_game
from tests.kit.truth import cards_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kit.club import Club

SEED = 7
MOVES = 130
"""So many lead that game into its second hole."""


@pytest.fixture
def game(db: None) -> int:
    """A game of two holes that is over."""
    return played_game(RandomGame(HouseRules(holes=2), 3, SEED))


@pytest.fixture
def running(db: None) -> int:
    """The same game in its second hole."""
    return played_game(RandomGame(HouseRules(holes=2), 3, SEED), moves=MOVES)


def said(*words: str) -> list[str]:
    """The lines of a command that finds everything sound."""
    out = StringIO()
    call_command("verify_game", *words, stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()


def found(*words: str) -> list[str]:
    """The lines of a command that finds something."""
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_game", *words, stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()


def seq_of(game: int, kind: type[e.Event], nth: int = 0) -> int:
    return [one.seq for one in event_store.load(game) if isinstance(one.event, kind)][nth]


def event_at(game: int, seq: int) -> Any:
    return event_store.load(game)[seq].event


def store(game: int, seq: int, event: e.Event) -> None:
    name, data = encode(event)
    assert GameEvent.objects.filter(game=game, seq=seq).update(type=name, data=data) == 1


def alter(game: int, seq: int, **values: Any) -> None:
    """Store an event as it was, but for these values."""
    event = event_at(game, seq)
    values = {name: getattr(event, name) for name in event.__dataclass_fields__} | values
    store(game, seq, type(event)(**values))


# Sound


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_whole_games_under_all_kinds_of_rules_are_sound(seed: int) -> None:
    rules = from_json(
        {"holes": 2, "decks": 1 + seed % 3, "knock_early": seed % 2 == 0, "flip_as_action": True}
    )
    played = RandomGame(rules, 2 + seed % 5, seed, stalling=seed == 5)
    game = played_game(played)
    verdict = verify(game)
    assert verdict.fault is None
    assert str(verdict) == f"game {game}: {len(played.events):,} events, 2 holes, sound"


def test_a_game_that_runs_is_sound_so_far(running: int) -> None:
    (line,) = said(str(running))
    assert line.startswith(f"game {running}: ")
    assert line.endswith(" events, 1 hole, sound")


@pytest.mark.django_db
def test_a_game_of_somebody_who_deleted_their_account_is_sound(game: int) -> None:
    User.objects.filter(seats__game=game).delete()
    assert verify(game).fault is None


@pytest.mark.django_db
def test_an_abandoned_game_is_sound() -> None:
    alice = cast.person("Alice")
    table = tables.make(alice.user, tables.Wish(cpus=["maya"], start=True))
    actions.act_now(cast.game_of(table), c.Open(0, (0, 1)))
    actions.act_now(cast.game_of(table), c.Abandon("moderator"))
    verdict = verify(cast.game_of(table))
    assert (verdict.fault, verdict.holes) == (None, 0)


@pytest.mark.django_db(transaction=True)
async def test_a_game_as_it_is_played_and_the_rematch_are_sound(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice, rules={"holes": 2}, seats=4, cpus=["maya", "sage"], turn_seconds=45)
    first, second = await club.at(code, alice), await club.at(code, bob)
    await second.ok("sit")
    await first.ok("start")
    await first.ok("cut", bytes="ab" * 16)
    await second.ok("cut", bytes="cd" * 16)
    await second.ok("stand")
    dice = random.Random(2)
    await club.play([first], dice, until=lambda: first.table["hole"] == 2)
    club.hours.pass_by(46)
    await club.tick()
    await club.play([first], dice, until=lambda: first.table["phase"] == "game_over")
    old = await club.game_id(code)
    await first.ok("rematch")
    for number in (old, await club.game_id(code)):
        assert (await club.ask(verify, number)).fault is None
    events = [one.event for one in await club.ask(event_store.load, old)]
    assert any(getattr(event, "by", None) == "caddie" for event in events)


# Altered


def of(kind: type[e.Event], nth: int = 0, **values: Any) -> Callable[[int], int]:
    """Alters the event of this kind; its number."""

    def alteration(game: int) -> int:
        seq = seq_of(game, kind, nth)
        alter(game, seq, **values)
        return seq

    return alteration


def a_card_is_another(game: int) -> int:
    seq = seq_of(game, e.CardSwapped)
    alter(game, seq, out="*S")
    return seq


def another_seat(game: int) -> int:
    seq = seq_of(game, e.CardDrawn, 3)
    alter(game, seq, seat=(event_at(game, seq).seat + 1) % 3)
    return seq


def a_score_is_better(game: int) -> int:
    seq = seq_of(game, e.HoleEnded)
    first, *others = event_at(game, seq).totals
    alter(game, seq, totals=(first - 1, *others))
    return seq


def a_card_of_the_stock_is_moved(game: int) -> int:
    seq = seq_of(game, e.HoleStarted)
    top, *others = event_at(game, seq).stock
    alter(game, seq, stock=(*others, top))
    return seq


def another_secret_and_promise(game: int) -> int:
    seq = seq_of(game, e.HoleEnded)
    alter(game, seq, next_secret="ab" * 32, next_commitment=commitment("ab" * 32))
    return seq_of(game, e.HoleStarted, 1)


def an_event_is_gone(game: int) -> int:
    seq = seq_of(game, e.CardDrawn, 5)
    GameEvent.objects.filter(game=game, seq=seq).delete()
    return seq


def an_event_is_there_twice(game: int) -> int:
    seq = seq_of(game, e.CardDrawn, 5)
    copy = event_at(game, seq)
    for later in GameEvent.objects.filter(game=game, seq__gt=seq).order_by("-seq"):
        GameEvent.objects.filter(game=game, seq=later.seq).update(seq=F("seq") + 1)
    GameEvent.objects.bulk_create(
        [GameEvent(game_id=game, seq=seq + 1, time=event_store.load(game)[seq].time, type="", data="")]
    )
    store(game, seq + 1, copy)
    return seq + 1


def the_end_is_gone(game: int) -> int:
    seq = seq_of(game, e.GameEnded)
    GameEvent.objects.filter(game=game, seq=seq).delete()
    return seq


def time_goes_back(game: int) -> int:
    seq = seq_of(game, e.CardDrawn, 5)
    GameEvent.objects.filter(game=game, seq=seq).update(time=NOON - timedelta(1))
    return seq


def something_that_is_no_event(game: int) -> int:
    seq = seq_of(game, e.CardDrawn, 5)
    GameEvent.objects.filter(game=game, seq=seq).update(data="[")
    return seq


ALTERED: dict[str, Callable[[int], int]] = {
    "a card": a_card_is_another,
    "a seat": another_seat,
    "a place": of(e.CardSwapped, nth=1, at=9),
    "a score": a_score_is_better,
    "a commitment": of(e.GameStarted, next_commitment="00" * 32),
    "a commitment told again": of(e.HoleStarted, commitment="00" * 32),
    "a reveal": of(e.HoleEnded, reveal="00" * 32),
    "the deal": a_card_of_the_stock_is_moved,
    "the cuts": of(e.HoleStarted, cuts=((0, "00" * 16),)),
    "the secret with its promise": another_secret_and_promise,
    "an event that is gone": an_event_is_gone,
    "an event that is there twice": an_event_is_there_twice,
    "the end": the_end_is_gone,
    "a time": time_goes_back,
    "something that is no event": something_that_is_no_event,
    "the winners": of(e.GameEnded, winners=(0, 1, 2)),
    "who acted": of(e.CardDrawn, nth=4, by="clock"),
}


@pytest.mark.parametrize("name", ALTERED)
def test_it_names_the_event_that_was_altered(game: int, name: str) -> None:
    seq = ALTERED[name](game)
    verdict = verify(game)
    assert verdict.fault is not None
    assert verdict.fault.seq == seq, verdict
    assert found(str(game)) == [str(verdict)]
    assert str(verdict).startswith(f"game {game}, event {seq}: ")


@pytest.mark.parametrize(
    "columns",
    [
        {"phase": Phase.PLAYING},
        {"hole": 1},
        {"seat_count": 4},
        {"rules": {"holes": 3}},
        {"rules": {"holes": "many"}},
        {"rules": []},
        {"started_at": None},
        {"ended_at": NOON},
    ],
    ids=str,
)
def test_it_finds_a_column_that_differs(game: int, columns: dict[str, Any]) -> None:
    Game.objects.filter(pk=game).update(**columns)
    (line,) = found(str(game))
    assert line.startswith(f"game {game}: what is stored as {next(iter(columns))} is not what the events say")


@pytest.mark.parametrize("change", [{"persona": "sage"}, {"number": 5}])
def test_it_finds_a_seat_that_differs(game: int, change: dict[str, Any]) -> None:
    last = Seat.objects.filter(game=game).latest("number")
    Seat.objects.filter(pk=last.pk).update(**change)
    assert found(str(game)) == [f"game {game}: what is stored as seats is not what the events say"]


@pytest.mark.django_db
def test_it_finds_a_seat_that_is_somebody_else_s() -> None:
    alice, bob = cast.person("Alice"), cast.person("Bob")
    game = cast.game_of(tables.make(alice.user, tables.Wish()))
    Seat.objects.filter(game=game).update(user=bob.user)
    assert verify(game).fault is not None


# What it says


def test_it_names_no_card_while_the_game_runs(running: int) -> None:
    seq = seq_of(running, e.HoleStarted)
    alter(running, seq, discard="*S")
    assert found(str(running)) == [f"game {running}, event {seq}: hole_started is not what the rules give"]


def test_it_says_what_differs_once_the_game_is_over(game: int) -> None:
    seq = seq_of(game, e.CardSwapped)
    out = event_at(game, seq).out
    alter(game, seq, out="*S")
    (line,) = found(str(game))
    assert line == f"game {game}, event {seq}: card_swapped is not what the rules give: out is *S, not {out}"


@pytest.mark.parametrize("name", [name for name in ALTERED if name not in {"the end", "the winners"}])
def test_whatever_is_altered_in_a_game_that_runs_no_card_is_named(running: int, name: str) -> None:
    ALTERED[name](running)
    (line,) = found(str(running))
    assert not cards_in(line)


def test_many_games_at_once_are_summed_up(game: int, running: int) -> None:
    assert said("--all") == ["2 games, 2 sound"]
    assert said("--live") == said("--ended") == ["1 game, 1 sound"]
    alter(game, seq_of(game, e.GameEnded), winners=())
    first, last = found("--all")
    assert first.startswith(f"game {game}, event ")
    assert last == "2 games, 1 sound"
    assert said("--live") == ["1 game, 1 sound"]


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_it_shows_how_far_it_is(
    game: int, running: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "EVERY", 0)
    terminal = Terminal()
    call_command("verify_game", "--all", stdout=StringIO(), stderr=terminal)
    shown = terminal.getvalue()
    assert f"\r[{'.' * 30}] 0 of 2 games" in shown
    assert f"\r[{'#' * 15}{'.' * 15}] 1 of 2 games" in shown
    assert shown.endswith("\r\033[K"), "and leaves no trace"


def test_several_games_have_a_line_each(game: int, running: int) -> None:
    assert len(said(str(game), str(running))) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("words", [[], ["7", "--all"]])
def test_it_wants_to_know_which_games(words: list[str]) -> None:
    with pytest.raises(CommandError, match="Name games by their numbers"):
        call_command("verify_game", *words)


@pytest.mark.django_db
def test_there_must_be_such_a_game() -> None:
    with pytest.raises(NoSuchGame):
        verify(99)
    with pytest.raises(CommandError, match="There is no game 99"):
        call_command("verify_game", "99")


@pytest.mark.django_db
def test_a_game_without_events_is_not_sound() -> None:
    assert verify(new_game()).fault is not None


# Set aside, and taken up again


def test_a_stream_that_cannot_be_read_is_set_aside_until_it_can(game: int) -> None:
    seq = seq_of(game, e.CardDrawn, 5)
    before = GameEvent.objects.get(game=game, seq=seq)
    something_that_is_no_event(game)
    found(str(game))
    ((number, why),) = faults.listed()
    assert number == game
    assert why.startswith(f"event {seq}: card_drawn: ")
    GameEvent.objects.filter(game=game, seq=seq).update(data=before.data)
    said(str(game))
    assert not faults.listed()


@pytest.mark.django_db
def test_a_game_that_moves_on_while_it_is_read_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    alice, bob = cast.person("Alice"), cast.person("Bob")
    game = cast.game_of(tables.make(alice.user, tables.Wish(seats=3)))
    load, waiting = event_store.load, [c.Sit(bob.id)]

    def load_slowly(game_id: int, after: int = -1) -> Any:
        stream = load(game_id, after)
        if waiting:
            actions.act_now(game_id, waiting.pop())
        return stream

    monkeypatch.setattr(event_store, "load", load_slowly)
    verdict = verify(game)
    assert (verdict.fault, verdict.events) == (None, 3)


@pytest.mark.django_db
def test_one_that_moves_on_again_and_again_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = cast.person("Alice")
    game = cast.game_of(tables.make(alice.user, tables.Wish(seats=3)))
    load = event_store.load

    def load_slowly(game_id: int, after: int = -1) -> Any:
        Game.objects.filter(pk=game_id).update(hole=F("hole") + 1)
        return load(game_id, after)

    monkeypatch.setattr(event_store, "load", load_slowly)
    assert str(verify(game)) == f"game {game}: it moves on too fast to be read"
