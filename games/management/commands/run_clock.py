"""The clock: CPU players' moves, expired turns, next holes, idle tables. One or more beside the web processes."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from django.core.management.base import BaseCommand

from accounts import chores
from games import clock
from games.ending import STOP_SECONDS, Ending, no_longer_than
from games.runtime import Runtime


class Command(BaseCommand):
    help = "Move on all games that are due: CPU players, expired turns, next holes, idle tables."

    def handle(self, **options: Any) -> None:
        self.stdout.write("The clock runs. Ctrl-C stops it.")
        with chores.done_here():
            asyncio.run(keep_time())


async def keep_time() -> None:
    """Run until SIGTERM or SIGINT. What is being done then is finished, and another clock takes over at once."""
    runtime = Runtime()
    await runtime.start()
    running = asyncio.ensure_future(clock.run(runtime))

    async def finish() -> None:
        runtime.draining = True
        await running

    Ending(finish, running.cancel).listen(asyncio.get_running_loop())
    with contextlib.suppress(asyncio.CancelledError):
        await running
    await no_longer_than(STOP_SECONDS, runtime.stop())
