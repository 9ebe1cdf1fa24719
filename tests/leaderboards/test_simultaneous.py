"""Two at once: what happens to a game or a player while they are being seen to is not lost, and nobody hangs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts import belongings
from accounts.models import ShownTo, User
from games.models import Game
from leaderboards import adding, rating_games, rebuilding, refreshing, results, seasons, standings
from leaderboards.metrics import SCOPES
from leaderboards.models import (
    Rating,
    RatingChange,
    Result,
    Season,
    SeasonPlace,
    Stale,
    Standing,
    Unrated,
)
from tests.kit.elsewhere import Elsewhere, Meanwhile
from tests.leaderboards.people import account, play, settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def few_games(settings: object) -> None:
    settings.GOLF_LEADERBOARD_GAMES = 1  # type: ignore[attr-defined]


@pytest.fixture
def pair() -> tuple[User, User]:
    return account("Alice"), account("Bob")


class AtOnce:
    """Has something begin elsewhere in the middle of something here."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self._begun: list[Elsewhere] = []

    def after(self, module: ModuleType, name: str, work: Callable[[], object]) -> None:
        """This begins when that function has done its work, which returns when this is done, or waits."""

        def begin() -> None:
            self._begun.append(Elsewhere(work))
            self._begun[-1].until_it_waits()

        self._patch.setattr(module, name, Meanwhile(getattr(module, name), begin))

    def ended(self) -> None:
        """Wait for the end of it."""
        for elsewhere in self._begun:
            elsewhere.end()
        assert self._begun


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> AtOnce:
    return AtOnce(monkeypatch)


def check() -> None:
    """All that is stored is what the games' events come to."""
    settle()
    out = StringIO()
    call_command("rebuild_stats", "--check", stdout=out)
    assert "everything is what the events come to" in out.getvalue()


def test_whoever_hides_during_a_refresh_is_off_the_boards_after_the_next(
    pair: tuple[User, User], at_once: AtOnce
) -> None:
    results.fold_games([play(pair)])

    def hide() -> None:
        pair[0].games_shown_to = ShownTo.NOBODY
        pair[0].save()

    at_once.after(refreshing, "_put_seen", hide)
    refreshing.refresh()
    at_once.ended()
    settle()
    assert not Standing.objects.filter(user=pair[0]).exists()
    check()


def test_who_finds_the_standings_being_refreshed_does_not_wait_for_it(
    pair: tuple[User, User], at_once: AtOnce
) -> None:
    settle(play(pair))
    refreshing.look_again(user.pk for user in pair)
    found: list[bool] = []

    def look() -> None:
        refreshing.catch_up()
        found.append(Stale.objects.exists())

    at_once.after(refreshing, "_put_seen", look)
    refreshing.refresh()
    assert found == [True]
    at_once.ended()
    assert not Stale.objects.exists()


def test_a_game_annulled_while_it_is_rated_leaves_no_rating(pair: tuple[User, User], at_once: AtOnce) -> None:
    game = play(pair)
    results.fold_games([game])
    at_once.after(rating_games, "are_stale", lambda: results.annul(game))
    rating_games.work_out()
    at_once.ended()
    settle()
    assert not RatingChange.objects.exists()
    assert not Rating.objects.exists()
    check()


def test_a_game_annulled_while_a_game_before_it_is_rated_leaves_no_rating(
    pair: tuple[User, User], at_once: AtOnce
) -> None:
    first, second = play(pair, seed=2, ended=timezone.now() - timedelta(days=2)), play(pair, seed=3)
    settle(second)
    results.fold_games([first])
    at_once.after(rating_games, "are_stale", lambda: results.annul(second))
    rating_games.work_out()
    at_once.ended()
    settle()
    assert set(RatingChange.objects.values_list("game_id", flat=True)) == {first}
    check()


def test_a_guest_brought_along_while_their_game_is_rated_takes_the_rating_along(
    pair: tuple[User, User], at_once: AtOnce
) -> None:
    guest = User.objects.create(username="guest", name="Guest", is_guest=True)
    game = play([pair[0], guest])
    results.fold_games([game])
    at_once.after(rating_games, "are_stale", lambda: belongings.bring(guest, pair[1]))
    rating_games.work_out()
    at_once.ended()
    settle()
    assert set(RatingChange.objects.values_list("user_id", flat=True)) == {pair[0].pk, pair[1].pk}
    check()


