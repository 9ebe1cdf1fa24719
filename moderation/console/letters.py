"""Letters in the console: what was sent to whom, and what came of it. No letter can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext_lazy

from accounts.models import Letter
from moderation.console.asking import AsksFirst
from moderation.console.few import CountsFew
from moderation.console.links import to_page
from moderation.console.plain import plain

if TYPE_CHECKING:
    from django.utils.safestring import SafeString


@admin.register(Letter)
class LetterAdmin(CountsFew, AsksFirst):
    """To look at alone."""

    list_display = ("made_at", "kind", "shown_to", "state", "shown_reason", "tries")
    list_filter = ("state", "kind")
    list_per_page = 50
    search_fields = ("to", "user__username")
    date_hierarchy = "made_at"
    fields = (
        "kind", "shown_to", "whom", "shown_subject", "state", "shown_reason", "made_at", "sent_at", "tries",
        "next_try_at",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=gettext_lazy("to"), ordering="to")
    def shown_to(self, letter: Letter) -> SafeString:
        return plain(letter.to)

    @admin.display(description=gettext_lazy("user"))
    def whom(self, letter: Letter) -> SafeString | str:
        return to_page("accounts_user", letter.user.pk, letter.user.name) if letter.user else "–"

    @admin.display(description=gettext_lazy("subject"))
    def shown_subject(self, letter: Letter) -> SafeString:
        return plain(letter.subject)

    @admin.display(description=gettext_lazy("reason"))
    def shown_reason(self, letter: Letter) -> SafeString:
        return plain(letter.reason or "–")
