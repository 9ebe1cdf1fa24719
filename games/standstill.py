"""A process whose event loop stands still ends itself, for what has ended is started again, and nothing else is.

The watch is kept outside of Python (`faulthandler`), so that it also sees what never lets another thread run. It writes
where every thread stood to stderr, in lines of text: files, lines and functions, no values.
"""

from __future__ import annotations

import faulthandler
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import asyncio

BEAT_SECONDS: Final = 5.0
LONGEST_SECONDS = 30.0
"""Boards believe in a silent line for 25 seconds (static/js/socket.js), so nobody is left here by then."""


def watch(loop: asyncio.AbstractEventLoop) -> None:
    """From now on the process ends, with exit code 1, when this loop has not come round for so long."""
    faulthandler.dump_traceback_later(LONGEST_SECONDS, exit=True)
    loop.call_later(BEAT_SECONDS, watch, loop)
