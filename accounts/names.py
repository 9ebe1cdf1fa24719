"""Names that people choose: their length, their letters, and what they must not look like."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from accounts.models import User

SHORTEST: Final = 2
LONGEST: Final = 24
EXTRA: Final = " -_.'’"
MOST_MARKS: Final = 3
"""A letter's own: Hindi needs three; more only climb over the lines above and below."""
INVISIBLE: Final = frozenset(
    map(chr, (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, *range(0xFE00, 0xFE10)))
) | frozenset(map(chr, range(0xE0100, 0xE01F0)))
"""Letters and marks that show nothing."""
RESERVED: Final = (
    "admin", "administrator", "anonymous", "caddie", "cpu", "dealer", "golf", "guest", "host", "mod", "moderator",
    "nobody", "official", "owner", "root", "staff", "support", "system", "team", "you",
    "sofia", "maya", "priya", "marcus", "kenji", "diego", "river", "sage",
)  # fmt: skip
LOOKS_LIKE: Final = str.maketrans(
    "0134578$@|іıаеорсухкмнтвѕјԁցԛԝɑαβεικνορτυχℓ",
    "oieastbsalllaeopcyxkmhtbsjdgqwaabeiknoptuxl",
)


VALIDATORS: Final[list[object]] = []
"""Of user names: `checked` says it all."""


class BadName(ValueError):
    """A name that nobody can have; the message says why."""


class Reserved(BadName):
    """A name that looks like one of RESERVED. People are told no more than that it is taken."""


def look(name: str) -> str:
    """The name as the eye reads it: two names with the same look cannot be told apart at a table."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    letters = "".join(letter for letter in folded if _is_seen(letter))
    seen = letters.translate(LOOKS_LIKE).replace("rn", "m").replace("vv", "w").replace("i", "l")
    # Put together again: a syllable of Hangul comes apart into three.
    return unicodedata.normalize("NFC", seen)


def _is_seen(letter: str) -> bool:
    """Whether it tells names apart: letters and digits, and vowel signs, but no accents."""
    if letter in INVISIBLE:
        return False
    vowel = _is_mark(letter) and not unicodedata.combining(letter)
    return letter.isalnum() or vowel or letter in "$@|"


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) in {"Mn", "Mc"}


RESERVED_LOOKS: Final = frozenset(look(name) for name in RESERVED)


def checked(name: str, mine: int | None = None) -> str:
    """The name as it is kept: NFKC, single spaces. BadName where it cannot be had.

    Guests may share a name with other guests, but not with an account. `mine`: the id of the user who would have it.
    """
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    if not SHORTEST <= len(name) <= LONGEST:
        raise BadName(
            _("A name has from %(shortest)d to %(longest)d characters.")
            % {"shortest": SHORTEST, "longest": LONGEST}
        )
    if not _is_readable(name):
        raise BadName(_("A name is made of letters, digits, spaces, dots, hyphens and apostrophes."))
    taken = _("That name is taken. Please choose another.")
    if look(name) in RESERVED_LOOKS:
        raise Reserved(taken)
    if _is_an_accounts(name, mine):
        raise BadName(taken)
    return name


def _is_readable(name: str) -> bool:
    """Whether it has a letter, and nothing but letters with their marks, digits and a little punctuation."""
    marks = MOST_MARKS
    for letter in name:
        marks = marks + 1 if _is_mark(letter) else 0 if letter.isalpha() else MOST_MARKS
        allowed = letter.isalnum() or letter in EXTRA or _is_mark(letter)
        if not allowed or letter in INVISIBLE or marks > MOST_MARKS:
            return False
    return any(map(str.isalpha, name))


def _is_an_accounts(name: str, mine: int | None) -> bool:
    from accounts.models import User

    seen = look(name)
    taken = Q(username_key=seen) | Q(name_key=seen, is_guest=False)
    return User.objects.filter(taken).exclude(pk=mine or 0).exists()


def shown(user: User) -> str:
    """What a person is called in a sentence to themselves."""
    return user.username if user.has_account else user.name
