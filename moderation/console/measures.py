"""What can be done to people in the console: each a deed, with a reason, after asking once."""

from __future__ import annotations

import secrets
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import barring, ending, mail, names
from accounts.models import User
from moderation import audit, renaming, roles, sanctions
from moderation.audit import What, by_request
from moderation.console.asking import CannotBeDone, Deed, ReasonForm
from moderation.roles import Role
from moderation.sanctions import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, QueryDict

TOLD: Final = gettext_lazy("They read it as you write it, and it stands in the audit trail.")
FOR_GOOD: Final = "for-good"
UNTIL: Final = "until"
LONGEST: Final = timedelta(days=3650)
LENGTHS: Final = [
    ("1", gettext_lazy("a day")),
    ("3", gettext_lazy("three days")),
    ("7", gettext_lazy("a week")),
    ("30", gettext_lazy("thirty days")),
    (UNTIL, gettext_lazy("until the day below")),
    (FOR_GOOD, gettext_lazy("for good")),
]


class ToldForm(ReasonForm):
    """A reason that is told to whom it concerns."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = TOLD


class LastingForm(ToldForm):
    """A reason, and for how long."""

    how_long = forms.ChoiceField(label=gettext_lazy("For how long"), choices=LENGTHS)
    day = forms.DateField(
        label=gettext_lazy("Until the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    field_order = ("how_long", "day", "reason")

    def clean(self) -> dict[str, Any]:
        """`until` is when it ends; None: never."""
        given = super().clean() or {}
        how_long, now = given.get("how_long"), timezone.now()
        if how_long == UNTIL:
            given["until"] = self._end_of_day(given)
        elif how_long != FOR_GOOD and how_long:
            given["until"] = now + timedelta(days=int(how_long))
        return {"until": None} | given

    def _end_of_day(self, given: dict[str, Any]) -> datetime | None:
        day = given.get("day")
        today = timezone.localdate()
        if day is None or not today <= day <= today + LONGEST:
            self.add_error("day", _("Please choose a day from today on, and within ten years."))
            return None
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


class Measure(Deed[User]):
    """A deed that only somebody of a higher role does, and to nobody whose account is deleted."""

    def why_not(self, by: User, thing: User) -> str:
        if thing.deleted_at is not None:
            return _("This account is deleted.")
        return roles.refusal(by, thing) or self.why_not_now(thing)

    def why_not_now(self, user: User) -> str:
        """Why it makes no sense as things are; empty: it does."""
        return ""


class Impose(Measure):
    """A sanction, for as long as is answered."""

    kind: ClassVar[Kind]

    def do(self, request: HttpRequest, thing: User, answers: dict[str, Any]) -> None:
        until = answers.get("until")
        sanctions.impose(self.kind, thing, answers["reason"], by_request(request), until=until)


class Lift(Measure):
    """All that is in force of a kind of sanction ends."""

    kind: ClassVar[Kind]
    permission = "moderation.lift_sanction"

    def do(self, request: HttpRequest, thing: User, answers: dict[str, Any]) -> None:
        sanctions.lift_all(thing, self.kind, answers["reason"], by_request(request))


class Warn(Impose):
    key = "warn"
    kind = Kind.WARNING
    permission = "moderation.warn_user"
    title = gettext_lazy("Warn")
    question = gettext_lazy("Warn these people?")
    form = ToldForm

    def effect(self, thing: User) -> str:
        return _("reads the warning on the next page, and in a letter.")


class Mute(Impose):
    key = "mute"
    kind = Kind.MUTE
    permission = "moderation.mute_user"
    title = gettext_lazy("Mute")
    question = gettext_lazy("Mute these people?")
    form = LastingForm

    def effect(self, thing: User) -> str:
        return _("can play, but nothing that they say at tables is shown to anybody.")


class Ban(Impose):
    key = "ban"
    kind = Kind.BAN
    permission = "moderation.ban_user"
    title = gettext_lazy("Ban")
    question = gettext_lazy("Ban these people?")
    form = LastingForm

    def effect(self, thing: User) -> str:
        return _("is signed out everywhere at once, and the caddie plays on for them.")


class EndBan(Lift):
    key = "end-ban"
    kind = Kind.BAN
    title = gettext_lazy("Lift the ban")
    question = gettext_lazy("Let these people come back?")

    def why_not_now(self, user: User) -> str:
        return _("Is not banned.") if user.is_active else ""

    def effect(self, thing: User) -> str:
        return _("can sign in and play again.")


class EndMute(Lift):
    key = "end-mute"
    kind = Kind.MUTE
    title = gettext_lazy("Lift the mute")
    question = gettext_lazy("Have these people heard again?")

    def why_not_now(self, user: User) -> str:
        return "" if user.is_muted else _("Is not muted.")

    def effect(self, thing: User) -> str:
        return _("is heard again at tables.")


class RenameForm(ToldForm):
    """A reason, and the new name; without one it is made up."""

    name = forms.CharField(
        label=gettext_lazy("New name"),
        required=False,
        max_length=names.LONGEST,
        help_text=gettext_lazy("Empty: one that says nothing, such as Player 471103."),
    )
    field_order = ("name", "reason")

    def clean_name(self) -> str:
        try:
            return names.checked(self.cleaned_data["name"]) if self.cleaned_data["name"] else ""
        except names.BadName as error:
            raise forms.ValidationError(str(error)) from None


class Rename(Measure):
    key = "rename"
    permission = "moderation.rename_user"
    title = gettext_lazy("Give another name")
    question = gettext_lazy("Give these people another name?")
    form = RenameForm

    def effect(self, thing: User) -> str:
        if thing.has_account:
            return _("has another name at once, at tables and to sign in with, and is told so by letter.")
        return _("has another name at once.")

    def do(self, request: HttpRequest, thing: User, answers: dict[str, Any]) -> None:
        # Of several people the first has the name, if there is one.
        name = answers.pop("name", "") or a_plain_name()
        try:
            renaming.rename(thing, name, answers["reason"], by_request(request))
        except names.BadName as error:
            raise CannotBeDone(str(error)) from None
        _write(thing, "moderation/email/renamed", answers["reason"])


class EndSessions(Measure):
    key = "end-sessions"
    permission = "moderation.end_sessions"
    title = gettext_lazy("End all sessions")
    question = gettext_lazy("Sign these people out everywhere?")

    def effect(self, thing: User) -> str:
        return _("is signed out in all browsers and programs, and may sign in again.")

    def do(self, request: HttpRequest, thing: User, answers: dict[str, Any]) -> None:
        audit.record(What.SESSIONS_ENDED, whom=thing, why=answers["reason"], **by_request(request))
        transaction.on_commit(lambda: ending.end_access(thing))


class ForceNewPassword(Measure):
    key = "new-password"
    permission = "moderation.force_password_reset"
    title = gettext_lazy("Force a new password")
    question = gettext_lazy("Have these people choose a new password?")
    form = ToldForm

    def why_not_now(self, user: User) -> str:
        return _("Has no account.") if user.is_guest else ""

    def effect(self, thing: User) -> str:
        return _("is signed out everywhere, and cannot sign in before they have chosen a new password.")

    def do(self, request: HttpRequest, thing: User, answers: dict[str, Any]) -> None:
        barring.force_new_password(thing)
        audit.record(What.PASSWORD_RESET_FORCED, whom=thing, why=answers["reason"], **by_request(request))
        _write(thing, "moderation/email/new_password", answers["reason"])


class RoleForm(ReasonForm):
    """A reason, and one of those roles that whoever gives it stands above."""

    role = forms.TypedChoiceField(label=gettext_lazy("Role"), coerce=lambda text: Role(int(text)))
    field_order = ("role", "reason")


class ChangeRole(Measure):
    key = "change-role"
    permission = "moderation.change_role"
    title = gettext_lazy("Change the role")
    question = gettext_lazy("Give these people another role?")
    form = RoleForm

    def why_not_now(self, user: User) -> str:
        if user.is_guest:
            return _("Has no account.")
        return "" if user.is_active else _("Is banned.")

    def asks(self, by: User, data: QueryDict | None) -> RoleForm:
        form = RoleForm(data)
        mine = roles.role_of(by)
        offered = [(role.value, role.label) for role in Role if role < min(mine, Role.OWNER)]
        form.fields["role"].choices = offered  # type: ignore[attr-defined]
        return form

    def effect(self, thing: User) -> str:
        return _("is %(role)s now.") % {"role": roles.role_of(thing).label}

    def do(self, request: HttpRequest, thing: User, answers: dict[str, Any]) -> None:
        before = roles.role_of(thing)
        roles.give(thing, answers["role"])
        detail: dict[str, object] = {"before": before.name, "after": answers["role"].name}
        audit.record(
            What.ROLE_CHANGED, whom=thing, why=answers["reason"], detail=detail, **by_request(request)
        )


def a_plain_name() -> str:
    """A name that says nothing, and that nobody has."""
    while True:
        try:
            return names.checked(f"Player {secrets.randbelow(900_000) + 100_000}")
        except names.BadName:
            continue


def _write(user: User, letter: str, why: str) -> None:
    if user.email and not user.is_guest:
        mail.send(letter, user.email, {"user": user, "why": why})


ALL: Final[Sequence[Measure]] = (
    Warn(),
    Mute(),
    EndMute(),
    Ban(),
    EndBan(),
    Rename(),
    EndSessions(),
    ForceNewPassword(),
    ChangeRole(),
)
