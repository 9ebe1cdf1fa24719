"""Things that are done in the console with a reason, after asking once: the only way in which anything is done there.

A `Deed` says what it is, who may do it, to whom it cannot be done, and does it. An admin with `AsksFirst` offers its
deeds in its list and on its pages; both lead to one page that asks, and whose form does it, by POST alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, TypeVar, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.lookups import FilteredAsOffered
from accounts.models import User
from moderation import roles
from moderation.console import once
from moderation.console.plain import visible
from moderation.models.reports import LONGEST_REASON

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse, QueryDict
    from django.urls import URLPattern
    from django.utils.safestring import SafeString
    from django_stubs_ext import StrOrPromise

MOST_AT_ONCE: Final = 100
Thing = TypeVar("Thing", bound=models.Model)


class CannotBeDone(Exception):
    """A deed finds, while it is done, that it cannot be: nothing of it stays. Its text says why."""


class ReasonForm(forms.Form):
    """Why. A deed that has to know more has a form of its own that begins with this one."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        help_text=gettext_lazy("It stands in the audit trail."),
    )


class Deed(Generic[Thing]):
    """One thing that can be done to rows of a kind, each in a transaction of its own."""

    key: ClassVar[str]
    """Its name in addresses."""
    permission: ClassVar[str]
    title: ClassVar[StrOrPromise]
    """On its button: "Warn"."""
    question: ClassVar[StrOrPromise]
    """Above the list of those whom it concerns: "Ban these people?" """
    form: ClassVar[type[ReasonForm]] = ReasonForm
    locks: ClassVar[bool] = True
    """Whether the row is held meanwhile. False where a game moves on: its next event alone decides who is first."""

    def why_not(self, by: User, thing: Thing) -> str:
        """Why it cannot be done to this one; empty: it can be."""
        return ""

    def asks(self, by: User, data: QueryDict | None) -> ReasonForm:
        """The form, filled in or not."""
        return self.form(data)

    def effect(self, thing: Thing) -> str:
        """What will happen to this one, in a sentence."""
        raise NotImplementedError

    def do(self, request: HttpRequest, thing: Thing, answers: dict[str, Any]) -> None:
        """Do it, and note it in the audit trail; within a transaction that holds the row of `thing`. CannotBeDone.

        What follows at tables is done after the commit: `transaction.on_commit`.
        """
        raise NotImplementedError

    def done(self, many: int) -> str:
        """What is said afterwards."""
        return ngettext("Done, to %(n)s of them.", "Done, to %(n)s of them.", many) % {"n": many}


