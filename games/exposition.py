"""`/metrics`, for Prometheus: each process answers for itself, and whoever scrapes adds up (docs/adr/0012).

Nobody else gets an answer: a reader has METRICS_TOKEN, or comes from METRICS_NETWORKS and not through a proxy. A proxy
adds a header that its clients cannot take away, so nobody from outside looks like a neighbour.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Awaitable, Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any, Final

from django.conf import settings
from django.db import connections
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

PATH: Final = "/metrics"
PASSED_ON: Final = (
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
    "via",
)
"""What proxies add to the requests that they pass on."""

Send = Callable[[Any], Awaitable[None]]


def may_read(peer: str, headers: Mapping[str, str]) -> bool:
    """Whether whoever asks from this address, with these headers (in lower case), may read what is measured."""
    token = settings.METRICS_TOKEN
    if token and secrets.compare_digest(
        headers.get("authorization", "").encode(), f"Bearer {token}".encode()
    ):
        return True
    return not any(name in headers for name in PASSED_ON) and _is_near(peer)


def _is_near(peer: str) -> bool:
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    # A socket that listens for both kinds gives IPv4 addresses in this form.
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in settings.METRICS_NETWORKS)


def page() -> bytes:
    """All that this process measures, as Prometheus reads it. Asks the database for what is true of the whole site."""
    try:
        return generate_latest()
    finally:
        connections.close_all()


async def answer(scope: Mapping[str, Any], send: Send) -> None:
    """Answer an ASGI request for `/metrics`."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    good = may_read((scope.get("client") or ("", 0))[0], headers)
    body = await asyncio.to_thread(page) if good else b"Not found\n"
    kind = CONTENT_TYPE_LATEST if good else "text/plain"
    told = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 200 if good else 404, "headers": told})
    await send({"type": "http.response.body", "body": body if scope["method"] != "HEAD" else b""})


def serve(port: int) -> ThreadingHTTPServer:
    """Answer at this port, in a thread of its own, for a process that has no other."""
    server = ThreadingHTTPServer(("", port), _Handler)
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """The page, for those who may read it."""
        good = self.path == PATH and may_read(
            self.client_address[0], {name.lower(): value for name, value in self.headers.items()}
        )
        body = page() if good else b"Not found\n"
        self.send_response(200 if good else 404)
        self.send_header("Content-Type", CONTENT_TYPE_LATEST if good else "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: Any) -> None:
        """Nobody needs to know."""
