"""Forms of the console count once, however often they are sent: by a double click, or by going back."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Final

from django.core.cache import cache

if TYPE_CHECKING:
    from django.http import HttpRequest

log = logging.getLogger(__name__)

NAME: Final = "once"
"""Of the hidden field."""
REMEMBERED: Final = 24 * 3600


def mark(request: HttpRequest) -> str:
    """What tells this form from all others; one that comes back with a fault in it keeps its own."""
    sent = request.POST.get(NAME, "")
    return sent if _is_mark(sent) else secrets.token_hex(16)


def is_first(request: HttpRequest) -> bool:
    """Whether this form has not been sent before. True where it has no mark, or nobody can be asked."""
    sent = request.POST.get(NAME, "")
    if not _is_mark(sent):
        return True
    try:
        return bool(cache.add(f"once:{request.user.pk}:{sent}", 1, REMEMBERED))
    except Exception as error:  # noqa: BLE001 - whatever the cache raises: the console works without it
        log.warning("forms are not told apart: %s", type(error).__name__)
        return True


def _is_mark(text: str) -> bool:
    return len(text) == 32 and text.isascii() and text.isalnum()
