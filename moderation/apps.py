"""How Django knows this app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    """Reports and sanctions."""

    name = "moderation"
    verbose_name = _("Moderation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of games, of people who come and go, and of who is turned away; have the roles as groups."""
        from moderation import entries, kept, roles

        kept.listen()
        entries.listen()
        post_migrate.connect(roles.make_groups, sender=self, dispatch_uid="moderation.roles")
