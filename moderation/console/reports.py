"""Reports in the console: a queue to claim from, a page with all that one needs to know, and what can be decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.refused import Refused
from moderation import reports
from moderation.console import deciding, report_page
from moderation.console.plain import plain, visible
from moderation.console.queue import OpenFirst, Queue
from moderation.models import Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern
    from django.utils.safestring import SafeString

EXCERPT = 60


class State(OpenFirst):
    """Open ones, those of them that are one's own or late, and those that are decided."""

    def lookups(self, request: HttpRequest, site: Any) -> list[tuple[str, str]]:
        some = [("mine", _("Claimed by me")), ("late", _("Older than 48 hours"))]
        return [*some, *super().lookups(request, site)]

    def queryset(self, request: HttpRequest, found: QuerySet[Report]) -> QuerySet[Report]:
        found = super().queryset(request, found)
        match self.value():
            case "mine":
                return found.filter(claimed_by=request.user.pk)
            case "late":
                return found.filter(made_at__lt=timezone.now() - reports.LATE)
            case _other:
                return found


@admin.register(Report)
class ReportAdmin(Queue):
    """Looked at by whoever may decide. Nothing changes but by claiming, releasing and deciding."""

    decides = "moderation.decide_report"
    deeds: ClassVar = deciding.DEEDS
    change_form_template = "console/report.html"
    list_display = ("what", "whom", "by_whom", "age", "claimant")
    list_filter = (State, "kind")
    search_fields = ("about_name", "by_name", "about__name", "about__username")
    search_help_text = gettext_lazy("By name, as it was or as it is now.")
    fields = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        found: QuerySet[Report] = super().get_queryset(request)
        return found.select_related("by", "about", "claimed_by", "decided_by", "game__table", "sanction")

    @admin.display(description=gettext_lazy("report"), ordering="kind")
    def what(self, report: Report) -> SafeString:
        start = f": {report.words[:EXCERPT]}" if report.words else ""
        return plain(f"{report.get_kind_display()}{start}")

    @admin.display(description=gettext_lazy("about"))
    def whom(self, report: Report) -> SafeString:
        return plain(report.about_name)

    @admin.display(description=gettext_lazy("by"))
    def by_whom(self, report: Report) -> SafeString:
        return plain(report.by_name)

    @admin.display(description=gettext_lazy("age"), ordering="made_at")
    def age(self, report: Report) -> str:
        return timesince(report.made_at, depth=1)

    @admin.display(description=gettext_lazy("state"))
    def claimant(self, report: Report) -> SafeString:
        if report.decided_at is not None:
            return plain(f"{report.decided_by or '–'}: {report.get_decision_display()}")
        claimant = reports.claimant_of(report)
        return plain(_("%(name)s is looking at it.") % {"name": claimant.name} if claimant else "–")

    def why_not_now(self, by: User, thing: Any) -> str:
        return reports.why_not(by, thing)

    def page_tells(self, request: HttpRequest, thing: Any) -> dict[str, Any]:
        return report_page.of(thing, cast("User", request.user))

    # Claiming

    def get_urls(self) -> list[URLPattern]:
        views = {"claim": self.claim_view, "release": self.release_view}
        ours = [
            path(
                f"<int:number>/{name}/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"moderation_report_{name}",
            )
            for name, view in views.items()
        ]
        return [*ours, *super().get_urls()]

    def claim_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Have it for oneself, for some hours."""
        return self._do_to(request, number, reports.claim)

    def release_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Leave it to others."""
        return self._do_to(request, number, reports.release)

    def _do_to(self, request: HttpRequest, number: int, act: Callable[[int, User], None]) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            act(number, cast("User", request.user))
        except (Report.DoesNotExist, OverflowError):
            raise Http404 from None
        except Refused as refused:
            messages.error(request, visible(refused.body["message"]))
        return redirect("admin:moderation_report_change", number)
