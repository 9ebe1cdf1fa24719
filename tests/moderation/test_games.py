"""Games in the console: found quickly, looked at without giving anything away, ended and annulled by those who may."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from games import actions, stopping, tables
from games.live import load_game
from games.models import Game, GameClock, GameEvent
from games.rules import commands as c
from games.rules.house_rules import HouseRules
from games.rules.state import Phase
from leaderboards import results
from leaderboards.models import Result, Unfolded
from moderation.models import AuditEntry
from moderation.roles import Role
from tests.kit import cast
from tests.kit.random_games import RandomGame
from tests.kit.staff import Staff
from tests.kit.streams import played_game

if TYPE_CHECKING:
    from tests.kit.cast import Person

pytestmark = pytest.mark.django_db
MODEL = "games_game"


@pytest.fixture
def alice(db: None) -> Person:
    return cast.person("Alice")


def a_game(host: Person, **wish: Any) -> Game:
    asked: dict[str, Any] = {"cpus": ("maya", "sage"), "start": True, "pace": "instant"} | wish
    table = tables.make(host.user, tables.Wish(**asked))
    return Game.objects.select_related("table").get(pk=cast.game_of(table))


def finished_game() -> Game:
    return Game.objects.get(pk=played_game(RandomGame(HouseRules(holes=1), 3, 7)))


def spoil(game: Game) -> None:
    GameEvent.objects.filter(game=game, seq=1).update(data="[7,")


def told(page: Any) -> dict[str, Any]:
    """What a page was made from."""
    made: dict[str, Any] = page.context
    return made


def listed(staff: Staff, **query: str) -> list[int]:
    page = staff.see("games_game_changelist", **query)
    assert page.status_code == 200
    return [game.pk for game in told(page)["cl"].result_list]


# Finding them


def test_games_are_found_by_number_code_and_player(moderator: Staff, alice: Person) -> None:
    bob = cast.person("Bob", guest=False)
    hers, his = a_game(alice), a_game(bob)
    assert listed(moderator) == [his.pk, hers.pk]
    assert listed(moderator, q=str(hers.pk)) == [hers.pk]
    assert listed(moderator, q=his.table.code.lower()) == [his.pk]
    assert listed(moderator, q="bob") == [his.pk]
    assert listed(moderator, q=" Alice ") == [hers.pk]
    for nothing in ("Nobody", "99999999999999999999", "!!!", "'; --"):
        assert listed(moderator, q=nothing) == []


def test_filters_tell_them_apart(moderator: Staff, alice: Person) -> None:
    live, waiting, ended = a_game(alice), a_game(alice, seats=4, start=False), a_game(alice)
    stopping.stop_now(ended.pk)
    broken, late = a_game(alice), a_game(alice)
    Game.objects.filter(pk=broken.pk).update(fault="event 1: nonsense")
    GameClock.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(minutes=5))
    imported = a_game(alice)
    Game.objects.filter(pk=imported.pk).update(imported=True, phase=Phase.GAME_OVER)
    assert listed(moderator, state="waiting") == [waiting.pk]
    assert listed(moderator, state="abandoned") == [ended.pk]
    assert listed(moderator, state="finished") == [imported.pk]
    assert listed(moderator, state="stuck") == [late.pk, broken.pk]
    assert listed(moderator, state="live") == [late.pk, broken.pk, waiting.pk, live.pk]
    assert listed(moderator, fault="yes") == [broken.pk]
    assert listed(moderator, kind="imported") == [imported.pk]
    assert imported.pk not in listed(moderator, kind="here")
    assert len(listed(moderator, state="no such state")) == 6


def test_a_list_is_paged_by_key_and_never_counts(moderator: Staff, alice: Person) -> None:
    table = a_game(alice).table
    Game.objects.bulk_create(Game(table=table, phase=Phase.GAME_OVER) for _n in range(120))
    moderator.see("games_game_changelist")  # The first request notes the session.
    with CaptureQueriesContext(connection) as queries:
        page = moderator.see("games_game_changelist")
    asked = [query["sql"] for query in queries.captured_queries]
    assert not [sql for sql in asked if "COUNT(" in sql or "OFFSET" in sql]
    assert len(asked) <= 10, asked
    seen, addresses = [], [told(page)["cl"].older]
    seen += [game.pk for game in told(page)["cl"].result_list]
    while addresses[-1]:
        page = moderator.see("games_game_changelist", p=addresses[-1].partition("p=")[2])
        seen += [game.pk for game in told(page)["cl"].result_list]
        addresses.append(told(page)["cl"].older)
    assert seen == sorted(Game.objects.values_list("pk", flat=True), reverse=True)
    assert len(addresses) == 3


def test_pages_about_a_game_ask_few_questions(moderator: Staff, alice: Person) -> None:
    game = a_game(alice)
    for page in ("change", "gallery", "gallery_data", "events"):
        with CaptureQueriesContext(connection) as queries:
            assert moderator.see(f"games_game_{page}", game.pk).status_code == 200
        assert len(queries) <= 20, (page, len(queries))


# Looking at them


def hidden_cards(game: Game) -> dict[str, Any]:
    hole = load_game(game.pk).fold.state.hole
    assert hole is not None
    return {"grids": [grid.cards for grid in hole.grids], "stock": hole.stock, "secret": hole.secret}


def test_the_gallery_of_a_private_game_holds_no_card_that_nobody_sees(
    moderator: Staff, alice: Person
) -> None:
    game = a_game(alice)
    actions.act_now(game.pk, c.Open(0, (0, 1)))
    before = moderator.see("games_game_gallery_data", game.pk).content.decode()
    _change_every_hidden_card(game)
    assert moderator.see("games_game_gallery_data", game.pk).content.decode() == before
    board = json.loads(before)
    assert (board["events"], board["you"]) == ([], None)
    assert board["frames"][-1]["events"][-1]["type"] == "cards_opened"


def test_so_do_the_events_while_the_game_goes_on(moderator: Staff, alice: Person) -> None:
    game = a_game(alice)
    before = moderator.see("games_game_events", game.pk)
    rows = [row["details"] for row in told(before)["rows"]]
    _change_every_hidden_card(game)
    after = moderator.see("games_game_events", game.pk)
    assert [row["details"] for row in told(after)["rows"]] == rows
    assert "left out" in after.content.decode()
    assert hidden_cards(game)["secret"] not in after.content.decode()


def _change_every_hidden_card(game: Game) -> None:
    """Deal other cards, where nobody sees them: what shows them would show others."""
    dealt = GameEvent.objects.get(game=game, type="hole_started")
    values = json.loads(dealt.data)
    grids, stock = values[5], values[4]
    up = {0: (0, 1)} if GameEvent.objects.filter(game=game, type="cards_opened").exists() else {}
    taken = iter(stock)
    for seat, grid in enumerate(grids):
        for at in range(6):
            if at not in up.get(seat, ()):
                grid[at] = next(taken)
    values[4] = list(reversed(stock))
    GameEvent.objects.filter(game=game, seq=dealt.seq).update(data=json.dumps(values))


def test_events_of_a_finished_game_hold_every_card_and_are_verified(moderator: Staff) -> None:
    game = finished_game()
    page = moderator.see("games_game_events", game.pk)
    kinds = {row["told"].kind: row["details"] for row in told(page)["rows"]}
    assert '"grids"' in kinds["hole_started"]
    assert told(page)["verdict"].fault is None
    assert "Verified" in page.content.decode()


def test_a_stream_that_cannot_be_read_is_shown_as_far_as_it_goes(moderator: Staff, alice: Person) -> None:
    game = a_game(alice)
    last = GameEvent.objects.filter(game=game).latest("seq")
    GameEvent.objects.filter(game=game, seq=last.seq).update(data='["<b>"')
    page = moderator.see("games_game_events", game.pk)
    assert len(told(page)["rows"]) == last.seq
    text = page.content.decode()
    assert "The rest cannot be read" in text
    assert "<b>" not in text
    for name in ("change", "gallery", "gallery_data"):
        assert moderator.see(f"games_game_{name}", game.pk).status_code == 200
    spoil(game)
    GameEvent.objects.filter(game=game, seq=0).update(data="[7,")
    for name in ("change", "gallery", "gallery_data", "events"):
        assert moderator.see(f"games_game_{name}", game.pk).status_code == 200


def test_every_card_asks_for_a_reason_and_leaves_an_entry_each_time(moderator: Staff, alice: Person) -> None:
    game = a_game(alice)
    asked = moderator.see("games_game_cards", game.pk)
    assert asked.status_code == 200
    assert "console-grid" not in asked.content.decode()
    assert not AuditEntry.objects.exists()
    for bad in ("", " ", "x" * 10_000):
        refused = moderator.client.post(reverse("admin:games_game_cards", args=[game.pk]), {"reason": bad})
        assert refused.status_code == 400
        assert "console-grid" not in refused.content.decode()
    assert not AuditEntry.objects.exists()
    address = reverse("admin:games_game_cards", args=[game.pk])
    moderator.client.post(address, {"reason": "Cheating?"})
    shown = moderator.client.post(address, {"reason": "<i>Cheating?</i>"})
    assert "no-store" in shown["Cache-Control"]
    entries = AuditEntry.objects.filter(what="cards_seen", game_id=game.pk, by_id=moderator.user.pk)
    assert entries.count() == 2
    entry = entries.latest("pk")
    assert (entry.why, entry.detail["live"], entry.address) == ("<i>Cheating?</i>", True, "127.0.0.1")
    text = shown.content.decode()
    assert "<i>Cheating?</i>" not in text
    assert "You see every card" in text
    assert [list(seat.cards) for seat in told(shown)["open"].seats] == [
        list(grid) for grid in hidden_cards(game)["grids"]
    ]
    assert hidden_cards(game)["secret"] not in text
    assert "WebSocket" not in text
    assert "/ws/" not in text


def test_no_entry_no_cards(moderator: Staff, alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    game = a_game(alice)

    def fails(*_args: object, **_more: object) -> None:
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr("moderation.audit.record", fails)
    moderator.client.raise_request_exception = False
    answer = moderator.client.post(reverse("admin:games_game_cards", args=[game.pk]), {"reason": "Why not"})
    assert answer.status_code == 500
    assert "console-grid" not in answer.content.decode()


# Ending and annulling them


def test_a_game_is_ended_with_a_reason_and_an_entry(moderator: Staff, alice: Person) -> None:
    game = a_game(alice)
    done = moderator.do(MODEL, "end", game.pk, reason="It is stuck.")
    assert moderator.told(done) == ["1 game is ended."]
    game.refresh_from_db()
    assert game.phase == Phase.ABANDONED
    assert not GameClock.objects.filter(pk=game.pk).exists()
    entry = AuditEntry.objects.get(what="game_ended")
    assert (entry.game_id, entry.why, entry.by_id) == (game.pk, "It is stuck.", moderator.user.pk)


def test_so_is_one_that_cannot_be_read(moderator: Staff, alice: Person) -> None:
    game = a_game(alice)
    spoil(game)
    moderator.do(MODEL, "end", game.pk)
    game.refresh_from_db()
    assert game.phase == Phase.ABANDONED


def test_ended_twice_is_refused_and_leaves_one_entry(moderator: Staff, alice: Person) -> None:
    game = a_game(alice)
    moderator.do(MODEL, "end", game.pk)
    assert moderator.do(MODEL, "end", game.pk).status_code == 403
    assert "over already" in moderator.see("games_game_deed", "end", id=game.pk).content.decode()
    assert AuditEntry.objects.count() == 1


def test_one_that_ends_while_it_is_ended_is_left_alone_with_words(
    moderator: Staff, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    game = a_game(alice)
    stopping.stop_now(game.pk)
    Game.objects.filter(pk=game.pk).update(phase=Phase.PLAYING)
    done = moderator.do(MODEL, "end", game.pk)
    assert "This game is over already." in moderator.told(done)[0]
    assert not AuditEntry.objects.exists(), "nothing was done"


def test_a_finished_game_is_annulled_once(administrator: Staff) -> None:
    game = finished_game()
    results.fold_games([game.pk])
    assert Result.objects.filter(game=game).exists()
    administrator.do(MODEL, "annul", game.pk, reason="Two accounts, one person.")
    game.refresh_from_db()
    assert game.annulled
    assert not Result.objects.filter(game=game).exists()
    assert AuditEntry.objects.get(what="game_annulled").why == "Two accounts, one person."
    assert administrator.do(MODEL, "annul", game.pk).status_code == 403
    page = administrator.see("games_game_deed", "annul", id=game.pk)
    assert "annulled already" in page.content.decode()
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"phase": Phase.PLAYING}, "played to its end"),
        ({"phase": Phase.ABANDONED}, "played to its end"),
        ({"imported": True}, "counts for nothing anyway"),
        ({"played_on": True}, "counts for nothing anyway"),
    ],
)
def test_what_does_not_count_is_not_annulled(administrator: Staff, columns: dict[str, Any], why: str) -> None:
    game = finished_game()
    Game.objects.filter(pk=game.pk).update(**columns)
    assert administrator.do(MODEL, "annul", game.pk).status_code == 403
    assert why in administrator.see("games_game_deed", "annul", id=game.pk).content.decode()
    game.refresh_from_db()
    assert not game.annulled


# Who may


@pytest.mark.parametrize("key", ["end", "annul"])
def test_nothing_is_done_by_get(administrator: Staff, alice: Person, key: str) -> None:
    game = a_game(alice) if key == "end" else finished_game()
    before = game.phase
    page = administrator.see("games_game_deed", key, id=game.pk, reason="By a link")
    assert page.status_code == 200
    game.refresh_from_db()
    assert (game.phase, game.annulled) == (before, False)
    assert not AuditEntry.objects.exists()


def test_every_card_is_not_shown_by_get(moderator: Staff, alice: Person) -> None:
    game = a_game(alice)
    page = moderator.see("games_game_cards", game.pk, reason="By a link")
    assert "console-grid" not in page.content.decode()
    assert not AuditEntry.objects.exists()


MAY: dict[Role, set[str]] = {
    Role.OBSERVER: {"change", "gallery", "gallery_data", "events"},
    Role.MODERATOR: {"change", "gallery", "gallery_data", "events", "cards", "end"},
    Role.ADMINISTRATOR: {"change", "gallery", "gallery_data", "events", "cards", "end", "annul"},
}


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.MODERATOR, Role.ADMINISTRATOR])
def test_each_role_may_what_it_may_by_address_and_by_forged_form(role: Role, alice: Person) -> None:
    staff, game, over = Staff(role), a_game(alice), finished_game()
    allowed = set()
    for page in ("change", "gallery", "gallery_data", "events", "cards"):
        if staff.see(f"games_game_{page}", game.pk).status_code == 200:
            allowed.add(page)
    answer = staff.client.post(reverse("admin:games_game_cards", args=[game.pk]), {"reason": "Forged."})
    assert (answer.status_code == 200) is ("cards" in MAY[role])
    for key, thing in (("end", game), ("annul", over)):
        if staff.do(MODEL, key, thing.pk).status_code == 302:
            allowed.add(key)
    assert allowed == MAY[role]


def test_observers_are_told_no_verdict(alice: Person) -> None:
    """Verifying is work for the database, and marks a game that cannot be read."""
    page = Staff(Role.OBSERVER).see("games_game_events", a_game(alice).pk)
    assert told(page)["verdict"] is None


@pytest.mark.parametrize("name", ["changelist", "gallery", "gallery_data", "events", "cards"])
def test_people_who_are_no_staff_get_nothing(alice: Person, name: str) -> None:
    args = [] if name == "changelist" else [a_game(alice).pk]
    client = Client()
    client.force_login(alice.user)
    for browser in (client, Client()):
        assert browser.get(reverse(f"admin:games_game_{name}", args=args)).status_code in {302, 403}


def test_a_game_that_is_not_there_is_not_found(moderator: Staff) -> None:
    for number in (7, 10**30):
        assert moderator.see("games_game_events", number).status_code == 404


def test_who_only_looks_on_does_not_see_the_code_of_a_private_table(alice: Person, moderator: Staff) -> None:
    """It lets one in. Whoever may act on people sees it, and everybody that of a public table."""
    private, public = a_game(alice), a_game(alice, visibility="public")
    olga = Staff(Role.OBSERVER)
    Unfolded.objects.create(game=private, why="x")
    pages: list[tuple[Any, ...]] = [
        (f"{MODEL}_changelist",),
        (f"{MODEL}_change", private.pk),
        (f"{MODEL}_gallery", private.pk),
        (f"{MODEL}_gallery_data", private.pk),
        (f"{MODEL}_events", private.pk),
        ("accounts_user_change", alice.id),
        ("leaderboards_unfolded_changelist",),
        ("leaderboards_unfolded_change", private.pk),
    ]
    for name, *numbers in pages:
        page = olga.see(name, *numbers)
        assert page.status_code == 200, name
        assert private.table.code not in page.content.decode(), name
    assert public.table.code in olga.see(f"{MODEL}_changelist").content.decode()
    assert private.table.code in moderator.see(f"{MODEL}_changelist").content.decode()
    assert private.table.code in moderator.see(f"{MODEL}_change", private.pk).content.decode()
    for term, who, hit in ((private.table.code, olga, []), (private.table.code, moderator, [private])):
        found: Any = who.see(f"{MODEL}_changelist", q=term)
        assert list(found.context["cl"].result_list) == hit
