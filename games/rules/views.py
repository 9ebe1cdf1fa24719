"""What a viewer may see, by allow-list: the only way from state and events to the outside.

A viewer is a seat's number, or None for the gallery. Nothing is taken away from a full picture here:
each view is built up from what the rules let its viewer see, so a field that nobody thought of stays hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias, assert_never

from games.rules import events as e
from games.rules.course import course_of
from games.rules.grid import COLUMNS
from games.rules.legal import legal
from games.rules.levels import level_of
from games.rules.scoring import column_points, grid_score, winners

if TYPE_CHECKING:
    from collections.abc import Iterable

    from games.rules.cards import Card
    from games.rules.commands import Source
    from games.rules.course import Course
    from games.rules.house_rules import HouseRules
    from games.rules.legal import Option
    from games.rules.scoring import ScoreLine
    from games.rules.state import FlipDue, GameState, HoleState, Phase, SeatState

Viewer: TypeAlias = int | None
DISCARD_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class DrawnView:
    """The drawn card as a viewer sees it: `card` is None for those who may not."""

    seat: int
    source: Source
    card: Card | None


@dataclass(frozen=True, slots=True)
class SeatView:
    """A seat as everybody sees it. `player` is for the server to turn into a name, never for the wire."""

    player: int | None
    persona: str | None
    level: str | None
    """How strong a CPU player plays."""
    grid: tuple[Card | None, ...]
    columns: tuple[int | None, ...]
    """What each column counts whose two cards lie face up; None for the others."""
    showing: int
    score: int | None
    total: int
    holes_won: int
    autopilot: bool
    ready: bool


@dataclass(frozen=True, slots=True)
class View:
    """A table as one viewer may see it."""

    viewer: Viewer
    phase: Phase
    rules: HouseRules
    host: int | None
    hole: int
    dealer: int | None
    turn: int | None
    went_out: int | None
    stock: int
    discard: tuple[Card, ...]
    """Top last, at most 8."""
    pile: tuple[Card, ...]
    """The whole discard pile, as everybody saw it grow; on no wire, for CPU players to remember."""
    drawn: DrawnView | None
    flip: FlipDue
    seats: tuple[SeatView | None, ...]
    scorecard: tuple[tuple[int, ...], ...]
    """Of each finished hole, every seat's settled score."""
    tally: tuple[ScoreLine, ...] | None
    """How the scores of the hole that has just ended came about."""
    hole_winners: tuple[int, ...] | None
    """The seats that have won it."""
    places: tuple[int, ...] | None
    course: Course | None
    """Of the finished game."""
    coaching: bool
    """Whether hints may be asked for, and moves taken back."""

    @property
    def own(self) -> SeatView:
        """The viewer's own seat; ValueError for the gallery."""
        seat = self.seats[self.viewer] if self.viewer is not None else None
        if seat is None:
            raise ValueError("the gallery has no seat")
        return seat


