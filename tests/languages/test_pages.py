"""The language of a page: asked for by the browser, or chosen at the foot of the page and remembered."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from tests.languages.catalogues import PLURALS

pytestmark = pytest.mark.django_db

PLAY_NOW = {"en": "Play now", "de": "Jetzt spielen", "es": "Jugar ahora", "fr": "Jouer"}


def test_every_language_of_the_site_but_that_of_the_sources_has_catalogues() -> None:
    assert [code for code, _name in settings.LANGUAGES] == ["en", *PLURALS]


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("de-AT,en;q=0.5", "de"), ("es-MX", "es"), ("fr", "fr"), ("en-GB", "en"), ("sv, fr;q=0.8", "fr"), ("sv", "en"),
        ("", "en"),
    ],
)  # fmt: skip
def test_a_page_comes_in_the_language_that_the_browser_asks_for(asked: str, language: str) -> None:
    page = Client(headers={"Accept-Language": asked}).get("/")
    assert f'<html lang="{language}" dir="ltr"' in page.text
    assert PLAY_NOW[language] in page.text
    assert page["Content-Language"] == language
    assert "Accept-Language" in page["Vary"]
    assert "Cookie" in page["Vary"]


def test_the_switch_comes_back_to_the_same_page_and_is_remembered() -> None:
    client = Client(headers={"Accept-Language": "fr"})
    assert '<button name="language" value="de" lang="de">Deutsch</button>' in client.get("/rules/").text

    chosen = client.post("/i18n/setlang/", {"language": "de", "next": "/rules/?from=foot"})

    assert chosen["Location"] == "/rules/?from=foot"
    page = client.get("/rules/")
    assert '<button name="language" value="de" lang="de" aria-current="true">Deutsch</button>' in page.text
    assert "Die Regeln von Six-Card Golf" in page.text


def test_the_switch_takes_nobody_away_from_the_site() -> None:
    chosen = Client().post("/i18n/setlang/", {"language": "de", "next": "https://elsewhere.example/"})
    assert chosen["Location"] == "/"


def test_answers_of_the_api_are_in_the_language_of_who_asks() -> None:
    answer = Client(headers={"Accept-Language": "es"}).get("/api/v1/tables/ZZZZZZ")
    assert answer.json() == {"code": "no_such_table", "message": "Esa mesa no existe."}


def test_the_board_gets_the_sentences_of_one_language_and_no_others() -> None:
    german = Client(headers={"Accept-Language": "de"}).get("/jsi18n/")
    french = Client(headers={"Accept-Language": "fr"}).get("/jsi18n/")
    assert '"Knock": "Klopfen"' in german.text
    assert '"Knock": "Frapper"' in french.text
    assert german["ETag"] != french["ETag"]
    assert "private" in german["Cache-Control"]
    assert "no-cache" in german["Cache-Control"]
    assert "Filter" not in german.text  # That would be a word of Django's console.
