"""Links to finished games: made, listed and revoked by those who may, by API and page, within their limits."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from accounts import belongings, kept
from accounts.models import User
from games.models import Game
from games.rules.house_rules import HouseRules
from replays import card_image, sharing
from replays.models import Share
from tests.kit import cast
from tests.kit.random_games import RandomGame
from tests.kit.streams import played_game
from tests.kit.visitor import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def game(db: None) -> int:
    return played_game(RandomGame(HouseRules(holes=1), 3, 7))


@pytest.fixture
def alice(game: int) -> User:
    """Somebody who has played it."""
    return User.objects.filter(seats__game=game).order_by("seats__number")[0]


@pytest.fixture
def visitor(alice: User) -> Visitor:
    visitor = Visitor()
    visitor.client.force_login(alice)
    return visitor


def ask(visitor: Visitor, game: int, body: dict[str, Any] | None = None) -> Any:
    return visitor.client.post(f"/api/v1/games/{game}/share", body or {}, "application/json")


def test_a_link_is_made_listed_and_revoked_by_the_api(visitor: Visitor, game: int) -> None:
    made = ask(visitor, game, {"title": "  A  fine game ", "expires_in_days": 3})
    assert made.status_code == 201
    link = made.json()
    assert (link["title"], link["views"]) == ("A fine game", 0)
    assert link["url"].endswith(f"/replays/{link['token']}/")
    assert visitor.client.get(f"/api/v1/games/{game}/share").json()["items"] == [link]
    assert Visitor().see("replay", link["token"]).status_code == 200
    gone = visitor.client.delete(f"/api/v1/games/{game}/share/{link['token']}")
    assert gone.status_code == 204
    assert Visitor().see("replay", link["token"]).status_code == 404
    assert visitor.client.delete(f"/api/v1/games/{game}/share/{link['token']}").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": "x" * 81}, "title"),
        ({"title": "a\u202eb"}, "title"),
        ({"expires_in_days": 0}, "expires_in_days"),
        ({"expires_in_days": 3651}, "expires_in_days"),
        ({"expires_in_days": True}, "expires_in_days"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    visitor: Visitor, game: int, body: dict[str, Any], field: str
) -> None:
    answer = ask(visitor, game, body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert not Share.objects.exists()


def test_only_those_who_played_it_may_share_it_and_revoke_only_their_own(game: int, alice: User) -> None:
    charlie = cast.person("Charlie").user
    stranger = Visitor()
    stranger.client.force_login(charlie)
    assert ask(stranger, game).status_code == 404
    assert stranger.see("share_game", game).status_code == 404
    assert Visitor().see("share_game", game).status_code == 404
    share = sharing.share(alice, game)
    assert stranger.client.delete(f"/api/v1/games/{game}/share/{share.token}").status_code == 404
    assert Share.objects.filter(pk=share.pk).exists()


def test_who_follows_a_link_is_not_told_the_code_of_the_table(alice: User, game: int) -> None:
    code = Game.objects.get(pk=game).table.code
    token = sharing.share(alice, game).token
    for answer in (Visitor().see("replay", token), Visitor().client.get(f"/api/v1/replays/{token}")):
        assert answer.status_code == 200
        assert code not in answer.content.decode()


def test_there_are_so_many_links_to_a_game_and_no_more(visitor: Visitor, alice: User, game: int) -> None:
    for _n in range(sharing.MOST_AT_ONE_TIME):
        sharing.share(alice, game)
    answer = ask(visitor, game)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_share")
    assert str(sharing.MOST_AT_ONE_TIME) in answer.json()["message"]
    page = visitor.send("share_game", game, make="1", title="", days="")
    assert page.status_code == 200
    assert Share.objects.count() == sharing.MOST_AT_ONE_TIME


def test_the_page_makes_a_link_shows_it_and_revokes_it(visitor: Visitor, game: int) -> None:
    assert visitor.send("share_game", game, make="1", title="<b>Ours</b>", days="7").status_code == 302
    share = Share.objects.get()
    text = visitor.see("share_game", game).content.decode()
    assert f"/replays/{share.token}/" in text
    assert "&lt;b&gt;Ours&lt;/b&gt;" in text
    assert "&lt;iframe src=" in text
    assert Visitor().see("replay_qr", share.token).headers["Content-Type"] == "image/svg+xml"
    assert visitor.send("share_game", game, revoke=share.token).status_code == 302
    assert not Share.objects.exists()
    assert visitor.send("share_game", game, revoke=share.token).status_code == 404


def test_a_link_has_a_card_for_other_sites(alice: User, game: int) -> None:
    share = sharing.share(alice, game, 'A "fine" <game>')
    page = Visitor().see("replay", share.token).content.decode()
    assert f'property="og:image" content="http://testserver/replays/{share.token}/card.png"' in page
    assert 'property="og:title" content="A &quot;fine&quot; &lt;game&gt;"' in page
    picture = Visitor().see("replay_card", share.token)
    image = Image.open(io.BytesIO(picture.content))
    assert (picture.headers["Content-Type"], image.size) == ("image/png", (1200, 630))
    again = Visitor().client.get(
        f"/replays/{share.token}/card.png", headers={"If-None-Match": picture.headers["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert Visitor().see("replay_card", "unknown").status_code == 404
    player = Visitor()
    player.client.force_login(alice)
    assert "og:image" not in player.see("replay_of_game", game).content.decode()


@pytest.mark.parametrize("name", ["", "李雷", "x" * 24, "\u202eevil", "Zoë O’Neil", "🂡"])
@pytest.mark.parametrize("seats", [1, 2, 6])
def test_the_card_can_be_drawn_whatever_names_and_titles_are(name: str, seats: int) -> None:
    grids = [("*H", "TD", "2C", "QS", "KH", "AS"), ()]
    panels = [card_image.Panel(name, f"Player {n}", 1 + n, -7 * n, grids[n % 2]) for n in range(seats)]
    image = Image.open(io.BytesIO(card_image.drawn(name * 20, name, panels)))
    assert image.size == (1200, 630)


def test_a_name_that_the_fonts_cannot_write_is_told_by_its_seat() -> None:
    def drawn(name: str) -> bytes:
        return card_image.drawn("Golf", "", [card_image.Panel(name, "Player 1", 1, -3, ())])

    assert drawn("李雷") == drawn("Player 1")
    assert drawn("李 Lei") != drawn("Player 1")


def test_links_go_along_with_a_guest_who_signs_in(game: int) -> None:
    guest, account = cast.person("Dora").user, cast.person("Emil", guest=False).user
    share = Share.objects.create(token="t" * 32, game_id=game, shared_by=guest)
    assert belongings.bring(guest, account)
    share.refresh_from_db()
    assert share.shared_by == account


def test_links_are_told_to_their_maker_and_go_with_them(alice: User, game: int) -> None:
    share = sharing.share(alice, game)
    assert [one["token"] for one in kept.about(alice)["shared_replays"]] == [share.token]
    kept.forgetting.send(User, user=alice)
    assert not Share.objects.exists()
