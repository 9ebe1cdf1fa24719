"""From which address somebody comes, behind trusted proxies only."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's address: what a trusted proxy says in X-Forwarded-For, else the connection's own."""
    return client_address(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))


def client_address(peer: str, forwarded_for: str) -> str:
    """The last address in the chain that is not one of our own proxies: those before it could be made up."""
    address = peer
    for hop in reversed([part.strip() for part in forwarded_for.split(",") if part.strip()]):
        if not is_trusted(address):
            break
        address = hop
    return address


def is_trusted(address: str) -> bool:
    """Whether this is the address of one of our own proxies."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    # A socket that listens for both kinds gives IPv4 addresses in this form.
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return any(parsed in network for network in settings.TRUSTED_PROXIES)
