"""What a site owes its players, whatever happens to its processes; held against the stored stream."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.kit.players import Move, Player

Json = dict[str, Any]
DEEDS: Final = {
    "sit": "player_joined",
    "cut": "pack_cut",
    "open": "cards_opened",
    "draw": "card_drawn",
    "swap": "card_swapped",
    "discard": "card_discarded",
    "flip": "card_flipped",
    "skip_flip": "flip_skipped",
    "next_hole": "ready",
}
"""What a move makes of its player's own events: the first one."""

LONGEST_TAIL: Final = 100
"""Events that are told to those who come back; of more they are shown what came of them."""


def broken(player: Player, stream: Sequence[Json]) -> list[str]:
    """Which promises were not kept to this player: every event told in order and once, every move counted once."""
    return [*player.picture.broken, *_untrue(player, stream), *_miscounted(player, stream)]


def _untrue(player: Player, stream: Sequence[Json]) -> Iterator[str]:
    told = sorted(player.events)
    shown = {seq for jump in player.jumps for seq in jump}
    until = (
        len(stream) if player.is_over else player.picture.seq + 1
    )  # Who went home earlier need not know all.
    if untold := set(range(told[0], until)) - set(told) - shown:
        yield f"was told of event {told[0]}, but not of {sorted(untold)}"
    for jump in player.jumps:
        if len(jump) <= LONGEST_TAIL and all(stream[seq]["type"] != "game_started" for seq in jump):
            yield f"was shown a snapshot where {jump} could have been told"
    for seq in told:
        stored, heard = stream[seq], player.events[seq]
        if (stored["type"], stored["seat"]) != (heard["type"], heard.get("seat")):
            yield f"was told {heard} where {stored} is stored"


def _miscounted(player: Player, stream: Sequence[Json]) -> Iterator[str]:
    """A player who moves on `seen` has seen all that came of the moves before: so each deed has its move."""
    if not player.moves:
        return
    deeds = [event for event in stream[min(player.events) :] if _is_deed(event, player.picture.seat)]
    groups = [list(moves) for _seen, moves in itertools.groupby(player.moves, key=lambda move: move.seen)]
    ends = [moves[0].seen for moves in groups[1:]] + [len(stream)]
    for moves, end in zip(groups, ends, strict=True):
        done = [deed for deed in deeds if moves[0].seen < deed["seq"] <= end]
        if len(done) > 1:
            yield f"one move counted {len(done)} times: {moves}, {done}"
        for move in moves:
            if move.ok is not None and not _is_kept(move, done, end):
                yield f"an answered move is not there: {move}, {done}"
    if unasked := [deed for deed in deeds if deed["seq"] <= groups[0][0].seen]:
        yield f"moves that nobody made: {unasked}"


def _is_deed(event: Json, seat: int | None) -> bool:
    return event["seat"] == seat and event["by"] is None and event["type"] in DEEDS.values()


def _is_kept(move: Move, done: Sequence[Json], end: int) -> bool:
    if (kind := DEEDS.get(move.message["do"])) is None:
        return True  # The start of the game is nobody's event.
    return any(
        deed["type"] == kind
        and deed["seq"] <= (move.ok or 0) <= end
        and deed["at"] in (move.message.get("at"), None)
        and deed["source"] in (move.message.get("from"), None)
        for deed in done
    )
