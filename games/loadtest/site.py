"""Guests and tables of the site under test, made through its HTTP API."""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

if TYPE_CHECKING:
    from games.loadtest.plan import Address

PATIENCE_SECONDS: Final = 30.0
_DIRECTLY: Final = build_opener(ProxyHandler({}))
"""Only the addresses that were named are asked, and nobody between."""


class SetUpFailed(Exception):
    """The tables could not be made; says why in a sentence."""


async def new_guest(address: Address) -> str:
    """A new guest's token."""
    made = await asyncio.to_thread(_post, address, "guests", {}, "")
    return str(made["token"])


async def new_table(address: Address, token: str, seats: int) -> str:
    """The code of a new table, at which the guest has seat 0."""
    made = await asyncio.to_thread(_post, address, "tables", {"seats": seats}, token)
    return str(made["code"])


def _post(address: Address, call: str, body: dict[str, Any], token: str) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = Request(f"{address}/api/v1/{call}", json.dumps(body).encode(), headers)  # noqa: S310 - http(s): Address
    try:
        with _DIRECTLY.open(request, timeout=PATIENCE_SECONDS) as answer:
            made: dict[str, Any] = json.load(answer)
            return made
    except HTTPError as error:
        raise SetUpFailed(_refused(address, call, error)) from None
    except (OSError, ValueError) as error:
        raise SetUpFailed(f"{address} did not answer: {error}.") from None


def _refused(address: Address, call: str, error: HTTPError) -> str:
    if error.code == HTTPStatus.TOO_MANY_REQUESTS:
        return (
            f"{address} limits how many {call} one address may make (429). "
            "Start the site under test with GOLF_RATE_LIMITS=off."
        )
    return f"{address} refused to make {call} ({error.code}){_reason(error)}"


def _reason(error: HTTPError) -> str:
    """What the site says about it, where it says so in its own form."""
    try:
        return f": {json.load(error)['message']}"
    except (OSError, ValueError, LookupError, TypeError):
        return "."
