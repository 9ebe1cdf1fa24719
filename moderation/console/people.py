"""People in the console: found by name, e-mail, number or address; looked at on one page; changed by measures alone."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final

from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.names import look
from moderation import roles
from moderation.console import measures
from moderation.console.asking import AsksFirst
from moderation.console.few import CountsFew
from moderation.console.links import to_page
from moderation.console.panels import panels_of
from moderation.console.plain import plain

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

LARGEST_ID: Final = 2**63 - 1
SEES_DATA: Final = "moderation.see_personal_data"


class StateFilter(admin.SimpleListFilter):
    """By what holds for somebody now."""

    title = gettext_lazy("state")
    parameter_name = "state"
    PRIVATE: Final = frozenset({"bounced", "leaving"})
    """What only those see who see people's letters."""
    STATES: Final = {
        "banned": (gettext_lazy("is banned"), Q(is_active=False, deleted_at=None)),
        "muted": (gettext_lazy("is muted"), Q(is_muted=True)),
        "password": (gettext_lazy("must choose a new password"), Q(new_password_due=True)),
        "bounced": (gettext_lazy("letters come back"), Q(bounced_at__isnull=False)),
        "leaving": (gettext_lazy("wants to go"), Q(deletion_at__isnull=False)),
        "deleted": (gettext_lazy("deleted"), Q(deleted_at__isnull=False)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        hidden = self._hidden(request)
        return [(key, words) for key, (words, _where) in self.STATES.items() if key not in hidden]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        value = self.value() or ""
        known = value in self.STATES and value not in self._hidden(request)
        return queryset.filter(self.STATES[value][1]) if known else queryset

    def _hidden(self, request: HttpRequest) -> frozenset[str]:
        return frozenset() if roles.may(request.user, SEES_DATA) else self.PRIVATE


@admin.register(User)
class PeopleAdmin(CountsFew, AsksFirst):
    """Names and addresses are their own; everything else is done to them with a reason."""

    deeds = measures.ALL
    change_form_template = "console/person.html"
    list_display = ("shown_name", "shown_username", "kind", "state", "joined")
    list_filter = (StateFilter, "is_guest", "is_staff", "date_joined")
    search_fields = ("name",)  # That there is a field to search in; what is found is said below.
    search_help_text = gettext_lazy("A name, or a part of it; a number; an e-mail or internet address.")
    ordering = ("-id",)
    list_per_page = 50
    readonly_fields = (
        "shown_name", "shown_username", "id", "kind", "state", "open_state", "joined", "signed_up_at", "last_login",
        "language", "country", "taken_over_by", "address", "bounced_at", "deletion_at", "came_by",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).select_related("merged_into").prefetch_related("groups")

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        state = "state" if roles.may(request.user, SEES_DATA) else "open_state"
        return [state if column == "state" else column for column in self.list_display]

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Several to a line, so that what stands below is not far away."""
        sees = roles.may(request.user, SEES_DATA)
        rows: list[tuple[str, ...]] = [
            ("shown_name", "shown_username", "id"),
            ("kind", "state" if sees else "open_state", "taken_over_by"),
            ("joined", "signed_up_at", "last_login"),
            ("language", "country"),
        ]
        if sees:
            rows += [("address", "bounced_at"), ("deletion_at", "came_by")]
        return [(None, {"fields": rows})]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        """By what the term looks like. Addresses are found by those alone who may see them."""
        term = search_term.strip()
        if not term:
            return queryset, False
        sees = roles.may(request.user, SEES_DATA)
        return queryset.filter(_by_address(term, sees) or _by_name(term)), False

    def page_tells(self, request: HttpRequest, thing: Any) -> dict[str, Any]:
        return {"panels": panels_of(request, thing)}

    @admin.display(description=gettext_lazy("name"), ordering="name")
    def shown_name(self, user: User) -> str:
        return plain(user.name)

    @admin.display(description=gettext_lazy("user name"), ordering="username")
    def shown_username(self, user: User) -> str:
        return plain(user.username)

    @admin.display(description=gettext_lazy("kind"))
    def kind(self, user: User) -> str:
        if user.is_staff or user.is_superuser:
            return str(roles.role_of(user).label)
        return _("guest") if user.is_guest else _("account")

    @admin.display(description=gettext_lazy("state"))
    def state(self, user: User) -> str:
        own = [
            _("letters come back") if user.bounced_at else "",
            _("wants to go") if user.deletion_at else "",
        ]
        return ", ".join(filter(None, [*_holds(user), *own])) or "–"

    @admin.display(description=gettext_lazy("state"))
    def open_state(self, user: User) -> str:
        return ", ".join(filter(None, _holds(user))) or "–"

    @admin.display(description=gettext_lazy("joined"), ordering="id")
    def joined(self, user: User) -> Any:
        return date_format(timezone.localtime(user.date_joined), "DATETIME_FORMAT")

    @admin.display(description=gettext_lazy("taken over by"))
    def taken_over_by(self, user: User) -> str:
        return plain(user.merged_into) if user.merged_into else "–"

    @admin.display(description=gettext_lazy("e-mail address"))
    def address(self, user: User) -> str:
        return plain(user.email or "–")

    @admin.display(description=gettext_lazy("invitation"))
    def came_by(self, user: User) -> str:
        came_by = user.invitation
        return to_page("accounts_invitation", came_by.pk, came_by) if came_by else "–"


def _by_name(term: str) -> Q:
    """By a part of a name as the eye reads it, or by number."""
    if term.isascii() and term.isdigit():
        numbered = Q(pk=int(term)) if int(term) <= LARGEST_ID else Q(pk=None)
        return numbered | Q(name__contains=term) | Q(username__contains=term)
    if seen := look(term):
        return Q(name_key__contains=seen) | Q(username_key__contains=seen)
    return Q(name__icontains=term)


def _by_address(term: str, sees: bool) -> Q | None:
    """By an e-mail or internet address; None: it looks like none, or may not be seen."""
    if not sees:
        return None
    if "@" in term:
        return Q(email__icontains=term) | Q(emailaddress__email__iexact=term)
    try:
        address = str(ip_address(term))
    except ValueError:
        return None
    return Q(pk__in=UserSession.objects.filter(ip=address).values("user"))


def _holds(user: User) -> list[str]:
    """What everybody sees who sees people at all; empty where it does not hold."""
    return [
        _("deleted") if user.deleted_at else "",
        _ban_in_words(user),
        _mute_in_words(user),
        _("must choose a new password") if user.new_password_due else "",
    ]


def _ban_in_words(user: User) -> str:
    if user.is_active or user.deleted_at:
        return ""
    return _until(_("is banned"), user.banned_until)


def _mute_in_words(user: User) -> str:
    return _until(_("is muted"), user.muted_until) if user.is_muted else ""


def _until(word: str, until: Any) -> str:
    if until is None:
        return _("%(banned)s for good") % {"banned": word}
    day = date_format(timezone.localtime(until), "DATETIME_FORMAT")
    return _("%(banned)s until %(day)s") % {"banned": word, "day": day}
