"""Everything that is told of players, folded from the games' events again: to mend it, or to see whether it is right.

1. Results are read against their games' events, and replaced where they differ, game by game.
2. Sums, careers, head to head, achievements, ratings and boards are folded from the results into fresh tables, beside
   those that are read and go on changing; who changes meanwhile is noted (`Changed`).
3. In one transaction, in which nobody changes anything, those who were noted are folded once more, and the tables
   swapped. Games that came meanwhile are rated after it, as late ones are.

Interrupted anywhere it loses nothing; run again, it goes on with the tables that it finds.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import astuple
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef

from accounts.models import User
from games import event_store
from games.models import Game
from games.rules.state import Phase
from leaderboards import adding, fresh_tables, rating_games, refreshing, results
from leaderboards.lines import BEGINNING, TELLING
from leaderboards.models import (
    Award,
    Career,
    Changed,
    Level,
    Rating,
    RatingChange,
    Result,
    Rules,
    Standing,
    Tally,
    Turn,
    Unrated,
    Versus,
)
from leaderboards.turns import FOLD, RATINGS, STANDINGS, take_turn
from leaderboards.upserts import upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

GAMES_AT_ONCE: Final = 100
USERS_AT_ONCE: Final = 200
FOLDED: Final = (Tally, Career, Versus, Award, Rating, RatingChange, Standing, Level)
"""What is folded from results alone."""
COMPARED: Final = tuple(field.attname for field in Result._meta.concrete_fields if field.name != "user")  # noqa: SLF001 - Django's documented name
T = TypeVar("T")


class Progress(Protocol):
    """Shows how far something is: the things as they are, while it is seen how many of them are done."""

    def __call__(self, things: Iterable[T], total: int, what: str) -> Iterator[T]: ...


def rebuild(progress: Progress) -> int:
    """Recompute everything. How many games' results were not what their events come to."""
    wrong = sum(bool(found) for found in progress(wrong_results(mend=True), finished(), "games"))
    if connection.vendor == "postgresql":
        _rebuild_beside(progress)
    else:
        with transaction.atomic(), fresh_tables.fresh_tables(FOLDED):
            _fill(progress, after=0)
    return wrong


def _rebuild_beside(progress: Progress) -> None:
    _note_changes()
    with fresh_tables.fresh_tables(FOLDED, go_on=True, swap=False):
        last = Tally.objects.aggregate(last=Max("user_id"))["last"] or 0
        waiting = _fill(progress, after=last)
        _drop_what_is_gone()
    with transaction.atomic():
        for name in (FOLD, RATINGS, STANDINGS):
            take_turn(name)
        upsert(Unrated, ("game_id", "ended_at"), waiting, key=1)
        changed = list(Changed.objects.values_list("user_id", flat=True))
        with fresh_tables.fresh_tables(FOLDED, go_on=True):
            for first in range(0, len(changed), USERS_AT_ONCE):
                adding.add_again(changed[first : first + USERS_AT_ONCE], tell=False)
            _have_rated_what_is_missing(changed)
        Changed.objects.all().delete()
        Turn.objects.filter(name=FOLD).update(noting=False)
        refreshing.look_again(changed)


def _note_changes() -> None:
    """From now on it is noted who changes. Whoever is changing somebody just now is waited for."""
    with transaction.atomic():
        take_turn(FOLD)
        Turn.objects.filter(name=FOLD).update(noting=True)


def _drop_what_is_gone() -> None:
    """Games that were deleted while their players were folded, or rated. From now on that deletes these rows, too."""
    with transaction.atomic():
        take_turn(FOLD)
        for model in (Award, RatingChange):
            model._default_manager.filter(~Exists(Game.objects.filter(pk=OuterRef("game_id")))).delete()  # noqa: SLF001 - Django's documented name


def _fill(progress: Progress, after: int) -> list[tuple[int, datetime]]:
    """Fold everybody after this user into tables that are empty but for those before, then ratings and boards.

    Given are the games that were waiting to be rated, and are not among the ratings."""
    users = User.objects.filter(pk__gt=after)
    for batch in progress(_batches(users), *_extent(users)):
        with transaction.atomic():
            adding.add_to_empty(batch)
    with transaction.atomic():
        for model in (RatingChange, Rating, Standing, Level):
            model._default_manager.all().delete()  # noqa: SLF001 - Django's documented name
        waiting = sorted(Unrated.objects.values_list("game_id", "ended_at"))
        _rate_all(progress, {game for game, _at in waiting})
        refreshing.put_all()
    return waiting


def _extent(users: QuerySet[User]) -> tuple[int, str]:
    return ceil(users.count() / USERS_AT_ONCE), f"times {USERS_AT_ONCE} players"


