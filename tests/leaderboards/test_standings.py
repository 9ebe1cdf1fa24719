"""Standings: whoever is ranked has the place that counting gives, on every page and after every change."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from leaderboards import refreshing, standings
from leaderboards.metrics import METRICS
from leaderboards.models import Level, Rating, Season, Stale, Standing, Tally, Turn
from leaderboards.standings import Board
from leaderboards.turns import FOLD, take_turn

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
NUMBERS = st.tuples(st.integers(0, 12), st.integers(0, 4))
WINS = Board("wins", "all")


def player(n: int, *, games: int = 10, wins: int = 0, name: str = "all", **columns: object) -> User:
    user, _new = User.objects.get_or_create(username=f"p{n}", defaults={"name": f"P{n}"} | columns)
    Tally.objects.filter(user=user, slice=name).delete()
    Tally.objects.create(
        user=user, slice=name, games=games, wins=wins, left=0, holes=games * 9, strokes=games * 60 + wins,
        holes_won=wins * 2, went_out=3, went_out_won=1, pairs=4, negative_holes=0, best_hole=0, worst_hole=20,
        best_game=4, worst_game=9, streak=0, longest_streak=wins // 2, last_at=timezone.now(), last_game=1,
    )  # fmt: skip
    refreshing.look_again([user.pk])
    return user


def refresh_all() -> None:
    while refreshing.refresh(most=3):
        pass


def all_pages(board: Board, size: int = 2) -> Iterator[standings.Line]:
    after, more = None, True
    while more:
        lines, more = standings.page(board, after, size)
        yield from lines
        after = lines[-1].key if lines else None


def truth(board: Board) -> list[tuple[int, int, int]]:
    """Place, player and number of everybody, counted one by one."""
    rows = Standing.objects.filter(slice=board.slice).values_list(board.metric, "user_id")
    found = sorted(((value, user) for value, user in rows if value is not None), reverse=True)
    return [(1 + sum(other > value for other, _user in found), user, value) for value, user in found]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 7), NUMBERS), min_size=1, max_size=16))
def test_after_every_change_the_places_are_those_that_counting_gives(
    changes: list[tuple[int, tuple[int, int]]],
) -> None:
    for n, (games, wins) in changes:
        player(n, games=games, wins=min(wins, games))
        if games % 3 == 0:
            refresh_all()
    refresh_all()
    for metric in METRICS:
        board = Board(metric, "all")
        told = [(line.place, line.user_id, line.value) for line in all_pages(board)]
        assert told == truth(board)
        assert standings.players(board) == len(told)
        for place, user, value in told:
            near = standings.around(board, user)
            assert (place, user, value) in [(line.place, line.user_id, line.value) for line in near]
            assert set(near) <= set(all_pages(board))
    counted = Level.objects.filter(players__gt=0).count()
    Level.objects.all().delete()
    Standing.objects.all().delete()
    refreshing.put_all()
    assert Level.objects.count() == counted
    assert [(line.place, line.user_id, line.value) for line in all_pages(WINS)] == truth(WINS)
    for model in (Tally, Standing, Level, User):
        model._default_manager.all().delete()


def test_equal_numbers_share_a_place_and_the_next_place_counts_all_of_them() -> None:
    for n, wins in enumerate([5, 3, 3, 3, 1]):
        player(n, wins=wins)
    refresh_all()
    assert [line.place for line in all_pages(WINS)] == [1, 2, 2, 2, 5]


def test_a_page_that_was_read_just_before_a_refresh_has_places_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for n, wins in enumerate([5, 3, 1]):
        player(n, wins=wins)
    refresh_all()
    place = standings.place

    def after_a_refresh(board: Board, value: int) -> int:
        player(1, wins=4)
        refresh_all()
        return place(board, value)

    monkeypatch.setattr(standings, "place", after_a_refresh)
    lines, _more = standings.page(WINS)
    assert [(line.place, line.value) for line in lines] == [(1, 5), (3, 3), (3, 1)]


def test_who_is_banned_deleted_a_guest_or_new_is_on_no_board() -> None:
    kept = player(0, wins=1)
    player(1, wins=9, is_active=False)
    player(2, wins=9, is_guest=True)
    player(3, wins=9, deleted_at=timezone.now())
    player(4, wins=4, games=4)
    player(5, wins=9, games_shown_to="players")
    refresh_all()
    assert [line.user_id for line in all_pages(WINS)] == [kept.pk]


def test_whoever_is_banned_goes_and_comes_back_when_that_is_lifted() -> None:
    user = player(0, wins=1)
    refresh_all()
    for active in (False, True):
        user.is_active = active
        user.save()
        refresh_all()
        assert [line.user_id for line in all_pages(WINS)] == ([user.pk] if active else [])
        assert standings.players(WINS) == int(active)


def test_the_rating_board_has_those_with_a_rating() -> None:
    rated, _other = player(0), player(1)
    Rating.objects.create(user=rated, mu=30, sigma=2, games=1, last_at=timezone.now(), last_game=1)
    refresh_all()
    found = list(all_pages(Board("rating", "all")))
    assert [(line.user_id, line.value) for line in found] == [(rated.pk, 960)]


def test_weeks_and_months_that_are_over_are_forgotten_and_the_last_month_stays_until_it_is_final() -> None:
    now = timezone.now()
    month = standings.month_of(now)
    for n, name in enumerate(["all", f"all/{month}", f"all/{standings.week_of(now)}"]):
        player(n, name=name)
    refresh_all()
    assert refreshing.drop_old(now) == 0
    assert refreshing.drop_old(now + timedelta(days=32)) == 1
    assert refreshing.drop_old(now + timedelta(days=64)) == 0
    Season.objects.create(month=month, frozen_at=now, players=1)
    assert refreshing.drop_old(now + timedelta(days=64)) == 1
    assert list(Standing.objects.values_list("slice", flat=True)) == ["all"]


def test_made_anew_the_boards_are_as_a_refresh_would_have_them_and_nobody_is_stale() -> None:
    for n in range(4):
        player(n, wins=n)
    refresh_all()
    leader = player(0, wins=9)
    assert refreshing.make_anew() == 1
    assert next(all_pages(WINS)).user_id == leader.pk
    assert [(line.place, line.user_id, line.value) for line in all_pages(WINS)] == truth(WINS)
    assert refreshing.refresh() == 0


def test_they_are_made_anew_where_very_many_are_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "MANY", 3)
    made: list[int] = []
    make_anew = refreshing.make_anew
    monkeypatch.setattr(refreshing, "make_anew", lambda if_many: made.append(make_anew(if_many)))
    for few, known in ((3, []), (4, [4])):
        for n in range(few):
            player(n, wins=n)
        refreshing.catch_up()
        assert made == known
        assert [line.value for line in all_pages(WINS)] == list(reversed(range(few)))
        assert not Stale.objects.exists()


@pytest.mark.parametrize(("changed", "anew"), [(2, False), (3, True)])
def test_more_than_an_eighth_of_the_players_are_very_many(
    changed: int, anew: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "MANY", 0)
    made: list[bool] = []
    for n in range(16):
        player(n, wins=n)
    refreshing.make_anew()
    monkeypatch.setattr(refreshing, "make_anew", lambda if_many: made.append(if_many))
    for n in range(changed):
        player(n, wins=20)
    refreshing.catch_up()
    assert bool(made) == anew
    assert [line.value for line in all_pages(WINS)][:changed] == [20] * changed


def test_they_are_not_made_anew_twice_where_two_want_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "MANY", 1)
    for n in range(3):
        player(n, wins=n)
    put_all = refreshing.put_all
    made: list[str] = []

    def made_by_the_other(_name: str) -> None:
        monkeypatch.setattr(refreshing, "take_turn", take_turn)
        refreshing.make_anew()

    def put_and_note() -> None:
        made.append("anew")
        put_all()

    monkeypatch.setattr(refreshing, "put_all", put_and_note)
    monkeypatch.setattr(refreshing, "take_turn", made_by_the_other)
    refreshing.catch_up()
    assert made == ["anew"]
    assert [line.value for line in all_pages(WINS)] == [2, 1, 0]


def test_while_everything_is_rebuilt_they_are_refreshed_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "MANY", 1)
    Turn.objects.create(name=FOLD, noting=True)
    for n in range(3):
        player(n, wins=n)
    assert refreshing.make_anew() == 0
    refreshing.catch_up()
    assert [line.value for line in all_pages(WINS)] == [2, 1, 0]


def test_nobody_is_looked_at_twice_for_one_change() -> None:
    player(0)
    assert (refreshing.refresh(), refreshing.refresh()) == (1, 0)
    assert not Stale.objects.exists()


@pytest.mark.parametrize(
    ("columns", "metric", "value"),
    [
        ({"games": 16, "wins": 1}, "win_rate", 63),
        ({"games": 16, "wins": 3}, "win_rate", 188),
        ({"games": 3, "wins": 1}, "win_rate", 333),
        ({"games": 2_000_000_000, "wins": 1_999_999_999}, "win_rate", 1000),
        ({"holes": 8, "strokes": 1}, "average", -13),
        ({"holes": 8, "strokes": -1}, "average", 13),
        ({"holes": 3, "strokes": 1}, "average", -33),
        ({"holes": 3, "strokes": -2}, "average", 67),
        ({"holes": 9, "strokes": 0}, "average", 0),
        ({"holes": 1_000_000_000, "strokes": 2_000_000_000}, "average", -200),
    ],
)
def test_fractions_are_rounded_to_the_nearest_and_halves_away_from_zero(
    columns: dict[str, int], metric: str, value: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.conf.settings.GOLF_LEADERBOARD_GAMES", 1)
    user = player(0)
    Tally.objects.filter(user=user).update(**columns)
    refresh_all()
    assert [line.value for line in all_pages(Board(metric, "all"))] == [value]


@pytest.mark.parametrize(
    ("metric", "value", "shown"),
    [("win_rate", 333, "33.3 %"), ("average", -712, "7.12"), ("wins", 1234, "1,234")],
)
def test_numbers_are_shown_as_people_read_them(metric: str, value: int, shown: str) -> None:
    assert METRICS[metric].shown(value).replace("\xa0", " ") == shown
