"""Letters in the console. People and invitations stand in moderation/console."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from accounts.lookups import FilteredAsOffered
from accounts.models import Letter

if TYPE_CHECKING:
    from django.http import HttpRequest


@admin.register(Letter)
class LetterAdmin(FilteredAsOffered):
    """What was sent to whom, and what came of it. Nothing here can be changed, and no letter can be read."""

    list_display = ("made_at", "kind", "to", "state", "reason", "tries")
    list_filter = ("state", "kind")
    search_fields = ("to", "user__username")
    date_hierarchy = "made_at"
    fields = (
        "kind",
        "to",
        "user",
        "subject",
        "state",
        "reason",
        "made_at",
        "sent_at",
        "tries",
        "next_try_at",
    )
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        return False
