"""Print the verified streams of games as JSON: `python -m tests.kit.stored <id> …`, with the settings of their site.

Exit code 1, and the reason on stderr, where a stream does not pass `verify_game`.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import django
from django.core.management import call_command

django.setup()

from games import event_store  # noqa: E402
from games.rules.views import WIRE_NAMES  # noqa: E402

if TYPE_CHECKING:
    from games.fold import Stored


def main(games: list[int]) -> None:
    """Verify them all, then print them. CommandError where one is not sound."""
    call_command("verify_game", *games, stdout=sys.stderr)
    streams = {game: [_shown(stored) for stored in event_store.load(game)] for game in games}
    sys.stdout.write(json.dumps(streams))


def _shown(stored: Stored) -> dict[str, Any]:
    event = stored.event
    told = {name: getattr(event, name, None) for name in ("seat", "by", "at", "source")}
    return {"seq": stored.seq, "time": stored.time.timestamp(), "type": WIRE_NAMES[type(event)], **told}


if __name__ == "__main__":
    main([int(game) for game in sys.argv[1:]])
