"""How Django knows this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GamesConfig(AppConfig):
    """Tables, games and their events."""

    name = "games"
    verbose_name = _("Games")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear what accounts have to say of people."""
        from games import archive, bringing, kept, notices  # noqa: F401 - what is kept here is known by being imported

        notices.listen()
        bringing.listen()
        archive.listen()
