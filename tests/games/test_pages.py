"""Pages, as a browser without JavaScript has them: what they say, whom they let in, and what they make."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from accounts.models import User
from games import actions, rule_words, tables
from games.live import load_game
from games.models import Game, Table
from games.rules import commands as c
from games.rules.house_rules import PRESETS, HouseRules
from games.rules.state import Phase
from tests.kit.cast import Person, game_of, person
from tests.kit.html_page import Page

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer
    from pytest_django.fixtures import Settings

    from games.rules.state import GameState

pytestmark = pytest.mark.django_db
RUNNING: dict[str, Any] = {"cpus": ["maya", "sage"], "start": True}
FORM: dict[str, Any] = {
    "preset": "classic",
    "cpus": ["maya"],
    "seats": "4",
    "pace": "normal",
    "visibility": "private",
}


@pytest.fixture
def alice() -> Person:
    return person("Alice")


@pytest.fixture
def bob() -> Person:
    return person("Bob", guest=False)


def browser(who: Person | None = None) -> Client:
    """A browser, in which this person is signed in."""
    client = Client()
    if who:
        client.force_login(who.user)
    return client


def made(host: Person, **wish: Any) -> Table:
    return tables.make(host.user, tables.Wish(**wish))


def path(table: Table) -> str:
    return f"/t/{table.code}/"


def state_at(table: Table) -> GameState:
    return load_game(game_of(table)).fold.state


def the_table(answer: Answer) -> Table:
    """The table to which an answer leads."""
    assert answer.status_code == 302
    found = re.fullmatch(r"/t/(\w{6})/", answer["Location"])
    assert found, answer["Location"]
    return Table.objects.get(code=found[1])


def text_of(answer: Answer) -> str:
    return unescape(answer.content.decode())


# The first page


def test_the_first_page_lists_open_tables_and_tables_to_watch(alice: Person, bob: Person) -> None:
    waiting = made(alice, visibility="public", seats=3)
    running = made(bob, visibility="public", **RUNNING)
    secret = made(alice, watch=True)
    answer = browser().get("/")
    assert [table["code"] for table in answer.context["open_tables"]] == [waiting.code]
    assert [table["code"] for table in answer.context["watch_tables"]] == [running.code]
    assert path(waiting) in text_of(answer)
    assert path(running) in text_of(answer)
    assert secret.code not in text_of(answer)


def test_the_first_page_says_so_where_there_is_no_table() -> None:
    text = text_of(browser().get("/"))
    assert "No open table at the moment." in text
    assert "Nobody is playing in public right now." in text


def test_a_table_whose_game_is_over_is_not_on_the_first_page(alice: Person) -> None:
    table = made(alice, visibility="public")
    actions.act_now(game_of(table), c.Abandon("idle"))
    assert table.code not in text_of(browser().get("/"))


def test_looking_makes_nobody() -> None:
    client = browser()
    client.get("/")
    client.get("/tables/new/")
    assert not User.objects.exists()


# Play now


def test_one_click_seats_a_guest_at_a_table_that_has_begun() -> None:
    client = browser()
    table = the_table(client.post("/play/"))
    guest = User.objects.get()
    state = state_at(table)
    assert guest.is_guest
    assert [seat.player or seat.persona for _n, seat in state.taken] == [guest.pk, "maya", "priya", "kenji"]
    assert state.phase is Phase.OPENING
    assert client.get(path(table)).status_code == 200


def test_whoever_is_signed_in_plays_as_themselves(bob: Person) -> None:
    table = the_table(browser(bob).post("/play/"))
    assert state_at(table).seat(0).player == bob.id
    assert User.objects.count() == 1


def test_a_second_click_is_a_second_table_for_the_same_guest() -> None:
    client = browser()
    assert the_table(client.post("/play/")) != the_table(client.post("/play/"))
    assert User.objects.count() == 1


@pytest.mark.parametrize("page", ["/play/", "/join/", "/t/AAAAAA/sit/"])
def test_nothing_is_done_by_a_link(page: str) -> None:
    assert browser().get(page).status_code == 405


@pytest.mark.parametrize("page", ["/play/", "/join/", "/tables/new/", "/t/AAAAAA/sit/"])
def test_another_site_cannot_click_for_anybody(page: str, bob: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bob.user)
    assert client.post(page, FORM).status_code == 403
    assert not Table.objects.exists()


def test_too_many_tables_are_told_when_to_try_again(bob: Person, settings: Settings) -> None:
    client = browser(bob)
    settings.GOLF_RATE_LIMITS = True
    answers = [client.post("/play/") for _ in range(31)]
    assert {answer.status_code for answer in answers[:-1]} == {302}
    assert answers[-1].status_code == 429
    assert 0 < int(answers[-1]["Retry-After"]) <= 3600
    assert "A little slower, please" in text_of(answers[-1])


# Making a table


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_makes_a_table_with_its_rules(preset: str, bob: Person) -> None:
    table = the_table(browser(bob).post("/tables/new/", FORM | {"preset": preset}))
    assert state_at(table).rules == PRESETS[preset].rules


def test_somebody_new_becomes_a_guest_and_host() -> None:
    table = the_table(browser().post("/tables/new/", FORM))
    state = state_at(table)
    assert state.seat(0).player == User.objects.get(is_guest=True).pk
    assert (state.host, state.phase) == (0, Phase.LOBBY)


def test_a_table_is_made_as_it_was_chosen(bob: Person) -> None:
    chosen = {"visibility": "public", "watch": "on", "pace": "fast", "turn_seconds": "0", "seats": "3"}
    table = the_table(browser(bob).post("/tables/new/", FORM | chosen))
    assert (table.visibility, table.watch, table.pace, table.turn_seconds) == ("public", True, "fast", 0)
    assert [seat and seat.persona for seat in state_at(table).seats] == [None, "maya", None]


def test_single_rules_come_on_top_of_the_preset(bob: Person) -> None:
    chosen = {
        "preset": "speed",
        "rule_knock_early": "on",
        "rule_flip_mode": "never",
        "rule_initial_flips": "0",
        "holes": "18",
    }
    table = the_table(browser(bob).post("/tables/new/", FORM | chosen))
    assert state_at(table).rules == HouseRules(holes=18, flip_mode="never", initial_flips=0, knock_early=True)


@pytest.mark.parametrize(
    ("seats", "chosen", "decks"), [("4", "", 1), ("5", "", 2), ("6", "", 2), ("5", "1", 1), ("4", "3", 3)]
)
def test_five_seats_get_two_packs_unless_something_else_is_chosen(
    bob: Person, seats: str, chosen: str, decks: int
) -> None:
    table = the_table(browser(bob).post("/tables/new/", FORM | {"seats": seats, "rule_decks": chosen}))
    assert state_at(table).rules.decks == decks


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("preset", "bogus"),
        ("cpus", ["hal"]),
        ("seats", "7"),
        ("seats", "x"),
        ("seats", ""),
        ("holes", "2"),
        ("pace", "warp"),
        ("turn_seconds", "nan"),
        ("visibility", "secret"),
        ("rule_flip_mode", "bogus"),
        ("rule_wolfpack", "true"),
        ("rule_decks", "9"),
    ],
)
def test_a_choice_that_there_is_not_makes_no_table(bob: Person, field: str, value: Any) -> None:
    answer = browser(bob).post("/tables/new/", FORM | {field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "errorlist" in text_of(answer)
    assert not Table.objects.exists()


def test_more_players_than_seats_are_refused_and_nothing_typed_is_lost() -> None:
    typed = {
        "preset": "wild",
        "cpus": ["maya", "sage", "river"],
        "seats": "3",
        "holes": "6",
        "rule_blackjack": "on",
    }
    answer = browser().post("/tables/new/", FORM | typed)
    text = text_of(answer)
    assert answer.status_code == 422
    assert "There are more players than seats." in text
    for kept in (
        r'value="wild"[^>]* checked',
        r'value="sage" checked',
        r'name="seats" value="3"[^>]* checked',
        r'<option value="6" selected',
        r'name="rule_blackjack"(?:(?!</select>).)*value="on" selected',
    ):
        assert re.search(kept, text, re.DOTALL), kept
    assert not User.objects.exists()


# Joining by code


@pytest.mark.parametrize("typed", ["plain", "lower", "spaced", "hyphen", "link", "link with a tail"])
def test_a_code_leads_to_its_table_however_it_is_typed(alice: Person, typed: str) -> None:
    code = made(alice).code
    ways = {
        "plain": code,
        "lower": code.lower(),
        "spaced": f" {code[:3]} {code[3:]} ",
        "hyphen": f"{code[:3]}-{code[3:]}",
        "link": f"https://golf.example.org/t/{code}/",
        "link with a tail": f" golf.example.org/t/{code.lower()}?from=Bob ",
    }
    answer = browser().post("/join/", {"code": ways[typed]})
    assert (answer.status_code, answer["Location"]) == (302, f"/t/{code}/")


@pytest.mark.parametrize("typed", ["ZZZZZZ", "", "x", "<b>", "\x00", "9" * 10_000, "ÄÖÜ"])
def test_a_wrong_code_is_told_and_kept_to_be_mended(typed: str) -> None:
    answer = browser().post("/join/", {"code": typed})
    assert answer.status_code == 404
    assert "There is no table with that code." in text_of(answer)
    assert answer.context["join_code"] == typed[:200]
    assert b'value="<b>"' not in answer.content


# The table


def test_a_private_table_is_for_those_seated_once_it_has_begun(alice: Person, bob: Person) -> None:
    table = made(alice, **RUNNING)
    seen = [browser(who).get(path(table)).status_code for who in (alice, bob, None)]
    assert seen == [200, 403, 403]


@pytest.mark.parametrize("wish", [{}, RUNNING | {"watch": True}, RUNNING | {"visibility": "public"}])
def test_before_it_begins_to_watch_or_public_a_table_is_everybodys(
    alice: Person, bob: Person, wish: dict[str, Any]
) -> None:
    table = made(alice, **wish)
    assert [browser(who).get(path(table)).status_code for who in (alice, bob, None)] == [200, 200, 200]


def test_a_table_is_found_in_small_letters_too(alice: Person) -> None:
    table = made(alice)
    answer = browser().get(f"/t/{table.code.lower()}/")
    assert (answer.status_code, answer["Location"]) == (302, path(table))


@pytest.mark.parametrize("page", ["/t/ZZZZZZ/", "/t/x/", "/t/%00/", "/nothing/", "/t/"])
def test_what_is_not_there_is_not_found(page: str) -> None:
    answer = browser().get(page)
    assert answer.status_code == 404
    assert "There is nothing here" in text_of(answer)


def test_a_table_that_was_cleared_away_is_gone(alice: Person) -> None:
    table = made(alice)
    actions.act_now(game_of(table), c.Abandon("idle"))
    answer = browser(alice).get(path(table))
    assert answer.status_code == 410
    assert "This table is closed" in text_of(answer)


def test_the_board_knows_its_table_and_no_card(alice: Person) -> None:
    table = made(alice, visibility="public", **RUNNING)
    answer = browser(alice).get(path(table))
    boot = answer.context["boot"]
    assert (boot["code"], boot["ws"]) == (table.code, f"/ws/tables/{table.code}/")
    assert (boot["name"], boot["signed_in"]) == ("Alice", True)
    hole = state_at(table).hole
    assert hole is not None
    assert hole.secret not in text_of(answer)
    cards = [*hole.stock, *(card for grid in hole.grids for card in grid.cards)]
    assert not [card for card in cards if f'"{card}"' in text_of(answer)]


def test_a_table_is_not_indexed(alice: Person) -> None:
    answer = browser().get(path(made(alice)))
    assert answer["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in text_of(answer)


# Taking a seat


def test_somebody_new_sits_down_under_the_name_they_chose(alice: Person) -> None:
    table = made(alice, seats=3)
    client = browser()
    answer = client.post(f"{path(table)}sit/", {"name": "Robin", "seat": "2"})
    robin = User.objects.get(name="Robin")
    assert the_table(answer) == table
    assert robin.is_guest
    assert state_at(table).seat_of(robin.pk) == 2
    assert client.get(path(table)).context["boot"]["name"] == "Robin"


@pytest.mark.parametrize("seat", ["", "x", "-1", "²", "11"])
def test_without_a_seat_in_mind_one_gets_the_first_that_is_free(
    alice: Person, bob: Person, seat: str
) -> None:
    table = made(alice, seats=3)
    browser(bob).post(f"{path(table)}sit/", {"seat": seat})
    assert state_at(table).seat_of(bob.id) == 1


def refused(table: Table, sentence: str, **typed: str) -> None:
    """Somebody new does not get a seat, hears why, and nobody is made."""
    before = User.objects.count()
    client = browser()
    answer = client.post(f"{path(table)}sit/", typed)
    assert the_table(answer) == table
    assert sentence in text_of(client.get("/"))
    assert User.objects.count() == before


def test_a_full_table_has_no_seat(alice: Person) -> None:
    refused(made(alice, cpus=["maya"]), "All seats of this table are taken.", name="Robin")


def test_a_game_that_has_begun_has_no_seat(alice: Person) -> None:
    refused(made(alice, **RUNNING), "The game has begun already.", name="Robin")


def test_a_seat_that_somebody_has_is_theirs(alice: Person) -> None:
    refused(made(alice, seats=3), "Alice has that seat.", name="Robin", seat="0")


@pytest.mark.parametrize("name", ["Maya", "x", "<b>Robin</b>"])
def test_a_bad_name_gets_no_seat(alice: Person, name: str) -> None:
    sentence = {"Maya": "That name is taken.", "x": "A name has from 2 to 24"}.get(name, "A name is made of")
    table = made(alice, seats=3)
    refused(table, sentence, name=name)
    assert len(state_at(table).taken) == 1


def test_nobody_sits_twice(alice: Person) -> None:
    table = made(alice, seats=3)
    assert the_table(browser(alice).post(f"{path(table)}sit/")) == table
    assert len(state_at(table).taken) == 1


def test_there_is_no_seat_at_no_table() -> None:
    assert browser().post("/t/ZZZZZZ/sit/", {"name": "Robin"}).status_code == 404
    assert not User.objects.exists()


# The rules


def test_the_rules_page_has_every_rule_preset_and_cpu_player() -> None:
    answer = browser().get("/rules/")
    text = text_of(answer)
    for rule, (name, sentence) in rule_words.WORDS.items():
        assert f'id="rule-{rule}"' in text
        assert name in text
        assert sentence in text
    assert all(preset.sentence in text for preset in PRESETS.values())
    assert all(persona["sentence"] in text for persona in rule_words.personas())


# Every page


def every_page(alice: Person) -> dict[str, Answer]:
    """One of each kind of page."""
    closed, private, board = made(alice), made(alice, **RUNNING), made(alice, visibility="public")
    actions.act_now(game_of(closed), c.Abandon("idle"))
    client = browser()
    return {
        "home": client.get("/"),
        "make": client.get("/tables/new/"),
        "make again": client.post("/tables/new/", FORM | {"seats": "9"}),
        "join": client.post("/join/", {"code": "ZZZZZZ"}),
        "rules": client.get("/rules/"),
        "fairness": client.get("/fairness/"),
        "learn": client.get("/learn/"),
        "board": client.get(path(board)),
        "403": client.get(path(private)),
        "404": client.get("/nothing/"),
        "410": client.get(path(closed)),
    }


def test_every_page_has_a_language_a_title_and_one_heading(alice: Person) -> None:
    for name, answer in every_page(alice).items():
        page = Page(answer.content.decode())
        assert page.lang == "en", name
        assert page.title.strip(), name
        assert page.headings == (0 if name == "board" else 1), name  # The board makes its own.


def test_no_page_needs_more_than_the_strict_policy_allows(alice: Person) -> None:
    for name, answer in every_page(alice).items():
        assert not Page(answer.content.decode()).inline, name
        policy = answer["Content-Security-Policy"]
        assert "script-src 'self'" in policy, name
        assert "frame-ancestors 'none'" in policy, name
        assert "unsafe" not in policy, name


def test_a_page_with_something_of_ones_own_is_not_kept(alice: Person) -> None:
    for page in ("/", "/tables/new/", path(made(alice))):
        assert "no-store" in browser(alice).get(page)["Cache-Control"], page


def test_a_name_is_text_wherever_it_stands(bob: Person) -> None:
    User.objects.filter(pk=bob.id).update(name="<script>x</script>")
    table = made(bob, visibility="public")
    for page in ("/", path(table)):
        assert b"<script>x" not in browser(Person(User.objects.get(), "")).get(page).content, page


def test_games_are_made_with_their_table(alice: Person) -> None:
    table = made(alice)
    assert Game.objects.get().current_at == table
