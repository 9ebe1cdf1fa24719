"""Games without results in the console: why there are none, and the way to have them worked out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leaderboards import results
from leaderboards.models import Unfolded
from moderation import audit
from moderation.audit import What, by_request
from moderation.console.asking import AsksFirst, Deed
from moderation.console.few import CountsFew
from moderation.console.links import to_page
from moderation.console.plain import plain

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


class TryAgain(Deed[Unfolded]):
    key = "try-again"
    permission = "moderation.retry_results"
    title = gettext_lazy("Try again")
    question = gettext_lazy("Have the results of these games worked out again?")

    def effect(self, thing: Unfolded) -> str:
        return _("is worked out again at the next opportunity, also if it was given up.")

    def do(self, request: HttpRequest, thing: Unfolded, answers: dict[str, Any]) -> None:
        detail: dict[str, object] = {"tries": thing.tries, "fault": thing.why[:200]}
        audit.record(
            What.RESULTS_RETRIED,
            game=thing.game,
            why=answers["reason"],
            detail=detail,
            **by_request(request),
        )
        results.ask_again([thing.game_id])

    def done(self, many: int) -> str:
        return ngettext("%(n)s game is tried again.", "%(n)s games are tried again.", many) % {"n": many}


@admin.register(Unfolded)
class UnfoldedAdmin(CountsFew, AsksFirst):
    """The games that have no results, by their numbers."""

    deeds = (TryAgain(),)
    list_display = ("number", "shown_why", "tries")
    ordering = ("-pk",)
    list_per_page = 50
    fields = ("shown_game", "whole_reason", "tries")
    readonly_fields = fields

    def named(self, request: HttpRequest, thing: Model) -> str:
        return str(thing.pk)

    @admin.display(description=gettext_lazy("game"))
    def number(self, unfolded: Unfolded) -> str:
        return str(unfolded.game_id)

    @admin.display(description=gettext_lazy("game"))
    def shown_game(self, unfolded: Unfolded) -> SafeString:
        return to_page("games_game", unfolded.game_id, unfolded.game_id)

    @admin.display(description=gettext_lazy("reason"))
    def shown_why(self, unfolded: Unfolded) -> SafeString:
        return plain(Truncator(unfolded.why).chars(120))

    @admin.display(description=gettext_lazy("reason"))
    def whole_reason(self, unfolded: Unfolded) -> SafeString:
        return plain(unfolded.why)
