"""Signals: what a worker notices about how people play. They are shown to people, and never act alone.

Each has a number, a threshold, and things that it does not prove (`ABOUT`). Who has finished a game since the last
time is measured, and which sessions have begun; nothing is read from end to end. Synchronous; asks the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leaderboards import conduct
from leaderboards.models import Result, Versus
from moderation import odds
from moderation.models import Signal, SignalKind, Unmeasured

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from django.db.models import QuerySet
    from django_stubs_ext import StrPromise

    from leaderboards.conduct import Conduct

    Behaved = Mapping[int, dict[int, Conduct]]

PARTNER_GAMES: Final = 20
"""With fewer games against one partner nobody's luck is worth a look."""
PARTNER_TAIL: Final = 1e-6
"""So unlikely it must be to be ahead of one partner so often, for somebody who is ahead of others as often as this."""
PARTNERS: Final = 20
"""Those met most often are looked at."""
LEAVING_GAMES: Final = 50
"""The last games with other people in them."""
LEFT_BEHIND: Final = 5
"""So many of those left while behind, and"""
LEFT_BEHIND_SHARE: Final = 0.8
"""so many of all that were left after the first hole."""
PACE_GAMES: Final = 3
"""The last games."""
PACE_DECISIONS: Final = 20
"""With fewer cards drawn unseen in them there is no median to speak of."""
PACE_SECONDS: Final = 0.3
"""The median time to see a card, decide and place it. To press a key when a light goes on takes a person 0.25 s, to
choose between several longer; and the way of the frames to and fro is in it."""
ACCOUNTS: Final = 4
"""So many accounts from one address"""
NETWORK: Final = 50
"""(more are not people who know one another, but a network)"""
ADDRESS_DAYS: Final = 30
"""in so many days."""
KEPT: Final = timedelta(days=90)
"""So long a signal stays after it was last seen."""
SEEN_AGAIN: Final = timedelta(days=30)
"""One that was looked at longer ago than this, and is seen again, is to be looked at again."""
AT_ONCE: Final = 50
SMALLEST: Final = 1e-15
"""Of a chance: what is less likely is shown as if it were this."""


@dataclass(frozen=True, slots=True)
class About:
    """What a signal is, and is not."""

    number: StrPromise
    threshold: StrPromise
    proves_not: StrPromise


