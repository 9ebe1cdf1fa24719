"""What a process measures of its tables, and how it tells."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from prometheus_client import REGISTRY

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.kit.club import Club

TOKEN: Final = "let-prometheus-in-1234"


def measured(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_moves_are_counted_by_who_makes_them_and_timed_by_stage(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    names = [("golf_moves_total", {"by": "person"}), ("golf_games_started_total", {}), ("golf_sockets", {})]
    names += [("golf_move_seconds_count", {"stage": stage}) for stage in ("decide", "commit", "fan_out")]
    before = {json.dumps(name): measured(name[0], **name[1]) for name in names}
    code = await club.table(alice)
    hers, his = await club.at(code, alice), await club.at(code, bob)
    await his.ok("sit")
    await hers.ok("start")
    after = {json.dumps(name): measured(name[0], **name[1]) for name in names}
    assert [after[name] - before[name] for name in after] == [2, 1, 2, 2, 2, 2]
    refused = measured("golf_refusals_total", code="not_now")
    await hers.refused("start")
    assert measured("golf_refusals_total", code="not_now") == refused + 1


async def test_it_is_answered_to_those_who_may_read_it_under_any_host(club: Club, settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN

    async def ask(headers: list[tuple[bytes, bytes]]) -> list[Any]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "path": "/metrics",
            "method": "GET",
            "headers": headers,
            "client": ("192.0.2.1", 1),
        }
        await club.application(scope, None, send)  # type: ignore[arg-type]
        return sent

    refused = await ask([(b"host", b"10.0.0.7:8000")])
    assert refused[0]["status"] == 404
    assert b"golf" not in refused[1]["body"]
    answered = await ask([(b"host", b"10.0.0.7:8000"), (b"authorization", f"Bearer {TOKEN}".encode())])
    assert answered[0]["status"] == 200
    assert (b"cache-control", b"no-store") in answered[0]["headers"]
    assert b"golf_site_live_games" in answered[1]["body"]
