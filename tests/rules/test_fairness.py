"""The fair shuffle against its page, `docs/fairness.md`, and against a second implementation of that page."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from struct import iter_unpack
from typing import TYPE_CHECKING, Any

import pytest

from games.rules import commands as c
from games.rules import events as e
from games.rules.cards import Card, pack_for
from games.rules.fairness import FairShuffle, commitment, order, seed
from games.rules.house_rules import from_json
from games.rules.views import redact
from tests.kit.dealing import lobby
from tests.kit.drawing import cards
from tests.kit.random_games import RandomGame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from games.rules.events import Cuts

PAGE = (Path(__file__).parents[2] / "docs" / "fairness.md").read_text(encoding="utf-8")
SECRET = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
CUTS = ((0, "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"), (2, "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf"))
COMMITMENT = "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd"
SEED = "c4ecab7ea5d753636deb3c89ad767ed65cfe0f2caec59f0ab1cb250686a02c4a"
ONE_PACK = """
    7S JH 9H KS JC 3D TH KD 9D 7H KC 2H 8S
    8C 4C JD 8H 4H TC 6H 8D 5H 2S 9S 3C 2D
    AC AS TD 5C JS KH 5S 5D 6D 3S 3H 7C AH
    QH QS QD 2C 4S 4D AD TS 7D QC 9C 6S 6C
"""
TWO_PACKS = "c43174364389d88ea990c8331fcc5b838399eff852e804d9466560a3d4ff60a5"
RARE_SECRET = "00000000000000000000000000000000000000000000000000000000000b0957"
"""With three packs and jokers one number of its stream is passed over."""
RARE_ORDER = "946f40d75cc4154c449ec4a99488614643612c8e267b8c830aa8e4fbf696e147"
BURIED = "9C KD 4H 7S 2C QH 5D TS"
FIRST_RENEWAL = "7S 4H TS 5D KD 2C QH 9C"
TENTH_RENEWAL = "9C 7S 2C KD 5D 4H TS QH"


def test_the_page_and_this_test_have_the_same_numbers() -> None:
    numbers = [SECRET, COMMITMENT, SEED, TWO_PACKS, RARE_SECRET, RARE_ORDER, BURIED]
    numbers += [FIRST_RENEWAL, TENTH_RENEWAL]
    numbers += [cut for _seat, cut in CUTS] + [line.strip() for line in ONE_PACK.strip().splitlines()]
    assert [number for number in numbers if number not in PAGE] == []


def test_the_known_secret_and_cuts_give_the_known_seed_and_orders() -> None:
    known = seed(SECRET, CUTS)
    assert (commitment(SECRET), known.hex()) == (COMMITMENT, SEED)
    assert order(pack_for(from_json({})), known, 0) == cards(ONE_PACK)
    two_packs = order(pack_for(from_json({"decks": 2, "use_jokers": True})), known, 0)
    assert hashlib.sha256(" ".join(two_packs).encode()).hexdigest() == TWO_PACKS
    assert order(cards(BURIED), known, 1) == cards(FIRST_RENEWAL)
    assert order(cards(BURIED), known, 10) == cards(TENTH_RENEWAL)


def test_numbers_that_would_favour_a_place_are_passed_over() -> None:
    three_packs = pack_for(from_json({"decks": 3, "use_jokers": True}))
    seeded = seed(RARE_SECRET, ())
    for shuffled in (
        order(three_packs, seeded, 0),
        SecondOpinion().order(three_packs, seeded, 0),
        page_program()["order"](three_packs, seeded),
    ):
        assert hashlib.sha256(" ".join(shuffled).encode()).hexdigest() == RARE_ORDER


class SecondOpinion:
    """The page's words in other code: all numbers of a stream at once, and places exchanged by index."""

    def seed(self, secret: str, cuts: Cuts) -> bytes:
        digest = hashlib.sha256(bytes.fromhex(secret))
        for seat in range(6):
            digest.update(b"".join(bytes.fromhex(cut) for of, cut in cuts if of == seat))
        return digest.digest()

    def order(self, given: Sequence[Card], seed: bytes, renewal: int) -> list[Card]:
        blocks = b"".join(
            hashlib.sha256(seed + renewal.to_bytes(1, "big") + bytes([0, 0, n >> 8, n & 255])).digest()
            for n in range(64)
        )
        stream = [number for (number,) in iter_unpack(">I", blocks)]
        place_of = list(range(len(given)))
        last = len(given) - 1
        while last >= 1:
            number = stream.pop(0)
            if number // (last + 1) == 2**32 // (last + 1):
                continue  # from the limit on
            other = number % (last + 1)
            held = place_of[last]
            place_of[last] = place_of[other]
            place_of[other] = held
            last -= 1
        return [given[place] for place in place_of]