ABOUT: Final[dict[str, About]] = {
    SignalKind.PARTNER: About(
        _(
            "How likely it is to finish ahead of this partner so often, by how often they finish ahead of others."
        ),
        _("20 games with the partner; less than one in a million."),
        _(
            "The partner may be a beginner or a child, or the two may have agreed on nothing but a strange evening."
        ),
    ),
    SignalKind.ADDRESS: About(
        _("Accounts that have signed in from the same address in the last 30 days."),
        _("4 accounts; more than 50 are a network, of which nothing is said."),
        _("Families, schools, offices and whole mobile networks share an address."),
    ),
    SignalKind.LEAVING: About(
        _("Of the last 50 games with other people, those that were left while somebody else was ahead."),
        _("5 games, and four of five of all that were left after the first hole."),
        _("A bad connection leaves, too, and whoever seldom leads is behind whenever it does."),
    ),
    SignalKind.PACE: About(
        _("The median of the seconds from drawing a card unseen to placing it, in the last 3 games."),
        _("20 cards; less than 0.3 seconds."),
        _("Programs may play here: it says that nobody read the cards, not that anybody cheated."),
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A number past its threshold."""

    user: int
    kind: SignalKind
    number: float
    facts: dict[str, Any]
    other: int | None = None


def note_players(users: Iterable[int]) -> None:
    """Have these measured at the next opportunity."""
    Unmeasured.objects.bulk_create(
        [Unmeasured(user_id=user) for user in sorted(users)], ignore_conflicts=True
    )


def measure_some() -> int:
    """Measure some of those who have finished games. How many; 0: nobody is left.

    They are taken off the list first: whoever folds another game of theirs does not wait for this. Where it fails, they
    are measured with their next game.
    """
    with transaction.atomic():
        waiting = Unmeasured.objects.select_for_update(
            skip_locked=connection.features.has_select_for_update_skip_locked
        )
        users = list(waiting.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        Unmeasured.objects.filter(pk__in=users).delete()
    note(measured(users))
    return len(users)


def measured(users: Collection[int]) -> list[Found]:
    """What is past a threshold of how these play."""
    lately = {user: _lately(user) for user in users}
    wanted = {line.game_id for lines in lately.values() for line in _to_read(lines)}
    behaved = conduct.measured(wanted) if wanted else {}
    found = [one for user in users for one in partners(user)]
    for user, lines in lately.items():
        found += filter(None, (leaving(user, lines, behaved), pace(user, lines, behaved)))
    return found


def _lately(user: int) -> list[Result]:
    """Somebody's newest results."""
    return list(Result.objects.filter(user=user).order_by("-ended_at", "-game_id")[:LEAVING_GAMES])


def _to_read(lines: list[Result]) -> list[Result]:
    """Those of them whose events have to be read."""
    return lines[:PACE_GAMES] + [line for line in lines[PACE_GAMES:] if line.left and line.people > 1]


def partners(user: int) -> list[Found]:
    """The partners whom somebody beats far more often than they beat others."""
    met = Versus.objects.filter(user=user)
    often = list(met.filter(games__gte=PARTNER_GAMES).order_by("-games", "other")[:PARTNERS])
    if not often:
        return []
    every = met.aggregate(ahead=Sum("ahead"), behind=Sum("behind"))
    found = []
    for one in often:
        share = odds.expected_share(every["ahead"] - one.ahead, every["behind"] - one.behind)
        chance = odds.tail(one.ahead, one.ahead + one.behind, share)
        if one.ahead + one.behind >= PARTNER_GAMES and chance < PARTNER_TAIL:
            facts = {"games": one.games, "ahead": one.ahead, "behind": one.behind, "share": round(share, 3)}
            found.append(Found(user, SignalKind.PARTNER, chance, facts, one.other_id))
    return found


def leaving(user: int, lines: Iterable[Result], behaved: Behaved) -> Found | None:
    """Whether somebody leaves mostly when they are behind."""
    left = [line for line in lines if line.left and line.people > 1]
    when = [_of(line, behaved).left_behind for line in left]
    behind, ahead = when.count(True), when.count(False)
    if behind < LEFT_BEHIND or behind < LEFT_BEHIND_SHARE * (behind + ahead):
        return None
    return Found(user, SignalKind.LEAVING, behind, {"left": len(left), "behind": behind, "ahead": ahead})


def pace(user: int, lines: list[Result], behaved: Behaved) -> Found | None:
    """Whether somebody decides faster than a person can."""
    seconds = [one for line in lines[:PACE_GAMES] for one in _of(line, behaved).seconds]
    if len(seconds) < PACE_DECISIONS or (middle := odds.median(seconds)) >= PACE_SECONDS:
        return None
    return Found(user, SignalKind.PACE, round(middle, 3), {"cards": len(seconds)})


def _of(line: Result, behaved: Behaved) -> Conduct:
    return behaved.get(line.game_id, {}).get(line.seat) or conduct.Conduct()


def note(found: Iterable[Found]) -> None:
    """Keep these. One that is known has the new number; whoever has looked at it lately need not look again."""
    now = timezone.now()
    for one in found:
        told = {"number": one.number, "facts": one.facts, "other_id": one.other, "at": now}
        signal, new = Signal.objects.get_or_create(
            user_id=one.user, kind=one.kind, key=str(one.other or ""), defaults=told | {"first_at": now}
        )
        if new:
            continue
        stale = signal.looked_at is not None and signal.looked_at < now - SEEN_AGAIN
        again = {"looked_at": None, "looked_by": None} if stale else {}
        Signal.objects.filter(pk=signal.pk).update(**told, **again)


def of(user_id: int) -> QuerySet[Signal]:
    """The signals about somebody, newest first."""
    return Signal.objects.filter(user=user_id).select_related("user", "other", "looked_by")


def forget(user_id: int) -> None:
    """Drop all that was measured of somebody."""
    Signal.objects.filter(Q(user=user_id) | Q(other=user_id)).delete()
    Unmeasured.objects.filter(user=user_id).delete()


def in_words(signal: Signal) -> str:
    """The number of a signal as people read it, with what it was worked out from."""
    facts = signal.facts
    match signal.kind:
        case SignalKind.PARTNER:
            odds = number_format(round(1 / max(signal.number, SMALLEST)), use_l10n=True, force_grouping=True)
            told = {"ahead": facts.get("ahead"), "behind": facts.get("behind"), "odds": odds}
            return gettext("ahead %(ahead)s times, behind %(behind)s times: one in %(odds)s") % told
        case SignalKind.ADDRESS:
            return gettext("%(n)s accounts") % {"n": int(signal.number)}
        case SignalKind.LEAVING:
            told = {"behind": facts.get("behind"), "ahead": facts.get("ahead")}
            return gettext("%(behind)s games left while behind, %(ahead)s while not") % told
        case _pace:
            told = {"seconds": number_format(signal.number, 2), "n": facts.get("cards")}
            return gettext("%(seconds)s seconds, of %(n)s cards") % told
