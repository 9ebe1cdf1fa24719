"""The lesson as a browser is handed it: played by the engine, and shown by what shows every table its frames."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import msgspec

from games import frames
from games.fold import Stored, fold
from games.lesson.script import DEALT, DISCARD, LEARNER, OPPONENT, PARTING, STEPS, STOCK, Beat
from games.live import LiveGame, Person, TableInfo
from games.picture import Picture
from games.rules import commands as c
from games.rules.cards import Card
from games.rules.decide import decide
from games.rules.events import GameCreated
from games.rules.grid import COLUMNS
from games.rules.house_rules import CLASSIC
from games.rules.scoring import is_pair
from games.rules.views import view_for
from games.scene import Scene
from games.schedule import Tempo

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from games.picture import Json
    from games.rules.views import View

PLAYER: Final = 1
"""The learner's place among the people at this table, where there is nobody else."""
THEN: Final = datetime(2026, 1, 1, tzinfo=UTC)


class Stacked:
    """A shuffle that always gives the lesson's cards. What nobody draws lies below them in the pack's order."""

    def secret(self) -> str:
        return "00" * 32

    def pack(self, cards: Sequence[Card], seed: bytes) -> tuple[Card, ...]:
        first = [Card(name) for name in " ".join((*DEALT, DISCARD, STOCK)).split()]
        return (*first, *(card for card in cards if card not in first))

    def renewed(self, cards: Sequence[Card], seed: bytes, renewal: int) -> tuple[Card, ...]:
        raise AssertionError("in the lesson the stock never runs out")


class Play:
    """The lesson's table, as far as it has been played."""

    def __init__(self) -> None:
        tempo = Tempo("normal", turn_seconds=0)
        table = TableInfo(0, "", "private", watch=False, tempo=tempo)
        created = Stored(0, THEN, GameCreated(CLASSIC, seats=len(DEALT)))
        people = {PLAYER: Person("", is_guest=True)}
        self.live = LiveGame(0, table, fold([created], 0), [created], people, None)
        self.stored = [created]
        self._picture = Picture(self.live.id)
        for command in (c.Sit(PLAYER, LEARNER), c.AddCpu(LEARNER, OPPONENT), c.Start(LEARNER)):
            self.do(command)

    def do(self, command: c.Command) -> Json:
        """What the learner's socket would have sent on this command. IllegalMove where the rules refuse it."""
        live = self.live
        decided = decide(live.fold.state, command, Stacked())
        batch = live.add(Stored(seq, THEN, event) for seq, event in enumerate(decided, live.seq + 1))
        self.stored += batch
        scene = Scene(live, batch, self._picture.changes(live, {PLAYER}))
        frame: Json = msgspec.json.decode(scene.frame(LEARNER, signed_in=True))
        return frame

    def snapshot(self) -> Json:
        """The table as it is, for the learner."""
        return frames.snapshot(self.live, LEARNER, {PLAYER}, signed_in=True)

    @property
    def view(self) -> View:
        """What the learner sees."""
        return view_for(self.live.fold.state, LEARNER)


@dataclass(frozen=True, slots=True)
class Played:
    """A beat with the frames that the learner's own command and Maya's answers to it make."""

    step: int
    beat: Beat
    frames: tuple[Json, ...]
    replies: tuple[Json, ...]
    after: View
    """What the learner sees after the own command."""


@lru_cache(maxsize=1)
def played() -> tuple[Json, tuple[Played, ...]]:
    """The whole lesson: the snapshot that it begins with, and every beat."""
    play = Play()
    first = play.snapshot()
    return first, tuple(
        _played(play, number, beat) for number, step in enumerate(STEPS) for beat in step.beats
    )


def _played(play: Play, step: int, beat: Beat) -> Played:
    # The lesson ends where the next hole would be dealt.
    shown = () if isinstance(beat.asks, c.NextHole) else (play.do(beat.asks),)
    after = play.view
    return Played(step, beat, shown, tuple(play.do(reply) for reply in beat.replies), after)


def for_browser() -> Json:
    """The lesson for `learn.js`, in the reader's language."""
    first, beats = played()
    return {
        "first": first,
        "parting": str(PARTING),
        "steps": [str(step.title) for step in STEPS],
        "beats": [
            {
                "step": one.step,
                "says": str(one.beat.says),
                "asks": asked(one.beat.asks),
                "spots": list(_spots(one.beat.asks)),
                "otherwise": str(one.beat.otherwise),
                "meanwhile": str(one.beat.meanwhile or ""),
                "frames": one.frames,
                "replies": one.replies,
            }
            for one in beats
        ],
    }


def asked(command: c.Command) -> Json:
    """A command as the board sends it. Dealing, which at a table is the clock's, has a name of its own here."""
    match command:
        case c.Deal():
            return {"do": "deal"}
        case c.Open():
            return {"do": "open", "at": list(command.at)}
        case c.Draw():
            return {"do": "draw", "from": command.source}
        case c.Swap():
            return {"do": "swap", "at": command.at}
        case c.Discard():
            return {"do": "discard"}
        case c.NextHole():
            return {"do": "next_hole"}
        case _:
            raise ValueError(f"the lesson asks nobody for {command}")


def _spots(command: c.Command) -> Iterable[str]:
    """Where on the board the learner is to touch for it."""
    match command:
        case c.Open():
            return (f"{LEARNER}-{at}" for at in command.at)
        case c.Swap():
            return (f"{LEARNER}-{command.at}",)
        case c.Draw():
            return (command.source,)
        case c.Discard():
            return ("discard",)
        case _:
            return ()


def stills() -> list[dict[str, Any]]:
    """The lesson in pictures that stand still: each step with its words, and the learner's cards after it."""
    _first, beats = played()
    return [
        {
            "title": step.title,
            "words": [words for beat in step.beats for words in (beat.says, beat.meanwhile) if words],
            **_still([one.after for one in beats if one.step == number][-1]),
        }
        for number, step in enumerate(STEPS)
    ]


def _still(view: View) -> dict[str, Any]:
    grid = view.own.grid
    paired = [column for column, (top, low) in enumerate(COLUMNS) if grid and is_pair(grid[top], grid[low])]
    return {
        "slots": [{"card": card, "paired": at % 3 in paired} for at, card in enumerate(grid)],
        "paired": paired,
        "drawn": view.drawn.card if view.drawn else None,
    }
