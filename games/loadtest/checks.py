"""Whether all that the players of one game are told is in order, agrees, adds up and gives nothing away.

Every player's frames are held against the first telling of each event, and against what follows from the events
told so far (facts.py). A frame that was found good for somebody who has no drawn card to see is good for all others
like them: the same text is not looked into twice.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import DecodeError, Raw, Struct
from msgspec.json import decode

from games.loadtest.facts import Contradiction, Facts, InHand, cards_told, facts_shown
from games.loadtest.shapes import read_changed, read_event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from games.loadtest.shapes import Card, Drawn, Event, Events, SeatShown, Snapshot

    Fault = Callable[[str, str], None]

CARD: Final = re.compile(r'"([A2-9TJQK][HDCS]|\*[HS])"(?!:)')
"""Whatever looks like a card, anywhere in a frame; not the name of a field."""


class Gap(Exception):
    """A frame does not go on where the player was: there are events missing, or told twice."""


class Told(Struct):
    """An event as it was first told; one drawn from the stock as it is told to the others, and to who drew it."""

    event: Event
    open: Raw | None
    own: Raw | None
    drawer: int | None


class GameChecks:
    """The checks of one game. `fault` is told what is wrong: a kind, and the circumstances."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self._told: dict[int, Told] = {}
        self._facts: dict[int, Facts] = {}
        self._hands: dict[int, Card] = {}
        """Cards that were drawn from the stock, as told to who drew them; by the event."""
        self._good: dict[int, dict[bytes, int]] = {}
        """By the last event in them: frames that are good for all who have not drawn, and where they go on from."""
        self._oldest = 0

    def snapshot(self, seat: int | None, frame: Snapshot, text: bytes) -> None:
        """Hold a snapshot against the facts; where there are none it is their beginning."""
        facts = self._facts.get(frame.seq)
        if facts is None:
            self._oldest = self._oldest if self._facts else frame.seq
            facts = self._facts[frame.seq] = facts_shown(frame.table, frame.seq)
        table = frame.table
        self._same("stock", table.stock, facts.stock)
        self._same_discard(table.discard, facts)
        self._check_drawn(table.drawn, facts, seat)
        self._check_seats(enumerate(table.seats), facts)
        self._check_cards(text, facts, (), seat)

    def events(self, seat: int | None, after: int, frame: Events, text: bytes) -> None:
        """Hold a frame to a player, who knows all up to event `after`, against the facts. Gap if it is not next."""
        if self._good.get(frame.seq, {}).get(text) == after and not self._has_drawn(seat, frame.seq):
            return
        seq = after
        for raw in frame.events:
            seq += 1
            told = self._told.get(seq)
            if told is None:
                told = self._learn(seq, raw, seat)
            if raw != (told.own if seat is not None and seat == told.drawer else told.open):
                self._compare(seq, told, raw, seat)
        if seq != frame.seq:
            raise Gap(f"after event {after} came {len(frame.events)} up to event {frame.seq}")
        facts = self._facts[seq]
        batch = [self._told[number] for number in range(after + 1, seq + 1)]
        self._check_now(frame.now, facts, seat)
        self._check_cards(text, facts, batch, seat)
        if not self._has_drawn(seat, seq) and all(
            told.drawer is None or told.drawer != seat for told in batch
        ):
            self._good.setdefault(seq, {})[text] = after

    def forget(self, before: int) -> None:
        """Everybody has heard of everything up to event `before`."""
        while self._oldest < before:
            for known in (self._told, self._facts, self._good):
                known.pop(self._oldest, None)
            self._oldest += 1

    # Events

    def _learn(self, seq: int, raw: Raw, seat: int | None) -> Told:
        """The first telling of an event."""
        event = self._read(raw)
        if event.seq != seq:
            raise Gap(f"event {event.seq} came where {seq} was next")
        before = self._facts[seq - 1]
        try:
            self._facts[seq] = before.after(event)
            self._check_hand(before.drawn, event)
        except Contradiction as error:
            self._fault("contradiction", f"event {seq}: {error}")
            self._facts.setdefault(seq, before)
        drawer = event.seat if event.type == "card_drawn" and event.source == "stock" else None
        own = drawer is not None and drawer == seat
        told = self._told[seq] = Told(event, None if own else raw, raw if own else None, drawer)
        if drawer is None:
            told.own = raw
        else:
            self._check_drawing(seq, event, seat)
        return told

    def _compare(self, seq: int, told: Told, raw: Raw, seat: int | None) -> None:
        """The same event again, in another text: only the card that was drawn from the stock may differ."""
        event = self._read(raw)
        if event.seq != seq:
            raise Gap(f"event {event.seq} came where {seq} was next")
        own = seat is not None and seat == told.drawer
        same_card = told.own if own else told.open
        first = same_card or told.open or told.own or raw
        if not _alike(raw, first, cards=same_card is not None):
            self._fault(
                "differs", f"event {seq} is told as {bytes(raw).decode()} and as {bytes(first).decode()}"
            )
            return
        if own:
            told.own = raw
        else:
            told.open = raw
        self._check_drawing(seq, event, seat)

    def _check_drawing(self, seq: int, event: Event, seat: int | None) -> None:
        if seat is None or event.seat != seat:
            if event.card is not None:
                self._fault(
                    "hidden card", f"event {seq} shows seat {seat} that seat {event.seat} drew {event.card}"
                )
        elif event.card is None:
            self._fault("withheld", f"event {seq} does not show seat {seat} the card that it drew")
        else:
            self._hands[seq] = event.card

    def _check_hand(self, held: InHand | None, event: Event) -> None:
        """Who drew a card from the stock puts down that card."""
        drawn = self._hands.pop(held.seq, None) if held is not None and held.source == "stock" else None
        if drawn is not None and event.type in {"card_swapped", "card_discarded"} and event.card != drawn:
            raise Contradiction(f"{drawn} was drawn, and {event.card} put down")

    def _read(self, raw: Raw) -> Event:
        try:
            return read_event(raw)
        except DecodeError as error:
            raise Gap(f"an event cannot be read: {error}") from error

    # The picture of the table

    def _check_now(self, raw: Raw, facts: Facts, seat: int | None) -> None:
        now = read_changed(raw)
        if isinstance(now.stock, int):
            self._same("stock", now.stock, facts.stock)
        if isinstance(now.discard, tuple):
            self._same_discard(now.discard, facts)
        if now.drawn is None or isinstance(now.drawn, Struct):
            self._check_drawn(now.drawn, facts, seat)
        if now.seats:
            self._check_seats(((int(number), shown) for number, shown in now.seats.items()), facts)

    def _check_seats(self, seats: Iterable[tuple[int, SeatShown | None]], facts: Facts) -> None:
        for number, shown in seats:
            if shown is None:
                continue
            grid = facts.grids[number] if facts.grids else ()
            if isinstance(shown.grid, tuple) and shown.grid != grid:
                hidden = any(
                    told is not None and told != known for told, known in zip(shown.grid, grid, strict=False)
                )
                kind = "hidden card" if hidden or len(shown.grid) > len(grid) else "picture"
                self._fault(kind, f"the grid of seat {number} is shown as {shown.grid}, and is {grid}")
            if isinstance(shown.total, int) and facts.grids:
                self._same(f"total of seat {number}", shown.total, facts.totals[number])

    def _check_drawn(self, shown: Drawn | None, facts: Facts, seat: int | None) -> None:
        known = facts.drawn
        if shown is None or known is None:
            self._same("drawn card", shown, known)
            return
        self._same("drawn card", (shown.seat, shown.source), (known.seat, known.source))
        if known.source == "discard":
            self._same("drawn card", shown.card, known.card)
        elif seat != known.seat:
            if shown.card is not None:
                self._fault("hidden card", f"seat {seat} is shown that seat {known.seat} holds {shown.card}")
        else:
            self._same("drawn card", shown.card, self._hands.get(known.seq, shown.card))

    def _same_discard(self, shown: Sequence[Card], facts: Facts) -> None:
        depth = min(len(shown), len(facts.discard))
        if (
            bool(shown) != bool(facts.discard)
            or shown[len(shown) - depth :] != facts.discard[len(facts.discard) - depth :]
        ):
            self._fault("picture", f"the discard pile is shown as {shown}, and is {facts.discard}")

    def _same(self, what: str, shown: object, known: object) -> None:
        if shown != known:
            self._fault("picture", f"{what} is shown as {shown}, and is {known}")

    def _check_cards(self, text: bytes, facts: Facts, batch: Sequence[Told], seat: int | None) -> None:
        """No card in the whole text that this player may not see, whatever field it stands in."""
        unseen = [card for card in set(CARD.findall(text.decode())) if not facts.shows(card)]
        if not unseen:
            return
        own = {self._hands.get(number) for number in self._own_draws(facts, batch, seat)}
        hidden = set(unseen).difference(own, *(cards_told(told.event) for told in batch))
        if hidden:
            self._fault("hidden card", f"seat {seat} is shown {sorted(hidden)} in {text.decode()}")

    def _own_draws(self, facts: Facts, batch: Sequence[Told], seat: int | None) -> list[int]:
        """The events by which this seat drew from the stock, as far as they concern a frame."""
        draws = [told.event.seq for told in batch if told.drawer is not None and told.drawer == seat]
        if facts.drawn is not None and facts.drawn.source == "stock" and facts.drawn.seat == seat:
            draws.append(facts.drawn.seq)
        return draws

    def _has_drawn(self, seat: int | None, seq: int) -> bool:
        """Whether this seat holds a card after that event."""
        facts = self._facts.get(seq)
        return facts is not None and facts.drawn is not None and facts.drawn.seat == seat


def _alike(one: Raw, other: Raw, *, cards: bool) -> bool:
    """Whether two tellings of an event say the same; without `cards` the card that was drawn may differ."""
    first, second = decode(one), decode(other)
    if not cards:
        first["card"] = second["card"] = None
    return bool(first == second)
