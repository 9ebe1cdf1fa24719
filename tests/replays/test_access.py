"""Who may watch a finished game, on its page and by the API: nobody but those who should, and a running one nobody."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from accounts.models import User
from games import tables
from games.models import Game, Seat
from games.rules.house_rules import HouseRules
from replays import access
from replays.export import exported
from replays.importing import import_file
from replays.models import Share
from tests.kit import cast
from tests.kit.random_games import RandomGame
from tests.kit.streams import played_game
from tests.kit.visitor import Visitor

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db


@pytest.fixture
def game(db: None) -> int:
    """A game that is over, of people with rows of their own and perhaps CPU players."""
    return played_game(RandomGame(HouseRules(holes=1), 3, 7))


def players(game: int) -> list[User]:
    return list(User.objects.filter(seats__game=game).order_by("seats__number"))


def shared(game: int, **columns: object) -> Share:
    return Share.objects.create(token="a-token", game_id=game, shared_by=players(game)[0], **columns)


def signed_in(user: User | None) -> Visitor:
    visitor = Visitor()
    if user is not None:
        visitor.client.force_login(user)
    return visitor


def statuses(visitor: Visitor, game: int) -> tuple[int, int]:
    """Of the page and of the API."""
    page = visitor.see("replay_of_game", game)
    return page.status_code, visitor.client.get(f"/api/v1/games/{game}/replay").status_code


def test_its_players_may_and_strangers_and_visitors_may_not(game: int) -> None:
    for user in players(game):
        assert statuses(signed_in(user), game) == (200, 200)
    for other in (cast.person("Charlie").user, None):
        assert statuses(signed_in(other), game) == (404, 404)


def test_everybody_may_where_all_people_at_the_table_allow_it(game: int) -> None:
    people = players(game)
    for user in people:
        assert statuses(signed_in(None), game) == (404, 404)
        user.finished_games_public = True
        user.save()
    assert statuses(signed_in(None), game) == (200, 200)
    Seat.objects.filter(game=game, user=people[0]).update(user=None)  # Gone: nobody can say yes any more.
    assert statuses(signed_in(None), game) == (404, 404)


def test_a_running_game_has_no_replay_whoever_asks() -> None:
    host = cast.person("Alice").user
    host.finished_games_public = True
    host.save()
    table = tables.make(host, tables.Wish(cpus=["maya"], start=True))
    game = cast.game_of(table)
    assert statuses(signed_in(host), game) == (404, 404)
    Share.objects.create(token="early", game_id=game, shared_by=host)
    assert signed_in(host).see("replay", "early").status_code == 404
    assert signed_in(host).see("replay_embed", "early").status_code == 404
    assert signed_in(host).client.get("/api/v1/replays/early").status_code == 404
    Game.objects.filter(pk=game).update(phase="game_over")  # The columns may be wrong: the events are asked.
    assert statuses(signed_in(host), game) == (404, 404)


def test_a_link_opens_it_for_everybody_until_it_expires_or_is_revoked(game: int) -> None:
    share = shared(game, title="A fine game")
    page = signed_in(None).see("replay", share.token)
    assert page.status_code == 200
    assert "A fine game" in page.content.decode()
    assert signed_in(None).client.get(f"/api/v1/replays/{share.token}").json()["title"] == "A fine game"
    Share.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert signed_in(None).see("replay", share.token).status_code == 404
    with pytest.raises(access.NoSuchReplay):
        access.by_token(share.token)
    share.delete()
    assert signed_in(None).see("replay", share.token).status_code == 404


def test_views_are_counted_but_not_those_of_whoever_shared_it(game: int) -> None:
    share = shared(game)
    signed_in(share.shared_by).see("replay", share.token)
    for _time in range(2):
        signed_in(None).see("replay", share.token)
    share.refresh_from_db()
    assert share.views == 2
    assert {field.name for field in Share._meta.get_fields()} == {
        "id", "token", "game", "shared_by", "title", "expires_at", "views", "made_at",
    }  # fmt: skip


def test_only_the_page_for_frames_may_be_framed(game: int) -> None:
    share = shared(game)

    def frame_rules(response: HttpResponse) -> tuple[str | None, bool]:
        policy = response.headers["Content-Security-Policy"]
        return response.headers.get("X-Frame-Options"), "frame-ancestors *" in policy

    visitor = signed_in(None)
    assert frame_rules(visitor.see("replay_embed", share.token)) == (None, True)
    assert frame_rules(visitor.see("replay", share.token)) == ("DENY", False)
    assert frame_rules(visitor.see("home")) == ("DENY", False)
    policy = visitor.see("replay_embed", share.token).headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy + ";"
    assert "unsafe" not in policy


def test_frame_and_picture_alone_may_be_loaded_by_others(game: int) -> None:
    share, visitor = shared(game), signed_in(None)
    loaded = {
        page: visitor.see(page, share.token).headers["Cross-Origin-Resource-Policy"]
        for page in ("replay_embed", "replay_card", "replay", "replay_qr")
    }
    assert [page for page, policy in loaded.items() if policy == "cross-origin"] == [
        "replay_embed",
        "replay_card",
    ]


def test_the_page_for_frames_leaves_no_cookie(game: int) -> None:
    page = signed_in(None).see("replay_embed", shared(game).token)
    assert not page.cookies


def test_no_search_engine_lists_a_replay(game: int) -> None:
    share = shared(game)
    for name in ("replay", "replay_embed"):
        page = signed_in(None).see(name, share.token)
        assert page.headers["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in page.content.decode()


def test_the_reader_is_told_which_seat_was_theirs_and_nobody_else_s(game: int) -> None:
    user = players(game)[0]
    seat = Seat.objects.get(game=game, user=user).number
    assert signed_in(user).client.get(f"/api/v1/games/{game}/replay").json()["you"] == seat
    share = shared(game)
    assert signed_in(None).client.get(f"/api/v1/replays/{share.token}").json()["you"] is None


def test_whoever_has_a_link_may_have_the_file_of_that_game_and_of_no_other(game: int) -> None:
    share, other = shared(game), played_game(RandomGame(HouseRules(holes=1), 2, 1))
    ask = signed_in(None).client.get
    assert ask(f"/api/v1/games/{game}/export?token={share.token}").content == exported(game)
    assert ask(f"/api/v1/games/{other}/export?token={share.token}").status_code == 404
    assert ask(f"/api/v1/games/{game}/export?token=wrong").status_code == 404
    assert ask(f"/api/v1/games/{game}/export").status_code == 401


def test_an_imported_game_is_shown_by_its_token_and_to_whoever_brought_it(game: int) -> None:
    user = cast.person("Dora").user
    found = import_file(exported(game), user)
    page = signed_in(None).see("replay", found.token)
    assert "read from a file" in page.content.decode()
    assert statuses(signed_in(user), found.game_id) == (200, 200)
    assert signed_in(user).client.get(f"/api/v1/games/{found.game_id}/export").content == exported(game)
    assert statuses(signed_in(None), found.game_id) == (404, 404)
    User.objects.update(finished_games_public=True)
    assert statuses(signed_in(None), found.game_id) == (404, 404)


def test_the_page_says_the_result_without_a_script(game: int) -> None:
    text = signed_in(players(game)[0]).see("replay_of_game", game).content.decode()
    for user in players(game):
        assert user.name in text
    assert "The moves need JavaScript" in text


def test_names_are_text_and_nothing_else(game: int) -> None:
    user = players(game)[0]
    User.objects.filter(pk=user.pk).update(name="<script>x</script>")
    text = signed_in(user).see("replay_of_game", game).content.decode()
    assert "<script>x" not in text


def test_what_is_told_comes_compressed_to_whoever_can_read_it_so(game: int) -> None:
    client, address = signed_in(None).client, f"/api/v1/replays/{shared(game).token}"
    small, whole = client.get(address, headers={"Accept-Encoding": "gzip"}), client.get(address)
    assert small["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in whole
    assert json.loads(gzip.decompress(small.content)) == whole.json()
    assert len(small.content) < len(whole.content) / 4
