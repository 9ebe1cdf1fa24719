"""What one finished game came to: each seat's result, what it did to a rating, or why it did nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from games.models import Game, Seat
from games.rules.state import Phase
from leaderboards import cpu_ratings
from leaderboards.models import Award, RatingChange, Result, Rules
from leaderboards.rating_games import is_rated, ranks_of
from leaderboards.ratings import REMEMBERED, Strength

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User

HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class Told:
    """One seat's share, and what it did."""

    name: str
    user: User | None
    result: Result
    change: int | None
    """Points of rating, up or down; None where there is no change to tell."""
    points: int | None
    """The rating after it, or that of a CPU player, which is fixed."""
    why: str
    """Why the rating changed as it did, or not."""
    awards: list[str]
    """Keys of the achievements that the game brought."""

    @property
    def moved(self) -> str:
        """The change as people read it, with its sign."""
        return f"{self.change or 0:+}".replace("-", "−")


def was_in(user: object, game_id: int) -> bool:
    """Whether somebody had a seat in this game."""
    user_id = getattr(user, "pk", None)
    return user_id is not None and Seat.objects.filter(game=game_id, user=user_id).exists()


def told(game: Game) -> list[Told]:
    """Each seat of a game, the best first; empty while nothing is known, or where the game counts for nothing."""
    results = list(Result.objects.filter(game=game).select_related("user").order_by("place", "seat"))
    changes = {one.user_id: one for one in RatingChange.objects.filter(game=game)}
    awards: dict[int, list[str]] = {}
    for user_id, key in Award.objects.filter(game=game).values_list("user_id", "key"):
        awards.setdefault(user_id, []).append(key)
    why = why_unrated(results)
    return [_told(result, changes.get(result.user_id or 0), awards, why) for result in results]


def why_no_results(game: Game) -> str:
    """Why a game has left nothing behind; empty if it has, or is going to."""
    if game.phase != Phase.GAME_OVER:
        return _("This game was not played to its end, so it counts for nothing.")
    if game.imported:
        return _("This game was read from a file, so it counts for nothing here.")
    if game.played_on:
        return _("This game went on from a moment of another one, so it counts for nothing.")
    if game.coaching:
        return _("Coaching was allowed in this game, so it counts for nothing.")
    if game.annulled:
        return _("This game was annulled, so it counts for nothing.")
    return ""


def why_unrated(results: Sequence[Result]) -> str:
    """Why a game moves nobody's rating; empty if it does."""
    if not results:
        return ""
    if results[0].people < 2:
        return _(
            "No change, because there was one person at the table only: CPU players feed nobody’s rating."
        )
    if not is_rated(Rules.objects.filter(fingerprint=results[0].rules).first()):
        return _("No change, because games under these house rules are not rated.")
    if not ranks_of(results):
        return _why_no_ranks(results)
    return ""


def _why_no_ranks(results: Sequence[Result]) -> str:
    if all(one.left for one in results if one.user_id is not None):
        return _("No change, because nobody stayed to the end.")
    return _("No change, because fewer than two of its people are known here still.")


def _told(result: Result, change: RatingChange | None, awards: dict[int, list[str]], unrated: str) -> Told:
    before, after = None, None
    if change is not None:
        before, after = Strength(change.mu_before, change.sigma_before), Strength(change.mu, change.sigma)
    return Told(
        name=result.persona.capitalize() if result.persona else str(result.user or "—"),
        user=result.user,
        result=result,
        change=after.points - before.points if before and after else None,
        points=after.points if after else cpu_ratings.points_of(result.persona),
        why="" if result.persona else unrated or _why(change, result.left),
        awards=awards.get(result.user_id or 0, []),
    )


def _why(change: RatingChange | None, left: bool) -> str:
    """Of a rated game: how it counted."""
    if change is None:
        return _("The rating is being worked out.")
    days = {"days": REMEMBERED.days}
    if not change.weight:
        return _why_nothing(change.met_guest) % days
    sentences = []
    if left:
        sentences.append(_("Who leaves is rated behind everybody who stays."))
    if change.weight < 1:
        counts = {"percent": round(HUNDRED * change.weight)}
        sentences.append(_why_less(change.met_guest) % (days | counts))
    else:
        sentences.append(_("It counts in full."))
    return " ".join(sentences)


def _why_nothing(guests: bool) -> str:
    if guests:
        return _(
            "No change, because you have played guests too often in %(days)s days: all of them count as one opponent."
        )
    return _(
        "No change, because you have played one another too often in %(days)s days: that counts no more."
    )


def _why_less(guests: bool) -> str:
    if guests:
        return _(
            "You have played guests often in %(days)s days, and all of them count as one opponent,"
            " so this game counts %(percent)s %%."
        )
    return _("You have played one another often in %(days)s days, so this game counts %(percent)s %%.")
