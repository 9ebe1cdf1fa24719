"""What is said of a translation that is not right, and what becomes of it when sentences change."""

from __future__ import annotations

import polib
import pytest

from tests.languages.catalogues import PLURALS, amiss, merged


def entry(sentence: str, translation: str, **more: object) -> polib.POEntry:
    return polib.POEntry(msgid=sentence, msgstr=translation, **more)


def many(one: str, other: str, *forms: str) -> polib.POEntry:
    return polib.POEntry(msgid=one, msgid_plural=other, msgstr_plural=dict(enumerate(forms)))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (entry("Knock", "Klopfen"), []),
        (entry("Knock", ""), ["not translated"]),
        (entry("Knock", "Klopfen", flags=["fuzzy"]), ["fuzzy"]),
        (entry("%(who)s knocked.", "%(wer)s hat geklopft."), ["other places"]),
        (entry("%(who)s: %(score)s", "%(score)s: %(who)s"), []),
        (entry("From {low} to {high}", "Von {low} bis {low}"), ["other places"]),
        (entry('Read <a href="%(url)s">this</a>', 'Lies <a href="%(url)s">das'), ["other tags"]),
        (entry("Add ", "Dazu"), ["other space around it"]),
        (many("%(n)s card", "%(n)s cards", "%(n)s Karte", "%(n)s Karten"), []),
        (many("One card.", "%(n)s cards.", "Eine Karte.", "%(n)s Karten."), []),
        (many("One card.", "%(n)s cards.", "%(n)s carte.", "%(n)s cartes."), []),
        (many("One card.", "%(n)s cards.", "%(m)s Karte.", "%(n)s Karten."), ["other places"]),
        (many("One card.", "%(n)s cards.", "Eine Karte.", "Karten."), ["other places"]),
        (many("One card.", "%(n)s cards.", "Eine Karte.", ""), ["not translated"]),
    ],
)  # fmt: skip
def test_what_is_amiss_is_named(given: polib.POEntry, said: list[str]) -> None:
    assert list(amiss(given)) == said


def test_a_translation_stays_with_its_sentence_and_goes_with_it() -> None:
    found, kept = polib.POFile(), polib.POFile()
    found.extend([entry("Draw", ""), entry("Swap", "")])
    kept.extend([entry("Swap", "Tauschen"), entry("Shout", "Rufen")])

    catalogue = merged(found, kept, PLURALS["de"])

    assert [(one.msgid, one.msgstr) for one in catalogue] == [("Draw", ""), ("Swap", "Tauschen")]


def test_a_sentence_with_a_number_gets_as_many_forms_as_the_language_has() -> None:
    found = polib.POFile()
    found.append(many("%(n)s card", "%(n)s cards", "", ""))

    three = "nplurals=3; plural=(n == 1 ? 0 : n < 5 ? 1 : 2);"

    assert merged(found, polib.POFile(), three)[0].msgstr_plural == {0: "", 1: "", 2: ""}
