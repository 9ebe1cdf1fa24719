"""How the two yardsticks are served: as `manage.py serve` serves the site (games/uvicorn_server.py)."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Asked:
    """What a yardstick is told: the sizes of its rows and frames are those of the game itself."""

    port: int
    row: int
    """Bytes of a stored row."""
    frame: int
    """Bytes of a frame that tells of a move."""
    many: bool
    """Whether other processes serve the same tables."""
    database: str = os.environ.get("DATABASE_URL", "")
    redis: str = os.environ.get("REDIS_URL", "")
    prefix: str = os.environ.get("REDIS_PREFIX", "")

    def moved(self, seq: int) -> str:
        """The frame that tells of a move."""
        head = f'{{"type":"events","seq":{seq},"pad":"'
        return f'{head}{"x" * (self.frame - len(head) - 2)}"}}'

    def stored(self, columns: int) -> str:
        """What makes a row as large as it is to be, beside its other columns and the 24 bytes of every row."""
        return "x" * max(1, self.row - 24 - columns - 1)


def asked() -> Asked:
    """From the command line."""
    parser = argparse.ArgumentParser()
    for name in ("--port", "--row", "--frame"):
        parser.add_argument(name, type=int, required=True)
    parser.add_argument("--many", action="store_true")
    return Asked(**vars(parser.parse_args()))


def serve(application: Callable[..., Any], port: int) -> None:
    """Serve until told to end."""
    uvicorn.run(
        application,
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_ping_interval=20,
        ws_ping_timeout=30,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
