"""What CPU players say at the table, for pages: read from the words of the board itself, so that both are the same.

`static/js/remarks.js` has one line for each occasion of a persona; its words are translated as the board's are.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _
from django.utils.translation.trans_real import DjangoTranslation

OCCASIONS: Final = {
    "hello": _("As the game begins"),
    "pair": _("Over a pair"),
    "out": _("Going out"),
    "good": _("After the best hole"),
    "bad": _("After the worst one"),
    "won": _("Having won"),
    "lost": _("Having come last"),
}
"""When something is said, in words, in the order of a game."""
_PERSONA: Final = re.compile(
    r"^function (\w+)\(\) \{\n  return \{\n(.*?)\n  \};\n\}", re.MULTILINE | re.DOTALL
)
_OCCASION: Final = re.compile(r"^    (\w+): \[(.*?)\],$", re.MULTILINE | re.DOTALL)
_WORDS: Final = re.compile(r'gettext\(\s*"([^"\\]+)"')


def remarks_of(persona: str) -> list[tuple[str, list[str]]]:
    """Each occasion in words, and what this persona says then, in the language of the page."""
    board, said = _of_the_board(get_language() or settings.LANGUAGE_CODE), remarks()[persona]
    return [
        (gettext(when), [board.gettext(words) for words in said[occasion]])
        for occasion, when in OCCASIONS.items()
    ]


@cache
def remarks() -> dict[str, dict[str, list[str]]]:
    """What is said by whom and when, as it stands in the source."""
    source = (Path(settings.BASE_DIR) / "static" / "js" / "remarks.js").read_text(encoding="utf-8")
    return {
        persona: {occasion: _WORDS.findall(words) for occasion, words in _OCCASION.findall(body)}
        for persona, body in _PERSONA.findall(source)
    }


@cache
def _of_the_board(language: str) -> DjangoTranslation:
    return DjangoTranslation(language, domain="djangojs")
