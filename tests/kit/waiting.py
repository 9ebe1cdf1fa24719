"""Waiting for what real processes do in their own time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.kit.processes import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kit.processes import Processes


def until(holds: Callable[[], bool], site: Processes) -> None:
    """Returns as soon as it holds; where it never does, the end of the site's log is told."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, site.log.read_text()[-3000:]
        time.sleep(0.05)
