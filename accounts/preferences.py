"""How people like the site to look, sound and play: every preference there is, whose it is, and where it is kept.

Whoever has a row keeps theirs there, guests too; a visitor who is nobody yet keeps them in the session until they
become somebody. Only what was chosen is stored, so that a default can change for everybody who never chose.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import limits
from accounts.addresses import address_of
from accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest
    from django.utils.functional import _StrPromise as Lazy

IN_SESSION: Final = "preferences"
ON_OFF: Final = (("on", _("On")), ("off", _("Off")))
LOOK: Final = _("Look")
SENSES: Final = _("Sound and motion")
PLAY: Final = _("Playing")


@dataclass(frozen=True, slots=True)
class Preference:
    """One thing that people may choose; `default` is what it is until they do."""

    name: str
    group: Lazy
    label: Lazy
    help: Lazy
    default: str
    choices: tuple[tuple[str, Lazy], ...] = ON_OFF

    @property
    def values(self) -> list[str]:
        return [value for value, _words in self.choices]


PREFERENCES: Final = (
    Preference(
        "theme",
        LOOK,
        _("Light or dark"),
        _("Auto follows your device."),
        "auto",
        (("auto", _("Auto")), ("light", _("Light")), ("dark", _("Dark"))),
    ),
    Preference(
        "deck",
        LOOK,
        _("Colours of the suits"),
        _("With four, diamonds are blue and clubs are green."),
        "two",
        (("two", _("Two")), ("four", _("Four"))),
    ),
    Preference(
        "cards",
        LOOK,
        _("Figures on the cards"),
        _("Big ones can be read across a room."),
        "normal",
        (("normal", _("Normal")), ("big", _("Big"))),
    ),
    Preference(
        "back",
        LOOK,
        _("Backs of the cards"),
        _("Only you see this colour."),
        "red",
        (
            ("red", _("Red")),
            ("blue", _("Blue")),
            ("green", _("Green")),
            ("violet", _("Violet")),
            ("slate", _("Slate")),
            ("amber", _("Amber")),
        ),
    ),
    Preference(
        "sound", SENSES, _("Sounds"), _("Cards that are dealt, turned and paired, and your turn."), "on"
    ),
    Preference(
        "vibration", SENSES, _("Vibration"), _("A short one on your turn, where the device can."), "on"
    ),
    Preference(
        "motion",
        SENSES,
        _("Motion"),
        _("Auto follows your device. Switched off, nothing on the table moves."),
        "auto",
        (("auto", _("Auto")), ("off", _("Off"))),
    ),
    Preference(
        "confirm",
        PLAY,
        _("Tap twice to move"),
        _("The first tap chooses a card, the second one on it makes the move."),
        "off",
    ),
    Preference("phrases", PLAY, _("Phrases"), _("What others say at the table."), "on"),
)
BY_NAME: Final = {preference.name: preference for preference in PREFERENCES}


class BadPreference(ValueError):
    """A name that no preference has, or a value that it cannot take; the message says which. `name` is as sent."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def check(changes: Mapping[str, object]) -> None:
    """Raises BadPreference for the first that cannot be had."""
    for name, value in changes.items():
        if name not in BY_NAME:
            raise BadPreference(name, gettext("There is no such preference."))
        if value not in BY_NAME[name].values:
            raise BadPreference(name, gettext("That cannot be chosen here. Please choose one of these."))


def of(request: HttpRequest) -> dict[str, str]:
    """Every preference of whoever is behind the request."""
    chosen = _chosen(request)
    return {name: chosen.get(name, preference.default) for name, preference in BY_NAME.items()}


def change(request: HttpRequest, changes: Mapping[str, object]) -> None:
    """Keep these, and leave the others as they are.

    Raises BadPreference, and TooMany where an address opens session after session; then nothing has changed.
    """
    check(changes)
    if isinstance(request.user, User):
        request.user.preferences = _keep(request.user, changes)
        return
    if request.session.session_key is None:
        limits.count(limits.NEW_SESSIONS, address_of(request))
    request.session[IN_SESSION] = _chosen(request) | dict(changes)


def _chosen(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    return _sound(user.preferences if isinstance(user, User) else request.session.get(IN_SESSION))


def _sound(stored: object) -> dict[str, Any]:
    """What was stored, as far as this version knows it."""
    pairs = stored.items() if isinstance(stored, dict) else ()
    return {name: value for name, value in pairs if name in BY_NAME and value in BY_NAME[name].values}


def _keep(user: User, changes: Mapping[str, object]) -> dict[str, Any]:
    """All that this user has chosen, with these changes. Two changes at the same moment are both kept."""
    with transaction.atomic():
        rows = User.objects.select_for_update().filter(pk=user.pk)
        kept = _sound(rows.values_list("preferences", flat=True).get()) | dict(changes)
        rows.update(preferences=kept)
    return kept


@receiver(user_logged_in)
def carry_over(sender: type[User], request: HttpRequest, user: User, **_more: object) -> None:
    """What somebody chose as a visitor goes with them, except where they had chosen already."""
    visitors, own = _sound(request.session.pop(IN_SESSION, None)), _sound(user.preferences)
    if new := {name: value for name, value in visitors.items() if name not in own}:
        user.preferences = _keep(user, new)


def for_script(request: HttpRequest) -> dict[str, str]:
    """What a page's script needs to have a change kept."""
    return {"preferences_url": reverse("preferences"), "csrf": get_token(request)}


def on_page(request: HttpRequest) -> dict[str, object]:
    """For templates: `preferences`, every value by its name, and `preference_groups`, where they are to be chosen."""
    chosen = of(request)
    return {"preferences": chosen, "preference_groups": lambda: groups(chosen)}


@dataclass(frozen=True, slots=True)
class Row:
    """A preference as it stands on the page: with what is chosen, and what was wrong with it."""

    preference: Preference
    chosen: str
    error: str = ""


def groups(chosen: Mapping[str, str], error: BadPreference | None = None) -> list[tuple[Lazy, list[Row]]]:
    """Every preference, under the headings of the page."""
    rows = [
        Row(one, chosen[one.name], str(error) if error is not None and error.name == one.name else "")
        for one in PREFERENCES
    ]
    return [(group, [row for row in rows if row.preference.group is group]) for group in (LOOK, SENSES, PLAY)]
