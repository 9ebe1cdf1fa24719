"""What processes of this machine have used: processor time and memory, as the kernel counts them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

PROC: Final = Path("/proc")
_TICKS: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class NoMeter(Exception):
    """A process that cannot be measured here; says why in a sentence."""


def processor_seconds(pids: Iterable[int]) -> float:
    """The processor time that these processes have used so far, in themselves and in the kernel."""
    return sum(_ticks(pid) for pid in pids) / _TICKS


def memory(pids: Iterable[int]) -> int:
    """The bytes that these processes hold; what several share is counted once, where the kernel tells."""
    return sum(_bytes(pid) for pid in pids)


def _ticks(pid: int) -> int:
    # The name, in parentheses, may hold anything; user and system time are the 14th and 15th field.
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _bytes(pid: int) -> int:
    try:
        lines = _read(pid, "smaps_rollup").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
    except (NoMeter, StopIteration):
        return int(_read(pid, "statm").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _read(pid: int, what: str) -> str:
    try:
        return (PROC / str(pid) / what).read_text()
    except OSError:
        raise NoMeter(f"Process {pid} cannot be measured: it is not there, or not on this machine.") from None