class SeatViews:
    """The seats of one game as they were last seen: one to which nothing has happened is not looked at again."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[tuple[object, ...], SeatView]] = {}

    def of(self, state: GameState, number: int, seat: SeatState) -> SeatView:
        """A seat as everybody sees it now."""
        hole = state.hole
        seen_in = (seat, hole and hole.grids[number], hole and hole.scores, state.rules)
        before, view = self._known.get(number, ((), None))
        if view is None or any(one is not other for one, other in zip(before, seen_in, strict=True)):
            view = _seat_view(state, hole, number, seat)
            self._known[number] = seen_in, view
        return view


def view_for(state: GameState, viewer: Viewer, seats: SeatViews | None = None) -> View:
    """The table as this viewer may see it; `seats` remembers what was seen of the same game before."""
    hole, seats = state.hole, seats or SeatViews()
    return View(
        viewer=viewer,
        phase=state.phase,
        rules=state.rules,
        host=state.host,
        hole=hole.number if hole else 0,
        dealer=hole.dealer if hole else None,
        turn=hole.turn if hole else None,
        went_out=hole.went_out if hole else None,
        stock=len(hole.stock) if hole else 0,
        discard=hole.discard[-DISCARD_SHOWN:] if hole else (),
        pile=hole.discard if hole else (),
        drawn=drawn_for(hole, viewer),
        flip=hole.flip if hole else None,
        seats=tuple(
            None if seat is None else seats.of(state, number, seat) for number, seat in enumerate(state.seats)
        ),
        scorecard=state.scorecard,
        tally=hole.scores if hole else None,
        hole_winners=winners([line.score for line in hole.scores]) if hole and hole.scores else None,
        places=state.places,
        course=None if state.places is None else course_of(state.scorecard),
        coaching=state.coaching is not None,
    )


def options_for(state: GameState, viewer: Viewer) -> tuple[Option, ...]:
    """What this viewer may do now; beside the view, so that a CPU player needs nothing else."""
    return legal(state, viewer)


def drawn_for(hole: HoleState | None, viewer: Viewer) -> DrawnView | None:
    """The drawn card as this viewer may see it; None while nobody has one."""
    if hole is None or hole.drawn is None or hole.turn is None:
        return None
    visible = viewer == hole.turn or hole.drawn.source == "discard"
    return DrawnView(hole.turn, hole.drawn.source, hole.drawn.card if visible else None)


def _seat_view(state: GameState, hole: HoleState | None, number: int, seat: SeatState) -> SeatView:
    grid = hole.grids[number].seen if hole else ()
    return SeatView(
        player=seat.player,
        persona=seat.persona,
        level=seat.level,
        grid=grid,
        columns=tuple(_column(grid, top, low, state.rules) for top, low in COLUMNS) if grid else (),
        showing=grid_score(grid, state.rules) if grid else 0,
        score=hole.scores[number].score if hole and hole.scores else None,
        total=seat.total,
        holes_won=seat.holes_won,
        autopilot=seat.autopilot,
        ready=seat.ready,
    )


def _column(grid: tuple[Card | None, ...], top: int, low: int, rules: HouseRules) -> int | None:
    if grid[top] is None or grid[low] is None:
        return None
    return column_points(grid[top], grid[low], rules)


def scores_shown(scores: Iterable[ScoreLine]) -> list[dict[str, Any]]:
    """Settled scores with their parts, as the wire has them."""
    return [
        {"score": line.score, "parts": [{"why": part.why, "points": part.points} for part in line.parts]}
        for line in scores
    ]


def course_shown(course: Course) -> dict[str, Any]:
    """The course of a finished game, as the wire has it."""
    decided = course.decided
    return {
        "totals": course.totals,
        "behind": course.behind,
        "decided": None
        if decided is None
        else {"hole": decided.hole, "seat": decided.seat, "rival": decided.rival, "gained": decided.gained},
    }


def redact(event: e.Event, viewer: Viewer) -> dict[str, Any]:
    """An event as this viewer may see it: the wire's fields, but for `seq`, `time` and players' names.

    `player` in `player_joined` is an id for the server to turn into a name and kind, never for the wire.
    """
    shown: dict[str, Any] = {"type": WIRE_NAMES[type(event)]}
    seat = getattr(event, "seat", None)
    if seat is not None:
        shown["seat"] = seat
    if by := getattr(event, "by", None):
        shown["by"] = by
    return shown | _details(event, viewer)


def _details(event: e.Event, viewer: Viewer) -> dict[str, Any]:
    match event:
        case e.CardDrawn():
            seen = event.source == "discard" or viewer == event.seat
            return {"from": event.source, "card": event.card if seen else None}
        case e.CardSwapped():
            return {"at": event.at, "card": event.card, "out": event.out}
        case e.CardDiscarded() | e.DrawUndone():
            return {"card": event.card}
        case e.CardFlipped() | e.CardFlippedAsAction():
            return {"at": event.at, "card": event.card}
        case e.CardsOpened() | e.Knocked() | e.GridRevealed():
            return {"cards": {str(at): card for at, card in event.cards}}
        case (
            e.CoachingAllowed()
            | e.FlipSkipped()
            | e.WentOut()
            | e.Ready()
            | e.PackCut()
            | e.PlayerLeft()
            | e.SeatOnAutopilot()
            | e.SeatTakenBack()
        ):
            return {}
        case e.MovesUndone():
            return {"to_seq": event.to_seq}
        case e.StockRenewed():
            return {"stock": len(event.stock)}
        case e.HoleStarted():
            return _hole_started(event)
        case e.HoleEnded():
            return _hole_ended(event)
        case e.GameCreated() | e.RulesChanged():
            return {"rules": event.rules.to_json()}
        case e.PlayerJoined() | e.SeatTakenOver():
            return {"player": event.player, "persona": event.persona, "level": level_of(event)}
        case e.SeatHandedOver():
            return {"player": event.player}
        case e.GameStarted():
            return {"holes": event.holes, "next_commitment": event.next_commitment}
        case e.GameEnded():
            return {"totals": event.totals, "places": event.places, "winners": event.winners}
        case e.GameAbandoned():
            return {"reason": event.reason, "reveal": event.reveal}
        case _:
            assert_never(event)


def _hole_started(event: e.HoleStarted) -> dict[str, Any]:
    return {
        "hole": event.hole,
        "dealer": event.dealer,
        "turn": event.turn,
        "discard": event.discard,
        "stock": len(event.stock),
        "commitment": event.commitment,
        "cuts": {str(seat): cut for seat, cut in event.cuts},
    }


def _hole_ended(event: e.HoleEnded) -> dict[str, Any]:
    return {
        "scores": scores_shown(event.scores),
        "totals": event.totals,
        "grids": event.grids,
        "winners": event.winners,
        "reveal": event.reveal,
        "next_commitment": event.next_commitment,
    }


WIRE_NAMES: Final[dict[type, str]] = {
    e.GameCreated: "game_created",
    e.CoachingAllowed: "coaching_allowed",
    e.RulesChanged: "rules_changed",
    e.PlayerJoined: "player_joined",
    e.PlayerLeft: "player_left",
    e.GameStarted: "game_started",
    e.PackCut: "pack_cut",
    e.HoleStarted: "hole_started",
    e.CardsOpened: "cards_opened",
    e.CardDrawn: "card_drawn",
    e.DrawUndone: "draw_undone",
    e.CardSwapped: "card_swapped",
    e.CardDiscarded: "card_discarded",
    e.CardFlipped: "card_flipped",
    e.FlipSkipped: "flip_skipped",
    e.CardFlippedAsAction: "card_flipped_as_action",
    e.Knocked: "knocked",
    e.MovesUndone: "moves_undone",
    e.StockRenewed: "stock_renewed",
    e.WentOut: "went_out",
    e.GridRevealed: "grid_revealed",
    e.HoleEnded: "hole_ended",
    e.Ready: "ready",
    e.GameEnded: "game_ended",
    e.SeatOnAutopilot: "seat_on_autopilot",
    e.SeatTakenBack: "seat_taken_back",
    e.SeatHandedOver: "seat_handed_over",
    e.SeatTakenOver: "seat_taken_over",
    e.GameAbandoned: "game_abandoned",
}
