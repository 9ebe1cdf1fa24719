"""A language that nobody speaks: every sentence accented and longer, so that one left out catches the eye.

`xx` is written from the left, `xy` is the same from the right. Both are made for one test, and kept nowhere.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import django.conf
import polib
from django.apps import apps

from tests.languages.catalogues import compiled
from tests.languages.extraction import Domain, extract

if TYPE_CHECKING:
    from collections.abc import Iterable

LEFT: Final = "xx"
RIGHT: Final = "xy"
LONGER: Final = 0.3
"""By what part of itself a sentence grows: German does not need more."""

_PLAIN: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_STRANGE: Final = str.maketrans(_PLAIN, "áƀćďéƒǧĥíĵķĺɱńóƥɋŕśťúṽŵẋýźÁƁĆĎÉƑǦĤÍĴĶĹṀŃÓƤɊŔŚŤÚṼŴẊÝŹ")
_WORD: Final = 6
_KEPT: Final = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]*>|&\w+;)")


def strange(sentence: str) -> str:
    """The sentence in the language that nobody speaks; its places and tags stay."""
    pieces = _KEPT.split(sentence)
    letters = sum(len(piece) for piece in pieces[::2])
    accented = "".join(piece if _KEPT.match(piece) else piece.translate(_STRANGE) for piece in pieces)
    body = accented.rstrip()
    return f"{body}{_more(round(letters * LONGER))}{accented[len(body) :]}"


def _more(letters: int) -> str:
    """So many letters: the end of the last word, or words of their own."""
    words = ["õ" * min(_WORD, letters - done) for done in range(0, letters, _WORD)]
    return " ".join(["", *words] if len(words) > 1 else words)


def write(folder: Path) -> None:
    """Put compiled catalogues of both languages there, with all that is marked for translation, Django's own too."""
    for domain, found in extract().items():
        sentences = {(entry.msgctxt, entry.msgid): entry for entry in (*_of_others(domain), *found)}
        for language in (LEFT, RIGHT):
            place = folder / language / "LC_MESSAGES"
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{domain}.mo").write_bytes(compiled(_catalogue(sentences.values())))


def _of_others(domain: Domain) -> Iterable[polib.MOEntry]:
    """What Django and other packages have translated: it is not the project's to mark."""
    for place in (django.conf.__path__[0], *(app.path for app in apps.get_app_configs())):
        catalogue = Path(place) / "locale" / "de" / "LC_MESSAGES" / f"{domain}.mo"
        if catalogue.exists():
            yield from polib.mofile(str(catalogue))


def _catalogue(entries: Iterable[polib.POEntry | polib.MOEntry]) -> polib.POFile:
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for entry in entries:
        many = {0: strange(entry.msgid), 1: strange(entry.msgid_plural)} if entry.msgid_plural else {}
        catalogue.append(
            polib.POEntry(
                msgctxt=entry.msgctxt,
                msgid=entry.msgid,
                msgid_plural=entry.msgid_plural,
                msgstr="" if many else strange(entry.msgid),
                msgstr_plural=many,
            )
        )
    return catalogue
