"""A production web process."""

from __future__ import annotations

from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand

from games.consumers import LARGEST_READ


class Command(BaseCommand):
    help = "Serve the site: one production web process (run_clock is another process beside it)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", help="the address to listen at (default: 127.0.0.1)"
        )
        parser.add_argument(
            "--port",
            type=int,
            default=settings.PORT,
            help=f"the port to listen at (default: {settings.PORT})",
        )

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        uvicorn.run(
            "golf_project.asgi:application",
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            ws_max_size=LARGEST_READ + 1,
            ws_ping_interval=20,
            ws_ping_timeout=30,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
