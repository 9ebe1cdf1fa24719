"""Results in the console: to look at, and to ask for again where they could not be folded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.lookups import FilteredAsOffered
from leaderboards import results
from leaderboards.models import Unfolded

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(Unfolded)
class UnfoldedAdmin(FilteredAsOffered):
    """The games that have no results, and why."""

    list_display = ("game", "why", "tries")
    list_select_related = ("game__table",)
    actions = ("try_again",)

    @admin.action(description=_("Try again"), permissions=["view"])
    def try_again(self, request: HttpRequest, games: QuerySet[Unfolded]) -> None:
        """Have them folded at the next opportunity."""
        chosen = list(games.values_list("pk", flat=True))
        results.ask_again(chosen)
        told = ngettext("%(n)s game is tried again.", "%(n)s games are tried again.", len(chosen))
        self.message_user(request, told % {"n": len(chosen)})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
