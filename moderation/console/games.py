"""Games in the console: found, looked at, ended and annulled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib import admin
from django.db.models import Prefetch
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from games import stopping
from games.journal import Unavailable
from games.models import PHASES, Game, Seat
from games.rules.refusals import IllegalMove
from games.rules.state import ENDED_PHASES, Phase
from leaderboards import results
from moderation import audit, roles
from moderation.console import game_pages
from moderation.console.asking import AsksFirst, CannotBeDone, Deed
from moderation.console.finding_games import FaultFilter, KindFilter, StateFilter, found
from moderation.console.game_names import SEES_CODES, name_for, open_name
from moderation.console.paging import KeyedChangeList
from moderation.console.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest
    from django.urls import URLPattern
    from django.utils.safestring import SafeString

    from accounts.models import User

A_PAGE: Final = 50


class End(Deed[Game]):
    """A stuck or abusive game, also one that cannot be read."""

    key = "end"
    permission = "moderation.end_game"
    title = gettext_lazy("End the game")
    question = gettext_lazy("End these games for good?")
    locks = False

    def why_not(self, by: User, thing: Game) -> str:
        return _("This game is over already.") if thing.phase in ENDED_PHASES else ""

    def effect(self, thing: Game) -> str:
        return _("Everybody at the table is told that a moderator has ended it. It counts for nobody.")

    def do(self, request: HttpRequest, thing: Game, answers: dict[str, Any]) -> None:
        audit.record("game_ended", game=thing, why=answers["reason"], **audit.by_request(request))
        try:
            stopping.stop_now(thing.pk)
        except IllegalMove:
            raise CannotBeDone(_("This game is over already.")) from None
        except Unavailable:
            raise CannotBeDone(_("It moves on too fast just now. Please try again.")) from None

    def done(self, many: int) -> str:
        return ngettext("%(n)s game is ended.", "%(n)s games are ended.", many) % {"n": many}


class Annul(Deed[Game]):
    """A finished game: results, ratings and achievements are as if it had never been."""

    key = "annul"
    permission = "moderation.annul_game"
    title = gettext_lazy("Annul the game")
    question = gettext_lazy("Annul these games?")

    def why_not(self, by: User, thing: Game) -> str:
        if thing.annulled:
            return _("This game has been annulled already.")
        if thing.phase != Phase.GAME_OVER:
            return _("Only a game that was played to its end can be annulled.")
        if thing.imported or thing.played_on:
            return _("This game counts for nothing anyway.")
        return ""

    def effect(self, thing: Game) -> str:
        return _("Results, ratings and achievements are taken back, as if it had never been played.")

    def do(self, request: HttpRequest, thing: Game, answers: dict[str, Any]) -> None:
        audit.record("game_annulled", game=thing, why=answers["reason"], **audit.by_request(request))
        if not results.annul(thing.pk):
            raise CannotBeDone(_("This game has been annulled already."))

    def done(self, many: int) -> str:
        return ngettext("%(n)s game is annulled.", "%(n)s games are annulled.", many) % {"n": many}


@admin.register(Game)
class GameAdmin(AsksFirst):
    """All games, newest first; what can be done to one is a deed, and all else is to look at."""

    deeds = (End(), Annul())
    change_form_template = "console/game.html"
    change_list_template = "console/keyed_list.html"
    list_display = ("name", "state", "players", "holes", "created_at", "ended_at", "marks")
    list_filter = (StateFilter, KindFilter, FaultFilter)
    list_per_page = A_PAGE
    search_fields = ("pk",)
    search_help_text = gettext_lazy("By number, code of the table, or a player’s whole name.")
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER  # They would count all games for each filter.
    fields = (
        "name", "state", "players", "holes", "preset", "visibility", "created_at", "started_at", "ended_at", "marks",
        "why_unread",
    )  # fmt: skip
    readonly_fields = (*fields, "open_name")

    def named(self, request: HttpRequest, thing: Model) -> str:
        return name_for(request.user, cast("Game", thing))

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        return _with_name(request, self.list_display)

    def get_fields(self, request: HttpRequest, obj: Game | None = None) -> tuple[str, ...]:
        return _with_name(request, self.fields)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Game]:
        seats = Prefetch("seats", Seat.objects.select_related("user").order_by("number"))
        return super().get_queryset(request).select_related("table").prefetch_related(seats).order_by("-pk")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Game], search_term: str
    ) -> tuple[QuerySet[Game], bool]:
        if not search_term.strip():
            return queryset, False
        return found(queryset, search_term, codes_too=roles.may(request.user, SEES_CODES)), False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[KeyedChangeList]:
        return KeyedChangeList

    def get_urls(self) -> list[URLPattern]:
        pages: Sequence[tuple[str, Any, str]] = (
            ("gallery", game_pages.gallery, "gallery"),
            ("gallery.json", game_pages.gallery_data, "gallery_data"),
            ("events", game_pages.events, "events"),
            ("cards", game_pages.cards, "cards"),
        )
        own = [
            path(f"<int:number>/{at}/", self.admin_site.admin_view(view), name=f"games_game_{name}")
            for at, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def page_tells(self, request: HttpRequest, thing: Game) -> dict[str, Any]:
        pages = [
            (_("As the gallery sees it"), "gallery", True),
            (_("Events"), "events", True),
            (_("With every card"), "cards", roles.may(request.user, "moderation.see_cards")),
        ]
        told: dict[str, Any] = {
            "pages": [
                (title, reverse(f"admin:games_game_{name}", args=[thing.pk]))
                for title, name, may in pages
                if may
            ]
        }
        if thing.phase == Phase.GAME_OVER:
            told["results_url"] = reverse("game_results", args=[thing.pk])
        return told

    # Columns

    @admin.display(description=gettext_lazy("game"))
    def name(self, game: Game) -> str:
        return str(game)

    @admin.display(description=gettext_lazy("game"))
    def open_name(self, game: Game) -> str:
        return open_name(game)

    @admin.display(description=gettext_lazy("state"))
    def state(self, game: Game) -> str:
        return str(PHASES.get(Phase(game.phase), game.phase)) if game.phase in list(Phase) else game.phase

    @admin.display(description=gettext_lazy("players"))
    def players(self, game: Game) -> SafeString:
        return format_html_join(", ", "{}", [(_shown(seat),) for seat in game.seats.all()])

    @admin.display(description=gettext_lazy("hole"))
    def holes(self, game: Game) -> str:
        of = game.rules.get("holes") if isinstance(game.rules, dict) else None
        return f"{game.hole}/{of}" if of else str(game.hole)

    @admin.display(description=gettext_lazy("table"))
    def visibility(self, game: Game) -> str:
        return str(game.table.get_visibility_display())

    @admin.display(description=gettext_lazy("marks"))
    def marks(self, game: Game) -> str:
        told = (
            (game.fault, _("set aside")),
            (game.imported, _("read from a file")),
            (game.played_on, _("played on from another")),
            (game.annulled, _("annulled")),
        )
        return ", ".join(word for holds, word in told if holds)

    @admin.display(description=gettext_lazy("why it cannot be read"))
    def why_unread(self, game: Game) -> SafeString | str:
        return plain(game.fault) if game.fault else "—"


def _with_name(request: HttpRequest, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns, with the name of the game that is for whoever asks."""
    if roles.may(request.user, SEES_CODES):
        return columns
    return tuple("open_name" if column == "name" else column for column in columns)


def _shown(seat: Seat) -> SafeString | str:
    if seat.persona:
        return seat.persona.capitalize()
    return plain(seat.user.name) if seat.user else "—"
