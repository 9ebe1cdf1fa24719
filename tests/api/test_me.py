"""GET me: who I am, and where I sit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from games.models import Game
from tests.api.program import Program
from tests.kit.cast import person, session_of

if TYPE_CHECKING:
    from tests.kit.cast import Person


def test_it_says_who_i_am(hers: Program, alice: Person) -> None:
    answer = hers.get("me")
    assert answer.status == 200
    assert answer.body == {
        "id": alice.id,
        "name": "Alice",
        "is_guest": True,
        "preferences": {},
        "seats": [],
    }


def test_somebody_with_an_account_is_no_guest(db: None) -> None:
    assert Program(person("Alice", guest=False).token).get("me").body["is_guest"] is False


def test_it_lists_my_seats_newest_first(hers: Program) -> None:
    codes = [hers.post("tables", {}).body["code"] for _ in range(2)]
    newest, oldest = Game.objects.order_by("-id")
    assert hers.get("me").body["seats"] == [
        {"table": codes[1], "game": str(newest.pk), "seat": 0},
        {"table": codes[0], "game": str(oldest.pk), "seat": 0},
    ]


def test_nobody_elses_seats_are_mine(hers: Program, bob: Person) -> None:
    hers.post("tables", {"visibility": "public"})
    assert Program(bob.token).get("me").body["seats"] == []


def test_a_seat_in_a_game_that_is_over_is_no_seat(hers: Program) -> None:
    hers.post("tables", {})
    assert len(hers.get("me").body["seats"]) == 1
    Game.objects.update(phase="game_over")
    assert hers.get("me").body["seats"] == []


def test_a_browser_is_known_by_its_session(alice: Person) -> None:
    assert Program(session=session_of(alice.user)).get("me").body["id"] == alice.id


def test_nobody_in_particular_is_not_signed_in(stranger: Program) -> None:
    assert stranger.get("me").refusal == (401, "not_signed_in", None)


def test_an_unknown_token_is_not_signed_in(db: None) -> None:
    assert Program("made-up").get("me").refusal == (401, "not_signed_in", None)


def test_a_session_that_was_never_there_is_not_signed_in(db: None) -> None:
    assert Program(session="a" * 32).get("me").refusal == (401, "not_signed_in", None)


def test_somebody_who_was_shut_out_is_not_signed_in(hers: Program, alice: Person) -> None:
    alice.user.is_active = False
    alice.user.save()
    assert hers.get("me").refusal == (401, "not_signed_in", None)
