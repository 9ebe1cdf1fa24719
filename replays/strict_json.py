"""JSON as files of games have it: read without mercy, and written so that the same value gives the same bytes."""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn

from django.utils.translation import gettext as _

MOST_BYTES: Final = 2 * 1024 * 1024
"""A nine-hole game of four has some 70 KB, one of 18 holes and six seats, played at random, 320 KB."""
LARGEST: Final = 2**53
"""Whole numbers beyond this are not the same in every language."""
LONGEST_NUMBER: Final = 17


class BadFile(ValueError):
    """A file that is no game, and why. `event`: the first event at fault; `field`: what is at fault elsewhere."""

    def __init__(self, message: str, *, event: int | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.event = event
        self.field = field

    @property
    def place(self) -> str:
        """Where in the file that is, as commands say it; empty for the whole."""
        if self.event is not None:
            return f", event {self.event}"
        return f", {self.field}" if self.field else ""


class TooLarge(BadFile):
    """A file that nobody looks into."""


def written(value: object) -> bytes:
    """The one way to write this value: keys in order, no space, UTF-8, no line's end."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def read(content: bytes) -> Any:
    """The value. BadFile for whatever is too large or too deep, is not JSON, or says one thing twice."""
    if len(content) > MOST_BYTES:
        raise TooLarge(_("The file is larger than %(bytes)d bytes.") % {"bytes": MOST_BYTES})
    try:
        return json.loads(
            content.decode(),
            object_pairs_hook=_once,
            parse_float=_no_fraction,
            parse_constant=_no_fraction,
            parse_int=_whole,
        )
    except BadFile:
        raise
    except RecursionError:
        raise BadFile(_("The file is nested too deeply.")) from None
    except ValueError:
        raise BadFile(_("The file is not JSON.")) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadFile(_("A field is there twice."))
    for key, value in pairs:
        _writable(key)
        if isinstance(value, str):
            _writable(value)
    return found


def _writable(text: str) -> None:
    """Half a character, which JSON can name, cannot be written."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadFile(_("The file is not JSON.")) from None


def _no_fraction(_digits: str) -> NoReturn:
    raise BadFile(_("A number is not a whole number."))


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER or abs(number := int(digits)) > LARGEST:
        raise BadFile(_("A number is too large."))
    return number
