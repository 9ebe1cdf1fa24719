"""Processes whose event loop stands still end themselves, and say where they stood."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from games import ending, standstill
from tests.kit.own_site import CLOCK_RUNS
from tests.kit.processes import PATIENCE, Processes, free_port
from tests.kit.tables import laid_out
from tests.kit.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    running = Processes(
        laid_out(tmp_path), DJANGO_SETTINGS_MODULE="tests.standing_settings", PYTHONUNBUFFERED="1"
    )
    yield running
    running.end()


def test_web_processes_and_clocks_that_stand_still_end(processes: Processes) -> None:
    ports = {server: free_port() for server in ("uvicorn", "daphne")}
    webs = {
        port: processes.manage("serve", "--server", server, "--port", str(port))
        for server, port in ports.items()
    }
    clock = processes.manage("run_clock")
    for port, web in webs.items():
        processes.until_it_answers(web, port)
    until(lambda: CLOCK_RUNS in processes.log.read_text(), processes)

    for process in (*webs.values(), clock):
        process.send_signal(signal.SIGUSR1)
    assert [process.wait(PATIENCE * 2) for process in (*webs.values(), clock)] == [1, 1, 1]
    assert processes.log.read_text().count("in stand_still") == 3


def test_whoever_is_about_to_end_is_left_the_time_for_it() -> None:
    assert standstill.LONGEST_SECONDS - standstill.BEAT_SECONDS > ending.LAST_SECONDS
