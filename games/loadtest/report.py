"""The figures of a load test, for people and for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec import json

from games.loadtest.meters import memory, processor_seconds
from games.loadtest.tally import percentile

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from games.loadtest.plan import Plan
    from games.loadtest.tally import Tally
    from games.loadtest.workers import Outcome


@dataclass(frozen=True, slots=True)
class Used:
    """What the measured processes had used at one moment."""

    seconds: float
    bytes: int

    @classmethod
    def by(cls, pids: Sequence[int]) -> Used:
        """NoMeter where one of them cannot be measured."""
        return cls(processor_seconds(pids), memory(pids))


def figures(plan: Plan, outcome: Outcome[Used], pids: Sequence[int]) -> dict[str, Any]:
    """All figures by name. Times are milliseconds."""
    tally = outcome.tally
    return {
        "tables": plan.tables,
        "players": plan.players,
        "addresses": [str(address) for address in plan.addresses],
        "processes": plan.processes,
        "think_ms": round(plan.think * 1000),
        "seconds": round(tally.seconds, 2),
        "moves": tally.moves,
        "moves_per_second": round(_share(tally.moves, tally.seconds), 1),
        "round_trip_ms": round_trips(tally),
        "bytes_per_move": round(_share(tally.bytes, tally.moves)),
        "whole_games": tally.whole_games,
        "bytes_per_move_of_whole_games": round(_share(tally.whole_bytes, tally.whole_moves)),
        "errors": dict(tally.errors),
        "closes": dict(tally.closes),
        "faults": dict(tally.faults),
        "fault_samples": tally.samples,
        **(_server(plan, outcome) if pids else {}),
    }


def round_trips(tally: Tally) -> dict[str, float]:
    """From sending a move until the last player at its table has it, in milliseconds."""
    ordered = sorted(tally.trips)
    return {f"p{share}": round(percentile(ordered, share / 100) * 1000, 2) for share in (50, 95, 99)}


def _server(plan: Plan, outcome: Outcome[Used]) -> dict[str, Any]:
    spent = outcome.end.seconds - outcome.start.seconds
    grown = outcome.start.bytes - outcome.before.bytes
    return {
        "server_ms_per_move": round(_share(spent, outcome.tally.moves) * 1000, 3),
        "server_cores": round(_share(spent, outcome.tally.seconds), 2),
        "memory_kb_per_table": round(grown / plan.tables / 1000),
    }


def _share(whole: float, parts: float) -> float:
    return whole / parts if parts else 0.0


def as_json(found: dict[str, Any]) -> str:
    return json.format(json.encode(found)).decode()


def as_text(found: dict[str, Any]) -> str:
    """The figures, a line each."""
    trip = found["round_trip_ms"]
    whole = found["bytes_per_move_of_whole_games"]
    rows = [
        ("moves", f"{found['moves']:,} in {found['seconds']} s, {found['moves_per_second']:,} a second"),
        ("round trip to all players", f"p50 {trip['p50']} ms, p95 {trip['p95']} ms, p99 {trip['p99']} ms"),
        ("bytes a move", f"{found['bytes_per_move']:,}"),
        ("whole games", f"{found['whole_games']}" + (f", {whole:,} bytes a move" if whole else "")),
        ("errors", _counted(found["errors"])),
        ("sockets closed", _counted(found["closes"])),
        ("faults", _counted(found["faults"])),
    ]
    if "server_ms_per_move" in found:
        cores = f"{found['server_ms_per_move']} ms ({found['server_cores']} of a core)"
        rows.append(("processor time a move", cores))
        rows.append(("memory a table", f"{found['memory_kb_per_table']:,} KB"))
    lines = [f"{name:<27}{figure}" for name, figure in rows]
    return "\n".join([_title(found), "", *lines, *(f"  {sample}" for sample in found["fault_samples"])])


def _title(found: dict[str, Any]) -> str:
    thought = f"{found['think_ms']} ms thought" if found["think_ms"] else "flat out"
    many = "process" if found["processes"] == 1 else "processes"
    return (
        f"{found['tables']} tables of {found['players']} at {', '.join(found['addresses'])}, "
        f"{thought}, {found['processes']} client {many}"
    )


def _counted(counts: Counter[str] | dict[str, int]) -> str:
    return ", ".join(f"{kind} {count:,}" for kind, count in sorted(counts.items())) or "none"
