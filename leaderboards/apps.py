"""How Django knows this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeaderboardsConfig(AppConfig):
    """Results and standings."""

    name = "leaderboards"
    verbose_name = _("Leaderboards")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of guests who get an account, and of those who come, go, or are shut out; refuse a wrong setting."""
        from leaderboards import kept, people, rating_games

        rating_games.refuse_unknown_rules()
        kept.listen()
        people.listen()
