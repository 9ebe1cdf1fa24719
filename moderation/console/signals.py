"""Signals in the console: a list to look through. Nothing follows from them but that somebody has looked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from moderation import roles
from moderation.console.asking import AsksFirst
from moderation.console.plain import plain
from moderation.models import Signal, SignalKind
from moderation.signals import ABOUT, in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString


class Looked(admin.SimpleListFilter):
    """Those that nobody has looked at, unless others are asked for."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, site: Any) -> list[tuple[str, str]]:
        return [("looked", _("Looked at"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for number, choice in enumerate(super().choices(changelist)):
            # Django calls the first one "All".
            yield choice if number else {**choice, "display": _("New")}

    def queryset(self, request: HttpRequest, found: QuerySet[Signal]) -> QuerySet[Signal]:
        return found.filter(looked_at__isnull=self.value() != "looked")


@admin.register(Signal)
class SignalAdmin(AsksFirst):
    """For those who may decide about reports."""

    list_display = ("whom", "kind", "number_in_words", "with_whom", "at", "looked_by")
    list_filter = (Looked, "kind")
    list_select_related = ("user", "other", "looked_by")
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("user__name", "user__username")
    change_form_template = "console/signal.html"
    change_list_template = "console/signals.html"
    actions = ("looked_at",)
    fields = ()

    @admin.display(description=gettext_lazy("about"))
    def whom(self, signal: Signal) -> SafeString:
        return plain(signal.user.name)

    @admin.display(description=gettext_lazy("number"))
    def number_in_words(self, signal: Signal) -> str:
        return in_words(signal)

    @admin.display(description=gettext_lazy("with"))
    def with_whom(self, signal: Signal) -> SafeString:
        return plain(signal.other.name if signal.other else "–")

    @admin.action(description=gettext_lazy("I have looked at them"), permissions=["view"])
    def looked_at(self, request: HttpRequest, chosen: QuerySet[Signal]) -> None:
        """Take them off the list of new ones. Nothing else happens."""
        many = chosen.update(looked_at=timezone.now(), looked_by=request.user)
        self.message_user(request, ngettext("%(n)s signal.", "%(n)s signals.", many) % {"n": many})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        told = [(kind.label, ABOUT[kind]) for kind in SignalKind]
        return super().changelist_view(request, (extra_context or {}) | {"about": told})

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        named = User.objects.filter(pk__in=obj.facts.get("accounts", [])).order_by("pk")
        context |= {"signal": obj, "number": in_words(obj), "about": ABOUT[obj.kind], "accounts": named}
        context["may_see_people"] = roles.may(request.user, "accounts.view_user")
        return super().render_change_form(request, context, add, change, form_url, obj)
