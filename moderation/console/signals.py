"""Signals in the console: a list to look through. Nothing follows from one but that somebody has looked, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from moderation import audit, roles
from moderation.audit import What, by_request
from moderation.console.asking import AsksFirst, Deed
from moderation.console.plain import plain, visible
from moderation.models import Signal, SignalKind
from moderation.signals import ABOUT, in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString


class HaveLooked(Deed[Signal]):
    """Somebody has looked, who stands above whom it is about: it is off the list of new ones."""

    key = "looked"
    permission = "moderation.look_at_signal"
    title = gettext_lazy("I have looked at it")
    question = gettext_lazy("Take these signals off the list?")

    def why_not(self, by: User, thing: Signal) -> str:
        if thing.looked_at is not None:
            return _("Somebody has looked at it already.")
        if by.pk == thing.other_id:
            return _("It is about you, too: somebody else looks at it.")
        return roles.refusal(by, thing.user)

    def effect(self, thing: Signal) -> str:
        return _("is off the list. Nothing else happens, and nobody is told.")

    def do(self, request: HttpRequest, thing: Signal, answers: dict[str, Any]) -> None:
        by = by_request(request)
        Signal.objects.filter(pk=thing.pk).update(looked_at=timezone.now(), looked_by=by["by"])
        detail: dict[str, object] = {"signal": thing.pk, "kind": str(thing.kind), "number": thing.number}
        audit.record(What.SIGNAL_LOOKED_AT, whom=thing.user, why=answers["reason"], detail=detail, **by)

    def done(self, many: int) -> str:
        return ngettext("%(n)s signal.", "%(n)s signals.", many) % {"n": many}


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

    list_display = ("whom", "kind", "number_in_words", "with_whom", "at", "who_looked")
    list_filter = (Looked, "kind")
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("user__name", "user__username")
    change_form_template = "console/signal.html"
    change_list_template = "console/signals.html"
    deeds: ClassVar = (HaveLooked(),)
    fields = ()

    def named(self, request: HttpRequest, thing: Model) -> str:
        signal = cast("Signal", thing)
        return visible(f"{signal.user.name}: {signal.get_kind_display()}")

    @admin.display(description=gettext_lazy("about"))
    def whom(self, signal: Signal) -> SafeString:
        return plain(signal.user.name)

    @admin.display(description=gettext_lazy("number"))
    def number_in_words(self, signal: Signal) -> str:
        return in_words(signal)

    @admin.display(description=gettext_lazy("with"))
    def with_whom(self, signal: Signal) -> SafeString:
        return plain(signal.other.name if signal.other else "–")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Signal]:
        found: QuerySet[Signal] = super().get_queryset(request)
        return found.select_related("user", "other", "looked_by").prefetch_related("user__groups")

    @admin.display(description=gettext_lazy("by"))
    def who_looked(self, signal: Signal) -> SafeString:
        return plain(signal.looked_by or "–")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        told = [(kind.label, ABOUT[kind]) for kind in SignalKind]
        return super().changelist_view(request, (extra_context or {}) | {"about": told})

    def page_tells(self, request: HttpRequest, thing: Any) -> dict[str, Any]:
        return {
            "signal": thing,
            "number": in_words(thing),
            "about": ABOUT[thing.kind],
            "accounts": User.objects.filter(pk__in=thing.facts.get("accounts", [])).order_by("pk"),
            "may_see_people": roles.may(request.user, "accounts.view_user"),
        }
