"""The journal: many tables' events in one transaction, and nothing answered before it is durable."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from django.db import DataError, InterfaceError, OperationalError

from games import event_store, journal
from games.event_store import Conflict
from games.journal import Journal, Unavailable
from games.rules import events as e
from games.threads import DatabaseThreads
from tests.kit.stores import Store
from tests.kit.streams import appended, lobby, new_game

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    return Store(monkeypatch)


@pytest.fixture
async def threads() -> AsyncIterator[DatabaseThreads]:
    threads = DatabaseThreads()
    yield threads
    threads.close()


@pytest.fixture
def pages(threads: DatabaseThreads, store: Store) -> Journal:
    return Journal(threads)


async def new_games(threads: DatabaseThreads, many: int) -> list[int]:
    return [await threads.run(new_game) for _ in range(many)]


async def stored(threads: DatabaseThreads, game: int) -> list[e.Event]:
    return [row.event for row in await threads.run(event_store.load, game)]


async def test_what_is_appended_while_one_transaction_commits_goes_into_the_next(
    pages: Journal, store: Store, threads: DatabaseThreads
) -> None:
    first, *others = await new_games(threads, 11)
    store.shut()
    answers = [asyncio.ensure_future(pages.append(appended(first, *lobby())))]
    await store.knock()
    answers += [asyncio.ensure_future(pages.append(appended(game, *lobby()))) for game in others]
    await asyncio.sleep(0)
    assert not any(answer.done() for answer in answers), "nothing is answered before its commit"
    store.open()
    await asyncio.gather(*answers)
    assert [len(batch) for batch in store.batches] == [1, 10]
    for game in (first, *others):
        assert await stored(threads, game) == lobby()


async def test_a_batch_has_a_size(pages: Journal, store: Store, threads: DatabaseThreads) -> None:
    first, *games = await new_games(threads, journal.MOST_IN_A_BATCH + 21)
    store.shut()
    answers = [asyncio.ensure_future(pages.append(appended(first, *lobby())))]
    await store.knock()
    answers += [asyncio.ensure_future(pages.append(appended(game, *lobby()))) for game in games]
    await asyncio.sleep(0)
    store.open()
    await asyncio.gather(*answers)
    assert [len(batch) for batch in store.batches] == [1, journal.MOST_IN_A_BATCH, 20]


async def test_an_append_that_returns_is_durable(
    pages: Journal, store: Store, threads: DatabaseThreads
) -> None:
    for game in await new_games(threads, 5):
        await pages.append(appended(game, *lobby()))
        assert await stored(threads, game) == lobby()


async def test_one_table_s_conflict_does_not_harm_another_s_move(
    pages: Journal, store: Store, threads: DatabaseThreads
) -> None:
    late, *others = await new_games(threads, 6)
    await pages.append(appended(late, *lobby()))
    batch = [appended(late, e.PlayerLeft(0), after=2), *(appended(game, *lobby()) for game in others)]
    answers = await asyncio.gather(*map(pages.append, batch), return_exceptions=True)
    assert isinstance(answers[0], Conflict)
    assert answers[1:] == [None] * 5
    for game in (late, *others):
        assert await stored(threads, game) == lobby()


@pytest.mark.parametrize("error", [OperationalError("deadlock"), InterfaceError("connection lost")])
async def test_what_the_database_could_not_do_at_first_is_tried_again(
    pages: Journal, store: Store, threads: DatabaseThreads, error: Exception
) -> None:
    (game,) = await new_games(threads, 1)
    store.faults = [("before", error)] * 3
    await pages.append(appended(game, *lobby()))
    assert len(store.batches) == 4
    assert await stored(threads, game) == lobby()


async def test_a_connection_lost_in_commit_is_read_back_before_anybody_is_answered(
    pages: Journal, store: Store, threads: DatabaseThreads
) -> None:
    games = await new_games(threads, 3)
    store.faults = [("after", OperationalError("server closed the connection unexpectedly"))]
    await asyncio.gather(*(pages.append(appended(game, *lobby())) for game in games))
    for game in games:
        assert await stored(threads, game) == lobby(), "it is there once"


async def test_a_connection_lost_in_the_last_commit_that_is_tried_is_read_back_too(
    pages: Journal, store: Store, threads: DatabaseThreads
) -> None:
    (game,) = await new_games(threads, 1)
    lost: Exception = OperationalError("server closed the connection unexpectedly")
    store.faults = [("before", lost)] * (journal.TRIES - 1) + [("after", lost)]
    await pages.append(appended(game, *lobby()))
    assert await stored(threads, game) == lobby()


async def test_another_s_event_in_that_place_is_no_success(
    pages: Journal, store: Store, threads: DatabaseThreads
) -> None:
    (game,) = await new_games(threads, 1)
    await pages.append(appended(game, *lobby()))
    store.faults = [("before", OperationalError("deadlock"))]
    with pytest.raises(Conflict):
        await pages.append(appended(game, e.PlayerLeft(2), after=2))
    assert await stored(threads, game) == lobby()


async def test_the_very_same_stored_by_another_process_is_no_success_either(
    pages: Journal, store: Store, threads: DatabaseThreads
) -> None:
    """The same move of the same player, sent to two processes at once, and decided in the same microsecond."""
    (game,) = await new_games(threads, 1)
    await threads.run(event_store.append, [appended(game, *lobby())])
    with pytest.raises(Conflict):
        await pages.append(appended(game, *lobby()))


async def test_a_database_that_stays_away_is_said_to_be_unavailable(
    pages: Journal, store: Store, threads: DatabaseThreads
) -> None:
    game, other = await new_games(threads, 2)
    store.faults = [("before", OperationalError("no route to host"))] * journal.TRIES
    with pytest.raises(Unavailable):
        await pages.append(appended(game, *lobby()))
    assert await stored(threads, game) == []
    await pages.append(appended(other, *lobby()))
    assert await stored(threads, other) == lobby()


async def test_nobody_waits_long_for_a_database_that_is_slow_to_say_no(
    pages: Journal, store: Store, threads: DatabaseThreads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a pool does that waits for a connection. The whole batch is told at once, not one after the other."""
    monkeypatch.setattr(journal, "PATIENCE_SECONDS", 0.0)
    games = await new_games(threads, 30)
    store.faults = [("before", OperationalError("couldn't get a connection after 10 s"))]
    answers = await asyncio.gather(
        *(pages.append(appended(game, *lobby())) for game in games), return_exceptions=True
    )
    assert {type(answer) for answer in answers} == {Unavailable}
    assert len(store.batches) == 1


