"""POST guests: somebody new, with a token."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.api.program import Program
from tests.kit.cast import person


def test_a_guest_gets_a_token_and_the_name_they_asked_for(stranger: Program) -> None:
    answer = stranger.post("guests", {"name": "Robin"})
    robin = User.objects.get(name="Robin")
    assert answer.status == 201
    assert answer.body == {
        "token": answer.body["token"],
        "user": {"id": robin.pk, "name": "Robin", "is_guest": True},
    }
    assert len(answer.body["token"]) >= 40


def test_the_token_is_good_at_once(stranger: Program) -> None:
    made = stranger.post("guests", {"name": "Robin"}).body
    me = Program(made["token"]).get("me")
    assert (me.status, me.body["id"]) == (200, made["user"]["id"])


def test_two_guests_are_two_people(stranger: Program) -> None:
    first, second = (stranger.post("guests", {"name": "Robin"}).body for _ in range(2))
    assert first["user"]["id"] != second["user"]["id"]
    assert first["token"] != second["token"]


@pytest.mark.parametrize("body", [b"", b"{}", b'{"name": ""}', b'{"name": "   "}'])
def test_the_site_finds_a_name_where_none_is_given(stranger: Program, body: bytes) -> None:
    answer = stranger.send("POST", "guests", body)
    assert answer.status == 201
    assert answer.body["user"]["name"].startswith("Guest ")


def test_a_name_is_kept_as_it_reads(stranger: Program) -> None:
    assert stranger.post("guests", {"name": "  Ｒobin   Hood "}).body["user"]["name"] == "Robin Hood"


@pytest.mark.parametrize("name", [{"first": "Robin"}, ["Robin"], 7, True, None, "a" * 1_000_000])
def test_a_name_that_is_no_name_is_malformed(stranger: Program, name: object) -> None:
    assert stranger.post("guests", {"name": name}).refusal == (422, "malformed", "name")
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["x", "a" * 25, "Admin", "Mауа", "m4ya", "a\x00b", "<b>Robin</b>", "123"])
def test_a_name_that_nobody_can_have_is_refused_with_a_reason(stranger: Program, name: str) -> None:
    answer = stranger.post("guests", {"name": name})
    assert answer.refusal == (422, "bad_name", "name")
    assert name not in answer.body["message"].split()
    assert not User.objects.exists()


def test_a_guest_cannot_look_like_somebody_with_an_account(stranger: Program) -> None:
    person("Alice", guest=False)
    assert stranger.post("guests", {"name": "A1ice"}).refusal == (422, "bad_name", "name")


def test_guests_may_share_a_name(stranger: Program) -> None:
    person("Alice")
    assert stranger.post("guests", {"name": "Alice"}).status == 201


def test_an_unknown_field_is_named(stranger: Program) -> None:
    assert stranger.post("guests", {"name": "Robin", "is_staff": True}).refusal == (
        422,
        "malformed",
        "is_staff",
    )
    assert not User.objects.exists()


def test_a_name_in_korean_of_full_length_can_be_had(stranger: Program) -> None:
    name = "각" * 24
    assert stranger.post("guests", {"name": name}).body["user"]["name"] == name
