"""What clients send is never trusted: whatever it is, there is an answer, and the connection lives on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from games import protocol
from games.actions import act_now
from games.protocol import BadMessage, Message, parse
from games.rules import commands as c

if TYPE_CHECKING:
    from tests.kit.club import Club
    from tests.kit.sockets import Socket

database = pytest.mark.django_db(transaction=True)

NOT_MESSAGES = {
    "empty": "",
    "a blank": " ",
    "not JSON": "draw",
    "half of it": '{"do": "draw"',
    "a comma too many": '{"do": "knock",}',
    "single quotes": "{'do': 'knock'}",
    "two objects": '{"do": "knock"}{"do": "knock"}',
    "more after it": '{"do": "knock"} x',
    "a mark of the byte order": '\ufeff{"do": "knock"}',
    "an array": "[]",
    "an array of messages": '[{"do": "knock"}]',
    "a number": "7",
    "a text": '"draw"',
    "true": "true",
    "null": "null",
    "not a number": "NaN",
    "deep arrays": "[" * 4000,
    "very deep arrays": "[" * 100_000,
    "deep objects": '{"a":' * 600,
    "very deep objects": '{"a":' * 11_000,
    "a lone surrogate": "\ud800",
    "zeros": "\x00" * 10,
    "longer than allowed": json.dumps({"do": "add_cpu", "persona": "x" * 5000}),
    "longer than allowed in bytes": json.dumps({"do": "add_cpu", "persona": "é" * 2100}, ensure_ascii=False),
    "a rule that is not a number": '{"do": "rules", "rules": {"holes": NaN}}',
}
FIELDS: list[tuple[str, str]] = [
    ("{}", "do"),
    ('{"id": 99}', "do"),
    ('{"type": "sync"}', "do"),
    ('{"Do": "knock"}', "do"),
    ('{"do": "fly"}', "do"),
    ('{"do": "Knock"}', "do"),
    ('{"do": ""}', "do"),
    ('{"do": null}', "do"),
    ('{"do": 7}', "do"),
    ('{"do": true}', "do"),
    ('{"do": ["draw"]}', "do"),
    ('{"do": {"do": "draw"}}', "do"),
    ('{"do": "draw", "do": "knock"}', "do"),
    ('{"do": "knock", "do": "knock"}', "do"),
    ('{"do": "draw"}', "from"),
    ('{"do": "draw", "from": "sleeve"}', "from"),
    ('{"do": "draw", "from": null}', "from"),
    ('{"do": "draw", "from": ["stock"]}', "from"),
    ('{"do": "draw", "from": "stock", "from": "discard"}', "from"),
    ('{"do": "draw", "from": "stock", "at": 1}', "at"),
    ('{"do": "draw", "from": "stock", "card": "KH"}', "card"),
    ('{"do": "draw", "source": "stock"}', "source"),
    ('{"do": "discard", "at": 0}', "at"),
    ('{"do": "knock", "a b": 1}', "a b"),
    ('{"do": "knock", "%(field)s": 1}', "%(field)s"),
    ('{"do": "swap"}', "at"),
    ('{"do": "swap", "at": "3"}', "at"),
    ('{"do": "swap", "at": 3.0}', "at"),
    ('{"do": "swap", "at": 3e0}', "at"),
    ('{"do": "swap", "at": true}', "at"),
    ('{"do": "swap", "at": false}', "at"),
    ('{"do": "swap", "at": null}', "at"),
    ('{"do": "swap", "at": [1]}', "at"),
    ('{"do": "swap", "at": 6}', "at"),
    ('{"do": "swap", "at": -1}', "at"),
    ('{"do": "swap", "at": 1e400}', "at"),
    ('{"do": "swap", "at": 1' + "0" * 3000 + "}", "at"),
    ('{"do": "flip", "at": 9223372036854775808}', "at"),
    ('{"do": "open", "at": 1}', "at"),
    ('{"do": "open", "at": [1, 1]}', "at"),
    ('{"do": "open", "at": [1, true]}', "at"),
    ('{"do": "open", "at": [0, 6]}', "at"),
    ('{"do": "open", "at": [0, 1, 2]}', "at"),
    ('{"do": "open", "at": []}', "at"),
    ('{"do": "open", "at": {"0": 1}}', "at"),
    ('{"do": "open", "at": "01"}', "at"),
    ('{"do": "knock", "id": true}', "id"),
    ('{"do": "knock", "id": -1}', "id"),
    ('{"do": "knock", "id": 9007199254740993}', "id"),
    ('{"do": "knock", "id": "1"}', "id"),
    ('{"do": "knock", "id": 1.0}', "id"),
    ('{"do": "knock", "id": null}', "id"),
    ('{"do": "knock", "id": 1, "id": 2}', "id"),
    ('{"do": "knock", "seq": null}', "seq"),
    ('{"do": "knock", "seq": true}', "seq"),
    ('{"do": "knock", "seq": -1}', "seq"),
    ('{"do": "knock", "seq": "7"}', "seq"),
    ('{"do": "knock", "seq": 1e2}', "seq"),
    ('{"do": "sync", "seq": []}', "seq"),
    ('{"do": "sit", "seat": null}', "seat"),
    ('{"do": "sit", "seat": 6}', "seat"),
    ('{"do": "sit", "seat": true}', "seat"),
    ('{"do": "remove"}', "seat"),
    ('{"do": "remove", "seat": "1"}', "seat"),
    ('{"do": "add_cpu"}', "persona"),
    ('{"do": "add_cpu", "persona": {"name": "maya"}}', "persona"),
    ('{"do": "add_cpu", "persona": null}', "persona"),
    ('{"do": "add_cpu", "persona": "sage", "level": "hard"}', "level"),
    ('{"do": "add_cpu", "persona": "sage", "level": null}', "level"),
    ('{"do": "add_cpu", "persona": "sage", "level": 3}', "level"),
    ('{"do": "cut"}', "bytes"),
    ('{"do": "cut", "bytes": "00"}', "bytes"),
    ('{"do": "cut", "cut": "00000000000000000000000000000000"}', "cut"),
    ('{"do": "rules"}', "rules"),
    ('{"do": "rules", "rules": []}', "rules"),
    ('{"do": "rules", "rules": {"holes": true}}', "rules.holes"),
    ('{"do": "rules", "rules": {"holes": 3, "holes": 9}}', "holes"),
    ('{"do": "rules", "rules": {"bogus": 1}}', "rules"),
    ('{"do": "rules", "rules": ' + '{"a":' * 500 + "1" + "}" * 501, "rules"),
    ('{"do": "say"}', "phrase"),
    ('{"do": "say", "phrase": "hello there"}', "phrase"),
    ('{"do": "start", "now": true}', "now"),
]


async def seated(club: Club) -> Socket:
    """Alice, host of a table with Maya at which nothing has begun."""
    alice = await club.person("Alice")
    return await club.at(await club.table(alice, cpus=["maya"], turn_seconds=0), alice)


async def refuses(club: Club, socket: Socket, text: str | bytes) -> dict[str, Any]:
    """The error that a frame gets; the connection lives on, and the game is as it was."""
    seq, frames = socket.seq, len(socket.frames)
    answer = await socket.hear(text)
    assert len(socket.frames) == frames + 1
    assert (answer["type"], answer["code"]) == ("error", "bad_message"), answer
    assert answer.keys() == {"type", "id", "code", "message", "field"}
    assert answer["message"].endswith(".")
    assert socket.seq == seq
    club.hours.pass_by(1)
    return answer


@database
async def test_what_is_no_message_is_said_to_be_none(club: Club) -> None:
    socket = await seated(club)
    for what, text in NOT_MESSAGES.items():
        if len(text) <= 64 * 1024:
            answer = await refuses(club, socket, text)
            assert (answer["id"], answer["field"]) == (None, None), what
    await socket.ok("start")


@database
async def test_a_message_at_fault_is_answered_with_the_field(club: Club) -> None:
    socket = await seated(club)
    for text, field in FIELDS:
        answer = await refuses(club, socket, text)
        assert answer["field"] == field, text[:80]
    await socket.ok("start")


@database
async def test_a_message_at_fault_keeps_its_number(club: Club) -> None:
    socket = await seated(club)
    for text in (
        '{"id": 7, "do": "fly"}',
        '{"do": "swap", "id": 7}',
        '{"id": 7}',
        '{"id": 7, "do": "say", "seq": -1}',
    ):
        assert (await refuses(club, socket, text))["id"] == 7, text


@database
async def test_a_binary_frame_is_none_either(club: Club) -> None:
    socket = await seated(club)
    for frame in (b'{"do": "start"}', b"", b"\xff\xfe", b"\x00" * 5000):
        await refuses(club, socket, frame)
    await socket.ok("start")


@database
async def test_four_kibibytes_are_the_most(club: Club) -> None:
    socket = await seated(club)
    longest = '{"do": "sync"' + " " * (4096 - 14) + "}"
    assert (await socket.hear(longest))["type"] == "ok"
    await refuses(club, socket, longest + " ")


@database
@pytest.mark.parametrize("frame", ["x" * 70_000, "[" * 100_000, b"x" * 70_000, "x" * 15_000_000], ids=len)
async def test_above_sixty_four_kibibytes_the_socket_closes(club: Club, frame: str | bytes) -> None:
    socket = await seated(club)
    socket.say(frame)
    assert await socket.bye() == ("too_large", 1009)
    assert club.runtime.hub.tables == [], "nobody is left behind as a ghost"


@database
async def test_what_was_sent_never_comes_back_at_length(club: Club) -> None:
    socket = await seated(club)
    for text in (
        json.dumps({"do": "knock", "x" * 3000: 1}),
        json.dumps({"do": "x" * 3000}),
        json.dumps({"do": "add_cpu", "persona": "x" * 3000}),
        json.dumps({"do": "rules", "rules": {"x" * 3000: 1}}),
        json.dumps({"do": "rules", "rules": {"flip_mode": "x" * 3000}}),
    ):
        await socket.hear(text)
        assert "x" * 100 not in socket.texts[-1]
        club.hours.pass_by(1)


@database
async def test_no_text_in_a_message_upsets_the_database(club: Club) -> None:
    socket = await seated(club)
    for persona in ("\x00", "'; DROP TABLE games_game; --", "\U0010ffff", "%s", "%(name)s", "é" * 500):
        assert await socket.refused("add_cpu", persona=persona) == "illegal_move"
        club.hours.pass_by(1)
    await socket.ok("start")


@database
async def test_a_flood_of_nonsense_is_slowed_and_then_closed(club: Club) -> None:
    socket = await seated(club)
    for _frame in range(20_000):
        socket.say("x")
    assert await socket.bye() == ("slow_down", 4429)
    assert len(socket.frames) < 60
    assert club.runtime.hub.tables == []


@database
async def test_a_house_rule_of_a_megabyte_is_not_taken(club: Club) -> None:
    socket = await seated(club)
    socket.say(json.dumps({"do": "rules", "rules": {"flip_mode": "x" * 1_000_000}}))
    assert (await socket.bye())[0] == "too_large"


@database
async def test_a_position_twice_turns_up_nothing(club: Club) -> None:
    socket = await seated(club)
    await socket.ok("start")
    await club.ask(act_now, int(socket.game or 0), c.Deal())
    await socket.told("hole_started")
    answer = await socket.do("open", at=[3, 3])
    assert (answer["code"], answer["field"]) == ("bad_message", "at")
    assert socket.table["seats"][0]["grid"] == [None] * 6
    await socket.ok("open", at=[3, 4])


# Without a socket


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=8)
    | st.sampled_from(["stock", "discard", "draw", "nice", "maya", "ab" * 16]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=10,
)
verbs = sorted(str(kind.__struct_config__.tag) for kind in Message.__subclasses__())
names = st.sampled_from(["id", "seq", "at", "from", "seat", "persona", "rules", "bytes", "phrase", "do", "x"])


def understood(text: str | None) -> bool:
    """Whether it is a message; and it may be nothing else but a BadMessage."""
    try:
        message = parse(text)
        protocol.number_of(message)
        protocol.seen_of(message)
        protocol.command_for(message, 0)
    except BadMessage as bad:
        assert bad.message.endswith(".")
        assert bad.id is None or 0 <= bad.id <= 2**53
        return False
    assert isinstance(message, Message)
    return True


@settings(max_examples=150, deadline=None)
@given(json_values | st.dictionaries(names, json_values, max_size=5))
def test_any_json_is_a_message_or_a_bad_one(value: object) -> None:
    understood(json.dumps(value))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(verbs), st.dictionaries(names.filter(lambda name: name != "do"), json_values, max_size=3)
)
def test_any_verb_with_any_fields_is_a_message_or_a_bad_one(verb: str, fields: dict[str, object]) -> None:
    understood(json.dumps({"do": verb} | fields))


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=[]), max_size=60))
@example("[" * 4096)
@example('{"do":"rules","rules":' + "[" * 900 + "]" * 900 + "}")
@example('{"do":"rules","rules":{"a":' + "[" * 900 + "]" * 900 + "}}")
@example('{"do":"rules","rules":{"a":' + "[" * 980 + "]" * 980 + "}}")
@example('{"do":"rules","rules":{"a":' + "1" * 4000 + "}}")
@example('{"do":"knock","id":' + "9" * 4050 + "}")
def test_any_text_is_a_message_or_a_bad_one(text: str) -> None:
    understood(text)


@pytest.mark.parametrize("text", [text for text, _field in FIELDS])
def test_nothing_with_a_fault_is_understood(text: str) -> None:
    assert not understood(text)


def test_each_verb_of_the_contract_is_understood() -> None:
    sentences = """
    {"id": 7, "seq": 41, "do": "draw", "from": "stock"}   {"do": "draw", "from": "discard"}
    {"id": 8, "do": "undo_draw"}   {"id": 9, "do": "swap", "at": 3}   {"id": 10, "do": "discard"}
    {"id": 11, "do": "flip", "at": 2}   {"id": 12, "do": "skip_flip"}   {"id": 13, "do": "open", "at": [0, 4]}
    {"id": 14, "do": "flip_action", "at": 1}   {"id": 15, "do": "knock"}   {"id": 16, "do": "next_hole"}
    {"id": 17, "do": "sit"}   {"do": "sit", "seat": 2}   {"do": "stand"}   {"do": "take_back_seat"}   {"do": "rematch"}
    {"do": "cut", "bytes": "0123456789abcdefABCDEF0123456789"}
    {"do": "add_cpu", "persona": "maya"}   {"do": "remove", "seat": 2}   {"do": "rules", "rules": {"holes": 3}}
    {"do": "hint"}   {"do": "undo_move"}
    {"do": "start"}   {"do": "say", "phrase": "nice"}   {"do": "sync", "seq": 41}   {"do": "sync"}
    """
    lines = [part for line in sentences.splitlines() for part in line.split("   ") if part.strip()]
    said = {json.loads(line)["do"] for line in lines}
    assert all(map(understood, lines))
    assert said == set(verbs)
