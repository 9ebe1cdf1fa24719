"""What may happen to a site that runs: more processes, killed ones, one gone from the network, restarted stores."""

from __future__ import annotations

import os
import signal
from functools import partial
from typing import Final

from ops.compose import ComposeFailed, until
from ops.trial.load import Played
from ops.trial.site import BACK_SECONDS, LOAD_SECONDS, PROJECT, Seen, Trial

KILLED: Final = ("web", "clock", "worker", "beat", "proxy", "redis", "postgres")
STORES: Final = ("postgres", "redis")
PLAYED_SECONDS: Final = 25
UNPLUGGED_SECONDS: Final = 60
"""Twice as long as anybody believes in a connection that says nothing."""


def scale(trial: Trial) -> Seen:
    """Three web processes share the players."""
    trial.up("--no-recreate", "--scale", "web=3")
    webs = trial.compose.containers("web")
    with trial.load(20) as load:
        until(
            lambda: len(webs) == 3 and all(map(trial.sockets, webs)),
            LOAD_SECONDS,
            "not every web has players",
        )
        shares = [trial.sockets(web) for web in webs]
        played = load.played().sound()
    yield "--scale web=3", f"connections {' + '.join(map(str, shares))}; {played.told()}"


def kill(trial: Trial) -> Seen:
    """SIGKILL for one container of each service, under load."""
    for service in KILLED:
        seconds, played = _killed(trial, service)
        trial.until_it_answers()
        yield f"SIGKILL {service}", f"healthy again after {seconds:.1f} s; {played.told()}"
    yield "every game verified", trial.manage("verify_game", "--all")


def _killed(trial: Trial, service: str) -> tuple[float, Played]:
    """Kill one of its containers while people play; the seconds until it was back, and what they saw."""

    def killed() -> float:
        victim = trial.compose.containers(service)[0]
        _sigkill(trial, victim)
        return until(lambda: _is_back(trial, victim), BACK_SECONDS, f"{service} did not come back")

    return trial.while_playing(PLAYED_SECONDS, killed)


def _sigkill(trial: Trial, container: str) -> None:
    """Kill its first process, as a crash would: what `docker kill` kills is not started again."""
    os.kill(int(trial.compose.docker("inspect", "--format", "{{.State.Pid}}", container)), signal.SIGKILL)


def _is_back(trial: Trial, container: str) -> bool:
    """Whether that very container has been started again, and is healthy."""
    again = int(trial.compose.docker("inspect", "--format", "{{.RestartCount}}", container)) > 0
    return again and trial.compose.health(container) == "healthy"


def unplug(trial: Trial) -> Seen:
    """A web process is gone from the network without a word, as when its machine loses power."""
    victim, edge = trial.compose.containers("web")[0], f"{PROJECT}_edge"
    with trial.load(UNPLUGGED_SECONDS) as load:
        trial.compose.docker("network", "disconnect", edge, victim)
        try:
            played = load.played().sound()
        finally:
            trial.compose.docker("network", "connect", "--alias", "web", edge, victim)
    if not played.came_back:
        raise ComposeFailed("nobody had been at the web process that was unplugged")
    trial.until_it_answers()
    yield "web unplugged", played.told()


def restart(trial: Trial) -> Seen:
    """PostgreSQL and Redis are restarted in good order, under load."""
    for service in STORES:
        _said, played = trial.while_playing(PLAYED_SECONDS, partial(trial.compose, "restart", service))
        trial.until_it_answers()
        yield f"restart {service}", played.told()
