"""How Django knows this app."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users and guests."""

    name = "accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear who signs in, what becomes of passwords, and what django-allauth has to say."""
        from accounts import bounces, deletion, ending, limits, preferences, signups, told, webhooks  # noqa: F401

        checks.register(limits.unknown)
        signups.listen()
        ending.listen()
        deletion.listen()
        bounces.listen()
