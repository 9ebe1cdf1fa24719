"""Invitations in the console: made by the dozen, taken back, and who came by which."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F, Q
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Invitation, User
from moderation import audit, roles
from moderation.audit import What, by_request
from moderation.console import once
from moderation.console.asking import AsksFirst, Deed
from moderation.console.few import CountsFew
from moderation.console.links import to_page
from moderation.console.plain import plain

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

MAKES: Final = "moderation.invite"
MOST_AT_ONCE: Final = 200
MOST_USES: Final = 1_000
MOST_GUESTS: Final = 100
"""Of those who came by an invitation its page names so many."""


class BatchForm(forms.Form):
    """How many, and what holds for each."""

    number = forms.IntegerField(
        label=gettext_lazy("How many"), min_value=1, max_value=MOST_AT_ONCE, initial=1
    )
    uses = forms.IntegerField(
        label=gettext_lazy("How many may use each"), min_value=1, max_value=MOST_USES, initial=1
    )
    day = forms.DateField(
        label=gettext_lazy("Good until the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: for ever."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=80,
        help_text=gettext_lazy("What they are for: you find them by it."),
    )

    def clean_day(self) -> datetime | None:
        """The end of that day."""
        day = self.cleaned_data["day"]
        if day is None:
            return None
        if day < timezone.localdate() or day.year > 9000:
            raise forms.ValidationError(_("Please choose a day from today on."))
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


class Revoke(Deed[Invitation]):
    key = "revoke"
    permission = MAKES
    title = gettext_lazy("Take back")
    question = gettext_lazy("Take these invitations back?")

    def why_not(self, by: User, thing: Invitation) -> str:
        return _("Was taken back before.") if thing.revoked_at else ""

    def effect(self, thing: Invitation) -> str:
        return _("is good for nobody any more. Whoever has come by it stays.")

    def do(self, request: HttpRequest, thing: Invitation, answers: dict[str, Any]) -> None:
        Invitation.objects.filter(pk=thing.pk).update(revoked_at=timezone.now())
        detail: dict[str, object] = {"invitation": thing.pk, "note": thing.note}
        audit.record(What.INVITATION_REVOKED, why=answers["reason"], detail=detail, **by_request(request))


class GoodFilter(admin.SimpleListFilter):
    """By whether somebody may still sign up with it, and if not, why."""

    title = gettext_lazy("state")
    parameter_name = "state"
    STATES: ClassVar = {
        "good": gettext_lazy("good"),
        "used": gettext_lazy("used up"),
        "expired": gettext_lazy("expired"),
        "revoked": gettext_lazy("taken back"),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(self.STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> QuerySet[Invitation]:
        expired = Q(expires_at__lte=timezone.now())
        match self.value():
            case "good":
                return queryset.filter(~expired | Q(expires_at=None), revoked_at=None, used__lt=F("uses"))
            case "used":
                return queryset.filter(used__gte=F("uses"))
            case "expired":
                return queryset.filter(expired)
            case "revoked":
                return queryset.filter(revoked_at__isnull=False)
        return queryset


@admin.register(Invitation)
class InvitationAdmin(CountsFew, AsksFirst):
    """Never deleted, as they tell who invited whom."""

    deeds = (Revoke(),)
    list_display = (
        "code",
        "shown_note",
        "maker",
        "made_at",
        "expires_at",
        "uses",
        "used",
        "came",
        "revoked_at",
    )
    list_filter = (GoodFilter, "made_at")
    list_select_related = ("made_by",)
    search_fields = ("code", "note", "made_by__username")
    list_per_page = 50
    change_list_template = "console/invitations.html"
    fields = (
        "code", "link", "shown_note", "maker", "made_at", "expires_at", "uses", "used", "revoked_at", "came_by_it",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        found: QuerySet[Invitation] = super().get_queryset(request)
        return found.annotate(guests_now=Count("guests"))

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        make = site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.make_view))
        made = site.admin_view(require_safe(self.made_view))
        return [
            path("make/", make, name="accounts_invitation_make"),
            path("made/", made, name="accounts_invitation_made"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        may_make = roles.may(request.user, MAKES)
        return super().changelist_view(request, (extra_context or {}) | {"may_make": may_make})

    def make_view(self, request: HttpRequest) -> HttpResponse:
        """Ask how many, and make them."""
        self._check(request)
        form = BatchForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            if not once.is_first(request):
                messages.warning(request, _("This form has been sent before. Nothing was done again."))
                query = urlencode({"q": form.cleaned_data["note"]})
                return redirect(f"{reverse('admin:accounts_invitation_changelist')}?{query}")
            made = _make(request, form.cleaned_data)
            ids = urlencode({"first": made[0].pk, "last": made[-1].pk})
            return redirect(f"{reverse('admin:accounts_invitation_made')}?{ids}")
        context = {"form": form, "once": once.mark(request)}
        return self._page(request, "console/make_invitations.html", context, 400 if form.errors else 200)

    def made_view(self, request: HttpRequest) -> HttpResponse:
        """The links of those that one has just made, to be copied."""
        self._check(request)
        first, last = (request.GET.get(name, "") for name in ("first", "last"))
        if not all(number.isdecimal() and len(number) < 19 for number in (first, last)):
            raise Http404
        mine = Invitation.objects.filter(
            made_by=cast("User", request.user), pk__range=(int(first), int(last))
        )
        links = "\n".join(map(_link, mine.order_by("pk")[:MOST_AT_ONCE]))
        if not links:
            raise Http404
        return self._page(request, "console/made_invitations.html", {"links": links})

    def _check(self, request: HttpRequest) -> None:
        if not roles.may(request.user, MAKES):
            raise PermissionDenied

    def _page(
        self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        known = self.admin_site.each_context(request) | {"opts": self.opts, "title": _("Make invitations")}
        return TemplateResponse(request, template, known | context, status=status)

    @admin.display(description=gettext_lazy("note"), ordering="note")
    def shown_note(self, invitation: Invitation) -> str:
        return plain(invitation.note)

    @admin.display(description=gettext_lazy("made by"))
    def maker(self, invitation: Invitation) -> str:
        made_by = invitation.made_by
        return to_page("accounts_user", made_by.pk, made_by.name) if made_by else "–"

    @admin.display(description=gettext_lazy("came by it"))
    def came(self, invitation: Any) -> int:
        return int(invitation.guests_now)

    @admin.display(description=gettext_lazy("link"))
    def link(self, invitation: Invitation) -> str:
        return _link(invitation)

    @admin.display(description=gettext_lazy("who came by it"))
    def came_by_it(self, invitation: Invitation) -> str:
        came = User.objects.filter(invitation=invitation).order_by("pk")[:MOST_GUESTS]
        return (
            format_html_join(", ", "{}", ((to_page("accounts_user", one.pk, one.name),) for one in came))
            or "–"
        )


def _make(request: HttpRequest, batch: dict[str, Any]) -> list[Invitation]:
    """The new invitations, in order of their numbers."""
    user = cast("User", request.user)
    with transaction.atomic():
        made = [
            Invitation.objects.create(
                made_by=user, uses=batch["uses"], expires_at=batch["day"], note=batch["note"]
            )
            for _each in range(batch["number"])
        ]
        detail: dict[str, object] = {
            "number": batch["number"],
            "uses": batch["uses"],
            "until": batch["day"].isoformat() if batch["day"] else None,
            "first": made[0].pk,
        }
        audit.record(What.INVITATIONS_MADE, why=batch["note"], detail=detail, **by_request(request))
    return made


def _link(invitation: Invitation) -> str:
    return f"{settings.SITE_URL}{reverse('account_signup')}?invitation={invitation.code}"
