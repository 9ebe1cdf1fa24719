"""Brings a new version into service without anybody noticing: `make deploy`. docs/deploy.md has the rules it relies on.

Build, migrate beside the old version, then replace one web process after the other: the new one first, and only once it
is ready does the old one say goodbye. The proxy sends nobody to a process that is not there.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ops.compose import Compose, ComposeFailed, until

AFTER_THEM: Final = ("clock", "worker", "beat")
PATIENCE: Final = 180.0
"""Seconds that a process may take until it is ready."""
SEEN_SECONDS: Final = 3.0
"""By then the proxy has heard of a new process: it asks every second."""
GRACE_SECONDS: Final = 15
RELOAD: Final = ("caddy", "reload", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile")
"""Closes no connection where nothing has changed."""


def deploy(compose: Compose, tell: Callable[[str], None], *, build: bool = True) -> None:
    """Replace every process of the site.

    ComposeFailed where the new version does not get ready; then the old one serves on.
    """
    old = compose.containers("web")
    if not old:
        raise ComposeFailed("The site does not run: `make up` starts it.")
    runs = image_of(compose, old[0])
    if build:
        keep_image(compose, runs)
        tell("building")
        compose("build", patience=3600)
    tell("migrating, beside the version that runs")
    compose("run", "--rm", "--no-deps", "migrate")
    for number, container in enumerate(old, 1):
        try:
            seconds = replace(compose, container, count=len(old))
        except ComposeFailed:
            # Or whatever is started next would be what does not work.
            compose.docker("tag", runs, compose.image("web"))
            raise
        tell(f"web {number} of {len(old)}: the new one was ready after {seconds:.1f} s, the old one has gone")
    for service in AFTER_THEM:
        compose("up", "--detach", "--no-deps", "--no-build", service)
        tell(f"{service}: replaced")
    compose("exec", "--no-TTY", "proxy", *RELOAD)
    until(
        lambda: all(_is_healthy(compose, service) for service in AFTER_THEM), PATIENCE, "Not all are healthy"
    )
    tell("done")


def replace(compose: Compose, old: str, count: int) -> float:
    """Put a new web process beside the old one, and then end that; the seconds until the new one was ready."""
    before = set(compose.containers("web"))
    compose(
        "up", "--detach", "--no-deps", "--no-build", "--no-recreate", "--scale", f"web={count + 1}", "web"
    )
    (new,) = set(compose.containers("web")) - before
    try:
        seconds = until(lambda: _is_ready(compose, new), PATIENCE, "The new version is not ready")
    except ComposeFailed as failed:
        why = compose.not_ready(new)
        compose.docker("rm", "--force", new)
        raise ComposeFailed(
            f"{failed} It says: {why}. It is gone again, and the old one serves on."
        ) from None
    time.sleep(SEEN_SECONDS)
    compose.docker("stop", "--time", str(GRACE_SECONDS), old)
    compose.docker("rm", old)
    return seconds


def image_of(compose: Compose, container: str) -> str:
    """The id of the image that a container runs, which need not be the one that has the name."""
    return compose.docker("inspect", "--format", "{{.Image}}", container).strip()


def keep_image(compose: Compose, runs: str) -> None:
    """Keep the image that runs, for `--back`."""
    compose.docker("tag", runs, before(compose.image("web")))


def back(compose: Compose) -> None:
    """Take the image of the version before."""
    image = compose.image("web")
    compose.docker("tag", before(image), image)


def before(image: str) -> str:
    """The name under which the version before this one is kept."""
    name, colon, tag = image.rpartition(":")
    return f"{image}:before" if not colon or "/" in tag else f"{name}:before"


def _is_ready(compose: Compose, container: str) -> bool:
    return compose.health(container) == "healthy" and not compose.not_ready(container)


def _is_healthy(compose: Compose, service: str) -> bool:
    return all(compose.health(container) == "healthy" for container in compose.containers(service))


def main(words: list[str]) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="make deploy ARGS=…", description=__doc__)
    parser.add_argument("--back", action="store_true", help="go back to the version that ran before")
    parser.add_argument("--no-build", action="store_true", help="take the image that is there")
    parser.add_argument("--env-file", type=Path, help="another than .env")
    parser.add_argument("--project", default="", help="another project than golf")
    given = parser.parse_args(words)
    compose = Compose(given.env_file, given.project)
    try:
        if given.back:
            back(compose)
        deploy(
            compose,
            lambda line: print(f"deploy: {line}", flush=True),
            build=not (given.back or given.no_build),
        )
    except ComposeFailed as failed:
        print(f"deploy: {failed}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
