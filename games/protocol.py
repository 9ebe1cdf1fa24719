"""What clients send: frames, typed and validated, and the commands that they ask for."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Annotated, Any, Final, Literal, TypeAlias

import msgspec
from django.utils.translation import gettext as _
from msgspec import UNSET, Meta, Struct, UnsetType

from games.rules import commands as c
from games.rules.house_rules import NAMES, BadRules, HouseRules, from_json
from games.rules.levels import USUAL

LARGEST: Final = 4096
"""Bytes; a larger frame is answered with an error."""

Number = Annotated[int, Meta(ge=0, le=2**53)]
Position = Annotated[int, Meta(ge=0, le=5)]
SeatNumber = Annotated[int, Meta(ge=0, le=5)]
Phrase = Literal[
    "hello", "good_luck", "nice", "wow", "close", "oops",
    "thanks", "welcome", "one_moment", "well_played", "again", "goodbye",
]  # fmt: skip
"""All that can be said at a table; the words stand in `static/js/phrases.js`."""


class BadMessage(Exception):
    """A frame that cannot be understood. `field` names the part at fault, `id` is the client's number if it has one."""

    def __init__(self, message: str, field: str | None = None, id: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.id = id


class Message(Struct, tag_field="do", forbid_unknown_fields=True):
    """What all messages have: the client's own number, and the last event that it had seen."""

    id: Number | UnsetType = UNSET
    seq: Number | UnsetType = UNSET


class Draw(Message, tag="draw", rename={"source": "from"}, kw_only=True):
    source: Literal["stock", "discard"]


class UndoDraw(Message, tag="undo_draw"):
    pass


class Swap(Message, tag="swap", kw_only=True):
    at: Position


class Discard(Message, tag="discard"):
    pass


class Flip(Message, tag="flip", kw_only=True):
    at: Position


class SkipFlip(Message, tag="skip_flip"):
    pass


class Open(Message, tag="open", kw_only=True):
    at: Annotated[list[Position], Meta(min_length=1, max_length=2)]


class FlipAction(Message, tag="flip_action", kw_only=True):
    at: Position


class Knock(Message, tag="knock"):
    pass


class UndoMove(Message, tag="undo_move"):
    pass


class Hint(Message, tag="hint"):
    pass


class NextHole(Message, tag="next_hole"):
    pass


class Cut(Message, tag="cut", rename={"cut": "bytes"}, kw_only=True):
    cut: Annotated[str, Meta(pattern=r"^[0-9a-fA-F]{32}\Z")]


class Sit(Message, tag="sit"):
    seat: SeatNumber | UnsetType = UNSET


class Stand(Message, tag="stand"):
    pass


class TakeBackSeat(Message, tag="take_back_seat"):
    pass


class AddCpu(Message, tag="add_cpu", kw_only=True):
    persona: str
    level: c.Level = USUAL


class Remove(Message, tag="remove", kw_only=True):
    seat: SeatNumber


class Rules(Message, tag="rules", kw_only=True):
    rules: dict[str, Any]


class Start(Message, tag="start"):
    pass


class Rematch(Message, tag="rematch"):
    pass


class Say(Message, tag="say", kw_only=True):
    phrase: Phrase


class Sync(Message, tag="sync"):
    pass


Incoming: TypeAlias = (
    Draw | UndoDraw | Swap | Discard | Flip | SkipFlip | Open | FlipAction | Knock | UndoMove | Hint | NextHole | Cut
    | Sit | Stand | TakeBackSeat | AddCpu | Remove | Rules | Start | Rematch | Say | Sync
)  # fmt: skip
_DECODER: Final = msgspec.json.Decoder(Incoming)
_FIELD: Final = re.compile(r"(?:field|tag) `(.*)`|`\$\.(\w+)|`\$\[", re.DOTALL)
LONGEST_FIELD: Final = 64


class _GivenTwice(ValueError):
    """A name that an object of a message has twice: one decoder takes the first value, another the last."""


def _once(pairs: list[tuple[str, Any]]) -> None:
    if len({name for name, _value in pairs}) < len(pairs):
        raise _GivenTwice(Counter(name for name, _value in pairs).most_common(1)[0][0])


_ONCE: Final = json.JSONDecoder(object_pairs_hook=_once)


def parse(text: str | None) -> Incoming:
    """The message in a text frame (None: the frame was binary). BadMessage for everything that is none."""
    if text is None:
        raise BadMessage(_("Messages are text frames, not binary ones."))
    if len(text) > LARGEST or len(text.encode(errors="surrogatepass")) > LARGEST:
        raise BadMessage(_("A message has at most %(most)d bytes.") % {"most": LARGEST})
    try:
        message: Incoming = _DECODER.decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _bad(text, str(error)) from error
    try:
        _ONCE.decode(text)
    except _GivenTwice as error:
        raise BadMessage(
            _("A field is given twice."), str(error)[:LONGEST_FIELD], number_of(message)
        ) from error
    except RecursionError as error:
        raise _bad(text, str(error)) from error
    if isinstance(message, Open) and len(set(message.at)) < len(message.at):
        raise BadMessage(_("A position is given twice."), "at", number_of(message))
    return message


def _bad(text: str, why: str) -> BadMessage:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return BadMessage(_("A message is one JSON object."))
    if not isinstance(given, dict):
        return BadMessage(_("A message is one JSON object."))
    number = given.get("id")
    fits = isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= 2**53
    found = _FIELD.search(why)
    field = next((name for name in found.groups() if name), None) if found else None
    if field is None and ("Invalid value" in why or "do" not in given):
        field = "do"
    sentence = _sentence(field, given)
    return BadMessage(sentence, field and field[:LONGEST_FIELD], number if fits else None)


def _sentence(field: str | None, given: dict[str, Any]) -> str:
    """A sentence that never repeats what was sent."""
    if field is None:
        return _("The message cannot be understood.")
    if field not in given:
        return _("The field %(field)s is missing.") % {"field": field}
    if len(field) > LONGEST_FIELD:
        return _("There is no such field.")
    return _("The field %(field)s has no place here, or not this value.") % {"field": field}


def number_of(message: Message) -> int | None:
    """The client's own number for a message."""
    return None if message.id is UNSET else message.id


def seen_of(message: Message) -> int | None:
    """The last event that the client says it had seen."""
    return None if message.seq is UNSET else message.seq


def command_for(message: Incoming, seat: int) -> c.Command | None:
    """The command that a seated player's message asks for; None for those that are none (sit, rematch, hint …)."""
    match message:
        case Draw():
            return c.Draw(seat, message.source)
        case UndoDraw():
            return c.UndoDraw(seat)
        case Swap():
            return c.Swap(seat, message.at)
        case Discard():
            return c.Discard(seat)
        case Flip():
            return c.Flip(seat, message.at)
        case SkipFlip():
            return c.SkipFlip(seat)
        case Open():
            return c.Open(seat, tuple(message.at))
        case FlipAction():
            return c.FlipAction(seat, message.at)
        case Knock():
            return c.Knock(seat)
        case UndoMove():
            return c.UndoMove(seat)
        case NextHole():
            return c.NextHole(seat)
        case Cut():
            return c.Cut(seat, message.cut.lower())
        case Stand():
            return c.Stand(seat)
        case TakeBackSeat():
            return c.TakeBackSeat(seat)
        case AddCpu():
            return c.AddCpu(seat, message.persona, message.level)
        case Remove():
            return c.Remove(seat, message.seat)
        case Rules():
            return c.SetRules(seat, _rules(message))
        case Start():
            return c.Start(seat)
        case Sit() | Rematch() | Hint() | Say() | Sync():
            return None


def _rules(message: Rules) -> HouseRules:
    try:
        return from_json(message.rules)
    except BadRules as error:
        field = f"rules.{error.field}" if error.field in NAMES else "rules"
        raise BadMessage(_(error.message) % error.blanks, field, number_of(message)) from error
