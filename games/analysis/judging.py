"""Decisions judged: what each cost against the best and why, and what the hole was expected to come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from games.analysis.judged import SURE, UNIT, Judged, grade
from games.cpu import coach
from games.cpu_tables import judge as judges
from games.hints import told_move
from games.rules import commands as c

if TYPE_CHECKING:
    from collections.abc import Mapping

    from games.analysis.judged import Json
    from games.analysis.walk import Decision, Walk
    from games.cpu_tables.judge import Judgement
    from games.rules.cards import Card
    from games.rules.views import View

PAR_DEALS: Final = 8
"""Times as many deals for what a hole is expected to come to before its deal: all holes rest on it."""
_KIND: Final[dict[type, str]] = {
    c.Open: "open", c.Draw: "draw", c.FlipAction: "draw", c.Knock: "draw", c.Swap: "place", c.Discard: "place",
    c.UndoDraw: "place", c.Flip: "flip", c.SkipFlip: "flip",
}  # fmt: skip


def judged(decision: Decision, deals: int) -> Judged:
    """The decision judged over so many deals of all that its seat could not see; always the same."""
    judgement = judges.judge(decision.view, decision.options, deals, decision.seq)
    did, best = judgement.number_of(decision.command, decision.view), judgement.best()
    forced = len(judgement.actions) == 1
    costs, expected = judgement.costs(), judgement.expected()
    cost = 0 if forced or did == best else _told(costs[did])
    error = 0 if forced else _told(SURE * judgement.errors()[did])
    change, noise = judgement.unlike_habit(did)
    before = [_told(score) for score in expected[judgement.habit]]
    return Judged(
        seq=decision.seq,
        hole=decision.hole,
        seat=decision.seat,
        by=decision.by,
        kind=_KIND[type(decision.command)],
        card=_card(decision.view),
        choices=len(judgement.actions),
        did=told_move(decision.command),
        best=told_move(decision.command if did == best else judgement.actions[best]),
        cost=cost,
        error=error,
        before=before,
        after=[one + _told(more) for one, more in zip(before, change, strict=True)],
        noise=[_told(SURE * one) for one in noise],
        reason=None if grade(cost, error) == "right" else _reason(decision, judgement, cost),
    )


def par(walk: Walk, deals: int) -> tuple[list[int], list[int]]:
    """What each seat, from the one that plays first on, may expect before a deal, and the error of that."""
    means, errors = judges.par(walk.rules, walk.seats, deals * PAR_DEALS, 0)
    return [_told(mean) for mean in means], [_told(SURE * error) for error in errors]


def _reason(decision: Decision, judgement: Judgement, cost: int) -> Json:
    best: Any = judgement.actions[judgement.best()]
    if isinstance(best, c.Open):
        return {"why": "apart" if best.at == (0, 1) else "together", "strokes": cost}
    means = judgement.margins.mean(1)
    losses: Mapping[Any, float] = dict(zip(judgement.actions, map(float, means), strict=True))
    reason = coach.reason_for(decision.view, best, losses)
    told: Json = {"why": reason.why, "strokes": cost}
    told |= {name: card for name in ("card", "other") if (card := getattr(reason, name)) is not None}
    return told if reason.points is None else told | {"points": _told(reason.points)}


def _card(view: View) -> Card | None:
    """What the decision is about: the card in the hand, or else what lies on the discard pile."""
    if view.drawn is not None:
        return view.drawn.card
    return view.discard[-1] if view.discard and view.turn is not None else None


def _told(strokes: float) -> int:
    return round(float(strokes) * UNIT)
