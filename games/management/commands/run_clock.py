"""The clock: CPU players' moves, expired turns, next holes, idle tables. One or more beside the web processes."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts import chores
from games import clock, exposition, garbage, standstill
from games.ending import STOP_SECONDS, Ending, no_longer_than
from games.runtime import Runtime

if TYPE_CHECKING:
    from collections.abc import Callable


class Command(BaseCommand):
    help = "Move on all games that are due: CPU players, expired turns, next holes, idle tables."

    def handle(self, **options: Any) -> None:
        if settings.METRICS_PORT:
            exposition.serve(settings.METRICS_PORT)
        with chores.done_here():
            asyncio.run(keep_time(lambda: self.stdout.write("The clock runs. Ctrl-C stops it.")))


async def keep_time(say: Callable[[], object]) -> None:
    """Say so and run until SIGTERM or SIGINT. What is being done then is finished; another clock takes over at once."""
    runtime = Runtime()
    await runtime.start()
    garbage.seldom()
    running = asyncio.ensure_future(clock.run(runtime))

    async def finish() -> None:
        runtime.draining = True
        await running

    loop = asyncio.get_running_loop()
    Ending(finish, running.cancel).listen(loop)
    standstill.watch(loop)
    say()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    await no_longer_than(STOP_SECONDS, runtime.stop())