def test_a_second_implementation_of_the_page_agrees() -> None:
    dice, second = random.Random(1), SecondOpinion()
    for _case in range(200):
        secret = dice.randbytes(32).hex()
        seats = sorted(dice.sample(range(6), dice.randint(0, 6)))
        cuts = tuple((seat, dice.randbytes(16).hex()) for seat in seats)
        rules = from_json({"decks": dice.randint(1, 3), "use_jokers": dice.random() < 0.5})
        renewal, pack = dice.randint(0, 10), pack_for(rules)[: dice.randint(0, 162)]
        made = seed(secret, cuts)
        assert second.seed(secret, cuts) == made
        assert second.order(pack, made, renewal) == list(order(pack, made, renewal))


def page_program() -> dict[str, Any]:
    """The names that the page's own program defines."""
    (program,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len([line for line in program.splitlines() if line]) <= 40, "a verifier is short"
    names: dict[str, Any] = {}
    exec(compile(program, "docs/fairness.md", "exec"), names)
    return names


def test_the_program_of_the_page_gives_the_known_orders() -> None:
    program = page_program()
    rules = from_json({}).to_json()
    assert program["order"](program["pack"](rules), bytes.fromhex(SEED)) == ONE_PACK.split()
    assert program["order"](BURIED.split(), bytes.fromhex(SEED), 10) == TENTH_RENEWAL.split()


@pytest.mark.parametrize("decks", [1, 2, 3])
@pytest.mark.parametrize("rules", [{}, {"use_jokers": True}, {"lucky_swing": True}, {"eagle_eye": True}])
def test_the_program_of_the_page_knows_every_pack(rules: dict[str, Any], decks: int) -> None:
    chosen = from_json(rules | {"decks": decks})
    assert page_program()["pack"](chosen.to_json()) == list(pack_for(chosen))


def holes_of(game: RandomGame) -> list[list[dict[str, Any]]]:
    """The events of each hole, as the gallery's frames have them."""
    holes: list[list[dict[str, Any]]] = []
    for event in game.events:
        if isinstance(event, e.HoleStarted):
            holes.append([])
        if holes and (not holes[-1] or holes[-1][-1]["type"] != "hole_ended"):
            holes[-1].append(json.loads(json.dumps(redact(event, None))))
    return holes


def played(number: int) -> RandomGame:
    mode = "always" if number % 2 else "never"
    rules = from_json({"holes": 3, "use_jokers": number % 3 == 0, "flip_mode": mode})
    game = RandomGame(rules, 2 + number % 5, number, stalling=number % 4 == 0)
    game.play()
    return game


def test_the_program_of_the_page_verifies_whole_games_from_what_the_gallery_saw() -> None:
    verify = page_program()["verify"]
    seen: Counter[str] = Counter()
    for number in range(12):
        game = played(number)
        for hole in holes_of(game):
            seen.update(event["type"] for event in hole)
            verify(game.state.rules.to_json(), hole)
    assert seen["hole_ended"] == 36
    assert seen["stock_renewed"] > 10
    assert seen["draw_undone"] > 10


@pytest.mark.parametrize("field", ["reveal", "commitment", "cuts", "discard", "grids", "card"])
def test_the_program_of_the_page_finds_what_was_tampered_with(field: str) -> None:
    game = played(1)
    (hole, *_later) = holes_of(game)
    started, ended = hole[0], hole[-1]
    match field:
        case "reveal":
            ended["reveal"] = SECRET
        case "commitment":
            started["commitment"] = COMMITMENT
        case "cuts":
            started["cuts"] = {"0": CUTS[0][1]}
        case "discard":
            started["discard"] = ended["grids"][0][0]
        case "grids":
            ended["grids"][0][0], ended["grids"][1][0] = ended["grids"][1][0], ended["grids"][0][0]
        case "card":
            placed = next(event for event in hole if event["type"] in ("card_swapped", "card_discarded"))
            placed["card"] = "*S"
    with pytest.raises(AssertionError):
        page_program()["verify"](game.state.rules.to_json(), hole)


def test_each_commitment_is_kept_by_the_next_hole() -> None:
    game = played(2)
    announcing = [event for event in game.events if isinstance(event, e.GameStarted | e.HoleEnded)]
    announced = [event.next_commitment for event in announcing]
    kept = [event.commitment for event in game.events if isinstance(event, e.HoleStarted)]
    revealed = [event.reveal for event in game.events if isinstance(event, e.HoleEnded)]
    assert announced == [*kept, None]
    assert [commitment(secret) for secret in revealed] == kept
    assert len(set(revealed)) == 3


def test_cuts_go_in_by_order_of_seats_and_not_of_arrival() -> None:
    table = lobby(3)
    for player in range(3):
        table.do(c.Sit(player))
    table.do(c.Start(0))
    secret = table.state.secret
    assert secret is not None
    table.play(f"C cuts {'cc' * 16}; A cuts {'aa' * 16}; B cuts {'bb' * 16}")
    assert [cut for _seat, cut in table.hole.cuts] == ["aa" * 16, "bb" * 16, "cc" * 16]
    expected = hashlib.sha256(bytes.fromhex(secret + "aa" * 16 + "bb" * 16 + "cc" * 16)).digest()
    dealt = order(pack_for(table.state.rules), expected, 0)
    assert (*table.hole.grids[0].cards, *table.hole.grids[1].cards) == dealt[:12]
    assert table.hole.stock == dealt[19:]


def test_a_secret_has_32_bytes_of_the_source_that_it_is_given() -> None:
    assert FairShuffle(lambda size: b"\xab" * size).secret() == "ab" * 32


def test_the_pack_of_a_hole_is_renewal_nought() -> None:
    shuffle, pack = FairShuffle(random.Random(1).randbytes), pack_for(from_json({}))
    assert shuffle.pack(pack, b"x" * 32) == order(pack, b"x" * 32, 0)
    assert shuffle.renewed(pack, b"x" * 32, 4) == order(pack, b"x" * 32, 4) != order(pack, b"x" * 32, 5)


def test_no_card_has_a_favourite_place() -> None:
    """Over 2,000 fixed seeds each card is expected 38 times at each of 52 places."""
    pack = pack_for(from_json({}))
    found: Counter[tuple[int, Card]] = Counter()
    for number in range(2_000):
        found.update(enumerate(order(pack, hashlib.sha256(number.to_bytes(2, "big")).digest(), 0)))
    counts = [found[place, card] for place in range(52) for card in pack]
    assert min(counts) >= 12
    assert max(counts) <= 72


def test_no_card_follows_another_too_often() -> None:
    pack = pack_for(from_json({}))
    pairs: Counter[tuple[Card, Card]] = Counter()
    for number in range(2_000):
        shuffled = order(pack, hashlib.sha256(b"pairs" + number.to_bytes(2, "big")).digest(), 0)
        pairs.update(pairwise(shuffled))
    assert len(pairs) == 52 * 51
    assert max(pairs.values()) <= 75
