"""Results: stored once for each game that counts, tried again where that fails, taken back where it is annulled."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts.models import User
from games import actions, event_store, tables
from games.models import Game, GameEvent, Seat
from games.rules import commands as c
from games.rules.house_rules import HouseRules
from leaderboards import adding, kept, results
from leaderboards.lines import lines
from leaderboards.models import Result, Unfolded
from leaderboards.tasks import send_due_results
from replays.export import exported
from replays.importing import import_file
from tests.kit import cast
from tests.kit.random_games import RandomGame
from tests.kit.streams import played_game

if TYPE_CHECKING:
    from collections.abc import Collection

    from pytest_django import DjangoCaptureOnCommitCallbacks

pytestmark = pytest.mark.django_db
RULES = HouseRules(holes=2)


def finished(seed: int = 7) -> int:
    """A game of two holes that is over."""
    return played_game(RandomGame(RULES, 3, seed))


def rows(game: int) -> list[Result]:
    return list(Result.objects.filter(game=game).order_by("seat"))


def damage(game: int) -> None:
    GameEvent.objects.filter(game=game, type="hole_ended").update(data="{}")


def mend(game: int, data: list[tuple[int, str]]) -> None:
    for seq, text in data:
        GameEvent.objects.filter(game=game, seq=seq).update(data=text)


def test_the_end_of_a_game_marks_it_and_a_worker_stores_its_results(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    game = finished()
    ended = Game.objects.get(pk=game)
    assert ended.results_due_at == ended.ended_at
    with django_capture_on_commit_callbacks(execute=True):
        send_due_results()
    told = lines([stored.event for stored in event_store.load(game)])
    found = rows(game)
    assert [(row.seat, row.place, row.strokes, tuple(row.scores)) for row in found] == [
        (line.seat, line.place, line.strokes, line.scores) for line in told
    ]
    assert [row.user_id for row in found] == [seat.user_id for seat in Seat.objects.filter(game=game)]
    assert {row.rules for row in found} == {results.fingerprint_of(RULES)}
    assert {row.people for row in found} == {sum(row.persona == "" for row in found)}
    assert Game.objects.get(pk=game).results_due_at is None


def test_results_are_stored_once_however_often_they_are_asked_for() -> None:
    game = finished()
    assert [results.fold_games([game]) for _again in range(3)] == [1, 0, 0]
    before = list(Result.objects.filter(game=game).values())
    results.ask_again([game])
    assert not results.fold_games([game])
    assert Game.objects.get(pk=game).results_due_at is None
    assert list(Result.objects.filter(game=game).values()) == before


def test_what_is_claimed_is_nobody_elses_for_a_while() -> None:
    games = [finished(seed) for seed in (1, 2, 3)]
    first, rest = results.claim_due(2), results.claim_due(5)
    assert (len(first), sorted(first + rest)) == (2, games)
    assert results.claim_due() == []
    Game.objects.update(results_due_at=timezone.now() - timedelta(seconds=1))  # The lease is over.
    assert sorted(results.claim_due()) == games


def test_imported_abandoned_and_coached_games_and_those_played_on_leave_none() -> None:
    imported = import_file(exported(finished())).game_id
    played_on, coached = finished(), finished()
    Game.objects.filter(pk=played_on).update(played_on=True)
    Game.objects.filter(pk=coached).update(coaching=True)
    table = tables.make(cast.person("Alice").user, tables.Wish(cpus=["maya"], start=True))
    abandoned = cast.game_of(table)
    actions.act_now(abandoned, c.Abandon("moderator"))
    assert not Game.objects.filter(pk__in=(imported, abandoned), results_due_at__isnull=False).exists()
    for game in (imported, abandoned, played_on, coached):
        results.ask_again([game])
        assert not results.fold_games([game])
        assert rows(game) == []


def test_a_game_that_cannot_be_read_is_tried_again_later_each_time_and_harms_no_other() -> None:
    broken, sound = finished(1), finished(2)
    data = list(GameEvent.objects.filter(game=broken).values_list("seq", "data"))
    damage(broken)
    pauses = []
    for tries in range(1, results.MOST_TRIES):
        assert not results.fold_games([broken])
        again = Game.objects.get(pk=broken).results_due_at
        assert again is not None
        assert Unfolded.objects.get(game=broken).tries == tries
        pauses.append(round((again - timezone.now()) / results.FIRST_PAUSE))
    assert pauses == [2**n for n in range(results.MOST_TRIES - 1)]
    assert results.fold_games([sound])
    assert not results.fold_games([broken])
    assert Game.objects.get(pk=broken).results_due_at is None  # Given up, until somebody asks.
    mend(broken, data)
    results.ask_again([broken])
    assert results.claim_due() == [broken]
    assert results.fold_games([broken])
    assert not Unfolded.objects.exists()


def test_a_game_whose_rules_cannot_be_read_harms_none_that_is_folded_with_it() -> None:
    strange, sound = finished(1), finished(2)
    Game.objects.filter(pk=strange).update(rules={"holes": "many"})
    assert results.fold_games([strange, sound]) == 1
    assert rows(sound)
    assert Unfolded.objects.get().game_id == strange


def test_a_game_whose_results_cannot_be_added_harms_none_that_is_folded_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    strange, sound = finished(1), finished(2)
    add = adding.add

    def add_unless_strange(found: Collection[Result]) -> None:
        if any(row.game_id == strange for row in found):
            # The database refuses it, and nothing more can be done in this transaction.
            Result.objects.create(game_id=strange, seat=0)
        add(found)

    monkeypatch.setattr(adding, "add", add_unless_strange)
    assert results.fold_games([strange, sound]) == 1
    assert rows(sound)
    assert rows(strange) == []
    assert Unfolded.objects.get().game_id == strange
    monkeypatch.undo()
    assert results.fold_games([strange]) == 1
    assert not Unfolded.objects.exists()


def test_a_database_that_is_away_is_no_games_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    game = finished()

    def cut(_found: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(adding, "add", cut)
    with pytest.raises(OperationalError):
        results.fold_games([game])
    assert not Unfolded.objects.exists()
    assert Game.objects.get(pk=game).results_due_at is not None


def test_an_annulled_game_leaves_nothing_and_cannot_be_annulled_again() -> None:
    game = finished()
    results.fold_games([game])
    assert results.annul(game)
    assert not results.annul(game)
    results.ask_again([game])
    assert not results.fold_games([game])
    assert rows(game) == []


def test_results_go_along_with_a_guest_and_are_told() -> None:
    game = finished()
    results.fold_games([game])
    guest = User.objects.filter(results__game=game).order_by("pk")[0]
    account = cast.person("Dora", guest=False).user
    kept.Results().move(guest.pk, account.pk)
    (told,) = kept.results_of(account)
    assert told["game_id"] == game
    assert kept.results_of(guest) == []
