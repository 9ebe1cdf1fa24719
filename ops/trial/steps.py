"""The steps of the trial: each yields what was done, and what was seen of it. ComposeFailed where it does not hold."""

from __future__ import annotations

import os
import signal
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from ops import configure
from ops.compose import Compose, ComposeFailed, until
from ops.deploy import AFTER_THEM, back, deploy, image_of, keep_image
from ops.trial import browser, guest
from ops.trial.guest import Game
from ops.trial.load import Load, Played

Seen = Iterator[tuple[str, str]]
PORT: Final = 18_000
SITE: Final = f"http://localhost:{PORT}"
PROJECT: Final = "golf-trial"
MOST_ADDED: Final = 150_000_000
"""Bytes that the image may add to the one that it begins with."""
KILLED: Final = ("web", "clock", "worker", "beat", "proxy", "redis", "postgres")
TABLES: Final = 8
BACK_SECONDS: Final = 150
LOAD_SECONDS: Final = 120
"""So long the players of a load may take to sit down."""
ROLL_SECONDS: Final = 120
"""So long there is load during a deploy."""
UNPLUGGED_SECONDS: Final = 60
"""Twice as long as anybody believes in a connection that says nothing."""
NEXT_VERSION: Final = f"FROM {PROJECT}\nLABEL org.opencontainers.image.version=next\n"
TRIAL_SETTINGS: Final = f"""
GOLF_IMAGE={PROJECT}
GOLF_PROXY_IMAGE={PROJECT}-proxy
GOLF_RATE_LIMITS=off
GOLF_CPU_PACE=instant
EDGE_NETWORK=172.30.58.0/24
PUBLISH_HTTPS=127.0.0.1:{PORT + 1}
"""


class Trial:
    """A project of its own, with a `.env` and a folder of backups of its own."""

    def __init__(self, folder: Path, *, cold: bool) -> None:
        self.cold = cold
        self.backups = folder / "backups"
        self.backups.mkdir()
        # Whoever the containers run as.
        self.backups.chmod(0o777)
        folder.chmod(0o755)
        self.env = folder / "env"
        if configure.main(["--yes", "--port", str(PORT), "--output", str(self.env)]):
            raise ComposeFailed("configure refused")
        with self.env.open("a") as file:
            file.write(f"{TRIAL_SETTINGS}BACKUPS={self.backups}\n")
        self.compose = Compose(self.env, PROJECT)
        self.games: dict[str, Game] = {}
        """Whole games that were played, by how."""
        self.replays: dict[str, bytes] = {}

    def up(self, *words: str) -> None:
        self.compose("up", "--detach", "--wait", "--no-build", *words)
        until(self.answers, 60, "the site does not answer")

    def answers(self) -> bool:
        """Whether the site is ready, asked through the proxy."""
        try:
            with urllib.request.urlopen(f"{SITE}/health/ready", timeout=5) as answer:  # nosec B310 - this trial's own
                return bool(answer.status == 200)
        except OSError:
            return False

    def manage(self, *words: str) -> str:
        """The last line that a command says in a web container."""
        said = self.compose("exec", "-T", "web", "python", "manage.py", *words).strip().splitlines()
        return said[-1] if said else ""

    def end(self) -> None:
        """Nothing of the trial stays but its images."""
        self.compose("--profile", "*", "down", "--volumes", "--remove-orphans", "--timeout", "20")


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
    for service in KILLED:
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


def scale(trial: Trial) -> Seen:
    """Three web processes share the players."""
    trial.up("--no-recreate", "--scale", "web=3")
    load = Load(SITE, 20, TABLES)
    webs = trial.compose.containers("web")
    try:
        until(
            lambda: len(webs) == 3 and all(_sockets(trial, web) for web in webs),
            LOAD_SECONDS,
            "not every web has players",
        )
        shares = [_sockets(trial, web) for web in webs]
        played = _sound(load.played())
    finally:
        load.stop()
    yield "--scale web=3", f"connections {' + '.join(map(str, shares))}; {_told(played)}"


def kill(trial: Trial) -> Seen:
    """SIGKILL for one container of each service, under load."""
    for service in KILLED:
        seconds, played = _killed(trial, service)
        until(trial.answers, BACK_SECONDS, "the site is not ready")
        yield f"SIGKILL {service}", f"healthy again after {seconds:.1f} s; {_told(played)}"
    yield "every game verified", trial.manage("verify_game", "--all")


def _killed(trial: Trial, service: str) -> tuple[float, Played]:
    """Kill one of its containers while people play; the seconds until it was back, and what they saw."""
    load = Load(SITE, 25, TABLES)
    try:
        until(lambda: _under_load(trial), LOAD_SECONDS, "no load came up")
        victim = trial.compose.containers(service)[0]
        _sigkill(trial, victim)
        seconds = until(
            lambda: _is_back(trial, service, victim), BACK_SECONDS, f"{service} did not come back"
        )
        return seconds, _sound(load.played())
    finally:
        load.stop()


