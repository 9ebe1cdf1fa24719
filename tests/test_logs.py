"""A log entry is one line, and shows no value that was not meant for it."""

from __future__ import annotations

import json
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest

from accounts import trail
from golf_project.logs import JsonFormatter, NoAddresses, TextFormatter, scrubbed

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import Settings

FORMATTERS = [TextFormatter(), JsonFormatter()]


def record(message: str, *, failed: bool = False) -> logging.LogRecord:
    trace = None
    if failed:
        drawn_card = "KH"
        try:
            raise ValueError("no such position")
        except ValueError:
            trace = sys.exc_info()
        assert drawn_card
    return logging.LogRecord("games.actions", logging.ERROR, "actions.py", 1, message, None, trace)


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_nobody_can_forge_a_second_line(formatter: logging.Formatter) -> None:
    line = formatter.format(record("hello\n2026-01-01 INFO golf: all is well\r"))
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_a_failure_says_where_and_not_what_the_variables_held(formatter: logging.Formatter) -> None:
    line = formatter.format(record("it failed", failed=True))
    assert "no such position" in line
    assert "test_logs.py" in line
    assert "KH" not in line
    assert len(line.splitlines()) == 1


def test_json_is_json() -> None:
    entry = json.loads(JsonFormatter().format(record('a "quoted" word')))
    assert entry.keys() == {"time", "level", "logger", "message"}
    assert entry["message"] == 'a "quoted" word'
    assert entry["level"] == "error"


@pytest.mark.parametrize(
    "secret",
    ["robin@example.org", "KH", "*S", "14SVwG_cVD_Gv7wF8AtapCJgZckYSHDEIE-swDGNlG0"],
)
@pytest.mark.parametrize("formatter", FORMATTERS)
def test_what_looks_like_a_secret_is_left_out(formatter: logging.Formatter, secret: str) -> None:
    line = formatter.format(record(f"out is {secret}, not '{secret}'"))
    assert secret not in line
    assert "out is …, not '…'" in line


def test_rows_that_a_database_adds_to_its_error_are_left_out() -> None:
    assert scrubbed("it failed\nDETAIL:  Key (name)=(Robin) exists.\nmore") == "it failed\nDETAIL: …\nmore"


@pytest.mark.parametrize(
    "words",
    [
        "game 12, event 57: gone",
        "letter 7 (account/email/email_confirmation_signup)",
        "0006_letters_and_leaving",
    ],
)
def test_what_is_no_secret_stays(words: str) -> None:
    assert scrubbed(words) == words


def test_a_line_says_where_it_comes_from() -> None:
    with trail.of(game=12, table=3, user=lambda: 7), trail.of(seq=40):
        entry = json.loads(JsonFormatter().format(record("moved")))
        line = TextFormatter().format(record("moved"))
    assert {field: entry[field] for field in ("user", "table", "game", "seq")} == {
        "user": 7,
        "table": 3,
        "game": 12,
        "seq": 40,
    }
    assert line.endswith("moved (user 7, table 3, game 12, seq 40)")
    assert trail.here() == {}


def test_another_thread_goes_along_on_the_trail() -> None:
    with trail.of(game=12), ThreadPoolExecutor(1) as pool:
        assert pool.submit(trail.along(trail.here)).result() == {"game": 12}
        assert pool.submit(trail.here).result() == {}


@pytest.mark.django_db
def test_every_answer_bears_the_number_of_its_request(client: Client) -> None:
    first, second = (client.get("/rules/")["X-Request-ID"] for _ in range(2))
    assert len(first) == len(second) == 16
    assert first != second


@pytest.mark.django_db
def test_a_number_is_believed_of_a_trusted_proxy_alone(client: Client, settings: Settings) -> None:
    given = {"X-Request-ID": "from-the-proxy-1234"}
    assert client.get("/rules/", headers=given)["X-Request-ID"] != "from-the-proxy-1234"
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.0/8")]
    assert client.get("/rules/", headers=given)["X-Request-ID"] == "from-the-proxy-1234"
    forged = client.get("/rules/", headers={"X-Request-ID": "a forged, long\tline"})
    assert len(forged["X-Request-ID"]) == 16


@pytest.mark.django_db
def test_a_page_that_is_not_there_is_logged_without_its_address(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(NoAddresses())
    client.get("/nowhere/QXZ234/")
    client.get("/replays/QXZ234QXZ234QXZ234/")
    assert caplog.messages == [
        "Not Found: an address that there is not",
        "Not Found: /replays/<str:token>/",
    ]


@pytest.mark.django_db
def test_what_django_says_of_an_answer_bears_the_number_of_its_request(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/nowhere/")
    (said,) = (one for one in caplog.records if one.name == "django.request")
    assert trail.here() == {}
    assert json.loads(JsonFormatter().format(said))["request"] == answer["X-Request-ID"]
    assert f"(request {answer['X-Request-ID']})" in TextFormatter().format(said)
