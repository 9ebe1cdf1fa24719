"""The pages and calls of results: who is told what, on every board, with every odd address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ShownTo, User
from games.models import Game
from games.rules.house_rules import HouseRules
from leaderboards import cpu_ratings, results, showing, standings
from leaderboards.achievements import ALL
from leaderboards.metrics import METRICS, PERIODS, SCOPES
from leaderboards.models import Award, RatingChange
from leaderboards.tasks import count_anew
from tests.leaderboards.people import account, play, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(settings: Any) -> list[User]:
    """Ada, Ben and Cleo, who have played six games with one another; and two of them with Maya."""
    settings.GOLF_LEADERBOARD_GAMES = 3
    users = [account(name) for name in ("Ada", "Ben", "Cleo")]
    games = [play(users, seed=n) for n in range(6)] + [play([*users[:2], "maya"], seed=9)]
    settle(*games)
    return users


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("metric", METRICS)
def test_every_board_is_a_page_and_a_call_that_tell_the_same(
    metric: str, people: list[User], client: Client
) -> None:
    for scope in SCOPES:
        for period in PERIODS:
            query = {"scope": scope, "period": period}
            page = client.get(f"/leaderboards/{metric}/", query)
            told = client.get(f"/api/v1/leaderboards/{metric}", query).json()
            assert page.status_code == 200
            assert {item["username"] for item in told["items"]} == {"ada", "ben", "cleo"}
            assert [row.username for row in page.context["rows"]] == [
                item["username"] for item in told["items"]
            ]
            places = [item["place"] for item in told["items"]]
            assert places == sorted(places)
            assert places[0] == 1
            values = [item["value"] for item in told["items"]]
            assert values == sorted(values, reverse=metric != "average")


def test_the_reader_finds_their_own_place_marked(people: list[User]) -> None:
    told = as_(people[1]).get("/api/v1/leaderboards/wins").json()
    assert "ben" in [line["username"] for line in told["you"]]
    page = as_(people[1]).get("/leaderboards/")
    assert [row.username for row in page.context["rows"] if row.own] == ["ben"]


def test_a_page_goes_on_where_the_last_one_ended(people: list[User], monkeypatch: pytest.MonkeyPatch) -> None:
    page = standings.page
    monkeypatch.setattr(standings, "page", lambda board, after=None: page(board, after, 2))
    client, seen, address = Client(), [], "/api/v1/leaderboards/average"
    cursor: str | None = ""
    while cursor is not None:
        told = client.get(address, {"cursor": cursor}).json()
        seen += [item["username"] for item in told["items"]]
        cursor = told["next"]
    assert sorted(seen) == ["ada", "ben", "cleo"]


@pytest.mark.parametrize(
    "after", ["x", "1", "1.x", "9" * 40 + ".1", "-.1", "1.2.3", "１.２", "99999999999.1"]
)
def test_an_odd_cursor_is_refused_by_the_api_and_overlooked_by_the_page(after: str, client: Client) -> None:
    answer = client.get("/api/v1/leaderboards/wins", {"cursor": after})
    assert (answer.status_code, answer.json()["field"]) == (422, "cursor")
    assert client.get("/leaderboards/", {"after": after, "scope": "x", "period": "y"}).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/leaderboards/x/", "/players/nobody/", "/leaderboards/seasons/2001-01/", "/leaderboards/seasons/x/",
     "/leaderboards/games/1/"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(address: str, client: Client) -> None:
    assert client.get(address).status_code == 404


def test_a_board_and_a_profile_of_the_api_say_what_is_wrong(client: Client) -> None:
    assert client.get("/api/v1/leaderboards/x").status_code == 422
    assert client.get("/api/v1/leaderboards/wins?scope=x").status_code == 422
    assert client.get("/api/v1/players/nobody").json()["code"] == "no_such_player"


def test_an_empty_board_says_how_to_begin(client: Client) -> None:
    page = client.get("/leaderboards/").content.decode()
    assert "Nobody is on this board yet" in page
    assert "Sign up" in page


def test_whoever_is_on_no_board_is_told_why(people: list[User], settings: Any) -> None:
    guest = User.objects.create(username="g", name="G", is_guest=True)
    new, shy = account("New"), account("Shy", games_shown_to=ShownTo.NOBODY)
    for user, why in (
        (guest, "Guests are on no board"),
        (new, "3 more games"),
        (shy, "do not show your games"),
    ):
        assert why in as_(user).get("/leaderboards/").content.decode()


def test_a_profile_tells_all_of_it_on_the_page_and_by_the_api(people: list[User], client: Client) -> None:
    told = client.get("/api/v1/players/ada").json()
    assert (told["numbers"]["games"], told["with_people"]["games"]) == (7, 7)
    assert {one["name"]: one["games"] for one in told["people"]} == {"Ben": 7, "Cleo": 6}
    assert [(one["name"], one["games"], one["rating"]) for one in told["cpus"]] == [
        ("Maya", 1, cpu_ratings.points_of("maya"))
    ]
    assert {one["rating"] for one in told["people"]} == {None}
    assert len(told["form"]) == 7
    assert len(told["achievements"]) == len(ALL)
    assert told["rating"]["games"] == 7
    page = client.get("/players/ada/").content.decode()
    for word in (
        "Ada",
        "Form",
        "Rating",
        "Head to head",
        "Favourite rules",
        "Achievements",
        "7 values, from",
    ):
        assert word in page
    assert "@" not in page


@pytest.mark.parametrize(
    ("shown", "everybody", "played", "own"),
    [("all", True, True, True), ("players", False, True, True), ("nobody", False, False, True)],
)
def test_a_profile_is_shown_to_those_to_whom_its_owner_shows_it(
    people: list[User], shown: str, everybody: bool, played: bool, own: bool
) -> None:
    ada, ben, _cleo = people
    ada.games_shown_to = shown
    ada.save()
    for client, may in (
        (Client(), everybody),
        (as_(account("New")), everybody),
        (as_(ben), played),
        (as_(ada), own),
    ):
        assert client.get("/api/v1/players/ada").status_code == (200 if may else 403)
        assert ("Head to head" in client.get("/players/ada/").content.decode()) is may


@pytest.mark.parametrize(
    "columns", [{"is_guest": True}, {"is_active": False}, {"deleted_at": timezone.now()}]
)
def test_guests_the_banned_and_the_deleted_have_no_profile(
    people: list[User], columns: Any, client: Client
) -> None:
    User.objects.filter(username="ada").update(**columns)
    assert client.get("/players/ada/").status_code == 404
    assert client.get("/api/v1/players/ada").status_code == 404


def named_against_ada(client: Client) -> dict[str, str | None]:
    """Whom Ada's profile names head to head, on the page and by the API alike, with their user names."""
    told = {one["name"]: one["username"] for one in client.get("/api/v1/players/ada").json()["people"]}
    page = client.get("/players/ada/")
    assert [one.name for one in page.context["profile"].against_people] == list(told)
    text = page.content.decode()
    for user in User.objects.exclude(username="ada"):
        assert (f"/players/{user.username}/" in text) is (user.username in told.values())
    return told


