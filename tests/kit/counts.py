"""A cache in which nothing has been counted yet, though others use the same server at the same time."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.core.cache import caches

if TYPE_CHECKING:
    import pytest


def start_afresh(patch: pytest.MonkeyPatch) -> None:
    """From here to the end of the test, this thread's keys are its own. (Clearing a cache would clear everybody's.)"""
    cache = caches["default"]
    patch.setattr(cache, "key_prefix", f"{cache.key_prefix}-{secrets.token_hex(4)}")
