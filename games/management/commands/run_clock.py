"""The clock: CPU players' moves, expired turns, next holes, idle tables. One or more beside the web processes."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from django.core.management.base import BaseCommand

from games import clock
from games.runtime import Runtime


class Command(BaseCommand):
    help = "Move on all games that are due: CPU players, expired turns, next holes, idle tables."

    def handle(self, **options: Any) -> None:
        self.stdout.write("The clock runs. Ctrl-C stops it.")
        asyncio.run(keep_time())


async def keep_time() -> None:
    """Run until SIGTERM or SIGINT; what is being appended then is still committed."""
    runtime = Runtime()
    await runtime.start()
    running = asyncio.ensure_future(clock.run(runtime))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        await runtime.stop()
