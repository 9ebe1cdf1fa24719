"""A cache in which nothing has been counted yet, though others use the same server at the same time."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.core.cache import caches

if TYPE_CHECKING:
    import pytest
    from django.core.cache.backends.base import BaseCache


def start_afresh(patch: pytest.MonkeyPatch) -> None:
    """From here to the end of the test, this process's keys are its own, in each of its threads.

    (Clearing a cache would clear everybody's.)
    """
    kind, mark = type(caches["default"]), secrets.token_hex(4)
    usual = kind.make_key

    def marked(cache: BaseCache, key: str, version: int | None = None) -> str:
        return usual(cache, f"{mark}-{key}", version)

    patch.setattr(kind, "make_key", marked)