class AsksFirst(FilteredAsOffered):
    """An admin whose rows are looked at, and changed by its deeds alone."""

    deeds: ClassVar[Sequence[Deed[Any]]] = ()
    change_form_template = "console/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return roles.may(request.user, f"{self.opts.app_label}.view_{self.opts.model_name}")

    def named(self, request: HttpRequest, thing: models.Model) -> str:
        """What a row is called for whoever asks: above its page, and where something is to be done to it."""
        return visible(thing)

    def deeds_of(self, request: HttpRequest) -> list[Deed[Any]]:
        """What whoever asks may do here."""
        return [deed for deed in self.deeds if roles.may(request.user, deed.permission)]

    def page_tells(self, request: HttpRequest, thing: Any) -> dict[str, Any]:
        """What the page of a row tells beside its fields, for its template."""
        return {}

    # How deeds are offered

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        offered = super().get_actions(request)
        for deed in self.deeds_of(request):
            offered[deed.key] = (_leads_to(deed), deed.key, str(deed.title))
        return offered

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        by = _asked_once(request)
        context |= self.page_tells(request, obj)
        context["subtitle"] = context["named"] = self.named(request, obj)
        context["deeds"] = [
            {"title": deed.title, "address": self.address_of(deed, [obj.pk])}
            for deed in self.deeds_of(request)
            if obj is not None and not deed.why_not(by, obj)
        ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def action_checkbox(self, obj: models.Model) -> SafeString:
        """As Django's, but what stands in its label is seen."""
        told = _("Select this object for an action - %(what)s") % {"what": visible(obj)}
        box = forms.CheckboxInput({"class": "action-select", "aria-label": told}, lambda _value: False)
        return box.render(ACTION_CHECKBOX_NAME, str(obj.pk))

    def address_of(self, deed: Deed[Any], ids: Iterable[int]) -> str:
        """The address of the page that asks whether to do this to those."""
        return f"{reverse(f'admin:{self._deed_name}', args=[deed.key])}?{urlencode({'id': list(ids)}, doseq=True)}"

    @property
    def _deed_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_deed"

    def get_urls(self) -> list[URLPattern]:
        """With the page that asks; without Django's history of a row, which is in the audit trail."""
        page = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.deed_view))
        history = f"{self.opts.app_label}_{self.opts.model_name}_history"
        others = [one for one in super().get_urls() if one.name != history]
        return [path("do/<slug:key>/", page, name=self._deed_name), *others]

    # The page that asks

    def deed_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Ask, and do it where the answer is a good form. 404 for what is not there, 403 for what may not be done."""
        deed = next((one for one in self.deeds if one.key == key), None)
        if deed is None:
            raise Http404
        if not (self.has_view_permission(request) and roles.may(request.user, deed.permission)):
            raise PermissionDenied
        things = self._chosen(request)
        by = _asked_once(request)
        judged = [(thing, deed.why_not(by, thing)) for thing in things]
        able = [thing for thing, why in judged if not why]
        if request.method == "POST" and not able:
            return self.refused(request, things)
        form = deed.asks(by, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            if not once.is_first(request):
                messages.warning(request, _("This form has been sent before. Nothing was done again."))
                return redirect(self._back(things))
            return self._do(request, deed, judged, form.cleaned_data)
        context = {
            **self.admin_site.each_context(request),
            "title": deed.title,
            "deed": deed,
            "opts": self.opts,
            "form": form,
            "ids": [thing.pk for thing in able],
            "effects": [(self.named(request, thing), deed.effect(thing)) for thing in able],
            "left_out": [(self.named(request, thing), why) for thing, why in judged if why],
            "back": self._back(things),
            "once": once.mark(request),
        }
        status = 400 if form.errors else 200
        return TemplateResponse(request, "console/ask.html", context, status=status)

    def refused(self, request: HttpRequest, things: Sequence[models.Model]) -> HttpResponse:
        """The answer to whoever can do it to none of these."""
        raise PermissionDenied

    def _chosen(self, request: HttpRequest) -> list[models.Model]:
        """The rows that a request names. 404 where there are none, or one too many."""
        given = request.POST if request.method == "POST" else request.GET
        ids = {text for text in given.getlist("id") if text.isascii() and text.isdigit() and len(text) < 19}
        if not 0 < len(ids) <= MOST_AT_ONCE:
            raise Http404
        found = list(self.get_queryset(request).filter(pk__in=ids).order_by("pk"))
        if not found:
            raise Http404
        return found

    def _back(self, things: Sequence[models.Model]) -> str:
        """Where one comes from: the page of a single one, else the list."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return (
            reverse(f"{name}_change", args=[things[0].pk])
            if len(things) == 1
            else reverse(f"{name}_changelist")
        )

    def _do(
        self,
        request: HttpRequest,
        deed: Deed[Any],
        judged: Sequence[tuple[models.Model, str]],
        answers: dict[str, Any],
    ) -> HttpResponse:
        done = 0
        for thing, _before in judged:
            why = _do_safely(request, deed, thing, answers)
            done += not why
            if why:
                messages.error(request, visible(f"{self.named(request, thing)}: {why}"))
        if done:
            messages.success(request, deed.done(done))
        return redirect(self._back([thing for thing, _why in judged]))


def _asked_once(request: HttpRequest) -> User:
    """Whoever acts, with their groups: however many rows are judged by them, these are asked for once."""
    by = cast("User", request.user)
    models.prefetch_related_objects([by], "groups")
    return by


def _do_safely(request: HttpRequest, deed: Deed[Any], thing: models.Model, answers: dict[str, Any]) -> str:
    """Do it to the row as it is now, which nobody else may change meanwhile; why not, if it cannot be done."""
    try:
        with transaction.atomic():
            rows: QuerySet[models.Model] = models.QuerySet(type(thing))
            if deed.locks:
                rows = rows.select_for_update(of=("self",), no_key=True)
            now = rows.get(pk=thing.pk)
            # As they are now, and not when the page was made.
            by = User.objects.get(pk=cast("User", request.user).pk)
            why = (
                deed.why_not(by, now)
                if roles.may(by, deed.permission)
                else _("You may not do this any more.")
            )
            if not why:
                deed.do(request, now, answers)
            return why
    except CannotBeDone as error:
        return str(error)


def _leads_to(deed: Deed[Any]) -> Any:
    """The action of a list: it only leads to the page that asks."""

    def lead(site: AsksFirst, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
        ids = list(chosen.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(ids) > MOST_AT_ONCE:
            messages.error(request, _("At most %(n)s at once, please.") % {"n": MOST_AT_ONCE})
            return None
        return redirect(site.address_of(deed, ids))

    return lead
