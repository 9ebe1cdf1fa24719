"""Events to compact JSON and back: a type's name and an array of its fields' values.

Version 1 of an event is stored under its wire name. A changed event gets a new name (`card_drawn@2`), and an
upcaster here turns the values of the old one into those of the new.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final, get_type_hints

import msgspec

from games.rules import events
from games.rules.cards import Card
from games.rules.commands import Level, Reason, Source
from games.rules.house_rules import BadRules, HouseRules, from_json
from games.rules.scoring import ScoreLine
from games.rules.views import WIRE_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

_NAMES: Final = {
    "Card": Card,
    "Level": Level,
    "Reason": Reason,
    "Source": Source,
    "HouseRules": HouseRules,
    "ScoreLine": ScoreLine,
    "Turned": tuple[tuple[int, Card], ...],
}
_FIELDS: Final = {kind: tuple(f.name for f in dataclasses.fields(kind)) for kind in WIRE_NAMES}
_CLASSES: Final = {name: kind for kind, name in WIRE_NAMES.items()}


class UnknownEvent(ValueError):
    """Stored data that is no event of this or any earlier version."""


def _row_type(kind: type) -> Any:
    hints = get_type_hints(kind, vars(events) | _NAMES, {})
    return tuple[tuple(hints[name] for name in _FIELDS[kind])]  # type: ignore[misc]


_ROW_TYPES: Final = {kind: _row_type(kind) for kind in WIRE_NAMES}
_UPCASTERS: Final[dict[str, tuple[str, Callable[[list[Any]], list[Any]]]]] = {}
"""Old name -> (newer name, its values from the old ones)."""


def encode(event: events.Event) -> tuple[str, str]:
    """The type's name and the values as compact JSON; nulls at the end are left away."""
    values = [_plain(getattr(event, name)) for name in _FIELDS[type(event)]]
    while values and values[-1] is None:
        values.pop()
    return WIRE_NAMES[type(event)], msgspec.json.encode(values).decode()


def _plain(value: object) -> object:
    return value.differences() if isinstance(value, HouseRules) else value


def decode(name: str, data: str) -> events.Event:
    """The event; `decode(*encode(event)) == event`. UnknownEvent for anything that is not one."""
    try:
        values = msgspec.json.decode(data)
        while name in _UPCASTERS:
            name, upcast = _UPCASTERS[name]
            values = upcast(values)
        kind = _CLASSES[name]
        values += [None] * (len(_FIELDS[kind]) - len(values))
        event: events.Event = kind(*msgspec.convert(values, _ROW_TYPES[kind]))
        if isinstance(event, events.GameCreated | events.RulesChanged):
            from_json(values[0])  # A rule that is not known here must not be played without.
    except (KeyError, TypeError, BadRules, msgspec.MsgspecError) as error:
        raise UnknownEvent(f"{name}: {error}") from error
    return event
