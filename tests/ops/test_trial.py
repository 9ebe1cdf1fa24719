"""`make test-compose` says so where there is no Docker, and stops at the first thing that does not hold."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest

from ops.compose import Compose, ComposeFailed
from ops.trial import __main__ as trial
from ops.trial import rolling, site, watching
from ops.trial.load import Played
from ops.trial.site import Trial

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_without_docker_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert trial.main([]) == trial.UNAVAILABLE
    assert capsys.readouterr().err.startswith("test-compose: not run, as no Docker engine")


def test_it_stops_at_what_does_not_hold(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def good(_trial: Trial) -> Iterator[tuple[str, str]]:
        yield "a thing", "it holds"

    def bad(_trial: Trial) -> Iterator[tuple[str, str]]:
        yield "another", "it holds"
        raise ComposeFailed("a move was lost")

    def never(_trial: Trial) -> Iterator[tuple[str, str]]:
        raise AssertionError

    monkeypatch.setattr(trial, "STEPS", {"good": good, "bad": bad, "never": never})
    nothing = object.__new__(Trial)
    assert trial.run(nothing, ["good", "bad", "never"]) == 1
    rows = capsys.readouterr().out.splitlines()
    assert "FAILED: a move was lost" in rows[-1]
    assert sum("it holds" in row for row in rows) == 2
    assert trial.run(nothing, ["good"]) == 0


def test_a_fault_of_any_player_fails_the_trial() -> None:
    assert Played(10, {}, 2).sound().told() == "10 moves, none lost, 2 sockets came back"
    assert Played(10, {}, 2, 1).told().endswith("2 sockets came back, 1 of them from a dead line")
    for wrong in (Played(10, {"order": 1}, 0), Played(0, {}, 0)):
        with pytest.raises(ComposeFailed):
            wrong.sound()


@pytest.mark.parametrize(
    ("went", "holds"),
    [
        ("It is not ready: not within 9 s. It is gone again, and the old one serves on.", True),
        ("docker compose run migrate: exit code 1", False),
        ("", False),
    ],
)
def test_a_broken_version_has_to_be_refused_for_what_it_is(
    monkeypatch: pytest.MonkeyPatch, went: str, *, holds: bool
) -> None:
    def deploy(*_words: object, build: bool) -> None:
        if went:
            raise ComposeFailed(went)

    monkeypatch.setattr(rolling, "deploy", deploy)
    nothing = object.__new__(Trial)
    nothing.compose = Compose()
    if holds:
        assert rolling._refusal(nothing) == "It is not ready: not within 9 s"
    else:
        with pytest.raises(ComposeFailed):
            rolling._refusal(nothing)


@pytest.mark.parametrize("faults", [{}, {"gap": 1}])
def test_people_play_for_as_long_as_something_is_being_done(
    monkeypatch: pytest.MonkeyPatch, faults: dict[str, int]
) -> None:
    rounds: list[Played] = []
    again = Event()

    class Players:
        def __init__(self, *_words: object) -> None: ...

        def played(self) -> Played:
            if rounds:
                again.set()
            rounds.append(Played(10, faults if rounds else {}, 1))
            return rounds[-1]

        def stop(self) -> None: ...

    monkeypatch.setattr(site, "Load", Players)
    monkeypatch.setattr(Trial, "_is_under_load", lambda _self: True)
    nothing = object.__new__(Trial)
    if faults:
        with pytest.raises(ComposeFailed, match="gap"):
            nothing.while_playing(1, again.wait)
    else:
        done, played = nothing.while_playing(1, again.wait)
        assert done
        assert played == Played(10 * len(rounds), {}, len(rounds))
    assert len(rounds) >= 2


def test_without_an_image_of_prometheus_it_says_that_it_was_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Away(Compose):
        def __call__(self, *words: str, patience: float = 0) -> str:
            assert words[-1] == "json", "nothing is started"
            return '{"services": {"prometheus": {"image": "prom/prometheus:v3"}}}'

        def docker(self, *words: str, patience: float = 0, given: str | None = None) -> str:
            raise ComposeFailed(f"{words[0]}: no such image")

    nothing = object.__new__(Trial)
    nothing.compose = Away()
    ((what, seen),) = watching.monitor(nothing)
    assert (what, seen[:9]) == ("Prometheus", "not shown")
