"""How the console finds games among ten million: by number, code or player, and by what few of them are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.names import look
from games import codes
from games.due import LIVE_PHASES
from games.models import Game, Seat, Table
from games.rules.state import Phase
from moderation import stuck

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.admin import ModelAdmin
    from django.db.models import QuerySet
    from django.http import HttpRequest

MOST_OF_A_NAME: Final = 50
"""People of one name whose games are looked for."""
MOST_OF_A_PLAYER: Final = 2_000
"""Of their games, the newest."""
LONGEST_NUMBER: Final = 18


def found(games: QuerySet[Game], words: str, *, codes_too: bool) -> QuerySet[Game]:
    """The games of this number, at the table of this code, or of a player of this name, address or number."""
    text = words.strip()
    numbers = _by_player(text) | (_by_code(text) if codes_too else set())
    if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER:
        numbers.add(int(text))
    return games.filter(pk__in=numbers)


def _by_code(text: str) -> set[int]:
    code = codes.as_typed(text)
    if codes.PATTERN.fullmatch(code) is None:
        return set()
    table = Table.objects.filter(code=code).first()
    return set(table.games.values_list("pk", flat=True)) if table else set()


def _by_player(text: str) -> set[int]:
    if not look(text) or "\0" in text:
        return set()
    players = set()
    # One question for each index: an OR over several columns would read everybody.
    for column, value in (("username_key", look(text)), ("name_key", look(text)), ("username", text)):
        players |= set(User.objects.filter(**{column: value}).values_list("pk", flat=True)[:MOST_OF_A_NAME])
    newest = Seat.objects.filter(user__in=players).order_by("-game_id")
    return set(newest.values_list("game_id", flat=True)[:MOST_OF_A_PLAYER])


class _Choice(admin.SimpleListFilter):
    """A filter of which each choice is a condition."""

    conditions: ClassVar[dict[str, Callable[[QuerySet[Game]], QuerySet[Game]]]]
    names: ClassVar[dict[str, Any]]

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return list(self.names.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Game]) -> QuerySet[Game] | None:
        condition = self.conditions.get(self.value() or "")
        return condition(queryset) if condition else None


class StateFilter(_Choice):
    title = _("state")
    parameter_name = "state"
    names = {
        "live": _("live"),
        "waiting": _("waiting for players"),
        "stuck": _("stuck"),
        "finished": _("finished"),
        "abandoned": _("abandoned"),
    }
    conditions = {
        "live": lambda games: games.filter(phase__in=LIVE_PHASES),
        "waiting": lambda games: games.filter(phase=Phase.LOBBY),
        "stuck": lambda games: games.filter(pk__in=stuck.games()),
        "finished": lambda games: games.filter(phase=Phase.GAME_OVER),
        "abandoned": lambda games: games.filter(phase=Phase.ABANDONED),
    }


class KindFilter(_Choice):
    title = _("kind")
    parameter_name = "kind"
    names = {
        "here": _("played here"),
        "imported": _("read from a file"),
        "played_on": _("played on from another"),
        "annulled": _("annulled"),
    }
    conditions = {
        "here": lambda games: games.filter(imported=False, played_on=False),
        "imported": lambda games: games.filter(imported=True),
        "played_on": lambda games: games.filter(played_on=True),
        "annulled": lambda games: games.filter(annulled=True),
    }


class FaultFilter(_Choice):
    title = _("events")
    parameter_name = "fault"
    names = {"yes": _("cannot be read")}
    conditions = {"yes": lambda games: games.exclude(fault="")}
