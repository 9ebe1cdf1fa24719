"""Tallies: whatever the order in which results come, come again and go, they are what the results add up to."""

from __future__ import annotations

from dataclasses import astuple, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from games.models import Game
from games.rules.house_rules import HouseRules
from leaderboards import adding, rating_games, results
from leaderboards.careers import Career as Played
from leaderboards.models import Award, Career, Rating, Result, Tally, Versus
from leaderboards.ratings import Strength, rate, weight_of
from leaderboards.tallies import Sum, slices, total
from tests.kit.random_games import RandomGame
from tests.kit.streams import NOON, played_game

SCORES = st.lists(st.integers(-20, 60), min_size=1, max_size=18)


@dataclass(frozen=True)
class Line:
    scores: list[int]
    won: bool
    game_id: int = 0
    ended_at: datetime = NOON
    rules: str = "0" * 16
    people: int = 2
    left: bool = False
    holes_won: int = 0
    went_out: int = 0
    went_out_won: int = 0
    pairs: int = 0
    negative_holes: int = 0
    persona: str = ""
    seats: int = 4
    place: int = 1
    four_jacks: int = 0
    four_of_a_kind: int = 0
    margin: int = 0
    came_back: bool = False
    strokes: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "strokes", sum(self.scores))


@given(st.lists(st.builds(Line, SCORES, st.booleans(), st.integers(0, 9)), max_size=12), st.randoms())
def test_the_order_in_which_lines_are_given_is_of_no_account(found: list[Line], dice: Random) -> None:
    found = list({line.game_id: line for line in found}.values())
    again = dice.sample(found, len(found))
    assert total(found) == total(again)


@given(st.lists(st.booleans(), min_size=1))
def test_a_streak_is_of_games_won_one_after_the_other(won: list[bool]) -> None:
    text = "".join("w" if one else "." for one in won)
    found = total([Line([1], one, game_id) for game_id, one in enumerate(won)])
    assert found.streak == len(text) - len(text.rstrip("w"))
    assert found.longest_streak == max(map(len, text.split(".")))
    assert (found.games, found.wins) == (len(won), sum(won))


def test_a_game_counts_in_the_month_and_week_of_the_sites_time_zone() -> None:
    line = Line([1], won=True, ended_at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC), people=1)
    rules = f"rules/{line.rules}"
    assert slices(line, ZoneInfo("UTC")) == ("all", "all/2026-12", "all/2026-W53", rules)
    assert slices(line, ZoneInfo("Pacific/Auckland")) == ("all", "all/2027-01", "all/2026-W53", rules)
    assert len(slices(Line([1], won=True), ZoneInfo("UTC"))) == 7


@given(st.lists(st.builds(Line, SCORES, st.booleans(), four_jacks=st.integers(0, 2), margin=st.just(1))))
def test_a_game_that_somebody_left_adds_to_what_they_have_played_and_brings_no_feat(
    found: list[Line],
) -> None:
    career = Played()
    for line in found:
        career.add(replace(line, left=True, won=False), [])
    assert career.total.games == len(found)
    assert career.feats == {}


def stored() -> dict[str, object]:
    """All that is told of players, as it is in the database."""
    tallies = Tally.objects.values_list("user", "slice", *adding.COLUMNS)
    return {
        "tallies": {(one[0], one[1]): Sum(*one[2:]) for one in tallies},
        "careers": {one.user_id: (one.feats, one.rivals, one.rules) for one in Career.objects.all()},
        "versus": sorted(Versus.objects.filter(games__gt=0).values_list("user", "other", "games", "ahead", "behind")),
        "awards": sorted(Award.objects.values_list("user", "key", "game")),
        "ratings": sorted(Rating.objects.values_list("user", "mu", "sigma", "games", "last_game")),
    }  # fmt: skip


