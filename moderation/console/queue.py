"""What queues of the console have in common: open ones first, each decided once, by somebody who has read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from moderation import roles
from moderation.console.asking import AsksFirst
from moderation.console.plain import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse


class OpenFirst(admin.SimpleListFilter):
    """Open ones, unless others are asked for."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, site: Any) -> list[tuple[str, str]]:
        return [("decided", _("Decided"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for number, choice in enumerate(super().choices(changelist)):
            # Django calls the first one "All".
            yield choice if number else {**choice, "display": _("Still open")}

    def queryset(self, request: HttpRequest, found: QuerySet[Any]) -> QuerySet[Any]:
        return found.filter(decided_at__isnull=self.value() != "decided")


class Queue(AsksFirst):
    """Rows that wait to be decided."""

    decides: str
    """The permission."""
    list_per_page = 50
    show_full_result_count = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return roles.may(request.user, self.decides)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """None in the list."""
        return {}

    def why_not_now(self, by: User, thing: Any) -> str:
        """Why this one cannot be decided by anybody, or not by whoever asks; empty: it can."""
        raise NotImplementedError

    def deed_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Whoever comes second is told who was first."""
        decides = request.method == "POST" and any(deed.key == key for deed in self.deeds)
        if not (decides and self.has_view_permission(request)):
            return super().deed_view(request, key)
        return self._told(request, self._chosen(request)) or super().deed_view(request, key)

    def refused(self, request: HttpRequest, things: Sequence[Model]) -> HttpResponse:
        """Somebody may have been first since it was looked at."""
        return self._told(request, things) or super().refused(request, things)

    def _told(self, request: HttpRequest, things: Iterable[Model]) -> HttpResponse | None:
        for thing in things:
            if why := self.why_not_now(cast("User", request.user), thing):
                messages.error(request, visible(why))
                return redirect(self._back([thing]))
        return None
