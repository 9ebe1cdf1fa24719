"""Who may do what in the console: three roles as data, made into Django's groups after every migrate.

The same table stands in docs/moderation.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth.models import Group, Permission
from django.db import models, router, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Role(models.IntegerChoices):
    """By rank: whoever acts on somebody stands above them. The owner is Django's superuser, who may do everything."""

    PLAYER = 0, _("Player")
    OBSERVER = 1, _("Observer")
    MODERATOR = 2, _("Moderator")
    ADMINISTRATOR = 3, _("Administrator")
    OWNER = 4, _("Owner")


GROUPS: Final = {Role.OBSERVER: "Observer", Role.MODERATOR: "Moderator", Role.ADMINISTRATOR: "Administrator"}

OBSERVES: Final = (
    "moderation.see_dashboard",
    "accounts.view_user",
    "games.view_game",
    "leaderboards.view_unfolded",
    "moderation.view_sanction",
)
MODERATES: Final = (
    *OBSERVES,
    "moderation.see_personal_data",
    "moderation.warn_user",
    "moderation.mute_user",
    "moderation.ban_user",
    "moderation.lift_sanction",
    "moderation.rename_user",
    "moderation.end_sessions",
    "moderation.see_cards",
    "moderation.verify_game",
    "moderation.end_game",
    "moderation.retry_results",
    "moderation.view_report",
    "moderation.view_appeal",
    "moderation.view_signal",
    "moderation.decide_report",
    "moderation.decide_appeal",
    "moderation.look_at_signal",
)
ADMINISTERS: Final = (
    *MODERATES,
    "moderation.force_password_reset",
    "moderation.change_role",
    "moderation.invite",
    "moderation.annul_game",
    "moderation.view_auditentry",
    "moderation.export_auditentry",
    "accounts.view_invitation",
    "accounts.view_letter",
)
PERMISSIONS: Final[dict[Role, tuple[str, ...]]] = {
    Role.OBSERVER: OBSERVES,
    Role.MODERATOR: MODERATES,
    Role.ADMINISTRATOR: ADMINISTERS,
}


def make_groups(using: str = "default", **_signal: Any) -> None:
    """Have the groups that the table names, each with exactly its permissions; again and again without harm."""
    if not router.allow_migrate_model(using, Group):
        return
    with transaction.atomic(using=using):
        for role, name in GROUPS.items():
            group, _made = Group.objects.using(using).get_or_create(name=name)
            group.permissions.set(_permissions(PERMISSIONS[role], using))


def _permissions(names: tuple[str, ...], using: str) -> list[Permission]:
    """Those of these permissions that are there: after a migration to an older state some are not."""
    known = Permission.objects.using(using).select_related("content_type")
    by_name = {f"{one.content_type.app_label}.{one.codename}": one for one in known}
    return [by_name[name] for name in names if name in by_name]


def may(user: User | AnonymousUser, permission: str) -> bool:
    """Whether somebody may do this in the console: staff alone, and of them those who have the permission."""
    return user.is_active and user.is_staff and user.has_perm(permission)


def role_of(user: User) -> Role:
    """The highest role that somebody has. Asks the database, but for people who are no staff."""
    if user.is_superuser:
        return Role.OWNER
    if not user.is_staff:
        return Role.PLAYER
    names = {group.name for group in user.groups.all()}
    return max((role for role, name in GROUPS.items() if name in names), default=Role.OBSERVER)


def give(user: User, role: Role) -> None:
    """Make somebody of this role, and of no other."""
    user.is_staff = role is not Role.PLAYER
    user.save(update_fields=["is_staff"])
    user.groups.remove(*Group.objects.filter(name__in=GROUPS.values()))
    if role in GROUPS:
        user.groups.add(Group.objects.get(name=GROUPS[role]))


def refusal(by: User, whom: User) -> str:
    """Why somebody may not act on somebody else; empty: they may."""
    if by.pk == whom.pk:
        return str(_("Nobody acts on themselves."))
    if role_of(whom) >= role_of(by):
        return str(_("Only somebody of a higher role acts on staff."))
    return ""
