"""What can be decided about a report: each a deed with its own form (asking.py), imposed and written down together."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import names
from moderation import audit, renaming, reports, roles, sanctions, words
from moderation.console.asking import CannotBeDone, Deed, ReasonForm
from moderation.models import Decision, Report, Sanction
from moderation.models.reports import LONGEST_WORDS

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from accounts.models import User

Kind = Sanction.Kind
FOR_GOOD: Final = "0"
DAYS: Final = (1, 3, 7, 30, 90)


class NothingForm(ReasonForm):
    """Why nothing is done. Nobody but the reporter is told anything, and they only that it was handled."""


class ToldForm(ReasonForm):
    """What the reported one is told: one of the ready sentences, words for them alone, or both."""

    template = forms.ChoiceField(label=gettext_lazy("Ready words"), required=False)
    words = forms.CharField(
        label=gettext_lazy("Words for them"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        help_text=gettext_lazy("They read it, and can appeal. Ready words come in their language."),
    )
    field_order = ("template", "words", "days", "name", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready = [(one.key, f"{one.name}: {one.words}") for one in words.TEMPLATES]
        cast("forms.ChoiceField", self.fields["template"]).choices = [("", _("None")), *ready]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not (told.get("template") or told.get("words", "").strip()) and "words" not in self.errors:
            self.add_error("words", _("Please tell them why."))
        return told


class ForDaysForm(ToldForm):
    """And for how long."""

    days = forms.ChoiceField(label=gettext_lazy("For how long"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        some = [(str(days), _("%(n)s days") % {"n": days}) for days in DAYS]
        cast("forms.ChoiceField", self.fields["days"]).choices = [*some, (FOR_GOOD, _("For good"))]


class RenameForm(ToldForm):
    """And which name they have from now on."""

    name = forms.CharField(label=gettext_lazy("New name"), max_length=names.LONGEST)

    def clean_name(self) -> str:
        try:
            return names.checked(self.cleaned_data["name"])
        except names.BadName as error:
            raise forms.ValidationError(str(error)) from None


class Decide(Deed[Report]):
    """A report is decided so."""

    decision: ClassVar[Decision]
    power: ClassVar[str] = ""
    """What has to be allowed beside deciding."""
    permission = "moderation.decide_report"

    def why_not(self, by: User, report: Report) -> str:
        return reports.why_not(by, report) or self._why_not_them(by, report.about)

    def _why_not_them(self, by: User, whom: User) -> str:
        if not self.power:
            return ""
        if whom.deleted_at is not None:
            return _("That account is gone.")
        if not roles.may(by, self.power):
            return _("You may not do this.")
        return roles.refusal(by, whom)

    def do(self, request: HttpRequest, report: Report, answers: dict[str, Any]) -> None:
        by = audit.by_request(request)
        sanction = self.impose(by, report, answers)
        reports.decide(report, by, self.decision, answers["reason"], sanction)

    def impose(self, by: audit.By, report: Report, answers: dict[str, Any]) -> Sanction | None:
        """What follows for the reported one."""
        return None

    def done(self, many: int) -> str:
        return _("Decided. Whoever reported it hears that it was handled.")


class DoNothing(Decide):
    key = "nothing"
    decision = Decision.NOTHING
    title = gettext_lazy("No action")
    question = gettext_lazy("Close this report without doing anything?")
    form = NothingForm

    def effect(self, report: Report) -> str:
        return _("Whoever reported it hears that it was handled. Nobody else hears anything.")


class Impose(Decide):
    """It has a sanction for the reported one, with the words that they are told."""

    kind: ClassVar[Kind]

    def impose(self, by: audit.By, report: Report, answers: dict[str, Any]) -> Sanction:
        told = words.told(report.about, answers["template"], answers["words"])
        return sanctions.impose(self.kind, report.about, told, by, until=_until(answers), game=report.game)


class Warn(Impose):
    key = "warn"
    kind = Kind.WARNING
    decision = Decision.WARN
    power = "moderation.warn_user"
    title = gettext_lazy("Warn")
    question = gettext_lazy("Warn the one who was reported?")
    form = ToldForm

    def effect(self, report: Report) -> str:
        return _("They read the warning when they come next, and by letter where they have an address.")


class Mute(Impose):
    key = "mute"
    kind = Kind.MUTE
    decision = Decision.MUTE
    power = "moderation.mute_user"
    title = gettext_lazy("Mute")
    question = gettext_lazy("Mute the one who was reported?")
    form = ForDaysForm

    def effect(self, report: Report) -> str:
        return _("They can play, and say nothing at tables. They are told why.")


class Ban(Impose):
    key = "ban"
    kind = Kind.BAN
    decision = Decision.BAN
    power = "moderation.ban_user"
    title = gettext_lazy("Ban")
    question = gettext_lazy("Ban the one who was reported?")
    form = ForDaysForm

    def effect(self, report: Report) -> str:
        return _("They are signed out everywhere at once, and the caddie plays for them. They are told why.")


class Rename(Impose):
    key = "rename"
    kind = Kind.WARNING
    decision = Decision.RENAME
    power = "moderation.rename_user"
    title = gettext_lazy("Rename")
    question = gettext_lazy("Give the one who was reported another name?")
    form = RenameForm

    def effect(self, report: Report) -> str:
        return _("They have the new name at once, at every table. They are told why, as a warning.")

    def impose(self, by: audit.By, report: Report, answers: dict[str, Any]) -> Sanction:
        try:
            renaming.rename(report.about, answers["name"], answers["reason"], by)
        except names.BadName as error:
            raise CannotBeDone(str(error)) from None
        return super().impose(by, report, answers)


def _until(answers: dict[str, Any]) -> datetime | None:
    """When it ends; None: never, or it is over at once."""
    days = int(answers.get("days", FOR_GOOD))
    return timezone.now() + timedelta(days=days) if days else None


DEEDS: Final = (DoNothing(), Warn(), Mute(), Ban(), Rename())