def from_scratch() -> dict[str, object]:
    """The same, counted in the plainest way from the results that are there."""
    sums: dict[tuple[int, str], list[Result]] = {}
    played: dict[int, list[Result]] = {}
    results = list(Result.objects.order_by("ended_at", "game_id", "seat"))
    for result in results:
        if result.user_id is not None:
            played.setdefault(result.user_id, []).append(result)
            for name in slices(result, ZoneInfo("UTC")):
                sums.setdefault((result.user_id, name), []).append(result)
    careers, awards = {}, []
    for user, lines in played.items():
        career, had = Played(), set[str]()
        for line in lines:
            career.add(
                line, [one for one in results if one.game_id == line.game_id and one.seat != line.seat]
            )
            new = career.earned(had)
            had.update(new)
            awards += [(user, key, line.game_id) for key in new]
        rivals = {persona: list(astuple(met)) for persona, met in career.rivals.items()}
        careers[user] = (career.feats, rivals, sorted(career.rules))
    meetings = []
    for user, lines in played.items():
        for other, theirs in played.items():
            both = [
                (a.place, b.place) for a in lines for b in theirs if user != other and a.game_id == b.game_id
            ]
            if both:
                meetings.append(
                    (user, other, len(both), sum(a < b for a, b in both), sum(a > b for a, b in both))
                )
    return {
        "tallies": {key: total(lines) for key, lines in sums.items()},
        "careers": careers,
        "versus": sorted(meetings),
        "awards": sorted(awards),
        "ratings": sorted(rated_from_scratch(results)),
    }


def rated_from_scratch(results: list[Result]) -> list[tuple[int, float, float, int, int]]:
    found: dict[int, tuple[Strength, int, int]] = {}
    met: list[tuple[datetime, dict[int, bool]]] = []
    for _game, of_game in groupby(results, key=lambda one: (one.ended_at, one.game_id)):
        lines = sorted((one for one in of_game if one.user_id), key=lambda one: one.user_id or 0)
        if len(lines) < 2 or all(one.left for one in lines):
            continue
        at, users = lines[0].ended_at, [one.user_id or 0 for one in lines]
        lately = [people for when, people in met if when >= at - timedelta(days=30)]
        people = {one.user_id or 0: one.guest for one in lines}
        weights = [weight_of([met_before(a, b, people[b], lately) for b in users if b != a]) for a in users]
        before = [found.get(user, (Strength(), 0, 0)) for user in users]
        after = rate([one[0] for one in before], [99 if one.left else one.place for one in lines], weights)
        for user, new, (_old, games, _last) in zip(users, after, before, strict=True):
            found[user] = (new, games + 1, lines[0].game_id)
        met.append((at, people))
    return [(user, one.mu, one.sigma, games, last) for user, (one, games, last) in found.items()]


def met_before(user: int, other: int, guest: bool, lately: list[dict[int, bool]]) -> int:
    """In how many of these games somebody met this other one, or if that is a guest, guests."""
    found = [people for people in lately if user in people]
    if guest:
        return sum(any(people[b] for b in people if b != user) for people in found)
    return sum(people.get(other) is False for people in found)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None)
@given(st.data())
def test_any_order_any_repeats_and_annulments_give_what_a_rebuild_gives(data: st.DataObject) -> None:
    """The same people play games that end in another order than they are folded; some come twice, some are annulled."""
    people = [User.objects.create(username=f"p{User.objects.count()}", name="P") for _three in range(3)]
    games = [played_game(RandomGame(HouseRules(holes=1), 3, seed)) for seed in range(5)]
    for n, game in enumerate(games):
        ended = NOON + timedelta(days=data.draw(st.integers(0, 40)), seconds=n)
        Game.objects.filter(pk=game).update(results_due_at=timezone.now())
        for seat, user in zip(Game.objects.get(pk=game).seats.filter(persona=""), people, strict=False):
            seat.user = user
            seat.save()
        Game.objects.get(pk=game).events.update(time=ended)
    if data.draw(st.booleans()):
        # Somebody sits in the third seat only now and then, so that not everybody meets everybody.
        Game.objects.get(pk=games[0]).seats.filter(persona="", user=people[-1]).update(user=None)
    guests = data.draw(st.sets(st.sampled_from([user.pk for user in people])))
    User.objects.filter(pk__in=guests).update(is_guest=True)
    for step in data.draw(
        st.lists(st.tuples(st.sampled_from(games), st.booleans()), min_size=5, max_size=12)
    ):
        game, annulled = step
        if annulled and data.draw(st.booleans()):
            results.annul(game)
        else:
            results.ask_again([game])
            results.fold_games([game])
        if data.draw(st.integers(0, 3)) == 0:
            User.objects.filter(pk__in=guests).update(is_guest=False)
        if data.draw(st.booleans()):
            rating_games.work_out(most=data.draw(st.integers(1, 3)))
    while rating_games.work_out():
        pass
    assert stored() == from_scratch()
    adding.add_again([user.pk for user in people])
    assert stored() == from_scratch()
