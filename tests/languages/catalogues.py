"""The catalogues in `locale/`: brought up to date with the sources, compiled, and judged.

A catalogue says in which files a sentence stands, though not in which lines, and has no dates: it changes with its
sentences alone.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import polib

from tests.languages.extraction import DOMAINS, ROOT, Domain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLURALS: Final = {
    "de": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
}
"""The languages that are translated into, each with its rule for numbers."""

_PLACES: Final = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
_TAGS: Final = re.compile(r"</?\w+[^>]*>")


def path_of(language: str, domain: Domain) -> Path:
    """Where the catalogue stands; the compiled one stands beside it."""
    return ROOT / "locale" / language / "LC_MESSAGES" / f"{domain}.po"


def read(language: str, domain: Domain) -> polib.POFile:
    """The catalogue as it is kept; an empty one where there is none."""
    path = path_of(language, domain)
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


def merged(found: polib.POFile, kept: polib.POFile, plural: str) -> polib.POFile:
    """The sentences that were found, with the translations that are kept. What is not found any more goes."""
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural,
    }
    known = {key(entry): entry for entry in kept}
    for entry in found:
        before = known.get(key(entry))
        catalogue.append(_entry(entry, before, forms=_number_of_forms(plural)))
    return catalogue


def key(entry: polib.POEntry) -> tuple[str | None, str, str]:
    """What makes a sentence the same one."""
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def _entry(found: polib.POEntry, before: polib.POEntry | None, forms: int) -> polib.POEntry:
    said = before.msgstr_plural if before else {}
    return polib.POEntry(
        msgctxt=found.msgctxt,
        msgid=found.msgid,
        msgid_plural=found.msgid_plural,
        msgstr=before.msgstr if before else "",
        msgstr_plural={form: said.get(form, "") for form in range(forms)} if found.msgid_plural else {},
        occurrences=sorted({(file, "") for file, _line in found.occurrences}),
        comment=found.comment,
        tcomment=before.tcomment if before else "",
        flags=[*found.flags, *(["fuzzy"] if before and before.fuzzy and "fuzzy" not in found.flags else [])],
    )


def _number_of_forms(plural: str) -> int:
    return int(plural.partition("nplurals=")[2].partition(";")[0])


def bring_up_to_date(found: dict[Domain, polib.POFile]) -> None:
    """Write every catalogue with exactly the sentences that were found, and compile it."""
    for language, plural in PLURALS.items():
        for domain in DOMAINS:
            catalogue = merged(found[domain], read(language, domain), plural)
            path = path_of(language, domain)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{catalogue}\n", encoding="utf-8")
            path.with_suffix(".mo").write_bytes(compiled(catalogue))


def compiled(catalogue: polib.POFile) -> bytes:
    """The catalogue as Django reads it."""
    return bytes(catalogue.to_binary())


def differences(found: dict[Domain, polib.POFile]) -> Iterator[str]:
    """A line for every sentence that the sources have and a catalogue has not, or the other way round."""
    for language in PLURALS:
        for domain in DOMAINS:
            here, kept = {key(entry) for entry in found[domain]}, {key(e) for e in read(language, domain)}
            for _context, sentence, _plural in sorted(here - kept, key=str):
                yield f"{language} {domain}: not in the catalogue: {sentence!r}"
            for _context, sentence, _plural in sorted(kept - here, key=str):
                yield f"{language} {domain}: used no more: {sentence!r}"


def findings() -> Iterator[str]:
    """A line for everything that is amiss in the catalogues themselves."""
    for language in PLURALS:
        for domain in DOMAINS:
            catalogue, path = read(language, domain), path_of(language, domain)
            for entry in catalogue:
                yield from (f"{language} {domain}: {what}: {entry.msgid!r}" for what in amiss(entry))
            binary = path.with_suffix(".mo")
            if not binary.exists() or binary.read_bytes() != compiled(catalogue):
                yield f"{language} {domain}: {binary.name} is not what {path.name} gives"


def amiss(entry: polib.POEntry) -> Iterator[str]:
    """What is wrong with one translation, in a few words each."""
    if entry.fuzzy:
        yield "fuzzy"
    if not entry.translated() and not entry.fuzzy:
        yield "not translated"
        return
    if not entry.msgid_plural:
        yield from _unlike(entry.msgid, entry.msgstr)
        return
    for form, text in entry.msgstr_plural.items():
        if form:
            yield from _unlike(entry.msgid_plural, text)
        else:
            yield from _unlike_the_singular(entry, text)


def _unlike(sentence: str, translation: str) -> Iterator[str]:
    if Counter(_PLACES.findall(sentence)) != Counter(_PLACES.findall(translation)):
        yield "other places"
    if Counter(_TAGS.findall(sentence)) != Counter(_TAGS.findall(translation)):
        yield "other tags"
    if _edges(sentence) != _edges(translation):
        yield "other space around it"


def _unlike_the_singular(entry: polib.POEntry, translation: str) -> Iterator[str]:
    """One language says `one card` where another says `1 card`."""
    places = set(_PLACES.findall(translation))
    if not set(_PLACES.findall(entry.msgid)) <= places <= set(_PLACES.findall(entry.msgid_plural)):
        yield "other places"


def _edges(sentence: str) -> tuple[str, str]:
    return sentence[: len(sentence) - len(sentence.lstrip())], sentence[len(sentence.rstrip()) :]
