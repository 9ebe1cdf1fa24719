"""Errors have one form, and no body brings the site down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import InterfaceError, InternalError, OperationalError
from django.middleware.csrf import _get_new_csrf_string

from accounts.models import User
from games import tables
from games.models import Table
from tests.api.program import Program
from tests.kit.cast import session_of

if TYPE_CHECKING:
    from tests.kit.cast import Person

CALLS = ["guests", "tables"]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    "body", [b"x", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a":' + b"1" * 5000 + b"}", b"name=Robin"]
)
def test_a_body_that_is_not_json_is_refused(hers: Program, call: str, body: bytes) -> None:
    assert hers.send("POST", call, body).refusal == (400, "bad_request", None)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("body", [b"[]", b'[{"name": "Robin"}]', b"null", b"1", b'"name"', b"true"])
def test_a_body_that_is_no_object_is_malformed(hers: Program, call: str, body: bytes) -> None:
    assert hers.send("POST", call, body).refusal == (422, "malformed", "body")


def test_a_table_needs_a_body(hers: Program) -> None:
    assert hers.send("POST", "tables", b"").refusal == (422, "malformed", "body")


@pytest.mark.parametrize("call", CALLS)
def test_a_huge_body_is_not_even_read(hers: Program, call: str) -> None:
    body = b'{"name": "' + b"a" * 3_000_000 + b'"}'
    assert hers.send("POST", call, body).refusal == (413, "too_large", None)


@pytest.mark.parametrize("body", [b'{"name": "\\ud800"}', b'{"\\ud800": 1}'])
def test_half_a_character_is_malformed(stranger: Program, body: bytes) -> None:
    assert stranger.send("POST", "guests", body).refusal[:2] == (422, "malformed")


@pytest.mark.parametrize("body", [b'{"seats": NaN}', b'{"turn_seconds": 1e999}', b'{"seats": -Infinity}'])
def test_a_number_that_is_none_is_malformed(hers: Program, body: bytes) -> None:
    assert hers.send("POST", "tables", body).refusal[:2] == (422, "malformed")


def test_an_error_never_repeats_what_was_sent(stranger: Program) -> None:
    answer = stranger.post("guests", {"name": ["<script>"]})
    assert answer.refusal == (422, "malformed", "name")
    assert "script" not in str(answer.body)


def test_a_long_unknown_field_is_named_in_short(stranger: Program) -> None:
    assert stranger.post("guests", {"x" * 10_000: 1}).refusal == (422, "malformed", "x" * 64)


@pytest.mark.parametrize("call", ["nothing", "guests/", "tables/", "me/", "tables/AAAAAA/", "tables/a/b"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_what_is_no_call_is_not_found(stranger: Program, method: str, call: str) -> None:
    assert stranger.send(method, call, b"").refusal == (404, "not_found", None)


@pytest.mark.parametrize("token", [None, "made-up", "", "ä" * 40])
def test_making_a_table_needs_somebody(db: None, token: str | None) -> None:
    assert Program(token).post("tables", {}).refusal == (401, "not_signed_in", None)
    assert not Table.objects.exists()


def test_a_browser_needs_its_csrf_token(alice: Person) -> None:
    browser = Program(session=session_of(alice.user))
    assert browser.post("tables", {}).refusal == (403, "not_allowed", None)
    assert not Table.objects.exists()


def test_a_browser_with_its_csrf_token_may(alice: Person) -> None:
    browser = Program(session=session_of(alice.user))
    token = _get_new_csrf_string()
    browser.client.cookies["csrftoken"] = token
    assert browser.post("tables", {}, X_CSRFToken=token).status == 201
    assert Table.objects.get().made_by == alice.user


def test_a_bearer_needs_no_csrf_token_even_in_a_browser(alice: Person, bob: Person) -> None:
    browser = Program(bob.token, session=session_of(alice.user))
    assert browser.post("tables", {}).status == 201
    assert Table.objects.get().made_by == bob.user


def test_reading_needs_no_csrf_token(alice: Person) -> None:
    assert Program(session=session_of(alice.user)).get("me").status == 200


def test_a_guest_made_by_program_does_not_sign_a_browser_in(stranger: Program) -> None:
    answer = stranger.post("guests", {"name": "Robin"})
    assert User.objects.count() == 1
    assert "Set-Cookie" not in answer.headers
    assert not stranger.client.cookies


@pytest.mark.parametrize("error", [OperationalError, InterfaceError, InternalError])
def test_while_the_database_is_away_a_call_may_be_tried_again(
    hers: Program, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(*args: object, **fields: object) -> None:
        raise error("could not connect to server at db.example.org")

    monkeypatch.setattr(tables, "make", fail)
    answer = hers.post("tables", {})
    assert answer.refusal == (503, "try_again", None)
    assert int(answer.headers["Retry-After"]) > 0
    assert "example" not in str(answer.body)
