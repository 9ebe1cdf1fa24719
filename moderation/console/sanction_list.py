"""Sanctions in the console: all that were imposed, and the way to take one back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moderation import roles, sanctions
from moderation.audit import by_request
from moderation.console.asking import AsksFirst, Deed
from moderation.console.few import CountsFew
from moderation.console.links import to_page
from moderation.console.plain import plain, visible
from moderation.models import Sanction

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

    from accounts.models import User


class Lift(Deed[Sanction]):
    key = "lift"
    permission = "moderation.lift_sanction"
    title = gettext_lazy("Lift")
    question = gettext_lazy("Take these sanctions back?")

    def why_not(self, by: User, thing: Sanction) -> str:
        if thing.lifted_at:
            return _("Was lifted before.")
        return roles.refusal(by, thing.user)

    def effect(self, thing: Sanction) -> str:
        return _("holds no longer, for %(name)s.") % {"name": thing.user.name}

    def do(self, request: HttpRequest, thing: Sanction, answers: dict[str, Any]) -> None:
        sanctions.lift(thing, answers["reason"], by_request(request))


class HoldsFilter(admin.SimpleListFilter):
    """By whether it holds now."""

    title = gettext_lazy("holds now")
    parameter_name = "holds"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Sanction]) -> QuerySet[Sanction]:
        holds = Q(lifted_at=None) & (Q(until=None) | Q(until__gt=timezone.now()))
        match self.value():
            case "yes":
                return queryset.filter(holds)
            case "no":
                return queryset.exclude(holds)
        return queryset


@admin.register(Sanction)
class SanctionAdmin(CountsFew, AsksFirst):
    """Imposed from somebody's page; here they are looked at, and lifted."""

    deeds = (Lift(),)
    list_display = ("at", "kind", "on_whom", "by_whom", "until", "lifted_at", "shown_why")
    list_filter = ("kind", HoldsFilter, "at")
    search_fields = ("user__name", "user__username", "why")
    ordering = ("-id",)
    list_per_page = 50
    fields = ("kind", "on_whom", "by_whom", "at", "until", "lifted_at", "read_at", "whole_reason")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sanction]:
        found: QuerySet[Sanction] = super().get_queryset(request)
        return found.select_related("user", "by").prefetch_related("user__groups")

    def named(self, request: HttpRequest, thing: Model) -> str:
        sanction = cast("Sanction", thing)
        return visible(f"{sanction.get_kind_display()}: {sanction.user.name}")

    @admin.display(description=gettext_lazy("on whom"))
    def on_whom(self, sanction: Sanction) -> str:
        return to_page("accounts_user", sanction.user_id, sanction.user.name)

    @admin.display(description=gettext_lazy("by whom"))
    def by_whom(self, sanction: Sanction) -> str:
        return to_page("accounts_user", sanction.by.pk, sanction.by.name) if sanction.by else "–"

    @admin.display(description=gettext_lazy("why"))
    def shown_why(self, sanction: Sanction) -> str:
        return plain(Truncator(sanction.why).chars(80))

    @admin.display(description=gettext_lazy("why"))
    def whole_reason(self, sanction: Sanction) -> str:
        return plain(sanction.why)
