"""Snapshots of live games: with one a game is loaded from there; whatever is wrong with one changes nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest
import redis
from django.core.cache import cache

from games import event_store, snapshots
from games.fold import Stored, fold
from games.live import KEPT_BEFORE_SNAPSHOT, load_game
from games.rules import events as e
from games.rules.house_rules import CLASSIC, from_json
from tests.kit.random_games import RandomGame
from tests.kit.streams import appended, later, lobby, played_game, stored_game

if TYPE_CHECKING:
    from tests.kit.club import Club

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]


def keep(game: int, upto: int) -> list[Stored]:
    """Keep a snapshot of a game as it was after event `upto`; its whole stream."""
    stream = event_store.load(game)
    snapshots.keep([(game, fold(stream[: upto + 1], game), stream[upto])])
    return stream


def key(game: int) -> str:
    return f"game:{game}"


@pytest.mark.parametrize("seed", range(3))
def test_a_game_is_the_same_from_a_snapshot_and_from_its_events(seed: int) -> None:
    rules = from_json({"holes": 2, "flip_mode": "always", "use_jokers": bool(seed % 2), "knock_early": True})
    game = played_game(RandomGame(rules, 2 + seed % 5, seed))
    whole = load_game(game)
    for upto in range(0, whole.seq + 1, 1 + whole.seq // 7):
        keep(game, upto)
        live = load_game(game)
        assert live.fold == whole.fold
        assert live.people == whole.people
        assert live.recent[-1] == whole.recent[-1]
        first = live.recent[0].seq
        assert [stored.seq for stored in live.recent] == list(range(first, whole.seq + 1))


def test_only_what_came_since_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    game = played_game(RandomGame(CLASSIC, 4, 1))
    stream = keep(game, upto=200)
    asked: list[int] = []
    load = event_store.load

    def noted(game_id: int, after: int = -1) -> list[Stored]:
        asked.append(after)
        return load(game_id, after)

    monkeypatch.setattr(event_store, "load", noted)
    assert load_game(game).seq == stream[-1].seq
    assert asked == [200 - KEPT_BEFORE_SNAPSHOT]


@pytest.mark.parametrize("junk", [b"", b"junk", b"\xff" * 5000, "text", 7, None, ["no"]])
def test_a_corrupt_snapshot_changes_nothing(junk: object) -> None:
    game = played_game(RandomGame(from_json({"holes": 1}), 3, 2))
    whole = load_game(game)
    cache.set(f"game:{game}", junk)
    assert load_game(game).fold == whole.fold


def test_bytes_that_are_not_even_a_value_change_nothing() -> None:
    game = played_game(RandomGame(from_json({"holes": 1}), 3, 2))
    whole = load_game(game)
    keep(game, 5)
    client = cache._cache.get_client(None, write=True)  # type: ignore[attr-defined]
    client.set(cache.make_key(key(game)), b"\x80\x04not a pickle")
    assert load_game(game).fold == whole.fold


def test_a_half_written_snapshot_changes_nothing() -> None:
    game = played_game(RandomGame(from_json({"holes": 1}), 3, 2))
    whole = load_game(game)
    keep(game, 9)
    cache.set(key(game), cache.get(key(game))[:-20])
    assert load_game(game).fold == whole.fold


def test_a_snapshot_of_another_version_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    game = played_game(RandomGame(from_json({"holes": 1}), 3, 2))
    whole = load_game(game)
    monkeypatch.setattr(snapshots, "VERSION", "older")
    keep(game, 9)
    monkeypatch.undo()
    assert cache.get(key(game)) is not None
    assert snapshots.kept(game) is None
    assert load_game(game).fold == whole.fold


def test_a_snapshot_of_another_stream_changes_nothing() -> None:
    """As after a database was put back from a backup: the same game, and other events from some point on."""
    game, other = (played_game(RandomGame(from_json({"holes": 1}), 3, seed)) for seed in (2, 3))
    whole = load_game(game)
    keep(other, 30)
    cache.set(key(game), cache.get(key(other)))
    assert load_game(game).fold == whole.fold


def test_a_snapshot_that_is_ahead_of_the_stream_changes_nothing() -> None:
    game = stored_game(*lobby())
    event_store.append([appended(game, e.PlayerLeft(3), after=3)])
    stream = event_store.load(game)
    ahead = Stored(5, later(1), e.PlayerLeft(2))
    folded = fold([*stream, ahead], game)
    snapshots.keep([(game, folded, ahead)])
    assert load_game(game).seq == 4


def test_a_snapshot_from_which_the_stream_cannot_go_on_changes_nothing() -> None:
    game = played_game(RandomGame(from_json({"holes": 1}), 3, 2))
    whole = load_game(game)
    stream = event_store.load(game)
    folded = fold(stream[:31], game)
    snapshots.keep([(game, replace(folded, state=fold(stream[:3], game).state), stream[30])])
    assert load_game(game).fold == whole.fold


def test_without_redis_games_are_loaded_from_their_events(monkeypatch: pytest.MonkeyPatch) -> None:
    game = played_game(RandomGame(from_json({"holes": 1}), 3, 2))
    whole = load_game(game)

    def away(*_args: object, **_more: object) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(cache, "get", away)
    monkeypatch.setattr(cache, "set_many", away)
    keep(game, 9)
    assert load_game(game).fold == whole.fold


def test_a_snapshot_is_small_and_does_not_stay_for_ever() -> None:
    game = played_game(RandomGame(from_json({"holes": 18, "decks": 3, "use_jokers": True}), 6, 4))
    stream = event_store.load(game)
    sizes = []
    for upto in range(0, len(stream), len(stream) // 20):
        keep(game, upto)
        sizes.append(len(cache.get(key(game))))
    assert max(sizes) < snapshots.LARGEST / 4
    left = cache._cache.get_client(None).ttl(cache.make_key(key(game)))  # type: ignore[attr-defined]
    assert 0 < left <= snapshots.GOOD_FOR_SECONDS


def test_what_would_be_too_large_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    game = played_game(RandomGame(from_json({"holes": 1}), 3, 2))
    monkeypatch.setattr(snapshots, "LARGEST", 100)
    keep(game, 9)
    assert cache.get(key(game)) is None


def test_a_snapshot_is_data_and_no_code() -> None:
    """What stands in Redis can name no class and call nothing: it is decoded into one type."""
    game = played_game(RandomGame(from_json({"holes": 1}), 2, 2))
    keep(game, 9)
    data = cache.get(key(game))
    assert isinstance(data, bytes)
    assert isinstance(msgspec.msgpack.decode(data), list)


async def test_a_process_keeps_the_games_that_move_on(club: Club) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice, cpus=["maya"], start=True)
    game = await club.game_id(code)
    socket = await club.at(code, alice)
    await socket.ok("open", at=[0, 1])
    await club.runtime._keep_snapshots()
    snapshot = await club.ask(snapshots.kept, game)
    assert snapshot is not None
    assert snapshot.fold == (await club.live(code)).fold
    await club.ask(cache.delete, key(game))
    await club.runtime._keep_snapshots()
    assert await club.ask(snapshots.kept, game) is None, "nothing has happened since"