def test_guests_are_named_head_to_head_to_those_who_met_them_and_without_their_user_names(
    people: list[User], client: Client
) -> None:
    User.objects.filter(username="ben").update(is_guest=True)
    assert named_against_ada(client) == {"Cleo": "cleo"}
    assert named_against_ada(as_(account("New"))) == {"Cleo": "cleo"}
    for met in (people[0], people[2]):
        assert named_against_ada(as_(met)) == {"Ben": None, "Cleo": "cleo"}


@pytest.mark.parametrize(
    ("columns", "shown_to"),
    [
        ({"is_active": False}, ""),
        ({"deleted_at": timezone.now()}, ""),
        ({"games_shown_to": ShownTo.NOBODY}, "ben"),
        ({"games_shown_to": ShownTo.PLAYERS}, "ada ben cleo"),
    ],
)
def test_whoever_is_shut_out_or_hides_is_named_head_to_head_to_those_alone_who_may_know(
    people: list[User], columns: Any, shown_to: str, client: Client
) -> None:
    clients = {user.username: as_(user) for user in [*people, account("New")]} | {"nobody": client}
    User.objects.filter(username="ben").update(**columns)
    if "games_shown_to" not in columns:
        del clients["ben"]
    for name, reader in clients.items():
        assert ("Ben" in named_against_ada(reader)) is (name in shown_to.split())


@pytest.mark.parametrize(
    "columns",
    [{"is_active": False}, {"deleted_at": timezone.now()}, {"is_guest": True}]
    + [{"games_shown_to": shown} for shown in (ShownTo.NOBODY, ShownTo.PLAYERS)],
)
def test_whoever_is_shut_out_or_hides_is_on_no_board_at_once_but_for_themselves(
    people: list[User], columns: Any, client: Client
) -> None:
    own = as_(people[0])
    User.objects.filter(username="ada").update(**columns)
    for metric in METRICS:
        for reader in (client, as_(people[1])):
            page = reader.get(f"/leaderboards/{metric}/")
            told = reader.get(f"/api/v1/leaderboards/{metric}").json()
            assert {row.username for row in page.context["rows"]} == {"ben", "cleo"}
            assert {one["username"] for one in told["items"]} == {"ben", "cleo"}
            assert "ada" not in {one["username"] for one in told["you"]}
            assert page.context["leader"]["user"].username == page.context["rows"][0].username
            assert "/players/ada/" not in page.content.decode()
    if "games_shown_to" in columns:
        assert "ada" in {row.username for row in own.get("/leaderboards/").context["rows"]}


