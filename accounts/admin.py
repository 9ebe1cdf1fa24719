"""Users in the console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import transaction

from accounts import ending
from accounts.models import Invitation, Letter, User

if TYPE_CHECKING:
    from django.http import HttpRequest


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("username", "name", "is_guest", "is_staff", "date_joined")
    list_filter = ("is_guest", "is_staff")
    search_fields = ("username", "name", "email")
    exclude = ("password",)
    readonly_fields = ("username", "email", "last_login", "date_joined", "merged_into")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People sign up, or are invited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Rows are blanked (deletion.py): games hold their ids."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Whoever is not active any more is put out at once, wherever they are."""
        super().save_model(request, obj, form, change)
        if "is_active" in form.changed_data and not obj.is_active:
            transaction.on_commit(lambda: ending.ban(obj))


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Made by whoever is signed in here; taken back with a date, and never deleted, as it tells who invited whom."""

    list_display = ("code", "note", "made_by", "made_at", "expires_at", "uses", "used", "revoked_at")
    search_fields = ("code", "note", "made_by__username")
    readonly_fields = ("code", "made_by", "made_at", "used")

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        if not change and isinstance(request.user, User):
            obj.made_by = request.user
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False


@admin.register(Letter)
class LetterAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
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