async def test_what_the_database_says_of_rows_is_not_logged(
    pages: Journal, store: Store, threads: DatabaseThreads, caplog: pytest.LogCaptureFixture
) -> None:
    (game,) = await new_games(threads, 1)
    said = "violates a constraint\nDETAIL: Failing row contains (7, 3, KH)."
    store.faults = [("before", DataError(said))] * 2
    with pytest.raises(DataError):
        await pages.append(appended(game, *lobby()))
    assert "violates a constraint" in caplog.text
    assert "KH" not in caplog.text


async def test_an_error_that_nobody_foresaw_reaches_who_waits_and_nobody_else(
    pages: Journal, store: Store, threads: DatabaseThreads
) -> None:
    game, other = await new_games(threads, 2)
    store.faults = [("before", RuntimeError("a bug")), ("before", RuntimeError("a bug"))]
    answers = await asyncio.gather(
        pages.append(appended(game, *lobby())),
        pages.append(appended(other, *lobby())),
        return_exceptions=True,
    )
    assert isinstance(answers[0], RuntimeError)
    assert answers[1] is None
    assert await stored(threads, other) == lobby()


async def test_who_stops_waiting_stops_nothing(
    pages: Journal, store: Store, threads: DatabaseThreads
) -> None:
    (game,) = await new_games(threads, 1)
    store.shut()
    waiting = asyncio.ensure_future(pages.append(appended(game, *lobby())))
    await store.knock()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    store.open()
    await pages.drained()
    assert await stored(threads, game) == lobby()


async def test_drained_is_when_everything_is_answered(
    pages: Journal, store: Store, threads: DatabaseThreads
) -> None:
    games = await new_games(threads, 4)
    answers = [asyncio.ensure_future(pages.append(appended(game, *lobby()))) for game in games]
    await asyncio.sleep(0)
    await pages.drained()
    assert [len(await stored(threads, game)) for game in games] == [4] * 4
    await asyncio.gather(*answers)
