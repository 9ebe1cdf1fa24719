"""How often one may make guests and tables by program."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest

from accounts.models import User
from tests.api.program import Answer, Program

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.kit.cast import Person

pytestmark = pytest.mark.django_db
PROXY = "10.0.0.9"


@pytest.fixture(autouse=True)
def limits(settings: Settings, no_limits: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits as the site has them, in an hour that does not end meanwhile."""
    settings.GOLF_RATE_LIMITS = True
    monkeypatch.setattr("accounts.limits.time.time", lambda: 3600.0 * 500_000 + 600)


def guests(number: int, address: str = "", **headers: str) -> Answer:
    """The answer to the last of so many calls."""
    program = Program(address=address)
    answers = [program.post("guests", {}, **headers) for _ in range(number)]
    assert all(answer.status == 201 for answer in answers[:-1])
    return answers[-1]


def test_an_address_may_make_twenty_guests_an_hour() -> None:
    assert guests(20).status == 201
    answer = guests(1)
    assert answer.refusal == (429, "slow_down", None)
    assert answer.headers["Retry-After"] == "3001"
    assert User.objects.count() == 20


def test_another_address_is_another_matter() -> None:
    assert guests(21, "192.0.2.1").status == 429
    assert guests(1, "192.0.2.2").status == 201


def test_a_new_hour_is_a_new_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert guests(21).status == 429
    monkeypatch.setattr("accounts.limits.time.time", lambda: 3600.0 * 500_000 + 600 + 3001)
    assert guests(1).status == 201


def test_a_refused_name_is_not_counted() -> None:
    program = Program()
    assert {program.post("guests", {"name": "Admin"}).status for _ in range(25)} == {422}
    assert guests(20).status == 201


def test_a_user_may_make_thirty_tables_an_hour(hers: Program, bob: Person) -> None:
    assert {hers.post("tables", {}).status for _ in range(30)} == {201}
    answer = hers.post("tables", {})
    assert answer.refusal == (429, "slow_down", None)
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert Program(bob.token).post("tables", {}).status == 201


def test_a_refused_table_is_not_counted(hers: Program) -> None:
    assert {hers.post("tables", {"start": True}).status for _ in range(35)} == {422}
    assert hers.post("tables", {}).status == 201


def test_limits_can_be_lifted(settings: Settings, hers: Program) -> None:
    settings.GOLF_RATE_LIMITS = False
    assert guests(25).status == 201
    assert {hers.post("tables", {}).status for _ in range(35)} == {201}


def test_what_a_stranger_says_of_their_address_counts_nothing() -> None:
    for number in range(20):
        assert guests(1, "192.0.2.1", X_Forwarded_For=f"198.51.100.{number}").status == 201
    assert guests(1, "192.0.2.1", X_Forwarded_For="198.51.100.99").status == 429


def test_behind_a_trusted_proxy_visitors_are_told_apart(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    assert guests(21, PROXY, X_Forwarded_For="198.51.100.1").status == 429
    assert guests(1, PROXY, X_Forwarded_For="198.51.100.2").status == 201


def test_behind_a_trusted_proxy_nobody_gets_away_with_a_made_up_hop(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    for number in range(20):
        assert guests(1, PROXY, X_Forwarded_For=f"203.0.113.{number}, 198.51.100.1").status == 201
    assert guests(1, PROXY, X_Forwarded_For="203.0.113.99, 198.51.100.1").status == 429


def test_a_user_may_call_a_hundred_and_twenty_times_a_minute(alice: Person, bob: Person) -> None:
    hers = Program(alice.token)
    assert {hers.get("me").status for _ in range(120)} == {200}
    answer = hers.get("me")
    assert answer.refusal == (429, "slow_down", None)
    assert answer.headers["Retry-After"] == "61"
    assert Program(bob.token).get("me").status == 200


def test_whoever_does_not_say_who_they_are_shares_the_room_of_their_address(settings: Settings) -> None:
    settings.GOLF_LIMITS = {"calls-from": 3}
    assert [Program(address="192.0.2.1").get("nothing").status for _ in range(4)] == [404, 404, 404, 429]
    assert Program(address="192.0.2.2").get("nothing").status == 404
