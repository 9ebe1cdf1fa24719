"""The analysis of a finished game: who may ask for it, how it is worked out, where it goes, and what its page says."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator

from accounts.models import User
from games.models import Game, Seat
from games.rules.house_rules import HouseRules
from replays import analyses, analysis_page, tasks
from replays.export import exported
from replays.importing import import_file
from replays.models import Analysis, Share
from replays.schema import schema
from replays.showing import Player
from tests.kit import cast
from tests.kit.random_games import RandomGame
from tests.kit.streams import played_game
from tests.kit.visitor import Visitor

if TYPE_CHECKING:
    from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

pytestmark = pytest.mark.django_db


@pytest.fixture
def game(db: None) -> int:
    return played_game(RandomGame(HouseRules(holes=1), 3, 7))


@pytest.fixture
def visitor(game: int) -> Visitor:
    """Somebody who has played it."""
    visitor = Visitor()
    visitor.client.force_login(User.objects.filter(seats__game=game).order_by("seats__number")[0])
    return visitor


def asked(game: int) -> Analysis:
    found = analyses.ask(game, None)
    assert found is not None
    return found


def told(visitor: Visitor, game: int) -> Any:
    return visitor.client.get(f"/api/v1/games/{game}/analysis").json()


def test_it_is_asked_for_on_its_page_worked_out_and_shown_with_the_way_to_each_moment(
    visitor: Visitor, game: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[int] = []
    monkeypatch.setattr(tasks, "begin", begun.append)
    assert "Analyse this game" in visitor.see("analysis", game).content.decode()
    assert visitor.send("analysis", game).status_code == 302
    (row,) = Analysis.objects.all()
    assert begun == [row.pk]
    going = visitor.see("analysis", game).content.decode()
    assert "<progress" in going
    assert 'http-equiv="refresh"' in going
    assert told(visitor, game)["state"] == "going"
    visitor.send("analysis", game)
    assert Analysis.objects.count() == len(begun) == 1

    tasks.analyse(row.pk)
    answer = told(visitor, game)
    assert answer["state"] == "done"
    page = visitor.see("analysis", game).content.decode()
    result = answer["analysis"]
    for one in result["decisions"]:
        assert f"/replays/games/{game}/#e{one['seq']}" in page
    assert page.count('class="panel player"') == len(result["seats"])
    assert "http-equiv" not in page
    replay = visitor.see("replay_of_game", game).content.decode()
    assert f"/replays/games/{game}/analysis/" in replay


def test_it_speaks_to_whoever_reads_it_and_says_what_was_played(visitor: Visitor, game: int) -> None:
    tasks.analyse(asked(game).pk)
    result = told(visitor, game)["analysis"]
    user = User.objects.get(pk=visitor.client.session["_auth_user_id"])
    own = Seat.objects.get(game=game, user=user).number
    players = [Player(f"Player {seat}", False, None, (), 0, ()) for seat in range(len(result["seats"]))]
    page = analysis_page.page(result, players, own)
    assert [player.name for player in page.players if player.own] == ["You"]
    for one, moment in zip(result["moments"], page.moments, strict=True):
        assert ("you" in moment.words) == (one["seat"] == own), moment.words
        assert bool(moment.did) == (one["what"] == "decision")
        assert bool(moment.better) == bool(moment.did)
    shown = visitor.see("analysis", game).content.decode()
    assert f">{user.username}<" not in shown
    assert shown.count("What your own decisions gave") == 1
    assert shown.count("compared with what a plain player would have done") == 1


def test_each_link_to_a_mistake_is_named_by_its_grade_and_its_move(visitor: Visitor, game: int) -> None:
    tasks.analyse(asked(game).pk)
    page = visitor.see("analysis", game).content.decode()
    ids = set(re.findall(r' id="([^"]+)"', page))
    labels = re.findall(r'<a class="kind" id="[^"]+" aria-labelledby="([^"]+)"', page)
    wrong = [one for one in told(visitor, game)["analysis"]["decisions"] if one["grade"] != "right"]
    assert len(set(labels)) == len(wrong) > 0
    assert all(ids.issuperset(label.split()) for label in labels)


def test_how_many_decisions_there_are_is_not_told_before_it_is_known(visitor: Visitor, game: int) -> None:
    row = asked(game)
    Analysis.objects.filter(pk=row.pk).update(decisions=0)
    going = visitor.see("analysis", game).content.decode()
    assert re.search(r"<progress aria-labelledby=\"going-title\"></progress>", going)
    assert re.search(r'id="counting">The game is being read', going)
    Analysis.objects.filter(pk=row.pk).update(decisions=40)
    going = visitor.see("analysis", game).content.decode()
    assert 'max="40" value="0"' in going
    assert 'id="counting" hidden' in going


def test_strangers_see_none_and_whoever_has_a_link_does(visitor: Visitor, game: int) -> None:
    tasks.analyse(asked(game).pk)
    for stranger in (Visitor(), Visitor()):
        assert stranger.see("analysis", game).status_code == 404
        assert stranger.send("analysis", game).status_code == 404
        assert stranger.client.get(f"/api/v1/games/{game}/analysis").status_code == 404
    owner = User.objects.filter(seats__game=game)[0]
    Share.objects.create(token="a-token", game_id=game, shared_by=owner)
    assert Visitor().see("analysis_by_token", "a-token").status_code == 200
    by_link = Visitor().client.get("/api/v1/replays/a-token/analysis?result=false").json()
    assert (by_link["state"], by_link["analysis"]) == ("done", None)
    assert Visitor().client.post("/api/v1/replays/a-token/analysis").status_code == 401


def test_piece_by_piece_or_at_once_or_twice_it_gives_one_result(game: int) -> None:
    row = asked(game)
    pieces = 1
    while analyses.work(row.pk, seconds=0.02):
        pieces += 1
    assert pieces > 1
    row.refresh_from_db()
    slowly, row.result = row.result, None
    tasks.analyse(row.pk)
    row.refresh_from_db()
    assert row.result == slowly
    row.delete()
    tasks.analyse(asked(game).pk)
    assert analyses.result_of(game) == slowly


def test_two_never_work_on_the_same_and_what_a_dead_one_has_left_is_gone_on_with(game: int) -> None:
    row = asked(game)
    assert analyses.work(row.pk, seconds=0)
    kept = len(Analysis.objects.get().pieces)
    hold = analyses.Hold.of(row.pk)
    assert hold is not None
    assert not analyses.work(row.pk), "somebody has it"
    Analysis.objects.update(taken_until=timezone.now() - timedelta(seconds=1))
    assert list(analyses.free()) == [row], "they are taken for dead"
    analyses.work(row.pk)
    assert not hold.put(pieces=[]), "it is not theirs any more"
    row.refresh_from_db()
    assert row.done_at is not None
    assert row.judged == row.decisions > kept


def test_one_of_which_everybody_dies_is_given_up_and_can_be_asked_for_again(
    visitor: Visitor, game: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = asked(game)

    def dies(*_given: object) -> None:
        raise MemoryError

    monkeypatch.setattr(analyses, "_piece", dies)
    for _time in range(analyses.MOST_TRIES):
        with pytest.raises(MemoryError):
            analyses.work(row.pk)
        Analysis.objects.update(taken_until=timezone.now() - timedelta(seconds=1))
    assert not analyses.work(row.pk)
    assert told(visitor, game)["state"] == "failed"
    assert "could not be analysed" in visitor.see("analysis", game).content.decode()
    monkeypatch.undo()
    again = analyses.ask(game, None)
    assert again is not None
    tasks.analyse(again.pk)
    assert told(visitor, game)["state"] == "done"


def test_the_chore_goes_on_with_what_was_lost(game: int, monkeypatch: pytest.MonkeyPatch) -> None:
    row = asked(game)
    begun: list[int] = []
    monkeypatch.setattr(tasks, "begin", begun.append)
    tasks.go_on_with_analyses()
    assert begun == [row.pk]


def test_it_begins_once_what_asked_for_it_is_committed(
    game: int,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    started: list[str] = []
    monkeypatch.setattr(tasks, "_aside", lambda: started.append("here"))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.begin(asked(game).pk)
        assert not started
    assert started == ["here"]


def test_who_asks_too_often_hears_when_to_come_back(visitor: Visitor, settings: Any) -> None:
    settings.GOLF_LIMITS = {"analyses": 1}
    games = [played_game(RandomGame(HouseRules(holes=1), 2, seed)) for seed in (1, 2)]
    player = cast.person("Alice").user
    for one in games:
        Game.objects.get(pk=one).seats.update(user=None)
        Game.objects.get(pk=one).seats.filter(number=0).update(user=player, persona="")
    visitor.client.force_login(player)
    assert visitor.send("analysis", games[0]).status_code == 302
    assert visitor.send("analysis", games[0]).status_code == 302, "what is on its way is not counted"
    answer = visitor.send("analysis", games[1])
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_a_game_without_a_finished_hole_has_nothing_to_analyse(visitor: Visitor, game: int) -> None:
    given_up = played_game(RandomGame(HouseRules(holes=2), 2, 3), moves=6)
    with pytest.raises(analyses.NotToBeHad):
        analyses.ask(given_up, None)
    assert (
        visitor.client.post(f"/api/v1/games/{game}/analysis", {"closer": 5}, "application/json").status_code
        == 422
    )


def test_it_goes_along_in_the_file_of_the_game_and_is_deleted_with_it(visitor: Visitor, game: int) -> None:
    before = json.loads(exported(game))
    tasks.analyse(asked(game).pk)
    content = exported(game)
    file = json.loads(content)
    assert file["analysis"] == analyses.result_of(game)
    assert {key: file[key] for key in before if key != "sha256"} == {
        key: before[key] for key in before if key != "sha256"
    }
    Draft202012Validator(schema()).validate(file)
    brought = import_file(content)
    assert analyses.standing(brought.pk).state == "none", "figures that cannot be checked are not kept"
    assert json.loads(exported(brought.pk)) == before
    Game.objects.get(pk=game).delete()
    assert not Analysis.objects.exists()
