"""The first hole of somebody new: played by the real rules, hiding what is hidden, and teaching what it says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils.functional import Promise
from django.utils.translation import override

from games.fold import fold
from games.lesson import show
from games.lesson.script import DEALT, DISCARD, LEARNER, MAYA, STEPS, STOCK
from games.protocol import command_for, parse
from games.rules import commands as c
from games.rules import events as e
from games.rules.state import Phase
from games.rules.views import view_for
from tests.kit.foolish import folly
from tests.kit.truth import Truth, cards_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from games.rules.state import GameState

BEATS = [beat for step in STEPS for beat in step.beats]
MOVES = [move for beat in BEATS[:-1] for move in (beat.asks, *beat.replies)]
"""All but the last word of the learner, who then is done."""


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Whatever language a page that was asked for before has left."""
    with override("en"):
        yield


@pytest.fixture(scope="module")
def play() -> show.Play:
    """The lesson's table after the last move: one that the rules refuse would have stopped it."""
    play = show.Play()
    for move in MOVES:
        play.do(move)
    return play


@pytest.fixture(scope="module")
def events(play: show.Play) -> list[e.Event]:
    """Everything that happens in the lesson."""
    return [stored.event for stored in play.stored]


@pytest.fixture(scope="module")
def frames() -> list[dict[str, Any]]:
    """Everything that a browser is handed, as if a socket had sent it."""
    first, beats = show.played()
    return [first, *(frame for one in beats for frame in (*one.frames, *one.replies))]


def before_each_move() -> list[tuple[GameState, c.Command]]:
    """Every move with the state that it finds."""
    play, found = show.Play(), []
    for move in MOVES:
        found.append((play.live.fold.state, move))
        play.do(move)
    return found


def test_its_events_fold_into_the_state_that_it_shows(play: show.Play, frames: list[dict[str, Any]]) -> None:
    assert fold(play.stored, 0).state == play.live.fold.state
    assert [frame["seq"] for frame in frames][-1] == play.stored[-1].seq
    told = [event["seq"] for frame in frames for event in frame.get("events", ())]
    assert told == list(range(frames[0]["seq"] + 1, play.stored[-1].seq + 1))


def test_it_asks_for_what_the_frame_before_allows(frames: list[dict[str, Any]]) -> None:
    _first, beats = show.played()
    legal = frames[0]["legal"]
    for one in beats:
        asked = show.asked(one.beat.asks)
        options = {option["do"]: option for option in legal}
        if asked["do"] != "deal":  # Which nobody at a table has to ask for.
            option = options[asked["do"]]
            places = asked.get("at", [])
            assert set(places if isinstance(places, list) else [places]) <= set(option.get("at", []))
            assert asked.get("from") in option.get("from", [None])
            assert command_for(parse(json.dumps(asked)), LEARNER) == one.beat.asks
        for frame in (*one.frames, *one.replies):
            legal = frame["legal"]
    assert {option["do"] for option in legal} == {"next_hole"}


def test_no_frame_shows_the_learner_what_is_hidden(play: show.Play, frames: list[dict[str, Any]]) -> None:
    truth = Truth(play.stored)
    assert [leak for frame in frames for leak in truth.leaks(frame, LEARNER)] == []
    assert len(frames) == 1 + len(MOVES)


def test_a_card_that_is_never_turned_up_is_nowhere_on_the_page() -> None:
    named = cards_in(" ".join((*DEALT, DISCARD, STOCK)))
    assert cards_in(json.dumps(show.for_browser())) == named
    assert len(named) == 6 + 6 + 1 + 6


def test_it_teaches_what_it_says(events: list[e.Event], play: show.Play) -> None:
    by_learner = [event for event in events if getattr(event, "seat", None) == LEARNER]
    assert any(isinstance(event, e.CardsOpened) for event in by_learner)
    assert any(isinstance(event, e.CardDiscarded) for event in by_learner)
    assert {event.source for event in by_learner if isinstance(event, e.CardDrawn)} == {"stock", "discard"}
    assert any(isinstance(event, e.CardSwapped) and event.card[0] == "2" for event in by_learner)
    assert [event.seat for event in events if isinstance(event, e.WentOut)] == [MAYA]
    out = next(at for at, event in enumerate(events) if isinstance(event, e.WentOut))
    assert [type(event) for event in events[out + 1 :]] == [e.CardDrawn, e.CardSwapped, e.HoleEnded]
    assert play.live.fold.state.phase is Phase.HOLE_OVER


def test_the_caddie_counts_as_the_rules_do(events: list[e.Event]) -> None:
    ended = events[-1]
    assert isinstance(ended, e.HoleEnded)
    assert [part.points for part in ended.scores[LEARNER].parts] == [0, 5, -2]
    assert "your pair is 0, ace and four are 5, two and king are −2. That is 3" in str(BEATS[-1].says)
    assert [line.score for line in ended.scores] == [14, 3]


def test_nobody_in_it_plays_foolishly() -> None:
    moves = [(state, move) for state, move in before_each_move() if not isinstance(move, c.Deal)]
    seats = [move.seat for _state, move in moves if hasattr(move, "seat")]
    assert set(seats) == {MAYA, LEARNER}
    for (state, move), seat in zip(moves, seats, strict=True):
        assert folly(view_for(state, seat), move) is None, move


def test_it_points_at_what_it_asks_for() -> None:
    places = [beat["spots"] for beat in show.for_browser()["beats"]]
    assert places[:5] == [[], ["1-0", "1-4"], ["stock"], ["1-1"], ["stock"]]
    assert places[5:] == [["discard"], ["discard"], ["1-3"], ["stock"], ["1-2"], ["discard"], ["1-5"], []]


def test_it_can_be_done_in_fourteen_actions() -> None:
    actions = sum(len(move.at) if isinstance(move, c.Open) else 1 for move in (beat.asks for beat in BEATS))
    assert actions <= 14


def test_its_words_wait_for_the_language_of_their_reader() -> None:
    words = [words for beat in BEATS for words in (beat.says, beat.otherwise, beat.meanwhile) if words]
    assert all(isinstance(one, Promise) for one in [*words, *(step.title for step in STEPS)])
    assert all(type(beat["says"]) is str for beat in show.for_browser()["beats"])


@pytest.mark.django_db
def test_without_scripts_it_is_there_in_pictures() -> None:
    text = Client().get("/learn/").content.decode()
    stills = text[text.index('<article class="lesson-stills">') : text.index("</article>")]
    for step in STEPS:
        assert f"<h2>{step.title}</h2>" in stills
        for beat in step.beats:
            assert str(beat.says) in stills
    assert stills.count('class="grid"') == len(STEPS)
    assert 'href="/rules/"' in stills