def test_the_leader_is_named_on_every_page_and_nobody_where_all_of_them_hide(
    people: list[User], client: Client
) -> None:
    first = client.get("/leaderboards/average/").context["rows"]
    after = showing.key_text(standings.page(standings.Board("average", "all"))[0][0].key)
    assert client.get("/leaderboards/average/", {"after": after}).context["leader"]["user"].username == (
        first[0].username
    )
    User.objects.update(games_shown_to=ShownTo.NOBODY)
    page = client.get("/leaderboards/average/")
    assert page.context["leader"] is None
    assert "Nobody is on this board yet" in page.content.decode()


def test_achievements_show_the_readers_own_progress(people: list[User], client: Client) -> None:
    assert "0 of 10" in client.get("/achievements/").content.decode()
    mine = {one["key"]: one for one in as_(people[0]).get("/api/v1/achievements").json()["items"]}
    had = set(Award.objects.filter(user=people[0]).values_list("key", flat=True))
    assert {key for key, one in mine.items() if one["awarded_at"]} == had
    assert all(one["progress"] <= one["target"] for one in mine.values())
    assert mine["good_company"]["progress"] == 7
    rows = as_(people[0]).get("/achievements/").context["rows"]
    assert [one.achievement.key for one, players in rows if one.at and not players] == []


def test_the_sites_totals_are_counted_now_and_then_guests_among_them(
    people: list[User], client: Client
) -> None:
    User.objects.filter(username="cleo").update(is_guest=True)
    assert "have been finished here" not in client.get("/leaderboards/").content.decode()
    count_anew()
    page = client.get("/leaderboards/").content.decode()
    assert "7 games have been finished here," in page
    assert "by 3 people." in page
    assert "has it" in client.get("/achievements/").content.decode().replace("have it", "has it")


def why(client: Client, game: int) -> str:
    return client.get(f"/leaderboards/games/{game}/").content.decode()


def test_what_a_game_counted_is_told_to_those_who_played_it_and_to_nobody_else(people: list[User]) -> None:
    game = RatingChange.objects.order_by("game_id").first()
    assert game is not None
    assert "It counts in full." in why(as_(people[0]), game.game_id)
    assert as_(account("New")).get(f"/leaderboards/games/{game.game_id}/").status_code == 404
    assert Client().get(f"/leaderboards/games/{game.game_id}/").status_code == 404


def test_every_change_of_a_rating_is_explained_and_no_change_is_too(
    people: list[User], settings: Any
) -> None:
    ada, ben, _cleo = people
    now = timezone.now()
    alone = play([ada, "maya"], seed=20)
    house = play([ada, ben], seed=21, rules=HouseRules(holes=1, wolfpack=True))
    again = [play([ada, ben], seed=30 + n, ended=now - timedelta(minutes=4, seconds=-n)) for n in range(12)]
    fresh = play([ada, ben], seed=50)
    settle(alone, house, *again)
    client = as_(ada)
    assert "one person at the table only" in why(client, alone)
    assert "under these house rules are not rated" in why(client, house)
    assert "so this game counts" in why(client, again[0])
    assert "too often in 30 days" in why(client, again[-1])
    assert "being worked out" in why(client, fresh)
    settle(fresh)
    results.annul(fresh)
    assert "was annulled" in why(client, fresh)
    marks = (
        ("played_on", "went on from a moment"),
        ("imported", "read from a file"),
        ("coaching", "Coaching was allowed"),
    )
    for mark, words in marks:
        other = play([ada, ben], seed=60)
        Game.objects.filter(pk=other).update(**{mark: True})
        settle(other)
        assert words in why(client, other)


def test_a_pair_cannot_lift_one_another_for_ever(people: list[User]) -> None:
    """After many games in a month with the same few, nothing moves any more."""
    pair = [account("Dora"), account("Emil")]
    now = timezone.now() - timedelta(hours=2)
    settle(*[play(pair, seed=100 + n, ended=now + timedelta(minutes=n)) for n in range(20)])
    weights = list(
        RatingChange.objects.filter(user=pair[0]).order_by("game_id").values_list("weight", flat=True)
    )
    assert weights[:3] == [1, 1, 1]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] == 0
    last = RatingChange.objects.filter(user=pair[0]).order_by("-game_id")[0]
    assert (last.mu, last.sigma) == (last.mu_before, last.sigma_before)


@pytest.mark.parametrize(
    "address", ["/leaderboards/", "/players/ada/", "/achievements/", "/leaderboards/seasons/"]
)
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_pages_only_show(people: list[User], address: str, method: str) -> None:
    assert getattr(as_(people[0]), method)(address).status_code == 405


def test_no_page_of_results_asks_the_database_more_the_more_there_is(
    people: list[User], django_assert_max_num_queries: Any
) -> None:
    client = as_(people[0])
    for address, most in (("/leaderboards/", 16), ("/players/ada/", 18), ("/achievements/", 12)):
        client.get(address)
        with django_assert_max_num_queries(most):
            client.get(address)
