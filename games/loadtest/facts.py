"""What everybody at a table may know after an event: worked out from the public parts of events alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from games.loadtest.shapes import Card, Cards, Event, TableShown

POSITIONS: Final = 6
DEALT: Final = (None,) * POSITIONS


class Contradiction(Exception):
    """An event that cannot follow what is known; says why."""


class InHand(Struct, frozen=True):
    """The drawn card. `card` is None where it came from the stock; `seq` is the event that drew it."""

    seat: int
    source: str
    card: Card | None
    seq: int


class Facts(Struct, frozen=True):
    """`discard` has its top last, and may begin later than the pile does."""

    grids: tuple[Cards, ...] = ()
    discard: tuple[Card, ...] = ()
    drawn: InHand | None = None
    stock: int = 0
    totals: tuple[int, ...] = ()

    def shows(self, card: Card) -> bool:
        """Whether this card lies open for everybody."""
        held = self.drawn
        return (
            card in self.discard
            or any(card in grid for grid in self.grids)
            or (held is not None and held.card == card)
        )

    def after(self, event: Event) -> Facts:
        """What is known after one more event. Contradiction where it cannot be the next."""
        step = _STEPS.get(event.type)
        try:
            return self if step is None else step(self, event)
        except (IndexError, TypeError, ValueError) as error:
            raise Contradiction(f"{event.type} cannot be understood here") from error


def facts_shown(table: TableShown, seq: int) -> Facts:
    """What a snapshot shows, taken as it is."""
    drawn = table.drawn
    in_hand = None
    if drawn is not None:
        in_hand = InHand(drawn.seat, drawn.source, drawn.card if drawn.source == "discard" else None, seq)
    grids = tuple(seat.grid or () for seat in table.seats if seat is not None)
    return Facts(
        grids=grids if any(grids) else (),
        discard=table.discard,
        drawn=in_hand,
        stock=table.stock,
        totals=tuple(seat.total or 0 for seat in table.seats if seat is not None),
    )


def _game_started(facts: Facts, event: Event) -> Facts:
    return Facts(totals=(0,) * len(facts.totals))


def _joined(facts: Facts, event: Event) -> Facts:
    return replace(facts, totals=(*facts.totals, 0))


def _left(facts: Facts, event: Event) -> Facts:
    return replace(facts, totals=facts.totals[1:])


def _hole_started(facts: Facts, event: Event) -> Facts:
    return Facts((DEALT,) * len(facts.totals), (_card(event.discard),), None, event.stock, facts.totals)


def _turned_up(facts: Facts, event: Event) -> Facts:
    cards = {str(event.at): _card(event.card)} if event.at >= 0 else event.cards
    return replace(facts, grids=_placed(facts, event.seat, ((int(at), card) for at, card in cards.items())))


def _drawn(facts: Facts, event: Event) -> Facts:
    seat = -1 if event.seat is None else event.seat
    if facts.drawn is not None:
        raise Contradiction("a second card is drawn")
    if event.source == "stock":
        if not facts.stock:
            raise Contradiction("a card is drawn from an empty stock")
        return replace(facts, stock=facts.stock - 1, drawn=InHand(seat, "stock", None, event.seq))
    if event.card != facts.discard[-1]:
        raise Contradiction(f"{event.card} is drawn from a discard pile with {facts.discard[-1]} on top")
    return replace(facts, discard=facts.discard[:-1], drawn=InHand(seat, "discard", event.card, event.seq))


def _put_down(facts: Facts, event: Event) -> Facts:
    _in_hand(facts, event)
    return replace(facts, discard=(*facts.discard, _card(event.card)), drawn=None)


def _swapped(facts: Facts, event: Event) -> Facts:
    _in_hand(facts, event)
    seat, out = -1 if event.seat is None else event.seat, _card(event.out)
    was = facts.grids[seat][event.at]
    if was is not None and was != out:
        raise Contradiction(f"{out} is swapped out, where {was} lay")
    grids = _placed(facts, event.seat, ((event.at, _card(event.card)),), over=True)
    return replace(facts, grids=grids, discard=(*facts.discard, out), drawn=None)


def _in_hand(facts: Facts, event: Event) -> None:
    held = facts.drawn
    if held is None or held.seat != event.seat or held.card not in {None, event.card}:
        raise Contradiction(f"seat {event.seat} puts down {event.card}, which it did not draw")


def _renewed(facts: Facts, event: Event) -> Facts:
    return replace(facts, stock=event.stock, discard=facts.discard[-1:])


def _hole_ended(facts: Facts, event: Event) -> Facts:
    for known, told in zip(facts.grids, event.grids, strict=True):
        if any(card is not None and card != now for card, now in zip(known, told, strict=True)):
            raise Contradiction(f"the grid {known} became {told} at the end of the hole")
    _check_totals(facts, event)
    return replace(facts, grids=event.grids, drawn=None, totals=event.totals)


def _check_totals(facts: Facts, event: Event) -> None:
    scores = [line.score for line in event.scores]
    for line in event.scores:
        if sum(part.points for part in line.parts) != line.score:
            raise Contradiction(f"the parts of a score of {line.score} do not add up to it")
    expected = tuple(total + score for total, score in zip(facts.totals, scores, strict=True))
    if event.totals != expected:
        raise Contradiction(f"totals {facts.totals} and scores {scores} became {event.totals}")
    if event.winners != _lowest(scores):
        raise Contradiction(f"scores {scores} were won by {event.winners}")


def _game_ended(facts: Facts, event: Event) -> Facts:
    totals = facts.totals
    places = tuple(1 + sum(other < total for other in totals) for total in totals)
    if (event.totals, event.places, event.winners) != (totals, places, _lowest(totals)):
        raise Contradiction(f"totals {totals} ended as {event.totals}, {event.places}, {event.winners}")
    return facts


def _lowest(scores: Iterable[int]) -> tuple[int, ...]:
    scores = list(scores)
    return tuple(seat for seat, score in enumerate(scores) if score == min(scores))


def _placed(
    facts: Facts, seat: int | None, cards: Iterable[tuple[int, Card]], *, over: bool = False
) -> tuple[Cards, ...]:
    """All grids with these cards face up in one of them. Without `over` they must have been face down."""
    number = -1 if seat is None else seat
    grid = list(facts.grids[number])
    for at, card in cards:
        if grid[at] is not None and not over:
            raise Contradiction(f"the card at {number}/{at} is turned up a second time")
        grid[at] = card
    return (*facts.grids[:number], tuple(grid), *facts.grids[number + 1 :])


def _card(card: Card | None) -> Card:
    if card is None:
        raise Contradiction("an event does not name its card")
    return card


_STEPS: Final[dict[str, Callable[[Facts, Event], Facts]]] = {
    "player_joined": _joined,
    "player_left": _left,
    "game_started": _game_started,
    "hole_started": _hole_started,
    "cards_opened": _turned_up,
    "card_flipped": _turned_up,
    "card_flipped_as_action": _turned_up,
    "knocked": _turned_up,
    "grid_revealed": _turned_up,
    "card_drawn": _drawn,
    "draw_undone": _put_down,
    "card_discarded": _put_down,
    "card_swapped": _swapped,
    "stock_renewed": _renewed,
    "hole_ended": _hole_ended,
    "game_ended": _game_ended,
}


def cards_told(event: Event) -> set[Card]:
    """The cards that an event of this type tells everybody."""
    match event.type:
        case "card_drawn":
            told = {event.card} if event.source == "discard" else set()
        case "card_swapped":
            told = {event.card, event.out}
        case "hole_started":
            told = {event.discard}
        case "hole_ended":
            told = {card for grid in event.grids for card in grid}
        case "cards_opened" | "knocked" | "grid_revealed":
            told = set(event.cards.values())
        case "card_discarded" | "draw_undone" | "card_flipped" | "card_flipped_as_action":
            told = {event.card}
        case _:
            told = set()
    return {card for card in told if card is not None}
