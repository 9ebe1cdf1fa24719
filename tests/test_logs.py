"""A log entry is one line, and shows no value that was not meant for it."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from golf_project.logs import JsonFormatter, TextFormatter

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
