"""Games whose events cannot be folded: each is set aside with its reason, until it can be folded again.

A game that is set aside harms no other one. Nothing of it is lost: whoever comes to its table tries again, and so
does the clock every minute, as another version may read what this one cannot. Synchronous; asks the database.
"""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from games import due
from games.fold import BrokenStream, OutOfReach
from games.models import Game

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)


@contextlib.contextmanager
def noted() -> Iterator[None]:
    """Whatever stream proves broken in here is set aside; who asked for it is told as before.

    One that is only out of reach is not: the next who asks may find it again.
    """
    try:
        yield
    except OutOfReach as error:
        log.error("out of reach: %s", error)
        raise
    except BrokenStream as error:
        set_aside(error)
        raise


def set_aside(error: BrokenStream) -> None:
    """Note why a game cannot be folded, and say so once."""
    fault = f"event {error.seq}: {error.reason}"
    try:
        with transaction.atomic():
            new = Game.objects.filter(pk=error.game_id).exclude(fault=fault).update(fault=fault)
    except DatabaseError:
        new = 1  # Then whoever comes next says it again.
    if new:
        log.error("set aside: %s", error)


def cleared(game_id: int) -> None:
    """This game can be folded. If it was set aside it is taken up again: the clock looks at it at once."""
    if Game.objects.filter(pk=game_id).exclude(fault="").update(fault=""):
        due.look_now(game_id)
        log.info("game %d can be folded again", game_id)


def sentence() -> str:
    """What people are told who come to such a game."""
    return _("This game cannot be read just now. It has been set aside, and nothing of it is lost.")


def listed() -> list[tuple[int, str]]:
    """(game, which event and why) for each that is set aside."""
    return list(Game.objects.exclude(fault="").order_by("pk").values_list("pk", "fault"))
