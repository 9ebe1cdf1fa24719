"""Users in the console."""

from __future__ import annotations

from django.contrib import admin

from accounts.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("username", "name", "is_guest", "is_staff", "date_joined")
    list_filter = ("is_guest", "is_staff")
    search_fields = ("username", "name", "email")
    readonly_fields = ("password", "last_login", "date_joined")
