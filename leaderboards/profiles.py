"""What a profile tells of somebody's play. Synchronous; asks the database, each time along an index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import ShownTo, User
from games.rules.house_rules import PRESETS
from leaderboards import cpu_ratings
from leaderboards.achievements import ALL as ACHIEVEMENTS
from leaderboards.adding import COLUMNS
from leaderboards.careers import Career as Played
from leaderboards.careers import Met
from leaderboards.models import Award, Career, Rating, RatingChange, Result, Rules, Tally, Versus
from leaderboards.ratings import Strength
from leaderboards.tallies import ALL, NOTHING, PEOPLE, Sum

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from leaderboards.achievements import Achievement

FORM: Final = 50
"""Games that somebody's form is told of."""
MOST_MET: Final = 10
MOST_RULES: Final = 6


@dataclass(frozen=True, slots=True)
class UnderRules:
    """How somebody fares under one set of rules."""

    name: str
    sum: Sum


@dataclass(frozen=True, slots=True)
class Against:
    """How somebody fares against one other. `user` is None for a CPU player."""

    name: str
    user: User | None
    met: Met
    points: int | None = None
    """The fixed rating of a CPU player."""
    persona: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """An achievement, how far somebody has come, and since when they have it."""

    achievement: Achievement
    progress: int
    at: datetime | None
    game: int | None

    @property
    def name(self) -> str:
        return _(self.achievement.name)

    @property
    def sentence(self) -> str:
        return _(self.achievement.sentence)


@dataclass(frozen=True, slots=True)
class Profile:
    """All of it."""

    everything: Sum
    with_people: Sum
    rating: Strength | None
    rated_games: int
    form: list[float]
    """Strokes per hole of the last games, the oldest first."""
    form_won: int
    """How many of them were won."""
    ratings: list[Strength]
    """After each of the last rated games."""
    rules: list[UnderRules]
    against_people: list[Against]
    against_computers: list[Against]
    achievements: list[Reached]


def may_see(viewer: object, user: User) -> bool:
    """Whether somebody may see how another plays: by what that one has chosen."""
    if isinstance(viewer, User) and viewer.pk == user.pk:
        return True
    match user.games_shown_to:
        case ShownTo.EVERYBODY:
            return True
        case ShownTo.PLAYERS:
            return (
                isinstance(viewer, User)
                and Versus.objects.filter(user=viewer, other=user, games__gt=0).exists()
            )
    return False


def profile(user: User, viewer: object) -> Profile:
    """What there is to tell of somebody to a viewer who may see it."""
    sums = _sums(user)
    career = _career(user, sums.get(ALL, NOTHING))
    last = Result.objects.filter(user=user).order_by("-ended_at", "-game_id")[:FORM]
    form = [
        (strokes / len(scores), won) for strokes, scores, won in last.values_list("strokes", "scores", "won")
    ]
    rating = Rating.objects.filter(user=user).first()
    return Profile(
        everything=sums.get(ALL, NOTHING),
        with_people=sums.get(PEOPLE, NOTHING),
        rating=Strength(rating.mu, rating.sigma) if rating else None,
        rated_games=rating.games if rating else 0,
        form=[average for average, _won in reversed(form)],
        form_won=sum(won for _average, won in form),
        ratings=_ratings(user),
        rules=_by_rules(sums),
        against_people=_people(user, viewer),
        against_computers=[
            Against(persona.capitalize(), None, met, cpu_ratings.points_of(persona), persona)
            for persona, met in sorted(career.rivals.items())
        ],
        achievements=reached(user, career),
    )


def form_of(user_id: int) -> list[float]:
    """Strokes per hole of somebody's last games, the oldest first."""
    last = Result.objects.filter(user=user_id).order_by("-ended_at", "-game_id")[:FORM]
    return [strokes / len(scores) for strokes, scores in last.values_list("strokes", "scores")][::-1]


def reached(user: User, career: Played | None = None) -> list[Reached]:
    """Every achievement, and how far somebody has come."""
    if career is None:
        career = _career(user, _sums(user).get(ALL, NOTHING))
    had = {
        key: (at, game)
        for key, at, game in Award.objects.filter(user=user).values_list("key", "awarded_at", "game_id")
    }
    return [Reached(one, one.progress(career), *had.get(one.key, (None, None))) for one in ACHIEVEMENTS]


def rules_name(rules: Rules | None) -> str:
    """What people call these rules."""
    preset = PRESETS.get(rules.preset) if rules else None
    return _(preset.name) if preset else _("Own rules")


def _sums(user: User) -> dict[str, Sum]:
    wanted = Q(slice__in=(ALL, PEOPLE)) | Q(slice__gte="rules/", slice__lt="rules0")
    rows = Tally.objects.filter(wanted, user=user).values_list("slice", *COLUMNS)
    return {name: Sum(*columns) for name, *columns in rows}


def _career(user: User, total: Sum) -> Played:
    row = Career.objects.filter(user=user).first()
    if row is None:
        return Played(total)
    rivals = {persona: Met(*counts) for persona, counts in row.rivals.items()}
    return Played(total, row.feats, rivals, set(row.rules))


def _ratings(user: User) -> list[Strength]:
    last = RatingChange.objects.filter(user=user).order_by("-ended_at", "-game_id")[:FORM]
    return [Strength(mu, sigma) for mu, sigma in last.values_list("mu", "sigma")][::-1]


def _by_rules(sums: Mapping[str, Sum]) -> list[UnderRules]:
    """The rules that somebody plays most, the favourite first."""
    found = {name.removeprefix("rules/"): one for name, one in sums.items() if name.startswith("rules/")}
    known = Rules.objects.in_bulk(list(found))
    most = sorted(found.items(), key=lambda one: -one[1].games)[:MOST_RULES]
    return [UnderRules(_told(known.get(fingerprint)), one) for fingerprint, one in most]


def _told(rules: Rules | None) -> str:
    if rules is None:
        return rules_name(None)
    holes = int(rules.rules.get("holes", 0))
    told = ngettext("%(holes)s hole", "%(holes)s holes", holes) % {"holes": holes}
    return f"{rules_name(rules)}, {told}"


def _people(user: User, viewer: object) -> list[Against]:
    """Those whom somebody meets most, as far as the viewer may know of their games."""
    rows = Versus.objects.filter(_named_to(viewer), user=user, games__gt=0).select_related("other")
    most = rows.order_by("-games", "other_id")[:MOST_MET]
    return [Against(str(one.other), one.other, Met(one.games, one.ahead, one.behind)) for one in most]


def _named_to(viewer: object) -> Q:
    """Of whom a viewer is told whom they have met: those who show them their games, and themselves.

    Guests have chosen nothing: they are named to those who have played with them.
    """
    here = Q(other__is_active=True, other__deleted_at=None)
    open_to_all = Q(other__is_guest=False, other__games_shown_to=ShownTo.EVERYBODY)
    if not isinstance(viewer, User):
        return here & open_to_all
    met = Exists(Versus.objects.filter(user=viewer.pk, other=OuterRef("other"), games__gt=0))
    hidden = Q(other__games_shown_to=ShownTo.NOBODY)
    return here & (open_to_all | Q(other=viewer.pk) | (~hidden & Q(met)))
