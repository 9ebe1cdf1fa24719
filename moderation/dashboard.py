"""How the site is, for the first page of the console: read from samples and short indexes, so that it costs little.

No question here reads a table of events, and none reads more of any other than its answer. What another part of the
console wants to be seen there it hands in by `also`. Synchronous; asks the database, and Redis.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import redis
from django.conf import settings
from django.db.models import Max
from django.db.models.functions import TruncHour
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import redis_master
from accounts.models import User
from games import due, heart, pulse
from leaderboards import metrics, plots, standings
from moderation.models import Appeal, Report, Sample
from moderation.reports import open_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.safestring import SafeString

log = logging.getLogger(__name__)

HOURS: Final = 48
QUEUES: Final = ("results", "mail", "analyses", "celery")
LATE_SECONDS: Final = 5.0
"""A clock that is so far behind is worth a look."""
LONG_QUEUE: Final = 1_000
OLD_SAMPLE: Final = timedelta(minutes=3)
TOP: Final = 5
PATIENCE_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the page. `worry`: it is not as it should be, and `note` says why."""

    name: str
    value: str
    page: str = ""
    """The address of the list behind it; empty: there is none."""
    note: str = ""
    worry: bool = False


@dataclass(frozen=True, slots=True)
class Top:
    """A player at the top of the ratings."""

    place: int
    user: User
    value: str


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the page shows."""

    at: datetime | None
    """When the last sample was taken; None: there is none yet."""
    stale: bool
    figures: list[Figure]
    plot: SafeString | str
    hours: list[tuple[datetime, int]]
    top: list[Top]


_ALSO: list[Callable[[datetime], list[Figure]]] = []


def also(figures: Callable[[datetime], list[Figure]]) -> Callable[[datetime], list[Figure]]:
    """Have these figures on the page, too: they are asked for each time, so they must cost next to nothing."""
    _ALSO.append(figures)
    return figures


def board(now: datetime | None = None) -> Board:
    """The page as it is now."""
    now = now or timezone.now()
    known = _known(now)
    at = known.last.at if known.last.pk else None
    hours = _events_by_hour(now)
    figures = [*_people(known, now), *_games(known), *_trouble(known.last, now), *_machinery(now)]
    figures += [one for more in _ALSO for one in more(now)]
    return Board(
        at=at,
        stale=at is None or now - at > OLD_SAMPLE,
        figures=figures,
        plot=plots.line([many for _hour, many in hours], _("Events an hour"), decimals=0),
        hours=hours,
        top=_top(),
    )


def _people(known: _Known, now: datetime) -> list[Figure]:
    return [
        Figure(_("People at tables"), _number(pulse.people(now)), _page("games_game", state="live")),
        Figure(
            _("Sign-ups today"),
            _number(known.today("signed_up")),
            _page("accounts_user"),
            _("%(n)s in the last seven days") % {"n": _number(known.in_a_week("signed_up"))},
        ),
    ]


def _games(known: _Known) -> list[Figure]:
    begun, finished, abandoned = (known.today(name) for name in ("begun", "finished", "abandoned"))
    return [
        Figure(_("Live games"), _number(known.last.live), _page("games_game", state="live")),
        Figure(_("Games begun today"), _number(begun), _page("games_game")),
        Figure(_("Finished today"), _number(finished), _page("games_game", state="finished")),
        Figure(_("Abandoned today"), _number(abandoned), _page("games_game", state="abandoned")),
    ]


def _trouble(last: Sample, now: datetime) -> list[Figure]:
    return [
        _undecided(_("Open reports"), Report, now),
        _undecided(_("Open appeals"), Appeal, now),
        Figure(
            _("Stuck games"),
            _number(last.stuck),
            _page("games_game", state="stuck"),
            _("There should be none.") if last.stuck else "",
            last.stuck > 0,
        ),
        Figure(
            _("Letters that failed"),
            _number(last.letters_failed),
            _page("accounts_letter"),
            _("within a day"),
        ),
    ]


def _undecided(name: str, kind: type[Report | Appeal], now: datetime) -> Figure:
    """What somebody waits for an answer to."""
    waiting = open_of(kind)
    told = [
        _("the oldest has waited for %(age)s") % {"age": timesince(now - waiting.oldest, now)}
        if waiting.oldest
        else "",
        _("older than 48 hours: %(n)s") % {"n": waiting.late} if waiting.late else "",
    ]
    where = f"moderation_{kind._meta.model_name}"  # noqa: SLF001 - Django's documented name
    page = _page(where, state="late") if waiting.late else _page(where)
    return Figure(name, _number(waiting.number), page, "; ".join(filter(None, told)), bool(waiting.late))


def _machinery(now: datetime) -> list[Figure]:
    """Those parts that nobody sees: the clock, and what waits for workers."""
    first = due.first(now)
    lag = max((now - first).total_seconds(), 0.0) if first else 0.0
    told = ngettext("%(n)s second", "%(n)s seconds", round(lag)) % {"n": number_format(lag, 1)}
    silent = _clock_is_silent()
    note = _("No clock runs.") if silent else ""
    figures = [Figure(_("Clock lag"), told, note=note, worry=silent or lag > LATE_SECONDS)]
    if settings.REDIS_URL:
        figures += [_queue(name, many) for name, many in _waiting().items()]
    return figures


def _queue(name: str, many: int | None) -> Figure:
    title = _("Queue %(name)s") % {"name": name}
    if many is None:
        return Figure(title, "?", note=_("Redis does not answer."), worry=True)
    return Figure(title, _number(many), worry=many > LONG_QUEUE)


def _waiting() -> dict[str, int | None]:
    """How many tasks wait in each queue; None where nobody can know."""
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL,
            socket_connect_timeout=PATIENCE_SECONDS,
            socket_timeout=PATIENCE_SECONDS,
            **redis_master.options(),
        ) as broker:
            pipe = broker.pipeline(transaction=False)
            for name in QUEUES:
                pipe.llen(f"{prefix}{name}")
            return dict(zip(QUEUES, pipe.execute(), strict=True))
    except (redis.RedisError, OSError) as error:
        log.warning("nobody knows how many tasks wait: %s", type(error).__name__)
        return dict.fromkeys(QUEUES)


def _clock_is_silent() -> bool:
    """Whether no clock runs, as far as anybody can know: without Redis one in another process is not heard."""
    if not settings.REDIS_URL and not settings.PLAY:
        return False
    try:
        return not heart.is_beating()
    except (redis.RedisError, OSError):
        return True


@dataclass(frozen=True, slots=True)
class _Known:
    """The last sample, and those from which today (by the site's time zone) and the last seven days are counted."""

    last: Sample
    midnight: Sample
    week: Sample

    def today(self, column: str) -> int:
        """By how much a count has grown since midnight."""
        return int(getattr(self.last, column) - getattr(self.midnight, column))

    def in_a_week(self, column: str) -> int:
        return int(getattr(self.last, column) - getattr(self.week, column))


def _known(now: datetime) -> _Known:
    """From the samples; where there are none, from one that knows of nothing."""
    last = Sample.objects.order_by("-at").first() or Sample(at=now)
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return _Known(last, _sample_at(midnight) or last, _sample_at(now - timedelta(days=7)) or last)


def _sample_at(moment: datetime) -> Sample | None:
    """The one that says how it was then; on a younger site, the first."""
    then = Sample.objects.filter(at__lte=moment).order_by("-at").first()
    return then or Sample.objects.filter(at__gt=moment).order_by("at").first()


def _events_by_hour(now: datetime) -> list[tuple[datetime, int]]:
    """How many events each of the last whole hours had, oldest first."""
    this = now.replace(minute=0, second=0, microsecond=0)
    first = this - timedelta(hours=HOURS)
    samples = Sample.objects.filter(at__gte=first - timedelta(hours=1)).order_by()
    by_hour: dict[datetime, int] = dict(
        samples.annotate(hour=TruncHour("at", tzinfo=this.tzinfo)).values_list("hour").annotate(Max("events"))
    )
    if not by_hour:
        return []
    found: list[tuple[datetime, int]] = []
    before = by_hour.get(first - timedelta(hours=1), by_hour[min(by_hour)])
    for n in range(HOURS):
        hour = first + timedelta(hours=n)
        until = max(by_hour.get(hour, before), before)
        found.append((hour, until - before))
        before = until
    return found


def _top() -> list[Top]:
    lines, _more = standings.page(standings.board("rating", "all", "all"), size=TOP)
    users = User.objects.in_bulk([line.user_id for line in lines])
    return [
        Top(line.place, users[line.user_id], _rating(line.value)) for line in lines if line.user_id in users
    ]


def _rating(value: int) -> str:
    return metrics.METRICS["rating"].shown(value)


def _number(value: int) -> str:
    return number_format(value, use_l10n=True, force_grouping=True)


def _page(name: str, **query: Any) -> str:
    """The address of a list of the console; empty where there is none."""
    try:
        return reverse(f"admin:{name}_changelist", query=query or None)
    except NoReverseMatch:
        return ""
