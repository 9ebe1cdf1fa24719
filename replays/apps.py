"""How Django knows this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReplaysConfig(AppConfig):
    """Replays of games."""

    name = "replays"
    verbose_name = _("Replays")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of people who go, and of guests who get an account."""
        from replays import kept

        kept.listen()
