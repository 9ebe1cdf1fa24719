"""The audit trail in the console: to read, to search, and to take along as CSV. Nobody writes to it here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.urls import path
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import User
from moderation import audit, roles
from moderation.audit import What, by_request
from moderation.console.asking import AsksFirst
from moderation.console.few import CountsFew
from moderation.console.links import to_page
from moderation.console.plain import plain, visible
from moderation.console.sheets import sheet
from moderation.models import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django.urls import URLPattern

WORDS: Final = dict(What.choices)
COLUMNS: Final = (
    "id", "at", "what", "by_id", "by_name", "whom_id", "whom_name", "game_id", "game_name", "why", "address", "detail",
)  # fmt: skip
AT_ONCE: Final = 1_000


class WhatFilter(admin.SimpleListFilter):
    """By the kind of entry."""

    title = gettext_lazy("what")
    parameter_name = "what"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(What.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.filter(what=value) if (value := self.value()) in What.values else queryset


class ActorFilter(admin.SimpleListFilter):
    """By who did it, of those who are staff now."""

    title = gettext_lazy("name")
    parameter_name = "by_id"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        team = User.objects.filter(is_staff=True).order_by("name")[:100]
        return [(str(one.pk), visible(one.name)) for one in team]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        value = self.value() or ""
        return queryset.filter(by_id=int(value)) if value.isascii() and value.isdigit() else queryset


@admin.register(AuditEntry)
class AuditTrailAdmin(CountsFew, AsksFirst):
    """Read-only, as the database would refuse anything else."""

    list_display = ("at", "in_words", "actor", "subject", "shown_game", "shown_why", "address")
    list_display_links = ("at",)
    list_filter = (WhatFilter, ActorFilter)
    date_hierarchy = "at"
    search_fields = ("by_name", "whom_name", "game_name", "why", "address")
    search_help_text = gettext_lazy("A name, a game, an address, or a part of a reason.")
    ordering = ("-id",)
    list_per_page = 50
    change_list_template = "console/audit_trail.html"
    fields = ("at", "in_words", "actor", "subject", "shown_game", "whole_reason", "address", "shown_detail")
    readonly_fields = fields

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(require_POST(self.export))
        return [path("export/", page, name="moderation_auditentry_export"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        may_export = roles.may(request.user, "moderation.export_auditentry")
        query = request.GET.urlencode()
        return super().changelist_view(
            request, (extra_context or {}) | {"may_export": may_export, "query": query}
        )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in {"whom_id", "game_id"} or super().lookup_allowed(lookup, value, request)

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """What the list shows with these filters, all of it, as CSV; noted in the trail itself."""
        if not (
            self.has_view_permission(request) and roles.may(request.user, "moderation.export_auditentry")
        ):
            raise PermissionDenied
        try:
            found = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            raise Http404 from None
        detail: dict[str, object] = {"query": request.GET.urlencode()[:500]}
        last = audit.record(What.AUDIT_EXPORTED, detail=detail, **by_request(request))
        return sheet(request, f"audit-{last.at:%Y-%m-%d}", COLUMNS, _rows(found.filter(pk__lt=last.pk)))

    @admin.display(description=gettext_lazy("what"), ordering="what")
    def in_words(self, entry: AuditEntry) -> Any:
        return WORDS.get(entry.what, entry.what)

    @admin.display(description=gettext_lazy("by whom"))
    def actor(self, entry: AuditEntry) -> str:
        return to_page("accounts_user", entry.by_id, entry.by_name) if entry.by_id else "–"

    @admin.display(description=gettext_lazy("to whom"))
    def subject(self, entry: AuditEntry) -> str:
        return to_page("accounts_user", entry.whom_id, entry.whom_name) if entry.whom_id else "–"

    @admin.display(description=gettext_lazy("game"))
    def shown_game(self, entry: AuditEntry) -> str:
        return to_page("games_game", entry.game_id, entry.game_name) if entry.game_id else "–"

    @admin.display(description=gettext_lazy("why"))
    def shown_why(self, entry: AuditEntry) -> str:
        return plain(Truncator(entry.why).chars(80))

    @admin.display(description=gettext_lazy("why"))
    def whole_reason(self, entry: AuditEntry) -> str:
        return plain(entry.why)

    @admin.display(description=gettext_lazy("detail"))
    def shown_detail(self, entry: AuditEntry) -> str:
        return plain(", ".join(f"{name}: {value}" for name, value in entry.detail.items()) or "–")


def _rows(found: QuerySet[AuditEntry]) -> Iterator[tuple[object, ...]]:
    """All of them, the newest first, some at a time: no cursor has to be held."""
    before = Q()
    while some := list(found.filter(before).order_by("-id")[:AT_ONCE].values_list(*COLUMNS)):
        yield from some
        before = Q(pk__lt=some[-1][0])
