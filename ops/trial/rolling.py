"""Another version comes into service under load, and goes again."""

from __future__ import annotations

from typing import Final

from ops.compose import ComposeFailed
from ops.deploy import AFTER_THEM, back, deploy, image_of, keep_image
from ops.trial.load import Played
from ops.trial.site import PROJECT, Seen, Trial

ROLL_SECONDS: Final = 60
"""So long people play at least; they go on for as long as a deploy takes."""
NEXT_VERSION: Final = f"FROM {PROJECT}\nLABEL org.opencontainers.image.version=next\n"
BROKEN_VERSION: Final = f"""\
FROM {PROJECT}
USER root
RUN echo 'raise SystemExit("this version cannot serve")' > games/uvicorn_server.py
USER 10001:10001
"""


def roll(trial: Trial) -> Seen:
    """A deploy under load loses no move, and neither does the way back."""
    now = _image(trial)
    keep_image(trial.compose, now)
    trial.compose.docker("build", "--quiet", "--tag", PROJECT, "-", given=NEXT_VERSION)
    if (later := _image(trial)) == now:
        raise ComposeFailed("there is no other version to deploy")
    webs, played = _rolled(trial)
    _runs(trial, later)
    yield "deploy under load", f"{webs} web processes replaced; {played.told()}"
    back(trial.compose)
    webs, played = _rolled(trial)
    _runs(trial, now)
    yield "deploy --back under load", f"{webs} web processes replaced; {played.told()}"
    yield "every game verified", trial.manage("verify_game", "--all")


def refuse(trial: Trial) -> Seen:
    """A version whose web processes end at once is not deployed, and nobody notices that it was tried."""
    now = _image(trial)
    trial.compose.docker("build", "--quiet", "--tag", PROJECT, "-", given=BROKEN_VERSION)
    said, played = trial.while_playing(ROLL_SECONDS, lambda: _refusal(trial))
    if _image(trial) != now:
        raise ComposeFailed("what is started next would be the broken version")
    _runs(trial, now)
    yield "deploy of a broken version", f"{said}; {played.told()}"


def _refusal(trial: Trial) -> str:
    """What a deploy says that comes to nothing, up to its first full stop."""
    try:
        deploy(trial.compose, lambda _line: None, build=False)
    except ComposeFailed as failed:
        if "the old one serves on" not in str(failed):
            raise
        return str(failed).partition(".")[0]
    raise ComposeFailed("a version that cannot serve was deployed")


def _rolled(trial: Trial) -> tuple[int, Played]:
    """Replace all processes by the image of now while people play; how many web processes, and what players saw."""
    lines: list[str] = []
    _done, played = trial.while_playing(
        ROLL_SECONDS, lambda: deploy(trial.compose, lines.append, build=False)
    )
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
