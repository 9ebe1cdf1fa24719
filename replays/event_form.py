"""One event as files of games have it: the wire's fields (docs/protocol.md), and with them every card and secret.

People are told by number: who comes first in the stream is 0.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from games.codec import UnknownEvent, decode
from games.fold import Stored
from games.rules.house_rules import BadRules, HouseRules, from_json
from games.rules.views import WIRE_NAMES, scores_shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Json = dict[str, Any]

RENAMED: Final = {"source": "from", "player": "person"}
FIELDS: Final = {name: tuple(field.name for field in fields(kind)) for kind, name in WIRE_NAMES.items()}
OPTIONAL: Final = {
    name: {field.name for field in fields(kind) if field.default is not MISSING}
    for kind, name in WIRE_NAMES.items()
}
"""Fields that are left away where there is nothing to say: who acted, if it was the seat itself."""
FRAME: Final = ("seq", "time", "type")
TIME: Final = re.compile(r"2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
NUMBER: Final = re.compile(r"0|[1-9]\d{0,5}", re.ASCII)


class BadEvent(ValueError):
    """Something that is no event of the form, and why, for programmers."""


def moment(time: datetime) -> str:
    """A time as files have it: RFC 3339, UTC, microseconds."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def told(stored: Stored, persons: Mapping[int, int]) -> Json:
    """The event as JSON. `persons`: the number of each player who is a person."""
    name = WIRE_NAMES[type(stored.event)]
    shown: Json = {"seq": stored.seq, "time": moment(stored.time), "type": name}
    for field in FIELDS[name]:
        value = getattr(stored.event, field)
        if value is None and field in OPTIONAL[name]:
            continue
        if field == "player" and value is not None:
            value = persons[value]
        shown[RENAMED.get(field, field)] = _TELLING.get(field, _listed)(value)
    return shown


def read(given: object, seq: int, player: Callable[[int], int]) -> Stored:
    """The event, which is number `seq`; `player` gives the id for a person's number. BadEvent."""
    if not isinstance(given, dict):
        raise BadEvent("it is no object")
    name = given.get("type")
    if not isinstance(name, str) or name not in FIELDS:
        raise BadEvent("it is of an unknown type")
    _same_fields(given, name)
    if type(given["seq"]) is not int or given["seq"] != seq:
        raise BadEvent(f"its seq is not {seq}")
    values = [_value(field, given.get(RENAMED.get(field, field)), player) for field in FIELDS[name]]
    try:
        event = decode(name, msgspec.json.encode(values).decode())
    except (UnknownEvent, ValueError, TypeError, RecursionError) as error:
        raise BadEvent(str(error)) from error
    return Stored(seq, _time(given["time"]), event)


def _same_fields(given: Json, name: str) -> None:
    wanted = {RENAMED.get(field, field) for field in FIELDS[name]} | set(FRAME)
    if unknown := given.keys() - wanted:
        raise BadEvent(f"it has a field {min(unknown)[:40]!r} too many")
    if missing := wanted - given.keys() - OPTIONAL[name]:
        raise BadEvent(f"it has no field {min(missing)!r}")


def _time(given: object) -> datetime:
    if not isinstance(given, str) or not TIME.fullmatch(given):
        raise BadEvent("its time is not of the form 2026-01-01T12:00:00.000000Z")
    try:
        return datetime.fromisoformat(given)
    except ValueError as error:
        raise BadEvent("there is no such time") from error


def _value(field: str, given: Any, player: Callable[[int], int]) -> Any:
    """The value as the codec has it. What is of another type is left for the codec to refuse."""
    if field == "player" and given is not None:
        if type(given) is not int or given < 0:
            raise BadEvent("a person is told by number")
        return player(given)
    if field in {"cards", "cuts"}:
        return _pairs(given)
    if field == "rules":
        return _rules(given).to_json()
    return given


def _pairs(given: Any) -> list[tuple[int, Any]]:
    if not isinstance(given, dict) or not all(NUMBER.fullmatch(key) for key in given):
        raise BadEvent("it has no object of numbers where one should be")
    return sorted((int(key), value) for key, value in given.items())


def _rules(given: Any) -> HouseRules:
    if not isinstance(given, dict):
        raise BadEvent("its rules are no object")
    try:
        rules = from_json(given)
    except (BadRules, TypeError) as error:
        raise BadEvent(f"its rules cannot be played: {error}") from error
    if rules.to_json() != given:
        raise BadEvent("its rules are not complete")
    return rules


def _listed(value: Any) -> Any:
    return [_listed(one) for one in value] if isinstance(value, tuple) else value


def _by_number(pairs: tuple[tuple[int, str], ...]) -> dict[str, str]:
    return {str(number): value for number, value in pairs}


_TELLING: Final[dict[str, Callable[[Any], Any]]] = {
    "rules": HouseRules.to_json,
    "cards": _by_number,
    "cuts": _by_number,
    "scores": scores_shown,
}
