"""Counting in windows of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accounts.limits import Limit, TooMany, count
from tests.kit.counts import start_afresh

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.services
THREE = Limit("three", 3, 60)
BEGIN = 60 * 30_000_000


class Watch:
    now = BEGIN + 10.5


@pytest.fixture(autouse=True)
def watch(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Watch:
    settings.GOLF_RATE_LIMITS = True
    watch = Watch()
    monkeypatch.setattr("accounts.limits.time.time", lambda: watch.now)
    start_afresh(monkeypatch)
    return watch


def use_up(limit: Limit, who: str) -> None:
    for _time in range(limit.most):
        count(limit, who)


def test_one_too_many_is_refused_with_the_seconds_to_wait(watch: Watch) -> None:
    use_up(THREE, "alice")
    with pytest.raises(TooMany) as refused:
        count(THREE, "alice")
    assert refused.value.limit == THREE
    assert refused.value.retry_after == 50


def test_whoever_waits_as_long_as_told_is_let_in(watch: Watch) -> None:
    use_up(THREE, "alice")
    with pytest.raises(TooMany) as refused:
        count(THREE, "alice")
    watch.now += refused.value.retry_after - 1
    with pytest.raises(TooMany):
        count(THREE, "alice")
    watch.now += 1
    use_up(THREE, "alice")


def test_people_and_limits_are_counted_apart() -> None:
    use_up(THREE, "alice")
    use_up(THREE, "bob")
    use_up(Limit("others", 3, 60), "alice")
    with pytest.raises(TooMany):
        count(THREE, "bob")


def test_nothing_is_counted_while_limits_are_off(settings: Settings) -> None:
    settings.GOLF_RATE_LIMITS = False
    for _time in range(10):
        count(THREE, "alice")
    settings.GOLF_RATE_LIMITS = True
    use_up(THREE, "alice")
    with pytest.raises(TooMany):
        count(THREE, "alice")
