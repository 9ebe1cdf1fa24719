"""What can be done in the console that no model's own permissions name."""

from __future__ import annotations

from django.db import models


class Power(models.Model):
    """Holds permissions alone: it has no table. Who has which is said in moderation/roles.py."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [
            ("see_dashboard", "Can see how the site is"),
            ("see_personal_data", "Can see people's addresses and sessions"),
            ("warn_user", "Can warn somebody"),
            ("mute_user", "Can mute somebody"),
            ("ban_user", "Can ban somebody"),
            ("lift_sanction", "Can lift a sanction"),
            ("rename_user", "Can give somebody another name"),
            ("end_sessions", "Can end all of somebody's sessions"),
            ("force_password_reset", "Can have somebody choose a new password"),
            ("change_role", "Can make somebody staff, or take that back"),
            ("invite", "Can make invitations, and take them back"),
            ("see_cards", "Can see all cards of a game that is being played"),
            ("verify_game", "Can have a game's events verified"),
            ("end_game", "Can end a game that is being played"),
            ("annul_game", "Can annul a finished game"),
            ("retry_results", "Can have the results of a game worked out again"),
            ("decide_report", "Can claim and decide reports"),
            ("decide_appeal", "Can decide appeals"),
            ("look_at_signal", "Can take a signal off the list"),
        ]
