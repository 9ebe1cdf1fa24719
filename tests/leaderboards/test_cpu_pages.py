"""The pages about CPU players: who they are, measured figures, what they say, and how people fare against them."""

from __future__ import annotations

import json
import re
from html import unescape
from io import StringIO
from typing import TYPE_CHECKING

import polib
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from games.cpu.personas import PERSONAS
from games.management.commands import measure_styles
from games.models import Game, Seat
from games.persona_words import STORIES
from games.remark_words import OCCASIONS, remarks, remarks_of
from games.rules.house_rules import HouseRules
from games.simulation.styles import KEPT, MEASURES
from leaderboards import counts, cpu_styles
from leaderboards.tasks import count_anew
from tests.kit.processes import ROOT
from tests.kit.visitor import Visitor
from tests.leaderboards.people import account, play, settle

if TYPE_CHECKING:
    from pathlib import Path


def told(client: Client, path: str) -> str:
    """What a page says."""
    return unescape(client.get(path).content.decode())


def test_there_is_a_story_for_each() -> None:
    assert list(STORIES) == list(PERSONAS)


def test_what_they_say_is_what_the_board_lets_them_say() -> None:
    assert list(remarks()) == list(PERSONAS)
    for persona, said in remarks().items():
        assert said.keys() == OCCASIONS.keys(), persona
        assert all(said.values()), persona
    # Nobody has the words of another.
    words = [text for said in remarks().values() for texts in said.values() for text in texts]
    assert len(words) == len(set(words)) > len(PERSONAS) * len(OCCASIONS)


def test_what_they_say_is_translated_as_on_the_board() -> None:
    board = polib.pofile(str(ROOT / "locale" / "de" / "LC_MESSAGES" / "djangojs.po"))
    (hello,) = remarks()["marcus"]["hello"]
    entry = board.find(hello)
    assert entry is not None
    with translation.override("de"):
        assert remarks_of("marcus")[0] == ("Zu Beginn der Partie", [entry.msgstr])


def test_every_figure_is_measured_and_lies_in_its_interval() -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert kept["personas"].keys() == PERSONAS.keys()
    for figures in kept["personas"].values():
        assert figures.keys() == set(MEASURES) == set(cpu_styles.WORDS)
        for value, low, high in figures.values():
            assert low < value < high
    assert kept["command"] == f"manage.py measure_styles --games {kept['games']} --seed 1"


