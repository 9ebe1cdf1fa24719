"""Making a table: rules that differ from the preset, and the words that say what will be played."""

from __future__ import annotations

from html import unescape
from typing import Any, Final

import pytest
from django.test import Client

from accounts.models import User
from games.forms import TableForm
from games.models import Table
from games.rules.house_rules import PRESETS, SWITCHES
from tests.games.test_rule_examples import expected, tables_on

pytestmark = pytest.mark.django_db
FORM: Final[dict[str, Any]] = {
    "preset": "classic",
    "cpus": ["maya"],
    "seats": "4",
    "pace": "normal",
    "visibility": "private",
}


def summary(**chosen: Any) -> dict[str, Any]:
    """What the page is told of these choices; its `html` in plain text."""
    answer = Client().get("/tables/new/summary/", FORM | chosen)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found | {"html": unescape(found["html"])}


def rules_of(**chosen: Any) -> dict[str, Any]:
    """The rules of a valid form."""
    form = TableForm(FORM | chosen)
    assert form.is_valid(), form.errors
    return form.wish().rules.to_json()


@pytest.mark.parametrize("rule", SWITCHES)
def test_a_rule_is_turned_on_whatever_the_preset(rule: str) -> None:
    assert rules_of(**{f"rule_{rule}": "on"})[rule] is True


@pytest.mark.parametrize("rule", [name for name in SWITCHES if name != "use_jokers"])
def test_a_rule_of_a_preset_is_turned_off(rule: str) -> None:
    preset = next((key for key, preset in PRESETS.items() if getattr(preset.rules, rule)), "classic")
    assert rules_of(preset=preset, **{f"rule_{rule}": "off"})[rule] is False


def test_jokers_stay_where_another_rule_needs_them() -> None:
    assert rules_of(preset="wild", rule_use_jokers="off")["use_jokers"] is True
    assert rules_of(preset="jokers_wild", rule_use_jokers="off")["use_jokers"] is False


def test_a_rule_that_is_left_alone_is_as_the_preset_says() -> None:
    assert rules_of(preset="wild", rule_wolfpack="") == PRESETS["wild"].rules.to_json()


def test_the_summary_says_what_is_played_and_by_whom() -> None:
    told = summary(preset="wild", cpus=["maya", "sage"], rule_super_kings="off", holes="3")
    for words in (
        "Wild",
        "changed",
        "3 holes",
        "Lucky swing",
        "Maya",
        "Sage",
        "One seat is free for a friend.",
    ):
        assert words in told["html"]
    assert "Super kings" not in told["html"]
    assert told["rules"] == rules_of(preset="wild", rule_super_kings="off", holes="3")


def test_the_summary_knows_what_rules_bring_along() -> None:
    assert summary(rule_lucky_swing="on")["rules"]["use_jokers"] is True
    assert summary(seats="6")["rules"]["decks"] == 2
    assert "2 packs" in summary(seats="6")["html"]


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({}, "Only people with the link find it."),
        ({"watch": "on"}, "Only people with the link find it; they may watch."),
        ({"visibility": "public"}, "Everybody may find it and watch."),
        ({"seats": "2"}, "Every seat is taken."),
        ({"seats": "5"}, "3 seats are free for friends."),
    ],
)
def test_the_summary_says_who_may_come(chosen: dict[str, Any], sentence: str) -> None:
    assert sentence in summary(**chosen)["html"]


def test_a_mistake_is_told_in_place_of_the_summary_and_the_rules_all_the_same() -> None:
    told = summary(cpus=["maya", "sage"], seats="2", preset="wild")
    assert "There are more players than seats." in told["html"]
    assert told["rules"] == PRESETS["wild"].rules.to_json()


@pytest.mark.parametrize("wrong", [{"preset": "bogus"}, {"rule_decks": "9"}, {"seats": "x"}, {"holes": "x"}])
def test_of_rules_that_cannot_be_there_are_none(wrong: dict[str, Any]) -> None:
    told = summary(**wrong)
    assert told["rules"] is None
    assert "errorlist" in told["html"]


def test_asking_for_the_summary_makes_nothing() -> None:
    summary()
    assert Client().post("/tables/new/summary/", FORM).status_code == 405
    assert not Table.objects.exists()
    assert not User.objects.exists()


def test_the_form_shows_the_examples_as_the_engine_made_them() -> None:
    assert list(tables_on(Client().get("/tables/new/").content.decode())) == expected()


def test_the_form_says_which_rules_each_preset_turns_on() -> None:
    page = unescape(Client().get("/tables/new/").content.decode())
    for preset in PRESETS.values():
        on = " ".join(rule for rule in SWITCHES if getattr(preset.rules, rule))
        assert f'value="{preset.key}" data-switches="{on}"' in page