def _batches(users: QuerySet[User]) -> Iterator[list[int]]:
    ids = users.order_by("pk").values_list("pk", flat=True)
    last = 0
    while batch := list(ids.filter(pk__gt=last)[:USERS_AT_ONCE]):
        yield batch
        last = batch[-1]


def _have_rated_what_is_missing(users: Sequence[int]) -> None:
    """Have the games of these players rated that have results and no change of theirs, or the other way round."""
    for first in range(0, len(users), USERS_AT_ONCE):
        some = users[first : first + USERS_AT_ONCE]
        played = set(
            Result.objects.filter(user__in=some, people__gt=1).values_list("ended_at", "game_id", "user_id")
        )
        rated = set(RatingChange.objects.filter(user__in=some).values_list("ended_at", "game_id", "user_id"))
        missing = {(game, at) for at, game, _user in played ^ rated}
        upsert(Unrated, ("game_id", "ended_at"), sorted(missing), key=1)


# Results


def finished() -> int:
    """How many games there are to be read."""
    return Game.objects.filter(phase=Phase.GAME_OVER).count()


def wrong_results(mend: bool = False) -> Iterator[str]:
    """For each finished game why its results are not what its events come to; empty where they are."""
    games = Game.objects.filter(phase=Phase.GAME_OVER).order_by("pk").values_list("pk", flat=True)
    last = 0
    while batch := list(games.filter(pk__gt=last)[:GAMES_AT_ONCE]):
        with transaction.atomic():
            yield from _wrong(batch, mend)
        last = batch[-1]


def _wrong(ids: Sequence[int], mend: bool) -> list[str]:
    if mend:
        results.lock(ids)
    games = list(results.with_seats(Game.objects.filter(pk__in=ids)).order_by("pk"))
    stored: dict[int, list[Result]] = defaultdict(list)
    for row in Result.objects.filter(game__in=ids).order_by("game_id", "seat"):
        stored[row.game_id].append(row)
    counting = [game.pk for game in games if results.counts(game)]
    streams = event_store.load_some(counting, TELLING, BEGINNING)
    told: list[str] = []
    readable, anew = [], []
    for game in games:
        if game.results_due_at is not None:
            told.append("")  # A worker is going to see to it.
            continue
        try:
            rows = results.rows(game, streams[game.pk]) if game.pk in streams else []
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this game's
            told.append(f"game {game.pk}: {error}" if stored[game.pk] else "")
            continue
        readable.append(game)
        _guests_as_they_were(rows, stored[game.pk])
        same = [_told(row) for row in rows] == [_told(row) for row in stored[game.pk]]
        told.append("" if same else f"game {game.pk}: its results are not what its events come to")
        if not same:
            anew += rows
    if mend:
        wrong = [game for game, why in zip(games, told, strict=True) if why]
        _replace([row for game in wrong for row in stored[game.pk]], anew)
        results.know_rules(readable)
    return told


def _guests_as_they_were(rows: Sequence[Result], stored: Sequence[Result]) -> None:
    """Who was a guest is in no event: it stays as it was written down."""
    known = {row.seat: row.guest for row in stored}
    for row in rows:
        row.guest = known.get(row.seat, row.guest)


def _replace(old: Sequence[Result], new: Sequence[Result]) -> None:
    """Other results in the place of those that were wrong. A run that goes on folds these players once more."""
    refreshing.look_again(row.user_id for row in (*old, *new) if row.user_id is not None)
    Result.objects.filter(game__in={row.game_id for row in old}).delete()
    Result.objects.bulk_create(new)


def _told(row: Result) -> list[object]:
    values = [getattr(row, name) for name in COMPARED]
    return [list(value) if isinstance(value, tuple) else value for value in (*values, row.user_id)]


# Ratings


def rated_games() -> int:
    """How many games may be rated: an upper bound."""
    return Result.objects.filter(people__gt=1, seat=0).count()


def _rated(waiting: Collection[int]) -> Iterator[tuple[tuple[datetime, int], dict[int, rating_games.Ranked]]]:
    """Every rated game but those that are waiting to be, in order, with its people's ranks."""
    rules = {one.fingerprint: rating_games.is_rated(one) for one in Rules.objects.all()}
    rows = Result.objects.filter(people__gt=1).order_by("ended_at", "game_id", "seat")
    wanted = rows.only("game", "seat", "user", "place", "left", "guest", "rules", "ended_at").iterator(
        chunk_size=5000
    )
    for key, lines in groupby(wanted, key=lambda row: (row.ended_at, row.game_id)):
        some = list(lines)
        ranks = rating_games.ranks_of(some) if rules.get(some[0].rules) and key[1] not in waiting else {}
        yield key, ranks


