"""What Sentry is told: which error, where in the code, of which request, and nothing of anybody's cards or life."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
import sentry_sdk
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from sentry_sdk.transport import Transport

from accounts import trail
from golf_project import environment, sentry
from tests.kit.faulty_urls import SECRET
from tests.kit.visitor import Visitor, account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import Settings
    from sentry_sdk.envelope import Envelope

HIDDEN = ["KH", SECRET, "robin@example.org", "tall-green-kettle", "QXZ234", "203.0.113.9", "Robin", "sesame"]


class Captured(Transport):
    """Keeps what would go out."""

    sent: ClassVar[list[str]] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.sent.append(envelope.serialize().decode())


@pytest.fixture
def sent() -> Iterator[list[str]]:
    """All that is sent, as it would be on the wire."""
    Captured.sent = []
    sentry.start("https://key@sentry.example.org/1", "golf.example.org", Captured)
    yield Captured.sent
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


def report(sent: list[str]) -> dict[str, Any]:
    """The one report that was sent."""
    (envelope,) = sent
    found: dict[str, Any] = json.loads(envelope.splitlines()[-1])
    return found


def fail_with_a_card() -> None:
    drawn_card = "KH"
    raise ValueError(f"{drawn_card} is not at a place of robin@example.org")


def test_an_error_says_where_it_happened_and_not_with_what(sent: list[str]) -> None:
    try:
        fail_with_a_card()
    except ValueError:
        with trail.of(game=12, table=3, seq=40, user=7, request="abc"):
            logging.getLogger("games.clock").exception("game %d: %s cannot be moved on", 12, "KH")
    told = report(sent)
    assert told["exception"]["values"][0]["type"] == "ValueError"
    assert told["exception"]["values"][0]["stacktrace"]["frames"][-1]["function"] == "fail_with_a_card"
    assert told["logentry"] == {"message": "game %d: %s cannot be moved on"}
    assert told["tags"] == {"request": "abc", "table": "3", "game": "12", "seq": "40"}
    assert told["user"] == {"id": 7}
    assert "'KH'" not in sent[0]
    assert "vars" not in sent[0]


@pytest.mark.django_db
def test_a_failing_page_says_nothing_of_who_asked_for_what(sent: list[str], settings: Settings) -> None:
    account("Robin", "robin@example.org")
    browser = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.9")
    assert Visitor(browser).sign_in("robin@example.org").status_code == 302
    settings.ROOT_URLCONF = "tests.kit.faulty_urls"
    browser.post(
        "/faulty/500/?code=QXZ234&next=/tables/QXZ234/",
        {"email": "robin@example.org", "password": "tall-green-kettle-77", "card": "KH"},
        headers={"Authorization": "Bearer sesame", "X-Forwarded-For": "203.0.113.9"},
    )
    told = report(sent)
    assert told["exception"]["values"][-1]["type"] == "RuntimeError"
    assert told["tags"]["request"]
    assert told.keys().isdisjoint({"request", "breadcrumbs", "extra", "contexts", "modules", "server_name"})
    for secret in HIDDEN:
        assert secret not in sent[0], secret


def test_nothing_is_ever_sent_without_an_address() -> None:
    sentry.start("", "golf.example.org", Captured)
    assert sentry_sdk.get_client().transport is None


def test_an_address_that_is_none_is_refused_without_repeating_its_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SENTRY_DSN", "sesame@sentry")
    with pytest.raises(ImproperlyConfigured, match="must look like") as refused:
        environment.dsn("SENTRY_DSN")
    assert "sesame" not in str(refused.value)
