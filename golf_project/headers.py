"""Headers of every answer that Django has no setting for: what a page may use of a device, and who may load it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Handler = Callable[[HttpRequest], HttpResponse]

# Passkeys, sounds, and what copies a link; nothing else of a device is ever asked for. What shares one (web-share) is
# allowed where nothing is said, and browsers that have no such thing complain of its name.
USED: Final = (
    "autoplay",
    "clipboard-write",
    "publickey-credentials-create",
    "publickey-credentials-get",
)
NOT_USED: Final = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
PERMISSIONS: Final = ", ".join([f"{name}=(self)" for name in USED] + [f"{name}=()" for name in NOT_USED])


class StrictHeaders:
    """Adds them, unless a view has said otherwise."""

    def __init__(self, handle: Handler) -> None:
        self._handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._handle(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
