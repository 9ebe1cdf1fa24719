"""Results of games, stored: each game's once, however often it is asked for. Synchronous; asks the database."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Prefetch
from django.utils import timezone

from games import event_store
from games.fold import BrokenStream
from games.models import Game, Seat
from games.rules.house_rules import from_json, preset_of
from games.rules.state import Phase
from leaderboards import adding, news
from leaderboards.lines import BEGINNING, TELLING, SeatLine, lines
from leaderboards.models import RatingChange, Result, Rules, Unfolded, Unrated
from leaderboards.turns import FOLD, share_turn
from leaderboards.upserts import upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from games.fold import Stored
    from games.rules.house_rules import HouseRules

log = logging.getLogger(__name__)

FIRST_PAUSE: Final = timedelta(minutes=1)
MOST_TRIES: Final = 8
"""With pauses that double each time: the last is an hour after the one before it. Then somebody has to ask."""
AT_ONCE: Final = 500
LEASE: Final = timedelta(minutes=10)
"""So long a worker has time before a game is sent once more; twice does no harm."""
FINGERPRINT_LENGTH: Final = 16
COLUMNS: Final = (
    "game_id", "seat", "user_id", "persona", "ended_at", "rules", "seats", "people", "guest", "place", "won", "left",
    "strokes", "scores", "holes_won", "went_out", "went_out_won", "pairs", "negative_holes", "four_of_a_kind",
    "four_jacks", "autopilot_turns", "margin", "came_back",
)  # fmt: skip
_IN_COLUMNS: Final = attrgetter(*COLUMNS)


def fold_games(game_ids: Collection[int]) -> int:
    """Store what these games come to, each once. How many were done now.

    Nothing comes of a game that was imported, abandoned or annulled, or is not there any more. One that fails is noted,
    due again, and holds up no other.
    """
    try:
        return _fold_together(game_ids)
    except (OperationalError, InterfaceError):
        raise  # The database's trouble and no game's: they are due again when their lease is over.
    except Exception as error:  # noqa: BLE001 - whatever it is, it is one game's
        if len(game_ids) > 1:
            return sum(fold_games([game]) for game in game_ids)
        with transaction.atomic():
            for game in _due_among(game_ids):
                _note(game, repr(error))
        return 0


def _fold_together(game_ids: Collection[int]) -> int:
    """All of them in one transaction, but for those whose events are no game."""
    with transaction.atomic():
        # Whoever else folds one of them waits here, and then finds it done.
        games = _due_among(game_ids)
        known = set(Result.objects.filter(game__in=games).values_list("game_id", flat=True))
        counting = [game.pk for game in games if counts(game) and game.pk not in known]
        streams = event_store.load_some(counting, TELLING, BEGINNING)
        found: list[Result] = []
        done = []
        for game in games:
            try:
                found += rows(game, streams[game.pk]) if game.pk in streams else []
            except Exception as error:  # noqa: BLE001 - whatever it is, it is this game's
                _note(game, str(error) if isinstance(error, BrokenStream) else repr(error))
            else:
                done.append(game.pk)
        upsert(Result, COLUMNS, list(map(_IN_COLUMNS, found)), key=2)
        know_rules(game for game in games if game.pk in done)
        adding.add(found)
        _have_rated({row.game_id: row.ended_at for row in found if row.people > 1})
        news.folded.send(Result, users={row.user_id for row in found if row.user_id is not None})
        Unfolded.objects.filter(game__in=done).delete()
        Game.objects.filter(pk__in=done).update(results_due_at=None)
    return len({row.game_id for row in found})


def claim_due(most: int = AT_ONCE) -> list[int]:
    """The games whose results are to be folded now, oldest first. Nobody else gets them before the lease is over."""
    now = timezone.now()
    with transaction.atomic():
        found = Game.objects.select_for_update(
            skip_locked=connection.features.has_select_for_update_skip_locked
        )
        due = found.filter(results_due_at__lte=now).order_by("results_due_at", "pk")
        claimed = list(due.values_list("pk", flat=True)[:most])
        Game.objects.filter(pk__in=claimed).update(results_due_at=now + LEASE)
    return claimed


def ask_again(game_ids: Iterable[int]) -> None:
    """Fold these games at the next opportunity, also those that were given up."""
    games = list(game_ids)
    with transaction.atomic():
        Unfolded.objects.filter(game__in=games).update(tries=0)
        Game.objects.filter(pk__in=games).update(results_due_at=timezone.now())


def annul(game_id: int) -> bool:
    """Take back what a game has left behind, as if it had never been finished. Whether it had counted until now."""
    with transaction.atomic():
        lock((game_id,))
        share_turn(FOLD)
        counted = Game.objects.filter(pk=game_id, annulled=False)
        if not counted.update(annulled=True, results_due_at=None):
            return False
        players = set(
            Result.objects.filter(game=game_id, user__isnull=False).values_list("user_id", flat=True)
        )
        have_rated_again(game_id)
        Result.objects.filter(game=game_id).delete()
        adding.add_again(players)
        Unfolded.objects.filter(game=game_id).delete()
    return True


def lock(game_ids: Iterable[int]) -> None:
    """Wait until nobody folds, annuls or hands over one of these games, and keep others from it until the commit."""
    found = Game.objects.select_for_update(no_key=True).filter(pk__in=list(game_ids))
    list(found.order_by("pk").values_list("pk"))


def have_rated_again(*game_ids: int) -> None:
    """Have the ratings worked out again that these games have changed, or are just about to change.

    Called while their results are still there: a rating that is being worked out is not to be seen yet.
    """
    changes = RatingChange.objects.filter(game__in=game_ids).values_list("game_id", "ended_at")
    found = Result.objects.filter(game__in=game_ids, people__gt=1).values_list("game_id", "ended_at")
    _have_rated({**dict(changes), **dict(found)})


def _have_rated(games: dict[int, datetime]) -> None:
    upsert(Unrated, ("game_id", "ended_at"), sorted(games.items()), key=1)


def _due_among(game_ids: Collection[int]) -> list[Game]:
    """The games among these that are still to be folded, locked, in one order for everybody."""
    lock(game_ids)
    due = Game.objects.filter(pk__in=list(game_ids), results_due_at__isnull=False)
    return list(with_seats(due).order_by("pk"))


def with_seats(games: QuerySet[Game]) -> QuerySet[Game]:
    """These games, with what `rows` asks of who sat there."""
    seats = Seat.objects.select_related("user").only("game", "number", "persona", "user__is_guest")
    return games.prefetch_related(Prefetch("seats", seats))


def counts(game: Game) -> bool:
    uncounted = game.imported or game.played_on or game.coaching or game.annulled
    return game.phase == Phase.GAME_OVER and not uncounted


def rows(game: Game, stream: list[Stored] | BrokenStream) -> list[Result]:
    """A row for each seat. `game` is one `with_seats`."""
    if isinstance(stream, BrokenStream):
        raise stream
    # Who a guest's seat belongs to today is asked of the seats.
    seats = {seat.number: seat for seat in game.seats.all()}
    found = lines([stored.event for stored in stream])
    about = _About(
        game.pk,
        stream[-1].time,
        fingerprint_of(from_json(game.rules)),
        seats=len(found),
        people=sum(not seat.persona for seat in seats.values()),
    )
    return [_row(about, line, seats[line.seat]) for line in found]


@dataclass(frozen=True, slots=True)
class _About:
    """What all rows of a game have in common."""

    game: int
    ended_at: datetime
    rules: str
    seats: int
    people: int


def _row(about: _About, line: SeatLine, seat: Seat) -> Result:
    return Result(
        game_id=about.game,
        seat=line.seat,
        user_id=seat.user_id,
        persona=seat.persona,
        ended_at=about.ended_at,
        rules=about.rules,
        seats=about.seats,
        people=about.people,
        guest=seat.user is not None and seat.user.is_guest,
        place=line.place,
        won=line.won,
        left=line.left,
        strokes=line.strokes,
        scores=line.scores,
        holes_won=line.holes_won,
        went_out=line.went_out,
        went_out_won=line.went_out_won,
        pairs=line.pairs,
        negative_holes=line.negative_holes,
        four_of_a_kind=line.four_of_a_kind,
        four_jacks=line.four_jacks,
        autopilot_turns=line.autopilot_turns,
        margin=line.margin,
        came_back=line.came_back,
    )


@lru_cache(maxsize=1000)
def fingerprint_of(rules: HouseRules) -> str:
    """The same short text for the same house rules, whenever and wherever it is asked for."""
    told = json.dumps(rules.to_json(), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()[:FINGERPRINT_LENGTH]


def know_rules(games: Iterable[Game]) -> None:
    """Have the rules of these games looked up by their fingerprints from now on."""
    told = {
        fingerprint_of(rules): rules for rules in (from_json(game.rules) for game in games if counts(game))
    }
    rows = [
        Rules(
            fingerprint=key, preset=preset.key if (preset := preset_of(rules)) else "", rules=rules.to_json()
        )
        for key, rules in told.items()
    ]
    Rules.objects.bulk_create(rows, ignore_conflicts=True)


def _note(game: Game, why: str) -> None:
    """A game could not be folded: when is it tried again, if at all?"""
    log.error("game %d has no results: %s", game.pk, why)
    known, _new = Unfolded.objects.get_or_create(game=game, defaults={"tries": 0})
    known.why, known.tries = why, known.tries + 1
    known.save()
    pause = FIRST_PAUSE * 2 ** (known.tries - 1)
    game.results_due_at = timezone.now() + pause if known.tries < MOST_TRIES else None
    game.save(update_fields=["results_due_at"])
