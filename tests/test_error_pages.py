"""Where something is wrong people get a page in their language, programs a code and a sentence, and nobody a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.kit.faulty_urls import FAULTS, SECRET

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

HEADINGS = {
    "400": "This cannot be understood",
    "403": "This is not open to you",
    "404": "There is nothing here",
    "410": "This table is closed",
    "429": "A little slower, please",
    "500": "Something went wrong",
    "503": "One moment, please",
    "503-redis": "One moment, please",
    "503-set-aside": "This game is set aside",
}
RAISED = {
    "400": "bad_request",
    "403": "not_allowed",
    "404": "not_found",
    "500": "our_mistake",
    "503": "try_again",
    "503-redis": "try_again",
}


@pytest.fixture
def browser(settings: Settings) -> Client:
    """A browser that comes upon faults."""
    settings.ROOT_URLCONF = "tests.kit.faulty_urls"
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.django_db
@pytest.mark.parametrize("fault", FAULTS)
def test_people_get_a_page_that_says_what_is_the_matter(browser: Client, fault: str) -> None:
    answer = browser.get(f"/faulty/{fault}/", headers={"Accept": "text/html,*/*"})
    assert answer.status_code == int(fault[:3])
    page = answer.content.decode()
    assert f"<h1>{HEADINGS[fault]}</h1>" in page
    assert "bundles/page.css" in page
    assert SECRET not in page


@pytest.mark.django_db
@pytest.mark.parametrize("fault", RAISED)
def test_programs_get_a_code_and_a_sentence(browser: Client, fault: str) -> None:
    answer = browser.get(f"/faulty/{fault}/", headers={"Accept": "application/json"})
    assert answer.status_code == int(fault[:3])
    assert answer.json()["code"] == RAISED[fault]
    assert SECRET not in answer.content.decode()
    assert answer.json().keys() == {"code", "message"}


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_kindly(browser: Client) -> None:
    answer = browser.post("/play/")
    assert answer.status_code == 403
    assert "<h1>Please send that once more</h1>" in answer.content.decode()
    answer = browser.post("/play/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (403, "bad_csrf")


@pytest.mark.parametrize("fault", ["400", "500", "503"])
def test_the_worst_pages_need_no_database(browser: Client, fault: str) -> None:
    # Without a mark this test may not touch it: pytest-django refuses.
    answer = browser.get(f"/faulty/{fault}/")
    assert f"<h1>{HEADINGS[fault]}</h1>" in answer.content.decode()
    assert not answer.cookies


def test_a_database_that_does_not_answer_is_said_to_come_back(browser: Client) -> None:
    assert browser.get("/faulty/503/")["Retry-After"] == "5"


def test_pages_for_what_is_broken_are_in_the_language_of_the_visitor(
    browser: Client, settings: Settings
) -> None:
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]
    answer = browser.get("/faulty/500/", headers={"Accept-Language": "ar"})
    assert answer["Content-Language"] == "ar"
    assert '<html lang="ar" dir="rtl">' in answer.content.decode()
