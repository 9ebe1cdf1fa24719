"""Which names can be had, and which look like another."""

from __future__ import annotations

import unicodedata

import pytest

from accounts.names import RESERVED, BadName, checked, look
from tests.kit.cast import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    [
        "Al",
        "Robin Hood",
        "Jean-Luc",
        "O'Neill",
        "d’Artagnan",
        "Dr. No",
        "Zoë",
        "Łukasz",
        "Ñandú",
        "Çağla",
        "Александр",
        "Ελένη",
        "王小明",
        "さくら",
        "김민준",
        "محمد",
        "שרה",
        "प्रिया शर्मा",
        "ड़ीं ड़ीं",
        "สมชาย ใจดี",
        "தமிழ்",
        "Nguyễn Thị Ánh",
        "Robin 2",
        "a" * 24,
        "각" * 24,
    ],
)
def test_a_good_name_is_kept(name: str) -> None:
    assert checked(name) == unicodedata.normalize("NFKC", name)


@pytest.mark.parametrize(
    ("typed", "kept"), [("  Robin  ", "Robin"), ("Robin \t Hood", "Robin Hood"), ("Ｒｏｂｉｎ", "Robin")]
)
def test_a_name_is_tidied(typed: str, kept: str) -> None:
    assert checked(typed) == kept


@pytest.mark.parametrize("name", ["", " ", "x", " x ", "a" * 25, "ﷺ" * 3])
def test_a_name_has_from_two_to_twenty_four_characters(name: str) -> None:
    with pytest.raises(BadName, match="from 2 to 24"):
        checked(name)


@pytest.mark.parametrize(
    "name",
    [
        "<b>Rob</b>",
        "Rob\x00in",
        "Rob\u200bin",
        "Rob\u202ein",
        "Ro🙂bin",
        "Rob@in",
        "Rob/in",
        "12345",
        "...",
        "- -",
        "\u0301Robin",
        "R" + "\u0301" * 6 + "obin",
        "\u3164\u3164",
        "Rob\u115fin",
        "Robin\ufe0f",
        "Ro\u034fbin",
    ],
)
def test_a_name_is_made_of_what_people_can_read(name: str) -> None:
    with pytest.raises(BadName, match="letters, digits"):
        checked(name)


@pytest.mark.parametrize("name", RESERVED)
def test_nobody_is_called_like_the_house_or_its_cpu_players(name: str) -> None:
    for written in (name, name.upper(), name.capitalize(), f" {name} "):
        with pytest.raises(BadName, match="taken"):
            checked(written)


@pytest.mark.parametrize(
    "name",
    [
        "аdmin",
        "mауа",
        "ＭＡＹＡ",
        "M4ya",
        "Máyà",
        "Ma-ya",
        "M a y a",
        "S0fia",
        "S0f1a",
        "Sofla",
        "KЕNJI",
        "κenji",
        "R1ver",
        "5age",
        "Marcu5",
        "Adrnin",
        "ⓜⓐⓨⓐ",
        "𝓜𝓪𝔂𝓪",
    ],
)
def test_a_name_that_looks_reserved_is_reserved(name: str) -> None:
    with pytest.raises(BadName, match="taken"):
        checked(name)


@pytest.mark.parametrize("name", ["Mayan", "Sageman", "Administrata", "River Song"])
def test_a_name_that_only_begins_like_a_reserved_one_is_free(name: str) -> None:
    assert checked(name) == name


@pytest.mark.parametrize("name", ["Alice", "ALICE", "A1ice", "Аlісе", "Álice", "Al ice"])
def test_nobody_looks_like_somebody_with_an_account(name: str) -> None:
    person("Alice", guest=False)
    with pytest.raises(BadName, match="taken"):
        checked(name)


def test_guests_may_be_called_alike() -> None:
    person("Alice")
    assert checked("Alice") == "Alice"


def test_vowel_signs_tell_names_apart_and_accents_do_not() -> None:
    assert look("राम") != look("रीम")
    assert look("Zoë") == look("Zoe")


def test_the_look_of_any_name_fits_its_column() -> None:
    for letter in ("각", "ß", "ΐ", "ǰ", "क", "m", "Ａ"):
        assert len(look(letter * 24)) <= 48