def unplug(trial: Trial) -> Seen:
    """A web process is gone from the network without a word, as when its machine loses power."""
    victim, edge = trial.compose.containers("web")[0], f"{PROJECT}_edge"
    load = Load(SITE, UNPLUGGED_SECONDS, TABLES)
    try:
        until(lambda: _under_load(trial), LOAD_SECONDS, "no load came up")
        trial.compose.docker("network", "disconnect", edge, victim)
        played = _sound(load.played())
    finally:
        load.stop()
        trial.compose.docker("network", "connect", "--alias", "web", edge, victim)
    if not played.silent:
        raise ComposeFailed("nobody had been at the web process that was unplugged")
    until(trial.answers, BACK_SECONDS, "the site is not ready")
    yield "web unplugged", _told(played)


def restart(trial: Trial) -> Seen:
    """PostgreSQL and Redis are restarted in good order, under load."""
    for service in ("postgres", "redis"):
        load = Load(SITE, 25, TABLES)
        try:
            until(lambda: _under_load(trial), LOAD_SECONDS, "no load came up")
            trial.compose("restart", service)
            played = _sound(load.played())
        finally:
            load.stop()
        until(trial.answers, BACK_SECONDS, "the site is not ready")
        yield f"restart {service}", _told(played)


def roll(trial: Trial) -> Seen:
    """A deploy under load loses no move, and neither does the way back."""
    now = _image(trial)
    keep_image(trial.compose, now)
    trial.compose.docker("build", "--quiet", "--tag", PROJECT, "-", given=NEXT_VERSION)
    if (later := _image(trial)) == now:
        raise ComposeFailed("there is no other version to deploy")
    webs, played = _rolled(trial)
    _runs(trial, later)
    yield "deploy under load", f"{webs} web processes replaced; {_told(played)}"
    back(trial.compose)
    webs, played = _rolled(trial)
    _runs(trial, now)
    yield "deploy --back under load", f"{webs} web processes replaced; {_told(played)}"
    yield "every game verified", trial.manage("verify_game", "--all")


def _rolled(trial: Trial) -> tuple[int, Played]:
    """Replace all processes by the image of now while people play; how many web processes, and what players saw."""
    load = Load(SITE, ROLL_SECONDS, TABLES)
    lines: list[str] = []
    failed: list[Exception] = []
    try:
        until(lambda: _under_load(trial), LOAD_SECONDS, "no load came up")
        thread = threading.Thread(target=_deploy, args=(trial, lines, failed))
        thread.start()
        played = _sound(load.played())
        thread.join(600)
    finally:
        load.stop()
    if failed or not lines or lines[-1] != "done":
        raise ComposeFailed(f"the deploy failed: {failed or lines}")
    return sum("the old one has gone" in line for line in lines), played


def _image(trial: Trial) -> str:
    """The id of the image that the next container gets."""
    return trial.compose.docker("image", "inspect", "--format", "{{.Id}}", PROJECT).strip()


def _runs(trial: Trial, image: str) -> None:
    """Every process of the site runs this image, or the deploy was none."""
    for service in ("web", *AFTER_THEM):
        for container in trial.compose.containers(service):
            if image_of(trial.compose, container) != image:
                raise ComposeFailed(f"{service} runs another version than the one that was deployed")


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
    "start": start,
    "game": game,
    "scale": scale,
    "kill": kill,
    "unplug": unplug,
    "restart": restart,
    "roll": roll,
    "save": save,
    "restore": restore,
    "weigh": weigh,
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


def _sockets(trial: Trial, container: str) -> int:
    """How many connections to port 8000 (1F40) are open in a web container."""
    rows = [
        line.split() for line in trial.compose.docker("exec", container, "cat", "/proc/net/tcp").splitlines()
    ]
    return sum(row[1].endswith(":1F40") and row[3] == "01" for row in rows if len(row) > 3)


def _under_load(trial: Trial) -> bool:
    return sum(_sockets(trial, web) for web in trial.compose.containers("web")) > TABLES


def _sigkill(trial: Trial, container: str) -> None:
    """Kill its first process, as a crash would: what `docker kill` kills is not started again."""
    os.kill(int(trial.compose.docker("inspect", "--format", "{{.State.Pid}}", container)), signal.SIGKILL)


def _is_back(trial: Trial, service: str, container: str) -> bool:
    """Whether that very container has been started again, and is healthy."""
    again = int(trial.compose.docker("inspect", "--format", "{{.RestartCount}}", container)) > 0
    return again and trial.compose.health(container) == "healthy"


def _sound(played: Played) -> Played:
    if played.faults or not played.moves:
        raise ComposeFailed(
            "\n".join([f"{played.moves} moves, faults: {played.faults}", *played.samples[:5]])
        )
    return played


def _told(played: Played) -> str:
    back = f", {played.came_back} sockets came back" if played.came_back else ""
    silent = f", {played.silent} of them from a dead line" if played.silent else ""
    return f"{played.moves:,} moves, none lost{back}{silent}"


def _deploy(trial: Trial, lines: list[str], failed: list[Exception]) -> None:
    try:
        deploy(trial.compose, lines.append, build=False)
    except (ComposeFailed, ValueError) as error:
        failed.append(error)
