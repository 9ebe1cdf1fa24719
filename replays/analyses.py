"""Analyses of finished games: asked for, worked out piece by piece by whoever takes them, and kept with their game.

Who works on one has it for a while and says again and again that they do; where that ends, somebody else goes on from
what was kept last. Every decision is judged alike whoever judges it, so that nothing is another by that. Synchronous.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import limits
from accounts.limits import DAY, Limit
from games import event_store, faults
from games.analysis.judged import Judged
from games.analysis.sums import VERSION, summed_up
from games.analysis.walk import walk
from games.fold import BrokenStream
from replays.models import Analysis

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User
    from games.analysis.walk import Walk

Json = dict[str, Any]
log = logging.getLogger(__name__)

ANALYSES: Final = Limit("analyses", 30, DAY)
"""Of a user. What is known already is told without being counted."""
CLOSER_ANALYSES: Final = Limit("closer-analyses", 5, DAY)
ANALYSES_OF_AN_ADDRESS: Final = Limit("analyses-from", 100, DAY)
MOST_WAITING: Final = 200
"""Analyses of the whole site that are not done."""
PIECE_SECONDS: Final = 20.0
"""Of work, after which what there is of it is kept."""
TOLD_SECONDS: Final = 1.0
TAKEN: Final = timedelta(seconds=60)
MOST_TRIES: Final = 4
KEPT_FAILED: Final = timedelta(days=1)


class NotToBeHad(ValueError):
    """There is nothing to analyse, or no room for it; with a sentence for whoever asked."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the analysis of a game is."""

    done: Analysis | None
    """The one with most deals."""
    going: Analysis | None
    """One that somebody has asked for, and that is not there yet."""
    failed: bool

    @property
    def state(self) -> str:
        if self.going is not None:
            return "going"
        if self.done is not None:
            return "done"
        return "failed" if self.failed else "none"


def standing(game_id: int) -> Standing:
    """How far the analysis of this game is."""
    rows = list(_current(game_id).order_by("deals"))
    done = [row for row in rows if row.done_at is not None]
    going = [row for row in rows if row.done_at is None and not row.failed]
    last = bool(rows) and rows[-1].failed
    return Standing(done[-1] if done else None, going[-1] if going else None, last)


def result_of(game_id: int) -> Json | None:
    """What has been worked out, with most deals; None where nothing has been."""
    found = _current(game_id).exclude(done_at=None).order_by("-deals").first()
    result: Json | None = None if found is None else found.result
    return result


def _current(game_id: int) -> QuerySet[Analysis]:
    return Analysis.objects.filter(game=game_id, version=VERSION)


def ask(game_id: int, user: User | None, address: str = "", *, closer: bool = False) -> Analysis | None:
    """An analysis to be worked on; None where it is there or on its way. TooMany; NotToBeHad; BrokenStream."""
    deals = settings.GOLF_ANALYSIS_DEALS[closer]
    known = _current(game_id).filter(deals=deals, failed=False)
    if known.exists():
        return None
    if not game_walk(game_id).decisions:
        raise NotToBeHad(_("No hole of this game was played to its end, so there is nothing to analyse."))
    if to_do().count() >= MOST_WAITING:
        raise NotToBeHad(_("Many games are being analysed just now. Ask again later."))
    who = address if user is None else str(user.pk)
    limits.count(ANALYSES, who)
    if closer:
        limits.count(CLOSER_ANALYSES, who)
    if address:
        limits.count(ANALYSES_OF_AN_ADDRESS, address)
    Analysis.objects.filter(game=game_id, deals=deals).filter(Q(failed=True) | ~Q(version=VERSION)).delete()
    found, made = Analysis.objects.get_or_create(game_id=game_id, deals=deals, defaults={"version": VERSION})
    return found if made else None


def game_walk(game_id: int) -> Walk:
    """A finished game as it is judged. BrokenStream."""
    with faults.noted():
        return walk([stored.event for stored in event_store.load(game_id)])


def to_do() -> QuerySet[Analysis]:
    """All that is asked for and not done, the oldest first."""
    return Analysis.objects.filter(done_at=None, failed=False).order_by("asked_at", "pk")


def free() -> QuerySet[Analysis]:
    """Those of them on which nobody works."""
    return to_do().filter(Q(taken_until=None) | Q(taken_until__lt=timezone.now()))


def work(analysis_id: int, seconds: float = PIECE_SECONDS) -> bool:
    """Work on an analysis for so long, unless it is done or somebody else does; whether anything is left to do."""
    hold = Hold.of(analysis_id)
    if hold is None:
        return False
    try:
        left = _piece(hold, seconds)
    except BrokenStream as broken:
        log.warning("game %s cannot be analysed: %s", broken.game_id, broken.reason)
        hold.put(failed=True)
        return False
    return left


def _piece(hold: Hold, seconds: float) -> bool:
    from games.analysis import judging  # NumPy only where decisions are judged

    row = hold.row
    game = game_walk(row.game_id)
    decisions = game.decisions
    known: list[Json] = list(row.pieces)
    started = monotonic()
    for decision in decisions[len(known) :]:
        known.append(judging.judged(decision, row.deals).to_json())
        if monotonic() - started > seconds:
            break
        if not hold.tell(len(known), len(decisions)):
            return False
    if len(known) < len(decisions):
        return hold.put(pieces=known, judged=len(known), decisions=len(decisions), tries=0, taken_until=None)
    result = summed_up(game, [Judged(**one) for one in known], *judging.par(game, row.deals), row.deals)
    hold.put(
        result=result, pieces=[], judged=len(known), decisions=len(decisions), done_at=timezone.now(),
    )  # fmt: skip
    return False


@dataclass(slots=True)
class Hold:
    """An analysis that somebody has taken, as long as nobody has taken it from them."""

    row: Analysis
    until: datetime
    told: float

    @classmethod
    def of(cls, analysis_id: int) -> Hold | None:
        """The analysis, taken; None where somebody has it, or nothing is left to do."""
        until = timezone.now() + TAKEN
        if not free().filter(pk=analysis_id).order_by().update(taken_until=until, tries=F("tries") + 1):
            return None
        row = Analysis.objects.get(pk=analysis_id)
        hold = cls(row, until, monotonic())
        if row.tries > MOST_TRIES:
            # Whoever took it so often has died of it.
            log.error("the analysis %s of game %s was given up", row.pk, row.game_id)
            hold.put(failed=True)
            return None
        return hold

    def put(self, **columns: Any) -> bool:
        """Write this down, if it is still ours."""
        return bool(Analysis.objects.filter(pk=self.row.pk, taken_until=self.until).update(**columns))

    def tell(self, judged: int, decisions: int) -> bool:
        """Now and then say how far it is, and keep it for longer; False where it is not ours any more."""
        if monotonic() - self.told < TOLD_SECONDS:
            return True
        until = timezone.now() + TAKEN
        ours = self.put(judged=judged, decisions=decisions, taken_until=until)
        self.until, self.told = until, monotonic()
        return ours


def forget_failed() -> None:
    """Let those go that could not be worked out, and that nobody has asked for again."""
    Analysis.objects.filter(failed=True, asked_at__lt=timezone.now() - KEPT_FAILED).delete()
