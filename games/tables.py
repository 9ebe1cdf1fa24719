"""Making tables, finding them, and who may see them. Synchronous; asks the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import limits
from games import actions, codes
from games.live import NoSuchTable, load_game, table_info
from games.models import Game, Seat, Table, Visibility
from games.rules import commands as c
from games.rules import events as e
from games.rules.house_rules import CLASSIC, HouseRules
from games.rules.levels import LEVELS, USUAL, said
from games.rules.state import FEWEST_SEATS, MOST_SEATS, PERSONAS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from accounts.models import User
    from games.live import LiveGame
    from games.rules.commands import Level


class BadTable(ValueError):
    """A table that cannot be made as it was asked for; `field` says what is at fault."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class NotForYou(LookupError):
    """A table that this person may not see."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody would like a table to be."""

    rules: HouseRules = CLASSIC
    seats: int | None = None
    """2 to 6; None: one for each who is there from the beginning, two at least."""
    cpus: Sequence[str] = field(default=())
    levels: Mapping[str, Level] = field(default_factory=dict)
    """How strong CPU players play, by persona; Club where nothing is said."""
    visibility: str = Visibility.PRIVATE
    watch: bool = False
    pace: str = ""
    turn_seconds: float | None = None
    coaching: bool = False
    """Hints may be asked for, and moves taken back; such games count for nothing."""
    start: bool = False


def make(user: User, wish: Wish, address: str = "") -> Table:
    """A new table with its first game: the user has seat 0 and is host, CPU players have the next seats.

    `address`: where the user is. Raises BadTable for a wish that cannot be met, TooMany for a user who makes too many
    tables, or one of too many from one address.
    """
    seats = _checked(wish)
    limits.count(limits.TABLES, str(user.pk))
    if address:
        limits.count(limits.TABLES_OF_AN_ADDRESS, address)
    with transaction.atomic():
        table = _with_new_code(user, wish)
        players = [e.PlayerJoined(0, user.pk, None)]
        players += [
            e.PlayerJoined(1 + n, None, persona, said(wish.levels.get(persona)))
            for n, persona in enumerate(wish.cpus)
        ]
        begun = (c.Start(0), c.Deal()) if wish.start else ()
        new_game(table, [*_created(wish.rules, seats, coaching=wish.coaching), *players], begun)
    return table


def _created(rules: HouseRules, seats: int, *, coaching: bool) -> list[e.Event]:
    """How a game's stream begins, before anybody has a seat."""
    created = e.GameCreated(rules, seats)
    return [created, e.CoachingAllowed()] if coaching else [created]


def _checked(wish: Wish) -> int:
    """The number of seats. BadTable where the wish cannot be met."""
    there = 1 + len(wish.cpus)
    seats = max(there, FEWEST_SEATS) if wish.seats is None else wish.seats
    if not FEWEST_SEATS <= seats <= MOST_SEATS:
        raise BadTable("seats", _("A table has from two to six seats."))
    if unknown := [persona for persona in wish.cpus if persona not in PERSONAS]:
        raise BadTable("cpus", _("There is no CPU player called %(name)s.") % {"name": unknown[0][:20]})
    if len(set(wish.cpus)) < len(wish.cpus):
        raise BadTable("cpus", _("Each CPU player can sit at a table once."))
    if any(persona not in wish.cpus for persona in wish.levels):
        raise BadTable("levels", _("A level is given for somebody who is not asked to the table."))
    if any(level not in LEVELS for level in wish.levels.values()):
        raise BadTable("levels", _("CPU players have no such level."))
    if there > seats:
        raise BadTable("cpus", _("There are more players than seats."))
    if wish.start and there < seats:
        raise BadTable("start", _("A game cannot start at once while a seat is empty."))
    return seats


def _with_new_code(user: User | None, wish: Wish) -> Table:
    """A row with a code that no other table has."""
    for _attempt in range(20):
        try:
            with transaction.atomic():
                return Table.objects.create(
                    code=codes.new_code(),
                    visibility=wish.visibility,
                    watch=wish.watch,
                    pace=wish.pace,
                    turn_seconds=wish.turn_seconds,
                    made_by=user,
                )
        except IntegrityError:
            continue
    raise RuntimeError("no free code was found")


def new_game(table: Table, first: Sequence[e.Event], commands: Sequence[c.Command] = ()) -> Game:
    """A table's next game: first events, and what these commands make happen. In the caller's transaction."""
    game = Game.objects.create(table=table)
    actions.begin(game.pk, table_info(table), first, commands)
    Table.objects.filter(pk=table.pk).update(game=game)
    table.game = game
    return game


def imported_game(user: User | None) -> Game:
    """A game, still without events, that is read from a file: nobody finds its table. In the caller's transaction."""
    return Game.objects.create(table=_with_new_code(user, Wish()), imported=True)


def played_on_table(user: User) -> Table:
    """A private table with a game, still without events, that goes on from another. In the caller's transaction."""
    table = _with_new_code(user, Wish())
    table.game = Game.objects.create(table=table, played_on=True)
    table.save(update_fields=["game"])
    return table


def rematch(game_id: int, asked_by: int, there: Collection[int]) -> int:
    """A new game at the same table: same rules and coaching, the seats of CPU players and of those who are there.

    `there`: user ids. The id of the new game; if somebody else was first, of theirs. The host stays host, if there.
    """
    with transaction.atomic():
        old = Game.objects.select_related("table").select_for_update().get(pk=game_id)
        table = Table.objects.select_for_update().get(pk=old.table_id)
        if table.game_id != game_id:
            return table.game_id or game_id
        state = load_game(game_id).fold.state
        host = state.seat(state.host).player if state.host is not None else None
        staying = [(n, seat) for n, seat in state.taken if seat.player is None or seat.player in there]
        # Whoever sits down first is host.
        staying.sort(key=lambda taken: taken[1].player != (host if host in there else asked_by))
        joined = [
            e.PlayerJoined(number, seat.player, seat.persona, said(seat.level)) for number, seat in staying
        ]
        created = _created(state.rules, len(state.seats), coaching=state.coaching is not None)
        return new_game(table, [*created, *joined]).pk


def level_for(user: User) -> Level:
    """The level of CPU players where nobody chooses one: Easy until this user has finished a game, then Club."""
    return USUAL if Seat.objects.filter(user=user, place__isnull=False).exists() else "easy"


def find(code: str) -> Table:
    """The table with this code. NoSuchTable where there is none."""
    given = codes.as_typed(code)
    # PostgreSQL does not even compare with some texts, and nothing else can be a table's code.
    if codes.PATTERN.fullmatch(given) is None:
        raise NoSuchTable(code)
    table = Table.objects.select_related("game").filter(code=given).first()
    if table is None or table.game is None:
        raise NoSuchTable(code)
    return table


def may_see(live: LiveGame, user_id: int | None) -> bool:
    """Whether somebody with the code may look at this table.

    A public one everybody; a private one those seated, and everybody before it begins or where the host lets them.
    """
    if live.table.visibility == Visibility.PUBLIC or live.table.watch:
        return True
    return live.fold.state.phase == "lobby" or live.seat_of(user_id) is not None
