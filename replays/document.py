"""A whole game as a file has it (docs/export.md), and what is left of a file once every word of it has been checked.

Pure but for the sentences: nothing here asks the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from accounts.names import LONGEST
from games.rules import events as e
from games.rules.levels import said
from games.rules.refusals import IllegalMove
from games.rules.retrace import Deviation, retrace
from games.verify import founding, misplaced
from replays import event_form, strict_json
from replays.strict_json import BadFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from games.fold import Stored
    from games.rules.state import GameState, SeatState

Json = dict[str, Any]

FORMAT: Final = "six-card-golf"
VERSION: Final = 1
CHECKED: Final = ("rules", "seats", "result", "people", "sha256")
"""What is told beside the events, and must be what they say."""
FIELDS: Final = {"format", "version", "events", *CHECKED}
ANALYSIS: Final = "analysis"
"""The one field that need not be there. Its figures cannot be checked, so nobody who reads a file keeps them."""
KINDS: Final = ("guest", "person")


@dataclass(frozen=True, slots=True)
class Record:
    """A game that is over, and that the rules allow: its stream, its last state, and how its people are shown."""

    stream: list[Stored]
    state: GameState
    people: list[Json]
    sha256: str


SEATING: Final = (e.PlayerJoined, e.SeatHandedOver, e.SeatTakenOver)
"""The events that name a player."""


def persons(stream: Iterable[Stored]) -> dict[int, int]:
    """The number of each person in the stream, by the id that they have there: in order of appearance."""
    numbers: dict[int, int] = {}
    for stored in stream:
        if isinstance(stored.event, SEATING) and stored.event.player is not None:
            numbers.setdefault(stored.event.player, len(numbers))
    return numbers


def player(person: int) -> int:
    """The id, in a stream that was read from a file, of the person with that number: no user has one below zero."""
    return -1 - person


def document(
    stream: Sequence[Stored], state: GameState, people: list[Json], analysis: Json | None = None
) -> Json:
    """The game as JSON. `people`: how each person is shown, in order of their numbers."""
    numbers = persons(stream)
    game = {
        "format": FORMAT,
        "version": VERSION,
        "rules": state.rules.to_json(),
        "seats": [_seat(seat, numbers) for _n, seat in state.taken],
        "events": [event_form.told(stored, numbers) for stored in stream],
        "result": _result(state),
    }
    if analysis is not None:
        game[ANALYSIS] = analysis
    shown = {"shown": people, "sha256": _digest(people)}
    return game | {"sha256": _digest(game), "people": shown}


def _seat(seat: SeatState, numbers: dict[int, int]) -> Json:
    if seat.player is not None:
        return {"person": numbers[seat.player]}
    level = said(seat.level)
    return {"persona": seat.persona} | ({} if level is None else {"level": level})


def _result(state: GameState) -> Json:
    places = state.places
    return {
        "phase": str(state.phase),
        "holes": len(state.scorecard),
        "totals": [seat.total for _n, seat in state.taken],
        "places": None if places is None else list(places),
        "winners": None if places is None else [seat for seat, place in enumerate(places) if place == 1],
    }


def _digest(value: object) -> str:
    return sha256(strict_json.written(value)).hexdigest()


def read(content: bytes) -> Record:
    """The game in a file. BadFile where there is none, with the first event that the rules do not allow."""
    given = strict_json.read(content)
    _check_outside(given)
    people = _people(given["people"])
    stream = _stream(given["events"])
    state = _retraced(stream)
    if state.is_live:
        raise BadFile(_("The game is not over."), event=len(stream))
    if not any(isinstance(stored.event, e.GameStarted) for stored in stream):
        raise BadFile(_("The game has never begun."), event=len(stream))
    if len(people) != len(persons(stream)):
        raise BadFile(_("There are not as many people as the events name."), field="people")
    should = document(stream, state, people, given.get(ANALYSIS))
    for field in CHECKED:
        if not _same(given[field], should[field]):
            raise BadFile(_("This is not what the events say."), field=field)
    return Record(stream, state, people, should["sha256"])


def _check_outside(given: Any) -> None:
    """BadFile unless it is a file of this form and version, with every field that it has, and no other."""
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        raise BadFile(_("This is not the file of a game."), field="format")
    if type(given.get("version")) is not int or given["version"] != VERSION:
        message = _("The file is of another version than %(version)d.") % {"version": VERSION}
        raise BadFile(message, field="version")
    if unknown := given.keys() - FIELDS - {ANALYSIS}:
        raise BadFile(_("There is no such field."), field=min(unknown)[:64])
    if missing := FIELDS - given.keys():
        raise BadFile(_("This field is missing."), field=min(missing))
    if ANALYSIS in given and not isinstance(given[ANALYSIS], dict):
        raise BadFile(_("This is no analysis."), field=ANALYSIS)


def _people(given: Any) -> list[Json]:
    shown = given.get("shown") if isinstance(given, dict) else None
    if not isinstance(shown, list) or not all(map(_is_a_person, shown)):
        raise BadFile(_("This does not say who the people are."), field="people")
    return shown


def _is_a_person(given: Any) -> bool:
    if not isinstance(given, dict) or given.keys() != {"name", "kind"} or given["kind"] not in KINDS:
        return False
    name = given["name"]
    return isinstance(name, str) and 0 < len(name) <= LONGEST and name.isprintable() and name == name.strip()


def _stream(given: Any) -> list[Stored]:
    if not isinstance(given, list):
        raise BadFile(_("The events are not a list."), field="events")
    stream: list[Stored] = []
    for seq, event in enumerate(given):
        try:
            stream.append(event_form.read(event, seq, player))
        except event_form.BadEvent as error:
            raise _at(seq, str(error)) from error
    numbers = persons(stream)
    for stored, event in zip(stream, given, strict=True):
        if not _is_told_so(stored, event, numbers):
            raise _at(stored.seq, "it is not told as the form has it")
    if fault := misplaced(stream):
        raise _at(fault.seq or 0, fault.sentence)
    return stream


def _is_told_so(stored: Stored, given: Json, numbers: dict[int, int]) -> bool:
    return event_form.told(stored, numbers) == given


def _retraced(stream: Sequence[Stored]) -> GameState:
    try:
        return retrace([stored.event for stored in stream], founding(stream))
    except Deviation as deviation:
        raise _not_allowed(deviation) from deviation


def _not_allowed(deviation: Deviation) -> BadFile:
    refusal = deviation.__cause__
    if not isinstance(refusal, IllegalMove) or refusal.about is not None:
        return _at(deviation.at, str(deviation))
    about = {"number": deviation.at, "why": _(refusal.message)}
    return BadFile(_("The rules do not allow event %(number)d: %(why)s") % about, event=deviation.at)


def _at(event: int, why: str) -> BadFile:
    about = {"number": event, "why": why}
    return BadFile(_("Event %(number)d is not what it should be: %(why)s.") % about, event=event)


def _same(given: Any, should: object) -> bool:
    """Whether both are written alike: for Python true is as good as one."""
    try:
        return strict_json.written(given) == strict_json.written(should)
    except (ValueError, RecursionError):
        return False
