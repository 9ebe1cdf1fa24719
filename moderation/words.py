"""Words for what happens again and again: templates from which those who decide choose what they tell people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Template:
    """What somebody is told, in their own language."""

    key: str
    name: StrPromise
    words: StrPromise


TEMPLATES: Final = (
    Template(
        "cheating",
        _("Cheating"),
        _("You have used what you could not know by the rules. That spoils the game for everybody else."),
    ),
    Template(
        "together",
        _("Playing together"),
        _("You and somebody else have not played for yourselves, but for one another. Please play to win."),
    ),
    Template(
        "accounts",
        _("Several accounts"),
        _("You have played with several accounts. Please keep to one."),
    ),
    Template(
        "name",
        _("An insulting name"),
        _("Your name insults people. Please have one that anybody can read out."),
    ),
    Template(
        "stalling",
        _("Stalling"),
        _("You have let others wait on purpose. Please move when it is your turn, or stand up."),
    ),
    Template(
        "leaving",
        _("Leaving"),
        _(
            "You have left games again and again while others went on. Please sit down when you have the time."
        ),
    ),
    Template(
        "talking",
        _("Bothering others"),
        _("You have bothered others with what you said at tables. Please leave it."),
    ),
)
BY_KEY: Final = {template.key: template for template in TEMPLATES}


def told(user: User, key: str, words: str) -> str:
    """What somebody is told: the template in their language, and what was written for them alone."""
    template = BY_KEY.get(key)
    with translation.override(user.language or settings.LANGUAGE_CODE):
        parts = [str(template.words) if template else "", words.strip()]
    return "\n\n".join(part for part in parts if part)
