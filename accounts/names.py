"""Names that people choose: their length, their letters, and what they must not look like."""

from __future__ import annotations

import unicodedata
from typing import Final

from django.utils.translation import gettext as _

SHORTEST: Final = 2
LONGEST: Final = 24
EXTRA: Final = " -_.'’"
RESERVED: Final = (
    "admin", "administrator", "anonymous", "caddie", "cpu", "dealer", "golf", "guest", "host", "mod", "moderator",
    "nobody", "official", "owner", "root", "staff", "support", "system", "team", "you",
    "sofia", "maya", "priya", "marcus", "kenji", "diego", "river", "sage",
)  # fmt: skip
LOOKS_LIKE: Final = str.maketrans(
    "0134578$@|іıаеорсухкмнтвѕјԁցԛԝɑαβεικνορτυχℓ",
    "oieastbsalllaeopcyxkmhtbsjdgqwaabeiknoptuxl",
)


class BadName(ValueError):
    """A name that nobody can have; the message says why."""


def look(name: str) -> str:
    """The name as the eye reads it: two names with the same look cannot be told apart at a table."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    letters = "".join(letter for letter in folded if letter.isalnum() or letter in "$@|")
    return letters.translate(LOOKS_LIKE).replace("rn", "m").replace("vv", "w").replace("i", "l")


RESERVED_LOOKS: Final = frozenset(look(name) for name in RESERVED)


def checked(name: str) -> str:
    """The name as it is kept: NFKC, single spaces. BadName where it cannot be had.

    Guests may share a name with other guests, but not with an account.
    """
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    if not SHORTEST <= len(name) <= LONGEST:
        raise BadName(
            _("A name has from %(shortest)d to %(longest)d characters.")
            % {"shortest": SHORTEST, "longest": LONGEST}
        )
    if not all(letter.isalnum() or letter in EXTRA for letter in name) or not any(map(str.isalpha, name)):
        raise BadName(_("A name is made of letters, digits, spaces, dots, hyphens and apostrophes."))
    if look(name) in RESERVED_LOOKS or _is_an_accounts(name):
        raise BadName(_("That name is taken. Please choose another."))
    return name


def _is_an_accounts(name: str) -> bool:
    from accounts.models import User

    return User.objects.filter(name_key=look(name), is_guest=False).exists()