def test_styles_show_in_the_figures() -> None:
    """Each measure has somebody who stands out by more than chance, and they are who they are said to be."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))["personas"]

    def apart(measure: str, less: str, more: str) -> bool:
        return bool(kept[less][measure][2] < kept[more][measure][1])

    assert apart("ending", "sofia", "maya")
    assert apart("going_out", "maya", "kenji")
    assert apart("pairs", "diego", "priya")
    assert apart("taking", "kenji", "diego")
    assert apart("strokes", "marcus", "diego")


def test_measuring_again_gives_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure_styles, "CLASSIC", HouseRules(holes=1))
    files = [tmp_path / "one", tmp_path / "other"]
    for file in files:
        call_command("measure_styles", games=8, seed=3, output=str(file), stdout=StringIO())
    one, other = (file.read_text() for file in files)
    assert one == other
    assert json.loads(one)["holes_each"] == 4
    with pytest.raises(CommandError, match="multiple of 8"):
        call_command("measure_styles", games=9)


@pytest.mark.django_db
@pytest.mark.parametrize("persona", PERSONAS)
def test_each_has_a_page(persona: str, client: Client) -> None:
    page = told(client, f"/cpu/{persona}/")
    assert f"<h1>{persona.capitalize()}</h1>" in page
    for text in (*STORIES[persona], "Play against", "Nobody has finished a game", "± "):
        assert text in page
    for words in remarks()[persona].values():
        assert words[0] in page


@pytest.mark.django_db
def test_all_eight_are_on_one_page_and_nobody_else_is_anywhere(client: Client) -> None:
    page = told(client, "/cpu/")
    assert all(f'href="/cpu/{persona}/"' in page for persona in PERSONAS)
    for nobody in ("caddie", "Maya", "hal", "%00"):
        assert client.get(f"/cpu/{nobody}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/rules/", "/"])
def test_they_are_found_from_other_pages(page: str, client: Client) -> None:
    assert 'href="/cpu/"' in told(client, page)


@pytest.mark.django_db
def test_one_button_sits_down_with_them_alone_at_the_level_chosen() -> None:
    visitor = Visitor()
    sent = visitor.client.post("/play/", {"cpu": "marcus", "level": "tour"})
    assert sent.status_code == 302
    seats = Game.objects.get().seats.order_by("number")
    assert [(seat.persona, seat.level) for seat in seats] == [("", ""), ("marcus", "tour")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "who"),
    [
        ({"cpu": "hal", "level": "tour"}, [("maya", "easy"), ("priya", "easy"), ("kenji", "easy")]),
        ({"cpu": "sage", "level": "hard"}, [("sage", "easy")]),
        ({"cpu": "sage"}, [("sage", "easy")]),
    ],
)
def test_what_cannot_be_asked_for_is_as_usual(asked: dict[str, str], who: list[tuple[str, str]]) -> None:
    Visitor().client.post("/play/", asked)
    seats = Game.objects.get().seats.exclude(persona="").order_by("number")
    assert [(seat.persona, seat.level) for seat in seats] == who


@pytest.mark.django_db
def test_the_record_is_of_games_with_people_and_names_nobody(client: Client) -> None:
    ada = account("Ada")
    games = [play([ada, "maya", "sage"], seed=seed) for seed in (2, 3, 4)]
    Seat.objects.filter(game__in=games).update(level="")
    settle(*games)
    count_anew()
    places = [{seat.persona: seat.place or 0 for seat in Seat.objects.filter(game=game)} for game in games]
    records = counts.records_of("maya")
    record = records.pop("club")
    assert set(records.values()) == {counts.Record()}
    assert record == counts.Record(
        games=3,
        won=sum(place["maya"] == 1 for place in places),
        behind=sum(place[""] < place["maya"] for place in places),
    )
    page = told(client, "/cpu/maya/")
    assert "Ada" not in page
    assert f"<dd>{record.games}</dd>" in page
    assert set(counts.records_of("kenji").values()) == {counts.Record()}


@pytest.mark.django_db
def test_the_record_tells_each_level_by_itself(client: Client) -> None:
    ada = account("Ada")
    games = [play([ada, "maya", "sage"], seed=seed) for seed in (2, 3, 4)]
    Seat.objects.filter(game__in=games).update(level="")
    Seat.objects.filter(game=games[0], persona="maya").update(level="tour")
    Seat.objects.filter(game=games[1], persona="sage").update(level="easy")
    settle(*games)
    count_anew()
    records = counts.records_of("maya")
    assert {level: record.games for level, record in records.items()} == {"easy": 0, "club": 2, "tour": 1}
    seats = {seat.persona: seat.place or 0 for seat in Seat.objects.filter(game=games[0])}
    assert records["tour"] == counts.Record(1, seats["maya"] == 1, seats[""] < seats["maya"])
    assert {level: one.games for level, one in counts.records_of("sage").items()} == {
        "easy": 1,
        "club": 2,
        "tour": 0,
    }
    page = told(client, "/cpu/maya/")
    assert '<th scope="row">Tour</th><td>1</td>' in page
    assert '<th scope="row">Club</th><td>2</td>' in page
    assert '<th scope="row">Easy</th>' not in page
    assert "<dd>3</dd>" in page
    Seat.objects.filter(game=games[0]).update(level="")
    count_anew()
    assert counts.records_of("maya")["tour"] == counts.Record(), (
        "what is counted anew leaves nothing of before"
    )


@pytest.mark.django_db
def test_a_page_asks_the_database_as_often_whatever_was_played(client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/cpu/maya/")
        return len(queries)

    before = asked()
    settle(*(play([account(f"Ada{seed}"), "maya"], seed=seed) for seed in (2, 3)))
    count_anew()
    assert asked() == before <= 3


@pytest.mark.django_db
def test_every_figure_is_told_in_words_and_a_rating_with_its_level(client: Client) -> None:
    page = told(client, "/cpu/marcus/")
    described = [re.sub(r"<span aria-hidden.*?</span>|<svg.*?</svg>|<[^>]*>", "", one).strip()
                 for one in re.findall(r"<dd.*?</dd>", page, re.DOTALL)]  # fmt: skip
    assert described
    assert all(described), "a definition that says nothing to those who listen"
    assert re.search(r"Rated \d+ at Club", page)
