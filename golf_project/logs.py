"""Formats of log lines. A record says what happened and where, and never a card, a token, an address or a value."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from accounts import trail

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRETS: Final = (
    # What PostgreSQL adds to an error: whole rows.
    (re.compile(r"(DETAIL|CONTEXT|HINT):.*"), r"\1: …"),
    (re.compile(r"[^\s@<>\"'()=:,;]+@[^\s@<>\"'(),;]+\.[^\s@<>\"'(),;]+"), "…"),
    (re.compile(r"(?<![\w*])[A2-9TJQK*][HDCS](?![\w])"), "…"),
    # Letters and digits without a word in them: keys, tokens, digests.
    (re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9_-]{24,}(?![\w-])"), "…"),
)
WITH_NUMBERS: Final = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
"""The name of a function or a migration, which looks like a token only for its length."""


def scrubbed(text: str) -> str:
    """The text without anything that looks like a secret."""
    for pattern, instead in SECRETS:
        text = pattern.sub(partial(_kept, instead), text)
    return text


def _kept(instead: str, found: re.Match[str]) -> str:
    return found[0] if WITH_NUMBERS.fullmatch(found[0]) else found.expand(instead)


class NoAddresses(logging.Filter):
    """Django names the page that was asked for; here its route goes down, as codes and tokens are part of addresses."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always; the record is changed on its way."""
        request = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple) and hasattr(request, "path"):
            record.args = tuple(_without_address(argument, request) for argument in record.args)
        return True


def _without_address(argument: object, request: Any) -> object:
    if not isinstance(argument, str) or not argument.startswith("/"):
        return argument
    match = getattr(request, "resolver_match", None)
    return "/" + match.route if match is not None else "an address that there is not"


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _whence(record: logging.LogRecord) -> dict[str, object]:
    """The trail that the record was written on, or of the request that it is about."""
    return trail.told(getattr(getattr(record, "request", None), "trail", {})) | trail.here()


class TextFormatter(logging.Formatter):
    """One line for people; line breaks in it are written as `\\n`, so that nobody can forge a second line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record on one line, with its trail, and a traceback folded into it."""
        line = f"{_time(record)} {record.levelname} {record.name}: {scrubbed(record.getMessage())}"
        line += _in_words(_whence(record))
        if record.exc_info:
            line += " | " + scrubbed(self.formatException(record.exc_info))
        return line.replace("\r", "\\r").replace("\n", "\\n")


def _in_words(marks: Mapping[str, object]) -> str:
    return f" ({', '.join(f'{field} {mark}' for field, mark in marks.items())})" if marks else ""


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one JSON object; `request`, `user`, `table`, `game` and `seq` where they are known."""
        entry = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": scrubbed(record.getMessage()),
            **_whence(record),
        }
        if record.exc_info:
            entry["exception"] = scrubbed(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)
