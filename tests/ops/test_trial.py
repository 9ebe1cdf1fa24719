"""`make test-compose` says so where there is no Docker, and stops at the first thing that does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ops.compose import ComposeFailed
from ops.trial import __main__ as trial
from ops.trial import steps
from ops.trial.load import Played

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
    def good(_trial: steps.Trial) -> Iterator[tuple[str, str]]:
        yield "a thing", "it holds"

    def bad(_trial: steps.Trial) -> Iterator[tuple[str, str]]:
        yield "another", "it holds"
        raise ComposeFailed("a move was lost")

    def never(_trial: steps.Trial) -> Iterator[tuple[str, str]]:
        raise AssertionError

    monkeypatch.setattr(trial, "STEPS", {"good": good, "bad": bad, "never": never})
    nothing = object.__new__(steps.Trial)
    assert trial.run(nothing, ["good", "bad", "never"]) == 1
    rows = capsys.readouterr().out.splitlines()
    assert "FAILED: a move was lost" in rows[-1]
    assert sum("it holds" in row for row in rows) == 2
    assert trial.run(nothing, ["good"]) == 0


def test_a_fault_of_any_player_fails_the_trial() -> None:
    assert steps._sound(Played(10, 1.0, {}, 2)).came_back == 2
    for wrong in (Played(10, 1.0, {"order": 1}, 0), Played(0, 0.0, {}, 0)):
        with pytest.raises(ComposeFailed):
            steps._sound(wrong)
