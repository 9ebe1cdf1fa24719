"""Appeals in the console: read and decided by somebody else than who imposed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import names
from accounts.models import User
from moderation import appeals, audit, renaming, sanctions
from moderation.console.asking import Deed, ReasonForm
from moderation.console.plain import plain
from moderation.console.queue import OpenFirst, Queue
from moderation.models import Appeal, Decision, Outcome
from moderation.models.reports import LONGEST_WORDS

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from moderation.models import Sanction


class AnswerForm(ReasonForm):
    """What whoever appealed is told."""

    answer = forms.CharField(
        label=gettext_lazy("Answer to them"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
    )
    field_order = ("answer", "reason")


class DecideAppeal(Deed[Appeal]):
    """An appeal is decided so."""

    outcome: ClassVar[Outcome]
    permission = "moderation.decide_appeal"
    form = AnswerForm

    def why_not(self, by: User, appeal: Appeal) -> str:
        return appeals.why_not(by, appeal)

    def do(self, request: HttpRequest, appeal: Appeal, answers: dict[str, Any]) -> None:
        by = audit.by_request(request)
        if self.outcome == Outcome.TAKEN_BACK:
            take_back(appeal.sanction, by, answers["reason"])
        appeals.decide(appeal, by, self.outcome, answers["answer"].strip(), answers["reason"])

    def done(self, many: int) -> str:
        return _("Decided. Whoever appealed is told.")


class Uphold(DecideAppeal):
    key = "uphold"
    outcome = Outcome.UPHELD
    title = gettext_lazy("It stands")
    question = gettext_lazy("Leave it as it was decided?")

    def effect(self, appeal: Appeal) -> str:
        return _("Nothing changes. They are told, and cannot appeal again.")


class TakeBack(DecideAppeal):
    key = "take-back"
    outcome = Outcome.TAKEN_BACK
    title = gettext_lazy("Take the sanction back")
    question = gettext_lazy("Take back what was imposed?")

    def effect(self, appeal: Appeal) -> str:
        return _("It is lifted at once; a name that was taken is given back where it is free. They are told.")


def take_back(sanction: Sanction, by: audit.By, why: str) -> None:
    """Lift a sanction; and give a name back, where it was taken by the same decision and nobody else has it by now."""
    sanctions.lift(sanction, why, by)
    report = getattr(sanction, "report", None)
    if report is None or report.decision != Decision.RENAME:
        return
    try:
        renaming.rename(sanction.user, names.checked(report.about_name, sanction.user_id), why, by)
    except names.BadName:
        return


@admin.register(Appeal)
class AppealAdmin(Queue):
    """Looked at by whoever may decide."""

    decides = DecideAppeal.permission
    deeds: ClassVar = (Uphold(), TakeBack())
    change_form_template = "console/appeal.html"
    list_display = ("what", "whom", "age", "answered")
    list_filter = (OpenFirst,)
    fields = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appeal]:
        found: QuerySet[Appeal] = super().get_queryset(request)
        return found.select_related("sanction__user", "sanction__by", "sanction__report", "decided_by")

    @admin.display(description=gettext_lazy("sanction"))
    def what(self, appeal: Appeal) -> str:
        return appeal.sanction.get_kind_display()

    @admin.display(description=gettext_lazy("of whom"))
    def whom(self, appeal: Appeal) -> SafeString:
        return plain(appeal.sanction.user.name)

    @admin.display(description=gettext_lazy("age"), ordering="made_at")
    def age(self, appeal: Appeal) -> str:
        return timesince(appeal.made_at, depth=1)

    @admin.display(description=gettext_lazy("outcome"))
    def answered(self, appeal: Appeal) -> SafeString:
        by = appeal.decided_by or "–"
        return plain(f"{by}: {appeal.get_outcome_display()}" if appeal.decided_at else "–")

    def why_not_now(self, by: User, thing: Any) -> str:
        return appeals.why_not(by, thing)

    def page_tells(self, request: HttpRequest, thing: Any) -> dict[str, Any]:
        by = cast("User", request.user)
        return {
            "appeal": thing,
            "why_not": appeals.why_not(by, thing),
            "own": by.pk == thing.sanction.by_id,
        }
