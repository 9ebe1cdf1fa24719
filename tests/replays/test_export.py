"""The file of a finished game: who gets it, what is in it, and what is never in it."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from games import actions, event_store, tables
from games.models import Game, Seat
from games.rules import commands as c
from games.rules import events as e
from games.rules.house_rules import HouseRules
from games.verify import NoSuchGame
from replays.document import read
from replays.export import NotOver, exported
from tests.kit import cast
from tests.kit.random_games import RandomGame
from tests.kit.streams import played_game

if TYPE_CHECKING:
    from tests.kit.cast import Person

pytestmark = pytest.mark.django_db
SEED = 7
FAIRNESS = Path(__file__).parents[2] / "docs" / "fairness.md"


@pytest.fixture
def game(db: None) -> int:
    """A game of two holes that is over."""
    return played_game(RandomGame(HouseRules(holes=2), 3, SEED))


def told(game: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(exported(game))
    return found


def abandoned(host: Person, *, begun: bool) -> int:
    table = tables.make(host.user, tables.Wish(cpus=["maya"], start=begun))
    actions.act_now(cast.game_of(table), c.Abandon("moderator"))
    return cast.game_of(table)


def test_it_holds_every_event_and_the_result(game: int) -> None:
    file, stream = told(game), event_store.load(game)
    assert [event["seq"] for event in file["events"]] == [stored.seq for stored in stream]
    ended = stream[-1].event
    assert isinstance(ended, e.GameEnded)
    assert file["result"] == {
        "phase": "game_over",
        "holes": 2,
        "totals": list(ended.totals),
        "places": list(ended.places),
        "winners": list(ended.winners),
    }


def test_the_same_game_gives_the_same_bytes_but_for_people(game: int) -> None:
    before = told(game)
    User.objects.filter(seats__game=game).update(name="Somebody else", is_guest=False)
    after = told(game)
    assert before.pop("people") != after.pop("people")
    assert before == after


def test_people_are_told_by_number_and_as_they_are_shown_and_by_nothing_else(game: int) -> None:
    users = User.objects.filter(seats__game=game)
    for user in users:
        User.objects.filter(pk=user.pk).update(email="secret@example.org")
    text = exported(game).decode()
    people = json.loads(text)["people"]["shown"]
    assert {one["name"] for one in people} >= {user.name for user in users}
    assert all(one.keys() == {"name", "kind"} for one in people)
    for user in users:
        assert user.username not in text
        assert "secret" not in text.replace("next_secret", "")
    persons = [event["person"] for event in told(game)["events"] if event["type"] == "player_joined"]
    assert all(number is None or number < len(people) for number in persons)


def test_who_deleted_their_account_has_no_name(game: int) -> None:
    Seat.objects.filter(game=game).update(user=None)
    User.objects.all().delete()
    assert {one["name"] for one in told(game)["people"]["shown"]} == {"—"}
    assert read(exported(game)).state.places


def test_the_verifier_of_the_docs_runs_on_every_hole_of_it(game: int) -> None:
    program = FAIRNESS.read_text().split("```python")[1].split("```")[0]
    names: dict[str, Any] = {}
    exec(program, names)
    file = told(game)
    kinds = [event["type"] for event in file["events"]]
    holes = [
        file["events"][start : kinds.index("hole_ended", start) + 1]
        for start, kind in enumerate(kinds)
        if kind == "hole_started"
    ]
    for hole in holes:
        names["verify"](file["rules"], hole)
    assert len(holes) == 2


def test_a_game_that_runs_is_told_to_nobody() -> None:
    running = played_game(RandomGame(HouseRules(holes=2), 3, SEED), moves=100)
    with pytest.raises(NotOver):
        exported(running)
    Game.objects.filter(pk=running).update(phase="game_over")
    with pytest.raises(NotOver):
        exported(running)


def test_an_abandoned_game_is_told_as_far_as_it_went() -> None:
    game = abandoned(cast.person("Alice"), begun=True)
    assert told(game)["result"] == {
        "phase": "abandoned",
        "holes": 0,
        "totals": [0, 0],
        "places": None,
        "winners": None,
    }
    assert read(exported(game)).people == [{"name": "Alice", "kind": "guest"}]


def test_one_that_has_never_begun_has_nothing_to_tell() -> None:
    with pytest.raises(NoSuchGame):
        exported(abandoned(cast.person("Alice"), begun=False))


def test_the_command_writes_just_the_file(game: int, tmp_path: Path) -> None:
    out, file = StringIO(), tmp_path / "game.json"
    call_command("export_game", str(game), stdout=out)
    call_command("export_game", str(game), "--output", str(file))
    assert out.getvalue().encode() == file.read_bytes() == exported(game)


@pytest.mark.parametrize("output", [[], ["--output", "/nowhere/at/all.json"]])
def test_the_command_says_why_it_cannot(game: int, output: list[str]) -> None:
    with pytest.raises(CommandError, match=r"There is no game|cannot be written"):
        call_command("export_game", str(game if output else 0), *output, stdout=StringIO())


def test_the_command_tells_nothing_of_a_running_game() -> None:
    running = played_game(RandomGame(HouseRules(holes=2), 3, SEED), moves=100)
    out = StringIO()
    with pytest.raises(CommandError, match="still being played"):
        call_command("export_game", str(running), stdout=out)
    assert not out.getvalue()


def test_the_program_of_the_docs_finds_its_digests_right(game: int, tmp_path: Path) -> None:
    program = (FAIRNESS.parent / "export.md").read_text().split("```python")[1].split("```")[0]
    file = tmp_path / "game.json"
    for content, code in ((exported(game), 0), (exported(game).replace(b'"AS"', b'"AH"', 1), 1)):
        file.write_bytes(content)
        run = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, check=False)
        assert run.returncode == code, run.stderr