def _changes(waiting: Collection[int] = ()) -> Iterator[list[RatingChange]]:
    """What each rated game does, from the first one on."""
    stand: dict[int, rating_games.Standing] = defaultdict(rating_games.Standing)
    meetings = rating_games.Meetings()
    for key, ranks in _rated(waiting):
        stood = {user: stand[user] for user in ranks}
        changes = rating_games.changes_of(key, ranks, stood, meetings) if ranks else []
        stand.update((change.user_id, rating_games.after(change)) for change in changes)
        meetings.add(key, ranks)
        yield changes


def _rate_all(progress: Progress, waiting: Collection[int]) -> None:
    """All ratings but of the games that are waiting, into empty tables."""
    last: dict[int, RatingChange] = {}
    found: list[RatingChange] = []
    for changes in progress(_changes(waiting), rated_games(), "rated games"):
        found += changes
        last |= {change.user_id: change for change in changes}
        if len(found) >= 5 * USERS_AT_ONCE:
            RatingChange.objects.bulk_create(found)
            found = []
    RatingChange.objects.bulk_create(found)
    rows = [
        (user, one.mu, one.sigma, one.games, one.ended_at, one.game_id) for user, one in sorted(last.items())
    ]
    upsert(Rating, ("user_id", "mu", "sigma", "games", "last_at", "last_game"), rows, key=1)


# Comparing


def differences(progress: Progress) -> Iterator[str]:
    """Where what is stored is not what a rebuild would give: a sentence each. Nothing is written."""
    yield from filter(None, progress(wrong_results(), finished(), "games"))
    users = User.objects.all()
    for batch in progress(_batches(users), *_extent(users)):
        yield from _players_that_differ(batch)
    yield from _ratings_that_differ(progress)
    yield from _standings_that_differ()


def _players_that_differ(users: list[int]) -> Iterator[str]:
    players, meetings = adding.fold(users)
    sums: dict[int, dict[str, tuple[Any, ...]]] = defaultdict(dict)
    for user, name, *columns in Tally.objects.filter(user__in=users).values_list(
        "user_id", "slice", *adding.COLUMNS
    ):
        sums[user][name] = tuple(columns)
    awards: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for user, key, game in Award.objects.filter(user__in=users).values_list("user_id", "key", "game_id"):
        awards[user].add((key, game))
    careers = {
        one.user_id: (one.feats, one.rivals, one.rules) for one in Career.objects.filter(user__in=users)
    }
    found = Versus.objects.filter(user__in=users, games__gt=0)
    rows = {(one.user_id, one.other_id): (one.games, one.ahead, one.behind) for one in found}
    for user, player in players.items():
        career = player.career
        rivals = {persona: list(astuple(met)) for persona, met in career.rivals.items()}
        wanted = (career.feats, rivals, sorted(career.rules))
        if sums[user] != {name: adding.astuple_of(one) for name, one in player.sums.items()}:
            yield f"player {user}: the sums are not what the results come to"
        if careers.get(user, ({}, {}, [])) != wanted:
            yield f"player {user}: the career is not what the results come to"
        if awards[user] != {(key, award.game_id) for key, award in player.awards.items()}:
            yield f"player {user}: the achievements are not those that were earned"
    for pair in rows.keys() | meetings.keys():
        if rows.get(pair) != (astuple(meetings[pair]) if pair in meetings else None):
            yield f"player {pair[0]}: the record against player {pair[1]} is not what the results come to"


def _ratings_that_differ(progress: Progress) -> Iterator[str]:
    """Games that wait to be rated are left out; but what they are going to change is not known."""
    if Unrated.objects.exists():
        return
    last: dict[int, RatingChange] = {}
    known = RatingChange.objects.order_by("ended_at", "game_id", "user_id").iterator(chunk_size=5000)
    stored = groupby(known, key=lambda one: one.game_id)
    for wanted in progress((one for one in _changes() if one), rated_games(), "rated games"):
        _game, rows = next(stored, (0, iter(())))
        if [_change(row) for row in rows] != [_change(row) for row in wanted]:
            yield f"game {wanted[0].game_id}: what it did to ratings is not what its results come to"
            return  # All that follows stands on it.
        last |= {change.user_id: change for change in wanted}
    if next(stored, None) is not None:
        yield "there are changes of ratings by games that are not rated"
    ratings = {one.user_id: (one.mu, one.sigma, one.games) for one in Rating.objects.all()}
    for user in ratings.keys() | last.keys():
        one = last.get(user)
        if one is None or ratings.get(user) != (one.mu, one.sigma, one.games):
            yield f"player {user}: the rating is not what the games come to"


def _change(row: RatingChange) -> tuple[Any, ...]:
    return row.game_id, row.user_id, row.rank, row.weight, row.mu, row.sigma, row.games


def _standings_that_differ() -> Iterator[str]:
    for name, count in refreshing.differing().items():
        if count:
            yield f"{count} rows of the {name} are not what the sums come to"
