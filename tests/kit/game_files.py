"""Files of games: as they should be, with one thing in them changed, and with whatever may be in a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from games.fold import Stored
from replays import strict_json
from replays.document import Record, document, persons, read
from replays.strict_json import BadFile
from tests.kit.streams import NOON, later

if TYPE_CHECKING:
    from random import Random

    from games.rules.state import GameState
    from tests.kit.random_games import RandomGame

Json = dict[str, Any]
NAMES: Final = ("Alice", "Bob", "Zoë", "李雷", "O’Neil")
JUNK: Final[tuple[bytes, ...]] = (
    b"", b"null", b"[]", b"{}", b'"', b"1e9", b"-1", b"9" * 400, b"NaN", b"-Infinity", b"0.5", b"true", b"\x00",
    b"\xff", b"[" * 300, b'{"a":' * 300, b'"\\ud800"', b"2h", b',"seq":0', b' \t\n', b'"caddie"', b'"*H"', b"007",
)  # fmt: skip
KEPT: Final = {"seq", "time", "type", "by", "reason", "person"}
"""What a forger gains nothing by, or nobody but those who were there can know."""
MOVES: Final = {
    "hole_started", "cards_opened", "card_drawn", "draw_undone", "card_swapped", "card_discarded", "card_flipped",
    "flip_skipped", "card_flipped_as_action", "knocked", "stock_renewed", "went_out", "grid_revealed", "hole_ended",
    "game_ended", "game_started",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Played:
    """A game in memory, a command a minute."""

    stream: list[Stored]
    state: GameState

    @property
    def file(self) -> bytes:
        """Its file, with names for its people."""
        people = [
            {"name": NAMES[number % len(NAMES)], "kind": "guest" if number % 2 else "person"}
            for number in range(len(persons(self.stream)))
        ]
        return strict_json.written(document(self.stream, self.state, people))


def played(game: RandomGame) -> Played:
    """This game, to its end."""
    stream = [Stored(seq, NOON, event) for seq, event in enumerate(game.events)]
    for minute, step in enumerate(game.steps(), start=1):
        stream += [Stored(len(stream) + n, later(minute), event) for n, event in enumerate(step.events)]
    return Played(stream, game.state)


def rewritten(record: Record) -> bytes:
    """The file of what was read from a file."""
    return strict_json.written(document(record.stream, record.state, record.people))


def with_digests(game: Json) -> bytes:
    """The file with its digests computed anew, as a forger would."""
    game["people"]["sha256"] = _digest(game["people"]["shown"])
    game["sha256"] = _digest(
        {name: value for name, value in game.items() if name not in {"people", "sha256"}}
    )
    return strict_json.written(game)


def _digest(value: object) -> str:
    return sha256(strict_json.written(value)).hexdigest()


def with_a_byte_changed(content: bytes, dice: Random) -> bytes:
    """One byte is another."""
    at = dice.randrange(len(content))
    other = (content[at] + dice.randrange(1, 256)) % 256
    return content[:at] + bytes([other]) + content[at + 1 :]


def forged(content: bytes, dice: Random) -> tuple[bytes, str]:
    """One card, place, move or score is another, and the digests fit again; what it was."""
    game = json.loads(content)
    if dice.random() < 0.1:
        places = [(game["result"], name) for name in ("totals", "places", "winners", "holes", "phase")]
    else:
        event = dice.choice([event for event in game["events"] if event["type"] in MOVES])
        places = [(event, name) for name in event if name not in KEPT] or [(event, "type")]
    holder, key = dice.choice(places)
    what = f"{holder.get('type', 'result')}.{key}"
    _change(holder, key, dice)
    return with_digests(game), what


def _change(holder: Any, key: Any, dice: Random) -> None:
    """Put something of the same type and another value there, as deep as it goes."""
    value = holder[key]
    match value:
        case bool():
            holder[key] = not value
        case int():
            holder[key] = value + dice.choice([-1, 1])
        case str() if len(value) > 30:
            holder[key] = value[:-1] + ("0" if value[-1] != "0" else "1")
        case str():
            holder[key] = dice.choice(
                [other for other in ("2C", "*H", "TD", "stock", "discard") if other != value]
            )
        case list() if value:
            _change(value, dice.randrange(len(value)), dice)
        case dict() if value:
            _change(value, dice.choice(sorted(value)), dice)
        case _:
            holder[key] = "2C"


def mutated(content: bytes, dice: Random) -> bytes:
    """A file to which a few things were done that nobody in their right mind would do."""
    for _change in range(dice.choice([1, 1, 1, 2, 4])):
        content = dice.choice(CHANGES)(content, dice)
    return content


def _cut_off(content: bytes, dice: Random) -> bytes:
    return content[: dice.randrange(len(content) + 1)]


def _junk_put_in(content: bytes, dice: Random) -> bytes:
    at = dice.randrange(len(content) + 1)
    return content[:at] + dice.choice(JUNK) + content[at + dice.choice([0, 0, 1, 5]) :]


def _piece_moved(content: bytes, dice: Random) -> bytes:
    start, length = dice.randrange(len(content) + 1), dice.choice([1, 8, 60, 400])
    piece, rest = content[start : start + length], content[:start] + content[start + length :]
    at = dice.randrange(len(rest) + 1)
    return rest[:at] + piece * dice.choice([1, 2]) + rest[at:]


def _byte_changed(content: bytes, dice: Random) -> bytes:
    return with_a_byte_changed(content, dice) if content else content


def _value_replaced(content: bytes, dice: Random) -> bytes:
    """A value becomes something else that is JSON; the digests fit, so that what lies behind them is reached."""
    try:
        game = json.loads(content)
        holder, key = _somewhere(game, dice)
    except (ValueError, TypeError, RecursionError):
        return content
    holder[key] = dice.choice([None, True, 0, -1, 2**53, 2**60, 0.5, "", "x", "\ud800", [], {}, [[]]])
    try:
        return with_digests(game)
    except (ValueError, TypeError, KeyError):
        return json.dumps(game).encode()


def _somewhere(value: Any, dice: Random) -> tuple[Any, Any]:
    key: Any = dice.randrange(len(value)) if isinstance(value, list) else dice.choice(sorted(value))
    inner = value[key]
    if isinstance(inner, list | dict) and inner and dice.random() < 0.9:
        return _somewhere(inner, dice)
    return value, key


CHANGES: Final = (_cut_off, _junk_put_in, _piece_moved, _byte_changed, *[_value_replaced] * 6)


def judged(content: bytes) -> BadFile | None:
    """Why this file is refused. One that is not says nothing that was passed over."""
    try:
        record = read(content)
    except BadFile as error:
        assert error.message
        return error
    assert rewritten(record) == strict_json.written(json.loads(content))
    return None
