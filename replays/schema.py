"""The JSON Schema of a file of a game (`/api/v1/export.schema.json`), made from the events as the code has them.

It says which fields there are and what their values look like. Whether a game could be played like that, the rules say.
"""

from __future__ import annotations

from typing import Any, Final

from accounts.names import LONGEST
from games.analysis.judged import GRADES, UNIT
from games.analysis.judged import KINDS as KINDS_OF_DECISION
from games.analysis.sums import VERSION as ANALYSIS_VERSION
from games.rules.house_rules import FLIP_MODES, NAMES, RANGES, SWITCHES
from games.rules.levels import LEVELS, USUAL
from games.rules.state import ENDED_PHASES, FEWEST_SEATS, MOST_SEATS, PERSONAS
from replays.document import ANALYSIS, FORMAT, KINDS, VERSION
from replays.event_form import FIELDS, OPTIONAL, RENAMED, TIME

Json = dict[str, Any]

ADDRESS: Final = "/api/v1/export.schema.json"
HEX: Final = {32: "^[0-9a-f]{32}$", 64: "^[0-9a-f]{64}$"}


def _whole(least: int, most: int | None = None) -> Json:
    return {"type": "integer", "minimum": least} | ({} if most is None else {"maximum": most})


def _ref(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


def _list(item: Json) -> Json:
    return {"type": "array", "items": item}


def _object(properties: Json, optional: frozenset[str] | set[str] = frozenset()) -> Json:
    """Every field that it has and no other; all but the optional ones have to be there."""
    required = [name for name in properties if name not in optional]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _by(keys: str, value: Json) -> Json:
    return {"type": "object", "patternProperties": {keys: value}, "additionalProperties": False}


def _or_null(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


SEAT: Final = _whole(0, MOST_SEATS - 1)
POSITION: Final = _whole(0, 5)
PERSON: Final = {"description": "A person's number: their place in `people.shown`.", **_whole(0)}
PERSONA: Final[Json] = {"enum": list(PERSONAS)}
LEVEL: Final[Json] = {
    "description": "How strong the CPU player plays, unless it is Club.",
    "enum": [level for level in LEVELS if level != USUAL],
}
SECRET: Final[Json] = {"type": "string", "pattern": HEX[64]}
CUT: Final[Json] = {"type": "string", "pattern": HEX[32]}
POINTS: Final[Json] = {"type": "integer"}
GRID: Final = {"minItems": 6, "maxItems": 6, **_list(_ref("card"))}

EVENT_FIELDS: Final[Json] = {
    "rules": _ref("rules"),
    "seats": _whole(FEWEST_SEATS, MOST_SEATS),
    "seat": SEAT,
    "player": _or_null(PERSON),
    "persona": _or_null(PERSONA),
    "level": LEVEL,
    "holes": _whole(1, 18),
    "hole": _whole(1, 18),
    "dealer": SEAT,
    "turn": SEAT,
    "discard": _ref("card"),
    "card": _ref("card"),
    "out": _ref("card"),
    "at": POSITION,
    "to_seq": _whole(0),
    "stock": {"description": "Top first.", **_list(_ref("card"))},
    "grids": _list(GRID),
    "cards": _by("^[0-5]$", _ref("card")),
    "cuts": _by("^[0-5]$", CUT),
    "cut": CUT,
    "commitment": SECRET,
    "next_commitment": _or_null(SECRET),
    "next_secret": _or_null(SECRET),
    "reveal": _or_null(SECRET),
    "source": {"enum": ["stock", "discard"]},
    "by": {"enum": ["caddie", "clock"]},
    "reason": {"enum": ["idle", "moderator"]},
    "scores": _list(_ref("score")),
    "totals": _list(POINTS),
    "places": _list(_whole(1, MOST_SEATS)),
    "winners": _list(SEAT),
}
"""What each field of an event looks like, whatever event it stands in."""


def _event(name: str) -> Json:
    fields = {RENAMED.get(field, field): EVENT_FIELDS[field] for field in FIELDS[name]}
    frame = {
        "seq": _whole(0),
        "time": {"type": "string", "pattern": f"^{TIME.pattern}$"},
        "type": {"const": name},
    }
    return _object(frame | fields, OPTIONAL[name])


def _rules() -> Json:
    switches: Json = {name: {"type": "boolean"} for name in SWITCHES}
    numbers = {name: _whole(allowed[0], allowed[-1]) for name, allowed in RANGES.items()}
    rules = switches | numbers | {"flip_mode": {"enum": list(FLIP_MODES)}}
    return _object({name: rules[name] for name in NAMES})


def _analysis() -> Json:
    """Of docs/analysis.md: thousandths of a stroke, and of the whole."""
    share = {
        "of": _whole(0), "accuracy": _whole(0, UNIT), "accuracy_error": _whole(0),
        "lost": POINTS, "lost_error": _whole(0),
    }  # fmt: skip
    sums: Json = dict.fromkeys(("start", "cards", "own", "others", "final"), POINTS)
    errors: Json = {f"{name}_error": _whole(0) for name in ("start", "cards", "own", "others")}
    counts: Json = {name: _whole(0) for name in ("decisions", *GRADES)}
    kinds = _object({kind: _object(share) for kind in KINDS_OF_DECISION}, set(KINDS_OF_DECISION))
    figures = _list(POINTS)
    move = {"type": "object", "properties": {"do": {"type": "string"}}, "required": ["do"]}
    reason = {
        "why": {"type": "string"},
        "strokes": POINTS,
        "card": _ref("card"),
        "other": _ref("card"),
        "points": POINTS,
    }
    decision = {
        "seq": _whole(0), "hole": EVENT_FIELDS["hole"], "seat": SEAT, "by": {"enum": ["caddie", "clock", None]},
        "kind": {"enum": list(KINDS_OF_DECISION)}, "card": _or_null(_ref("card")), "choices": _whole(1),
        "did": move, "best": move, "cost": POINTS, "error": _whole(0), "before": figures, "after": figures,
        "noise": figures, "reason": _or_null(_object(reason, {"card", "other", "points"})),
        "grade": {"enum": list(GRADES)},
    }  # fmt: skip
    point = {"seq": _whole(0), "hole": EVENT_FIELDS["hole"], "expected": figures}
    moment = {"seq": _whole(0), "what": {"enum": ["cards", "decision"]}, "seat": SEAT, "change": POINTS}
    return _object(
        {
            "version": {"const": ANALYSIS_VERSION},
            "deals": _whole(1),
            "seats": _list(_object(counts | share | {"kinds": kinds} | sums | errors)),
            "curve": _list(_object(point)),
            "decisions": _list(_object(decision)),
            "moments": _list(_object(moment)),
        }
    )


def schema() -> Json:
    """The whole schema."""
    score = {"score": POINTS, "parts": _list(_object({"why": {"type": "string"}, "points": POINTS}))}
    people = {"name": {"type": "string", "minLength": 1, "maxLength": LONGEST}, "kind": {"enum": list(KINDS)}}
    result = {
        "phase": {"enum": [str(phase) for phase in ENDED_PHASES]},
        "holes": _whole(0, 18),
        "totals": _list(POINTS),
        "places": _or_null(EVENT_FIELDS["places"]),
        "winners": _or_null(EVENT_FIELDS["winners"]),
    }
    game = {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        "rules": _ref("rules"),
        "seats": _list(
            {"oneOf": [_object({"person": PERSON}), _object({"persona": PERSONA, "level": LEVEL}, {"level"})]}
        ),
        "people": _object({"shown": _list(_object(people)), "sha256": SECRET}),
        "events": {"minItems": 2, **_list({"oneOf": [_ref(name) for name in FIELDS]})},
        "result": _object(result),
        "sha256": SECRET,
        ANALYSIS: _ref(ANALYSIS),
    }
    shared = {
        "card": {"type": "string", "pattern": r"^([A2-9TJQK][HDCS]|\*[HS])$"},
        "rules": _rules(),
        ANALYSIS: _analysis(),
        "score": _object(score),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ADDRESS,
        "title": "A finished game of six-card Golf",
        **_object(game, {ANALYSIS}),
        "$defs": shared | {name: _event(name) for name in FIELDS},
    }