def test_a_guest_brought_along_while_their_game_is_folded_takes_the_result_along(
    pair: tuple[User, User], at_once: AtOnce
) -> None:
    guest = User.objects.create(username="guest", name="Guest", is_guest=True)
    game = play([pair[0], guest])
    at_once.after(results, "lines", lambda: belongings.bring(guest, pair[1]))
    results.fold_games([game])
    at_once.ended()
    assert set(Result.objects.values_list("user_id", flat=True)) == {pair[0].pk, pair[1].pk}
    check()


def test_a_guest_brought_along_while_their_game_is_annulled_has_nothing_of_it(
    pair: tuple[User, User], at_once: AtOnce
) -> None:
    guest = User.objects.create(username="guest", name="Guest", is_guest=True)
    game = play([pair[0], guest])
    settle(game)
    at_once.after(adding, "_lock", lambda: belongings.bring(guest, pair[1]))
    results.annul(game)
    at_once.ended()
    settle()
    assert not Result.objects.exists()
    assert not RatingChange.objects.exists()
    check()


def test_a_game_deleted_while_others_are_rated_holds_up_nobody(
    pair: tuple[User, User], at_once: AtOnce
) -> None:
    gone, stays = play(pair, seed=2), play(pair, seed=3)
    settle(gone)
    results.fold_games([stays])
    at_once.after(results, "annul", rating_games.work_out)
    Game.objects.get(pk=gone).delete()
    at_once.ended()
    settle()
    assert set(RatingChange.objects.values_list("game_id", flat=True)) == {stays}
    check()


def test_ratings_that_waited_when_a_rebuild_read_them_are_not_lost(
    pair: tuple[User, User], at_once: AtOnce
) -> None:
    first, second = play(pair, seed=2), play(pair, seed=3)
    settle(first)
    results.fold_games([second])
    at_once.after(rebuilding, "_rate_all", settle)
    call_command("rebuild_stats", stdout=StringIO())
    at_once.ended()
    settle()
    assert set(RatingChange.objects.values_list("game_id", flat=True)) == {first, second}
    check()


@pytest.mark.parametrize("when", ["_rate_all", "_fill", "_drop_what_is_gone"])
def test_a_game_deleted_during_a_rebuild_spoils_neither_this_nor_the_next(
    pair: tuple[User, User], at_once: AtOnce, when: str
) -> None:
    gone, stays = play(pair, seed=2), play(pair, seed=3)
    settle(gone, stays)
    at_once.after(rebuilding, when, lambda: Game.objects.get(pk=gone).delete())
    call_command("rebuild_stats", stdout=StringIO())
    at_once.ended()
    call_command("rebuild_stats", stdout=StringIO())
    settle()
    assert not Game.objects.filter(pk=gone).exists()
    assert set(RatingChange.objects.values_list("game_id", flat=True)) == {stays}
    check()


def test_a_game_annulled_during_a_rebuild_is_waited_for_and_not_hung_upon(
    pair: tuple[User, User], at_once: AtOnce
) -> None:
    game, other = play(pair, seed=2), play(pair, seed=3)
    settle(other)
    results.fold_games([game])  # It waits to be rated: a rebuild has it wait again, and annulling does, too.
    at_once.after(rebuilding, "_drop_what_is_gone", lambda: results.annul(game))
    call_command("rebuild_stats", stdout=StringIO())
    at_once.ended()
    settle()
    assert not Unrated.objects.exists()
    check()


def test_a_season_is_written_down_as_it_is_at_one_moment(
    pair: tuple[User, User], at_once: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = datetime(2026, 10, 20, 12, tzinfo=UTC)
    now = datetime(2026, 11, 1, 0, 30, tzinfo=UTC)
    monkeypatch.setattr("leaderboards.standings.timezone.now", lambda: now)
    settle(play(pair, ended=ended))

    def hide_and_refresh() -> None:
        pair[0].games_shown_to = ShownTo.NOBODY
        pair[0].save()
        refreshing.refresh()

    at_once.after(standings, "page", hide_and_refresh)
    assert seasons.freeze_due(now) == "2026-10"
    at_once.ended()
    assert Season.objects.get().players == 2
    assert {SeasonPlace.objects.filter(metric="average", scope=scope).count() for scope in SCOPES} == {2}
