"""The steps of the trial: each yields what was done, and what was seen of it. ComposeFailed where it does not hold."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Final

from ops.compose import ComposeFailed
from ops.trial import breaking, browser, guest, rolling
from ops.trial.site import PROJECT, SITE, Seen, Trial
from ops.trial.watching import monitor

MOST_ADDED: Final = 150_000_000
"""Bytes that the image may add to the one that it begins with."""


def build(trial: Trial) -> Seen:
    """Images are built, from nothing."""
    trial.compose("build", *(["--no-cache"] if trial.cold else []), patience=3600)
    yield ("cold build" if trial.cold else "build"), "both images"


def weigh(trial: Trial) -> Seen:
    """The image weighs what it may."""
    size, base = (
        int(trial.compose.docker("image", "inspect", "--format", "{{.Size}}", name)) for name in _images()
    )
    if size - base > MOST_ADDED:
        raise ComposeFailed(f"the image adds {(size - base) / 1e6:.1f} MB to its base")
    yield "the image", f"adds {(size - base) / 1e6:.1f} MB to its base, may add {MOST_ADDED / 1e6:.0f}"


def start(trial: Trial) -> Seen:
    """Everything starts, and is contained."""
    trial.up()
    yield "up --wait", "every container healthy, /health/ready through the proxy"
    for service in breaking.KILLED:
        for container in trial.compose.containers(service):
            _is_contained(trial, service, container)
    yield "contained", "nobody root, nothing writable, no capability, memory limited"
    used = trial.compose.docker("stats", "--no-stream", "--format", "{{.Name}}={{.MemUsage}}").splitlines()
    mine = [line.removeprefix(f"{PROJECT}-").split(" /")[0] for line in used if line.startswith(PROJECT)]
    yield "memory", " ".join(sorted(line.replace("-1=", " ").replace("iB", "") for line in mine))


def game(trial: Trial) -> Seen:
    """Guests play whole games through the proxy."""
    for how, whole_game in (("in Chromium", browser.play), ("over WebSocket", guest.play)):
        played = trial.games[how] = whole_game(SITE)
        replay = trial.replays[how] = played.replay(SITE)
        yield f"a guest's whole game {how}", f"{played.moves} moves, replay of {len(replay):,} bytes"


def save(trial: Trial) -> Seen:
    """A backup is made, and tried out."""
    trial.replays = {how: played.replay(SITE) for how, played in trial.games.items()}
    yield (
        "backup",
        trial.compose("run", "--rm", "backup", "python", "manage.py", "backup").strip().splitlines()[-1],
    )
    said = trial.compose("run", "--rm", "backup", "python", "manage.py", "backup_drill").strip().splitlines()
    yield "backup drill", "; ".join(said[-3:])


def restore(trial: Trial) -> Seen:
    """Everything is thrown away, and comes back."""
    (name,) = (path.name for path in trial.backups.glob("golf-*.tar*"))
    trial.compose("--profile", "*", "down", "--volumes", "--timeout", "20")
    yield "down -v", "no volume of it is left"
    said = (
        trial.compose("run", "--rm", "backup", "python", "manage.py", "restore", name)
        .strip()
        .splitlines()[-1]
    )
    trial.up()
    yield "restore, up --wait", said
    for how, played in trial.games.items():
        replay = played.replay(SITE)
        if replay != trial.replays[how]:
            raise ComposeFailed(f"the replay of the game {how} is not what it was")
        yield f"replay of the game {how}", f"{len(replay):,} bytes, byte for byte, as the same guest"
    yield "every game verified", trial.manage("verify_game", "--all")
    yield "statistics", trial.manage("rebuild_stats", "--check")


STEPS: Final[dict[str, Callable[[Trial], Seen]]] = {
    "build": build,
    "weigh": weigh,
    "start": start,
    "game": game,
    "scale": breaking.scale,
    "monitor": monitor,
    "kill": breaking.kill,
    "unplug": breaking.unplug,
    "restart": breaking.restart,
    "roll": rolling.roll,
    "refuse": rolling.refuse,
    "save": save,
    "restore": restore,
}


def _images() -> tuple[str, str]:
    return PROJECT, os.environ.get("PYTHON_IMAGE", "python:3.11-slim-bookworm")


def _is_contained(trial: Trial, service: str, container: str) -> None:
    form = "{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.Memory}} {{.Config.User}}"
    read_only, memory, user = trial.compose.docker("inspect", "--format", form, container).split()
    status = trial.compose.docker("exec", container, "cat", "/proc/1/status")
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    sound = (
        read_only == "true"
        and int(memory) > 0
        and not user.startswith("0")
        and "0" not in fields["Uid"].split()
        and int(fields["CapEff"], 16) == int(fields["CapBnd"], 16) == 0
        and fields["NoNewPrivs"] == "1"
    )
    if not sound:
        raise ComposeFailed(f"{service} is not contained: {read_only} {memory} {user} {fields['CapEff']}")
